"""What staff say of an indicator in a period: måluppfyllelse, analyskommentar, åtgärd; each saving is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core.errors import N_, PersonMet
from goals.models import FollowUp, Fulfilment

MOST_HISTORY = 100
MOST_DUE = 100
MOST_FINISHED = 1000

# Any number will do as long as nothing else in the database takes the same lock.
_SAVING = 0x53_41_4D_46_4F_4C_4C


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was said of an indicator in a period, by whom and when; ``id`` tells one saving from the next."""

    indicator: str
    period: str
    fulfilment: Fulfilment | None
    comment: str
    action: str
    responsible: str
    is_done: bool
    remind_on: date | None
    written_at: datetime
    written_by: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """The part of a judgement that a person writes."""

    fulfilment: Fulfilment | None = None
    comment: str = ""
    action: str = ""
    responsible: str = ""
    is_done: bool = False
    remind_on: date | None = None


_NOTHING = Said()
_WRITTEN = tuple(field.name for field in fields(Said))


@dataclass(frozen=True, slots=True)
class Step:
    """One saving in the history, and which of its fields are not as in the saving before it of the same period."""

    judgement: Judgement
    changed: tuple[str, ...]


class SaidMeanwhile(PersonMet):
    """Somebody else has saved since the page was opened; ``theirs`` is what they wrote."""

    title = N_("Någon annan har skrivit under tiden")
    message = N_("Bedömningen har sparats av någon annan sedan du öppnade sidan. Ditt är inte sparat.")
    advice = N_("Jämför med det som nu är sparat och spara igen.")

    def __init__(self, theirs: Judgement) -> None:
        """``theirs`` is shown beside what the person wrote."""
        super().__init__()
        self.theirs = theirs


def latest(session: Session, period: str) -> Mapping[str, Judgement]:
    """The judgements of a period that count, by indicator."""
    return {indicator: found for (_, indicator), found in latest_in(session, [period]).items()}


def latest_in(session: Session, periods: Collection[str]) -> Mapping[tuple[str, str], Judgement]:
    """The judgements that count in some periods, by period and indicator, in one query."""
    last = (
        select(func.max(FollowUp.id))
        .where(FollowUp.period.in_(sorted(periods)))
        .group_by(FollowUp.indicator, FollowUp.period)
    )
    rows = session.scalars(select(FollowUp).where(FollowUp.id.in_(last)))
    return {(row.period, row.indicator): _judgement(row) for row in rows}


def of_indicator(session: Session, indicator: str, period: str) -> Judgement | None:
    """The judgement that counts of an indicator in a period."""
    row = session.scalar(
        select(FollowUp)
        .where(FollowUp.indicator == indicator, FollowUp.period == period)
        .order_by(FollowUp.id.desc())
        .limit(1)
    )
    return _judgement(row) if row else None


def history(
    session: Session, indicator: str, period: str = "", before: int | None = None, limit: int = MOST_HISTORY
) -> tuple[Judgement, ...]:
    """Every saving of an indicator, in a period or in all, the latest first; at most ``limit``, those before an id."""
    query = select(FollowUp).where(FollowUp.indicator == indicator).order_by(FollowUp.id.desc()).limit(limit)
    if period:
        query = query.where(FollowUp.period == period)
    if before is not None:
        query = query.where(FollowUp.id < before)
    return tuple(map(_judgement, session.scalars(query)))


def steps(found: Sequence[Judgement]) -> tuple[Step, ...]:
    """A history, the latest first, with what each saving changed; the first saving changes what it fills in."""
    earlier: dict[str, Judgement] = {}
    told: list[Step] = []
    for judgement in reversed(found):
        before = earlier.get(judgement.period)
        told.append(
            Step(
                judgement,
                tuple(
                    name
                    for name in _WRITTEN
                    if getattr(judgement, name) != (getattr(before, name) if before else getattr(_NOTHING, name))
                ),
            )
        )
        earlier[judgement.period] = judgement
    return tuple(reversed(told))


def finished(session: Session) -> tuple[Judgement, ...]:
    """The judgements that count and are marked as done, the latest period first; at most 1 000."""
    last = select(func.max(FollowUp.id)).group_by(FollowUp.indicator, FollowUp.period)
    rows = session.scalars(
        select(FollowUp)
        .where(FollowUp.is_done, FollowUp.id.in_(last))
        .order_by(FollowUp.period.desc(), FollowUp.indicator)
        .limit(MOST_FINISHED)
    )
    return tuple(map(_judgement, rows))


def periods(session: Session) -> tuple[str, ...]:
    """The periods anything has been said of, the latest first; at most 100."""
    return tuple(
        session.scalars(select(FollowUp.period).distinct().order_by(FollowUp.period.desc()).limit(MOST_HISTORY))
    )


def save(
    session: Session, indicator: str, period: str, said: Said, by: str, now: datetime, seen: int | None
) -> Judgement:
    """Add what was said; ``seen`` is the id of the judgement the writer had before them, None for none.

    Raises SaidMeanwhile when there is a later one. Whoever saves waits for anybody else who is saving, so that of two
    at the same moment the second sees the first.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SAVING})
    theirs = of_indicator(session, indicator, period)
    if theirs is not None and theirs.id != seen:
        raise SaidMeanwhile(theirs)
    row = FollowUp(
        indicator=indicator,
        period=period,
        fulfilment=said.fulfilment,
        comment=said.comment,
        action=said.action,
        responsible=said.responsible,
        is_done=said.is_done,
        remind_on=said.remind_on,
        written_at=now,
        written_by=by,
    )
    session.add(row)
    session.flush()
    return _judgement(row)


def due(session: Session, today: date) -> tuple[Judgement, ...]:
    """The judgements that count, are not done, and were to be reminded of by today; the oldest reminder first."""
    last = select(func.max(FollowUp.id)).group_by(FollowUp.indicator, FollowUp.period)
    rows = session.scalars(
        select(FollowUp)
        .where(FollowUp.remind_on <= today, FollowUp.is_done.is_(False), FollowUp.id.in_(last))
        .order_by(FollowUp.remind_on, FollowUp.indicator, FollowUp.period)
        .limit(MOST_DUE)
    )
    return tuple(map(_judgement, rows))


def _judgement(row: FollowUp) -> Judgement:
    return Judgement(
        indicator=row.indicator,
        period=row.period,
        fulfilment=row.fulfilment,
        comment=row.comment,
        action=row.action,
        responsible=row.responsible,
        is_done=row.is_done,
        remind_on=row.remind_on,
        written_at=row.written_at,
        written_by=row.written_by,
        id=row.id,
    )
