"""The priority matrix: everything inside its frame, on the right side of the lines, and no number on another."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import priority_chart
from core.charts.priority import APART

EFFECTS = st.floats(0, 1, allow_nan=False)
INDICES = st.floats(0, 100, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(points=st.lists(st.tuples(st.text(max_size=5), EFFECTS, INDICES), max_size=8), across=EFFECTS, up=INDICES)
def test_every_spot_is_inside_and_on_its_side_of_the_lines(
    points: list[tuple[str, float, float]], across: float, up: float
) -> None:
    chart = priority_chart(points, across, up)

    assert [spot.number for spot in chart.spots] == list(range(1, len(points) + 1))
    assert 0 < chart.x_line < chart.width
    assert 0 < chart.y_line < chart.height
    for spot, (label, effect, index) in zip(chart.spots, points, strict=True):
        assert (spot.label, spot.across, spot.up) == (label, effect, index)
        assert 0 < spot.x < chart.width
        assert 0 < spot.y < chart.height
        assert (spot.x >= chart.x_line) if effect >= across else (spot.x <= chart.x_line)
        assert (spot.y <= chart.y_line) if index >= up else (spot.y >= chart.y_line)


def test_numbers_of_close_spots_are_written_apart() -> None:
    chart = priority_chart([("a", 0.2, 70.0), ("b", 0.2, 70.2), ("c", 0.201, 70.1), ("d", 0.5, 40.0)], 0.3, 60.0)

    for one, other in combinations(chart.spots, 2):
        assert abs(one.x_name - other.x_name) >= APART[0] or abs(one.y_name - other.y_name) >= APART[1]


def test_spots_that_are_all_alike_lie_on_the_lines() -> None:
    chart = priority_chart([("a", 0.5, 60.0), ("b", 0.5, 60.0)], 0.5, 60.0)

    assert {(spot.x, spot.y) for spot in chart.spots} == {(chart.x_line, chart.y_line)}
