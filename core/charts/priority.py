"""Things placed by two values, in four fields that say what to begin with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.charts.scales import LinearScale, tidy

# Room for the names of the fields above and below, in pixels, and for half a dot at the sides, in percent.
ABOVE, BELOW, BESIDE = 44.0, 44.0, 4.0
# How much of what lies between the smallest and the largest value is left free at each end.
AIR = 0.08
# Two numbers closer than this run into each other, and a number and a dot: in percent across on a narrow phone, and in
# pixels down.
APART, OFF_A_DOT = (5.0, 16.0), (4.0, 13.0)
# A number is written up from its baseline; its middle is what must keep away from others.
MIDDLE = 5.0
# Where a number may stand from its dot, the best place first: above, below, right and left, and then further off.
PLACES = ((0.0, -11.0), (0.0, 22.0), (5.5, 5.0), (-5.5, 5.0), (5.5, -11.0), (-5.5, -11.0), (5.5, 22.0), (-5.5, 22.0))


Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing: its number in the drawing, its values, its place, and where its number is written."""

    label: str
    number: int
    across: float
    up: float
    x: float
    y: float
    x_name: float
    y_name: float


@dataclass(frozen=True, slots=True)
class PriorityChart:
    """Spots in four fields, parted at ``x_line`` (percent) and ``y_line`` (pixels)."""

    spots: tuple[Spot, ...]
    x_line: float
    y_line: float
    width: float
    height: float


def priority_chart(
    points: Sequence[tuple[str, float, float]],
    across_line: float,
    up_line: float,
    width: float = 100.0,
    height: float = 340.0,
) -> PriorityChart:
    """Places ``points`` of (label, value across, value up), numbered from 1 in their order.

    The drawing spans the values and both lines, so that every field has some room. ``width`` is in percent and
    ``height`` in pixels.
    """
    right = _scale([across for _, across, _ in points], across_line, BESIDE * width / 100, (1 - BESIDE / 100) * width)
    down = _scale([up for _, _, up in points], up_line, height - BELOW, ABOVE)
    places = [(right.at(across), down.at(up)) for _, across, up in points]
    spots = tuple(
        Spot(label, number, across, up, x, y, x_name, y_name)
        for number, ((label, across, up), (x, y), (x_name, y_name)) in enumerate(
            zip(points, places, _names(places), strict=True), 1
        )
    )
    return PriorityChart(spots, right.at(across_line), down.at(up_line), width, height)


def _scale(values: Sequence[float], line: float, start: float, end: float) -> LinearScale:
    low, high = min([*values, line]), max([*values, line])
    air = AIR * (high - low) or 1.0
    return LinearScale(low - air, high + air, start, end)


def _names(places: Sequence[Place]) -> Iterator[Place]:
    """For each dot the first place beside it where its number runs into no dot and no other number."""
    taken: list[Place] = []
    for x, y in places:
        at = [(x + dx, y + dy - MIDDLE) for dx, dy in PLACES]
        free = [
            place
            for place in at
            if not any(_meet(place, other, APART) for other in taken)
            and not any(_meet(place, dot, OFF_A_DOT) for dot in places)
        ]
        best = (free or at)[0]
        taken.append(best)
        yield tidy(best[0]), tidy(best[1] + MIDDLE)


def _meet(one: Place, other: Place, distance: Place) -> bool:
    return abs(one[0] - other[0]) < distance[0] and abs(one[1] - other[1]) < distance[1]
