import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.rounding import published_integer, round_half_up

FIGURES = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("value", "published"), [(74.5, 75), (73.5, 74), (74.49, 74), (0.5, 1), (0.0, 0), (100.0, 100)]
)
def test_a_half_goes_up(value: float, published: int) -> None:
    assert published_integer(value) == published


def test_a_half_hidden_by_float_noise_still_goes_up() -> None:
    assert published_integer(69.49999999999999) == 70
    assert published_integer((0.1 + 0.2) * 5 + 68) == 70


def test_what_is_truly_below_a_half_goes_down() -> None:
    assert published_integer(69.4999999) == 69


def test_a_fall_is_rounded_as_the_mirror_of_a_rise() -> None:
    assert (round_half_up(2.5), round_half_up(-2.5)) == (3.0, -3.0)


def test_decimals_are_those_of_the_written_number() -> None:
    assert round_half_up(1.005, 2) == 1.01
    assert round_half_up(2.25, 1) == 2.3


def test_zero_has_no_minus_sign() -> None:
    assert math.copysign(1, round_half_up(-0.4)) == 1


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        round_half_up(value)


@pytest.mark.parametrize("digits", [-1, 7])
def test_an_unreasonable_number_of_decimals_is_refused(digits: int) -> None:
    with pytest.raises(ValueError, match="digits"):
        round_half_up(1.0, digits)


@given(FIGURES, FIGURES, st.integers(0, 6))
def test_rounding_never_changes_the_order(one: float, other: float, digits: int) -> None:
    low, high = sorted((one, other))
    assert round_half_up(low, digits) <= round_half_up(high, digits)


@given(FIGURES, st.integers(0, 6))
def test_rounding_moves_a_figure_at_most_half_a_step(value: float, digits: int) -> None:
    assert abs(round_half_up(value, digits) - value) <= 0.5 * 10**-digits + 2e-9


@given(FIGURES, st.integers(0, 6))
def test_rounding_twice_is_rounding_once(value: float, digits: int) -> None:
    once = round_half_up(value, digits)
    assert round_half_up(once, digits) == once


@given(st.integers(-10_000, 10_000))
def test_every_half_goes_away_from_zero(whole: int) -> None:
    expected = whole + 1 if whole >= 0 else whole
    assert published_integer(whole + 0.5) == expected
