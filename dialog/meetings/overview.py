"""Meetings as staff list and plan them: the rows of a list, the steps of one, and where else it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.chat import ChatChannel
from dialog.meetings import holding
from dialog.meetings.models import Meeting, MeetingBinding, MeetingState, MeetingStep, StepKind, StepState
from dialog.models import Dialogue

A_PAGE = 20
MOST_STEPS = 40
MOST_BINDINGS = 20
_IS_OVER = Meeting.state.in_(holding.OVER)
_ORDER = (
    _IS_OVER,
    Meeting.state.in_(holding.LIVE).desc(),
    # A meeting nobody has set a day for comes after those that have one, in every database.
    case((_IS_OVER, None), else_=Meeting.starts_at).is_(None),
    case((_IS_OVER, None), else_=Meeting.starts_at),
    Meeting.id.desc(),
)


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
    def is_live(self) -> bool:
        """Whether somebody can be inside."""
        return self.state in holding.LIVE


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

    Those that are not over come first: those that go on, then the next in time; and then the latest.
    """
    where = [Dialogue.slug == slug] if slug else []
    rows = _rows(session, where, (number - 1) * A_PAGE, A_PAGE + 1)
    return rows[:A_PAGE], number + 1 if len(rows) > A_PAGE else None


def of_day(session: Session, day: date) -> tuple[Row, ...]:
    """The meetings that go on, and those that are planned for a day and have not begun."""
    begins_today = and_(Meeting.starts_at >= _from(day), Meeting.starts_at < _from(day + timedelta(days=1)))
    where = or_(Meeting.state.in_(holding.LIVE), and_(Meeting.state == MeetingState.SCHEDULED, begins_today))
    return _rows(session, [where], 0, A_PAGE)


def coming(session: Session, dialogue_id: int, day: date) -> Row | None:
    """The meeting in a dialogue that goes on, or else the next that is planned, from a day on."""
    is_coming = and_(Meeting.state == MeetingState.SCHEDULED, Meeting.starts_at >= _from(day))
    where = [Meeting.dialogue_id == dialogue_id, or_(Meeting.state.in_(holding.LIVE), is_coming)]
    return next(iter(_rows(session, where, 0, 1)), None)


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
        .order_by(*_ORDER)
    )
    return tuple(Row(*row) for row in session.execute(query.offset(offset).limit(limit)))


def _from(day: date) -> datetime:
    """When a day begins where the municipality is."""
    return datetime.combine(day, time(), clock.STOCKHOLM)
