"""The speaking list: hands in the order they were raised; the first is who speaks now."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Who
from dialog.meetings import holding, presence
from dialog.meetings.errors import AdultsListen, NotSeated
from dialog.meetings.models import Meeting, MeetingSeat, MeetingState, SeatRole, StepKind

MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody who speaks or wants to; ``place`` is 1 for who speaks now. ``name`` may be empty."""

    place: int
    name: str
    seat_id: uuid.UUID


def raise_hand(session: Session, meeting: Meeting, seat: MeetingSeat) -> None:
    """Stand last in the list; a hand that is up stays where it is.

    Raises StepNotOpen outside a step of talking, MeetingNotOpen, MeetingOver, AdultsListen and NotSeated.
    """
    if seat.role is SeatRole.ADULT:
        raise AdultsListen
    holding.hold_live(session, meeting)
    holding.must_be_in(session, meeting, {StepKind.TALK})
    found = _fresh(session, seat)
    if found.hand is None:
        last = select(func.max(MeetingSeat.hand)).where(MeetingSeat.meeting_id == meeting.id)
        found.hand = (session.scalar(last) or 0) + 1
        meeting.version += 1
        session.flush()


def lower_hand(session: Session, meeting: Meeting, seat: MeetingSeat) -> None:
    """Leave the list; raises NotSeated, MeetingNotOpen and MeetingOver."""
    holding.hold_live(session, meeting)
    found = _fresh(session, seat)
    if found.hand is not None:
        found.hand = None
        meeting.version += 1
        session.flush()


def next_speaker(
    session: Session, meeting: Meeting, by: Who, now: datetime, *, after: uuid.UUID | None = None
) -> Listed | None:
    """Let the next one speak: the first leaves the list; gives who speaks now.

    ``after`` is the seat of whoever spoke before whoever presses, so that pressing twice is pressing once. Raises
    MeetingMoved where the meeting is not running.
    """
    holding.hold(session, meeting, {MeetingState.RUNNING, MeetingState.PAUSED})
    first = session.scalar(
        select(MeetingSeat)
        .where(MeetingSeat.meeting_id == meeting.id, MeetingSeat.hand.is_not(None))
        .order_by(MeetingSeat.hand)
        .limit(1)
    )
    if first is not None and after in (None, first.id):
        first.hand = None
        meeting.version += 1
        if by.id is not None:
            presence.note_staff(session, meeting.id, by.id, now)
        session.flush()
        audit.record(session, by, "meeting.next_speaker", "meeting", meeting.id)
    return next(iter(listed(session, meeting.id, 1)), None)


def listed(session: Session, meeting_id: int, limit: int = MOST_LISTED) -> tuple[Listed, ...]:
    """Who speaks and who waits to, in turn."""
    rows = session.execute(
        select(MeetingSeat.name, MeetingSeat.id)
        .where(MeetingSeat.meeting_id == meeting_id, MeetingSeat.hand.is_not(None))
        .order_by(MeetingSeat.hand)
        .limit(limit)
    )
    return tuple(Listed(place, row.name, row.id) for place, row in enumerate(rows, 1))


def _fresh(session: Session, seat: MeetingSeat) -> MeetingSeat:
    found = session.get(MeetingSeat, seat.id, populate_existing=True)
    if found is None:
        raise NotSeated
    return found
