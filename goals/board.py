"""The målbild board: each indicator's answer, Ja, Nej or Går inte att säga ännu, and what it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.house import settings_of
from goals import comparisons, follow_ups, forum_verdict, official, verdicts
from goals.comparisons import Published
from goals.definitions import definition_for
from goals.follow_ups import Judgement
from goals.malbild import GoalArea, Indicator, Malbild
from goals.models import Reading
from goals.official import Stated
from goals.points import FigureLine, Point
from goals.verdicts import OFFICIAL_NKI, OWN_NKI, RANKING, Answer, Outcome, Reason

# Series of one municipality in the shipped table, by figure.
OFFICIAL_SERIES = {OFFICIAL_NKI: comparisons.MUNICIPALITY_NKI, RANKING: comparisons.MUNICIPALITY_RANK}
# Figures that stand beside what others have of another figure.
BESIDE = {OWN_NKI: OFFICIAL_NKI}

__all__ = [
    "Answer",
    "AreaBlock",
    "Board",
    "FigureLine",
    "IndicatorLine",
    "Point",
    "Reason",
    "build",
    "figure_line",
    "indicator_line",
]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator of the document with its answer.

    ``said`` is the latest earlier yes or no where the answer is unknown now, ``history`` the answer of every period,
    the latest first. ``judgement`` is what staff say of the period themselves, and only when they have finished it.
    """

    indicator: Indicator
    outcome: Outcome
    figures: tuple[FigureLine, ...]
    history: tuple[Outcome, ...]
    said: Outcome | None
    judgement: Judgement | None = None

    @property
    def leading(self) -> tuple[FigureLine, ...]:
        """The figures of the first screen: those the answer rests on."""
        return forum_verdict.leading(self.figures)

    @property
    def answer(self) -> Answer:
        """Whether the goal is met."""
        return self.outcome.answer

    @property
    def reason(self) -> Reason:
        """Why the answer is what it is."""
        return self.outcome.reason

    @property
    def period(self) -> str:
        """The period asked about; "" when nothing was ever measured."""
        return self.outcome.period


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """A målområde with its indicators."""

    area: GoalArea
    lines: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board, or the part of it a ``year`` and an ``owner`` (a nämnd) leave; "" for all of it.

    ``years`` are those anything is known of, the latest first, and ``owners`` the nämnder in charge of an indicator.
    """

    malbild: Malbild
    blocks: tuple[AreaBlock, ...]
    is_demo: bool
    years: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    year: str = ""
    owner: str = ""

    @property
    def lines(self) -> tuple[IndicatorLine, ...]:
        """Every indicator, in the order of the document."""
        return tuple(line for block in self.blocks for line in block.lines)


def build(session: Session, malbild: Malbild, *, year: str = "", owner: str = "") -> Board:
    """The board from all readings, in as many queries however many answers there are.

    ``year`` asks how things stood then; ``owner`` keeps the indicators a nämnd is in charge of. A year nothing is
    known of, and a nämnd in charge of nothing, are taken as not asked for: the board's own ``year`` and ``owner`` tell.
    """
    lines = figure_lines(session, malbild, malbild.figures)
    years = tuple(sorted({point.year for line in lines.values() for point in line.points}, reverse=True))
    owners = tuple(name for name in malbild.boards if any(name == other.owner for other in malbild.indicators))
    year, owner = year if year in years else "", owner if owner in owners else ""
    found = {
        indicator.key: _judged(indicator, lines, year)
        for indicator in malbild.indicators
        if not owner or indicator.owner == owner
    }
    found = _with_judgements(session, found, year)
    blocks = tuple(
        AreaBlock(area, tuple(found[indicator.key] for indicator in area.indicators if indicator.key in found))
        for area in malbild.areas
    )
    return Board(
        malbild,
        tuple(block for block in blocks if block.lines or not owner),
        any(point.is_demo for line in lines.values() for point in line.points),
        years,
        owners,
        year,
        owner,
    )


def indicator_line(session: Session, malbild: Malbild, indicator: Indicator) -> IndicatorLine:
    """One indicator with its figures."""
    lines = figure_lines(session, malbild, indicator.figures)
    line = _judged(indicator, lines, "")
    return _with_judgements(session, {indicator.key: line}, "")[indicator.key]


def figure_line(session: Session, malbild: Malbild, key: str) -> FigureLine:
    """One figure with all its periods; raises KeyError for a figure the målbild does not have."""
    return figure_lines(session, malbild, [key])[key]


def places() -> tuple[str, str, str]:
    """The municipality this is, those it compares itself with, and the country. Needs an app, whose settings say."""
    settings = settings_of(current_app)
    return settings.municipality_code, settings.peer_group, official.NATION


def figure_lines(session: Session, malbild: Malbild, keys: Collection[str]) -> dict[str, FigureLine]:
    """Some figures with all their periods, by key, the earliest period first; what others state is among them."""
    own, peers, country = places()
    wanted = {*keys, *(BESIDE[key] for key in keys if key in BESIDE)}
    stated = official.points_of(session, wanted, (own, peers, country))
    measured: dict[str, list[Point]] = {key: [] for key in keys}
    for reading in session.scalars(select(Reading).where(Reading.figure.in_(list(keys))).order_by(Reading.period)):
        measured[reading.figure].append(_from_reading(reading))
    nations = comparisons.shipped_nkis().values()
    lines = {}
    for key in keys:
        shared, series = BESIDE.get(key, key), OFFICIAL_SERIES.get(key, "") if own == comparisons.MUNICIPALITY else ""
        shipped = comparisons.series(series, comparisons.TOTAL) if series else ()
        told = _in_force(_published(shipped) | _stated(stated.get((key, own), ())))
        nation = _published(nations if shared == OFFICIAL_NKI else ())
        nation |= _stated(stated.get((shared, country), ()))
        lines[key] = FigureLine(
            malbild.figures[key],
            tuple(measured[key] or told),
            _in_order(nation),
            _in_order(_stated(stated.get((shared, peers), ()))),
        )
    return lines


def _published(rows: Iterable[Published]) -> dict[tuple[str, str], Point]:
    """Rows of the shipped table, by period and definition."""
    return {
        (row.year, row.definition): Point(
            row.year, row.value, None, None, None, None, row.definition, row.basis, row.source, False, {}
        )
        for row in rows
    }


def _stated(values: Sequence[Stated]) -> dict[tuple[str, str], Point]:
    """What has been fetched or entered, by period and definition: it goes before the shipped table."""
    return {
        (row.period, row.definition): Point(
            row.period,
            row.value,
            None,
            None,
            None,
            None,
            row.definition,
            row.source,
            row.source_url,
            False,
            {},
            row.citation,
        )
        for row in values
    }


def _in_order(points: Mapping[tuple[str, str], Point]) -> tuple[Point, ...]:
    return tuple(points[key] for key in sorted(points))


def _in_force(points: Mapping[tuple[str, str], Point]) -> tuple[Point, ...]:
    """One point a period: of a year stated under two definitions, the one that was in force."""
    chosen: dict[str, Point] = {}
    for (period, definition), point in sorted(points.items()):
        if period not in chosen or definition == definition_for(period).key:
            chosen[period] = point
    return tuple(chosen.values())


def _from_reading(reading: Reading) -> Point:
    return Point(
        reading.period,
        reading.value,
        reading.low,
        reading.high,
        reading.n,
        reading.population,
        reading.definition,
        reading.source,
        "",
        reading.is_demo,
        reading.detail,
    )


def _judged(indicator: Indicator, lines: Mapping[str, FigureLine], year: str) -> IndicatorLine:
    figures = tuple(lines[key] for key in indicator.figures)
    outcome = verdicts.judge(figures, year)
    history = verdicts.history(figures)
    said = verdicts.last_said(history, outcome.period) if outcome.answer is Answer.UNKNOWN else None
    shown = tuple(line.until(year) for line in figures) if year else figures
    return IndicatorLine(indicator, outcome, shown, history, said)


def _with_judgements(session: Session, lines: Mapping[str, IndicatorLine], year: str) -> dict[str, IndicatorLine]:
    """Staff's own words on each indicator's period or, where nothing was measured, on the year the board is about."""
    # What is counted every day has a period before anybody has measured anything in it.
    measured = (line.period[:4] for line in lines.values() if not forum_verdict.decides(line.figures))
    default = year or max(measured, default="")
    wanted = {key: (line.period or default, line.period[:4] or default) for key, line in lines.items()}
    judged = follow_ups.latest_in(session, {period for both in wanted.values() for period in both})
    found = {}
    for key, line in lines.items():
        said = next((judged[period, key] for period in wanted[key] if (period, key) in judged), None)
        found[key] = replace(line, judgement=said if said and said.is_done else None)
    return found
