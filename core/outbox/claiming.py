"""Taking due messages, so that each is in one worker's hands and comes back if that worker dies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningDelete, ReturningUpdate

from core.outbox.models import ALIVE, MessageState, OutboxMessage
from core.outbox.topics import Lane

# No live rows are kept in sessions, so there is nothing for the ORM to bring up to date.
PLAIN: dict[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in a worker's hands; ``attempts`` is this time's number, from 1."""

    id: int
    topic: str
    key: str | None
    payload: Mapping[str, Any]
    attempts: int
    worker: str

    @property
    def _is_this(self) -> ColumnElement[bool]:
        """The row, if it is still ours: not after the lease has ended and somebody else has taken it."""
        return (
            (OutboxMessage.id == self.id)
            & (OutboxMessage.state == MessageState.CLAIMED)
            & (OutboxMessage.claimed_by == self.worker)
            & (OutboxMessage.attempts == self.attempts)
        )

    @property
    def name(self) -> str:
        """How it is called in the log."""
        return f"{self.topic} {self.id}"

    def removal(self) -> ReturningDelete[tuple[int]]:
        """The statement that marks it as done; gives the id, or nothing if the row is not ours any more."""
        return delete(OutboxMessage).where(self._is_this).returning(OutboxMessage.id).execution_options(**PLAIN)

    def change(self, **values: Any) -> ReturningUpdate[tuple[int]]:
        """The statement that gives it back or gives it up; gives the id, or nothing as above."""
        statement = update(OutboxMessage).where(self._is_this).values(values)
        return statement.returning(OutboxMessage.id).execution_options(**PLAIN)


def anything_due(session: Session, now: datetime, lane: Lane) -> bool:
    """Whether there is anything to take; asked in a reading transaction, so that idle workers disturb nobody."""
    return session.scalar(select(OutboxMessage.id).where(_is_due(now, lane)).limit(1)) is not None


def claim(session: Session, worker: str, limit: int, now: datetime, lane: Lane) -> tuple[Claimed, ...]:
    """Take at most ``limit`` due messages, oldest first; the caller commits before carrying them out.

    ``worker`` must be a name nobody else has. On PostgreSQL rows that somebody has locked are passed over; SQLite has
    a single writer. Taking a message counts as an attempt, so that one which kills its worker is given up in the end.
    For the same reason few should be taken at a time: the others in a dead worker's hands have been counted too.
    """
    due = select(OutboxMessage.id).where(_is_due(now, lane)).order_by(OutboxMessage.due_at, OutboxMessage.id)
    # As a CTE it is evaluated once; as a plain subquery PostgreSQL may run it again and take more than the limit.
    taken = due.limit(limit).with_for_update(skip_locked=True).cte("taken")
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(select(taken.c.id)))
        .values(
            state=MessageState.CLAIMED,
            claimed_by=worker,
            attempts=OutboxMessage.attempts + 1,
            due_at=now + lane.lease,
        )
        .returning(
            OutboxMessage.id, OutboxMessage.topic, OutboxMessage.key, OutboxMessage.payload, OutboxMessage.attempts
        )
        .execution_options(**PLAIN)
    )
    rows = sorted(session.execute(statement).all(), key=lambda row: row.id)
    return tuple(Claimed(row.id, row.topic, row.key, row.payload, row.attempts, worker) for row in rows)


def _is_due(now: datetime, lane: Lane) -> ColumnElement[bool]:
    """The condition on ``ALIVE`` is the index's own, so that both databases use it."""
    is_one_of_these = OutboxMessage.topic.in_(lane.topics)
    return and_(ALIVE, OutboxMessage.due_at <= now, is_one_of_these if lane.takes_these else ~is_one_of_these)
