"""Makes what tests of meetings need in a line each: a meeting of the young, those who come, and the clock's next tick."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from core import clock
from core.audit import Actor
from core.outbox import OutboxMessage
from dialog import joining, results
from dialog.joining import Entry
from dialog.meetings import casting, holding, planning, running, seating, tapping
from dialog.meetings import results as meetings
from dialog.meetings.models import Meeting, MeetingSeat, MeetingState, MeetingStep, StepKind
from dialog.meetings.planning import Plan
from dialog.models import AgeBand, Audience, Channel, Choice, Statement
from dialog.results import DialogueView
from tests.builders import TODAY
from tests.dialogues import open_dialogue
from tests.ground import NOON, StandingClock, working

LEADER = Actor(7, "Kerstin Ek")
CONSENT = "2026-03"


def planned(app: Flask, *seeds: str, template: str = "kort", **changes: Any) -> int:
    """A meeting in a new open dialogue, of citizens unless the changes say otherwise; gives its id."""
    wanted = {name: changes.pop(name) for name in ("pace", "starts_at", "adults_needed") if name in changes}
    dialogue = open_dialogue(app, *seeds, **changes)
    with working(app) as session:
        return planning.plan(session, dialogue, Plan("Ungdomsråd", template, **wanted), NOON).id


def youth_meeting(app: Flask, *seeds: str) -> int:
    """The 60 minutes of a youth council, in a dialogue of its own; gives its id."""
    return planned(app, *seeds, template="ungdomsrad", audience=Audience.UNGDOMAR)


def room(session: Session, meeting_id: int) -> tuple[Meeting, DialogueView]:
    """The meeting, and its dialogue as somebody who takes part has it."""
    meeting = meetings.by_id(session, meeting_id)
    return meeting, results.by_id(session, meeting.dialogue_id, TODAY, to_take_part=True)


def come(session: Session, meeting_id: int, *names: str, at: datetime = NOON) -> list[MeetingSeat]:
    """Young people who sit down, each with a pass of their own."""
    meeting, dialogue = room(session, meeting_id)
    entries = [Entry(Channel.WEB, joining.web_handle(name), AgeBand.FROM_16) for name in names]
    return [seating.sit(session, meeting, dialogue, entry, CONSENT, "", at) for entry in entries]


def adult(session: Session, meeting_id: int, at: datetime, name: str = "vuxen") -> MeetingSeat:
    """An adult with the code."""
    meeting, _dialogue = room(session, meeting_id)
    return seating.sit_as_adult(
        session, meeting, joining.web_handle(name), Channel.WEB, meeting.adult_code.lower(), at
    )


def lead(session: Session, meeting_id: int, at: datetime) -> None:
    """The samtalsledare opens the väntrum and starts at once; those who are needed are let in by the caller between."""
    meeting, _dialogue = room(session, meeting_id)
    if meeting.state in (MeetingState.DRAFT, MeetingState.SCHEDULED):
        running.open_lobby(session, meeting, LEADER, at)
    running.start(session, meeting, LEADER, at)


def go_to(session: Session, meeting_id: int, kind: StepKind, at: datetime) -> MeetingStep:
    """Press the large button until a step of this kind is open."""
    meeting, _dialogue = room(session, meeting_id)
    while (step := here(session, meeting_id)).kind is not kind:
        running.next_step(session, meeting, LEADER, at, after=step.id)
    return step


def here(session: Session, meeting_id: int) -> MeetingStep:
    """The step that is open."""
    step = holding.open_step(session, meeting_id)
    assert step is not None
    return step


def vote_for(
    session: Session, meeting_id: int, seat: MeetingSeat, statement: Statement, choice: Choice = Choice.AGREE
) -> None:
    """A vote in the step of voting."""
    meeting, dialogue = room(session, meeting_id)
    step = here(session, meeting_id)
    casting.cast(session, meeting, dialogue, step.id, seat, statement.id, choice, False, clock.now())


def check_out(session: Session, meeting_id: int, seat: MeetingSeat, value: str = "4") -> None:
    """The four taps of the check-out."""
    meeting, _dialogue = room(session, meeting_id)
    taps = dict.fromkeys(("utrymme", "rost", "lyssnare", "inflytande"), value)
    tapping.tap(session, meeting, here(session, meeting_id).id, seat, taps)


def second_by_second(app: Flask, time: StandingClock, meeting_id: int, seconds: int, every: int = 15) -> list[str]:
    """Let time pass as the worker and the adults' pages see it; gives what changed, as ``second kind state``."""
    seen: list[str] = []
    for passed in itertools.count(every, every):
        if passed > seconds:
            return seen
        time.forward(seconds=every)
        with working(app) as session:
            meeting = meetings.by_id(session, meeting_id)
            seating.seen_staff(session, meeting, LEADER.id or 0, time())
            for seat in session.query(MeetingSeat).filter_by(meeting_id=meeting_id, name="").all():
                seating.seen(session, seat, time())
            running.tick(session, time())
    return seen


def posted(session: Session, topic: str) -> list[dict[str, Any]]:
    """What waits in the outbox about a topic, in the order it was posted."""
    rows = session.query(OutboxMessage).filter_by(topic=topic).order_by(OutboxMessage.id)
    return [dict(row.payload) for row in rows]
