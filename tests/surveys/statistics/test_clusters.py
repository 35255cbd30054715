import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.intervals import t_interval
from surveys.statistics.clusters import ClusterSums
from surveys.statistics.improvement import difference
from surveys.statistics.methods import METHODS, method
from surveys.statistics.sample import Cell, Clusters, estimate, pooled, srs, stratified

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
SCORES = st.integers(0, 54).map(lambda step: step * 100 / 54)
CUSTOMERS = st.lists(st.lists(SCORES, min_size=1, max_size=5), min_size=2, max_size=12)
AREAS = st.lists(CUSTOMERS, min_size=1, max_size=4)


def clustered(key: str, customers: list[list[float]], population: int | None = None) -> Cell:
    pairs = [(str(i), score) for i, scores in enumerate(customers) for score in scores]
    return ClusterSums.of(key, pairs, population).cell()


def linearised(customers: list[list[float]]) -> tuple[float, float]:
    """The mean, and ``m / (m - 1) sum (t_c - mean n_c)^2 / n^2``, straight from the lists."""
    n, m = sum(len(scores) for scores in customers), len(customers)
    mean = math.fsum(score for scores in customers for score in scores) / n
    squares = math.fsum((math.fsum(scores) - mean * len(scores)) ** 2 for scores in customers)
    return mean, m / (m - 1) * squares / n**2


def test_a_customer_with_several_answers_is_one_of_those_who_were_asked() -> None:
    # By hand: the customers' sums about the mean 70 are 30, -30 and 0, so 3/2 * 1800 / 36 = 75.
    found = srs(clustered("a", [[80, 90], [60, 50], [70, 70]]), fpc=False)
    interval = t_interval(70, math.sqrt(75), 2)
    assert (found.estimate, found.n, found.df) == (70, 6, 2)
    assert [found.se, found.low, found.high] == pytest.approx([math.sqrt(75), interval.low, interval.high], **CLOSE)


def test_answers_of_unknown_customers_each_count_by_themselves() -> None:
    known = ClusterSums.of("a", [("x", 80), ("x", 90), ("y", 60), ("z", 50)])
    assert ClusterSums.of("a", [(None, 60), ("x", 80), (None, 50), ("x", 90)]) == known
    assert (known.clusters, known.n, known.n_squared) == (3, 4, 6)


def test_answers_that_customers_repeat_make_the_figure_no_more_certain() -> None:
    once = [[40.0], [55.0], [90.0], [70.0], [65.0]]
    twice = [scores * 2 for scores in once]
    assert clustered("a", twice).variance_of_mean == pytest.approx(clustered("a", once).variance_of_mean)
    assert srs(clustered("a", twice)).df == 4


def test_one_customer_alone_has_a_mean_and_no_interval() -> None:
    found = srs(clustered("a", [[80, 60, 70]], 10))
    assert (found.estimate, found.n, found.se, found.low, found.df) == (70, 3, None, None, None)


def test_an_area_with_one_customer_is_taken_together_with_another() -> None:
    found = stratified([clustered("a", [[80, 90, 70]], 10), clustered("b", [[50, 40], [60]], 20)])
    assert found.collapsed == (("a", "b"),)
    assert found.df == 2


def test_a_cell_with_customers_and_one_without_go_together() -> None:
    cells = [clustered("a", [[80, 90], [60]]), Cell.of("b", [50, 40])]
    assert pooled(cells, fpc=False).se == pytest.approx(
        pooled([clustered("all", [[80, 90], [60], [50], [40]])], fpc=False).se, **CLOSE
    )


def test_answers_all_alike_have_no_error_whoever_gave_them() -> None:
    third = 200 / 3
    assert clustered("a", [[third] * 7, [third], [third] * 3]).variance_of_mean == 0


def test_a_change_is_judged_by_customers_and_not_by_their_answers() -> None:
    before, after = [[60.0] * 6, [40.0] * 6, [55.0] * 6], [[70.0] * 6, [58.0] * 6, [66.0] * 6]
    by_customers = difference([clustered("a", before, 30)], [clustered("a", after, 30)])
    by_answers = difference(
        [Cell.of("a", [score for scores in before for score in scores], 30)],
        [Cell.of("a", [score for scores in after for score in scores], 30)],
    )
    once = difference(
        [Cell.of("a", [scores[0] for scores in before], 30)], [Cell.of("a", [scores[0] for scores in after], 30)]
    )
    assert (by_customers.n_earlier, by_customers.n_later) == (18, 18)
    assert [by_customers.diff, by_customers.se, by_customers.df, by_customers.p] == pytest.approx(
        [once.diff, once.se, once.df, once.p], **CLOSE
    )
    assert by_answers.p is not None
    assert by_customers.p is not None
    assert by_answers.p < 0.05 < by_customers.p


@pytest.mark.parametrize(
    "sums",
    [
        {"clusters": 5},  # More customers than answers.
        {"n_squared": 3},  # Smaller than the number of answers.
        {"clusters": 2},  # Two customers with four answers have squares of at least eight.
        {"total_squared": 10.0},  # Less than what the total asks for.
        {"n_total": 1e6},
        {"clusters": -1},
        {"total_squared": math.nan},
        {"n_total": math.inf},
    ],
)
def test_sums_that_no_customers_have_are_refused(sums: dict[str, Any]) -> None:
    right = ClusterSums.of("a", [("x", 80), ("x", 90), ("y", 60), ("z", 50)])
    assert right.cell().units == 3
    with pytest.raises(ValueError, match=r"negative|clusters|finite"):
        replace(right, **sums).cell()


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_customers_score_that_is_no_number_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        ClusterSums.of("a", [("x", score)])


def test_an_area_without_customers_is_empty() -> None:
    cell = ClusterSums.of("a", [], 12).cell()
    assert (cell.n, cell.units, cell.mean, cell.variance_of_mean) == (0, 0, None, None)
    assert cell.clusters == Clusters(0, 0, 0.0, 0.0)


@given(AREAS)
def test_areas_of_customers_are_linearised_area_by_area(areas: list[list[list[float]]]) -> None:
    cells = [clustered(f"area{i}", customers, 100 * (i + 1)) for i, customers in enumerate(areas)]
    whole = math.fsum(100 * (i + 1) for i in range(len(areas)))
    mean, variance = 0.0, 0.0
    for i, customers in enumerate(areas):
        area_mean, area_variance = linearised(customers)
        mean += 100 * (i + 1) / whole * area_mean
        variance += (100 * (i + 1) / whole) ** 2 * area_variance
    found = stratified(cells, fpc=False)
    assert found.estimate == pytest.approx(mean, **CLOSE)
    assert found.se == pytest.approx(math.sqrt(variance), rel=1e-7, abs=1e-5)
    assert found.df == sum(len(customers) for customers in areas) - len(areas)


@given(
    st.lists(st.tuples(st.lists(SCORES, max_size=12), st.integers(0, 60)), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from(METHODS),
)
def test_when_every_customer_answered_once_everything_is_as_without_customers(
    areas: list[tuple[list[float], int]], fpc: bool, known: Any
) -> None:
    plain = [Cell.of(f"area{i}", scores, len(scores) + more) for i, (scores, more) in enumerate(areas)]
    each = [
        clustered(f"area{i}", [[score] for score in scores], len(scores) + more)
        for i, (scores, more) in enumerate(areas)
    ]
    one, other = estimate(plain, known, fpc=fpc), estimate(each, known, fpc=fpc)
    assert replace(one, se=None, low=None, high=None) == replace(other, se=None, low=None, high=None)
    for a, b in ((one.se, other.se), (one.low, other.low), (one.high, other.high)):
        assert (a is None) == (b is None)
        if a is not None:
            assert a == pytest.approx(b, rel=1e-7, abs=1e-5)


@given(CUSTOMERS, CUSTOMERS)
def test_the_order_and_the_names_of_customers_do_not_matter(
    before: list[list[float]], after: list[list[float]]
) -> None:
    pooled_method = method("nki-1-pooled")
    one = difference([clustered("a", before)], [clustered("a", after)], pooled_method)
    other = difference([clustered("a", before[::-1])], [clustered("a", after[::-1])], pooled_method)
    assert (one.diff, one.se, one.df) == pytest.approx((other.diff, other.se, other.df), rel=1e-6, abs=1e-6)
