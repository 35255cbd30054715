"""Means and shares of weighted answers, with standard errors that know how the weights were made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.statistics.intervals import logit_interval, wilson_share, z_interval
from surveys.statistics.calibration import Calibrated, CellSums, Labels, kish, sums
from surveys.statistics.sample import CENTRE, NOISE

_SWEEPS = 500
_SWEPT = 1e-14


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted mean or share of ``n`` answers; None where there are too few. Intervals are normal, not t."""

    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class _Answers:
    """The answers of one cell's respondents: ``mean`` and ``squares`` about it, none of them weighted."""

    n: int
    mean: float
    squares: float


def weighted_mean(
    cells: Sequence[CellSums], calibrated: Calibrated, centre: float = CENTRE, confidence: float = 0.95
) -> Weighted:
    """``sum w y / sum w`` over those who answered, with a linearised standard error.

    ``cells`` hold the answers to this question: n of those who answered it, the rest of the cell's respondents did not.
    Values are centre plus what was summed. As R's survey package does for calibrated designs: the influence of a
    respondent is ``(y - mean) / sum w``, 0 for those who did not answer; what the groupings explain of it is taken
    away; then ``SE^2 = n / (n - 1) sum (w e - mean of w e)^2`` over all n respondents. Cells without a weight are left
    out. Raises ValueError when more answered in a cell than there are respondents.
    """
    answers = _answers(cells, calibrated)
    n = sum(one.n for one in answers.values())
    mean = _mean(answers, calibrated)
    if mean is None:
        return Weighted(None, None, None, None, n)
    if n < 2:
        return Weighted(centre + mean, None, None, None, n)
    se = _linearised(answers, mean, calibrated)
    interval = z_interval(centre + mean, se, confidence)
    return Weighted(centre + mean, se, interval.low, interval.high, n)


def weighted_share(cells: Sequence[CellSums], calibrated: Calibrated, confidence: float = 0.95) -> Weighted:
    """The weighted share (0-1) of those who answered, with its interval on the logit scale.

    In ``cells``, ``total`` and ``total_of_squares`` are both how many said yes. When nobody or everybody said yes there
    is no logit: Wilson's interval for Kish's effective number of answers.
    """
    if any(not 0 <= cell.total == cell.total_of_squares for cell in cells):
        raise ValueError("a share needs cells that count how many said yes")
    found = weighted_mean(cells, calibrated, 0.0, confidence)
    if found.estimate is None or found.se is None:
        return found
    share = min(1.0, max(0.0, found.estimate))
    if 0 < share < 1:
        interval = logit_interval(share, found.se, confidence)
    else:
        answers = _answers(cells, calibrated)
        n_eff = kish([(calibrated.weights[labels], one.n) for labels, one in answers.items()]).n_eff
        interval = wilson_share(share, n_eff, confidence)
    return Weighted(share, found.se, interval.low, interval.high, found.n)


def _answers(cells: Sequence[CellSums], calibrated: Calibrated) -> dict[Labels, _Answers]:
    found: dict[Labels, _Answers] = {}
    for cell in cells:
        if cell.labels in found:
            raise ValueError("two cells have the same labels")
        if cell.labels not in calibrated.weights or not cell.n:
            continue
        if cell.n > calibrated.counts[cell.labels]:
            raise ValueError(f"more answered in {cell.labels} than there are respondents")
        squares = cell.total_of_squares - cell.total * cell.total / cell.n
        found[cell.labels] = _Answers(
            cell.n, cell.total / cell.n, squares if squares > NOISE * cell.total_of_squares else 0.0
        )
    return found


def _mean(answers: Mapping[Labels, _Answers], calibrated: Calibrated) -> float | None:
    whole = math.fsum(calibrated.weights[labels] * one.n for labels, one in answers.items())
    if whole <= 0:
        return None
    return math.fsum(calibrated.weights[labels] * one.n * one.mean for labels, one in answers.items()) / whole


def _linearised(answers: Mapping[Labels, _Answers], mean: float, calibrated: Calibrated) -> float:
    weights, counts, n = calibrated.weights, calibrated.counts, calibrated.n
    whole = math.fsum(weights[labels] * one.n for labels, one in answers.items())
    # Of each cell: the mean influence of its respondents, and the squares of their influences about that mean.
    level = dict.fromkeys(counts, 0.0)
    within = dict.fromkeys(counts, 0.0)
    for labels, one in answers.items():
        influence, answered = (one.mean - mean) / whole, one.n / counts[labels]
        level[labels] = influence * answered
        within[labels] = one.squares / whole**2 + one.n * (1 - answered) * influence**2
    left = _unexplained(level, calibrated)
    centre = math.fsum(weights[labels] * counts[labels] * value for labels, value in left.items()) / n
    squares = math.fsum(
        weights[labels] ** 2 * within[labels] + counts[labels] * (weights[labels] * left[labels] - centre) ** 2
        for labels in counts
    )
    return math.sqrt(n / (n - 1) * squares)


def _unexplained(level: dict[Labels, float], calibrated: Calibrated) -> dict[Labels, float]:
    """What is left when group means are taken away, grouping after grouping, until no grouping has any mean left."""
    counts = calibrated.counts
    small = _SWEPT * max(abs(value) for value in level.values())
    sizes = [sums(grouping, counts) for grouping in calibrated.groupings]
    for _ in range(_SWEEPS):
        furthest = 0.0
        for grouping, size in zip(calibrated.groupings, sizes, strict=True):
            totals = sums(grouping, {labels: value * counts[labels] for labels, value in level.items()})
            means = {group: total / size[group] for group, total in totals.items()}
            furthest = max(furthest, *(abs(mean) for mean in means.values()))
            level = {labels: value - means[grouping[labels]] for labels, value in level.items()}
        if furthest <= small:
            break
    return level
