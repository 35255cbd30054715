import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.statistics.comparisons import fisher_exact
from core.statistics.intervals import newcombe, wilson
from surveys.statistics.shares import Share, change, share, top_two

COUNTS = st.dictionaries(st.integers(1, 5), st.integers(0, 40))


def test_the_two_highest_steps_are_the_share_and_vet_ej_is_no_step(weighting_expected: dict[str, Any]) -> None:
    expected = weighting_expected["wilson_unweighted"]
    found = top_two({1: 10, 2: 12, 3: 4, 4: 30, 5: 26}, 5)
    assert (found.k, found.n) == (expected["x"], expected["n"])
    assert [found.p, found.low, found.high] == pytest.approx([expected["p"], *expected["ci95"]], rel=1e-9)
    assert top_two({9: 3, 10: 2, 8: 5}, 10).k == 5


def test_no_answers_have_no_share_and_no_change() -> None:
    nobody = Share(0, 0, None, None, None)
    assert top_two({}, 5) == top_two({3: 0}, 5) == nobody
    assert change(nobody, share(4, 9)) is None
    assert change(share(4, 9), nobody) is None


def test_with_thirty_in_both_periods_newcombes_interval_judges() -> None:
    found = change(share(12, 30), share(21, 32))
    assert found is not None
    interval = newcombe(12, 30, 21, 32)
    assert found.diff == pytest.approx(0.25625)
    assert (found.low, found.high) == (interval.low, interval.high)
    assert (found.p, found.is_certain) == (None, True)
    unsure = change(share(40, 100), share(52, 104))
    assert unsure is not None
    assert not unsure.is_certain


@pytest.mark.parametrize(("earlier", "later"), [((12, 29), (21, 32)), ((40, 100), (19, 29))])
def test_with_fewer_in_either_period_fishers_test_judges(earlier: tuple[int, int], later: tuple[int, int]) -> None:
    found = change(share(*earlier), share(*later))
    assert found is not None
    (k1, n1), (k2, n2) = earlier, later
    p = fisher_exact(((k1, n1 - k1), (k2, n2 - k2)))
    assert found.p == pytest.approx(p)
    assert found.is_certain == (p < 0.05)


def test_a_few_answers_beside_very_many_are_judged_at_once() -> None:
    found = change(share(450_000, 1_000_000), share(19, 20))
    assert found is not None
    assert found.p is not None
    assert 0 < found.p < 0.001


@pytest.mark.parametrize("counts", [{6: 1}, {-1: 1}, {3: -1}])
def test_answers_that_are_not_on_the_scale_are_refused(counts: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"scale|negative"):
        top_two(counts, 5)
    with pytest.raises(ValueError, match="not a share"):
        share(3, 2)


@given(COUNTS)
def test_a_share_is_wilsons_and_turning_the_scale_keeps_the_people(counts: dict[int, int]) -> None:
    found = top_two(counts, 5)
    assert found.n == sum(counts.values())
    if found.n:
        interval = wilson(found.k, found.n)
        assert (found.low, found.high) == (interval.low, interval.high)
        turned = top_two({6 - step: n for step, n in counts.items()}, 5)
        assert found.k + turned.k + counts.get(3, 0) == found.n
    else:
        assert found.p is None


@given(st.tuples(COUNTS, COUNTS))
def test_a_change_backwards_is_the_same_with_the_other_sign(counts: tuple[dict[int, int], dict[int, int]]) -> None:
    earlier, later = (top_two(one, 5) for one in counts)
    there, back = change(earlier, later), change(later, earlier)
    if there is None or back is None:
        assert not (earlier.n and later.n)
        return
    assert [there.diff, there.low, there.high] == pytest.approx([-back.diff, -back.high, -back.low], abs=1e-12)
    assert (there.p, there.is_certain) == (back.p, back.is_certain)
    assert there.low <= there.diff + 1e-12
    assert there.diff <= there.high + 1e-12
    assert not math.isnan(there.low + there.high)
