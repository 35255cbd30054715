import numpy as np
import pytest

from dialog.analysis.document import document
from dialog.analysis.gate import Condition, Gate
from dialog.analysis.opinions import analyse
from dialog.analysis.votes import Table
from tests.dialog.analysis.tables import camps, votes_of


def gate_of(table: Table) -> Gate:
    gate = analyse(votes_of(table)).gate
    assert gate is not None
    return gate


def test_two_camps_are_shown_with_every_number_behind_it() -> None:
    found = analyse(votes_of(camps(20, 14)))

    assert found.gate is not None
    assert found.gate.is_open
    assert set(found.gate.met.values()) == {True}
    assert found.gate.sizes == (20, 14)
    assert found.gate.silhouette is not None
    assert found.gate.threshold is not None
    assert found.gate.silhouette > found.gate.threshold
    assert (found.gate.shuffles, found.gate.as_clear, found.gate.stability) == (199, 0, 1.0)
    assert found.groups is not None
    assert found.groups.sizes == {0: 20, 1: 14}


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        ((15, 14), Condition.ENOUGH_PEOPLE),
        ((30, 3), Condition.NO_SMALL_GROUP),
    ],
)
def test_cheap_conditions_close_before_anything_is_shuffled(sizes: tuple[int, ...], reason: Condition) -> None:
    gate = gate_of(camps(*sizes))

    assert gate.reason is reason
    assert (gate.shuffles, gate.resamples, gate.met[Condition.CLEARER_THAN_CHANCE]) == (0, 0, None)


def test_votes_that_do_not_go_together_make_no_groups_and_are_given_up_early() -> None:
    random = np.random.default_rng(3)
    found = analyse(votes_of(random.permuted(camps(20, 20), axis=0)))

    assert found.gate is not None
    assert found.gate.reason is Condition.CLEARER_THAN_CHANCE
    assert found.gate.as_clear == 10
    assert found.gate.shuffles < 199
    assert found.groups is None
    stored = document(found)
    assert (stored["groups"], stored["projections"]) == (None, None)


def test_everybody_of_one_mind_is_no_group() -> None:
    gate = gate_of(np.ones((40, 8)))

    assert gate.reason is Condition.GROUPS_FOUND
    assert gate.silhouette is None
