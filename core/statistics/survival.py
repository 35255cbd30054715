"""How long something takes when some have not got there yet: they count for as long as they have waited."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from core.statistics.finite import not_negative

_HALF = Fraction(1, 2)


def median_time(waits: Iterable[tuple[float, bool]]) -> float | None:
    """The time within which half have got there, after Kaplan and Meier (1958); None where that is not reached yet.

    ``waits`` are times, each with whether it ended (False: it goes on, censored to the right). The share still waiting
    is ``prod (1 - d / n)`` over the times at which d of the n who still waited got there, whoever is censored at the
    same time still being among them. The median is the first time at which that share is a half or less. Fractions all
    the way, so that exactly a half is a half. Raises ValueError for negative times, NaN and infinities.
    """
    found = sorted((not_negative(time, "a time"), ended) for time, ended in waits)
    waiting = Fraction(1)
    for time in sorted({time for time, ended in found if ended}):
        there = sum(1 for other, ended in found if ended and other == time)
        left = sum(1 for other, _ended in found if other >= time)
        waiting *= 1 - Fraction(there, left)
        if waiting <= _HALF:
            return time
    return None
