"""What was tapped at the check-out of a meeting becomes answers to the questionnaire after a dialogue, and its index.

Dialogues and surveys know nothing of each other, so the two are brought together here, above both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from dialog import results
from dialog.errors import NotReady
from dialog.results import DialogueView
from surveys import answering, authoring, rounds, storing, subjects, toml_files
from surveys.answering import Answers
from surveys.models import Access, Channel
from surveys.questionnaire import Questionnaire
from surveys.rounds import Round
from surveys.storing import Submitted

QUESTIONNAIRE = "efter-dialogen"
_DIALOGUE = "dialog:"
# With the dialogue's id after it, an address of a survey still has room.
MOST_OF_SLUG = 40


def subject_of(dialogue_id: int) -> str:
    """What the surveys know a dialogue by."""
    return f"{_DIALOGUE}{dialogue_id}"


def is_dialogue(subject_ref: str) -> bool:
    """Whether it is a dialogue that something was asked about."""
    return subject_ref.startswith(_DIALOGUE)


def on_checked_out(session: Session, news: Mapping[str, Any]) -> None:
    """Store each anonymous set of taps as one response in a round about the dialogue, opened now if there is none.

    ``news`` has ``dialogue_id`` and ``answers``, a list of ``{item: 1..5}``. The round is anonymous, and nothing tells
    a response from the others but what was answered.
    """
    today = clock.today()
    dialogue = results.by_id(session, int(news["dialogue_id"]), today)
    round_ = subjects.open_about(session, subject_of(dialogue.id), today) or _opened(session, dialogue, today)
    asked = {question.key for question in round_.questionnaire.questions}
    sets: list[Answers] = [
        {item: int(step) for item, step in given.items() if item in asked} for given in news["answers"]
    ]
    rows = [Submitted(given, today, dialogue.language, Channel.IMPORT) for given in sets if given]
    storing.store(session, round_, rows, is_anonymous=round_.is_anonymous)
    answering.tell(session, round_)


def _opened(session: Session, dialogue: DialogueView, today: date) -> Round:
    """A round on the dialogue's own terms, in a survey of its own: a survey has one open round at a time."""
    if dialogue.erase_on is None:
        raise NotReady
    data = _definition(dialogue)
    version = authoring.publish(session, Questionnaire.from_data(data), data, clock.now())
    terms = authoring.Terms(
        period=str(today.year),
        controller=dialogue.controller,
        legal_basis=dialogue.legal_basis,
        contact=dialogue.contact,
        erase_on=dialogue.erase_on,
        erase_decision=dialogue.erase_decision,
        opens_on=today,
        closes_on=max(today, dialogue.closes_on or today),
        access=Access.CODE,
        is_demo=dialogue.is_demo,
        subject_ref=subject_of(dialogue.id),
    )
    collection = authoring.open_collection(session, version, terms, today)
    return rounds.by_id(session, collection.id)


def _definition(dialogue: DialogueView) -> dict[str, Any]:
    """The ready questionnaire under an address and a title of the dialogue's own, so that staff can tell them apart."""
    _, data = toml_files.read(toml_files.library_file(QUESTIONNAIRE))
    titles = {language: f"{words} – {dialogue.title}" for language, words in data["title"].items()}
    return data | {"slug": f"efter-{dialogue.slug[:MOST_OF_SLUG].strip('-')}-{dialogue.id}", "title": titles}
