"""A figure's own page: its chart, what it is set beside, its rows by area and its method in words."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from core.charts import IntervalChart, Sparkline, interval_chart, sparkline
from core.periods import is_year, middle_of, shape_of
from core.statistics import suppression
from core.statistics.rounding import published_integer
from goals.area_names import area_names
from goals.board import Board
from goals.malbild import Figure, Indicator, Malbild
from goals.official import Part
from goals.points import FigureLine, Point, like
from goals.readings import BATCH
from goals.verdicts import OFFICIAL_NKI, OWN_NKI, beside_nation
from surveys.statistics.improvement import Evidence
from surveys.statistics.index import Band, band
from surveys.statistics.methods import Method
from surveys.statistics.trend import Trend, trend

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
    "rolling",
    "rolling_low",
    "rolling_high",
    "rolling_n",
    "peers",
    "nation",
    "citation",
    "peers_source",
    "nation_source",
)
# Figures whose formal answer is how they stand beside the nation's NKI.
WITH_NATION = (OWN_NKI, OFFICIAL_NKI)
MOST_COMPARED = 12
# What is told of twelve months, in the order it is told.
YEAR = ("value", "low", "high", "n", "population")

Places = tuple[str, str, str]
"""The municipality, those comparable with it, and the country."""
NOWHERE: Places = ("", "", "")


@dataclass(frozen=True, slots=True)
class NationLine:
    """One period beside the nation, by published integers, and beside comparable municipalities where they are known.

    ``is_above`` is None when either is missing; ``evidence`` is None where the figure came without an interval.
    """

    period: str
    value: int | None
    national: int | None
    peers: float | None
    is_above: bool | None
    evidence: Evidence | None
    source_url: str


@dataclass(frozen=True, slots=True)
class CompareLine:
    """One period of a figure beside comparable municipalities and the whole country."""

    period: str
    value: float | None
    peers: float | None
    nation: float | None


@dataclass(frozen=True, slots=True)
class PartLine:
    """What others publish beside the figure, in the latest period the municipality or anybody else has a value."""

    name: Mapping[str, str]
    unit: str
    period: str
    value: float | None
    peers: float | None
    nation: float | None


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
        nation=tuple(_beside_nation(line)) if line.figure.key in WITH_NATION else (),
        compared=() if line.figure.key in WITH_NATION else tuple(_compared(line)),
        parts=tuple(_parts(beside, places)),
        citations=_citations(line, beside, places),
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


def _beside_nation(line: FigureLine) -> Iterator[NationLine]:
    """Whole years of the same case year and the same definition, or nothing at all."""
    for point in line.points:
        if not is_year(point.period):
            continue
        found, peers = like(point, line.nation), like(point, line.peers)
        target = found.published if found else None
        is_above = point.published > target if target is not None and point.published is not None else None
        beside = beside_nation(line, point.period, line.nation) if point.value is not None else None
        yield NationLine(
            point.period,
            point.published,
            target,
            peers.value if peers else None,
            is_above,
            beside.evidence if beside else None,
            found.source_url if found else "",
        )


def _compared(line: FigureLine) -> Iterator[CompareLine]:
    """The latest periods in which others have a value, the latest first."""
    periods = sorted({point.period for point in (*line.nation, *line.peers)}, reverse=True)
    for period in periods[:MOST_COMPARED]:
        values = [_value_of(points, period) for points in (line.points, line.peers, line.nation)]
        yield CompareLine(period, *values)


def _value_of(points: Sequence[Point], period: str) -> float | None:
    return next((point.value for point in points if point.period == period), None)


def _parts(beside: Sequence[Part], places: Places) -> Iterator[PartLine]:
    """One row a series, in its latest period."""
    for part in beside:
        latest = max(value.period for values in part.values.values() for value in values)
        at = {place: value.value for place, values in part.values.items() for value in values if value.period == latest}
        yield PartLine(part.kpi.name, part.kpi.unit, latest, *(at.get(place) for place in places))


def _citations(line: FigureLine, beside: Sequence[Part], places: Places) -> tuple[tuple[str, str], ...]:
    """Each source once for each column of values: a source is named for what it says itself, and told from our sums."""
    found = [("peers", point.citation) for point in line.peers]
    # The nation's NKI has its source on each row.
    found += [("nation", point.citation) for point in line.nation if line.figure.key not in WITH_NATION]
    for part in beside:
        for whose, place in zip(("own", "peers", "nation"), places, strict=True):
            found += [(whose, value.citation) for value in part.values.get(place, ())]
    return tuple(dict.fromkeys(found))


def rows(line: FigureLine) -> Iterator[list[object]]:
    """For CSV: one row for the total of a period, then one for each area."""
    for point in line.points:
        tail = [point.definition, point.detail.get("design", ""), point.source, point.is_demo]
        year = point.detail.get("rolling") or {}
        told = _beside(line, point)
        others = [told["peers"], told["nation"], point.citation, told["peers_source"], told["nation_source"]]
        yield [
            *(line.figure.key, point.period, "", point.value, point.low, point.high, point.n, point.population),
            *tail,
            *(year.get(key) for key in YEAR[:4]),
            *others,
        ]
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
                *[None] * 6,
                *[""] * 3,
            ]


def _value(point: Point | None) -> float | None:
    return point.value if point else None


def _source(point: Point | None) -> str:
    """Whose a value is, and whether it is said or worked out; "" for no value."""
    return (point.citation or point.source_url or point.source) if point else ""


def _beside(line: FigureLine, point: Point) -> dict[str, Any]:
    peers, nation = like(point, line.peers), like(point, line.nation)
    return {
        "peers": _value(peers),
        "peers_source": _source(peers),
        "nation": _value(nation),
        "nation_source": _source(nation),
    }


def document(line: FigureLine, language: str) -> dict[str, Any]:
    """For JSON."""
    figure = line.figure
    return {
        "figure": figure.key,
        "title": figure.title.get(language, figure.key),
        "unit": figure.unit,
        "better": figure.better,
        "target": figure.target,
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
                "rolling": point.detail.get("rolling"),
                "citation": point.citation,
                **_beside(line, point),
            }
            for point in line.points
        ],
    }
