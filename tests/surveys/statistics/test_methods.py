import math

import pytest

from surveys.statistics.methods import CURRENT, METHODS, Method, method, with_fixed_weights


def test_every_version_has_a_key_of_its_own_and_is_found_by_it() -> None:
    assert len({known.key for known in METHODS}) == len(METHODS)
    assert all(method(known.key) is known for known in METHODS)
    assert CURRENT in METHODS


def test_an_unknown_version_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        method("nki-0")


@pytest.mark.parametrize(("items", "least"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_at_least_half_of_a_factor_is_answered(items: int, least: int) -> None:
    assert CURRENT.least_answered("bemotande", items) == least


def test_at_least_two_of_the_three_overall_questions_are_answered() -> None:
    assert CURRENT.least_answered("nki", 3) == 2


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_version_says_in_words_how_areas_are_weighted(language: str) -> None:
    known = (*METHODS, with_fixed_weights("nki-1-fixed", {"bygglov": 3, "brandskydd": 1}))
    words = [version.in_words(language) for version in known]
    assert len(set(words)) == len(known)
    assert all(sentence.endswith(".") for sentences in words for sentence in sentences)


def test_fixed_weights_are_printed_as_shares() -> None:
    fixed = with_fixed_weights("nki-1-fixed", {"bygglov": 3, "brandskydd": 1})
    assert "Områdena har fasta vikter: brandskydd 25 %, bygglov 75 %." in fixed.in_words("sv")


def test_the_words_follow_the_numbers() -> None:
    stricter = Method("test", nki_least_answered=3, total_min=25)
    words = " ".join(stricter.in_words("sv"))
    assert "minst 3 av de 3" in words
    assert "minst 25 svar" in words


def test_fixed_weights_without_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="fixed"):
        Method("test", area_weighting="fixed")
    with pytest.raises(ValueError, match="fixed"):
        Method("test", fixed_weights=(("bygglov", 1.0),))


@pytest.mark.parametrize("weights", [{"a": -1.0}, {"a": 0.0}, {"a": math.nan}])
def test_weights_that_are_no_weights_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        with_fixed_weights("test", weights)


def test_an_area_with_two_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="two fixed weights"):
        Method("test", area_weighting="fixed", fixed_weights=(("a", 1.0), ("a", 2.0)))
