import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.intervals import z_interval
from surveys.statistics.methods import CURRENT, METHODS, method, with_fixed_weights
from surveys.statistics.sample import Cell, Design, Estimate, estimate, pooled, srs, stratified

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
PERIODS = pytest.mark.parametrize("period", ["2024", "2025"])
# Scores as respondents give them: means of a few answers on ten steps.
SCORES = st.integers(0, 54).map(lambda step: step * 100 / 54)
LISTS = st.lists(SCORES, min_size=2, max_size=30)
AREAS = st.lists(st.tuples(st.lists(SCORES, max_size=12), st.integers(0, 60)), min_size=1, max_size=6)


def cells_of(areas: list[tuple[list[float], int]], *, counted: bool = True) -> list[Cell]:
    return [
        Cell.of(f"area{i}", scores, len(scores) + more if counted else None) for i, (scores, more) in enumerate(areas)
    ]


def agrees(found: Estimate, expected: dict[str, Any]) -> None:
    assert found.estimate is not None
    assert found.se is not None
    assert [found.estimate, found.se] == pytest.approx([expected["estimate"], expected["se"]], **CLOSE)


def limits_agree(found: Estimate, t: dict[str, Any] | None, z: dict[str, Any] | None) -> None:
    if t:
        assert [found.low, found.high] == pytest.approx(t["ci95"], **CLOSE)
    if z:
        assert found.estimate is not None
        assert found.se is not None
        normal = z_interval(found.estimate, found.se)
        assert [normal.low, normal.high] == pytest.approx(z["ci95"], **CLOSE)


@PERIODS
def test_a_simple_sample_agrees_with_r(answers: Any, insikt: dict[str, Any], period: str) -> None:
    expected, cell = insikt[f"period_{period}"], answers.cell(period)
    for fpc, name in ((True, "srs_fpc"), (False, "srs_nofpc")):
        found = srs(cell, fpc=fpc)
        agrees(found, expected[f"{name}_t"])
        agrees(found, expected[f"{name}_z"])
        limits_agree(found, expected[f"{name}_t"], expected[f"{name}_z"])
        assert (found.n, found.population, found.df) == (expected["n_scored"], expected["N"], expected["df"])
        assert found.sd == pytest.approx(expected["sd"], **CLOSE)


@PERIODS
def test_a_stratified_sample_agrees_with_r(answers: Any, insikt: dict[str, Any], period: str) -> None:
    expected, cells = insikt[f"period_{period}"], answers.cells(period)
    found = stratified(cells)
    agrees(found, expected["stratified_fpc_t"])
    agrees(found, expected["stratified_fpc_z"])
    limits_agree(found, expected["stratified_fpc_t"], expected["stratified_fpc_z"])
    assert (found.df, found.n, found.population) == (expected["stratified_df"], expected["n_scored"], expected["N"])
    without = stratified(cells, fpc=False)
    agrees(without, expected["stratified_nofpc_z"])
    limits_agree(without, None, expected["stratified_nofpc_z"])


@PERIODS
def test_every_area_agrees_with_r(answers: Any, insikt: dict[str, Any], period: str) -> None:
    cells = {cell.key: cell for cell in answers.cells(period)}
    for expected in insikt[f"period_{period}"]["area"]:
        found = srs(cells[expected["area"]])
        assert (found.n, found.population) == (expected["n"], expected["N"])
        assert [found.estimate, found.se, found.sd] == pytest.approx(
            [expected["mean"], expected["se_fpc"], expected["sd"]], **CLOSE
        )


@PERIODS
def test_the_factors_agree_with_r(answers: Any, insikt: dict[str, Any], period: str) -> None:
    for measure in ("bem", "til"):
        expected = insikt[f"period_{period}"][f"factor_{measure}"]
        found = srs(answers.cell(period, measure))
        assert found.n == expected["n"]
        agrees(found, expected)
        limits_agree(found, None, expected)


@PERIODS
def test_the_plain_mean_of_areas_agrees_with_r(answers: Any, insikt: dict[str, Any], period: str) -> None:
    found = estimate(answers.cells(period), method("nki-1-plain-mean"))
    assert found.estimate == pytest.approx(insikt[f"period_{period}"]["unweighted_area_mean"], **CLOSE)
    assert found.design is Design.PLAIN_MEAN
    errors = [(row["se_fpc"] / 4) ** 2 for row in insikt[f"period_{period}"]["area"]]
    assert found.se == pytest.approx(math.sqrt(math.fsum(errors)), **CLOSE)


def test_a_sample_in_two_periods_agrees_with_r(better_answers: Any, improvement: dict[str, Any]) -> None:
    found = {year: srs(better_answers.cell(year)) for year in ("2024", "2025")}
    for year, one in found.items():
        assert one.n == improvement["n"][year]
        assert [one.estimate, one.sd] == pytest.approx([improvement["mean"][year], improvement["sd"][year]], **CLOSE)
    expected = improvement["fpc"]
    errors = [one.se for one in found.values() if one.se is not None]
    diff = (found["2025"].estimate or 0) - (found["2024"].estimate or 0)
    assert [diff, math.hypot(*errors)] == pytest.approx([expected["diff"], expected["se"]], **CLOSE)
    normal = z_interval(diff, math.hypot(*errors))
    assert [normal.low, normal.high] == pytest.approx(expected["ci95_z"], **CLOSE)


def test_the_method_picks_how_areas_are_weighted(answers: Any) -> None:
    cells = answers.cells("2025")
    counts = {cell.key: float(cell.population or 0) for cell in cells}
    assert estimate(cells) == stratified(cells)
    assert estimate(cells, method("nki-1-pooled")) == pooled(cells)
    fixed = estimate(cells, with_fixed_weights("test", counts))
    assert replace(fixed, design=Design.STRATIFIED) == stratified(cells)
    assert fixed.design is Design.FIXED


def test_an_area_without_a_fixed_weight_is_left_out_by_name(answers: Any) -> None:
    found = estimate(answers.cells("2025"), with_fixed_weights("test", {"bygglov": 1.0}))
    bygglov = next(cell for cell in answers.cells("2025") if cell.key == "bygglov")
    assert found.estimate == pytest.approx(bygglov.mean, **CLOSE)
    assert found.left_out == ("livsmedelskontroll", "miljo_halsoskydd", "serveringstillstand")


@pytest.mark.parametrize("known", METHODS, ids=lambda known: known.key)
def test_without_counts_of_cases_the_answers_speak_for_themselves_only(known: Any) -> None:
    found = estimate([Cell.of("a", [50, 60, 70]), Cell.of("b", [80, 90], 40)], known)
    assert (found.design, found.fpc, found.population) == (Design.SELF_SELECTED, False, None)
    assert found.estimate == pytest.approx(70)


@pytest.mark.parametrize("known", METHODS, ids=lambda known: known.key)
def test_no_answers_give_no_figure(known: Any) -> None:
    for cells in ([], [Cell.of("a", [], 12), Cell.of("b", [], 3)]):
        found = estimate(cells, known)
        assert (found.estimate, found.se, found.low, found.high, found.df, found.n) == (None,) * 5 + (0,)
    assert found.population == 15


@pytest.mark.parametrize("known", METHODS, ids=lambda known: known.key)
def test_one_answer_gives_a_mean_and_no_interval(known: Any) -> None:
    found = estimate([Cell.of("a", [80], 12), Cell.of("b", [], 3)], known)
    assert (found.estimate, found.n) == (80, 1)
    assert (found.se, found.low, found.high, found.df, found.sd) == (None,) * 5


def test_an_area_without_answers_is_left_out_by_name() -> None:
    with_it = stratified([Cell.of("a", [50, 70], 10), Cell.of("b", [80, 90, 40], 20), Cell.of("c", [], 30)])
    without = stratified([Cell.of("a", [50, 70], 10), Cell.of("b", [80, 90, 40], 20)])
    assert with_it == replace(without, left_out=("c",), population=60)


def test_an_area_with_one_answer_is_taken_together_with_the_one_most_like_it_in_size() -> None:
    found = stratified([Cell.of("a", [50, 70], 12), Cell.of("b", [80], 20), Cell.of("c", [60, 90, 30], 27)])
    merged = stratified([Cell.of("a", [50, 70], 12), Cell.of("b+c", [80, 60, 90, 30], 47)])
    assert found == replace(merged, collapsed=(("b", "c"),))


def test_areas_with_one_answer_each_are_taken_together_until_there_is_a_spread() -> None:
    found = stratified([Cell.of(key, [score], 10) for key, score in (("a", 50), ("b", 60), ("c", 90), ("d", 40))])
    assert found.collapsed == (("a", "b"), ("c", "d"))
    assert found.estimate == 60
    assert found.df == 2


def test_more_answers_than_cases_are_named_and_never_give_a_negative_variance() -> None:
    found = stratified([Cell.of("a", [50, 70, 90], 2), Cell.of("b", [80, 60, 30, 45], 20)])
    assert found.over_counted == ("a",)
    assert found.se is not None
    assert found.se > 0
    assert srs(Cell.of("a", [50, 70, 90], 2)).se == 0


def test_areas_that_all_have_a_count_of_nought_are_as_good_as_uncounted() -> None:
    found = stratified([Cell.of("a", [50, 70, 90], 0), Cell.of("b", [80, 60], 0)])
    assert found.design is Design.SELF_SELECTED
    assert found.estimate == pytest.approx(70)
    beside = stratified([Cell.of("a", [50, 70, 90], 0), Cell.of("b", [], 10)])
    assert (beside.design, beside.over_counted, beside.left_out) == (Design.SELF_SELECTED, ("a",), ("b",))


def test_equal_answers_have_no_error() -> None:
    third = 200 / 3
    found = stratified([Cell.of("a", [third] * 7, 10), Cell.of("b", [third] * 9, 20)])
    assert (found.se, found.sd) == (0, 0)
    assert found.low == found.estimate == found.high


def test_two_cells_of_one_area_are_refused() -> None:
    for design in (stratified, pooled):
        with pytest.raises(ValueError, match="same key"):
            design([Cell.of("a", [50, 60], 10), Cell.of("a", [50, 60], 10)])


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_score_that_is_no_number_is_refused(score: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Cell.of("a", [50, score])
    with pytest.raises(ValueError, match="finite"):
        Cell("a", 2, score, 1)


@pytest.mark.parametrize(
    "sums", [(-1, 0.0, 0.0, None), (2, 0.0, 0.0, -1), (2, 0.0, -1.0, None), (0, 1.0, 1.0, None), (2, 10.0, 1.0, None)]
)
def test_sums_that_no_scores_have_are_refused(sums: tuple[int, float, float, int | None]) -> None:
    with pytest.raises(ValueError, match=r"negative|scores"):
        Cell("a", *sums)


def test_an_empty_cell_has_no_mean_and_a_single_answer_no_spread() -> None:
    assert (Cell.of("a", []).mean, Cell.of("a", []).sd) == (None, None)
    assert (Cell.of("a", [70]).mean, Cell.of("a", [70]).variance) == (70, None)


@given(LISTS)
def test_sums_in_the_order_of_a_database_give_the_same_cell(scores: list[float]) -> None:
    whole, squares = 0.0, 0.0
    for score in scores:
        whole += score - 50
        squares += (score - 50) * (score - 50)
    summed, exact = Cell("a", len(scores), whole, squares), Cell.of("a", scores)
    assert [summed.mean, summed.sd] == pytest.approx([exact.mean, exact.sd], **CLOSE)


@given(AREAS, st.booleans(), st.sampled_from(METHODS))
def test_the_interval_holds_the_estimate(areas: list[tuple[list[float], int]], counted: bool, known: Any) -> None:
    found = estimate(cells_of(areas, counted=counted), known)
    assert found.n == sum(len(scores) for scores, _ in areas)
    if found.estimate is None:
        assert found.n == 0
    else:
        assert -1e-9 <= found.estimate <= 100 + 1e-9
    if found.se is None:
        assert (found.low, found.high, found.df) == (None, None, None)
    else:
        assert found.low is not None
        assert found.high is not None
        assert found.estimate is not None
        assert found.se >= 0
        assert found.low <= found.estimate <= found.high


@given(AREAS, st.booleans(), st.sampled_from(METHODS))
def test_enough_answers_always_have_an_interval(
    areas: list[tuple[list[float], int]], counted: bool, known: Any
) -> None:
    found = estimate(cells_of(areas, counted=counted), known)
    assert (found.se is None) == (found.n < 2)


@given(AREAS, st.sampled_from(METHODS))
def test_the_order_of_the_areas_does_not_matter(areas: list[tuple[list[float], int]], known: Any) -> None:
    cells = cells_of(areas)
    assert estimate(cells, known) == estimate(cells[::-1], known)


@given(AREAS, st.sampled_from(METHODS))
def test_turning_every_answer_round_turns_the_figure_round(areas: list[tuple[list[float], int]], known: Any) -> None:
    found = estimate(cells_of(areas), known)
    turned = estimate(cells_of([([100 - score for score in scores], more) for scores, more in areas]), known)
    if found.estimate is not None:
        assert turned.estimate == pytest.approx(100 - found.estimate, **CLOSE)
    assert (turned.se is None) == (found.se is None)
    if found.se is not None:
        assert turned.se == pytest.approx(found.se, rel=1e-9, abs=1e-7)


@given(LISTS, st.integers(0, 100), st.floats(0.1, 2), st.floats(-20, 20))
def test_shift_and_scale_move_the_mean_and_only_scale_the_error(
    scores: list[float], more: int, times: float, shift: float
) -> None:
    people = len(scores) + more
    found = srs(Cell.of("a", scores, people))
    moved = srs(Cell.of("a", [score * times + shift for score in scores], people))
    assert found.estimate is not None
    assert found.se is not None
    assert moved.estimate == pytest.approx(found.estimate * times + shift, **CLOSE)
    assert moved.se == pytest.approx(found.se * times, rel=1e-7, abs=1e-7)


@given(LISTS, st.integers(0, 100))
def test_one_stratum_is_a_simple_sample(scores: list[float], more: int) -> None:
    cell = Cell.of("a", scores, len(scores) + more)
    found = replace(stratified([cell]), design=Design.SRS)
    simple = srs(cell)
    assert [found.estimate, found.se, found.low] == pytest.approx([simple.estimate, simple.se, simple.low], **CLOSE)
    assert (found.df, found.n, found.population, found.fpc) == (simple.df, simple.n, simple.population, simple.fpc)


@given(st.lists(LISTS, min_size=1, max_size=5))
def test_when_everybody_answered_nothing_is_uncertain(areas: list[list[float]]) -> None:
    found = stratified([Cell.of(f"area{i}", scores, len(scores)) for i, scores in enumerate(areas)])
    everybody = [score for scores in areas for score in scores]
    assert found.se == 0
    assert found.estimate == pytest.approx(math.fsum(everybody) / len(everybody), **CLOSE)


@given(AREAS)
def test_the_correction_never_makes_a_figure_less_certain(areas: list[tuple[list[float], int]]) -> None:
    corrected, plain = estimate(cells_of(areas)), estimate(cells_of(areas), fpc=False)
    assert corrected.estimate == plain.estimate
    if corrected.se is not None and plain.se is not None:
        assert corrected.se <= plain.se


@given(st.lists(LISTS, min_size=1, max_size=5), st.integers(2, 4))
def test_with_the_same_response_rate_everywhere_weighting_changes_no_mean(areas: list[list[float]], times: int) -> None:
    cells = [Cell.of(f"area{i}", scores, len(scores) * times) for i, scores in enumerate(areas)]
    assert stratified(cells).estimate == pytest.approx(pooled(cells).estimate, **CLOSE)


def test_the_current_method_weights_by_closed_cases() -> None:
    assert CURRENT.area_weighting == "closed_cases"
