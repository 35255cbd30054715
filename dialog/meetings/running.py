"""Running a meeting from the väntrum to the end, by one large button on the samtalsledare's phone.

Every verb holds the meeting, writes down in the audit log who did it, and makes ``version`` grow. Whoever runs it is
thereby here, and counts among the adults. MeetingMoved says that somebody else or the clock was quicker.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import audit
from core.audit import Detail, Who
from dialog import results as dialogues
from dialog.meetings import holding, presence, stepping
from dialog.meetings.errors import LongEnough, MeetingMoved
from dialog.meetings.models import Meeting, MeetingState, MeetingStep, PausedBy, StepState
from dialog.meetings.templates import MINUTE, PACES
from dialog.meetings.ticking import tick

__all__ = ["close", "extend", "next_step", "open_lobby", "pause", "resume", "skip", "start", "stop", "tick"]

_S = MeetingState
# As much extra time as one step can have, where a minute is a minute.
MOST_EXTRA = 60 * MINUTE


def open_lobby(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    """Let people into the väntrum; raises MeetingMoved, DialogueClosed and DialoguePaused."""
    holding.hold(session, meeting, {_S.DRAFT, _S.SCHEDULED})
    dialogues.view_of(meeting.dialogue, holding.day_of(now)).must_be_open()
    meeting.state = _S.LOBBY
    meeting.starts_at = max(meeting.starts_at or now, now)
    _note(session, meeting, by, now, "meeting.lobby_opened")


def start(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    """Open the first step; raises AdultsMissing, MeetingMoved, DialogueClosed and DialoguePaused."""
    holding.hold(session, meeting, {_S.LOBBY})
    dialogues.view_of(meeting.dialogue, holding.day_of(now)).must_be_open()
    _is_here(session, meeting, by, now)
    presence.must_be_enough(session, meeting, now)
    meeting.state, meeting.starts_at = _S.RUNNING, now
    stepping.go_on(session, meeting, now)
    _note(session, meeting, by, now, "meeting.started")


def next_step(session: Session, meeting: Meeting, by: Who, now: datetime, *, after: int) -> None:
    """Close the open step and open the next; after the last the meeting is closed.

    ``after`` is the id of the step that was open before whoever presses: of two who press at once the second changes
    nothing, and is not told off. Raises MeetingMoved where the meeting is not running.
    """
    _leave_step(session, meeting, by, now, after, StepState.DONE, "meeting.step_ended")


def skip(session: Session, meeting: Meeting, by: Who, now: datetime, *, after: int) -> None:
    """The same for a step that is not to be finished: what was tapped in it is counted all the same."""
    _leave_step(session, meeting, by, now, after, StepState.SKIPPED, "meeting.step_skipped")


def extend(session: Session, meeting: Meeting, by: Who, now: datetime, seconds: int = 2 * MINUTE) -> None:
    """Give the open step more time; a minute is a day where the meeting goes on for days.

    Also while the meeting is paused. Raises MeetingMoved, and LongEnough after an hour of extra time.
    """
    step = _open_step(session, meeting, {_S.RUNNING, _S.PAUSED})
    more = seconds * PACES[meeting.pace]
    if step.extended_seconds + more > MOST_EXTRA * PACES[meeting.pace]:
        raise LongEnough
    step.extended_seconds += more
    if step.closes_at is not None:
        step.closes_at += timedelta(seconds=more)
        step.warned = step.closes_at - now <= stepping.warned_before(meeting)
    else:
        step.left_seconds = (step.left_seconds or 0) + more
        step.warned = False
    _note(session, meeting, by, now, "meeting.step_extended", step=step.position, seconds=more)


def pause(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    """Let the clock stand still; raises MeetingMoved."""
    step = _open_step(session, meeting, {_S.RUNNING})
    stepping.stand_still(meeting, step, PausedBy.STAFF, now)
    _note(session, meeting, by, now, "meeting.paused", step=step.position)


def resume(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    """Let the clock go on with what was left of the step; raises MeetingMoved and AdultsMissing."""
    step = _open_step(session, meeting, {_S.PAUSED})
    _is_here(session, meeting, by, now)
    presence.must_be_enough(session, meeting, now)
    stepping.go_again(meeting, step, now)
    _note(session, meeting, by, now, "meeting.resumed", step=step.position)


def stop(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    """Break the meeting off, or call off one that has not begun; what has come out of it is kept.

    Raises MeetingMoved where it is over.
    """
    holding.hold(session, meeting, holding.PLANNED | holding.LIVE)
    stepping.empty_room(session, meeting, _S.STOPPED, now)
    audit.record(session, by, "meeting.stopped", "meeting", meeting.id)


def close(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    """End the meeting in good order, also before its last step; raises MeetingMoved."""
    holding.hold(session, meeting, {_S.RUNNING, _S.PAUSED})
    stepping.empty_room(session, meeting, _S.CLOSED, now)
    audit.record(session, by, "meeting.closed", "meeting", meeting.id)


def _leave_step(
    session: Session, meeting: Meeting, by: Who, now: datetime, after: int, state: StepState, action: str
) -> None:
    holding.hold(session, meeting, {*holding.LIVE, _S.CLOSED})
    step = holding.open_step(session, meeting.id)
    if step is None or step.id != after:
        return
    if meeting.state is not _S.RUNNING:
        raise MeetingMoved
    stepping.end(session, meeting, step, state)
    following = stepping.go_on(session, meeting, now)
    if following is not None:
        _note(session, meeting, by, now, action, step=step.position)
    else:
        audit.record(session, by, "meeting.closed", "meeting", meeting.id)


def _open_step(session: Session, meeting: Meeting, states: set[MeetingState]) -> MeetingStep:
    holding.hold(session, meeting, states)
    step = holding.open_step(session, meeting.id)
    if step is None:
        raise MeetingMoved
    return step


def _is_here(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    if by.id is not None:
        presence.note_staff(session, meeting.id, by.id, now)


def _note(session: Session, meeting: Meeting, by: Who, now: datetime, action: str, **details: Detail) -> None:
    """What everything that is done to a meeting ends with; the audit log comes last of all."""
    _is_here(session, meeting, by, now)
    meeting.version += 1
    session.flush()
    audit.record(session, by, action, "meeting", meeting.id, **details)
