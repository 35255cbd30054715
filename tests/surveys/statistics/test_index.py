import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.statistics.index import Band, band, index, score, service

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
STEPS = st.integers(1, 10)
ITEMS = st.lists(st.none() | STEPS, max_size=6)
FACTORS = ("information", "kompetens", "rattssakerhet", "effektivitet")


@pytest.mark.parametrize("period", ["2024", "2025"])
@pytest.mark.parametrize("least", [1, 2, 3])
def test_the_index_agrees_with_r_however_many_items_must_be_answered(
    answers: Any, insikt: dict[str, Any], period: str, least: int
) -> None:
    scores = answers.scores(period, least=least)
    mean = math.fsum(scores) / len(scores)
    assert mean == pytest.approx(insikt[f"period_{period}"][f"index_min_answered_{least}"], **CLOSE)


@pytest.mark.parametrize("period", ["2024", "2025"])
def test_the_index_of_question_means_agrees_with_r(answers: Any, insikt: dict[str, Any], period: str) -> None:
    questions = zip(*answers.items(period, "nki"), strict=True)
    means = [math.fsum(kept) / len(kept) for column in questions if (kept := [v for v in column if v is not None])]
    found = index(math.fsum(means) / len(means), 1, 10)
    assert found == pytest.approx(insikt[f"period_{period}"]["index_by_question_means"], **CLOSE)


@pytest.mark.parametrize("period", ["2024", "2025"])
def test_as_many_are_scored_as_in_r(answers: Any, insikt: dict[str, Any], period: str) -> None:
    expected = insikt[f"period_{period}"]
    assert len(answers.items(period, "nki")) == expected["n_rows"]
    assert len(answers.scores(period)) == expected["n_scored"]


def test_the_ends_of_a_scale_are_0_and_100() -> None:
    assert (index(1, 1, 10), index(10, 1, 10)) == (0, 100)
    assert [index(step, 1, 5) for step in range(1, 6)] == [0, 25, 50, 75, 100]


def test_an_index_of_85_is_a_mean_of_about_8_7() -> None:
    assert index(8.65, 1, 10) == pytest.approx(85)


@pytest.mark.parametrize(("value", "low", "high"), [(0, 1, 10), (11, 1, 10), (5, 10, 1), (1, 1, 1)])
def test_an_answer_outside_its_scale_is_refused(value: float, low: float, high: float) -> None:
    with pytest.raises(ValueError, match="scale"):
        index(value, low, high)


def test_an_answer_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        score([5, math.nan, 7], 1, 10, 2)


def test_one_answer_outside_the_scale_is_not_hidden_by_the_others() -> None:
    with pytest.raises(ValueError, match="scale"):
        score([0, 10, 10], 1, 10, 2)


def test_too_few_answered_items_give_no_score() -> None:
    assert score([8, None, None], 1, 10, 2) is None
    assert score([8, 9, None], 1, 10, 2) == pytest.approx(750 / 9)
    assert score([], 1, 10, 0) is None


def test_service_is_the_mean_of_the_four_factors_that_have_a_score() -> None:
    assert service({"information": 60, "kompetens": 80, "rattssakerhet": None, "effektivitet": 100}) == 80


def test_service_needs_two_of_its_four_factors() -> None:
    assert service({"information": 60}) is None
    assert service({"bemotande": 90, "tillganglighet": 80, "information": 60}) is None


@pytest.mark.parametrize(
    ("published", "word"),
    [
        (100, Band.MYCKET_HOGT),
        (80, Band.MYCKET_HOGT),
        (79, Band.HOGT),
        (70, Band.HOGT),
        (69, Band.GODKANT),
        (62, Band.GODKANT),
        (61, Band.LAGT),
        (50, Band.LAGT),
        (49, Band.MYCKET_LAGT),
        (0, Band.MYCKET_LAGT),
    ],
)
def test_a_published_index_has_a_word(published: int, word: Band) -> None:
    assert band(published) is word


@pytest.mark.parametrize("published", [-1, 101])
def test_what_is_no_index_has_no_word(published: int) -> None:
    with pytest.raises(ValueError, match="index"):
        band(published)


@given(ITEMS, st.integers(0, 4))
def test_a_score_lies_on_the_scale_and_between_its_items(items: list[int | None], least: int) -> None:
    found = score(items, 1, 10, least)
    answered = [index(item, 1, 10) for item in items if item is not None]
    if found is None:
        assert len(answered) < max(least, 1)
    else:
        assert 0 <= found <= 100
        assert min(answered) - 1e-9 <= found <= max(answered) + 1e-9


@given(ITEMS)
def test_vet_ej_does_not_move_a_score(items: list[int | None]) -> None:
    assert score([*items, None], 1, 10, 1) == score(items, 1, 10, 1)


@given(st.lists(st.floats(0.1, 0.9), min_size=1, max_size=9))
def test_float_noise_never_puts_a_mean_outside_its_scale(items: list[float]) -> None:
    found = score([max(items)] * 3, min(items) - 0.1, max(items), 1)
    assert found == pytest.approx(100)


@given(st.lists(st.tuples(*[st.floats(0, 100)] * 4), min_size=1, max_size=30))
def test_with_all_four_factors_service_is_the_mean_of_the_factor_indices(people: list[tuple[float, ...]]) -> None:
    scores = [service(dict(zip(FACTORS, person, strict=True))) for person in people]
    by_person = math.fsum(value for value in scores if value is not None) / len(people)
    by_factor = math.fsum(math.fsum(column) / len(people) for column in zip(*people, strict=True)) / 4
    assert by_person == pytest.approx(by_factor, **CLOSE)
