import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.statistics.distributions import normal_quantile, normal_two_sided, t_quantile, t_two_sided
from core.statistics.intervals import logit_interval, newcombe, t_interval, wilson, wilson_share, z_interval

CLOSE: Any = {"rel": 1e-9, "abs": 1e-9}
MEANS, ERRORS = st.floats(-1e4, 1e4), st.floats(0, 1e3)
COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_wilson_agrees_with_statsmodels(shares: list[dict[str, Any]]) -> None:
    for case in shares:
        for when in ("before", "after"):
            interval = wilson(*case[when])
            assert [interval.low, interval.high] == pytest.approx(case[f"wilson_{when}"], **CLOSE)


def test_wilson_agrees_with_r(citizens: dict[str, Any]) -> None:
    expected = citizens["wilson_unweighted"]
    interval = wilson(expected["x"], expected["n"])
    assert expected["x"] / expected["n"] == pytest.approx(expected["p"], **CLOSE)
    assert [interval.low, interval.high] == pytest.approx(expected["ci95"], **CLOSE)


def test_newcombe_agrees_with_statsmodels(shares: list[dict[str, Any]]) -> None:
    for case in shares:
        (k1, n1), (k2, n2) = case["before"], case["after"]
        interval = newcombe(k1, n1, k2, n2)
        assert [k1 / n1, k2 / n2] == pytest.approx([case["p_before"], case["p_after"]], **CLOSE)
        assert k2 / n2 - k1 / n1 == pytest.approx(case["diff"], **CLOSE)
        assert [interval.low, interval.high] == pytest.approx(case["newcombe95"], **CLOSE)


def test_the_logit_interval_agrees_with_r(citizens: dict[str, Any]) -> None:
    for expected in citizens["andel_positiva_exkl_vet_inte"].values():
        interval = logit_interval(expected["p"], expected["se"])
        assert [interval.low, interval.high] == pytest.approx(expected["ci95_logit"], **CLOSE)


def test_normal_and_t_intervals_agree_with_r(insikt: dict[str, Any]) -> None:
    for period in ("period_2024", "period_2025"):
        found = insikt[period]
        for design, df in (
            ("srs_fpc", found["df"]),
            ("srs_nofpc", found["df"]),
            ("stratified_fpc", found["stratified_df"]),
        ):
            for kind, interval in (
                ("z", z_interval(found[f"{design}_z"]["estimate"], found[f"{design}_z"]["se"])),
                ("t", t_interval(found[f"{design}_t"]["estimate"], found[f"{design}_t"]["se"], df)),
            ):
                assert [interval.low, interval.high] == pytest.approx(found[f"{design}_{kind}"]["ci95"], **CLOSE)


def test_quantiles_are_those_of_the_tables() -> None:
    assert normal_quantile(0.95) == pytest.approx(1.959963984540054, **CLOSE)
    assert t_quantile(1, 0.95) == pytest.approx(12.706204736432095, **CLOSE)
    assert t_quantile(52, 0.95) == pytest.approx(2.006646805061688, **CLOSE)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.5, math.nan])
def test_a_confidence_outside_0_to_1_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        z_interval(50, 1, confidence)


@pytest.mark.parametrize("df", [0, -1, math.nan])
def test_no_degrees_of_freedom_give_no_t_interval(df: float) -> None:
    with pytest.raises(ValueError, match="degrees of freedom"):
        t_interval(50, 1, df)


@pytest.mark.parametrize(("estimate", "se"), [(math.nan, 1), (50, math.nan), (50, -1), (math.inf, 1)])
def test_an_interval_around_no_number_is_refused(estimate: float, se: float) -> None:
    with pytest.raises(ValueError, match=r"finite|negative"):
        z_interval(estimate, se)


@pytest.mark.parametrize(("k", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="share"):
        wilson(k, n)


@pytest.mark.parametrize("p", [0.0, 1.0, math.nan])
def test_a_share_of_all_or_none_has_no_logit(p: float) -> None:
    with pytest.raises(ValueError, match="share"):
        logit_interval(p, 0.1)


def test_nobody_of_few_may_still_be_somebody() -> None:
    interval = wilson(0, 5)
    assert interval.low == 0
    assert 0.4 < interval.high < 0.5


@given(MEANS, ERRORS, st.floats(1, 1e4))
def test_an_interval_holds_its_estimate_and_t_is_wider_than_normal(mean: float, se: float, df: float) -> None:
    normal, t = z_interval(mean, se), t_interval(mean, se, df)
    assert t.low <= normal.low <= mean <= normal.high <= t.high


@given(COUNTS)
def test_wilson_holds_the_share_and_stays_on_the_scale(count: tuple[int, int]) -> None:
    k, n = count
    interval = wilson(k, n)
    assert 0 <= interval.low <= k / n <= interval.high <= 1
    assert interval.low < interval.high


@given(COUNTS)
def test_wilson_for_yes_mirrors_wilson_for_no(count: tuple[int, int]) -> None:
    k, n = count
    yes, no = wilson(k, n), wilson(n - k, n)
    assert [yes.low, yes.high] == pytest.approx([1 - no.high, 1 - no.low], **CLOSE)


@given(COUNTS, COUNTS)
def test_newcombe_holds_the_difference_and_turns_with_the_periods(one: tuple[int, int], other: tuple[int, int]) -> None:
    there, back = newcombe(*one, *other), newcombe(*other, *one)
    diff = other[0] / other[1] - one[0] / one[1]
    assert there.low <= diff <= there.high
    assert [there.low, there.high] == pytest.approx([-back.high, -back.low], **CLOSE)


@given(st.floats(0.001, 0.999), st.floats(0, 10))
def test_the_logit_interval_holds_the_share_and_stays_on_the_scale(p: float, se: float) -> None:
    interval = logit_interval(p, se)
    assert 0 <= interval.low <= p <= interval.high <= 1


@given(st.floats(0, 1), st.floats(1, 1e4))
def test_more_answers_never_widen_wilson(p: float, n: float) -> None:
    few, many = wilson_share(p, n), wilson_share(p, 2 * n)
    assert many.high - many.low <= few.high - few.low + 1e-12


@given(st.floats(0.1, 30), st.floats(1, 1000))
def test_an_interval_just_touches_zero_when_p_is_one_minus_confidence(z: float, df: float) -> None:
    p = t_two_sided(z, df)
    assume(1e-6 < p < 1 - 1e-6)
    assert t_quantile(df, 1 - p) == pytest.approx(z, rel=1e-6)
    assert normal_two_sided(z) <= p + 1e-15
