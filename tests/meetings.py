"""Makes meetings for tests of pages in a line each: one that is planned, or one where a step of some kind is open."""

from __future__ import annotations

from flask import Flask

from core import clock
from core.audit import Actor
from dialog import hosting, joining
from dialog import results as dialogues
from dialog.joining import Entry
from dialog.meetings import planning, results, running, seating
from dialog.meetings.models import MeetingState, StepKind
from dialog.meetings.planning import Plan
from dialog.models import AgeBand, Channel
from tests.ground import working

LEADER = Actor(None, "Kerstin Ek")


def plan_meeting(app: Flask, slug: str, code: str, *, template: str = "ungdomsrad", adults: int | None = 0) -> int:
    """A meeting in a dialogue, with its code, and with the same code backwards for adults; gives its id."""
    with working(app) as session:
        dialogue = dialogues.view_of(hosting.find(session, slug), clock.today())
        plan = Plan(f"Möte {code}", template, adults_needed=adults)
        meeting = planning.plan(session, dialogue, plan, clock.now())
        meeting.code, meeting.adult_code = code, code[::-1]
        return meeting.id


def open_meeting(app: Flask, slug: str, code: str, kind: StepKind | None = None, *, adults: int = 0) -> int:
    """A meeting whose väntrum is open, or in which a step of some kind is; five have come."""
    meeting_id = plan_meeting(app, slug, code, adults=adults)
    with working(app) as session:
        meeting, now = results.by_id(session, meeting_id), clock.now()
        running.open_lobby(session, meeting, LEADER, now)
        dialogue = dialogues.by_id(session, meeting.dialogue_id, clock.today(), to_take_part=True)
        for n in range(5):
            entry = Entry(Channel.WEB, joining.web_handle(f"{code} {n}"), AgeBand.FROM_16)
            seating.sit(session, meeting, dialogue, entry, "", f"Kim {n}", now)
    return go_to(app, meeting_id, kind) if kind is not None else meeting_id


def go_to(app: Flask, meeting_id: int, kind: StepKind | None = None) -> int:
    """The large button until a step of a kind is open, or until the meeting is over; gives its id."""
    with working(app) as session:
        meeting, now = results.by_id(session, meeting_id), clock.now()
        if meeting.state is MeetingState.LOBBY:
            running.start(session, meeting, LEADER, now)
        while (step := results.view(session, meeting, now).step) is not None and step.kind is not kind:
            running.next_step(session, meeting, LEADER, now, after=step.id)
    return meeting_id
