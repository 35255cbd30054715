"""The map of opinions: every area inside its frame, larger groups with more marks, and no group of a few people."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.charts import Region, opinion_map
from core.charts.opinion_map import FEWEST, MOST_MARKS

PLACES, SPREADS = st.floats(-20, 20, allow_nan=False), st.floats(0, 5, allow_nan=False)
SIZES = st.integers(FEWEST, 5_000)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(Region, st.just(1), SIZES, PLACES, PLACES, SPREADS, SPREADS), max_size=5))
def test_every_area_and_mark_is_inside_the_frame(found: list[Region]) -> None:
    chart = opinion_map(found)

    assert [area.size for area in chart.areas] == [one.size for one in found]
    assert sum(len(area.marks) for area in chart.areas) <= MOST_MARKS + len(found)
    for area in chart.areas:
        assert len(area.marks) == math.ceil(area.size / chart.people_a_mark)
        assert min(area.x_radius, area.y_radius) > 0
        assert area.y_name > 0
        assert area.x - area.x_radius >= -0.01
        assert area.x + area.x_radius <= chart.width + 0.01
        assert area.y + area.y_radius <= chart.height + 0.01
        for x, y in area.marks:
            assert ((x - area.x) / area.x_radius) ** 2 + ((y - area.y) / area.y_radius) ** 2 < 1


def test_a_group_of_four_is_never_drawn() -> None:
    with pytest.raises(ValueError, match="five"):
        opinion_map([Region(1, 40, 0, 0, 1, 1), Region(2, 4, 3, 0, 1, 1)])
