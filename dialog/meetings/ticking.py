"""The clock of the meetings: ends timeboxes, warns, and watches over the adults; all it knows is in the database.

A worker that dies is followed by another that finds everything as it was. A step that ended while no worker was there
ends when one is, and the next begins then: nothing is rushed through.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from core import audit, outbox
from core.failures import describe, trail
from dialog.meetings import holding, presence, stepping
from dialog.meetings.models import Meeting, MeetingState, MeetingStep, Pace, PausedBy, StepState
from dialog.topics import MEETING_WARNED

# A väntrum or a pause that everybody has walked away from ends by itself, so that no seat is kept.
ABANDONED_AFTER = timedelta(days=1)

_S = MeetingState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Clock:
    """What the clock needs to know of a meeting to see whether there is anything to do."""

    meeting: Meeting
    step: MeetingStep | None
    adults: int
    now: datetime

    @property
    def has_enough_adults(self) -> bool:
        return self.adults >= self.meeting.adults_needed

    @property
    def is_abandoned(self) -> bool:
        meeting = self.meeting
        if meeting.pace is Pace.DAYS and meeting.state is _S.PAUSED:
            return False
        since = self.step.opened_at if self.step is not None else meeting.starts_at
        return meeting.state is not _S.RUNNING and since is not None and since <= self.now - ABANDONED_AFTER

    @property
    def may_go_again(self) -> bool:
        return self.meeting.paused_by is PausedBy.ADULTS and self.has_enough_adults

    @property
    def adults_came_or_went(self) -> bool:
        is_watched = self.meeting.state is _S.RUNNING
        return is_watched and (self.meeting.adults_missing_since is None) != self.has_enough_adults

    @property
    def must_stand_still(self) -> bool:
        since = self.meeting.adults_missing_since
        is_watched = self.meeting.state is _S.RUNNING and not self.has_enough_adults
        return is_watched and since is not None and since <= self.now - presence.PAUSED_AFTER

    @property
    def step_is_over(self) -> bool:
        return self._ends_within(timedelta())

    @property
    def must_warn(self) -> bool:
        is_unwarned = self.step is not None and not self.step.warned
        return is_unwarned and self._ends_within(stepping.warned_before(self.meeting))

    @property
    def has_something_to_do(self) -> bool:
        return (
            self.is_abandoned
            or self.may_go_again
            or self.adults_came_or_went
            or self.must_stand_still
            or self.step_is_over
            or self.must_warn
        )

    def _ends_within(self, time: timedelta) -> bool:
        ends_at = self.step.closes_at if self.step is not None else None
        return self.meeting.state is _S.RUNNING and ends_at is not None and ends_at <= self.now + time


def tick(session: Session, now: datetime) -> None:
    """Do what is due in every meeting that is live; where there is none this is one query.

    A meeting that somebody holds at this moment is looked at the next time. What goes wrong in one is written in the
    log and stops no other.
    """
    for clock in _live(session, now):
        if not clock.has_something_to_do:
            continue
        meeting_id = clock.meeting.id
        try:
            with session.begin_nested():
                _look_at(session, meeting_id, now)
        except Exception as error:
            log.error("meeting %s: %s\n%s", meeting_id, describe(error), trail(error))


def is_time(session: Session, now: datetime) -> bool:
    """Whether anything is due in any meeting: the same one query, which changes nothing."""
    return any(clock.has_something_to_do for clock in _live(session, now))


def _live(session: Session, now: datetime) -> list[_Clock]:
    is_open = and_(MeetingStep.meeting_id == Meeting.id, MeetingStep.state == StepState.OPEN)
    rows = session.execute(
        select(Meeting, MeetingStep, presence.adults_of(now))
        .outerjoin(MeetingStep, is_open)
        .where(Meeting.state.in_(holding.LIVE))
        .order_by(Meeting.id)
    )
    return [_Clock(meeting, step, adults, now) for meeting, step, adults in rows]


def _look_at(session: Session, meeting_id: int, now: datetime) -> None:
    """Take the meeting, unless somebody has it, and do what is due as it stands now."""
    meeting = session.scalar(
        select(Meeting)
        .where(Meeting.id == meeting_id, Meeting.state.in_(holding.LIVE))
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if meeting is None:
        return
    adults = presence.adults_here(session, meeting_id, now)
    clock = _Clock(meeting, holding.open_step(session, meeting_id), adults, now)
    if clock.is_abandoned:
        stepping.empty_room(session, meeting, _S.STOPPED, now)
        audit.record(session, audit.SYSTEM, "meeting.stopped", "meeting", meeting_id)
        return
    _watch_over_adults(session, clock)
    if clock.step is None or meeting.state is not _S.RUNNING:
        return
    if clock.step_is_over:
        _end_step(session, meeting, clock.step, now)
    elif clock.must_warn:
        clock.step.warned = True
        meeting.version += 1
        session.flush()
        outbox.post(session, MEETING_WARNED, meeting_id=meeting_id, step_id=clock.step.id)


def _watch_over_adults(session: Session, clock: _Clock) -> None:
    """Warn at once when adults are missing, let the clock stand still after a while, and go on when they are back."""
    meeting, step, action = clock.meeting, clock.step, ""
    if step is not None and clock.may_go_again:
        stepping.go_again(meeting, step, clock.now)
        action = "meeting.resumed"
    elif step is not None and clock.must_stand_still:
        stepping.stand_still(meeting, step, PausedBy.ADULTS, clock.now)
        action = "meeting.paused"
    elif clock.adults_came_or_went:
        meeting.adults_missing_since = None if clock.has_enough_adults else clock.now
        meeting.version += 1
        action = "meeting.adults_back" if clock.has_enough_adults else "meeting.adults_missing"
    session.flush()
    if action:
        audit.record(session, audit.SYSTEM, action, "meeting", meeting.id, adults=clock.adults)


def _end_step(session: Session, meeting: Meeting, step: MeetingStep, now: datetime) -> None:
    stepping.end(session, meeting, step)
    following = stepping.go_on(session, meeting, now)
    action = "meeting.step_ended" if following is not None else "meeting.closed"
    audit.record(session, audit.SYSTEM, action, "meeting", meeting.id, step=step.position)
