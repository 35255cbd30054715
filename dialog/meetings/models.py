"""Meetings, their steps, who sits in them and what was tapped; what ties a tap to a person goes with the step."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.chat import ChatChannel
from core.db import Base, by_value
from dialog.models import UNORDERED, Channel, Dialogue


class MeetingState(enum.StrEnum):
    """Where a meeting stands; it is live from the väntrum on."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    LOBBY = "lobby"
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    STOPPED = "stopped"


class PausedBy(enum.StrEnum):
    """Why the clock stands still."""

    STAFF = "staff"
    ADULTS = "adults"


class Pace(enum.StrEnum):
    """Minutes in a room, or days for those who come when they can."""

    LIVE = "live"
    DAYS = "days"


class StepKind(enum.StrEnum):
    """What happens in a step."""

    WELCOME = "welcome"
    CHECK_IN = "check_in"
    FACTS = "facts"
    WRITING = "writing"
    RELEASE = "release"
    VOTING = "voting"
    TALK = "talk"
    PRIORITISE = "prioritise"
    READ_BACK = "read_back"
    CHECK_OUT = "check_out"


class StepState(enum.StrEnum):
    """A step waits, is open, and is then done or was skipped."""

    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class SeatRole(enum.StrEnum):
    """Somebody who takes part, or an adult who is there for the young."""

    PARTICIPANT = "participant"
    ADULT = "adult"


class Meeting(Base):
    """One meeting in one dialogue. ``code`` is read from the wall; ``adult_code`` is shown to staff alone.

    ``version`` grows with everything that somebody in the room could see change, so that whoever asks again hears
    that nothing has. ``adults_missing_since`` is when there last were fewer adults than ``adults_needed``. When it is
    over, ``n_seats`` and ``n_adults`` are what is left of who sat there.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("(state = 'paused') = (paused_by IS NOT NULL)", name="paused_by_somebody"),
        CheckConstraint("adults_needed BETWEEN 0 AND 9", name="adults_needed"),
        Index("ix_meeting_dialogue_id", "dialogue_id"),
        Index("ix_meeting_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"))
    title: Mapped[str] = mapped_column(String(120))
    template: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    adult_code: Mapped[str] = mapped_column(String(12), unique=True)
    pace: Mapped[Pace] = mapped_column(by_value(Pace), default=Pace.LIVE)
    adults_needed: Mapped[int] = mapped_column(default=0)
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[MeetingState] = mapped_column(by_value(MeetingState), default=MeetingState.DRAFT)
    paused_by: Mapped[PausedBy | None] = mapped_column(by_value(PausedBy))
    starts_at: Mapped[datetime | None]
    adults_missing_since: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=0)
    n_seats: Mapped[int] = mapped_column(default=0)
    n_adults: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    dialogue: Mapped[Dialogue] = relationship()


class MeetingStep(Base):
    """One step of a meeting; ``seconds`` is its timebox.

    While the meeting runs, ``closes_at`` is the end of the open step; while it is paused, ``left_seconds`` is what
    remains. ``content`` is what was put before people when it opened (inspel to choose among, lines to read back) and
    ``result`` what came of it, as counts. ``warned`` says that the last minute has been announced.
    """

    __tablename__ = "meeting_step"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("seconds > 0 AND extended_seconds >= 0", name="timebox"),
        CheckConstraint("closes_at IS NULL OR state = 'open'", name="ends_while_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[StepKind] = mapped_column(by_value(StepKind))
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text, default="")
    seconds: Mapped[int]
    state: Mapped[StepState] = mapped_column(by_value(StepState), default=StepState.WAITING)
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    left_seconds: Mapped[int | None]
    extended_seconds: Mapped[int] = mapped_column(default=0)
    warned: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MeetingSeat(Base):
    """Somebody in the room. ``handle`` is what the door they came through is known by, as in ``Door``.

    Only adults have ``last_seen_at``: those who take part are counted when they sit down. ``name`` is what somebody
    wants to be called in the speaking list, and ``hand`` their place in it. All seats are removed when it is over.
    """

    __tablename__ = "meeting_seat"
    __table_args__ = (
        UniqueConstraint("meeting_id", "handle"),
        UniqueConstraint("meeting_id", "participant_id"),
        CheckConstraint("(role = 'adult') = (participant_id IS NULL)", name="adults_do_not_vote"),
        CheckConstraint("(role = 'adult') = (last_seen_at IS NOT NULL)", name="adults_are_seen"),
        UNORDERED,
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    handle: Mapped[str] = mapped_column(String(64))
    channel: Mapped[Channel] = mapped_column(by_value(Channel))
    role: Mapped[SeatRole] = mapped_column(by_value(SeatRole), default=SeatRole.PARTICIPANT)
    participant_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), index=True
    )
    consent: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40), default="")
    hand: Mapped[int | None]
    last_seen_at: Mapped[datetime | None]


class MeetingInput(Base):
    """One anonymous tap: what a seat said of an item in a step. Counted into the step's result and removed with it.

    ``item`` is a question, the number of an inspel or of a line; ``value`` what was tapped.
    """

    __tablename__ = "meeting_input"
    __table_args__ = (UNORDERED,)

    step_id: Mapped[int] = mapped_column(ForeignKey("meeting_step.id", ondelete="CASCADE"), primary_key=True)
    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meeting_seat.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(20))


class MeetingBinding(Base):
    """A channel in a chat where the meeting is held as well: a place for everybody, never somebody's own.

    ``place`` is how the chat's server knows it, for whoever sends there; ``name`` is what people call it.
    """

    __tablename__ = "meeting_binding"
    __table_args__ = (UniqueConstraint("meeting_id", "channel", "tenant", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    channel: Mapped[ChatChannel] = mapped_column(by_value(ChatChannel))
    tenant: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(250))
    name: Mapped[str] = mapped_column(String(120), default="")
