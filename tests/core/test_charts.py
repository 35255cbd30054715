"""Charts are arithmetic until a template draws them; here is the arithmetic."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import charts

YEARS = [("2022", 70.0, 66.0, 74.0), ("2023", None, None, None), ("2024", 72.0, 67.0, 77.0), ("2025", 73.0, 69.0, 77.0)]


def test_a_scale_maps_its_ends_to_its_ends_and_keeps_the_rest_inside() -> None:
    scale = charts.LinearScale(0, 100, 200, 0)

    assert [scale.at(value) for value in (0, 25, 100, 140, -3)] == [200, 150, 0, 0, 200]


def test_a_scale_without_extent_is_refused() -> None:
    with pytest.raises(ValueError, match="low < high"):
        charts.LinearScale(5, 5, 0, 100)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (55, 80, (55, 60, 65, 70, 75, 80)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (-3, 7, (-2, 0, 2, 4, 6)),
        (0, 0.3, (0, 0.1, 0.2, 0.3)),
    ],
)
def test_ticks_are_round_numbers_inside_the_range(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert charts.nice_ticks(low, high) == ticks


@given(
    st.floats(-1e6, 1e6, allow_nan=False), st.floats(0.01, 1e6, allow_nan=False), st.integers(min_value=1, max_value=12)
)
def test_ticks_stay_inside_rise_and_are_no_more_than_wanted(low: float, extent: float, wanted: int) -> None:
    ticks = charts.nice_ticks(low, low + extent, wanted)

    slack = extent * 1e-6
    assert all(low - slack <= tick <= low + extent + slack for tick in ticks)
    assert list(ticks) == sorted(set(ticks))
    assert len(ticks) <= wanted + 1


@pytest.mark.parametrize(("low", "high", "wanted"), [(1, 1, 5), (2, 1, 5), (0, 1, 0)])
def test_ticks_without_a_range_are_refused(low: float, high: float, wanted: int) -> None:
    with pytest.raises(ValueError, match="low < high"):
        charts.nice_ticks(low, high, wanted)


def test_a_period_without_a_value_leaves_a_gap_in_the_trend() -> None:
    chart = charts.interval_chart(YEARS, None, 0, 100)

    x = [mark.x for mark in chart.marks]
    assert [(line.x1, line.x2) for line in chart.trend] == [(x[2], x[3])]
    assert [(gap.x1, gap.x2, gap.new_series) for gap in chart.gaps] == [(x[0], x[1], False), (x[1], x[2], False)]
    assert chart.breaks == ()


def test_neither_trend_is_drawn_through_a_series_break() -> None:
    points = [
        ("2022", 70.0, 66.0, 74.0),
        ("2023", 71.0, 67.0, 75.0),
        ("2024", 72.0, 67.0, 77.0),
        ("2025", 73.0, 69.0, 77.0),
    ]
    national = [("2022", 75.0), ("2023", 75.0), ("2024", 76.0), ("2025", 76.0)]

    chart = charts.interval_chart(points, national, 50, 100, new_series_at={"2024"})

    x = [mark.x for mark in chart.marks]
    for trend in (chart.trend, chart.benchmark_trend):
        assert [(line.x1, line.x2) for line in trend] == [(x[0], x[1]), (x[2], x[3])]
    assert chart.gaps == (charts.Gap(x[1], x[2], new_series=True),)
    assert x[1] < chart.breaks[0] < x[2]


def test_a_benchmark_that_skips_the_first_new_year_is_still_not_joined_across_the_break() -> None:
    points = [("2023", 71.0, None, None), ("2024", 72.0, None, None), ("2025", 73.0, None, None)]

    chart = charts.interval_chart(points, [("2023", 75.0), ("2025", 76.0)], 0, 100, new_series_at={"2024"})

    assert chart.benchmark_trend == ()


def test_periods_are_evenly_spread_and_higher_values_lie_higher() -> None:
    chart = charts.interval_chart(YEARS, None, 0, 100)

    steps = [two.x - one.x for one, two in pairwise(chart.marks)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.02)
    last = chart.marks[-1]
    assert last.y is not None
    assert last.y_low is not None
    assert last.y_high is not None
    assert 0 < last.y_high < last.y < last.y_low < chart.height
    assert chart.left < chart.marks[0].x < last.x < chart.width


def test_a_year_known_only_for_the_benchmark_takes_its_place_in_the_order() -> None:
    chart = charts.interval_chart(YEARS[2:], [("2022", 75.0), ("2024", 76.0), ("2026", 77.0)], 0, 100)

    assert [mark.label for mark in chart.marks] == ["2022", "2024", "2025", "2026"]
    assert [mark.value for mark in chart.marks] == [None, 72.0, 73.0, None]
    assert chart.last is not None
    assert chart.last.label == "2025"


def test_the_table_says_what_the_chart_shows() -> None:
    chart = charts.interval_chart(YEARS[2:], [("2024", 76.0)], 0, 100)

    assert chart.table == (("2024", 72.0, 67.0, 77.0, 76.0), ("2025", 73.0, 69.0, 77.0, None))


def test_many_periods_keep_few_labels_and_always_the_latest_on_a_narrow_screen() -> None:
    chart = charts.interval_chart([(f"{year}", 70.0, None, None) for year in range(2010, 2022)], None, 0, 100)

    majors = [mark.label for mark in chart.marks if mark.is_major]
    assert majors == ["2011", "2013", "2015", "2017", "2019", "2021"]
    assert not chart.names_every_value
    assert not chart.has_intervals


def test_long_labels_give_way_sooner_than_short_ones() -> None:
    quarters = [f"{year} K{quarter}" for year in (2023, 2024, 2025) for quarter in (1, 2, 3, 4)]

    chart = charts.interval_chart([(quarter, 70.0, None, None) for quarter in quarters], None, 0, 100)

    assert [mark.label for mark in chart.marks if mark.is_major] == ["2023 K4", "2024 K4", "2025 K4"]
    assert not chart.names_every_period
    assert charts.interval_chart(YEARS, None, 0, 100).names_every_period


def test_a_value_is_written_clear_of_its_interval_and_of_its_benchmark() -> None:
    points = [("2022", 60.0, 55.0, 65.0), ("2023", 70.0, 65.0, 75.0), ("2024", 4.0, 0.0, 9.0)]

    chart = charts.interval_chart(points, [("2022", 70.0), ("2023", 65.0), ("2024", 70.0)], 0, 100)

    beneath, above, at_the_edge = chart.marks
    assert _is_below(beneath.y_name, beneath.y_low)
    assert _is_below(above.y_high, above.y_name)
    assert _is_below(at_the_edge.y_high, at_the_edge.y_name)


def test_a_chart_of_nothing_is_drawn_without_marks() -> None:
    chart = charts.interval_chart([], None, 0, 100)

    assert (chart.marks, chart.trend, chart.gaps) == ((), (), ())
    assert chart.last is None
    assert len(chart.ticks) == 6


def test_the_longest_bar_fills_the_width_and_the_others_follow() -> None:
    chart = charts.bars([("Bygglov", 22), ("Livsmedel", 44), ("Servering", None), ("Miljö", 0)])

    assert [bar.length for bar in chart.bars] == [50, 100, 0, 0]
    assert chart.bars[2].value is None


def test_bars_leave_room_for_their_intervals() -> None:
    chart = charts.bars([("Ja", 0.5, 0.4, 0.8)])

    assert (chart.bars[0].length, chart.bars[0].x_low, chart.bars[0].x_high) == (62.5, 50, 100)
    assert charts.bars([("Ja", 0.5, 0.4, 0.8)], top=1).bars[0].length == 50


def test_bars_of_nothing_and_of_noughts_have_no_length() -> None:
    assert charts.bars([]).bars == ()
    assert charts.bars([("Ja", 0), ("Nej", None)]).bars[0].length == 0


def test_a_negative_bar_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        charts.bars([("Ja", -1)])


def test_diverging_rows_share_a_middle_that_the_neutral_level_straddles() -> None:
    chart = charts.diverging(("Missnöjd", "Varken eller", "Nöjd"), [("A", (0.2, 0.2, 0.6)), ("B", (0.5, 0.1, 0.4))])

    for row in chart.rows:
        neutral = row.segments[1]
        assert neutral.middle == pytest.approx(chart.zero, abs=0.02)
    assert chart.rows[1].segments[0].x == 0
    assert chart.rows[0].segments[-1].x + chart.rows[0].segments[-1].length == pytest.approx(100, abs=0.02)
    assert [segment.tone for segment in chart.rows[0].segments] == [1, 3, 5]


def test_an_even_number_of_levels_meets_at_the_middle() -> None:
    chart = charts.diverging(("Nej", "Ja"), [("A", (0.25, 0.75))])

    assert chart.zero == 25
    assert [(segment.x, segment.length) for segment in chart.rows[0].segments] == [(0, 25), (25, 75)]


def test_a_row_that_may_not_be_shown_has_no_segments() -> None:
    chart = charts.diverging(("Nej", "Ja"), [("A", None)])

    assert chart.rows == (charts.DivergingRow("A", ()),)


def test_a_share_is_written_only_where_there_is_room() -> None:
    chart = charts.diverging(("Nej", "Ja"), [("A", (0.05, 0.95))])

    assert [segment.has_room for segment in chart.rows[0].segments] == [False, True]


@pytest.mark.parametrize(("names", "shares"), [("A", (1.0,)), ("ABCDEF", (0.1,) * 6), ("AB", (1.0,))])
def test_levels_that_cannot_be_stacked_are_refused(names: str, shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="two to five"):
        charts.diverging(names, [("A", shares)])


def test_a_sparkline_breaks_where_a_value_is_missing() -> None:
    spark = charts.sparkline([60, 62, None, 70, 73], width=100, height=30)

    assert len(spark.runs) == 2
    assert spark.last == (95.0, 5.0)
    assert spark.runs[0].startswith("5,25 ")


def test_a_level_sparkline_lies_in_the_middle() -> None:
    assert charts.sparkline([5, 5, 5], height=30).last == (91.0, 15.0)


def test_a_sparkline_of_nothing_is_empty() -> None:
    spark = charts.sparkline([None, None])

    assert (spark.runs, spark.last) == ((), None)


def _is_below(lower: float | None, upper: float | None) -> bool:
    """Whether ``lower`` lies further down the drawing, where places are larger."""
    return lower is not None and upper is not None and lower > upper
