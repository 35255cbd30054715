"""What staff and the meters see of the outbox: how much waits, for how long, and what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.errors import N_
from core.outbox.models import MessageState, OutboxMessage
from core.room import RetentionRule

DEAD_ARE_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Depth:
    """``due`` should have been carried out by now, the oldest since ``oldest_due_for``; ``later`` have their time."""

    due: int
    later: int
    claimed: int
    dead: int
    oldest_due_for: timedelta


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up; the payload is left out, as it may point at a person."""

    id: int
    topic: str
    attempts: int
    error: str
    created_at: datetime
    dead_at: datetime


def depth(session: Session, now: datetime) -> Depth:
    """Count the messages; one whose worker's lease has ended counts as due."""
    is_alive = OutboxMessage.state != MessageState.DEAD
    is_due = is_alive & (OutboxMessage.due_at <= now)
    is_ahead = OutboxMessage.due_at > now
    counts = select(
        func.count().filter(is_due),
        func.count().filter(is_ahead & (OutboxMessage.state == MessageState.PENDING)),
        func.count().filter(is_ahead & (OutboxMessage.state == MessageState.CLAIMED)),
        func.count().filter(OutboxMessage.state == MessageState.DEAD),
        func.min(OutboxMessage.due_at).filter(is_due),
    )
    due, later, claimed, dead, oldest = session.execute(counts).one()
    return Depth(due, later, claimed, dead, now - oldest if oldest else timedelta())


def dead_letters(session: Session, limit: int) -> tuple[DeadLetter, ...]:
    """The messages that were given up, the latest first."""
    rows = session.execute(
        select(
            OutboxMessage.id,
            OutboxMessage.topic,
            OutboxMessage.attempts,
            OutboxMessage.last_error,
            OutboxMessage.created_at,
            OutboxMessage.dead_at,
        )
        .where(OutboxMessage.state == MessageState.DEAD)
        .order_by(OutboxMessage.dead_at.desc(), OutboxMessage.id.desc())
        .limit(limit)
    )
    return tuple(DeadLetter(*row) for row in rows)


def count_dead(session: Session) -> int:
    """How many messages were given up."""
    return session.scalar(select(func.count()).where(OutboxMessage.state == MessageState.DEAD)) or 0


def retry(session: Session, message_id: int) -> bool:
    """Give a dead message all its attempts again, due now; False if there is no such dead message.

    If one with the same topic and key waits already, that one does, and the dead one is removed.
    """
    is_this = (OutboxMessage.id == message_id) & (OutboxMessage.state == MessageState.DEAD)
    change = (
        update(OutboxMessage)
        .where(is_this)
        .values(state=MessageState.PENDING, attempts=0, due_at=clock.now(), dead_at=None, last_error=None)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    try:
        with session.begin_nested():
            return session.scalar(change) is not None
    except IntegrityError:
        session.execute(delete(OutboxMessage).where(is_this).execution_options(synchronize_session=False))
        return True


def purge(session: Session, now: datetime) -> int:
    """Remove messages that were given up long ago; gives how many."""
    gone = session.execute(
        delete(OutboxMessage)
        .where(OutboxMessage.state == MessageState.DEAD, OutboxMessage.dead_at <= now - DEAD_ARE_KEPT)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


RULES = (RetentionRule("outbox_message", N_("Tills uppdraget är utfört. Det som inte gick: 30 dagar."), purge),)
