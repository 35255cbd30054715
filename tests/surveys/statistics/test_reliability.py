import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.statistics.reliability import ItemSums, alpha
from tests.surveys.statistics.summing import sums_of

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
ROWS = st.lists(st.tuples(*[st.integers(1, 10).map(float)] * 3), min_size=30, max_size=45)


def items_of(rows: Sequence[tuple[float, ...]]) -> ItemSums:
    return ItemSums(tuple(f"q{i}" for i in range(len(rows[0]))), *sums_of(rows))


@pytest.mark.parametrize(("measure", "name"), [("nki", "nki"), ("bem", "bemotande"), ("til", "tillganglighet")])
def test_alpha_agrees_with_r(answers: Any, insikt: dict[str, Any], measure: str, name: str) -> None:
    rows = [tuple(items) for year in ("2024", "2025") for items in answers.items(year, measure) if None not in items]
    expected, found = insikt["cronbach_complete_cases_both_periods"][name], alpha(items_of(rows))
    assert found.n == expected["n"]
    assert found.alpha == pytest.approx(expected["raw_alpha"], **CLOSE)
    assert found.is_low == (expected["raw_alpha"] < 0.7)
    assert not found.is_too_few


def test_fewer_than_thirty_complete_answers_have_no_alpha() -> None:
    rows = [(float(i % 10), float(i % 7)) for i in range(30)]
    assert alpha(items_of(rows)).alpha is not None
    few = alpha(items_of(rows[:29]))
    assert (few.alpha, few.n, few.is_low, few.is_too_few) == (None, 29, False, True)
    assert alpha(ItemSums(("a", "b"), 0, (0.0, 0.0), ((0.0, 0.0), (0.0, 0.0)))).is_too_few


def test_items_that_say_the_same_have_alpha_one() -> None:
    assert alpha(items_of([(float(i % 9),) * 4 for i in range(40)])).alpha == pytest.approx(1)


@pytest.mark.parametrize(
    "rows",
    [
        [(7.1, 8.3)] * 40,  # Nobody differs.
        [(float(i % 9),) for i in range(40)],  # One item only.
        [(float(i % 9), 10.0 - i % 9) for i in range(40)],  # The items cancel each other.
    ],
)
def test_where_alpha_has_no_meaning_there_is_none(rows: list[tuple[float, ...]]) -> None:
    found = alpha(items_of(rows))
    assert (found.alpha, found.is_low, found.is_too_few) == (None, False, False)


@pytest.mark.parametrize(
    ("sums", "products"),
    [
        ((math.nan, 1.0), ((1.0, 1.0), (1.0, 1.0))),
        ((1.0, 1.0), ((1.0, math.inf), (1.0, 1.0))),
        ((1.0,), ((1.0,),)),
        ((1.0, 1.0), ((1.0, 1.0),)),
        ((1.0, 1.0), ((1.0, 1.0), (2.0, 1.0))),
        ((90.0, 1.0), ((1.0, 1.0), (1.0, 1.0))),
    ],
)
def test_sums_that_no_answers_have_are_refused(sums: Any, products: Any) -> None:
    with pytest.raises(ValueError, match=r"finite|one sum|mirror|variable"):
        ItemSums(("a", "b"), 40, sums, products)
    with pytest.raises(ValueError, match="negative"):
        ItemSums(("a",), -1, (1.0,), ((1.0,),))


@given(ROWS, st.floats(-20, 20), st.floats(0.1, 10))
def test_alpha_is_at_most_one_and_the_same_on_any_scale_and_in_any_order(
    rows: list[tuple[float, ...]], shift: float, times: float
) -> None:
    found = alpha(items_of(rows)).alpha
    moved = alpha(items_of([tuple(value * times + shift for value in row[::-1]) for row in rows[::-1]])).alpha
    assert (found is None) == (moved is None)
    if found is not None:
        assert found <= 1 + 1e-9
        assert moved == pytest.approx(found, rel=1e-5, abs=1e-5)
