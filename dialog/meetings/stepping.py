"""From one step to the next, and out of the room: what happens to a meeting whoever or whatever makes it happen."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core import outbox
from dialog.meetings import counting, holding, presence, reading_back, standing
from dialog.meetings.models import (
    Meeting,
    MeetingSeat,
    MeetingState,
    MeetingStep,
    PausedBy,
    SeatRole,
    StepKind,
    StepState,
)
from dialog.meetings.templates import MINUTE, PACES
from dialog.topics import DIALOGUE_CHECKED_OUT, MEETING_CLOSED, MEETING_STEP_OPENED


def warned_before(meeting: Meeting) -> timedelta:
    """How long before the end of a step it is announced: a minute, or a day where a meeting goes on for days."""
    return timedelta(seconds=MINUTE * PACES[meeting.pace])


def go_on(session: Session, meeting: Meeting, now: datetime) -> MeetingStep | None:
    """Open the next step, or end a meeting that has none left; gives the step. Its timebox begins now."""
    step = session.scalar(
        select(MeetingStep)
        .where(MeetingStep.meeting_id == meeting.id, MeetingStep.state == StepState.WAITING)
        .order_by(MeetingStep.position)
        .limit(1)
    )
    if step is None:
        empty_room(session, meeting, MeetingState.CLOSED, now)
        return None
    step.state, step.opened_at = StepState.OPEN, now
    step.closes_at = now + timedelta(seconds=step.seconds)
    # In one that is as short as the warning there is nothing to warn of.
    step.warned = timedelta(seconds=step.seconds) <= warned_before(meeting)
    step.content = _content(session, meeting, step)
    meeting.version += 1
    session.flush()
    outbox.post(session, MEETING_STEP_OPENED, meeting_id=meeting.id, step_id=step.id)
    return step


def end(session: Session, meeting: Meeting, step: MeetingStep, state: StepState = StepState.DONE) -> None:
    """Close the open step: what was tapped is counted and removed, and hands are taken down."""
    sets = counting.take(session, step)
    step.state, step.closes_at, step.left_seconds = state, None, None
    meeting.version += 1
    if step.kind is StepKind.TALK:
        raised = MeetingSeat.meeting_id == meeting.id, MeetingSeat.hand.is_not(None)
        session.execute(update(MeetingSeat).where(*raised).values(hand=None))
    session.flush()
    if step.kind is StepKind.CHECK_OUT and sets:
        outbox.post(session, DIALOGUE_CHECKED_OUT, dialogue_id=meeting.dialogue_id, meeting_id=meeting.id, answers=sets)


def stand_still(meeting: Meeting, step: MeetingStep, by: PausedBy, now: datetime) -> None:
    """Stop the clock; what is left of the open step is kept, to the second."""
    left = (step.closes_at - now).total_seconds() if step.closes_at is not None else 0
    step.left_seconds, step.closes_at = max(0, round(left)), None
    meeting.state, meeting.paused_by = MeetingState.PAUSED, by
    meeting.version += 1


def go_again(meeting: Meeting, step: MeetingStep, now: datetime) -> None:
    """Start the clock again with what was left; nobody is missing any more."""
    step.closes_at = now + timedelta(seconds=step.left_seconds or 0)
    step.left_seconds = None
    meeting.state, meeting.paused_by, meeting.adults_missing_since = MeetingState.RUNNING, None, None
    meeting.version += 1


def empty_room(session: Session, meeting: Meeting, state: MeetingState, now: datetime) -> None:
    """End the meeting as CLOSED or STOPPED: the open step is counted, the others are skipped and every seat goes."""
    step = holding.open_step(session, meeting.id)
    if step is not None:
        end(session, meeting, step)
    session.execute(
        update(MeetingStep)
        .where(MeetingStep.meeting_id == meeting.id, MeetingStep.state == StepState.WAITING)
        .values(state=StepState.SKIPPED)
    )
    participants = select(func.count()).where(
        MeetingSeat.meeting_id == meeting.id, MeetingSeat.role == SeatRole.PARTICIPANT
    )
    meeting.n_seats = session.scalar(participants) or 0
    meeting.n_adults = presence.adults_here(session, meeting.id, now)
    session.execute(delete(MeetingSeat).where(MeetingSeat.meeting_id == meeting.id))
    meeting.state, meeting.paused_by, meeting.adults_missing_since = state, None, None
    meeting.closed_at = now
    meeting.version += 1
    session.flush()
    outbox.post(session, MEETING_CLOSED, meeting_id=meeting.id)


def _content(session: Session, meeting: Meeting, step: MeetingStep) -> dict[str, object]:
    """What is put before people: numbers of inspel and counts, as they are when the step opens."""
    match step.kind:
        case StepKind.TALK:
            top = standing.top(session, meeting)
            # Where too few have voted the room still has the inspel themselves to talk about.
            return {"top": top} if top else {"top": top, "choices": standing.choices(session, meeting)}
        case StepKind.PRIORITISE:
            return {"choices": standing.choices(session, meeting)}
        case StepKind.READ_BACK:
            return reading_back.begun(session, meeting)
        case _:
            return {}
