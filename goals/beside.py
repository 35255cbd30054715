"""What a figure is set beside: the nation, comparable municipalities, and what others publish of the same thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.periods import is_year
from goals.official import Part
from goals.points import FigureLine, Point, like
from goals.verdicts import OFFICIAL_NKI, OWN_NKI, beside_nation
from surveys.statistics.improvement import Evidence

# Figures whose formal answer is how they stand beside the nation's NKI.
WITH_NATION = (OWN_NKI, OFFICIAL_NKI)
MOST_COMPARED = 12

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


def nation_lines(line: FigureLine) -> Iterator[NationLine]:
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


def compared_lines(line: FigureLine) -> Iterator[CompareLine]:
    """The latest periods in which others have a value, the latest first."""
    periods = sorted({point.period for point in (*line.nation, *line.peers)}, reverse=True)
    for period in periods[:MOST_COMPARED]:
        values = [_value_of(points, period) for points in (line.points, line.peers, line.nation)]
        yield CompareLine(period, *values)


def _value_of(points: Sequence[Point], period: str) -> float | None:
    return next((point.value for point in points if point.period == period), None)


def part_lines(beside: Sequence[Part], places: Places) -> Iterator[PartLine]:
    """One row a series, in its latest period."""
    for part in beside:
        latest = max(value.period for values in part.values.values() for value in values)
        at = {place: value.value for place, values in part.values.items() for value in values if value.period == latest}
        yield PartLine(part.kpi.name, part.kpi.unit, latest, *(at.get(place) for place in places))


def citations(line: FigureLine, beside: Sequence[Part], places: Places) -> tuple[tuple[str, str], ...]:
    """Each source once for each column of values: a source is named for what it says itself, and told from our sums."""
    found = [("peers", point.citation) for point in line.peers]
    # The nation's NKI has its source on each row.
    found += [("nation", point.citation) for point in line.nation if line.figure.key not in WITH_NATION]
    for part in beside:
        for whose, place in zip(("own", "peers", "nation"), places, strict=True):
            found += [(whose, value.citation) for value in part.values.get(place, ())]
    return tuple(dict.fromkeys(found))
