"""Makes what tests of summaries need in a line each: a dialogue that is over, and a version with sentences by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from core.summaries.sentences import Section
from dialog.analysis.claims import Kind
from dialog.results import DialogueView
from dialog.summarising.models import Summary, SummarySentence, SummaryState
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import NOON, working

TEXTS = (
    "Sista bussen går före träningen slutar",
    "Öppna fritidsgården i Lima på fredagar",
    "Sms-anmälan till kvällsbuss",
)


def claim(agree: int, disagree: int, passes: int = 0, kind: Kind = Kind.COMMON_AGREE, **changes: Any) -> dict[str, Any]:
    """A claim as a sentence keeps it, with a likely range that is good enough for pages."""
    n = agree + disagree + passes
    share = agree / n
    told = {"kind": kind.value, "n": n, "agree": agree, "disagree": disagree, "passes": passes}
    return told | {"share": share, "low": max(share - 0.2, 0), "high": min(share + 0.1, 1), "contrasts": []} | changes


def sentence(
    key: str,
    section: Section,
    text: str,
    cites: Sequence[str] = (),
    claims: Mapping[str, Any] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """A sentence as the programme would have drafted it."""
    given = {"key": key, "section": section, "text": text, "draft": text, "cites": list(cites), "claims": claims or {}}
    return given | changes


def about(number: int, agree: int = 10, disagree: int = 1, **changes: Any) -> dict[str, Any]:
    """What unites: so many agree with an inspel."""
    n = agree + disagree
    said = f"{agree} av {n} håller med om {{i{number}}}."
    cites, claims = (f"i{number}", f"c{number}"), {f"c{number}": claim(agree, disagree)}
    return sentence(f"unites-{number}", Section.UNITES, said, cites, claims, **changes)


INGRESS = sentence("ingress", Section.INGRESS, "Det här kom dialogen fram till.")
HEARD = sentence("heard", Section.HEARD, "11 personer deltog.", ("d",))
THANKS = sentence("thanks", Section.THANKS, "Tack till alla som deltog.")
# After the worker would have drafted what has just closed: its draft does not take the place of one made by hand.
DRAFTED_AT = NOON + timedelta(days=1)
FACTS = {"d": {"participants": 11, "inspel": 3}}


def draft(
    session: Session, dialogue_id: int, *sentences: Mapping[str, Any], version: int = 1, **changes: Any
) -> Summary:
    """A version with these sentences in this order."""
    given = {"facts": FACTS, "state": SummaryState.DRAFT, "drafted_at": DRAFTED_AT} | changes
    summary = Summary(dialogue_id=dialogue_id, version=version, **given)
    session.add(summary)
    session.flush()
    session.add_all(
        SummarySentence(summary_id=summary.id, position=place, **one) for place, one in enumerate(sentences)
    )
    session.flush()
    return summary


def over_with_draft(app: Flask, *sentences: Mapping[str, Any], slug: str = "hem", **changes: Any) -> DialogueView:
    """A dialogue that is over, with three inspel and a draft about them."""
    open_dialogue(app, *TEXTS, slug=slug, **changes)
    dialogue = close_dialogue(app, slug)
    with working(app) as session:
        draft(session, dialogue.id, *(sentences or (INGRESS, HEARD, about(1), about(2, 8, 2), about(3, 9, 1), THANKS)))
    return dialogue
