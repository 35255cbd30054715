"""A version of a summary in one pair of hands at a time: nobody changes what they have not seen."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from core import outbox
from core.errors import PersonMet
from dialog.summarising.errors import SummaryChangedMeanwhile
from dialog.summarising.models import Summary, SummaryState
from dialog.topics import SUMMARY_COVERAGE_DUE


def take(
    session: Session,
    summary: Summary,
    seen: int | None,
    states: Collection[SummaryState],
    otherwise: type[PersonMet],
) -> None:
    """Hold the row until the transaction ends; two who change it take turns.

    Raises ``otherwise`` where the version stands in none of the states, and SummaryChangedMeanwhile where its revision
    is not the one that was ``seen``; None is for whoever has not looked.
    """
    session.flush()
    session.refresh(summary, with_for_update={"key_share": True})
    if summary.state not in states:
        raise otherwise
    if seen is not None and seen != summary.revision:
        raise SummaryChangedMeanwhile


def note_change(session: Session, summary: Summary) -> None:
    """Count one more change, and have the worker see anew whose voices the sentences carry."""
    summary.revision += 1
    session.flush()
    outbox.post(session, SUMMARY_COVERAGE_DUE, key=str(summary.id), summary_id=summary.id)
