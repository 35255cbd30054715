from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.statistics.micro import cell_of_steps, micro_index
from surveys.statistics.sample import Cell, Design, pooled

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
STEPS = st.dictionaries(st.integers(1, 5), st.integers(0, 60))


def test_the_five_steps_are_nought_to_a_hundred() -> None:
    for step, index in ((1, 0), (2, 25), (3, 50), (4, 75), (5, 100)):
        assert cell_of_steps("mikro_hjalp", {step: 3}).mean == index


def test_thirty_answers_have_an_index_and_twenty_nine_have_none() -> None:
    found = micro_index("mikro_hjalp", [cell_of_steps("disk", {5: 20, 3: 10})])
    assert found.found is not None
    assert (found.n, found.found.design) == (30, Design.SELF_SELECTED)
    assert found.found.estimate == pytest.approx(250 / 3)
    assert found.found.low is not None
    assert found.found.low < 250 / 3
    few = micro_index("mikro_hjalp", [cell_of_steps("disk", {5: 20, 3: 9})])
    assert (few.n, few.found, few.is_too_few) == (29, None, True)
    assert micro_index("mikro_hjalp", []).is_too_few


def test_answers_of_several_doors_are_alike() -> None:
    doors = [Cell.of("chatt", [100, 75] * 10), Cell.of("disk", [50] * 15)]
    assert micro_index("mikro_hjalp", doors).found == pooled(doors)


@pytest.mark.parametrize("counts", [{0: 1}, {6: 1}, {3: -1}])
def test_answers_that_are_not_on_the_scale_are_refused(counts: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"scale|negative"):
        cell_of_steps("a", counts)


@given(STEPS)
def test_counts_of_steps_are_the_scores_one_by_one(counts: dict[int, int]) -> None:
    found = cell_of_steps("a", counts, 400)
    each = Cell.of("a", [(step - 1) * 25.0 for step, n in counts.items() for _ in range(n)], 400)
    assert (found.n, found.population) == (each.n, each.population)
    assert (found.total, found.total_of_squares) == pytest.approx((each.total, each.total_of_squares), **CLOSE)
    index = micro_index("a", [found])
    assert index.is_too_few == (found.n < 30)
    if index.found is not None and index.found.estimate is not None:
        assert 0 <= index.found.estimate <= 100
