"""Groups of opinion as areas on a map: where each lies, how wide it is and how many it holds, and never one person."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.charts.scales import LinearScale, tidy

# The place of a single person tells how that person voted; the middle of five does not.
FEWEST = 5
# Marks in the whole drawing: enough to see which group is larger, and few enough for a page.
MOST_MARKS = 100
ROUND_NUMBERS = (1, 2, 5)
# An area reaches so many standard deviations from its middle, which takes in nearly everybody in the group.
REACH = 1.6
# The narrowest area: this part of the whole map, so that a group that votes as one can be seen too.
NARROWEST = 0.08
# Room at the sides in percent, and for the name of an area above it in pixels.
BESIDE, ABOVE, BELOW = 4.0, 34.0, 12.0
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_INSIDE = 0.86


@dataclass(frozen=True, slots=True)
class Region:
    """A group on the plane of opinions: how many it holds, its middle, and the standard deviation along each axis."""

    group: int
    size: int
    across: float
    up: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Area:
    """A region as it is drawn: an ellipse, its name above it, and marks spread evenly in it."""

    group: int
    size: int
    x: float
    y: float
    x_radius: float
    y_radius: float
    y_name: float
    marks: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """Areas, across in percent and down in pixels; each mark stands for ``people_a_mark``, wherever it is put."""

    areas: tuple[Area, ...]
    people_a_mark: int
    width: float
    height: float


def opinion_map(found: Sequence[Region], width: float = 100.0, height: float = 320.0) -> OpinionMap:
    """Places the regions; the drawing spans all areas. ``width`` is in percent and ``height`` in pixels.

    Raises ValueError for a group of fewer than five, which must not be drawn.
    """
    if any(one.size < FEWEST for one in found):
        raise ValueError("a group on the map needs five people")
    if not found:
        return OpinionMap((), 1, width, height)
    right = _scale([(one.across, one.wide) for one in found], BESIDE * width / 100, (1 - BESIDE / 100) * width)
    down = _scale([(one.up, one.high) for one in found], height - BELOW, ABOVE)
    each = _people_a_mark(sum(one.size for one in found))
    return OpinionMap(tuple(_area(one, right, down, each) for one in found), each, width, height)


def _scale(spans: Sequence[tuple[float, float]], start: float, end: float) -> LinearScale:
    low = min(middle - REACH * spread for middle, spread in spans)
    high = max(middle + REACH * spread for middle, spread in spans)
    # The narrowest area at an end must fit as well.
    air = NARROWEST * (high - low) or 1.0
    return LinearScale(low - air, high + air, start, end)


def _area(one: Region, right: LinearScale, down: LinearScale, each: int) -> Area:
    x, y = right.at(one.across), down.at(one.up)
    x_radius, y_radius = _radius(one.wide, right), _radius(one.high, down)
    n = math.ceil(one.size / each)
    marks = tuple(
        (tidy(x + x_radius * _INSIDE * far * math.cos(turn)), tidy(y + y_radius * _INSIDE * far * math.sin(turn)))
        for far, turn in ((math.sqrt((i + 0.5) / n), i * _GOLDEN_ANGLE) for i in range(n))
    )
    return Area(one.group, one.size, x, y, x_radius, y_radius, tidy(y - y_radius - 8), marks)


def _radius(spread: float, scale: LinearScale) -> float:
    least = NARROWEST * (scale.high - scale.low) / (1 + 2 * NARROWEST)
    return tidy(max(REACH * spread, least) / (scale.high - scale.low) * abs(scale.end - scale.start))


def _people_a_mark(people: int) -> int:
    """1, 2, 5, 10, 20 and so on: the first with which there is room for a mark for everybody."""
    power = 1
    while True:
        for number in ROUND_NUMBERS:
            if people <= number * power * MOST_MARKS:
                return number * power
        power *= 10
