"""A meeting for tests: those who come, what they do, the large button, and the clock that ticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor
from core.outbox import OutboxMessage
from core.people.roles import Role
from dialog import joining
from dialog import results as dialogues
from dialog.joining import Entry
from dialog.meetings import casting, planning, results, running, seating, speaking_list, tapping, writing
from dialog.meetings.models import Meeting, MeetingSeat, MeetingState, StepKind
from dialog.meetings.planning import Plan
from dialog.meetings.results import MeetingView
from dialog.models import AgeBand, Audience, Channel, Choice, Statement
from dialog.moderating import deciding
from dialog.results import DialogueView
from dialog.speaking import Advice, Concerning
from tests.builders import TODAY
from tests.dialogues import open_dialogue
from tests.ground import NOON, StandingClock, hire, working

CONSENT = "2026-03"
EVERYTHING = frozenset(Concerning)
# An adult's page is heard of so often, in seconds.
HEARD_EVERY = 60


@dataclass
class Gathering:
    """One meeting and everybody in it; each deed is a transaction of its own, like a request."""

    app: Flask
    time: StandingClock
    id: int
    leader: Actor
    adults: set[str] = field(default_factory=set)
    leader_is_here: bool = True

    def row(self, session: Session) -> Meeting:
        """The meeting."""
        return results.by_id(session, self.id)

    def dialogue(self, session: Session) -> DialogueView:
        """Its dialogue, as somebody has it who takes part."""
        return dialogues.by_id(session, self.row(session).dialogue_id, TODAY, to_take_part=True)

    def seat(self, session: Session, name: str) -> MeetingSeat:
        """Somebody's seat."""
        seat = seating.find(session, self.id, joining.web_handle(name))
        assert seat is not None
        return seat

    def view(self) -> MeetingView:
        """The meeting as the room sees it."""
        with working(self.app) as session:
            return results.view(session, self.row(session), self.time())

    def kind(self) -> StepKind | None:
        """The kind of the step that is open."""
        step = self.view().step
        return step.kind if step is not None else None

    def state(self) -> MeetingState:
        """Where the meeting stands."""
        return self.view().state

    def press(self, verb: str, **values: Any) -> None:
        """The samtalsledare presses a button."""
        with working(self.app) as session:
            getattr(running, verb)(session, self.row(session), self.leader, self.time(), **values)

    def next(self, verb: str = "next_step") -> None:
        """The large button."""
        step = self.view().step
        assert step is not None
        self.press(verb, after=step.id)

    def go_to(self, kind: StepKind) -> int:
        """The large button until a step of the kind is open; gives its id."""
        while self.kind() is not kind:
            self.next()
        step = self.view().step
        assert step is not None
        return step.id

    def come(self, *names: str) -> None:
        """Young people sit down, each with a pass of their own."""
        with working(self.app) as session:
            for name in names:
                entry = Entry(Channel.WEB, joining.web_handle(name), AgeBand.FROM_16)
                seating.sit(session, self.row(session), self.dialogue(session), entry, CONSENT, "", self.time())

    def adult(self, name: str = "vuxen") -> None:
        """An adult comes in with the code, as it was read to them."""
        with working(self.app) as session:
            meeting = self.row(session)
            code = f" {meeting.adult_code[:3]} {meeting.adult_code[3:].lower()}"
            seating.sit_as_adult(session, meeting, joining.web_handle(name), Channel.WEB, code, self.time())
        self.adults.add(name)

    def begin(self, *names: str) -> None:
        """The väntrum is opened, an adult and some young people come, and the first step opens."""
        self.press("open_lobby")
        self.adult()
        self.come(*names)
        self.press("start")

    def tap(self, name: str, taps: Mapping[str, str]) -> None:
        """Somebody taps in the open step."""
        with working(self.app) as session:
            tapping.tap(session, self.row(session), self._open(session), self.seat(session, name), taps)

    def dots(self, name: str, dots: Mapping[int, int]) -> None:
        """Somebody places dots."""
        with working(self.app) as session:
            tapping.place_dots(session, self.row(session), self._open(session), self.seat(session, name), dots)

    def judge(self, name: str, line: str, judgement: str) -> None:
        """Somebody says of a line whether it is right."""
        with working(self.app) as session:
            meeting, seat = self.row(session), self.seat(session, name)
            tapping.judge_line(session, meeting, self._open(session), seat, line, judgement)

    def write(self, name: str, text: str) -> Statement | Advice:
        """Somebody writes an inspel and sends it in spite of all advice."""
        with working(self.app) as session:
            meeting, dialogue, seat = self.row(session), self.dialogue(session), self.seat(session, name)
            return writing.say(session, meeting, dialogue, seat, text, "sv", EVERYTHING, self.time())

    def release(self) -> None:
        """The samtalsledare publishes everything that waits."""
        with working(self.app) as session:
            for statement in session.scalars(select(Statement).where(Statement.state == "submitted")).all():
                deciding.approve(session, statement, self.leader, self.time())

    def vote(self, name: str, number: int, choice: Choice = Choice.AGREE) -> None:
        """Somebody votes on the inspel with a number in the open step."""
        with working(self.app) as session:
            meeting, dialogue, seat = self.row(session), self.dialogue(session), self.seat(session, name)
            statement = select(Statement.id).where(
                Statement.dialogue_id == meeting.dialogue_id, Statement.number == number
            )
            statement_id = session.scalars(statement).one()
            casting.cast(
                session, meeting, dialogue, self._open(session), seat, statement_id, choice, False, self.time()
            )

    def hand(self, name: str, verb: str = "raise_hand") -> None:
        """Somebody raises or lowers a hand."""
        with working(self.app) as session:
            getattr(speaking_list, verb)(session, self.row(session), self.seat(session, name))

    def wait(self, seconds: float) -> None:
        """Let time pass, minute by minute: the adults' pages are heard of, and the worker's clock ticks."""
        while seconds > 0:
            self.time.forward(seconds=min(seconds, HEARD_EVERY))
            seconds -= HEARD_EVERY
            with working(self.app) as session:
                for name in self.adults:
                    seating.seen(session, self.seat(session, name), self.time())
                if self.leader_is_here and self.leader.id is not None:
                    seating.seen_staff(session, self.row(session), self.leader.id, self.time())
                running.tick(session, self.time())
            if self.state() in (MeetingState.CLOSED, MeetingState.STOPPED):
                return

    def tick(self) -> None:
        """What the worker does each second."""
        with working(self.app) as session:
            running.tick(session, self.time())

    def posted(self, topic: str) -> list[dict[str, Any]]:
        """What has been posted about a topic."""
        with working(self.app) as session:
            rows = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == topic).order_by(OutboxMessage.id))
            return [dict(row.payload) for row in rows]

    def _open(self, session: Session) -> int:
        step = results.view(session, self.row(session), self.time()).step
        return step.id if step is not None else 0


def gather(app: Flask, time: StandingClock, *seeds: str, template: str = "kort", **changes: Any) -> Gathering:
    """A meeting that has been planned, in a new open dialogue, of citizens unless the changes say otherwise."""
    wanted = {name: changes.pop(name) for name in ("pace", "starts_at", "adults_needed") if name in changes}
    dialogue = open_dialogue(app, *seeds, **changes)
    leader = hire(app, Role.MODERATOR, email=f"leder-{dialogue.slug}@example.se")
    with working(app) as session:
        plan = Plan("Ungdomsrådet i mars", template, facilitator_id=leader, **wanted)
        return Gathering(app, time, planning.plan(session, dialogue, plan, NOON).id, Actor(leader, "Kerstin Ek"))


def gather_the_young(app: Flask, time: StandingClock, *seeds: str) -> Gathering:
    """The 60 minutes of a youth council, in a dialogue for the young."""
    return gather(app, time, *seeds, template="ungdomsrad", audience=Audience.UNGDOMAR)
