"""The median time of a thing that some still wait for, against another way to the same number."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.survival import median_time

WAITS = st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), max_size=25)


def redistributed(waits: list[tuple[float, bool]]) -> float | None:
    """Efron's way: everybody weighs the same, and whoever leaves early hands their weight on to those who stay."""
    # Of those at the same time whoever got there goes first.
    order = sorted(waits, key=lambda wait: (wait[0], not wait[1]))
    weights = [Fraction(1, len(order)) for _ in order]
    for place, (_time, ended) in enumerate(order):
        left = len(order) - place - 1
        if not ended and left:
            for other in range(place + 1, len(order)):
                weights[other] += weights[place] / left
            weights[place] = Fraction(0)
    there = Fraction(0)
    for (time, ended), weight in zip(order, weights, strict=True):
        there += weight if ended else 0
        if there >= Fraction(1, 2):
            return time
    return None


@given(WAITS)
def test_the_median_is_that_of_weight_handed_on_to_those_who_stay(waits: list[tuple[float, bool]]) -> None:
    assert median_time(waits) == redistributed(waits)


@given(WAITS)
def test_whoever_waits_makes_the_median_no_shorter_than_if_they_had_got_there(waits: list[tuple[float, bool]]) -> None:
    if waits:
        found, ended = median_time(waits), median_time((time, True) for time, _ in waits)
        assert ended is not None
        assert (math.inf if found is None else found) >= ended


def test_the_median_is_the_first_time_at_which_half_have_got_there() -> None:
    assert median_time([(10, True), (20, True), (30, True), (40, True)]) == 20
    assert median_time([(10, True), (5, False), (20, True)]) == 10
    assert median_time([(10, True), (90, False), (90, False)]) is None
    assert median_time([]) is None
    with pytest.raises(ValueError, match="must not be negative"):
        median_time([(-1, True)])
