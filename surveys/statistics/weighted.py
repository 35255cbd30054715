"""Means and shares of weighted answers, with standard errors that know how the weights were made."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.statistics.finite import finite
from core.statistics.intervals import logit_interval, wilson_share, z_interval
from surveys.statistics.weighting import Weighting, kish, sums

_SWEEPS = 200
_SWEPT = 1e-14


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted mean or share of ``n`` answers; None where there are too few. Intervals are normal, not t."""

    estimate: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int


def weighted_mean(values: Sequence[float | None], weighting: Weighting, confidence: float = 0.95) -> Weighted:
    """``sum w y / sum w`` over those who answered (None is no answer), with a linearised standard error.

    As R's survey package does for calibrated designs: the influence of a respondent is ``(y - mean) / sum w``, 0 for
    those who did not answer; what the groupings explain of it is taken away; then
    ``SE^2 = n / (n - 1) sum (w e - mean of w e)^2`` over all n respondents.
    """
    answered = _answered(values, weighting)
    mean = _mean(answered)
    if mean is None:
        return Weighted(None, None, None, None, len(answered))
    se = _linearised(values, mean, weighting) if len(answered) > 1 else None
    if se is None:
        return Weighted(mean, None, None, None, len(answered))
    interval = z_interval(mean, se, confidence)
    return Weighted(mean, se, interval.low, interval.high, len(answered))


def weighted_share(said_yes: Sequence[bool | None], weighting: Weighting, confidence: float = 0.95) -> Weighted:
    """The weighted share (0-1) of those who answered, with its interval on the logit scale.

    When nobody or everybody said yes there is no logit: Wilson's interval for Kish's effective number of answers.
    """
    values = [None if answer is None else float(answer) for answer in said_yes]
    found = weighted_mean(values, weighting, confidence)
    if found.estimate is None or found.se is None:
        return found
    share = min(1.0, max(0.0, found.estimate))
    if 0 < share < 1:
        interval = logit_interval(share, found.se, confidence)
    else:
        weights = [weight for _, weight in _answered(values, weighting)]
        interval = wilson_share(share, kish(weights).n_eff, confidence)
    return Weighted(share, found.se, interval.low, interval.high, found.n)


def _answered(values: Sequence[float | None], weighting: Weighting) -> list[tuple[float, float]]:
    if len(values) != len(weighting.weights):
        raise ValueError("there must be one weight per respondent")
    return [
        (finite(value, "an answer"), weight)
        for value, weight in zip(values, weighting.weights, strict=True)
        if value is not None
    ]


def _mean(answered: Sequence[tuple[float, float]]) -> float | None:
    whole = math.fsum(weight for _, weight in answered)
    return math.fsum(weight * value for value, weight in answered) / whole if whole > 0 else None


def _linearised(values: Sequence[float | None], mean: float, weighting: Weighting) -> float:
    weights = weighting.weights
    whole = math.fsum(weight for value, weight in zip(values, weights, strict=True) if value is not None)
    influence = [0.0 if value is None else (value - mean) / whole for value in values]
    residuals = _unexplained(influence, weighting.groupings)
    parts = [weight * residual for weight, residual in zip(weights, residuals, strict=True)]
    centre = math.fsum(parts) / len(parts)
    return math.sqrt(len(parts) / (len(parts) - 1) * math.fsum((part - centre) ** 2 for part in parts))


def _unexplained(influence: list[float], groupings: Sequence[Sequence[str]]) -> list[float]:
    """What is left when group means are taken away, grouping after grouping, until no grouping has any mean left."""
    small = _SWEPT * max(abs(value) for value in influence)
    for _ in range(_SWEEPS):
        furthest = 0.0
        for labels in groupings:
            sizes = Counter(labels)
            means = {label: total / sizes[label] for label, total in sums(labels, influence).items()}
            furthest = max(furthest, *(abs(mean) for mean in means.values()))
            influence = [value - means[label] for value, label in zip(influence, labels, strict=True)]
        if furthest <= small:
            break
    return influence
