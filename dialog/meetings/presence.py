"""The adults who are there for the young: who counts as present, and for how long they may be missing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session

from core.db import insert_into
from core.ids import fingerprint
from dialog.meetings.errors import AdultsMissing
from dialog.meetings.models import Meeting, MeetingSeat, SeatRole
from dialog.models import Channel

# An adult's page says that they are there each half minute; it may fail to twice.
GONE_AFTER = timedelta(seconds=90)
# So long the meeting goes on with too few adults, so that somebody can go and fetch them.
PAUSED_AFTER = timedelta(minutes=5)


def adults_of(now: datetime) -> ScalarSelect[int]:
    """How many adults have been heard of lately in the ``Meeting`` of the query this stands in."""
    here = select(func.count(MeetingSeat.id)).where(MeetingSeat.meeting_id == Meeting.id, *is_here(now))
    return here.correlate(Meeting).scalar_subquery()


def adults_here(session: Session, meeting_id: int, now: datetime) -> int:
    """How many adults are there."""
    here = select(func.count(MeetingSeat.id)).where(MeetingSeat.meeting_id == meeting_id, *is_here(now))
    return session.scalar(here) or 0


def must_be_enough(session: Session, meeting: Meeting, now: datetime) -> None:
    """Raises AdultsMissing when there are fewer adults than the meeting needs."""
    if not meeting.adults_needed:
        return
    present = adults_here(session, meeting.id, now)
    if present < meeting.adults_needed:
        raise AdultsMissing(needed=meeting.adults_needed, present=present)


def staff_handle(staff_id: int) -> str:
    """What a samtalsledare's own seat is known by."""
    return fingerprint(f"staff {staff_id}")


def note_staff(session: Session, meeting_id: int, staff_id: int, now: datetime) -> None:
    """Count whoever runs the meeting from their own phone among its adults."""
    here = insert_into(session, MeetingSeat).values(
        meeting_id=meeting_id,
        handle=staff_handle(staff_id),
        channel=Channel.WEB,
        role=SeatRole.ADULT,
        consent="",
        name="",
        last_seen_at=now,
    )
    session.execute(
        here.on_conflict_do_update(
            index_elements=[MeetingSeat.meeting_id, MeetingSeat.handle], set_={"last_seen_at": now}
        ).execution_options(synchronize_session=False)
    )


def is_here(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is true of the seat of an adult who has been heard of lately."""
    return MeetingSeat.role == SeatRole.ADULT, MeetingSeat.last_seen_at > now - GONE_AFTER
