"""Intervals around means and shares, so that no figure has to be shown as more certain than it is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.statistics.distributions import normal_quantile, t_quantile
from core.statistics.finite import finite, not_negative, share


@dataclass(frozen=True, slots=True)
class Interval:
    """The lower and upper limit, in the unit of the estimate."""

    low: float
    high: float


def t_interval(estimate: float, se: float, df: float, confidence: float = 0.95) -> Interval:
    """``estimate +- t(df) * se``. Not cut at 0 or 100: an interval that leaves the scale tells of a small sample."""
    return _around(estimate, se, t_quantile(df, confidence))


def z_interval(estimate: float, se: float, confidence: float = 0.95) -> Interval:
    """``estimate +- z * se``, for estimates whose degrees of freedom are many or unknown."""
    return _around(estimate, se, normal_quantile(confidence))


def wilson(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval for ``k`` of ``n`` (Wilson 1927). Raises ValueError when n is 0: there is no share."""
    _counted(k, n)
    return wilson_share(k / n, n, confidence)


def wilson_share(p: float, n: float, confidence: float = 0.95) -> Interval:
    """Wilson's interval for a share of ``n`` answers, where n may be an effective number of answers and not whole."""
    share(p, "the share")
    if finite(n, "n") <= 0:
        raise ValueError("a share of no answers has no interval")
    z = normal_quantile(confidence)
    shrink = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / shrink
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / shrink
    # Float noise must not put the limit on the wrong side of the share, or outside 0 to 1.
    return Interval(max(0.0, min(p, centre - reach)), min(1.0, max(p, centre + reach)))


def newcombe(k1: int, n1: int, k2: int, n2: int, confidence: float = 0.95) -> Interval:
    """Interval for the later share minus the earlier, ``k2/n2 - k1/n1``, from two Wilson intervals.

    Newcombe 1998, method 10, without continuity correction.
    """
    earlier, later = wilson(k1, n1, confidence), wilson(k2, n2, confidence)
    p1, p2 = k1 / n1, k2 / n2
    return Interval(
        p2 - p1 - math.hypot(p2 - later.low, earlier.high - p1),
        p2 - p1 + math.hypot(later.high - p2, p1 - earlier.low),
    )


def logit_interval(p: float, se: float, confidence: float = 0.95) -> Interval:
    """Interval for a weighted share, symmetric on the logit scale with standard error ``se / (p (1 - p))``.

    As the survey package for R does with ``method = "logit"``. At 0 and 1 there is no logit: raises ValueError
    (use ``wilson_share`` there).
    """
    if not 0 < finite(p, "the share") < 1:
        raise ValueError("the logit interval needs a share strictly between 0 and 1")
    reach = normal_quantile(confidence) * not_negative(se, "the standard error") / (p * (1 - p))
    middle = math.log(p / (1 - p))
    return Interval(min(p, _from_logit(middle - reach)), max(p, _from_logit(middle + reach)))


def _around(estimate: float, se: float, quantile: float) -> Interval:
    reach = quantile * not_negative(se, "the standard error")
    return Interval(finite(estimate, "the estimate") - reach, estimate + reach)


def _from_logit(value: float) -> float:
    # The two forms are equal; each is used where its exponential cannot overflow.
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def _counted(k: int, n: int) -> None:
    if n < 1:
        raise ValueError("a share of no answers has no interval")
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
