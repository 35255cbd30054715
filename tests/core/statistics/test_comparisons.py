import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.comparisons import Sample, fisher_exact, holm, one_sample, satterthwaite, t_test, welch

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
SAMPLES = st.builds(Sample, st.floats(-100, 100), st.floats(0.01, 50), st.integers(2, 500))
P_VALUES = st.lists(st.floats(0, 1), max_size=12)


def test_welch_agrees_with_r(improvement: dict[str, Any]) -> None:
    earlier, later = (
        Sample(improvement["mean"][year], improvement["sd"][year], improvement["n"][year]) for year in ("2024", "2025")
    )
    found, expected = welch(earlier, later), improvement["welch"]
    assert [found.diff, found.se, found.t, found.df] == pytest.approx(
        [expected[k] for k in ("diff", "se", "t", "df")], **CLOSE
    )
    assert found.p == pytest.approx(expected["p"], rel=1e-9)
    assert [found.low, found.high] == pytest.approx(expected["ci95"], **CLOSE)


def test_one_sample_agrees_with_r(improvement: dict[str, Any]) -> None:
    expected = improvement["one_sample_vs_benchmark"]
    mean = improvement["mean"]["2025"]
    found = one_sample(mean, improvement["sd"]["2025"], improvement["n"]["2025"], expected["benchmark"])
    assert [found.t, found.df, found.p] == pytest.approx([expected[k] for k in ("t", "df", "p_two_sided")], **CLOSE)
    assert found.p / 2 == pytest.approx(expected["p_greater"], **CLOSE)
    limits = [found.low + expected["benchmark"], found.high + expected["benchmark"]]
    assert limits == pytest.approx(expected["ci95"], **CLOSE)


def test_holm_agrees_with_r(insikt: dict[str, Any]) -> None:
    example = insikt["difference"]["holm_example"]
    assert holm(example["p"]) == pytest.approx(example["holm"], **CLOSE)


def test_fisher_agrees_with_scipy(shares: list[dict[str, Any]]) -> None:
    for case in shares:
        (k1, n1), (k2, n2) = case["before"], case["after"]
        assert fisher_exact(((k1, n1 - k1), (k2, n2 - k2))) == pytest.approx(case["fisher_p"], **CLOSE)


def test_fisher_knows_the_lady_tasting_tea() -> None:
    assert fisher_exact(((3, 1), (1, 3))) == pytest.approx(34 / 70)


def test_an_empty_row_tells_nothing() -> None:
    assert fisher_exact(((0, 0), (3, 4))) == 1
    assert fisher_exact(((0, 0), (0, 0))) == 1


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        fisher_exact(((1, 2), (-1, 3)))


@pytest.mark.parametrize("n", [0, 1])
def test_one_value_cannot_be_tested(n: int) -> None:
    with pytest.raises(ValueError, match="two values"):
        welch(Sample(50, 1, n), Sample(50, 1, 10))


@pytest.mark.parametrize(("mean", "sd"), [(math.nan, 1), (1, math.nan), (1, -1)])
def test_a_sample_of_no_numbers_is_refused(mean: float, sd: float) -> None:
    with pytest.raises(ValueError, match=r"finite|negative"):
        Sample(mean, sd, 5)


def test_a_benchmark_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="benchmark"):
        one_sample(70, 10, 30, math.nan)


def test_without_any_spread_the_p_value_is_its_limit() -> None:
    same, other = Sample(70, 0, 20), Sample(80, 0, 30)
    assert (welch(same, same).p, welch(same, other).p) == (1, 0)
    assert welch(same, other).t is None
    assert welch(same, other).df == 48


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_no_p_value_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="p value"):
        holm([0.2, p])


def test_holm_of_nothing_is_nothing() -> None:
    assert holm([]) == ()


@given(SAMPLES, SAMPLES)
def test_the_interval_holds_the_difference_and_agrees_with_the_test(earlier: Sample, later: Sample) -> None:
    found = welch(earlier, later)
    assert found.low <= found.diff <= found.high
    assert 0 <= found.p <= 1
    if abs(found.p - 0.05) > 1e-6:
        assert (found.p < 0.05) == (found.low > 0 or found.high < 0)


@given(SAMPLES, SAMPLES)
def test_turning_the_periods_turns_the_sign_only(earlier: Sample, later: Sample) -> None:
    there, back = welch(earlier, later), welch(later, earlier)
    assert [there.diff, there.low, there.high] == pytest.approx([-back.diff, -back.high, -back.low], **CLOSE)
    assert [there.se, there.df, there.p] == pytest.approx([back.se, back.df, back.p], **CLOSE)


@given(SAMPLES, SAMPLES, st.floats(-100, 100), st.floats(0.1, 10))
def test_another_scale_changes_nothing_but_the_unit(earlier: Sample, later: Sample, shift: float, times: float) -> None:
    found = welch(earlier, later)
    before, after = (Sample(s.mean * times + shift, s.sd * times, s.n) for s in (earlier, later))
    moved = welch(before, after)
    assert [moved.diff, moved.se] == pytest.approx([found.diff * times, found.se * times], **CLOSE)
    assert [moved.df, moved.p] == pytest.approx([found.df, found.p], rel=1e-7, abs=1e-7)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(2, 200)), min_size=1, max_size=8))
def test_degrees_of_freedom_lie_between_the_smallest_part_and_all_parts(parts: list[tuple[float, int]]) -> None:
    df = satterthwaite(parts)
    assert min(n - 1 for _, n in parts) * (1 - 1e-12) <= df <= sum(n - 1 for _, n in parts) * (1 + 1e-12)


@given(P_VALUES)
def test_holm_never_lowers_a_p_and_keeps_their_order(ps: list[float]) -> None:
    adjusted = holm(ps)
    assert all(p <= a <= 1 for p, a in zip(ps, adjusted, strict=True))
    assert all(adjusted[i] <= adjusted[j] for i in range(len(ps)) for j in range(len(ps)) if ps[i] <= ps[j])


@given(st.integers(0, 25), st.integers(0, 25), st.integers(0, 25), st.integers(0, 25))
def test_fisher_is_a_chance_and_does_not_care_how_the_table_is_turned(a: int, b: int, c: int, d: int) -> None:
    p = fisher_exact(((a, b), (c, d)))
    assert 0 < p <= 1
    assert p == fisher_exact(((c, d), (a, b))) == fisher_exact(((a, c), (b, d)))


@given(st.floats(-50, 50), st.floats(0.01, 20), st.floats(1, 500))
def test_a_larger_difference_is_never_less_certain(diff: float, se: float, df: float) -> None:
    assert t_test(diff * 1.5, se, df).p <= t_test(diff, se, df).p + 1e-15
