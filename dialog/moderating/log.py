"""The decisions about a dialogue's inspel as a table: what, why, by whom and when, and nothing of what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import STOCKHOLM
from dialog.models import Statement
from dialog.moderating.models import Appeal, AppealOutcome, Moderation

HEADER = ("nr", "beslut", "skal", "anteckning", "av", "nar", "forfattaren_underrattad")
OBJECTION = {AppealOutcome.UPHELD: "objection_upheld", AppealOutcome.CHANGED: "objection_changed"}
BATCH = 1000


def rows(session: Session, dialogue_id: int) -> Iterator[list[object]]:
    """One row a decision in the order they were made, then the objections that were decided; read in batches."""
    decisions = session.execute(
        select(Statement.number, Moderation)
        .join(Moderation, Moderation.statement_id == Statement.id)
        .where(Statement.dialogue_id == dialogue_id)
        .order_by(Moderation.id)
        .execution_options(yield_per=BATCH)
    )
    for number, made in decisions:
        reason = made.reason.value if made.reason else ""
        yield [
            number,
            made.action.value,
            reason,
            made.note,
            made.actor_name,
            _moment(made.decided_at),
            _moment(made.told_at),
        ]
    objections = session.execute(
        select(Statement.number, Appeal)
        .join(Appeal, Appeal.statement_id == Statement.id)
        .where(Statement.dialogue_id == dialogue_id, Appeal.outcome.is_not(None))
        .order_by(Appeal.decided_at, Statement.number)
        .execution_options(yield_per=BATCH)
    )
    for number, heard in objections:
        at = _moment(heard.decided_at)
        yield [number, OBJECTION[heard.outcome], "", heard.note, heard.decided_by, at, at]


def _moment(at: datetime | None) -> str:
    """A moment where the municipality is, to the minute, as spreadsheets read it."""
    return at.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M") if at else ""
