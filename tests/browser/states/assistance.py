"""The pages of help with words: off and on, and a call that was made."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from core.house import house_of, move_in, settings_of
from dialog.models import Dialogue
from dialog.summarising import assisting, results, wording
from dialog.summarising.assisting import Outcome, Reply
from dialog.summarising.models import Summary
from tests.browser.states.state import State, follow, press
from tests.fakes.language_service import FAULTY, MODEL, envelope, faultily, told_of
from tests.ground import working
from tests.summaries import about, over_with_draft

_HELPED = "/personal/dialoger/hjalpt/hjalp"
# Nobody answers there, and nobody is asked by looking.
_NOBODY = "http://127.0.0.1:9/v1"


def prepare(app: Flask) -> None:
    """A service, and a dialogue that it may help: a call without an answer, and two whose answers had faults."""
    sentences = [about(number) | {"key": f"i{number}"} for number in (1, 2, 3)]
    over_with_draft(app, *sentences, slug="hjalpt", is_demo=True)
    move_in(app, house_of(app), replace(settings_of(app), llm_url=_NOBODY, llm_model=MODEL))
    with working(app) as session:
        dialogue = session.scalars(select(Dialogue).where(Dialogue.slug == "hjalpt")).one()
        dialogue.is_assisted = True
        summary = session.scalars(select(Summary).where(Summary.dialogue_id == dialogue.id)).one()
        question = assisting.question(results.view(session, summary), MODEL)
        assert question is not None
        told = told_of(question.body)
        for outcome, said in (
            (Outcome.NO_ANSWER, ""),
            (Outcome.ANSWERED, faultily(FAULTY["adds a telephone"])(told)),
            (Outcome.ANSWERED, faultily(FAULTY["adds a script"])(told)),
        ):
            reply = Reply(outcome, 200 if said else 0, envelope(said).decode() if said else "", said, 1200)
            wording.take_in(session, question, wording.begin(session, question, "127.0.0.1:9"), reply)


STAFF = (
    State("help with words, off", "/personal/dialoger/skickad/hjalp"),
    State("help with words where the young take part", "/personal/dialoger/oppen/hjalp"),
    State(
        "help with words, not decided for the young",
        "/personal/dialoger/oppen/hjalp",
        press("Slå på hjälpen"),
        is_error=True,
    ),
    State("help with words, on", _HELPED),
    State("a call to the language service", _HELPED, follow("table a")),
    State("error 404 of a call", f"{_HELPED}/999", is_error=True),
)

NOT_PAGES = {"staff_assistance.letters": "a file to save"}
