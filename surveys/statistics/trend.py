"""Whether a figure has been rising or falling over four periods or more, so that no single change is overread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.statistics.distributions import normal_two_sided
from core.statistics.finite import finite, not_negative
from core.statistics.intervals import z_interval

FEWEST = 4  # Fewer periods than this are no trend.


class Direction(StrEnum):
    """What can be said about a trend at the 95 % level (or the ``confidence`` asked for)."""

    UPP = "upp"
    NED = "ned"
    INGEN = "ingen"


@dataclass(frozen=True, slots=True)
class Trend:
    """Index units a year, with its error and interval. ``periods`` is how many periods the line was drawn through."""

    slope_per_year: float
    se: float
    low: float
    high: float
    p: float
    direction: Direction
    periods: int


def trend(points: Sequence[tuple[float, float | None, float | None]], confidence: float = 0.95) -> Trend | None:
    """A straight line through (time in years, estimate, standard error) of periods, each weighing ``1 / se^2``.

    The standard errors are those without a finite population correction. Points without an estimate or a standard
    error, or with an error of 0, do not say how much they weigh and are left out; fewer than four left is None.
    ``SE^2 = max(1, Q / (k - 2)) / sum w (x - mean x)^2`` with Q the weighted squares about the line: what the periods
    spread about the line beyond their own errors makes the trend less certain, and spreading less never makes it more
    so. Quantiles are normal, since every error comes from many answers (own). Raises ValueError for NaN and for two
    points of the same time.
    """
    found = [
        (finite(x, "a time"), finite(estimate, "an estimate"), not_negative(se, "a standard error"))
        for x, estimate, se in points
        if estimate is not None and se is not None
    ]
    used = [point for point in found if point[2] > 0]
    if len({x for x, _, _ in used}) < len(used):
        raise ValueError("two periods of a trend have the same time")
    if len(used) < FEWEST:
        return None
    # Divided by the smallest first, since the inverse of a tiny square could be infinite.
    smallest = min(se for _, _, se in used)
    weighted = [(x, estimate, (smallest / se) ** 2) for x, estimate, se in used]
    whole = math.fsum(w for _, _, w in weighted)
    middle = math.fsum(w * x for x, _, w in weighted) / whole
    level = math.fsum(w * y for _, y, w in weighted) / whole
    spread = math.fsum(w * (x - middle) ** 2 for x, _, w in weighted)
    slope = math.fsum(w * (x - middle) * (y - level) for x, y, w in weighted) / spread
    beyond = math.fsum(w * (y - level - slope * (x - middle)) ** 2 for x, y, w in weighted) / (len(used) - 2)
    se = math.sqrt(max(smallest * smallest, beyond) / spread)
    interval = z_interval(slope, se, confidence)
    p = normal_two_sided(slope / se)
    return Trend(slope, se, interval.low, interval.high, p, _direction(slope, p, confidence), len(used))


def _direction(slope: float, p: float, confidence: float) -> Direction:
    if p >= 1 - confidence:
        return Direction.INGEN
    return Direction.UPP if slope > 0 else Direction.NED
