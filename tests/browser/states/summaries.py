"""The pages where a summary is gone through, sent and approved."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from core.people.roles import Role
from core.summaries.sentences import Section
from dialog import hosting
from dialog.models import Dialogue, StatementState
from dialog.summarising.models import SentenceState, Summary, SummaryState
from tests.browser.states.state import State, fill, press, press_in_another_tab, save_in_another_tab, steps
from tests.builders import TODAY
from tests.dialogues import add_inspel, close_dialogue, open_dialogue
from tests.ground import hire, working
from tests.summaries import HEARD, INGRESS, THANKS, about, claim, draft, over_with_draft, sentence

_DIALOGUES = "/personal/dialoger"
_LONG = "Den sista bussen går långt före träningen är slut, så vi som bor en bit bort får ringa hem varje kväll. "
_WHOLE = f"{_DIALOGUES}/att-granska/sammanfattning"
_SENT = f"{_DIALOGUES}/skickad/sammanfattning"
_APPROVED = f"{_DIALOGUES}/godkand/sammanfattning"
_RETURNED = f"{_DIALOGUES}/returnerad/sammanfattning"
_SS = SummaryState


def prepare(app: Flask) -> None:
    """A long draft with everything there is to say of a sentence, and versions that stand in every other state."""
    _fill_a_draft(app)
    other = hire(app, Role.STRATEGIST, email="nagon-annan@example.se")
    sent = {"submitted_by_id": other, "submitted_by": "Bo Ås", "submitted_on": TODAY}
    approved = {"approved_by": "Carin Dahl", "approved_on": TODAY, "content_hash": "0" * 64}
    reviewed = [one | {"state": SentenceState.KEPT} for one in (INGRESS, HEARD, about(1), about(2, 8, 2), THANKS)]
    for slug, state, changes in (
        ("skickad", _SS.IN_REVIEW, sent),
        ("att-sanda", _SS.DRAFT, dict[str, object]()),
        ("returnerad", _SS.CHANGES_REQUESTED, sent | {"review_note": "Säg vilka bussar det gäller."}),
        ("godkand", _SS.APPROVED, sent | approved),
    ):
        dialogue = over_with_draft(app, *reviewed, slug=slug)
        with working(app) as session:
            summary = session.scalars(select(Summary).where(Summary.dialogue_id == dialogue.id)).one()
            for name, value in (changes | {"state": state}).items():
                setattr(summary, name, value)
    _publish_one_before(app)


def _fill_a_draft(app: Flask) -> None:
    open_dialogue(app, *(f"{_LONG}{_LONG}Nr {n}." for n in range(1, 31)), slug="att-granska", is_demo=True)
    with working(app) as session:
        dialogue_id = hosting.find(session, "att-granska").id
        taken_back = add_inspel(session, dialogue_id, "Mina egna ord")
        taken_back.state = StatementState.HIDDEN
    close_dialogue(app, "att-granska")
    doubted = {"stammer": 3, "stammer_inte": 4, "saknas": 1}
    many = tuple(f"i{n}" for n in range(1, 31))
    with working(app) as session:
        coverage = {"revision": 0, "cited": 12, "inspel": 30, "voices": 5, "participants": 11}
        draft(
            session,
            dialogue_id,
            INGRESS,
            HEARD,
            *(about(n, topic="Kvällsbussar") for n in range(1, 4)),
            about(4, topic="Skolvägen", read_back={"stammer": 8, "stammer_inte": 1, "saknas": 2}),
            about(5, topic="Skolvägen", read_back=doubted),
            about(6, state=SentenceState.STRUCK),
            about(7, state=SentenceState.CHANGED, changed_by="Anna Berg"),
            about(31),
            *(about(n) for n in range(8, 20)),
            sentence("rest", Section.TOO_FEW, "Några inspel har för få röster.", many, {"c20": claim(3, 1)}),
            THANKS,
            coverage=coverage | {"minority": {"heard": 1, "n": 6}, "uncovered": list(range(13, 31))},
        )


def _publish_one_before(app: Flask) -> None:
    """A version that everybody can read, before the one that waits to be approved."""
    with working(app) as session:
        summary = session.scalars(select(Summary).join(Dialogue).where(Dialogue.slug == "skickad")).one()
        summary.version = 2
        session.flush()
        other = sentence("unites-1", Section.UNITES, "Nästan alla: {i1}", ("i1", "c1"), {"c1": claim(10, 1)})
        earlier = draft(session, summary.dialogue_id, INGRESS, about(2, 8, 2), other, about(3))
        earlier.state, earlier.published_on = SummaryState.PUBLISHED, TODAY


STAFF = (
    State("summaries under way", "/personal/sammanfattningar"),
    State("summaries under way, no more", "/personal/sammanfattningar?sida=9"),
    State("summary to go through", _WHOLE),
    State("summary to go through, much beside it", f"{_WHOLE}?del=forenar"),
    State("summary to go through, what follows", f"{_WHOLE}?del=forenar&sida=2"),
    State("summary to go through, a sentence with many sources", f"{_WHOLE}?del=for-fa"),
    State("summary to go through in English", f"{_WHOLE}?del=forenar&sprak=en"),
    State("summary to go through in Swedish", f"{_WHOLE}?sprak=sv"),
    State("summary all kept on a page", f"{_WHOLE}?del=tack", press("Behåll alla i avsnittet")),
    State(
        "summary changed meanwhile",
        f"{_WHOLE}?del=ingress",
        steps(press_in_another_tab("Stryk"), press("Behåll")),
        is_error=True,
    ),
    State("summary not begun", f"{_DIALOGUES}/oppen/sammanfattning"),
    State("summary of a dialogue that is over, not begun", f"{_DIALOGUES}/stangd/sammanfattning"),
    State("summary that waits for its approver", _SENT),
    State("summary to change", _RETURNED),
    State("summary that is approved", _APPROVED),
    State("checks of a summary", f"{_WHOLE}/kontroller"),
    State("checks of a summary that is approved", f"{_APPROVED}/kontroller"),
    State("checks without a reason", f"{_WHOLE}/kontroller", press("Spara skälet"), is_error=True),
    State("sentence", f"{_WHOLE}/meningar/unites-5"),
    State("sentence with many sources", f"{_WHOLE}/meningar/rest"),
    State(
        "sentence with another number",
        f"{_WHOLE}/meningar/unites-1",
        steps(fill("text", "9 av 11 håller med."), press("Spara meningen")),
        is_error=True,
    ),
    State(
        "sentence changed meanwhile",
        f"{_WHOLE}/meningar/ingress",
        steps(save_in_another_tab("text", "Spara meningen"), fill("text", "Mina ord"), press("Spara meningen")),
        is_error=True,
    ),
    State("sentence whose words are taken back", f"{_WHOLE}/meningar/unites-31", is_error=True),
    State("new sentence", f"{_WHOLE}/ny?inspel=13"),
    State("new sentence, inspel sought", f"{_WHOLE}/ny", steps(fill("sok", "ringa hem"), press("Sök"))),
    State("new sentence without anything", f"{_WHOLE}/ny", press("Spara meningen"), is_error=True),
    State("reason for a check", f"{_WHOLE}/meningar/unites-5/skal/read_back"),
    State(
        "reason for a check, none given",
        f"{_WHOLE}/meningar/unites-5/skal/read_back",
        press("Spara skälet"),
        is_error=True,
    ),
    State("what is left before it is sent", f"{_WHOLE}/skicka"),
    State("send to be approved", f"{_DIALOGUES}/att-sanda/sammanfattning/skicka"),
    State("sent already", f"{_SENT}/skicka"),
    State(
        "send to nobody",
        f"{_DIALOGUES}/att-sanda/sammanfattning/skicka",
        press("Skicka"),
        is_error=True,
    ),
    State("approve a summary", f"{_SENT}/godkann/2"),
    State("read a summary that is approved", f"{_APPROVED}/godkann/1"),
    State("read a long draft as its approver", f"{_WHOLE}/godkann/1?mening=rest"),
    State("ask for a change without a word", f"{_SENT}/godkann/2", press("Be om ändring"), is_error=True),
    State("what changed between versions", f"{_SENT}/andringar/2"),
    State("what changed before there was anything", f"{_WHOLE}/andringar/1"),
)

EMPTY_STAFF = (State("no summaries under way", "/personal/sammanfattningar"),)
