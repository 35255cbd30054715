import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.statistics.calibration import (
    Calibrated,
    CannotWeight,
    CellSums,
    Labels,
    Refusal,
    as_given,
    kish,
    poststratified,
    raked,
    to_population,
    trimmed,
)
from surveys.statistics.weighted import Weighted, weighted_mean, weighted_share
from tests.surveys.statistics.summing import cells_of

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
RAKED: Any = {"rel": 1e-6, "abs": 1e-6}
NAMES = ("unweighted", "raked", "poststratified", "raked_weights_as_given")
WEIGHTS = st.lists(st.tuples(st.floats(0.01, 100), st.integers(1, 20)), min_size=1, max_size=30)
PEOPLE = st.lists(
    st.tuples(st.sampled_from("KM"), st.sampled_from("abc"), st.none() | st.integers(0, 4).map(lambda x: x * 25.0)),
    min_size=12,
    max_size=60,
).map(lambda people: [*people, *((sex, age, 50.0) for sex in "KM" for age in "abc")])
MARGIN = st.floats(100, 5000)
Person = tuple[str, str, float | None]


def all_calibrated(citizens: Any) -> dict[str, Calibrated]:
    fitted = raked(citizens.cells, citizens.margins)
    return {
        "unweighted": alike(citizens.cells),
        "raked": fitted,
        "poststratified": poststratified(citizens.cells, citizens.people),
        "raked_weights_as_given": as_given(citizens.cells, fitted.weights),
    }


def alike(cells: list[CellSums]) -> Calibrated:
    return as_given(cells, {cell.labels: 1.0 for cell in cells})


def respondents(people: list[Person]) -> list[CellSums]:
    return cells_of([(sex, age) for sex, age, _ in people], [0.0] * len(people))


def grades(people: list[Person]) -> list[CellSums]:
    return cells_of([(sex, age) for sex, age, _ in people], [None if y is None else y - 50 for _, _, y in people])


def one_by_one(people: list[Person], weights: list[float], groupings: list[list[str]]) -> tuple[float, float]:
    """The weighted mean and its error from a list of respondents, with least squares for what the groupings explain."""
    w = np.array(weights)
    answered = np.array([y is not None for _, _, y in people])
    y = np.array([0.0 if y is None else y for _, _, y in people])
    whole = (w * answered).sum()
    mean = (w * answered * y).sum() / whole
    left = np.where(answered, (y - mean) / whole, 0.0)
    if groupings:
        dummies = np.column_stack([[float(label == own) for label in g] for g in groupings for own in sorted(set(g))])
        left = left - dummies @ np.linalg.lstsq(dummies, left, rcond=None)[0]
    parts = w * left
    n = len(people)
    return float(mean), math.sqrt(n / (n - 1) * float(((parts - parts.mean()) ** 2).sum()))


def raked_one_by_one(people: list[Person], margins: dict[str, dict[str, float]]) -> list[float]:
    """One weight a respondent, by multiplying a hundred times over."""
    weights = np.ones(len(people))
    for _ in range(100):
        for i, margin in enumerate(margins.values()):
            for label, count in margin.items():
                own = np.array([person[i] == label for person in people])
                weights[own] *= count / weights[own].sum()
    return [float(weight) for weight in weights]


@pytest.mark.parametrize(("name", "expected"), [("raked", "raked"), ("poststratified", "poststrat")])
def test_weights_and_their_unevenness_agree_with_r(
    citizens: Any, weighting_expected: dict[str, Any], name: str, expected: str
) -> None:
    found, close = all_calibrated(citizens)[name], RAKED if name == "raked" else CLOSE
    mean = weighting_expected["N"] / weighting_expected["n"]
    for row in weighting_expected[f"{expected}_weights"]:
        weight = found.weights[row["kon"], row["alder"]]
        assert [weight, weight / mean] == pytest.approx([row["weight"], row["relative"]], **close)
        assert found.counts[row["kon"], row["alder"]] == row["n"]
    uneven = weighting_expected[f"kish_{expected}"]
    assert [found.n / found.n_eff, found.n_eff, found.least_relative, found.most_relative] == pytest.approx(
        [uneven[key] for key in ("deff_w", "n_eff", "min_rel", "max_rel")], **close
    )
    assert (found.n, found.left_out, found.merged) == (weighting_expected["n"], 0, ())


def test_raked_margins_are_the_population(citizens: Any, weighting_expected: dict[str, Any]) -> None:
    found = raked(citizens.cells, citizens.margins)
    for i, expected in enumerate(weighting_expected["check_margins"].values()):
        met: dict[str, float] = {}
        for labels, weight in found.weights.items():
            met[labels[i]] = met.get(labels[i], 0) + weight * found.counts[labels]
        assert met == pytest.approx(expected, **RAKED)


@pytest.mark.parametrize("name", NAMES)
def test_a_weighted_mean_agrees_with_r(citizens: Any, weighting_expected: dict[str, Any], name: str) -> None:
    expected, close = weighting_expected["index5"][name], RAKED if name.startswith("raked") else CLOSE
    cells = cells_of(citizens.labels, [None if grade is None else grade - 50 for grade in citizens.grades])
    found = weighted_mean(cells, all_calibrated(citizens)[name])
    assert found.n == expected["n"]
    assert [found.estimate, found.se, found.low, found.high] == pytest.approx(
        [expected["estimate"], expected["se"], *expected["ci95"]], **close
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_weighted_share_agrees_with_r(citizens: Any, weighting_expected: dict[str, Any], name: str) -> None:
    expected = weighting_expected["andel_positiva_exkl_vet_inte"][name]
    close = RAKED if name.startswith("raked") else CLOSE
    calibrated = all_calibrated(citizens)[name]
    cells = cells_of(citizens.labels, [None if said is None else float(said) for said in citizens.positive])
    found = weighted_share(cells, calibrated)
    assert found.n == expected["n"]
    assert [found.estimate, found.se, found.low, found.high] == pytest.approx(
        [expected["p"], expected["se"], *expected["ci95_logit"]], **close
    )
    plain = weighted_mean(cells, calibrated, 0.0)
    assert [plain.low, plain.high] == pytest.approx(expected["ci95_wald"], **close)


def test_weighting_to_the_population_is_raking_when_every_group_is_large_enough(citizens: Any) -> None:
    assert to_population(citizens.cells, citizens.margins) == raked(citizens.cells, citizens.margins)


def test_those_who_did_not_tell_their_group_are_left_out_and_counted(citizens: Any) -> None:
    shy = [CellSums(("", "30-49"), 7), CellSums(("K", ""), 2)]
    found = to_population([*citizens.cells, *shy], citizens.margins)
    assert found == replace(to_population(citizens.cells, citizens.margins), left_out=9)
    answers = [CellSums(("K", "30-49"), 3, 30.0, 300.0), CellSums(("", "30-49"), 4, -200.0, 10_000.0)]
    assert weighted_mean(answers, found).estimate == pytest.approx(60)


def test_fewer_than_fifty_are_not_weighted(citizens: Any) -> None:
    few = cells_of(citizens.labels[:49], [0.0] * 49)
    for cells, margins in ((few, citizens.margins), ([*few, CellSums(("", "65+"), 40)], citizens.margins), ([], {})):
        with pytest.raises(CannotWeight, match="50") as refused:
            to_population(cells, margins)
        assert refused.value.refusal is Refusal.FOR_FA_SVAR


def one_variable(counts: dict[str, int], population: dict[str, float]) -> Calibrated:
    return to_population([CellSums((label,), n) for label, n in counts.items()], {"alder": population})


def test_a_small_group_is_taken_together_with_its_smaller_neighbour() -> None:
    found = one_variable(
        {"16-29": 29, "30-49": 3, "50-64": 7, "65+": 20}, {"16-29": 290, "30-49": 40, "50-64": 60, "65+": 210}
    )
    assert found.merged == (("30-49", "50-64"),)
    assert found.weights == pytest.approx({("16-29",): 10, ("30-49",): 10, ("50-64",): 10, ("65+",): 10.5})
    assert set(found.groupings[0].values()) == {"16-29", "30-49/50-64", "65+"}


def test_a_group_without_answers_is_taken_together_too() -> None:
    found = one_variable({"b": 30, "c": 30}, {"a": 30, "b": 30, "c": 30})
    assert found.merged == (("a", "b"),)
    assert found.weights == pytest.approx({("b",): 2, ("c",): 1})


def test_when_all_groups_but_one_are_small_one_is_left() -> None:
    found = one_variable({"a": 4, "b": 60, "c": 3}, {"a": 10, "b": 20, "c": 30})
    assert found.merged == (("a", "b", "c"),)
    assert found.most_relative == pytest.approx(1)
    assert found.n_eff == pytest.approx(67)


def test_no_weight_is_left_far_from_the_others() -> None:
    cells = [CellSums(("K", "ung"), 48), CellSums(("K", "gammal"), 47), CellSums(("M", "ung"), 5)]
    margins = {"kon": {"K": 500.0, "M": 500.0}, "alder": {"ung": 700.0, "gammal": 300.0}}
    found = to_population(cells, margins)
    assert found.most_relative == pytest.approx(3)
    assert math.fsum(weight * found.counts[labels] for labels, weight in found.weights.items()) == pytest.approx(1000)


def test_trim_limits_must_have_one_between_them() -> None:
    with pytest.raises(ValueError, match="limits"):
        trimmed({("a",): 1.0}, {("a",): 3}, 1.5, 3)


X: Labels = ("x",)
Y: Labels = ("y",)


@pytest.mark.parametrize(
    ("refusal", "counts", "margins"),
    [
        (Refusal.OLIKA_SUMMOR, {("x", "u"): 1, ("y", "v"): 1}, {"a": {"x": 1, "y": 1}, "b": {"u": 2, "v": 2}}),
        (Refusal.GAR_INTE_IHOP, {("x", "u"): 2, ("y", "v"): 1}, {"a": {"x": 10, "y": 90}, "b": {"u": 90, "v": 10}}),
        (Refusal.OKAND_GRUPP, {X: 1, ("z",): 1}, {"a": {"x": 1.0}}),
        (Refusal.OKAND_GRUPP, {X: 1, Y: 1}, {"a": {"x": 1.0, "y": 0.0}}),
        (Refusal.TOM_GRUPP, {X: 1}, {"a": {"x": 1.0, "y": 1.0}}),
        (Refusal.FOR_FA_SVAR, {}, {"a": {"x": 1.0}}),
        (Refusal.FOR_FA_SVAR, {(): 1}, {}),
    ],
)
def test_raking_says_why_answers_cannot_be_brought_to_the_population(
    refusal: Refusal, counts: dict[tuple[str, ...], int], margins: dict[str, dict[str, float]]
) -> None:
    with pytest.raises(CannotWeight) as refused:
        raked([CellSums(labels, n) for labels, n in counts.items()], margins)
    assert refused.value.refusal is refusal


def test_a_cell_of_the_population_without_answers_refuses_poststratification() -> None:
    for refusal, population in ((Refusal.TOM_GRUPP, {X: 1.0, Y: 1.0}), (Refusal.OKAND_GRUPP, {Y: 1.0})):
        with pytest.raises(CannotWeight) as refused:
            poststratified([CellSums(X, 9)], population)
        assert refused.value.refusal is refusal


def test_a_label_outside_the_population_is_never_taken_together_away() -> None:
    with pytest.raises(CannotWeight, match="no 'z'"):
        one_variable({"a": 60, "z": 1}, {"a": 10})


def test_cells_must_be_told_apart_and_have_a_label_for_every_margin() -> None:
    with pytest.raises(ValueError, match="same labels"):
        raked([CellSums(X, 1), CellSums(X, 2)], {"a": {"x": 1}})
    with pytest.raises(ValueError, match="one label"):
        raked([CellSums(X, 1)], {"a": {"x": 1}, "b": {"u": 1}})
    with pytest.raises(ValueError, match="same labels"):
        weighted_mean([CellSums(X, 1), CellSums(X, 2)], alike([CellSums(X, 5)]))


@pytest.mark.parametrize(
    "sums", [(-1, 0.0, 0.0), (2, math.nan, 1.0), (2, 1.0, math.inf), (2, 0.0, -1.0), (0, 1.0, 1.0), (2, 10.0, 1.0)]
)
def test_sums_that_no_answers_have_are_refused(sums: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match=r"negative|values|finite"):
        CellSums(X, *sums)


@pytest.mark.parametrize("weights", [(math.nan, 1.0), (1.0, math.nan), (-1.0, 1.0), (0.0, 0.0)])
def test_weights_that_are_no_weights_are_refused(weights: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        as_given([CellSums(X, 2), CellSums(Y, 3)], dict(zip((X, Y), weights, strict=True)))
    with pytest.raises(ValueError, match="population"):
        poststratified([CellSums(X, 2)], {X: math.nan} if math.isnan(weights[0]) else {X: -1.0})


def test_nobody_and_one_respondent_give_no_interval() -> None:
    two = alike([CellSums(X, 2)])
    assert weighted_mean([], two) == Weighted(None, None, None, None, 0)
    assert weighted_mean([CellSums(X, 1, 20, 400)], two) == Weighted(70, None, None, None, 1)
    assert weighted_share([CellSums(X, 1, 1, 1)], two) == Weighted(1, None, None, None, 1)


def test_more_answers_than_respondents_are_refused() -> None:
    with pytest.raises(ValueError, match="more answered"):
        weighted_mean([CellSums(X, 3)], alike([CellSums(X, 2)]))


def test_a_share_needs_counts_of_those_who_said_yes() -> None:
    for total, squares in ((2.0, 3.0), (-1.0, 1.0)):
        with pytest.raises(ValueError, match="said yes"):
            weighted_share([CellSums(X, 5, total, squares)], alike([CellSums(X, 5)]))


def test_when_everybody_says_yes_the_interval_still_tells_how_few_they_were() -> None:
    found = weighted_share([CellSums(X, 10, 10, 10)], alike([CellSums(X, 10)]))
    assert (found.estimate, found.se, found.high) == (1, 0, 1)
    assert found.low is not None
    assert 0.6 < found.low < 0.8


def test_equal_answers_have_no_error(citizens: Any) -> None:
    found = weighted_mean(cells_of(citizens.labels, [20.1] * 88), raked(citizens.cells, citizens.margins))
    assert found.estimate == pytest.approx(70.1)
    assert found.se == pytest.approx(0, abs=1e-9)


@given(WEIGHTS, st.floats(0.01, 100))
def test_the_effective_number_of_answers_is_never_more_than_the_answers(
    weights: list[tuple[float, int]], times: float
) -> None:
    found, n = kish(weights), sum(count for _, count in weights)
    assert 1 - 1e-9 <= found.n_eff <= n + 1e-9
    assert found.deff * found.n_eff == pytest.approx(n)
    assert found.least_relative <= 1 + 1e-9
    assert found.most_relative >= 1 - 1e-9
    assert kish([(weight * times, count) for weight, count in weights]).n_eff == pytest.approx(found.n_eff)
    each = kish([(weight, 1) for weight, count in weights for _ in range(count)])
    assert (each.n_eff, each.most_relative) == pytest.approx((found.n_eff, found.most_relative))


@given(WEIGHTS)
def test_trimming_keeps_the_sum_and_the_limits(weights: list[tuple[float, int]]) -> None:
    counts: dict[Labels, int] = {(str(i),): count for i, (_, count) in enumerate(weights)}
    found = trimmed({(str(i),): weight for i, (weight, _) in enumerate(weights)}, counts)
    kept = [(found[labels], count) for labels, count in counts.items()]
    assert math.fsum(w * n for w, n in kept) == pytest.approx(math.fsum(w * n for w, n in weights))
    assert kish(kept).least_relative >= 0.3 - 1e-9
    assert kish(kept).most_relative <= 3 + 1e-9


@given(PEOPLE, MARGIN, st.lists(MARGIN, min_size=3, max_size=3))
@settings(max_examples=50)
def test_cells_give_what_respondents_one_by_one_would(people: list[Person], women: float, ages: list[float]) -> None:
    whole = women + 1000
    margins = {
        "kon": {"K": women, "M": 1000.0},
        "alder": {age: share / math.fsum(ages) * whole for age, share in zip("abc", ages, strict=True)},
    }
    found = raked(respondents(people), margins)
    weights = raked_one_by_one(people, margins)
    assert [found.weights[sex, age] for sex, age, _ in people] == pytest.approx(weights, rel=1e-6)
    groupings = [[sex for sex, _, _ in people], [age for _, age, _ in people]]
    crossed: dict[Labels, float] = {(sex, age): count * whole for count, (sex, age) in enumerate(found.counts, 1)}
    fits: tuple[tuple[Calibrated, list[float], list[list[str]]], ...] = (
        (found, [found.weights[person[:2]] for person in people], groupings),
        (as_given(respondents(people), found.weights), weights, []),
        (
            poststratified(respondents(people), crossed),
            [crossed[person[:2]] / found.counts[person[:2]] for person in people],
            [[sex + age for sex, age, _ in people]],
        ),
    )
    for calibrated, each, explained in fits:
        mean = weighted_mean(grades(people), calibrated)
        assert (mean.estimate, mean.se) == pytest.approx(one_by_one(people, each, explained), rel=1e-6, abs=1e-6)


@given(PEOPLE, st.lists(st.integers(0, 30), min_size=4, max_size=4))
@settings(max_examples=50)
def test_whatever_answers_come_in_weights_keep_their_promises_or_say_why(people: list[Person], more: list[int]) -> None:
    sizes = Counter((sex, age) for sex, age, _ in people)
    sizes.update(dict(zip((("K", "d"), ("M", "d"), ("K", "a"), ("M", "b")), more, strict=True)))
    cells = [CellSums(labels, n) for labels, n in sizes.items()]
    margins = {"kon": {"K": 700.0, "M": 800.0}, "alder": {"a": 300.0, "b": 400.0, "c": 350.0, "d": 450.0}}
    n = sum(sizes.values())
    refusal = None
    try:
        found = to_population(cells, margins)
    except CannotWeight as refused:
        refusal = refused.refusal
    assert (refusal is Refusal.FOR_FA_SVAR) == (n < 50)
    if refusal is not None:
        assert refusal in (Refusal.FOR_FA_SVAR, Refusal.GAR_INTE_IHOP)
        return
    assert 50 <= n == found.n
    assert found.n_eff <= n + 1e-9
    assert 0.3 - 1e-9 <= found.least_relative <= found.most_relative <= 3 + 1e-9
    assert math.fsum(found.weights[labels] * count for labels, count in found.counts.items()) == pytest.approx(1500)
    mean = weighted_mean(grades(people), found)
    assert mean.estimate is not None
    assert mean.low is not None
    assert mean.high is not None
    assert -1e-9 <= mean.estimate <= 100 + 1e-9
    assert mean.low <= mean.estimate <= mean.high


@given(PEOPLE, st.floats(0.1, 10), st.floats(-50, 50))
def test_shift_and_scale_move_a_weighted_mean_and_only_scale_its_error(
    people: list[Person], times: float, shift: float
) -> None:
    calibrated = raked(respondents(people), {"kon": {"K": 500, "M": 500}, "alder": {"a": 500, "b": 300, "c": 200}})
    found = weighted_mean(grades(people), calibrated)
    moved = [(sex, age, None if y is None else (y - 50) * times + 50 + shift) for sex, age, y in people]
    again = weighted_mean(grades(moved), calibrated)
    assert found.estimate is not None
    assert found.se is not None
    assert again.estimate == pytest.approx((found.estimate - 50) * times + 50 + shift, **CLOSE)
    assert again.se == pytest.approx(found.se * times, rel=1e-6, abs=1e-5)


@given(
    st.dictionaries(
        st.sampled_from("abcde"),
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.floats(0.1, 10)),
        min_size=1,
    )
)
def test_a_weighted_share_lies_in_its_interval_and_on_the_scale(found: dict[str, tuple[int, int, int, float]]) -> None:
    groups = {(label,): group for label, group in found.items() if sum(group[:3])}
    if not groups:
        return
    cells = [CellSums(labels, yes + no, yes, yes) for labels, (yes, no, _, _) in groups.items()]
    everybody = [CellSums(labels, yes + no + silent) for labels, (yes, no, silent, _) in groups.items()]
    calibrated = as_given(everybody, {labels: weight for labels, (_, _, _, weight) in groups.items()})
    share = weighted_share(cells, calibrated)
    assert share.n == sum(cell.n for cell in cells)
    if share.low is not None and share.high is not None and share.estimate is not None:
        assert 0 <= share.low <= share.estimate <= share.high <= 1
