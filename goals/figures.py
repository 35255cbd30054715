"""A figure's own page: its chart, what it is set beside, its rows by area and its method in words."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.charts import IntervalChart, Sparkline, interval_chart, sparkline
from core.periods import middle_of, shape_of
from core.statistics import suppression
from core.statistics.rounding import published_integer
from goals.area_names import area_names
from goals.beside import (
    NOWHERE,
    WITH_NATION,
    CompareLine,
    NationLine,
    PartLine,
    Places,
    citations,
    compared_lines,
    nation_lines,
    part_lines,
)
from goals.board import Board
from goals.figure_files import YEAR
from goals.malbild import Figure, Indicator, Malbild
from goals.official import Part
from goals.points import FigureLine, Point, like
from goals.readings import BATCH
from surveys.statistics.index import Band, band
from surveys.statistics.methods import Method
from surveys.statistics.trend import Trend, trend


@dataclass(frozen=True, slots=True)
class YearLine:
    """The twelve months from ``first`` to and with ``last``."""

    first: str
    last: str
    value: float
    low: float | None
    high: float | None
    n: int
    population: int | None


class Hidden(enum.StrEnum):
    """Why an area's value is not shown."""

    TOO_FEW = "too_few"
    WOULD_TELL = "would_tell"


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area in the latest period; ``value`` is published as a whole number, None when hidden or missing."""

    name: str
    value: int | None
    base: int
    population: int | None
    in_total: bool
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Everything the page shows; fewer than ``least_shown`` are never shown, and news comes ``batch`` at a time.

    ``series`` are the values that can be set against the latest: the same definition, and years with years.
    ``citations`` say where the values of others come from: whose they are ("own", "peers" or "nation") and the source.
    """

    figure: Figure
    indicator: Indicator | None
    line: FigureLine
    latest: Point | None
    band: Band | None
    chart: IntervalChart | None
    series: tuple[Point, ...]
    nation: tuple[NationLine, ...]
    compared: tuple[CompareLine, ...]
    parts: tuple[PartLine, ...]
    citations: tuple[tuple[str, str], ...]
    years: tuple[YearLine, ...]
    trend: Trend | None
    method: tuple[str, ...]
    areas: tuple[AreaLine, ...]
    definition_changed_in: str
    least_shown: int
    least_total: int
    batch: int
    is_demo: bool


def page(
    line: FigureLine,
    document: Malbild,
    method: Method,
    language: str,
    beside: Sequence[Part] = (),
    places: Places = NOWHERE,
) -> FigurePage:
    """The page of a figure; ``beside`` is what others publish of the same thing, in ``places``."""
    latest = line.latest
    series = tuple(_series(line))
    is_index = line.figure.unit == "index"
    published = latest.published if latest else None
    return FigurePage(
        figure=line.figure,
        indicator=document.asked_by(line.figure.key),
        line=line,
        latest=latest,
        band=band(published) if published is not None and is_index else None,
        chart=_chart(line),
        series=series,
        nation=tuple(nation_lines(line)) if line.figure.key in WITH_NATION else (),
        compared=() if line.figure.key in WITH_NATION else tuple(compared_lines(line)),
        parts=tuple(part_lines(beside, places)),
        citations=citations(line, beside, places),
        years=tuple(_years(line)),
        trend=_trend(series),
        method=method.in_words(language) if line.figure.derived else (),
        areas=tuple(_areas(latest, method, area_names(language))) if latest else (),
        definition_changed_in=_definition_changed_in(line.points),
        least_shown=suppression.FLOOR_NEVER,
        least_total=method.total_min,
        batch=BATCH,
        is_demo=any(point.is_demo for point in line.points),
    )


def sparklines(board: Board) -> dict[str, Sparkline]:
    """A small trend for each figure with at least two values under one definition."""
    found: dict[str, Sparkline] = {}
    for block in board.blocks:
        for indicator in block.lines:
            for line in indicator.figures:
                latest = line.latest
                values = [
                    point.value
                    for point in line.points
                    if latest and point.definition == latest.definition and _goes_with(point, latest)
                ]
                if sum(value is not None for value in values) >= 2:
                    found[line.figure.key] = sparkline(values)
    return found


def _areas(latest: Point, method: Method, names: Mapping[str, str]) -> Iterator[AreaLine]:
    """The areas of the total first, then those that are shown apart; each in the order of its name."""
    rows = [(names.get(row["area"], row["area"]), row) for row in latest.detail.get("areas", [])]
    for name, row in sorted(rows, key=lambda pair: (not pair[1]["in_total"], pair[0])):
        hidden = None
        if row["is_hidden"]:
            hidden = Hidden.TOO_FEW if row["base"] < method.report_min else Hidden.WOULD_TELL
        value = None if row["mean"] is None else published_integer(row["mean"])
        yield AreaLine(name, value, row["base"], row["population"], row["in_total"], hidden)


def _definition_changed_in(points: Sequence[Point]) -> str:
    """The first period under the definition in force now, or nothing where it never changed."""
    changes = [after.period for before, after in pairwise(points) if before.definition != after.definition]
    return changes[-1] if changes else ""


def _series(line: FigureLine) -> Iterator[Point]:
    """The values under the latest one's definition, of periods as long as its own."""
    latest = line.latest
    for point in line.points:
        if latest and point.value is not None and _goes_with(point, latest) and point.definition == latest.definition:
            yield point


def _goes_with(point: Point, latest: Point) -> bool:
    """Whether two periods are as long: a quarter stands in no row of years."""
    return shape_of(point.period) == shape_of(latest.period)


def _trend(series: Sequence[Point]) -> Trend | None:
    """A line through values that are all public and will not change: it tells nothing that they do not."""
    found = [
        (middle, point.value, point.detail.get("se"))
        for point in series
        if point.is_final and (middle := middle_of(point.period)) is not None
    ]
    return trend(found)


def _years(line: FigureLine) -> Iterator[YearLine]:
    """The twelve months that each period ends, where they may be shown; the latest first."""
    for point in reversed(line.points):
        found = point.detail.get("rolling")
        if found:
            yield YearLine(found["first"], point.period, *(found[key] for key in YEAR))


def _chart(line: FigureLine) -> IntervalChart | None:
    latest = line.latest
    points = [point for point in line.points if latest and point.value is not None and _goes_with(point, latest)]
    if len(points) < 2:
        return None
    breaks = [after.period for before, after in pairwise(points) if before.definition != after.definition]
    lowest, highest = _span(line.figure, points)
    return interval_chart(
        [(point.period, _drawn(line.figure, point), point.low, point.high) for point in points],
        _set_beside(line, points) or None,
        lowest,
        highest,
        new_series_at=breaks,
    )


def _drawn(figure: Figure, point: Point) -> float | None:
    """What stands at a point of the chart: of an index the integer that is published everywhere else."""
    return point.published if figure.unit == "index" else point.value


def _set_beside(line: FigureLine, points: Sequence[Point]) -> list[tuple[str, float | None]]:
    """What the chart's other line is: the nation where it is known, else the target."""
    nation = [(point.period, found.value) for point in points if (found := like(point, line.nation))]
    if nation or line.figure.target is None:
        return nation
    return [(point.period, line.figure.target) for point in points]


def _span(figure: Figure, points: Sequence[Point]) -> tuple[float, float]:
    """An index is drawn from 40 to 100, or from 0 where it goes lower; anything else from 0."""
    low = min(point.value if point.low is None else point.low for point in points if point.value is not None)
    high = max(point.value if point.high is None else point.high for point in points if point.value is not None)
    if figure.unit == "index":
        return (40.0 if low >= 40 else 0.0), 100.0
    return min(low, 0.0), max(high * 1.1, (figure.target or 0.0) * 1.1, 1.0)
