"""Taking care of a concern: read, handed over or let go. Nothing is reported anywhere by itself.

Each verb takes the row first, so that of two who act at once the second meets NotPossibleNow. The audit log says who
did what and when, and nothing of what was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.orm import Session

from core import audit, outbox
from core.audit import SYSTEM, Who
from core.clock import STOCKHOLM
from core.concerns import raising
from core.concerns.errors import NotPossibleNow
from core.concerns.models import Concern, ConcernState
from core.concerns.topics import CONCERN_RELEASED

_S = ConcernState


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A text on its way back to where it stood; ``unmasked`` is empty where staff had struck nothing out."""

    words: str
    unmasked: str


def see(session: Session, concern: Concern, by: Who, now: datetime) -> None:
    """Note that somebody opens the text; each time is a line in the log. Raises NotPossibleNow when it is gone."""
    _take(session, concern, frozenset(_S))
    if not concern.words:
        raise NotPossibleNow
    if concern.state is _S.RAISED:
        concern.state, concern.seen_at = _S.SEEN, now
    _write_down(session, concern, "concern.read", by)


def print_out(session: Session, concern: Concern, by: Who, now: datetime) -> None:
    """Note that somebody takes the text along on paper, which is also to read it; raises as ``see`` does."""
    see(session, concern, by, now)
    _write_down(session, concern, "concern.printed", by)


def hand_over(session: Session, concern: Concern, by: Who, now: datetime) -> None:
    """Note that those who can help have taken over; the words stay until ``erase``. Raises NotPossibleNow."""
    _take(session, concern, frozenset({_S.SEEN}))
    _close(concern, _S.HANDED_OVER, by, now)
    _write_down(session, concern, "concern.handed_over", by)


def no_action(session: Session, concern: Concern, by: Who, now: datetime) -> None:
    """Let the text go back to its place, which its own room sees to; it stays here until then. Raises NotPossibleNow.

    The room answers CONCERN_RELEASED with ``give_back``.
    """
    _take(session, concern, frozenset({_S.SEEN}))
    _close(concern, _S.NO_ACTION, by, now)
    outbox.post(session, CONCERN_RELEASED, subject_ref=concern.subject_ref)
    _write_down(session, concern, "concern.no_action", by)


def erase(session: Session, concern: Concern, by: Who) -> None:
    """Erase the words of a concern that is handed over: that it was, and when, is all that is left.

    Raises NotPossibleNow for any other, and for one whose words are gone.
    """
    _take(session, concern, frozenset({_S.HANDED_OVER}))
    if not concern.words:
        raise NotPossibleNow
    _forget(concern)
    _write_down(session, concern, "concern.erased", by)


def give_back(session: Session, subject_ref: str) -> GivenBack | None:
    """The words of a text that may go back, which are then no longer here; the caller puts them where they stood.

    None when there is nothing to give: the text has gone back already, or has been raised again meanwhile.
    """
    concern = raising.locked(session, subject_ref)
    if concern is None or concern.state is not _S.NO_ACTION or not concern.words:
        return None
    back = GivenBack(concern.words, concern.unmasked)
    _forget(concern)
    session.flush()
    return back


def forget(session: Session, subject_ref: str, now: datetime) -> None:
    """Erase the words because their author takes back what they were part of; that there was a concern stays.

    One that is open is closed thereby: there is nothing more to read.
    """
    concern = raising.locked(session, subject_ref)
    if concern is None:
        return
    if concern.closed_at is None:
        _close(concern, _S.NO_ACTION, SYSTEM, now)
    _forget(concern)
    session.flush()


def _take(session: Session, concern: Concern, possible: frozenset[ConcernState]) -> None:
    session.refresh(concern, with_for_update=True)
    if concern.state not in possible:
        raise NotPossibleNow


def _close(concern: Concern, state: ConcernState, by: Who, now: datetime) -> None:
    concern.state, concern.closed_at, concern.closed_by = state, now, by.name


def _forget(concern: Concern) -> None:
    """With the words goes the moment: when somebody wrote is nobody's business any more, beyond the day."""
    concern.words = concern.unmasked = concern.notes = ""
    day = concern.raised_at.astimezone(STOCKHOLM).date()
    concern.raised_at = datetime.combine(day, time(), STOCKHOLM)


def _write_down(session: Session, concern: Concern, action: str, by: Who) -> None:
    session.flush()
    audit.record(session, by, action, "concern", concern.id)
