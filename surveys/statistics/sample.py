"""The mean of a period and how sure it is, from sums that one query of the database can give."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.statistics.finite import finite
from core.statistics.intervals import t_interval
from surveys.statistics.methods import CURRENT, Method

# Sums of (score - 50) are small beside sums of scores, so that little is lost when squares are subtracted.
CENTRE = 50.0
# What is left of a sum of squares when all scores are equal is noise of about this size, and no spread.
NOISE = 1e-11


@dataclass(frozen=True, slots=True)
class Clusters:
    """How the scores of a cell lie together in ``count`` clusters, such as customers with several answers each.

    With n_c answers and the sum t_c of (score - 50) in a cluster: ``n_squared`` is the sum over clusters of n_c^2,
    ``total_squared`` of t_c^2 and ``n_total`` of n_c t_c.
    """

    count: int
    n_squared: int
    total_squared: float
    n_total: float

    def __post_init__(self) -> None:
        """Raises ValueError for NaN, negative counts and sums that no clusters can have."""
        finite(self.n_total, "a sum of cluster sizes times totals")
        if min(self.count, self.n_squared, finite(self.total_squared, "a sum of squared totals")) < 0:
            raise ValueError("the sums over clusters are negative")
        if self.n_total * self.n_total > self.n_squared * self.total_squared * (1 + 1e-9):
            raise ValueError("no clusters have these sums")


@dataclass(frozen=True, slots=True)
class Cell:
    """Scores of one area and period as sums: ``total`` of (score - 50) and ``total_of_squares`` of its square.

    ``population`` is how many could have answered (closed cases), None when nobody knows. Without ``clusters`` every
    answer stands for itself.
    """

    key: str
    n: int
    total: float
    total_of_squares: float
    population: int | None = None
    clusters: Clusters | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for NaN, negative counts and sums that no scores can have."""
        if self.n < 0 or (self.population is not None and self.population < 0):
            raise ValueError(f"the counts of {self.key!r} are negative")
        finite(self.total, "a sum of scores")
        if finite(self.total_of_squares, "a sum of squares") < 0:
            raise ValueError(f"the sum of squares of {self.key!r} is negative")
        if self.total * self.total > self.n * self.total_of_squares * (1 + 1e-9):
            raise ValueError(f"no {self.n} scores have the sums of {self.key!r}")
        if self.clusters and not (
            self.clusters.count <= self.n <= self.clusters.n_squared
            and self.n * self.n <= self.clusters.count * self.clusters.n_squared
            and self.total * self.total <= self.clusters.count * self.clusters.total_squared * (1 + 1e-9)
        ):
            raise ValueError(f"no {self.clusters.count} clusters have the sums of {self.key!r}")

    @classmethod
    def of(cls, key: str, scores: Iterable[float], population: int | None = None) -> Cell:
        """The cell of some scores 0-100; raises ValueError for NaN and infinities."""
        centred = [finite(score, "a score") - CENTRE for score in scores]
        squares = math.fsum(value * value for value in centred)
        return cls(key, len(centred), math.fsum(centred), squares, population)

    @classmethod
    def together(cls, key: str, cells: Sequence[Cell]) -> Cell:
        """Several cells as one; its population is unknown when that of any cell with answers is.

        A customer with answers in two of the cells counts as two clusters: the sums do not tell who it was.
        """
        return cls(
            key,
            sum(cell.n for cell in cells),
            math.fsum(cell.total for cell in cells),
            math.fsum(cell.total_of_squares for cell in cells),
            sum(cell.population or 0 for cell in cells) if is_counted(cells) else None,
            _clusters_together(cells),
        )

    @property
    def mean(self) -> float | None:
        """The mean score; None without answers."""
        return CENTRE + self.total / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """``s^2`` with n - 1; None with fewer than two answers."""
        if self.n < 2:
            return None
        squares = self.total_of_squares - self.total * self.total / self.n
        return squares / (self.n - 1) if squares > NOISE * self.total_of_squares else 0.0

    @property
    def units(self) -> int:
        """What degrees of freedom are counted in: clusters where answers lie together, else answers."""
        return self.clusters.count if self.clusters else self.n

    @property
    def variance_of_mean(self) -> float | None:
        """The squared standard error of the mean, no population corrected for; None with fewer than two units.

        ``s^2 / n``, or with m clusters ``m / (m - 1) sum (t_c - mean n_c)^2 / n^2``: linearisation of the ratio of two
        sums over clusters (Cochran 1977; as R's survey package). The two are equal when every cluster has one answer.
        """
        if self.clusters is None:
            return None if self.variance is None else self.variance / self.n
        if self.units < 2:
            return None
        mean, found = self.total / self.n, self.clusters
        squares = found.total_squared - 2 * mean * found.n_total + mean * mean * found.n_squared
        if squares <= NOISE * found.total_squared:
            return 0.0
        return self.units / (self.units - 1) * squares / (self.n * self.n)

    @property
    def sd(self) -> float | None:
        """The standard deviation with n - 1; None with fewer than two answers."""
        return None if self.variance is None else math.sqrt(self.variance)


class Design(StrEnum):
    """How a figure was formed. SELF_SELECTED: nobody knows who could have answered, so it speaks for no others."""

    SRS = "srs"
    STRATIFIED = "stratified"
    PLAIN_MEAN = "plain_mean"
    FIXED = "fixed"
    SELF_SELECTED = "self_selected"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean 0-100 with its standard error and interval; None where there are too few answers to tell.

    ``n`` and ``population`` count every area, also those in ``left_out``, so that their ratio is the response rate.
    ``sd`` is the spread of all scores together. ``fpc``: the error is that of "this year's customers", smaller the
    more of them who answered. ``collapsed`` names areas that were taken together because one had a single answer,
    ``left_out`` those that are not in the figure, having no answers or no weight, ``over_counted`` those with more
    answers than closed cases (the counts should be looked into; the error is then too small).
    """

    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    df: int | None
    n: int
    population: int | None
    sd: float | None
    design: Design
    fpc: bool
    collapsed: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[str, ...] = ()
    over_counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stratum:
    keys: tuple[str, ...]
    cell: Cell
    weight: float


def estimate(cells: Sequence[Cell], method: Method = CURRENT, *, fpc: bool = True) -> Estimate:
    """The estimate that a method asks for. Areas without a population make it a pooled, self-selected one.

    ``fpc=True`` answers what this year's customers thought; changes over time are judged without.
    """
    if method.area_weighting == "pooled" or not is_counted(cells):
        return pooled(cells, fpc=fpc, confidence=method.confidence)
    if method.area_weighting == "closed_cases":
        return stratified(cells, fpc=fpc, confidence=method.confidence)
    fixed = dict(method.fixed_weights)
    design = Design.FIXED if fixed else Design.PLAIN_MEAN
    strata = [_Stratum((cell.key,), cell, fixed.get(cell.key, 0.0) if fixed else 1.0) for cell in cells]
    return _weighted(strata, design, fpc, method.confidence)


def srs(cell: Cell, *, fpc: bool = True, confidence: float = 0.95) -> Estimate:
    """The mean of one cell as a simple random sample: ``SE^2 = s^2 / n * (1 - n / N)``, t with n - 1.

    Where answers lie in clusters these are what is sampled (``Cell.variance_of_mean``), and t has clusters - 1; the
    correction still looks at answers, since closed cases are what is known. Without a population there is no
    correction, and the estimate is self-selected. The correction is never negative.
    """
    corrected = fpc and cell.population is not None
    variance = cell.variance_of_mean
    se = None if variance is None else math.sqrt(variance * (_rest(cell) if corrected else 1.0))
    low, high = _limits(cell.mean, se, cell.units - 1, confidence)
    return Estimate(
        cell.mean,
        se,
        low,
        high,
        None if se is None else cell.units - 1,
        cell.n,
        cell.population,
        cell.sd,
        Design.SELF_SELECTED if cell.population is None else Design.SRS,
        corrected,
        over_counted=_over_counted([cell]),
    )


def pooled(cells: Sequence[Cell], *, fpc: bool = True, confidence: float = 0.95) -> Estimate:
    """All answers alike, whatever their area."""
    _check_keys(cells)
    found = srs(Cell.together("", cells), fpc=fpc, confidence=confidence)
    return replace(found, left_out=_without_answers(cells), over_counted=_over_counted(cells))


def stratified(cells: Sequence[Cell], *, fpc: bool = True, confidence: float = 0.95) -> Estimate:
    """Areas weighted by closed cases: ``sum W_h mean_h``, t with n - H degrees of freedom.

    ``SE^2 = sum W_h^2 s_h^2 / n_h (1 - n_h / N_h)`` with ``W_h = N_h / N`` over the areas with answers. An area with a
    single answer (or customer) is taken together with the one most like it in size (closed cases; the first key where
    two are as like), again until every area has two or one area is left. Where a population is unknown, or all are 0,
    answers are pooled and self-selected.
    """
    if not is_counted(cells):
        return pooled(cells, fpc=fpc, confidence=confidence)
    strata = [_Stratum((cell.key,), cell, float(cell.population or 0)) for cell in cells]
    return _weighted(strata, Design.STRATIFIED, fpc, confidence)


def is_counted(cells: Sequence[Cell]) -> bool:
    """Whether the population is known of every cell that has answers, and is not nobody."""
    return any(cell.population for cell in cells) and all(cell.population is not None for cell in cells if cell.n)


def _weighted(areas: Sequence[_Stratum], design: Design, fpc: bool, confidence: float) -> Estimate:
    cells = [area.cell for area in areas]
    _check_keys(cells)
    whole = Cell.together("", cells)
    strata = _collapsed([area for area in areas if area.cell.n and area.weight])
    if not strata:
        # No area with answers has a weight, so the counts say nothing of those who answered: the same as no counts.
        found = pooled([replace(cell, population=None) for cell in cells] if whole.n else cells, confidence=confidence)
        return replace(found, over_counted=_over_counted(cells))
    weights = math.fsum(stratum.weight for stratum in strata)
    mean = CENTRE + math.fsum(s.weight / weights * s.cell.total / s.cell.n for s in strata)
    se = _standard_error(strata, weights, fpc)
    df = None if se is None else sum(s.cell.units for s in strata) - len(strata)
    low, high = _limits(mean, se, df or 0, confidence)
    return Estimate(
        mean,
        se,
        low,
        high,
        df,
        whole.n,
        whole.population,
        whole.sd,
        design,
        fpc,
        tuple(stratum.keys for stratum in strata if len(stratum.keys) > 1),
        tuple(sorted(area.cell.key for area in areas if not (area.cell.n and area.weight))),
        _over_counted(cells),
    )


def _standard_error(strata: Sequence[_Stratum], weights: float, fpc: bool) -> float | None:
    parts = []
    for stratum in strata:
        variance = stratum.cell.variance_of_mean
        if variance is None:
            return None
        rest = _rest(stratum.cell) if fpc else 1.0
        parts.append((stratum.weight / weights) ** 2 * variance * rest)
    return math.sqrt(math.fsum(parts))


def _collapsed(strata: Sequence[_Stratum]) -> list[_Stratum]:
    """Strata in the order of their keys, each with at least two units as far as that can be had."""
    left = sorted(strata, key=lambda stratum: stratum.keys)
    while len(left) > 1 and (single := next((s for s in left if s.cell.units < 2), None)) is not None:
        left.remove(single)
        like = min(left, key=lambda other: (abs(_size(other) - _size(single)), other.keys))
        left.remove(like)
        keys = tuple(sorted((*single.keys, *like.keys)))
        cell = Cell.together("+".join(keys), [single.cell, like.cell])
        left.append(_Stratum(keys, cell, single.weight + like.weight))
        left.sort(key=lambda stratum: stratum.keys)
    return left


def _clusters_together(cells: Sequence[Cell]) -> Clusters | None:
    if all(cell.clusters is None for cell in cells):
        return None
    found = [cell.clusters or Clusters(cell.n, cell.n, cell.total_of_squares, cell.total) for cell in cells]
    return Clusters(
        sum(one.count for one in found),
        sum(one.n_squared for one in found),
        math.fsum(one.total_squared for one in found),
        math.fsum(one.n_total for one in found),
    )


def _size(stratum: _Stratum) -> int:
    return stratum.cell.population or 0


def _rest(cell: Cell) -> float:
    """The share of the population that has not answered: the finite population correction, never negative."""
    return max(0.0, 1 - cell.n / cell.population) if cell.population else 0.0


def _limits(mean: float | None, se: float | None, df: int, confidence: float) -> tuple[float | None, float | None]:
    if mean is None or se is None:
        return None, None
    interval = t_interval(mean, se, df, confidence)
    return interval.low, interval.high


def _check_keys(cells: Sequence[Cell]) -> None:
    if len({cell.key for cell in cells}) < len(cells):
        raise ValueError("two cells have the same key")


def _without_answers(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(sorted(cell.key for cell in cells if not cell.n))


def _over_counted(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(sorted(cell.key for cell in cells if cell.population is not None and cell.n > cell.population))
