"""The målbild board: each indicator's answer, Ja, Nej or Går inte att säga ännu, and what it rests on."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.statistics.rounding import published_integer
from goals import comparisons
from goals.malbild import Figure, GoalArea, Indicator, Malbild
from goals.models import Reading
from goals.readings import COMPONENTS

OFFICIAL_SERIES = {"nki-insikt": comparisons.MUNICIPALITY_NKI, "ranking": comparisons.MUNICIPALITY_RANK}
TOP_RANK = 100


class Answer(enum.StrEnum):
    """Whether a goal is met."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Reason(enum.StrEnum):
    """Why an answer is what it is; pages have a sentence for each."""

    NOT_MEASURED = "not_measured"
    TOO_FEW = "too_few"
    NOT_COMPARABLE = "not_comparable"
    ONE_PERIOD = "one_period"
    NATIONAL_MISSING = "national_missing"
    RANK_MISSING = "rank_missing"
    OFFICIAL_MISSING = "official_missing"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    ABOVE_NATION = "above_nation"
    NOT_ABOVE_NATION = "not_above_nation"


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in a period, as the public sees it. ``compared`` is against the period before."""

    period: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    population: int | None
    definition: str
    source: str
    source_url: str
    is_demo: bool
    detail: Mapping[str, Any]

    @property
    def published(self) -> int | None:
        """The integer that is published, halves up, taken from the value before it was shortened."""
        kept: int | None = self.detail.get("published")
        return kept if kept is not None or self.value is None else published_integer(self.value)

    @property
    def compared(self) -> Mapping[str, Any] | None:
        """The comparison with the period before, or None."""
        found: Mapping[str, Any] | None = self.detail.get("compared")
        return found


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with all its periods, the earliest first."""

    figure: Figure
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point | None:
        """The last period with a value, else the last period."""
        with_value = [point for point in self.points if point.value is not None]
        return (with_value or list(self.points) or [None])[-1]  # type: ignore[list-item]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator of the document with its answer."""

    indicator: Indicator
    answer: Answer
    reason: Reason
    period: str
    figures: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """A målområde with its indicators."""

    area: GoalArea
    lines: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board."""

    malbild: Malbild
    blocks: tuple[AreaBlock, ...]
    is_demo: bool


def build(session: Session, malbild: Malbild) -> Board:
    """The board from all readings, in one query however many answers there are."""
    points = _points(session.scalars(select(Reading).order_by(Reading.period)).all())
    blocks = tuple(
        AreaBlock(area, tuple(_indicator(indicator, malbild, points) for indicator in area.indicators))
        for area in malbild.areas
    )
    return Board(malbild, blocks, any(point.is_demo for rows in points.values() for point in rows))


def indicator_line(session: Session, malbild: Malbild, indicator: Indicator) -> IndicatorLine:
    """One indicator with its figures."""
    readings = session.scalars(
        select(Reading).where(Reading.figure.in_(indicator.figures)).order_by(Reading.period)
    ).all()
    return _indicator(indicator, malbild, _points(readings))


def figure_line(session: Session, malbild: Malbild, key: str) -> FigureLine:
    """One figure with all its periods; raises KeyError for a figure the målbild does not have."""
    figure = malbild.figures[key]
    readings = session.scalars(select(Reading).where(Reading.figure == key).order_by(Reading.period)).all()
    return FigureLine(figure, tuple(_points(readings).get(key, [])))


def _points(readings: Sequence[Reading]) -> dict[str, list[Point]]:
    found: dict[str, list[Point]] = {}
    for key, series in OFFICIAL_SERIES.items():
        for row in comparisons.series(series):
            point = Point(row.year, row.value, None, None, None, None, row.definition, row.basis, row.source, False, {})
            found.setdefault(key, []).append(point)
    for reading in readings:
        found.setdefault(reading.figure, []).append(
            Point(
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
        )
    return found


def _indicator(indicator: Indicator, malbild: Malbild, points: Mapping[str, Sequence[Point]]) -> IndicatorLine:
    figures = tuple(FigureLine(malbild.figures[key], tuple(points.get(key, ()))) for key in indicator.figures)
    if set(indicator.figures) == set(COMPONENTS):
        answer, reason, period = _improved(figures)
    elif "nki-insikt" in indicator.figures:
        answer, reason, period = _above_the_nation(figures)
    else:
        answer, reason, period = Answer.UNKNOWN, Reason.NOT_MEASURED, ""
    return IndicatorLine(indicator, answer, reason, period, figures)


def _improved(figures: Sequence[FigureLine]) -> tuple[Answer, Reason, str]:
    """Met when at least one component is better and none is worse."""
    latest = [line.latest for line in figures if line.latest is not None]
    if not latest:
        return Answer.UNKNOWN, Reason.NOT_MEASURED, ""
    period = max(point.period for point in latest)
    latest = [point for point in latest if point.period == period]
    if all(point.value is None for point in latest):
        return Answer.UNKNOWN, Reason.TOO_FEW, period
    verdicts = {point.compared["verdict"] for point in latest if point.compared}
    if not verdicts:
        return Answer.UNKNOWN, Reason.ONE_PERIOD, period
    if "forsamrad" in verdicts:
        return Answer.NO, Reason.WORSE, period
    if "forbattrad" in verdicts:
        return Answer.YES, Reason.IMPROVED, period
    if "oforandrad" in verdicts:
        return Answer.NO, Reason.UNCHANGED, period
    reason = Reason.NOT_COMPARABLE if "ej_jamforbar" in verdicts else Reason.TOO_FEW
    return Answer.UNKNOWN, reason, period


def _above_the_nation(figures: Sequence[FigureLine]) -> tuple[Answer, Reason, str]:
    """The document's own words: both the ranking and a mean above the nation's, by official figures.

    The own measurement's wordings differ from Insikt's, so it stands beside and never decides. The period asked about
    is the latest one the own measurement has.
    """
    by_key = {line.figure.key: line for line in figures}
    own = by_key["nki"].latest
    wanted = own.period[:4] if own else ""
    official = {point.period: point for point in by_key["nki-insikt"].points}
    if not wanted or wanted not in official:
        return Answer.UNKNOWN, Reason.OFFICIAL_MISSING, wanted
    national = comparisons.national_nki(wanted, official[wanted].definition)
    ranks = {point.period: point for point in by_key["ranking"].points}
    if national is None:
        return Answer.UNKNOWN, Reason.NATIONAL_MISSING, wanted
    if wanted not in ranks:
        return Answer.UNKNOWN, Reason.RANK_MISSING, wanted
    value, rank = official[wanted].published, ranks[wanted].published
    is_met = value is not None and value > national.value and rank is not None and rank <= TOP_RANK
    if is_met:
        return Answer.YES, Reason.ABOVE_NATION, wanted
    return Answer.NO, Reason.NOT_ABOVE_NATION, wanted
