import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.comparisons import Sample, one_sample, welch
from core.statistics.distributions import normal_two_sided
from core.statistics.intervals import z_interval
from surveys.statistics.improvement import Difference, Evidence, Verdict, against_benchmark, difference, verdict
from surveys.statistics.methods import METHODS, method
from surveys.statistics.sample import Cell, srs, stratified

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
SCORES = st.integers(0, 54).map(lambda step: step * 100 / 54)
PERIOD = st.dictionaries(
    st.sampled_from("abcd"), st.tuples(st.lists(SCORES, max_size=10), st.integers(0, 30)), min_size=1
)


def cells_of(period: dict[str, tuple[list[float], int]]) -> list[Cell]:
    return [Cell.of(key, scores, len(scores) + more) for key, (scores, more) in period.items()]


def change(diff: float, p: float, n: int = 60, left_out_weight: float = 0.0) -> Difference:
    return Difference(diff, 3.0, 100.0, p, diff - 6, diff + 6, n, n, n, n, (), left_out_weight)


def sample(cell: Cell) -> Sample:
    assert cell.mean is not None
    assert cell.sd is not None
    return Sample(cell.mean, cell.sd, cell.n)


def test_welch_on_the_answers_agrees_with_r(answers: Any, insikt: dict[str, Any]) -> None:
    expected = insikt["difference"]["welch"]
    found = welch(sample(answers.cell("2024")), sample(answers.cell("2025")))
    assert [found.diff, found.se, found.t, found.df, found.p] == pytest.approx(
        [expected[key] for key in ("diff", "se", "t", "df", "p")], **CLOSE
    )
    assert [found.low, found.high] == pytest.approx(expected["ci95"], **CLOSE)


def test_a_change_of_one_stratum_is_welch_in_r(answers: Any, insikt: dict[str, Any]) -> None:
    expected = insikt["difference"]["welch"]
    found = difference(answers.cells("2024"), answers.cells("2025"), method("nki-1-pooled"))
    assert [found.diff, found.se, found.df, found.p, found.low, found.high] == pytest.approx(
        [expected[key] for key in ("diff", "se", "df", "p")] + expected["ci95"], **CLOSE
    )


def test_a_certain_improvement_agrees_with_r(better_answers: Any, improvement: dict[str, Any]) -> None:
    expected = improvement["welch"]
    found = difference([better_answers.cell("2024")], [better_answers.cell("2025")])
    assert [found.diff, found.se, found.df, found.low, found.high] == pytest.approx(
        [expected[key] for key in ("diff", "se", "df")] + expected["ci95"], **CLOSE
    )
    assert found.p == pytest.approx(expected["p"], rel=1e-9)
    assert verdict({"nki": found}).components[0].verdict is Verdict.FORBATTRAD


def test_a_change_at_the_later_mix_agrees_with_r(answers: Any, insikt: dict[str, Any]) -> None:
    expected = insikt["difference"]["standardised_2025_mix_nofpc"]
    found = difference(answers.cells("2024"), answers.cells("2025"))
    assert found.diff is not None
    assert found.se is not None
    assert [found.diff, found.se] == pytest.approx([expected["diff"], expected["se"]], **CLOSE)
    z = found.diff / found.se
    assert [z, normal_two_sided(z)] == pytest.approx([expected["z"], expected["p_z"]], **CLOSE)
    normal = z_interval(found.diff, found.se)
    assert [normal.low, normal.high] == pytest.approx(expected["ci95_z"], **CLOSE)
    assert (found.n_earlier, found.n_later, found.left_out, found.left_out_weight) == (56, 62, (), 0)
    whole = sum(cell.population for cell in answers.cells("2025"))
    assert {cell.key: cell.population / whole for cell in answers.cells("2025")} == pytest.approx(
        expected["weights"], **CLOSE
    )


def test_a_change_with_each_periods_own_mix_agrees_with_r(answers: Any, insikt: dict[str, Any]) -> None:
    for fpc, name in ((True, "stratified_fpc"), (False, "stratified_nofpc")):
        expected = insikt["difference"][name]
        earlier, later = (stratified(answers.cells(year), fpc=fpc) for year in ("2024", "2025"))
        diff = (later.estimate or 0) - (earlier.estimate or 0)
        se = math.hypot(earlier.se or 0, later.se or 0)
        assert [diff, se, diff / se, normal_two_sided(diff / se)] == pytest.approx(
            [expected[key] for key in ("diff", "se", "z", "p_z")], **CLOSE
        )
        normal = z_interval(diff, se)
        assert [normal.low, normal.high] == pytest.approx(expected["ci95_z"], **CLOSE)
        assert (earlier.df or 0) + (later.df or 0) == expected["df"]


def test_a_figure_against_a_benchmark_agrees_with_r(better_answers: Any, improvement: dict[str, Any]) -> None:
    expected = improvement["one_sample_vs_benchmark"]
    own = srs(better_answers.cell("2025"), fpc=False)
    assert [own.low, own.high] == pytest.approx(expected["ci95"], **CLOSE)
    cell = sample(better_answers.cell("2025"))
    found = one_sample(cell.mean, cell.sd, cell.n, expected["benchmark"])
    assert [found.t, found.df, found.p] == pytest.approx([expected[k] for k in ("t", "df", "p_two_sided")], **CLOSE)
    against = against_benchmark(own, expected["benchmark"])
    assert (against.evidence, against.is_above, against.published) == (Evidence.OVER, True, 73)


def test_another_mix_of_areas_is_no_improvement() -> None:
    easy, hard = [80.0, 90.0] * 10, [40.0, 50.0] * 10
    earlier = [Cell.of("easy", easy[:6], 10), Cell.of("hard", hard, 90)]
    later = [Cell.of("easy", easy, 90), Cell.of("hard", hard[:6], 10)]
    assert difference(earlier, later).diff == pytest.approx(0)
    assert (stratified(later).estimate or 0) - (stratified(earlier).estimate or 0) == pytest.approx(32)


def test_an_area_of_one_period_only_is_left_out_of_both_and_named() -> None:
    common = Cell.of("a", [50, 60, 70], 80), Cell.of("a", [60, 70, 80], 90)
    found = difference([common[0], Cell.of("old", [10, 20], 20)], [common[1], Cell.of("new", [90, 95], 10)])
    assert found.left_out == ("new", "old")
    assert found.diff == pytest.approx(10)
    assert (found.n_earlier, found.n_later, found.answered_earlier, found.answered_later) == (3, 3, 5, 5)
    assert found.left_out_weight == pytest.approx(0.2)


def test_an_area_with_a_single_answer_is_left_out_and_named() -> None:
    found = difference(
        [Cell.of("a", [50, 60, 70], 80), Cell.of("b", [10], 20)],
        [Cell.of("a", [60, 70, 80], 90), Cell.of("b", [9, 8], 9)],
    )
    assert found.left_out == ("b",)
    assert found.diff == pytest.approx(10)


def test_without_counts_of_cases_periods_are_compared_as_one_stratum() -> None:
    earlier, later = [Cell.of("a", [50, 60, 70])], [Cell.of("a", [60, 75, 80, 90])]
    found, expected = difference(earlier, later), welch(sample(earlier[0]), sample(later[0]))
    assert [found.diff, found.se, found.df, found.p] == pytest.approx(
        [expected.diff, expected.se, expected.df, expected.p], **CLOSE
    )


@pytest.mark.parametrize("known", METHODS, ids=lambda known: known.key)
def test_periods_without_anything_in_common_have_no_difference(known: Any) -> None:
    for earlier, later in (([], []), ([Cell.of("a", [50, 60], 9)], [Cell.of("b", [50, 60], 9)])):
        found = difference(earlier, later, known)
        assert (found.diff, found.se, found.df, found.p, found.low, found.high) == (None,) * 6
    assert found.left_out_weight == 1


def test_two_cells_of_one_area_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        difference([Cell.of("a", [1, 2], 3)] * 2, [Cell.of("a", [1, 2], 3)])


def test_verdicts_are_adjusted_for_being_several() -> None:
    found = verdict({"nki": change(8, 0.03), "bemotande": change(9, 0.004), "service": change(-2, 0.6)})
    assert [component.verdict for component in found.components] == [
        Verdict.OFORANDRAD,
        Verdict.FORBATTRAD,
        Verdict.OFORANDRAD,
    ]
    assert [component.p_holm for component in found.components] == pytest.approx([0.06, 0.012, 0.6])
    assert found.goal_met is True


def test_one_component_alone_is_not_adjusted() -> None:
    assert verdict({"nki": change(8, 0.03)}).components[0].verdict is Verdict.FORBATTRAD


def test_a_component_that_got_worse_breaks_the_goal() -> None:
    found = verdict({"bemotande": change(9, 0.001), "service": change(-9, 0.001)})
    assert found.components[1].verdict is Verdict.FORSAMRAD
    assert found.goal_met is False


def test_an_unchanged_service_does_not_meet_the_goal() -> None:
    assert verdict({"bemotande": change(2, 0.5)}).goal_met is False


def test_components_with_too_few_answers_are_not_counted_among_the_tests() -> None:
    found = verdict({"bemotande": change(8, 0.03), "service": change(8, 0.03, n=19)})
    assert [component.verdict for component in found.components] == [Verdict.FORBATTRAD, Verdict.FOR_FA_SVAR]
    assert found.components[1].p_holm is None


def test_twenty_answers_in_each_period_are_enough() -> None:
    assert verdict({"nki": change(8, 0.03, n=20)}).components[0].verdict is Verdict.FORBATTRAD


def test_a_fifth_of_the_weight_may_be_left_out_and_no_more() -> None:
    assert verdict({"nki": change(8, 0.03, left_out_weight=0.2)}).components[0].verdict is Verdict.FORBATTRAD
    assert verdict({"nki": change(8, 0.03, left_out_weight=0.21)}).components[0].verdict is Verdict.EJ_JAMFORBAR


def test_another_definition_cannot_be_compared() -> None:
    found = verdict({"nki": change(8, 0.001)}, not_comparable=["nki"])
    assert found.components[0].verdict is Verdict.EJ_JAMFORBAR
    assert found.goal_met is None


def test_a_first_year_has_too_few_answers_rather_than_another_definition() -> None:
    found = verdict({"nki": difference([], [Cell.of("a", [50, 60] * 20, 80)])})
    assert found.components[0].verdict is Verdict.FOR_FA_SVAR


def test_nothing_to_test_leaves_the_goal_open() -> None:
    assert verdict({}).goal_met is None
    assert verdict({"nki": change(8, 0.03, n=5)}).goal_met is None


@pytest.mark.parametrize(
    ("mean", "evidence", "is_above"),
    [(80, Evidence.OVER, True), (75.6, Evidence.INOM, True), (75.4, Evidence.INOM, False), (60, Evidence.UNDER, False)],
)
def test_a_figure_is_over_within_or_under_its_benchmark(mean: float, evidence: Evidence, is_above: bool) -> None:
    own = stratified([Cell.of("a", [mean - 10, mean + 10] * 15, 100)])
    found = against_benchmark(own, 75)
    assert (found.evidence, found.is_above, found.benchmark) == (evidence, is_above, 75)


def test_the_formal_verdict_looks_at_published_integers() -> None:
    own = stratified([Cell.of("a", [65.5, 85.5] * 15, 100)])
    assert against_benchmark(own, 75).is_above
    assert not against_benchmark(own, 76).is_above


def test_too_few_answers_have_no_verdict_against_a_benchmark() -> None:
    for scores in ([], [90.0], [90.0, 95.0] * 9):
        found = against_benchmark(stratified([Cell.of("a", scores, 100)]), 75)
        assert (found.published, found.is_above, found.evidence) == (None, None, Evidence.FOR_FA_SVAR)


def test_a_benchmark_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        against_benchmark(stratified([Cell.of("a", [50, 60] * 15, 100)]), math.nan)


@given(PERIOD, PERIOD, st.sampled_from(METHODS))
def test_the_interval_holds_the_difference(earlier: Any, later: Any, known: Any) -> None:
    found = difference(cells_of(earlier), cells_of(later), known)
    assert -1e-9 <= found.left_out_weight <= 1 + 1e-9
    if found.p is None:
        assert (found.low, found.high) == (None, None)
    else:
        assert found.diff is not None
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.diff <= found.high
        assert 0 <= found.p <= 1
        assert found.n_earlier >= 2
        assert found.n_later >= 2


@given(PERIOD, st.sampled_from(METHODS))
def test_a_period_does_not_differ_from_itself(period: Any, known: Any) -> None:
    cells = cells_of(period)
    found = difference(cells, cells, known)
    if found.p is not None:
        assert (found.diff, found.p) == (0, 1)


@given(PERIOD, PERIOD, st.sampled_from(METHODS))
def test_better_answers_turned_round_are_worse_by_as_much(earlier: Any, later: Any, known: Any) -> None:
    def turned(period: Any) -> Any:
        return {key: ([100 - score for score in scores], more) for key, (scores, more) in period.items()}

    found = difference(cells_of(earlier), cells_of(later), known)
    back = difference(cells_of(turned(earlier)), cells_of(turned(later)), known)
    if found.diff is not None:
        assert back.diff == pytest.approx(-found.diff, **CLOSE)
    assert (back.se is None) == (found.se is None)
    if found.se is not None:
        assert back.se == pytest.approx(found.se, rel=1e-9, abs=1e-7)


@given(st.lists(SCORES, min_size=2, max_size=12), st.lists(SCORES, min_size=2, max_size=12), st.integers(0, 30))
def test_one_stratum_is_welch(before: list[float], after: list[float], more: int) -> None:
    earlier, later = Cell.of("a", before, len(before) + more), Cell.of("a", after, len(after) + more)
    found, expected = difference([earlier], [later]), welch(sample(earlier), sample(later))
    assert [found.diff, found.se, found.df, found.p] == pytest.approx(
        [expected.diff, expected.se, expected.df, expected.p], rel=1e-7, abs=1e-7
    )


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(0, 1)), max_size=6))
def test_a_verdict_never_claims_more_than_its_own_test(changes: list[tuple[float, float]]) -> None:
    found = verdict({str(i): change(diff, p) for i, (diff, p) in enumerate(changes)})
    for component, (diff, p) in zip(found.components, changes, strict=True):
        if component.verdict in (Verdict.FORBATTRAD, Verdict.FORSAMRAD):
            assert p < 0.05 + 1e-12
            assert (diff > 0) == (component.verdict is Verdict.FORBATTRAD)


@given(st.floats(0, 100), st.floats(0, 30), st.floats(0, 100))
def test_evidence_over_the_benchmark_means_the_whole_interval_is(mean: float, reach: float, benchmark: float) -> None:
    own = replace(stratified([Cell.of("a", [50, 60] * 15, 100)]), estimate=mean, low=mean - reach, high=mean + reach)
    evidence = against_benchmark(own, benchmark).evidence
    assert (evidence is Evidence.OVER) == (mean - reach > benchmark)
    assert (evidence is Evidence.UNDER) == (mean + reach < benchmark)
