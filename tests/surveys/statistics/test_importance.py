import math
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.statistics.importance import (
    Importance,
    Moments,
    NotDivisible,
    Quadrant,
    Reason,
    TooFew,
    dividing_lines,
    priority,
    relative_weights,
)
from surveys.statistics.index import score
from tests.surveys.statistics.summing import sums_of

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
SIX = ("information", "tillganglighet", "bemotande", "kompetens", "rattssakerhet", "effektivitet")


def invented(seed: int, n: int = 90, factors: int = 6) -> list[list[float]]:
    """Factor scores that go together, and an outcome that goes with them, the first ones most."""
    draw = random.Random(seed)
    rows = []
    for _ in range(n):
        mood = draw.gauss(0, 12)
        scores = [60 + mood + draw.gauss(0, 10 + 2 * i) for i in range(factors)]
        pull = math.fsum(score * (factors - i) for i, score in enumerate(scores)) / (factors * (factors + 1) / 2)
        rows.append([*scores, pull + draw.gauss(0, 9)])
    return rows


def moments_of(rows: list[list[float]], names: tuple[str, ...] = SIX) -> Moments:
    return Moments((*names, "nki"), *sums_of(rows))


def importance_of(moments: Moments) -> Importance:
    found = relative_weights(moments, "nki")
    assert isinstance(found, Importance)
    return found


def by_singular_values(rows: list[list[float]]) -> list[float]:
    """Johnson's own way: the nearest uncorrelated variables from the singular vectors of the standardised scores."""
    table = np.array(rows)
    standard = (table - table.mean(axis=0)) / table.std(axis=0) / math.sqrt(len(rows))
    x, y = standard[:, :-1], standard[:, -1]
    left, values, right = np.linalg.svd(x, full_matrices=False)
    nearest = left @ right
    slopes, loadings = nearest.T @ y, right.T @ np.diag(values) @ right
    return [float(weight) for weight in (loadings**2) @ (slopes**2)]


@pytest.mark.parametrize("seed", range(5))
def test_relative_weights_are_those_of_the_singular_values(seed: int) -> None:
    rows = invented(seed)
    found = importance_of(moments_of(rows))
    assert list(found.weights.values()) == pytest.approx(by_singular_values(rows), **CLOSE)
    assert tuple(found.weights) == SIX
    assert found.n == 90


def test_the_weights_add_up_to_what_r_says_is_explained(answers: Any, insikt: dict[str, Any]) -> None:
    scores = {
        measure: [score(items, 1, 10, 2) for year in ("2024", "2025") for items in answers.items(year, measure)]
        for measure in ("bem", "til", "nki")
    }
    rows = [list(row) for row in zip(*scores.values(), strict=True) if None not in row]
    expected = insikt["effect_ols"]
    found = importance_of(moments_of(rows, ("bem", "til")))
    assert found.n == expected["n"]
    assert found.r2 == pytest.approx(expected["r2"], **CLOSE)
    assert math.fsum(found.weights.values()) == pytest.approx(expected["r2"], **CLOSE)
    assert found.weights["bem"] > found.weights["til"]


def test_for_uncorrelated_factors_a_weight_is_the_squared_correlation() -> None:
    rows = [[a, b, 3 * a + b + c] for a in (-1.0, 1.0) for b in (-1.0, 1.0) for c in (-2.0, 2.0)] * 8
    found = importance_of(moments_of(rows, ("a", "b")))
    # The variances of 3a, b and c are 9, 1 and 4.
    assert found.weights == pytest.approx({"a": 9 / 14, "b": 1 / 14}, **CLOSE)
    assert found.shares == pytest.approx({"a": 0.9, "b": 0.1}, **CLOSE)


def test_one_factor_has_all_that_is_explained() -> None:
    rows = [[score, nki] for *_, score, nki in invented(1)]
    found = importance_of(moments_of(rows, ("effektivitet",)))
    assert found.r2 == pytest.approx(float(np.corrcoef(np.array(rows).T)[0, 1]) ** 2, **CLOSE)
    assert found.shares == {"effektivitet": 1}


def test_fewer_than_sixty_complete_answers_have_no_effects() -> None:
    rows = invented(2, 60)
    assert isinstance(relative_weights(moments_of(rows), "nki"), Importance)
    assert relative_weights(moments_of(rows[:59]), "nki") == TooFew(59, 60)
    nobody = Moments(("a", "nki"), 0, (0.0, 0.0), ((0.0, 0.0), (0.0, 0.0)))
    assert relative_weights(nobody, "nki") == TooFew(0)


def test_factors_that_cannot_be_told_apart_are_named() -> None:
    rows = invented(3)
    same = [[*row[:5], row[0], row[6]] for row in rows]
    assert relative_weights(moments_of(same), "nki") == NotDivisible(
        90, Reason.COLLINEAR, ("information", "effektivitet")
    )
    total = [[*row[:5], row[1] + row[2], row[6]] for row in rows]
    assert relative_weights(moments_of(total), "nki") == NotDivisible(
        90, Reason.COLLINEAR, ("tillganglighet", "bemotande", "effektivitet")
    )


def test_a_factor_or_an_outcome_without_spread_is_named() -> None:
    rows = invented(4)
    flat = [[70.0 / 3, *row[1:]] for row in rows]
    assert relative_weights(moments_of(flat), "nki") == NotDivisible(90, Reason.CONSTANT, ("information",))
    alike = [[*row[:6], 80.0] for row in rows]
    assert relative_weights(moments_of(alike), "nki") == NotDivisible(90, Reason.CONSTANT, ("nki",))


def test_an_outcome_that_goes_with_nothing_is_not_divided() -> None:
    rows = [[a, b] for a in (-1.0, 1.0) for b in (-1.0, 1.0)] * 20
    assert relative_weights(moments_of(rows, ("a",)), "nki") == NotDivisible(80, Reason.UNRELATED, ("a",))


def test_names_and_sums_must_fit_each_other() -> None:
    moments = moments_of(invented(5))
    for wrong in (("nki",) * 7, SIX):
        with pytest.raises(ValueError, match="name"):
            replace(moments, names=wrong)
    with pytest.raises(ValueError, match="among the names"):
        relative_weights(moments, "service")
    with pytest.raises(ValueError, match="among the names"):
        relative_weights(Moments(("nki",), 70, (1.0,), ((1.0,),)), "nki")


@pytest.mark.parametrize(
    "products", [((1, 0.9, -0.9), (0.9, 1, 0.9), (-0.9, 0.9, 1)), ((1, 0, 1), (0, 1, 1), (1, 1, 1))]
)
def test_products_that_no_answers_have_are_refused(products: Any) -> None:
    scaled = tuple(tuple(100.0 * value for value in row) for row in products)
    with pytest.raises(ValueError, match="no answers"):
        relative_weights(Moments(("a", "b", "nki"), 100, (0.0, 0.0, 0.0), scaled), "nki")


@given(st.integers(0, 10**6), st.integers(2, 6), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_weights_add_up_and_do_not_mind_order_or_scale(seed: int, factors: int, shuffler: random.Random) -> None:
    rows = invented(seed, 70, factors)
    names = SIX[:factors]
    found = importance_of(moments_of(rows, names))
    assert min(found.weights.values()) >= 0
    assert 0 <= found.r2 <= 1
    assert math.fsum(found.weights.values()) == pytest.approx(found.r2, **CLOSE)
    assert math.fsum(found.shares.values()) == pytest.approx(1)
    order = list(range(factors))
    shuffler.shuffle(order)
    moved = [[*(row[i] * (i + 1) / 10 - 50 for i in order), 90 - row[-1] / 2] for row in rows]
    again = importance_of(moments_of(moved, tuple(names[i] for i in order)))
    assert dict(again.weights) == pytest.approx(dict(found.weights), rel=1e-6, abs=1e-9)


def test_each_field_of_the_matrix_is_named_by_index_and_effect() -> None:
    indices = {"information": 80.0, "bemotande": 82.0, "kompetens": 60.0, "effektivitet": 58.0}
    effects = {"information": 0.1, "bemotande": 0.4, "kompetens": 0.05, "effektivitet": 0.45}
    assert dividing_lines(indices, effects) == (70, 0.25)
    assert priority(indices, effects) == {
        "information": Quadrant.BEVARA,
        "bemotande": Quadrant.FORBATTRA_OM_MOJLIGT,
        "kompetens": Quadrant.LAGRE_PRIORITET,
        "effektivitet": Quadrant.PRIORITERA,
    }


def test_on_the_line_counts_as_high_and_no_factors_make_no_matrix() -> None:
    effects = dict.fromkeys(SIX, 0.1 + 0.2)
    assert set(priority(dict.fromkeys(SIX, 200 / 3), effects).values()) == {Quadrant.FORBATTRA_OM_MOJLIGT}
    assert (priority({}, {}), dividing_lines({}, {})) == ({}, None)


def test_indices_and_effects_must_be_of_the_same_factors_and_be_numbers() -> None:
    with pytest.raises(ValueError, match="same factors"):
        priority({"a": 70.0}, {"b": 0.2})
    for index, effect in ((math.nan, 0.2), (70.0, math.inf)):
        with pytest.raises(ValueError, match="finite"):
            priority({"a": index}, {"a": effect})


@given(st.dictionaries(st.sampled_from(SIX), st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=2))
def test_raising_every_index_alike_moves_no_factor(factors: dict[str, tuple[float, float]]) -> None:
    indices = {name: round(index, 3) for name, (index, _) in factors.items()}
    effects = {name: round(effect, 3) for name, (_, effect) in factors.items()}
    found = priority(indices, effects)
    assert found == priority({name: index + 8 for name, index in indices.items()}, effects)
    assert found.keys() == factors.keys()
    best = max(indices.values())
    assert all(
        found[name] in (Quadrant.BEVARA, Quadrant.FORBATTRA_OM_MOJLIGT)
        for name, index in indices.items()
        if index == best
    )
