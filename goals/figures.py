"""A figure's own page: its chart, what it is set beside, its rows by area and its method in words."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from core.charts import IntervalChart, Sparkline, interval_chart, sparkline
from core.statistics import suppression
from core.statistics.rounding import published_integer
from goals import comparisons
from goals.board import Board, FigureLine, Point
from goals.definitions import area_names
from goals.malbild import Figure, Indicator, Malbild
from goals.readings import BATCH
from surveys.statistics.improvement import Evidence, against_benchmark
from surveys.statistics.index import Band, band
from surveys.statistics.methods import Method
from surveys.statistics.sample import Design, Estimate

COLUMNS = (
    "figure",
    "period",
    "area",
    "value",
    "low",
    "high",
    "n",
    "N",
    "definition",
    "design",
    "source",
    "is_demo",
)
# Figures that stand beside the nation's NKI.
WITH_NATION = ("nki", "nki-insikt")


@dataclass(frozen=True, slots=True)
class NationLine:
    """One period beside the nation, by published integers.

    ``is_above`` is None when either is missing; ``evidence`` is None where the figure came without an interval.
    """

    period: str
    value: int | None
    national: int | None
    is_above: bool | None
    evidence: Evidence | None
    source_url: str


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
    """Everything the page shows; fewer than ``least_shown`` are never shown, and news comes ``batch`` at a time."""

    figure: Figure
    indicator: Indicator | None
    line: FigureLine
    latest: Point | None
    band: Band | None
    chart: IntervalChart | None
    nation: tuple[NationLine, ...]
    method: tuple[str, ...]
    areas: tuple[AreaLine, ...]
    definition_changed_in: str
    least_shown: int
    least_total: int
    batch: int
    is_demo: bool


def page(line: FigureLine, document: Malbild, method: Method, language: str) -> FigurePage:
    """The page of a figure."""
    latest = line.latest
    is_index = line.figure.unit == "index"
    published = latest.published if latest else None
    return FigurePage(
        figure=line.figure,
        indicator=document.asked_by(line.figure.key),
        line=line,
        latest=latest,
        band=band(published) if published is not None and is_index else None,
        chart=_chart(line),
        nation=tuple(_beside_nation(line)) if line.figure.key in WITH_NATION else (),
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
                definition = line.latest.definition if line.latest else ""
                values = [point.value for point in line.points if point.definition == definition]
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


def _chart(line: FigureLine) -> IntervalChart | None:
    points = [point for point in line.points if point.value is not None]
    if len(points) < 2:
        return None
    breaks = [after.period for before, after in pairwise(points) if before.definition != after.definition]
    nation = []
    if line.figure.key in WITH_NATION:
        for point in points:
            national = comparisons.national_nki(point.period, point.definition)
            if national:
                nation.append((point.period, national.value))
    lowest, highest = _span(line.figure, points)
    return interval_chart(
        [(point.period, point.value, point.low, point.high) for point in points],
        nation or None,
        lowest,
        highest,
        new_series_at=breaks,
    )


def _span(figure: Figure, points: Sequence[Point]) -> tuple[float, float]:
    """An index is drawn from 40 to 100, or from 0 where it goes lower; anything else from 0."""
    low = min(point.value if point.low is None else point.low for point in points if point.value is not None)
    high = max(point.value if point.high is None else point.high for point in points if point.value is not None)
    if figure.unit == "index":
        return (40.0 if low >= 40 else 0.0), 100.0
    return 0.0, max(high * 1.1, 1.0)


def _beside_nation(line: FigureLine) -> Iterator[NationLine]:
    """Same case year and same definition, or nothing at all."""
    for point in line.points:
        national = comparisons.national_nki(point.period, point.definition)
        target = published_integer(national.value) if national else None
        is_above = point.published > target if target is not None and point.published is not None else None
        evidence = None
        if national and point.value is not None and point.low is not None:
            evidence = against_benchmark(_as_estimate(point), national.value).evidence
        source = national.source if national else ""
        yield NationLine(point.period, point.published, target, is_above, evidence, source)


def _as_estimate(point: Point) -> Estimate:
    """A reading as the statistics know it."""
    return Estimate(
        point.value,
        None,
        point.low,
        point.high,
        None,
        point.n or 0,
        point.population,
        None,
        Design(point.detail.get("design", Design.SELF_SELECTED)),
        True,
    )


def rows(line: FigureLine) -> Iterator[list[object]]:
    """For CSV: one row for the total of a period, then one for each area."""
    for point in line.points:
        tail = [point.definition, point.detail.get("design", ""), point.source, point.is_demo]
        yield [line.figure.key, point.period, "", point.value, point.low, point.high, point.n, point.population, *tail]
        for area in point.detail.get("areas", []):
            yield [
                line.figure.key,
                point.period,
                area["area"],
                area["mean"],
                None,
                None,
                area["base"],
                area["population"],
                *tail,
            ]


def document(line: FigureLine, language: str) -> dict[str, Any]:
    """For JSON."""
    figure = line.figure
    return {
        "figure": figure.key,
        "title": figure.title.get(language, figure.key),
        "unit": figure.unit,
        "better": figure.better,
        "readings": [
            {
                "period": point.period,
                "value": point.value,
                "published": point.published,
                "low": point.low,
                "high": point.high,
                "n": point.n,
                "N": point.population,
                "definition": point.definition,
                "source": point.source,
                "source_url": point.source_url,
                "is_demo": point.is_demo,
                "areas": point.detail.get("areas", []),
                "compared": point.compared,
            }
            for point in line.points
        ],
    }
