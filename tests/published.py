"""Makes what tests of published summaries need in a line each: a dialogue of eleven that is over, and its versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from core.people.roles import Role
from core.summaries.sentences import Section
from dialog import hosting
from dialog.analysis.claims import Kind
from dialog.models import Dialogue
from dialog.summarising import publishing, results
from dialog.summarising.models import SentenceState, Summary, SummarySentence, SummaryState
from dialog.summarising.sealing import content_hash
from tests.builders import TODAY
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import NOON, hire, working
from tests.summaries import claim

INSPEL = (
    "Sista bussen går före träningen slutar",
    "Öppna fritidsgården på fredagar",
    "Fler hållplatser med väderskydd",
    "Put up lights along the path",
)
FACTS = {"d": {"participants": 11, "voters": 11, "inspel": 4, "votes": 44}}
COVERAGE = {
    "revision": 3,
    "cited": 3,
    "inspel": 4,
    "voices": 10,
    "participants": 11,
    "minority": {"heard": 6, "n": 7},
    "uncovered": [4],
}
AGREED = claim(10, 1, low=0.687, high=0.979)
SPLIT = claim(5, 5, 1, Kind.SPLIT, low=0.25, high=0.68)

Line = tuple[Section, str, tuple[str, ...], dict[str, Any]]
LINES: tuple[Line, ...] = (
    (Section.INGRESS, "De flesta vill kunna åka hem efter träningen.", (), {}),
    (Section.HEARD, "11 personer deltog och lämnade 44 röster.", ("d",), {}),
    (Section.UNITES, "10 av 11 håller med om {i1}.", ("i1", "c1"), {"c1": AGREED}),
    (Section.DIVIDES, "5 håller med om {i2}, och 5 gör det inte.", ("i2", "c2"), {"c2": SPLIT}),
    (Section.QUOTES, "En av dem skriver {i4}.", ("i4",), {}),
    (Section.THANKS, "Tack för att ni var med.", (), {}),
)


def over(app: Flask, *inspel: str, slug: str = "hem", **changes: Any) -> None:
    """A dialogue that is closed, with these inspel or four of our own."""
    open_dialogue(app, *(inspel or INSPEL), slug=slug, **changes)
    close_dialogue(app, slug)


def add_version(
    session: Session,
    dialogue: Dialogue,
    approver_id: int,
    lines: Sequence[Line] = LINES,
    *,
    version: int = 1,
    **changes: Any,
) -> Summary:
    """An approved version with these sentences; unless the changes say otherwise nobody has written a short text."""
    given = {"facts": FACTS, "coverage": COVERAGE, "revision": 3, "drafted_at": NOON, "state": SummaryState.APPROVED}
    summary = Summary(dialogue_id=dialogue.id, version=version, **given | changes)
    summary.approved_by_id, summary.approved_by, summary.approved_on = approver_id, "Bo Ås", TODAY
    session.add(summary)
    session.flush()
    for place, (section, text, cites, claims) in enumerate(lines):
        session.add(
            SummarySentence(
                summary_id=summary.id,
                key=f"m{place}",
                position=place,
                section=section,
                text=text,
                cites=list(cites),
                claims=claims,
                state=SentenceState.KEPT,
                topic="Kvällsbussen" if section is Section.UNITES else "",
            )
        )
    session.flush()
    summary.content_hash = content_hash(results.view(session, summary))
    session.flush()
    return summary


def approved(app: Flask, lines: Sequence[Line] = LINES, *, slug: str = "hem", version: int = 1, **changes: Any) -> None:
    """An approved version of the summary of a dialogue that is over."""
    approver = hire(app, Role.MANAGER, email=f"chef-{slug}-{version}@example.se")
    with working(app) as session:
        add_version(session, hosting.find(session, slug), approver, lines, version=version, **changes)


def published(
    app: Flask,
    lines: Sequence[Line] = LINES,
    *,
    slug: str = "hem",
    version: int = 1,
    reason: str = "",
    **changes: Any,
) -> None:
    """The same, published; ``reason`` is why the version before it counts no more."""
    approved(app, lines, slug=slug, version=version, **changes)
    with working(app) as session:
        dialogue = hosting.find(session, slug)
        summary = results.version(session, dialogue.id, version)
        publishing.publish(session, dialogue, summary, "Kerstin Ek", TODAY, seen=summary.revision, reason=reason)
