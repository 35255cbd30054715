"""Why a check of a summary may stand as it is: given in writing by somebody, for exactly what was there to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.summaries.checks import Check
from dialog.summarising.models import SummaryReason

WHOLE = ""
"""The key of a check that is of the whole version and of no sentence."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, who gave it, and the fingerprint of what it was given for."""

    words: str
    about: str
    by: str
    on: date


Reasons = Mapping[tuple[str, str], Reason]
"""By check and key of the sentence."""


def given(session: Session, summary_id: int) -> Reasons:
    """Every reason given for a version, those that no longer hold among them."""
    rows = session.scalars(select(SummaryReason).where(SummaryReason.summary_id == summary_id))
    return {(row.check, row.sentence_key): Reason(row.reason, row.about, row.given_by, row.given_on) for row in rows}


def write(session: Session, summary_id: int, check: Check, key: str, reason: Reason) -> None:
    """Keep a reason; it takes the place of an earlier one for the same check."""
    session.merge(
        SummaryReason(
            summary_id=summary_id,
            check=check.value,
            sentence_key=key,
            about=reason.about,
            reason=reason.words,
            given_by=reason.by,
            given_on=reason.on,
        )
    )
    session.flush()


def forget(session: Session, summary_id: int, key: str) -> None:
    """The reasons of a sentence that is no more."""
    session.execute(
        delete(SummaryReason).where(SummaryReason.summary_id == summary_id, SummaryReason.sentence_key == key)
    )
