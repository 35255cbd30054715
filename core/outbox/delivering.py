"""Carrying out a claimed message and settling what becomes of it: done, tried again later, or given up."""

from __future__ import annotations

import enum
import logging
import random
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.failures import Explained, describe, trail
from core.one_piece import in_one_piece
from core.outbox.claiming import Claimed
from core.outbox.models import MessageState
from core.room import Handler, Send

MOST_ATTEMPTS = 8
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_WISH = timedelta(days=1)
NO_HANDLER = "no handler"
WORKER_DIED = "the worker died each time"

log = logging.getLogger(__name__)


class NotDelivered(Explained):
    """The outside refused; the text is shown to staff, so it says what was answered and never to whom."""


class RetryLater(Exception):
    """The outside asks us to wait, as with Retry-After; it does not count as an attempt."""

    def __init__(self, seconds: float) -> None:
        """``seconds`` from now; taken as at least one second and at most a day."""
        super().__init__(f"asked to wait {seconds:g} s")
        self.pause = min(max(timedelta(seconds=1), timedelta(seconds=seconds)), LONGEST_WISH)


class Outcome(enum.StrEnum):
    """What became of a message; LOST when the lease ended first and it is somebody else's."""

    DONE = "done"
    AGAIN = "again"
    DEAD = "dead"
    LOST = "lost"


class _Lost(Exception):
    """The row is not ours any more."""


def deliver(session: Session, message: Claimed, handlers: Sequence[Handler]) -> Outcome:
    """Carry out a message whose claim is committed, with ``handlers`` as check_topics allows them.

    ``session`` has no transaction open, before and after: this verb commits, because what commits together is its
    whole purpose. Errors of handlers are settled here and logged; only a database that is gone lets one out, and
    then the message comes back when its lease ends.
    """
    try:
        if not handlers:
            return _give_up(session, message, NO_HANDLER)
        if message.attempts > MOST_ATTEMPTS:
            return _give_up(session, message, WORKER_DIED)
        if handlers[0].send is not None:
            _send(session, message, handlers[0].send)
        else:
            _handle(session, message, handlers)
    except _Lost:
        return Outcome.LOST
    except RetryLater as wish:
        return _put_back(session, message, wish.pause, attempts=message.attempts - 1, error=None)
    except Exception as error:
        reason = describe(error)
        log.warning("%s failed, attempt %d: %s\n%s", message.name, message.attempts, reason, trail(error))
        if message.attempts >= MOST_ATTEMPTS:
            return _give_up(session, message, reason)
        return _put_back(session, message, pause_after(message.attempts), message.attempts, reason)
    return Outcome.DONE


def pause_after(attempts: int) -> timedelta:
    """About 5 s, 25 s, 2 min, 10 min, 50 min and then an hour; a fifth more or less, so that not all come at once."""
    pause = min(timedelta(seconds=5**attempts), LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311 - spreading, not secrecy


def _handle(session: Session, message: Claimed, handlers: Sequence[Handler]) -> None:
    """The mark comes first: it locks the row, so however long the work takes, nobody else begins it."""
    with in_one_piece(session):
        _remove(session, message)
        for handler in handlers:
            if handler.handle is not None:
                handler.handle(session, message.payload)


def _send(session: Session, message: Claimed, send: Send) -> None:
    """The mark comes last: better twice than never. What was noted holds even if the row is not ours any more."""
    try:
        note = send(message.payload)
    finally:
        # The sender may have read something to know what to say.
        session.rollback()
    with session.begin():
        if note is not None:
            note(session)
        is_ours = session.scalar(message.removal()) is not None
    if not is_ours:
        raise _Lost


def _remove(session: Session, message: Claimed) -> None:
    if session.scalar(message.removal()) is None:
        raise _Lost


def _put_back(session: Session, message: Claimed, pause: timedelta, attempts: int, error: str | None) -> Outcome:
    """Let it wait again, unless one with the same key waits already: that one will do."""
    change = message.change(
        state=MessageState.PENDING, claimed_by=None, attempts=attempts, due_at=clock.now() + pause, last_error=error
    )
    with session.begin():
        try:
            with session.begin_nested():
                changed = session.scalar(change)
        except IntegrityError:
            if message.key is None:
                raise
            changed = session.scalar(message.removal())
    return Outcome.LOST if changed is None else Outcome.AGAIN


def _give_up(session: Session, message: Claimed, error: str) -> Outcome:
    log.error("%s is given up: %s", message.name, error)
    change = message.change(state=MessageState.DEAD, claimed_by=None, dead_at=clock.now(), last_error=error)
    with session.begin():
        changed = session.scalar(change)
    return Outcome.LOST if changed is None else Outcome.DEAD
