from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.analysis.votes import Ballot, Count, Votes, cast
from tests.dialog.analysis.tables import tables


def test_the_last_vote_of_a_pair_is_what_counts() -> None:
    log = [Ballot(7, 2, 1, 30), Ballot(7, 2, -1, 10), Ballot(7, 2, 0, 30), Ballot(8, 2, -1, 5), Ballot(8, 4, 1, 5)]

    votes = cast(log, statements=[9])

    assert votes.counts() == (Count(2, 0, 1, 1), Count(4, 1, 0, 0), Count(9, 0, 0, 0))
    assert [count.n for count in votes.counts()] == [2, 1, 0]
    assert votes.statements == (2, 4, 9)
    assert votes.voters == (8, 7)


@pytest.mark.parametrize("value", [2, -2, 7])
def test_what_is_no_vote_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="a vote is 1, 0 or -1"):
        Ballot(1, 1, value, 0)
    with pytest.raises(ValueError, match="a vote is 1, 0 or -1"):
        Votes.of([1], [1], np.array([[float(value)]]))
    with pytest.raises(ValueError, match="named once"):
        Votes.of([1, 1], [1], np.array([[1.0], [0.0]]))


@given(tables(), st.randoms(use_true_random=False))
def test_a_table_is_the_same_whatever_its_voters_are_called(table: np.ndarray, random: Random) -> None:
    n, m = table.shape
    names, rows = random.sample(range(1000), n), random.sample(range(n), n)

    one = Votes.of(range(n), range(m), table)
    other = Votes.of(names, range(m), table[rows])

    assert one.fingerprint() == other.fingerprint()
    np.testing.assert_array_equal(one.matrix, other.matrix)
    for voter, row in zip(other.voters, other.matrix, strict=True):
        np.testing.assert_array_equal(row, table[rows[names.index(voter)]])


def test_other_votes_have_another_fingerprint() -> None:
    tables_ = ([[1.0, np.nan]], [[1.0, 0.0]], [[0.0, 1.0]], [[1.0], [0.0]])

    found = {Votes.of(range(len(t)), range(len(t[0])), np.array(t)).fingerprint() for t in tables_}

    assert len(found) == len(tables_)
