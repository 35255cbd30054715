"""Meetings as staff list and plan them: the rows of a list, the steps of one, and where else it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.chat import ChatChannel
from dialog.meetings import holding
from dialog.meetings.models import Meeting, MeetingBinding, MeetingState, MeetingStep, StepKind, StepState
from dialog.models import Dialogue

A_PAGE = 20
MOST_STEPS = 40
MOST_BINDINGS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting in a list."""

    id: int
    title: str
    state: MeetingState
    starts_at: datetime | None
    code: str
    dialogue_title: str
    slug: str

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.state in holding.OVER


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the plan; ``seconds`` is its timebox, without what it was extended by."""

    id: int
    position: int
    kind: StepKind
    title: str
    words: str
    seconds: int
    extended_seconds: int
    state: StepState


@dataclass(frozen=True, slots=True)
class Bound:
    """A channel in a chat where the meeting is held as well."""

    channel: ChatChannel
    name: str


def page(session: Session, number: int, slug: str = "") -> tuple[tuple[Row, ...], int | None]:
    """A page of all meetings, or of one dialogue's, and the number of the next page if there is one.

    Those that are not over come first, and then the latest.
    """
    where = [Dialogue.slug == slug] if slug else []
    rows = _rows(session, where, (number - 1) * A_PAGE, A_PAGE + 1)
    return rows[:A_PAGE], number + 1 if len(rows) > A_PAGE else None


def steps(session: Session, meeting_id: int) -> tuple[Step, ...]:
    """The steps of a meeting in their order."""
    names = [getattr(MeetingStep, name) for name in Step.__dataclass_fields__]
    query = select(*names).where(MeetingStep.meeting_id == meeting_id).order_by(MeetingStep.position).limit(MOST_STEPS)
    return tuple(Step(*row) for row in session.execute(query))


def step(session: Session, meeting_id: int, position: int) -> Step | None:
    """One of them, by its place."""
    return next((one for one in steps(session, meeting_id) if one.position == position), None)


def bindings(session: Session, meeting_id: int) -> tuple[Bound, ...]:
    """Where in chats it is held."""
    query = select(MeetingBinding.channel, MeetingBinding.name).where(MeetingBinding.meeting_id == meeting_id)
    return tuple(Bound(*row) for row in session.execute(query.order_by(MeetingBinding.id).limit(MOST_BINDINGS)))


def _rows(session: Session, where: list[ColumnElement[bool]], offset: int, limit: int) -> tuple[Row, ...]:
    query = (
        select(
            Meeting.id,
            Meeting.title,
            Meeting.state,
            Meeting.starts_at,
            Meeting.code,
            Dialogue.title.label("dialogue_title"),
            Dialogue.slug,
        )
        .join(Dialogue, Dialogue.id == Meeting.dialogue_id)
        .where(*where)
        .order_by(Meeting.state.in_(holding.OVER), Meeting.id.desc())
    )
    return tuple(Row(*row) for row in session.execute(query.offset(offset).limit(limit)))
