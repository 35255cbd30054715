import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.statistics.weighted import Weighted, weighted_mean, weighted_share
from surveys.statistics.weighting import (
    CannotWeight,
    Weighting,
    collapsed,
    kish,
    poststratified,
    raked,
    to_population,
    trimmed,
    unweighted,
)

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
RAKED: Any = {"rel": 1e-6, "abs": 1e-6}
WEIGHTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=40)
PEOPLE = st.lists(
    st.tuples(st.sampled_from("KM"), st.sampled_from("abc"), st.none() | st.integers(0, 4).map(lambda x: x * 25.0)),
    min_size=12,
    max_size=60,
).map(lambda people: [*people, *((sex, age, 50.0) for sex in "KM" for age in "abc")])
MARGIN = st.floats(100, 5000)


def all_weightings(citizens: Any) -> dict[str, Weighting]:
    fitted = raked(citizens.groupings, citizens.margins)
    return {
        "unweighted": unweighted(len(citizens.sexes)),
        "raked": fitted,
        "poststratified": poststratified(*citizens.crossed),
        "raked_weights_as_given": Weighting(fitted.weights),
    }


def test_raked_weights_agree_with_r(citizens: Any, weighting_expected: dict[str, Any]) -> None:
    weights = raked(citizens.groupings, citizens.margins).weights
    by_cell = dict(zip(zip(citizens.sexes, citizens.ages, strict=True), weights, strict=True))
    mean = weighting_expected["N"] / weighting_expected["n"]
    for row in weighting_expected["raked_weights"]:
        found = by_cell[row["kon"], row["alder"]]
        assert [found, found / mean] == pytest.approx([row["weight"], row["relative"]], **RAKED)


def test_poststratified_weights_agree_with_r(citizens: Any, weighting_expected: dict[str, Any]) -> None:
    weights = poststratified(*citizens.crossed).weights
    by_cell = dict(zip(zip(citizens.sexes, citizens.ages, strict=True), weights, strict=True))
    counts = Counter(zip(citizens.sexes, citizens.ages, strict=True))
    mean = weighting_expected["N"] / weighting_expected["n"]
    for row in weighting_expected["poststrat_weights"]:
        found = by_cell[row["kon"], row["alder"]]
        assert [found, found / mean] == pytest.approx([row["weight"], row["relative"]], **CLOSE)
        assert counts[row["kon"], row["alder"]] == row["n"]


def test_raked_margins_are_the_population(citizens: Any, weighting_expected: dict[str, Any]) -> None:
    found = raked(citizens.groupings, citizens.margins)
    for labels, expected in zip(found.groupings, weighting_expected["check_margins"].values(), strict=True):
        sums: Counter[str] = Counter()
        for label, weight in zip(labels, found.weights, strict=True):
            sums[label] += weight  # type: ignore[assignment]
        assert dict(sums) == pytest.approx(expected, **RAKED)


def test_kish_agrees_with_r(citizens: Any, weighting_expected: dict[str, Any]) -> None:
    weightings = all_weightings(citizens)
    for name, close in (("raked", RAKED), ("poststrat", CLOSE)):
        expected = weighting_expected[f"kish_{name}"]
        found = kish(weightings["raked" if name == "raked" else "poststratified"].weights)
        assert [found.deff, found.n_eff, found.least_relative, found.most_relative] == pytest.approx(
            [expected[key] for key in ("deff_w", "n_eff", "min_rel", "max_rel")], **close
        )


@pytest.mark.parametrize("name", ["unweighted", "raked", "poststratified", "raked_weights_as_given"])
def test_a_weighted_mean_agrees_with_r(citizens: Any, weighting_expected: dict[str, Any], name: str) -> None:
    expected, close = weighting_expected["index5"][name], RAKED if name.startswith("raked") else CLOSE
    found = weighted_mean(citizens.grades, all_weightings(citizens)[name])
    assert found.n == expected["n"]
    assert [found.estimate, found.se, found.low, found.high] == pytest.approx(
        [expected["estimate"], expected["se"], *expected["ci95"]], **close
    )


@pytest.mark.parametrize("name", ["unweighted", "raked", "poststratified", "raked_weights_as_given"])
def test_a_weighted_share_agrees_with_r(citizens: Any, weighting_expected: dict[str, Any], name: str) -> None:
    expected = weighting_expected["andel_positiva_exkl_vet_inte"][name]
    close = RAKED if name.startswith("raked") else CLOSE
    weighting = all_weightings(citizens)[name]
    found = weighted_share(citizens.positive, weighting)
    assert found.n == expected["n"]
    assert [found.estimate, found.se, found.low, found.high] == pytest.approx(
        [expected["p"], expected["se"], *expected["ci95_logit"]], **close
    )
    plain = weighted_mean([None if said is None else float(said) for said in citizens.positive], weighting)
    assert [plain.low, plain.high] == pytest.approx(expected["ci95_wald"], **close)


def test_weighting_to_the_population_is_raking_when_every_group_is_large_enough(citizens: Any) -> None:
    assert to_population(citizens.groupings, citizens.margins) == raked(citizens.groupings, citizens.margins)


def test_fewer_than_fifty_are_not_weighted(citizens: Any) -> None:
    few = {name: labels[:49] for name, labels in citizens.groupings.items()}
    with pytest.raises(CannotWeight, match="50"):
        to_population(few, citizens.margins)
    with pytest.raises(CannotWeight, match="50"):
        to_population({}, {})


def test_a_small_group_is_taken_together_with_its_smaller_neighbour() -> None:
    labels = ["16-29"] * 9 + ["30-49"] * 3 + ["50-64"] * 7 + ["65+"] * 20
    population = {"16-29": 100.0, "30-49": 200.0, "50-64": 300.0, "65+": 400.0}
    found, people = collapsed(labels, population)
    assert people == {"16-29": 100, "30-49/50-64": 500, "65+": 400}
    assert Counter(found) == {"16-29": 9, "30-49/50-64": 10, "65+": 20}


def test_a_group_without_answers_is_taken_together_too() -> None:
    _, people = collapsed(["b"] * 9 + ["c"] * 9, {"a": 10.0, "b": 20.0, "c": 30.0})
    assert people == {"a/b": 30, "c": 30}


def test_when_all_groups_are_small_one_is_left() -> None:
    found, people = collapsed(["a", "b"], {"a": 10.0, "b": 20.0})
    assert (set(found), people) == ({"a/b"}, {"a/b": 30})


def test_no_weight_is_left_far_from_the_others(citizens: Any) -> None:
    sexes = ("K",) * 95 + ("M",) * 5
    ages = ("ung", "gammal") * 50
    margins = {"kon": {"K": 500.0, "M": 500.0}, "alder": {"ung": 500.0, "gammal": 500.0}}
    found = to_population({"kon": sexes, "alder": ages}, margins)
    uneven = kish(found.weights)
    assert uneven.most_relative == pytest.approx(3)
    assert math.fsum(found.weights) == pytest.approx(1000)


def test_trim_limits_must_have_one_between_them() -> None:
    with pytest.raises(ValueError, match="limits"):
        trimmed(unweighted(3), 1.5, 3)


def test_margins_with_different_totals_are_refused() -> None:
    with pytest.raises(CannotWeight, match="total"):
        raked({"a": ["x", "y"], "b": ["u", "v"]}, {"a": {"x": 1, "y": 1}, "b": {"u": 2, "v": 2}})


def test_margins_that_cannot_be_met_together_are_refused() -> None:
    labels = {"a": ["x", "x", "y"], "b": ["u", "u", "v"]}
    with pytest.raises(CannotWeight, match="met together"):
        raked(labels, {"a": {"x": 10, "y": 90}, "b": {"u": 90, "v": 10}})


@pytest.mark.parametrize(
    ("labels", "population", "reason"),
    [
        (["x", "z"], {"x": 1.0}, "no 'z'"),
        (["x"], {"x": 1.0, "y": 1.0}, "nobody answered from 'y'"),
        (["x", "y"], {"x": 1.0, "y": 0.0}, "no 'y'"),
    ],
)
def test_groups_without_people_on_either_side_are_refused(
    labels: list[str], population: dict[str, float], reason: str
) -> None:
    with pytest.raises(CannotWeight, match=reason):
        poststratified(labels, population)


def test_a_label_outside_the_population_is_never_collapsed_away() -> None:
    with pytest.raises(CannotWeight, match="no 'z'"):
        collapsed(["a", "z"], {"a": 1.0})


def test_raking_needs_variables_with_margins_and_respondents() -> None:
    for groupings, margins in (({}, {}), ({"a": ["x"]}, {}), ({"a": []}, {"a": {}})):
        with pytest.raises(CannotWeight):
            raked(groupings, margins)
    with pytest.raises(CannotWeight, match="one label each"):
        raked({"a": ["x", "x"], "b": ["u"]}, {"a": {"x": 1}, "b": {"u": 1}})


@pytest.mark.parametrize("weights", [(math.nan, 1.0), (1.0, math.nan), (-1.0, 1.0), (0.0, 0.0)])
def test_weights_that_are_no_weights_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="weight"):
        Weighting(weights)
    with pytest.raises(ValueError, match="weight"):
        kish(weights)


def test_a_grouping_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="one label"):
        Weighting((1.0, 1.0), (("a",),))


def test_nobody_and_one_respondent_give_no_interval() -> None:
    assert weighted_mean([], unweighted(0)) == Weighted(None, None, None, None, 0)
    assert weighted_mean([None, None], unweighted(2)) == Weighted(None, None, None, None, 0)
    assert weighted_mean([70, None], unweighted(2)) == Weighted(70, None, None, None, 1)
    assert weighted_share([True], unweighted(1)) == Weighted(1, None, None, None, 1)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_an_answer_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        weighted_mean([50, value], unweighted(2))


def test_answers_and_weights_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="one weight"):
        weighted_mean([50, 60], unweighted(3))


def test_when_everybody_says_yes_the_interval_still_tells_how_few_they_were() -> None:
    found = weighted_share([True] * 10, unweighted(10))
    assert (found.estimate, found.se, found.high) == (1, 0, 1)
    assert found.low is not None
    assert 0.6 < found.low < 0.8


def test_equal_answers_have_no_error(citizens: Any) -> None:
    found = weighted_mean([70.0] * len(citizens.sexes), raked(citizens.groupings, citizens.margins))
    assert found.estimate == pytest.approx(70)
    assert found.se == pytest.approx(0, abs=1e-9)


@given(WEIGHTS)
def test_the_effective_number_of_answers_is_never_more_than_the_answers(weights: list[float]) -> None:
    found = kish(weights)
    assert 1 - 1e-9 <= found.n_eff <= len(weights) + 1e-9
    assert found.deff * found.n_eff == pytest.approx(len(weights))
    assert found.least_relative <= 1 + 1e-9
    assert found.most_relative >= 1 - 1e-9


@given(WEIGHTS, st.floats(0.01, 100))
def test_the_size_of_the_population_does_not_change_kish(weights: list[float], times: float) -> None:
    assert kish([weight * times for weight in weights]).n_eff == pytest.approx(kish(weights).n_eff)


@given(WEIGHTS)
def test_trimming_keeps_the_sum_and_the_limits(weights: list[float]) -> None:
    found = trimmed(Weighting(tuple(weights)))
    assert math.fsum(found.weights) == pytest.approx(math.fsum(weights))
    uneven = kish(found.weights)
    assert uneven.least_relative >= 0.3 - 1e-9
    assert uneven.most_relative <= 3 + 1e-9


@given(PEOPLE, MARGIN, st.lists(MARGIN, min_size=3, max_size=3))
@settings(max_examples=50)
def test_raked_weights_meet_every_margin_and_hold_the_mean_between_answers(
    people: list[tuple[str, str, float | None]], women: float, ages: list[float]
) -> None:
    whole = women + 1000
    margins = {
        "kon": {"K": women, "M": 1000.0},
        "alder": {age: share / math.fsum(ages) * whole for age, share in zip("abc", ages, strict=True)},
    }
    labels = {"kon": [sex for sex, _, _ in people], "alder": [age for _, age, _ in people]}
    found = raked(labels, margins)
    assert min(found.weights) > 0
    for name, margin in margins.items():
        for label, count in margin.items():
            met = math.fsum(w for w, own in zip(found.weights, labels[name], strict=True) if own == label)
            assert met == pytest.approx(count)
    mean = weighted_mean([grade for _, _, grade in people], found)
    assert mean.estimate is not None
    assert mean.low is not None
    assert mean.high is not None
    assert 0 <= mean.estimate <= 100
    assert mean.low <= mean.estimate <= mean.high


@given(PEOPLE, st.floats(0.1, 10), st.floats(-50, 50))
def test_shift_and_scale_move_a_weighted_mean_and_only_scale_its_error(
    people: list[tuple[str, str, float | None]], times: float, shift: float
) -> None:
    weighting = poststratified([age for _, age, _ in people], {"a": 500, "b": 300, "c": 200})
    grades = [grade for _, _, grade in people]
    found = weighted_mean(grades, weighting)
    moved = weighted_mean([None if grade is None else grade * times + shift for grade in grades], weighting)
    assert found.estimate is not None
    assert found.se is not None
    assert moved.estimate == pytest.approx(found.estimate * times + shift, **CLOSE)
    assert moved.se == pytest.approx(found.se * times, rel=1e-7, abs=1e-7)


@given(PEOPLE)
def test_without_weights_a_mean_is_the_mean_of_those_who_answered(people: list[tuple[str, str, float | None]]) -> None:
    answered = [grade for _, _, grade in people if grade is not None]
    found = weighted_mean([grade for _, _, grade in people], unweighted(len(people)))
    assert found.n == len(answered)
    assert found.estimate == pytest.approx(math.fsum(answered) / len(answered), **CLOSE)


@given(st.lists(st.tuples(st.none() | st.booleans(), st.floats(0.1, 10)), min_size=2, max_size=40))
def test_a_weighted_share_lies_in_its_interval_and_on_the_scale(people: list[tuple[bool | None, float]]) -> None:
    found = weighted_share([said for said, _ in people], Weighting(tuple(weight for _, weight in people)))
    if found.low is not None and found.high is not None and found.estimate is not None:
        assert 0 <= found.low <= found.estimate <= found.high <= 1
