import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.analysis.claims import Claim, Kind, claims, contrasts
from dialog.analysis.votes import Count, Votes

COUNTS = st.lists(st.tuples(*[st.integers(0, 60)] * 3), max_size=8).map(
    lambda found: [Count(number, *three) for number, three in enumerate(found)]
)
MIRRORED = {Kind.COMMON_AGREE: Kind.COMMON_REJECT, Kind.COMMON_REJECT: Kind.COMMON_AGREE}


@pytest.mark.parametrize(
    ("agree", "disagree", "passes", "kind"),
    [
        (6, 0, 0, Kind.TOO_FEW),
        (0, 0, 0, Kind.TOO_FEW),
        (7, 0, 0, Kind.COMMON_AGREE),
        (0, 7, 0, Kind.COMMON_REJECT),
        (12, 0, 4, Kind.UNSURE),
        (13, 0, 3, Kind.COMMON_AGREE),
        (10, 10, 0, Kind.SPLIT),
        (3, 7, 0, Kind.SPLIT),
        (28, 72, 0, Kind.COMMON_REJECT),
        (45, 25, 15, Kind.UNCLEAR),
        (40, 40, 19, Kind.UNCLEAR),
        (55, 40, 5, Kind.SPLIT),
        (40, 55, 5, Kind.SPLIT),
    ],
)
def test_a_statement_is_of_the_first_kind_that_fits(agree: int, disagree: int, passes: int, kind: Kind) -> None:
    (claim,) = claims([Count(1, agree, disagree, passes)])

    assert claim.kind is kind
    assert claim.n == agree + disagree + passes


@given(COUNTS)
def test_every_statement_has_one_claim_and_every_share_lies_in_its_interval(counts: list[Count]) -> None:
    found = claims(counts)

    assert [claim.statement for claim in found] == [count.statement for count in counts]
    for claim in found:
        if claim.kind is Kind.TOO_FEW:
            assert (claim.share, claim.low, claim.high) == (None, None, None)
        else:
            assert claim.share is not None
            assert claim.low is not None
            assert claim.high is not None
            assert 0 <= claim.low <= claim.share <= claim.high <= 1


@given(COUNTS)
def test_agreeing_and_not_agreeing_are_treated_alike(counts: list[Count]) -> None:
    turned = [Count(one.statement, one.disagree, one.agree, one.passes) for one in counts]

    def told(claim: Claim) -> tuple[object, ...]:
        return claim.statement, claim.n, claim.share, claim.low, claim.high

    for ours, theirs in zip(claims(counts), claims(turned), strict=True):
        assert theirs.kind is MIRRORED.get(ours.kind, ours.kind)
        assert told(theirs) == told(ours)


def test_audiences_that_differ_make_a_statement_distinct_and_one_test_of_two_is_enough() -> None:
    # Half of forty agree with the first statement, all of them in one audience; the second is nothing to tell apart.
    table = np.array([[1.0, 1.0] if i < 20 else [-1.0, -1.0] for i in range(40)])
    table[:, 1] = np.where(np.arange(40) % 2 == 0, 1.0, -1.0)
    votes = Votes.of(range(40), [1, 2], np.concatenate([table, np.tile([[1.0, 0.0]], (12, 1))])[:40])
    audience = {voter: "Åk 7–9" if voter < 20 else "Gymnasiet" for voter in range(40)}

    found = dict(contrasts(votes, {"audience": audience}))

    assert set(found) == {1, 2}
    assert (found[1].group, found[1].agree, found[1].n, found[1].rest_agree, found[1].rest_n) == (
        "Gymnasiet",
        *(0, 20, 20, 20),
    )
    assert (found[1].difference, found[1].p < 0.001, found[2].p) == (-1.0, True, 1.0)
    assert found[1].low <= -1.0 <= found[1].high < 0


def test_a_distinct_claim_gives_way_to_those_before_it() -> None:
    table = np.where(np.arange(60)[:, None] < 30, [[1.0, 1.0, 1.0]], [[-1.0, 1.0, 0.0]])
    table[30:50, 1] = -1.0
    table[50:, 0] = 0.0
    votes = Votes.of(range(60), [1, 2, 3], table)
    halves = {voter: str(voter < 30) for voter in range(60)}

    found = claims(votes.counts(), contrasts(votes, {"groups": halves}))

    assert [claim.kind for claim in found] == [Kind.SPLIT, Kind.COMMON_AGREE, Kind.UNSURE]
    assert [claim.contrasts for claim in found] == [(), (), ()]


def test_what_neither_unites_nor_splits_may_still_set_groups_apart() -> None:
    table = np.repeat([1.0, -1.0, 0.0], [49, 27, 24])[:, None]
    votes = Votes.of(range(100), [1], table)
    halves = {voter: "a" if voter < 49 else "b" for voter in range(100)}

    (claim,) = claims(votes.counts(), contrasts(votes, {"groups": halves}))
    (alone,) = claims(votes.counts(), contrasts(votes, {"groups": dict.fromkeys(range(100), "a")}))

    assert (claim.kind, claim.share, [one.group for one in claim.contrasts]) == (Kind.DISTINCT, 0.49, ["a"])
    assert (alone.kind, alone.share, alone.contrasts) == (Kind.UNCLEAR, 0.49, ())
