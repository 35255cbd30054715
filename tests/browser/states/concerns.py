"""The pages about what worries, which only those who are trusted with it may read."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from core.audit import Actor
from core.concerns import handling
from core.concerns.models import Raiser
from core.concerns.raising import raise_
from core.people.roles import Role
from tests.browser.states.state import State, press
from tests.ground import NOON, hire, working

TRUSTED = "trygghet@example.se"
"""Who reads what worries, and nothing else."""
_CONCERNS = "/personal/oro"


def prepare(app: Flask) -> None:
    """A concern in each state, and somebody to read them."""
    with working(app) as session:
        _raise_concerns(session)
    hire(app, Role.SAFEGUARDING, email=TRUSTED)


def _raise_concerns(session: Session) -> None:
    """A text nobody has read, one that is read, one handed over with its text left, and one that is erased."""
    by = Actor(None, "Lena Trygg")
    kinds = ("self_harm", "harmed_by_others", "threat", "other")
    about, words = "En dialog, inspel nr 4", "Det är inte bra här"
    more = {"lead_id": None, "deputy_id": None, "now": NOON, "unmasked": "Kim är inte bra", "note": "Jag såg det."}
    first, read, handed_over, erased = (
        raise_(session, f"prov:{kind}", about, kind, Raiser.STAFF, words, **more)  # type: ignore[arg-type]
        for kind in kinds
    )
    assert first.id == 1
    for concern in (read, handed_over, erased):
        handling.see(session, concern, by, NOON)
    for concern in (handed_over, erased):
        handling.hand_over(session, concern, by, NOON)
    handling.erase(session, erased, by)


SAFEGUARDING = (
    State("concerns", _CONCERNS),
    State("concerns that are done", f"{_CONCERNS}?visa=klara"),
    State("no older concerns", f"{_CONCERNS}?fore=1"),
    State("concern nobody has read", f"{_CONCERNS}/1"),
    State("concern that is opened", f"{_CONCERNS}/2", press("Läs texten")),
    State("concern on paper", f"{_CONCERNS}/2", press("Öppna underlag att skriva ut")),
    State("concern handed over", f"{_CONCERNS}/3"),
    State("concern that is erased", f"{_CONCERNS}/4"),
)
