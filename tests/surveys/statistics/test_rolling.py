import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import one_before
from surveys.statistics.clusters import ClusterSums
from surveys.statistics.rolling import last_twelve, merged
from surveys.statistics.sample import Cell, stratified

QUARTERS = ("2025-K1", "2025-K2", "2025-K3", "2025-K4", "2026-K1")
SCORES = st.integers(0, 54).map(lambda step: step * 100 / 54)
PERIOD = st.dictionaries(st.sampled_from("abc"), st.tuples(st.lists(SCORES, max_size=6), st.integers(0, 9)))


def test_four_quarters_make_the_last_twelve_months() -> None:
    assert last_twelve(QUARTERS, "2026-K1") == ("2025-K2", "2025-K3", "2025-K4", "2026-K1")
    assert last_twelve(QUARTERS, "2025-K4") == QUARTERS[:4]


def test_months_half_years_and_tertials_do_too() -> None:
    months = [f"{year}-M{month:02d}" for year in (2025, 2026) for month in range(1, 13)]
    found = last_twelve(months, "2026-M04")
    assert found is not None
    assert (found[0], found[-1], len(found)) == ("2025-M05", "2026-M04", 12)
    assert last_twelve(["2026-H1", "2025-H2", "2025-H1"], "2026-H1") == ("2025-H2", "2026-H1")
    assert last_twelve(["2025-T3", "2026-T1", "2026-T2"], "2026-T2") == ("2025-T3", "2026-T1", "2026-T2")


@pytest.mark.parametrize("latest", ["2026", "2026-V09", "2026-K5", "2026-pilot", "2025-K3", "0000-K1"])
def test_a_whole_year_a_hole_and_other_parts_of_years_make_none(latest: str) -> None:
    assert last_twelve([*QUARTERS[1:], "2025", "2026", latest], latest) is None


def test_populations_of_the_periods_are_added_unless_one_is_unknown() -> None:
    first = [Cell.of("a", [50, 60], 10), Cell.of("b", [70, 80], 5)]
    second = [Cell.of("b", [90], None), Cell.of("a", [40], 7)]
    assert merged([first, second]) == (Cell.of("a", [50, 60, 40], 17), Cell.of("b", [70, 80, 90], None))
    assert merged([first, [Cell.of("c", [], None)]])[2].population is None
    assert merged([]) == ()


def test_customers_stay_clusters_when_periods_are_merged() -> None:
    first = ClusterSums.of("a", [("x", 50), ("x", 60)], 10).cell()
    (found,) = merged([[first], [Cell.of("a", [70], 5)]])
    assert (found.n, found.units, found.population) == (3, 2, 15)


def test_two_cells_of_one_area_in_a_period_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        merged([[Cell.of("a", [50], 10), Cell.of("a", [60], 10)]])


@given(st.lists(PERIOD, max_size=4))
def test_merged_periods_are_as_if_all_had_answered_in_one(periods: list[dict[str, tuple[list[float], int]]]) -> None:
    found = merged([[Cell.of(key, scores, len(scores) + more) for key, (scores, more) in p.items()] for p in periods])
    together: dict[str, list[Any]] = {}
    for period in periods:
        for key, (scores, more) in period.items():
            scores_and_count = together.setdefault(key, [[], 0])
            scores_and_count[0] += scores
            scores_and_count[1] += len(scores) + more
    at_once = [Cell.of(key, scores, count) for key, (scores, count) in sorted(together.items())]
    assert [(cell.key, cell.n, cell.population) for cell in found] == [(c.key, c.n, c.population) for c in at_once]
    one, other = stratified(found), stratified(at_once)
    assert (one.estimate is None) == (other.estimate is None)
    if one.estimate is not None and other.estimate is not None:
        assert math.isclose(one.estimate, other.estimate, rel_tol=1e-9)


@given(st.integers(1, 9998), st.sampled_from([("H", 2), ("T", 3), ("K", 4), ("M", 12)]), st.integers(1, 12))
def test_the_last_twelve_months_follow_each_other_to_the_end(year: int, kind: tuple[str, int], number: int) -> None:
    letter, parts = kind
    width = len(str(parts))
    every = [f"{y:04d}-{letter}{i:0{width}d}" for y in (year - 1, year) for i in range(1, parts + 1)]
    latest = every[parts + (number - 1) % parts]
    found = last_twelve(every, latest)
    assert found is not None
    assert len(set(found)) == parts
    assert found[-1] == latest
    assert all(one_before(later) == earlier for earlier, later in pairwise(found))
