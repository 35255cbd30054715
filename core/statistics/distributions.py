"""Values of the normal and t distributions as plain floats, taken from ``scipy.special``.

That module is light; ``scipy.stats`` would load several times as much for the same numbers.
"""

from __future__ import annotations

from scipy.special import ndtr, ndtri, stdtr, stdtrit  # type: ignore[import-untyped]

from core.statistics.finite import finite


def normal_quantile(confidence: float) -> float:
    """How many standard errors a two-sided normal interval reaches: 1.959964 for 0.95."""
    return float(ndtri(_upper(confidence)))


def t_quantile(df: float, confidence: float) -> float:
    """How many standard errors a two-sided t interval reaches; ``df`` above 0 and not always whole."""
    return float(stdtrit(_degrees(df), _upper(confidence)))


def normal_two_sided(z: float) -> float:
    """The chance of a normal value at least as far from 0 as ``z``."""
    return float(2 * ndtr(-abs(finite(z, "z"))))


def t_two_sided(t: float, df: float) -> float:
    """The chance of a t value with ``df`` degrees of freedom at least as far from 0 as ``t``."""
    return float(2 * stdtr(_degrees(df), -abs(finite(t, "t"))))


def _upper(confidence: float) -> float:
    if not 0 < finite(confidence, "confidence") < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    return (1 + confidence) / 2


def _degrees(df: float) -> float:
    if finite(df, "degrees of freedom") <= 0:
        raise ValueError(f"degrees of freedom must be above 0, not {df}")
    return float(df)
