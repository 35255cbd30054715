from __future__ import annotations

import json
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialog.analysis.document import document
from dialog.analysis.opinions import Convention, Opinions, analyse
from dialog.analysis.votes import Table, Votes
from tests.dialog.analysis.tables import camps, tables, votes_of

FEWER = settings(max_examples=30)


def written(opinions: Opinions) -> str:
    return json.dumps(document(opinions), allow_nan=False)


def sparse(table: Table, seed: int = 2) -> Table:
    return np.where(np.random.default_rng(seed).random(table.shape) < 0.7, table, np.nan)


@FEWER
@given(tables(), st.sampled_from(Convention), st.integers(0, 3))
def test_no_votes_are_too_odd_to_analyse(table: Table, convention: Convention, hidden: int) -> None:
    votes = votes_of(table)

    found = analyse(
        votes,
        convention=convention,
        hidden=frozenset(range(hidden)),
        labels={0: 1, 1: 1, 2: 2},
        audience={0: "a", 2: "b"},
    )

    assert {claim.statement for claim in found.claims} == set(votes.statements) - set(range(hidden))
    assert len(found.extremity) == len(found.priority) == len(found.centre) == len(found.statements)
    assert len(found.projections) == len(found.voters)
    json.dumps(document(found, floats_in_full=True, with_voters=True), allow_nan=False)


@pytest.mark.parametrize(
    "table",
    [
        *(np.empty((0, 0)), np.empty((0, 5)), np.ones((1, 1)), np.zeros((40, 9)), -np.ones((40, 1))),
        *(np.full((40, 6), np.nan), np.where(np.eye(40, 90) > 0, 1.0, np.nan), np.tile([1.0, np.nan], (40, 3))),
    ],
    ids=["nothing", "nobody", "one vote", "all pass", "one statement", "all missing", "one vote each", "unseen"],
)
def test_tables_without_anything_to_tell_are_analysed_all_the_same(table: Table) -> None:
    found = analyse(votes_of(table))

    assert found.gate is not None
    assert not found.gate.is_open
    assert written(found) == written(analyse(votes_of(table)))


@pytest.mark.parametrize("sizes", [(22, 18), (9, 5)])
def test_names_of_voters_and_the_order_of_votes_change_no_byte(sizes: tuple[int, ...]) -> None:
    table = sparse(camps(*sizes))
    random = Random(1)
    names, rows = random.sample(range(5000), len(table)), random.sample(range(len(table)), len(table))

    one = analyse(votes_of(table), hidden=frozenset({3}))
    other = analyse(Votes.of(names, range(table.shape[1]), table[rows]), hidden=frozenset({3}))

    assert written(one) == written(other)
    assert one.gate is not None
    assert one.gate.is_open == (sum(sizes) >= 30)


@FEWER
@given(tables())
def test_somebody_who_has_not_voted_changes_nothing(table: Table) -> None:
    with_one_more = np.concatenate([table, np.full((1, table.shape[1]), np.nan)])

    assert written(analyse(votes_of(with_one_more))) == written(analyse(votes_of(table)))


@FEWER
@given(tables(), st.randoms(use_true_random=False))
def test_statements_under_other_numbers_get_the_same_figures(table: Table, random: Random) -> None:
    n, m = table.shape
    numbers = random.sample(range(50), m)
    labels = {voter: voter % 2 for voter in range(n)}

    ours = analyse(votes_of(table), labels=labels)
    theirs = analyse(Votes.of(range(n), numbers, table), labels=labels)

    assert {numbers[claim.statement]: (claim.kind, claim.share) for claim in ours.claims} == {
        claim.statement: (claim.kind, claim.share) for claim in theirs.claims
    }
    centres = dict(zip(theirs.statements, theirs.centre, strict=True))
    assert [centres[number] for number in numbers] == pytest.approx(list(ours.centre))
    assert statistics(ours, numbers) == statistics(theirs, list(range(50)))


@FEWER
@given(tables())
def test_turning_every_vote_round_turns_every_figure_round(table: Table) -> None:
    labels = {voter: voter % 2 for voter in range(len(table))}

    ours = document(analyse(votes_of(table), labels=labels), with_voters=True)
    theirs = document(analyse(votes_of(0 - table), labels=labels), with_voters=True)

    assert theirs["center"] == [0 - mean for mean in ours["center"]]
    assert theirs["explained_variance_ratio"] == pytest.approx(ours["explained_variance_ratio"])
    for side, other in (("agree", "disagree"), ("disagree", "agree")):
        assert [one["statement"] for one in theirs["consensus"][side]] == [
            one["statement"] for one in ours["consensus"][other]
        ]
        if ours["groups"]:
            aware = "group_aware_consensus"
            assert theirs["groups"][aware][side] == pytest.approx(ours["groups"][aware][other])


def test_components_stand_at_right_angles_and_point_one_way() -> None:
    found = analyse(votes_of(sparse(camps(10, 8, 9))))
    components = np.array(found.components)

    assert components @ components.T == pytest.approx(np.eye(2), abs=1e-12)
    assert all(component[np.argmax(np.abs(component))] > 0 for component in components)
    assert found.ratio[0] >= found.ratio[1] > 0


def test_a_stored_document_names_nobody_and_a_printed_one_can() -> None:
    votes = Votes.of([100_000 + i for i in range(34)], range(12), camps(20, 14))
    found = analyse(votes)

    stored, printed = document(found), document(found, floats_in_full=True, with_voters=True)

    assert "1000" not in json.dumps(stored)
    assert len(stored["projections"]) == len(stored["groups"]["labels"]) == stored["participants"] == 34
    assert set(printed["projections"]) == set(printed["groups"]["labels"]) == {str(voter) for voter in votes.voters}
    assert printed["projections"][str(found.voters[0])] == list(found.projections[0])


def test_few_and_idle_voters_are_filled_up_with_the_most_active() -> None:
    table = np.full((30, 20), np.nan)
    table[:10, :9] = camps(10, statements=9)
    table[10:20, :4] = 1.0
    table[20:, :1] = -1.0

    found = analyse(votes_of(table))

    assert len(found.groupable) == 15
    assert set(range(10)) < set(found.groupable) < set(range(20))


def statistics(opinions: Opinions, numbers: list[int]) -> dict[tuple[int, int], Any]:
    if opinions.groups is None:
        return {}
    return {
        (one.group, numbers[one.statement]): (one.na, one.nd, one.ns, one.pat, one.rat)
        for one in opinions.groups.figures
    }
