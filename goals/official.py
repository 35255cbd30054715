"""Values somebody else states, or staff state with a source: said anew when they change, and read as they now stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from core.i18n import gettext as _
from goals import kpis
from goals.definitions import definition_for
from goals.kpis import Kpi
from goals.models import OfficialValue, Origin

NATION = "0000"
TOTAL = "T"
GENDERS = (TOTAL, "K", "M")

Slot = tuple[str, str, str, str]
"""Series, place, period and gender: what one value is of."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is to be said; a ``value`` of None takes back the one that stands.

    ``is_derived``: worked out by us from what ``source`` says, so it may not be cited as the source's own.
    """

    series: str
    place: str
    period: str
    value: float | None
    source: str
    source_url: str = ""
    note: str = ""
    gender: str = TOTAL
    is_derived: bool = False

    @property
    def slot(self) -> Slot:
        """What it is of."""
        return (self.series, self.place, self.period, self.gender)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that stands. ``definition`` is set where the figure has changed its definition, as the NKI did."""

    id: int
    series: str
    place: str
    period: str
    gender: str
    value: float
    definition: str
    source: str
    source_url: str
    note: str
    origin: Origin
    is_derived: bool
    stated_at: datetime
    stated_by: str

    @property
    def citation(self) -> str:
        """How the source is named beside the value: a source may be cited only for what it says itself."""
        if self.is_derived:
            return str(_("Beräknat av Samspel på uppgifter från %(source)s", source=self.source))
        return str(_("Källa: %(source)s", source=self.source))


@dataclass(frozen=True, slots=True)
class Part:
    """A series that stands beside a figure, with its values by place, each in the order of periods."""

    kpi: Kpi
    values: Mapping[str, tuple[Stated, ...]]


def state(
    session: Session, statements: Iterable[Statement], *, origin: Origin, by: str, now: datetime
) -> tuple[Statement, ...]:
    """Add a row for each statement that says something new; gives those that did. The caller commits.

    What comes from Kolada is compared with what Kolada said last: a correction staff have made stands until Kolada
    itself says something else, and Kolada takes back nothing but its own.
    """
    wanted = list(statements)
    series, places = {row.series for row in wanted}, {row.place for row in wanted}
    standing = _last(session, series, places)
    compared = _last(session, series, places, origin) if origin is Origin.KOLADA else standing
    said = []
    for row in wanted:
        before, now_standing = compared.get(row.slot), standing.get(row.slot)
        if _says_the_same(before, row, with_words=origin is not Origin.KOLADA):
            continue
        if row.value is None and (now_standing is None or now_standing.value is None):
            continue
        if row.value is None and origin is Origin.KOLADA and now_standing and now_standing.origin is not origin:
            continue
        session.add(
            OfficialValue(
                series=row.series,
                place=row.place,
                period=row.period,
                gender=row.gender,
                value=row.value,
                origin=origin,
                is_derived=row.is_derived,
                source=row.source,
                source_url=row.source_url,
                note=row.note,
                stated_at=now,
                stated_by=by,
            )
        )
        said.append(row)
    session.flush()
    return tuple(said)


def latest(
    session: Session, series: Collection[str], places: Collection[str], gender: str = TOTAL
) -> Mapping[tuple[str, str], tuple[Stated, ...]]:
    """The values that stand by (series, place), the earliest period first; pairs without any are left out."""
    found: dict[tuple[str, str], list[Stated]] = {}
    rows = session.scalars(_last_rows(series, places, gender=gender).order_by(OfficialValue.period))
    for row in rows:
        if row.value is not None:
            found.setdefault((row.series, row.place), []).append(_as_stated(row, row.value))
    return {pair: tuple(values) for pair, values in found.items()}


def points(session: Session, figure: str, place: str) -> tuple[Stated, ...]:
    """A figure's own values in a place, by period and definition: entered by staff or fetched, whoever spoke last."""
    return points_of(session, (figure,), (place,)).get((figure, place), ())


def points_of(
    session: Session, figures: Collection[str], places: Collection[str]
) -> Mapping[tuple[str, str], tuple[Stated, ...]]:
    """The same for several figures and places in one query, by (figure, place)."""
    figure_of = {kpi.id: figure for figure in figures for kpi in kpis.values_of(figure)}
    chosen: dict[tuple[str, str], dict[tuple[str, str], Stated]] = {}
    for (series, place), values in latest(session, {*figures, *figure_of}, places).items():
        kept = chosen.setdefault((figure_of.get(series, series), place), {})
        for value in values:
            rival = kept.get((value.period, value.definition))
            if rival is None or rival.id < value.id:
                kept[value.period, value.definition] = value
    return {pair: tuple(kept[key] for key in sorted(kept)) for pair, kept in chosen.items()}


def parts(session: Session, figure: str, places: Collection[str]) -> tuple[Part, ...]:
    """The series beside a figure that have any value in the places, in the order of the shipped list."""
    beside = kpis.parts_of(figure)
    found = latest(session, [kpi.id for kpi in beside], places)
    return tuple(
        Part(kpi, {place: found[kpi.id, place] for place in places if (kpi.id, place) in found})
        for kpi in beside
        if any((kpi.id, place) in found for place in places)
    )


def standing_from(session: Session, origin: Origin, places: Collection[str]) -> Mapping[Slot, float]:
    """Every value of one origin that stands in the places."""
    rows = session.scalars(_last_rows(list(kpis.followed()), places))
    return {_slot_of(row): row.value for row in rows if row.origin is origin and row.value is not None}


def entries(
    session: Session, before_id: int | None = None, limit: int = 30, by_hand: bool = False
) -> Sequence[OfficialValue]:
    """At most ``limit`` rows as they were said, the latest first; ``by_hand`` leaves out what was fetched."""
    query = select(OfficialValue).order_by(OfficialValue.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(OfficialValue.id < before_id)
    if by_hand:
        query = query.where(OfficialValue.origin != Origin.KOLADA)
    return session.scalars(query).all()


def is_standing(session: Session, rows: Iterable[OfficialValue]) -> frozenset[int]:
    """The ids of those rows that count now: the last of their slot, and not taken back."""
    later = aliased(OfficialValue)
    said_since = (
        select(later.id)
        .where(
            later.series == OfficialValue.series,
            later.place == OfficialValue.place,
            later.period == OfficialValue.period,
            later.gender == OfficialValue.gender,
            later.id > OfficialValue.id,
        )
        .exists()
    )
    ids = [row.id for row in rows if row.value is not None]
    return frozenset(session.scalars(select(OfficialValue.id).where(OfficialValue.id.in_(ids), ~said_since)))


def definition_of(series: str, period: str) -> str:
    """Under which definition a series counts in a period; "" for a figure that never changed its own."""
    kpi = kpis.followed().get(series)
    if kpi is not None:
        return kpi.definition
    return definition_for(period).key if any(kpi.definition for kpi in kpis.values_of(series)) else ""


def _says_the_same(before: OfficialValue | None, row: Statement, *, with_words: bool) -> bool:
    if before is None:
        return row.value is None
    same = (before.value, before.source, before.is_derived) == (row.value, row.source, row.is_derived)
    return same and (not with_words or (before.source_url, before.note) == (row.source_url, row.note))


def _last(
    session: Session, series: Collection[str], places: Collection[str], origin: Origin | None = None
) -> dict[Slot, OfficialValue]:
    return {_slot_of(row): row for row in session.scalars(_last_rows(series, places, origin=origin))}


def _last_rows(
    series: Collection[str], places: Collection[str], *, gender: str | None = None, origin: Origin | None = None
) -> Select[tuple[OfficialValue]]:
    """The last row of every slot, whether it says a value or takes one back."""
    rows = aliased(OfficialValue)
    last = (
        select(func.max(rows.id))
        .where(rows.series.in_(sorted(series)), rows.place.in_(sorted(places)))
        .group_by(rows.series, rows.place, rows.period, rows.gender)
    )
    if gender is not None:
        last = last.where(rows.gender == gender)
    if origin is not None:
        last = last.where(rows.origin == origin)
    return select(OfficialValue).where(OfficialValue.id.in_(last))


def _slot_of(row: OfficialValue) -> Slot:
    return (row.series, row.place, row.period, row.gender)


def _as_stated(row: OfficialValue, value: float) -> Stated:
    return Stated(
        id=row.id,
        series=row.series,
        place=row.place,
        period=row.period,
        gender=row.gender,
        value=value,
        definition=definition_of(row.series, row.period),
        source=row.source,
        source_url=row.source_url,
        note=row.note,
        origin=row.origin,
        is_derived=row.is_derived,
        stated_at=row.stated_at,
        stated_by=row.stated_by,
    )
