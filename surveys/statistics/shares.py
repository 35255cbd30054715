"""The share who gave one of the two highest answers, from counts per step, and its change between two periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.statistics.comparisons import fisher_exact
from core.statistics.intervals import newcombe, wilson

FISHER_BELOW = 30  # With fewer answers than this in either period the change is judged by Fisher's exact test.


@dataclass(frozen=True, slots=True)
class Share:
    """``k`` of ``n`` answers; ``p`` (0-1) and Wilson's interval are None without answers."""

    k: int
    n: int
    p: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ShareChange:
    """Later minus earlier share (-1 to 1) with Newcombe's interval.

    ``p`` is Fisher's and only given where it is what judges, with fewer than 30 answers in either period.
    """

    diff: float
    low: float
    high: float
    p: float | None
    is_certain: bool


def top_two(counts: Mapping[int, int], high: int, confidence: float = 0.95) -> Share:
    """The share of answers on the two highest steps of a scale that ends at ``high``.

    ``counts`` is how many answered each step; "vet ej" is no step and must not be among them. Raises ValueError for
    negative counts and for steps below 0 or above ``high``.
    """
    if high < 2 or any(not 0 <= step <= high for step in counts):
        raise ValueError(f"not a scale that ends at {high}")
    if any(count < 0 for count in counts.values()):
        raise ValueError("counts must not be negative")
    return share(sum(counts.get(step, 0) for step in (high - 1, high)), sum(counts.values()), confidence)


def share(k: int, n: int, confidence: float = 0.95) -> Share:
    """``k`` of ``n`` with Wilson's interval; without numbers when n is 0. ValueError for impossible counts."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
    if not n:
        return Share(0, 0, None, None, None)
    interval = wilson(k, n, confidence)
    return Share(k, n, k / n, interval.low, interval.high)


def change(earlier: Share, later: Share, confidence: float = 0.95) -> ShareChange | None:
    """How the share has changed; None without answers in either period.

    Newcombe's interval always. The change is certain when that interval leaves out 0, or with fewer than 30 answers in
    either period, when Fisher's two-sided p is below 1 - confidence (own: the interval is too bold for so few).
    """
    if earlier.p is None or later.p is None:
        return None
    interval = newcombe(earlier.k, earlier.n, later.k, later.n, confidence)
    diff = later.p - earlier.p
    if min(earlier.n, later.n) >= FISHER_BELOW:
        return ShareChange(diff, interval.low, interval.high, None, not interval.low <= 0 <= interval.high)
    p = fisher_exact(((later.k, later.n - later.k), (earlier.k, earlier.n - earlier.k)))
    return ShareChange(diff, interval.low, interval.high, p, p < 1 - confidence)
