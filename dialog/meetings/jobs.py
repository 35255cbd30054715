"""What happens to meetings by itself: their clock, and the end of those whose dialogue has ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, clock
from dialog.meetings import holding, running, stepping, ticking
from dialog.meetings.models import Meeting, MeetingState


def run_meetings(session: Session, now: datetime) -> None:
    """End timeboxes, warn, and watch over the adults, wherever it is time."""
    running.tick(session, now)


def is_time(session: Session, now: datetime) -> bool:
    """Whether there is anything for the clock to do; asked each second, so it only reads."""
    return ticking.is_time(session, now)


def on_dialogue_closed(session: Session, payload: Mapping[str, Any]) -> None:
    """Break off what goes on in a dialogue that takes nothing more, and let every seat go with its key."""
    meetings = session.scalars(
        select(Meeting)
        .where(Meeting.dialogue_id == payload["dialogue_id"], Meeting.state.in_(holding.LIVE))
        .order_by(Meeting.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    for meeting in meetings:
        stepping.empty_room(session, meeting, MeetingState.STOPPED, clock.now())
        audit.record(session, audit.SYSTEM, "meeting.stopped", "meeting", meeting.id)
