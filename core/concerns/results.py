"""Concerns as those who are to read them list them; nobody else finds a row here."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from core.clock import STOCKHOLM
from core.concerns.errors import NoSuchConcern
from core.concerns.models import Concern, ConcernState, Raiser
from core.people.models import Staff, StaffRole
from core.people.roles import PERMISSIONS, Permission

A_PAGE = 20
BATCH = 100


class Part(enum.StrEnum):
    """A part of the list: what needs somebody, or what is done with."""

    TO_DO = "att-gora"
    DONE = "klara"


@dataclass(frozen=True, slots=True)
class Row:
    """A concern without what was written; ``has_words`` while the text is still here."""

    id: int
    about: str
    kind: str
    raised_by: Raiser
    state: ConcernState
    raised_at: datetime
    seen_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    has_words: bool

    @property
    def raised_on(self) -> date:
        """The day it came, where the municipality is."""
        return self.raised_at.astimezone(STOCKHOLM).date()

    @property
    def has_moment(self) -> bool:
        """Whether more than the day is known: one about a survey has the day alone, and so has one without words."""
        return self.raised_at.astimezone(STOCKHOLM).time() != time()


@dataclass(frozen=True, slots=True)
class Standing:
    """How many wait to be read and decided, since when, and how many texts are to be erased."""

    n_open: int
    since: datetime | None
    n_to_erase: int

    @property
    def since_day(self) -> date | None:
        """The day the oldest came; None when nothing waits."""
        return self.since.astimezone(STOCKHOLM).date() if self.since else None


def listed(
    session: Session, staff_id: int, part: Part, before: int | None = None
) -> tuple[tuple[Row, ...], int | None]:
    """A page of what this person is to read, the latest first, and where the next page begins if there is one."""
    query = select(Concern).where(_is_for(staff_id), _in_part(part)).order_by(Concern.id.desc()).limit(A_PAGE + 1)
    if before is not None:
        query = query.where(Concern.id < before)
    rows = [row_of(concern) for concern in session.scalars(query)]
    return tuple(rows[:A_PAGE]), rows[A_PAGE - 1].id if len(rows) > A_PAGE else None


def find(session: Session, staff_id: int, concern_id: int) -> Concern:
    """The concern, with its words; raises NoSuchConcern, also for one that others are to read."""
    found = session.scalar(select(Concern).where(Concern.id == concern_id, _is_for(staff_id)))
    if found is None:
        raise NoSuchConcern
    return found


def every(session: Session, staff_id: int) -> Iterator[Concern]:
    """All that this person is to read, the first first, in batches: for the export alone."""
    query = select(Concern).where(_is_for(staff_id)).order_by(Concern.id).execution_options(yield_per=BATCH)
    yield from session.scalars(query)


def standing(session: Session, staff_id: int) -> Standing:
    """What waits for this person."""
    is_open = Concern.closed_at.is_(None)
    row = session.execute(
        select(
            func.count().filter(is_open),
            func.min(Concern.raised_at).filter(is_open),
            func.count().filter(~is_open),
        ).where(_is_for(staff_id), _in_part(Part.TO_DO))
    ).one()
    return Standing(*row)


def is_read_by_nobody(session: Session) -> bool:
    """Whether something waits while nobody has the role to read it."""
    waits = select(Concern.id).where(Concern.closed_at.is_(None)).exists()
    return bool(session.scalar(select(and_(waits, ~_readers().exists()))))


def row_of(concern: Concern) -> Row:
    """A concern without its words."""
    return Row(
        concern.id,
        concern.about,
        concern.kind,
        concern.raised_by,
        concern.state,
        concern.raised_at,
        concern.seen_at,
        concern.closed_at,
        concern.closed_by,
        bool(concern.words),
    )


def _in_part(part: Part) -> ColumnElement[bool]:
    """A text that was handed over waits to be erased; one that is on its way back needs nobody."""
    to_erase = and_(Concern.state == ConcernState.HANDED_OVER, Concern.words != "")
    to_do = or_(Concern.closed_at.is_(None), to_erase)
    return to_do if part is Part.TO_DO else ~to_do


def _is_for(staff_id: int) -> ColumnElement[bool]:
    """The two who are named; when neither can read it any more, or nobody was named, everybody with the role."""
    named = (Concern.lead_id, Concern.deputy_id)
    nobody_left = and_(*(or_(who.is_(None), who.not_in(_readers())) for who in named))
    return or_(*(who == staff_id for who in named), nobody_left)


def _readers() -> Select[tuple[int]]:
    roles = PERMISSIONS[Permission.HANDLE_CONCERNS]
    held = select(StaffRole.staff_id).join(Staff, Staff.id == StaffRole.staff_id)
    return held.where(StaffRole.role.in_(roles), Staff.is_active)
