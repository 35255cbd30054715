"""The inspel of a dialogue as a moderator reads them: what waits first, the oldest first, and all the rest by fate."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from dialog.models import Source, Statement, StatementKind, StatementState
from dialog.moderating.models import Action, Appeal, AppealOutcome, Moderation, Reason

A_PAGE = 25

_S = StatementState
# Staff wrote these, or they were read where they came from.
_NEED_NO_READING = (Source.SEED, Source.IMPORT)


class View(enum.StrEnum):
    """The parts of the queue, by their names in the address."""

    TO_READ = "att-lasa"
    UNREAD = "olasta"
    ON_HOLD = "vantar"
    APPEALS = "invandningar"
    PUBLISHED = "publicerade"
    REJECTED = "nekade"
    MERGED = "sammanslagna"
    HIDDEN = "dolda"


# Where something waits for a decision.
WAITING = frozenset({View.TO_READ, View.UNREAD, View.ON_HOLD})


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, as staff and the log read it."""

    id: int
    action: Action
    reason: Reason | None
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Objection:
    """What the author says against a refusal, and what came of it."""

    words: str
    sent_at: datetime
    outcome: AppealOutcome | None
    note: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An inspel to decide about. ``seen`` is the id of its latest decision, 0 for none; see ``deciding``."""

    id: int
    number: int
    text: str
    language: str
    kind: StatementKind
    source: Source
    said_on: date
    state: StatementState
    merged_into: int | None
    has_votes: bool
    latest: Decided | None
    objection: Objection | None

    @property
    def seen(self) -> int:
        """What a form says that its reader knew of."""
        return self.latest.id if self.latest else 0

    @property
    def waits(self) -> bool:
        """Whether nothing has been settled."""
        return self.state in (_S.SUBMITTED, _S.HELD)


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, and the number to go on after when there are more."""

    entries: tuple[Entry, ...]
    after: int | None


def counts(session: Session, dialogue_id: int) -> Mapping[View, int]:
    """How many inspel each part holds, in one query."""
    columns = [func.coalesce(func.sum(case((_in(view), 1), else_=0)), 0) for view in View]
    row = session.execute(select(*columns).where(Statement.dialogue_id == dialogue_id)).one()
    return dict(zip(View, row, strict=True))


def page(session: Session, dialogue_id: int, view: View, after: int = 0) -> Page:
    """At most twenty-five inspel of a part, the oldest first, from the one after number ``after``; two queries."""
    entries = _entries(session, [Statement.dialogue_id == dialogue_id, _in(view), Statement.number > after], A_PAGE + 1)
    following = entries[A_PAGE - 1].number if len(entries) > A_PAGE else None
    return Page(entries[:A_PAGE], following)


def entry(session: Session, dialogue_id: int, number: int) -> Entry | None:
    """One inspel; None where there is none, or where its words have left ordinary view."""
    readable = [Statement.state.not_in((_S.FLAGGED, _S.WITHDRAWN))]
    found = _entries(session, [Statement.dialogue_id == dialogue_id, Statement.number == number, *readable], 1)
    return found[0] if found else None


def next_number(session: Session, dialogue_id: int, view: View, number: int) -> int | None:
    """The inspel of a part that comes after a number, else the first of the part; None when it is empty."""
    wanted = select(func.min(Statement.number)).where(Statement.dialogue_id == dialogue_id, _in(view))
    return session.scalar(wanted.where(Statement.number > number)) or session.scalar(wanted)


def decisions(session: Session, statement_id: int, limit: int = A_PAGE) -> Sequence[Decided]:
    """What has been decided about an inspel, the latest first."""
    query = select(Moderation).where(Moderation.statement_id == statement_id).order_by(Moderation.id.desc())
    return [_decided(row) for row in session.scalars(query.limit(limit))]


def by_number(session: Session, dialogue_id: int, numbers: Iterable[int]) -> Mapping[int, Statement]:
    """The rows of inspel by their numbers; those that do not exist are left out."""
    query = select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.number.in_(list(numbers)))
    return {statement.number: statement for statement in session.scalars(query)}


def is_to_read() -> ColumnElement[bool]:
    """What nobody has read: what has come in, and what was set aside when it was written."""
    return or_(Statement.state == _S.SUBMITTED, and_(Statement.state == _S.HELD, ~_is_decided()))


def is_unread() -> ColumnElement[bool]:
    """What others see already, in a dialogue that is read afterwards."""
    return and_(Statement.state == _S.PUBLISHED, Statement.source.not_in(_NEED_NO_READING), ~_is_decided())


def is_on_hold() -> ColumnElement[bool]:
    """What somebody has read and let wait."""
    return and_(Statement.state == _S.HELD, _is_decided())


def is_appealed() -> ColumnElement[bool]:
    """What is refused and its author objects to."""
    objected = select(Appeal.statement_id).where(Appeal.statement_id == Statement.id, Appeal.outcome.is_(None))
    return and_(Statement.state.in_((_S.REJECTED, _S.HIDDEN)), objected.correlate(Statement).exists())


def _in(view: View) -> ColumnElement[bool]:
    match view:
        case View.TO_READ:
            return is_to_read()
        case View.UNREAD:
            return is_unread()
        case View.ON_HOLD:
            return is_on_hold()
        case View.APPEALS:
            return is_appealed()
        case View.PUBLISHED:
            return Statement.state == _S.PUBLISHED
        case View.REJECTED:
            return Statement.state == _S.REJECTED
        case View.MERGED:
            return Statement.state == _S.MERGED
        case View.HIDDEN:
            return Statement.state == _S.HIDDEN


def _is_decided() -> ColumnElement[bool]:
    return select(Moderation.id).where(Moderation.statement_id == Statement.id).correlate(Statement).exists()


def _entries(session: Session, wanted: Sequence[ColumnElement[bool]], limit: int) -> tuple[Entry, ...]:
    target = aliased(Statement)
    latest = (
        select(func.max(Moderation.id)).where(Moderation.statement_id == Statement.id).correlate(Statement)
    ).scalar_subquery()
    rows = session.execute(
        select(Statement, target.number, Moderation, Appeal)
        .outerjoin(target, target.id == Statement.merged_into_id)
        .outerjoin(Moderation, Moderation.id == latest)
        .outerjoin(Appeal, Appeal.statement_id == Statement.id)
        .where(*wanted)
        .order_by(Statement.number)
        .limit(limit)
    )
    return tuple(_entry(*row) for row in rows)


def _entry(statement: Statement, merged_into: int | None, latest: Moderation | None, appeal: Appeal | None) -> Entry:
    return Entry(
        id=statement.id,
        number=statement.number,
        text=statement.text,
        language=statement.language,
        kind=statement.kind,
        source=statement.source,
        said_on=statement.said_on,
        state=statement.state,
        merged_into=merged_into,
        has_votes=bool(statement.n_agree + statement.n_disagree + statement.n_pass),
        latest=_decided(latest) if latest else None,
        objection=_objection(appeal) if appeal else None,
    )


def _decided(row: Moderation) -> Decided:
    return Decided(row.id, row.action, row.reason, row.note, row.actor_name, row.decided_at)


def _objection(row: Appeal) -> Objection:
    return Objection(row.words, row.sent_at, row.outcome, row.note, row.decided_by, row.decided_at)
