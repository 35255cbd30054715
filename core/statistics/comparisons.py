"""Tests of differences, so that a change is called a change only when chance is a poor explanation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.statistics.distributions import t_two_sided
from core.statistics.finite import finite, not_negative, share
from core.statistics.intervals import t_interval

# A smaller difference than this, between groups without any spread, is float noise and no difference.
NO_DIFFERENCE = 1e-9

Table = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sample:
    """What a test needs to know about a group: mean and standard deviation (n - 1) of its ``n`` values."""

    mean: float
    sd: float
    n: int

    def __post_init__(self) -> None:
        """Raises ValueError for NaN, a negative spread and fewer than two values, which have no spread."""
        finite(self.mean, "the mean")
        not_negative(self.sd, "the standard deviation")
        if self.n < 2:
            raise ValueError("a test needs at least two values in a group")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference, its standard error, its two-sided test and its interval; ``t`` is None when the error is 0."""

    diff: float
    se: float
    t: float | None
    df: float
    p: float
    low: float
    high: float


def t_test(diff: float, se: float, df: float, confidence: float = 0.95) -> Comparison:
    """The t test of a difference against 0.

    With a standard error of 0 the p value is its limit: 1 for no difference and 0 for any other. What makes that
    sensible is the least number of answers that every verdict asks for; see docs/formulas.md.
    """
    interval = t_interval(diff, se, df, confidence)
    if se > 0:
        t: float | None = diff / se
        p = t_two_sided(diff / se, df)
    else:
        t = None
        p = 1.0 if abs(diff) <= NO_DIFFERENCE else 0.0
    return Comparison(float(diff), float(se), t, float(df), p, interval.low, interval.high)


def welch(earlier: Sample, later: Sample, confidence: float = 0.95) -> Comparison:
    """Later minus earlier without assuming equal spread (Welch 1947; degrees of freedom after Satterthwaite 1946)."""
    parts = [(group.sd * group.sd / group.n, group.n) for group in (earlier, later)]
    se = math.sqrt(math.fsum(part for part, _ in parts))
    return t_test(later.mean - earlier.mean, se, satterthwaite(parts), confidence)


def satterthwaite(parts: Sequence[tuple[float, int]]) -> float:
    """Degrees of freedom of a sum of variances ``a_h``, each from ``n_h`` values: ``(sum a)^2 / sum(a^2 / (n - 1))``.

    When every part is 0 there is nothing to weigh and the parts count alike: ``sum(n_h - 1)``.
    """
    largest = max(part for part, _ in parts)
    if largest <= 0:
        return float(sum(n - 1 for _, n in parts))
    # Divided by the largest first, since the square of a tiny variance could vanish.
    whole = math.fsum(part / largest for part, _ in parts)
    return whole * whole / math.fsum((part / largest) ** 2 / (n - 1) for part, n in parts)


def one_sample(mean: float, sd: float, n: int, benchmark: float, confidence: float = 0.95) -> Comparison:
    """A mean minus a benchmark that is taken as exact, with n - 1 degrees of freedom (Student)."""
    group = Sample(mean, sd, n)
    return t_test(mean - finite(benchmark, "the benchmark"), group.sd / math.sqrt(n), n - 1, confidence)


def holm(ps: Sequence[float]) -> tuple[float, ...]:
    """p values adjusted for being several, in the order given (Holm 1979): compare each with 0.05 as it stands."""
    order = sorted(range(len(ps)), key=lambda i: share(ps[i], "a p value"))
    adjusted = [0.0] * len(ps)
    largest = 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[i]))
        adjusted[i] = largest
    return tuple(adjusted)


def fisher_exact(table: Table) -> float:
    """Fisher's exact two-sided p for a table of two rows and two columns: every table as unlikely or less, summed.

    Whole numbers all the way, so that equally unlikely tables are never told apart by float noise, which is what
    R and SciPy need a tolerance for; the work grows with the smaller row. Raises ValueError for negative counts; an
    empty row or column gives 1.
    """
    if min(value for line in table for value in line) < 0:
        raise ValueError("counts must not be negative")
    (a, b), (c, d) = sorted(table, key=sum)
    row, column, whole = a + b, a + c, a + b + c + d
    # In how many orders the row can be drawn with x from the column, which is as likely as the table is.
    ways = {
        x: math.comb(row, x) * math.perm(column, x) * math.perm(whole - column, row - x)
        for x in _possible(row, column, whole)
    }
    return sum(way for way in ways.values() if way <= ways[a]) / sum(ways.values())


def _possible(row: int, column: int, whole: int) -> range:
    return range(max(0, row + column - whole), min(row, column) + 1)
