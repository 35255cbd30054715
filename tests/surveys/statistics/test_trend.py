import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.statistics.trend import Direction, trend

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
POINTS = st.lists(
    st.tuples(st.integers(2010, 2030).map(float), st.floats(0, 100), st.floats(0.5, 8)),
    min_size=4,
    max_size=9,
    unique_by=lambda point: point[0],
)


def test_a_steady_rise_is_a_trend_that_a_single_year_would_not_show() -> None:
    points = [(2020.5 + i, 60.0 + 2 * i, 2.0) for i in range(5)]
    found = trend(points)
    assert found is not None
    # The error of a slope through five years with the error 2 each is 2 / sqrt(10).
    assert (found.slope_per_year, found.se) == pytest.approx((2, 2 / math.sqrt(10)), **CLOSE)
    assert (found.direction, found.periods) == (Direction.UPP, 5)
    falling = trend([(x, 100 - y, se) for x, y, se in points])
    assert falling is not None
    assert falling.slope_per_year == pytest.approx(-2)
    assert falling.direction is Direction.NED


def test_what_goes_up_and_down_is_no_trend() -> None:
    found = trend([(2020.0, 60.0, 2.0), (2021.0, 70.0, 2.0), (2022.0, 58.0, 2.0), (2023.0, 69.0, 2.0)])
    assert found is not None
    assert found.direction is Direction.INGEN
    assert found.low < 0 < found.high


def test_three_periods_are_no_trend_and_those_without_an_error_do_not_count() -> None:
    three: list[tuple[float, float | None, float | None]] = [(2020 + i, 60.0 + i, 2.0) for i in range(3)]
    assert trend(three) is None
    assert trend([]) is None
    for nothing in ((70.0, None), (70.0, 0.0), (None, 2.0), (None, None)):
        assert trend([*three, (2024.0, *nothing)]) is None
    with_all = trend([*three, (2024.0, 70.0, 0.0), (2025.0, 62.0, 3.0)])
    assert with_all == trend([*three, (2025.0, 62.0, 3.0)])


@pytest.mark.parametrize(
    "wrong", [(math.nan, 60.0, 2.0), (2025.0, math.inf, 2.0), (2025.0, 60.0, math.nan), (2025.0, 60.0, -1.0)]
)
def test_numbers_that_are_no_numbers_are_refused(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"finite|negative"):
        trend([(2020.0 + i, 60.0, 2.0) for i in range(4)] + [wrong])


def test_two_figures_of_one_period_are_refused() -> None:
    with pytest.raises(ValueError, match="same time"):
        trend([(2020.0, 60.0, 2.0)] * 2 + [(2020.0 + i, 60.0, 2.0) for i in range(4)])


@given(POINTS)
def test_the_line_is_that_of_weighted_least_squares_and_never_more_certain_than_its_points(
    points: list[tuple[float, float, float]],
) -> None:
    found = trend(points)
    assert found is not None
    x, y, se = (np.array(column) for column in zip(*points, strict=True))
    (slope, _), plain = np.polyfit(x - 2020, y, 1, w=1 / se, cov="unscaled")
    _, spread = np.polyfit(x - 2020, y, 1, w=1 / se, cov=True)
    assert found.slope_per_year == pytest.approx(slope, rel=1e-6, abs=1e-6)
    assert found.se == pytest.approx(math.sqrt(max(plain[0, 0], spread[0, 0])), rel=1e-6)
    assert found.low <= found.slope_per_year <= found.high
    assert (found.direction is Direction.INGEN) == (found.p >= 0.05)


@given(POINTS, st.floats(-50, 50), st.floats(0.1, 5), st.randoms(use_true_random=False))
def test_shift_scale_and_order_change_only_what_they_should(
    points: list[tuple[float, float, float]], shift: float, times: float, shuffler: Any
) -> None:
    found = trend(points)
    moved = [(x + 100, y * times + shift, se * times) for x, y, se in points]
    shuffler.shuffle(moved)
    again = trend(moved)
    assert found is not None
    assert again is not None
    assert again.slope_per_year == pytest.approx(found.slope_per_year * times, rel=1e-6, abs=1e-6)
    assert again.se == pytest.approx(found.se * times, rel=1e-6)
