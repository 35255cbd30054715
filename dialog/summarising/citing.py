"""What a sentence gets to rest on when staff choose its sources: the inspel, the claims about them, sets of counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from dialog.analysing import results as analyses
from dialog.summarising import sources
from dialog.summarising.results import INSPEL, SummaryView
from dialog.summarising.sources import CLAIM


def claims_of(session: Session, summary: SummaryView, numbers: Collection[int]) -> Mapping[str, Any]:
    """The claims about some inspel by ref, as they were at the draft; what no sentence had then comes as it is now."""
    wanted = {f"{CLAIM}{number}": number for number in numbers}
    known = {ref: claim for one in summary.sentences for ref, claim in one.claims.items() if ref in wanted}
    if known.keys() == wanted.keys():
        return known
    found = analyses.found(session, summary.dialogue_id)
    now = {f"{CLAIM}{claim.statement}": claim for claim in found.claims} if found and not found.is_too_few else {}
    return known | {ref: sources.kept(now[ref]) for ref in wanted if ref not in known and ref in now}


def refs(
    summary: SummaryView, numbers: Collection[int], facts: Collection[str], claims: Mapping[str, Any]
) -> list[str]:
    """Everything that is cited: each inspel with its claim, and the sets of counts the version has."""
    found = [ref for number in numbers for ref in (f"{INSPEL}{number}", f"{CLAIM}{number}")]
    return [ref for ref in found if ref[:1] == INSPEL or ref in claims] + [ref for ref in facts if ref in summary.facts]
