"""Whose turn it is at a meeting: those who run it hold its row alone, those who take part share it.

Everybody takes the meeting first (after the dialogue, where they hold that at all), then voices, seats and inspel, and
the audit log last, so that nobody waits for somebody who waits for them.
"""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from dialog.meetings.errors import MeetingMoved, MeetingNotOpen, MeetingOver, StepNotOpen
from dialog.meetings.models import Meeting, MeetingState, MeetingStep, StepKind, StepState

_S = MeetingState
# What can still be planned; nothing has begun.
PLANNED = frozenset({_S.DRAFT, _S.SCHEDULED, _S.LOBBY})
# Somebody can be inside.
LIVE = frozenset({_S.LOBBY, _S.RUNNING, _S.PAUSED})
OVER = frozenset({_S.CLOSED, _S.STOPPED})


def day_of(now: datetime) -> date:
    """The day it is where the municipality is."""
    return now.astimezone(clock.STOCKHOLM).date()


def hold(session: Session, meeting: Meeting, states: Container[MeetingState]) -> None:
    """Have the meeting as it stands now to oneself until the commit; raises MeetingMoved unless in one of ``states``.

    Those who only refer to the meeting need not wait.
    """
    session.flush()
    session.refresh(meeting, with_for_update={"key_share": True})
    if meeting.state not in states:
        raise MeetingMoved


def hold_live(session: Session, meeting: Meeting) -> None:
    """The same for whoever goes in and out; raises MeetingNotOpen and MeetingOver."""
    hold(session, meeting, frozenset(_S))
    must_be_live(meeting)


def share(session: Session, meeting: Meeting) -> None:
    """Have the meeting stand as it does until the commit, together with others who take part."""
    session.flush()
    session.refresh(meeting, with_for_update={"read": True})


def must_be_live(meeting: Meeting) -> None:
    """Raises MeetingNotOpen and MeetingOver."""
    if meeting.state in OVER:
        raise MeetingOver
    if meeting.state not in LIVE:
        raise MeetingNotOpen


def open_step(session: Session, meeting_id: int) -> MeetingStep | None:
    """The step that is open, as it stands now."""
    return session.scalar(
        select(MeetingStep)
        .where(MeetingStep.meeting_id == meeting_id, MeetingStep.state == StepState.OPEN)
        .execution_options(populate_existing=True)
    )


def shared_step(session: Session, meeting: Meeting, kinds: Container[StepKind], step_id: int | None) -> MeetingStep:
    """The open step, shared until the commit so that it does not close meanwhile.

    ``step_id`` is the step that somebody had before them. Raises StepNotOpen when another is open, one of another kind,
    or the meeting is having a break; MeetingNotOpen and MeetingOver.
    """
    share(session, meeting)
    must_be_live(meeting)
    return must_be_in(session, meeting, kinds, step_id)


def must_be_in(
    session: Session, meeting: Meeting, kinds: Container[StepKind], step_id: int | None = None
) -> MeetingStep:
    """The open step of a meeting that is shared or held; raises StepNotOpen as above."""
    step = open_step(session, meeting.id)
    if meeting.state is not _S.RUNNING or step is None or step.kind not in kinds or step_id not in (None, step.id):
        raise StepNotOpen
    return step
