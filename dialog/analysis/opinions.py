"""The one door to the statistics of opinion: from votes to everything that can be said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from dialog.analysis import claims, consensus, gate, groups, priority
from dialog.analysis.claims import Claim
from dialog.analysis.components import Plane, plane
from dialog.analysis.consensus import GroupAware, Majority
from dialog.analysis.gate import Gate
from dialog.analysis.representative import (
    GroupStatement,
    Representative,
    Side,
    group_statements,
    representative,
)
from dialog.analysis.votes import Count, Table, Votes

METHOD = "opinions-1"  # Goes up whenever the same votes would give another document.
SEED = 2023
LEAST_VOTES = 7
LEAST_PEOPLE = 15
AUDIENCE, GROUPS = "audience", "groups"


class Convention(StrEnum):
    """How votes are prepared before anything is reckoned: in our way, or so that Polis's own figures come out.

    In the reference convention the components are those of all voters; statements that were moderated out stay as
    columns in which everybody passed; and priority counts only the votes of those who may be grouped.
    """

    SAMSPEL = "samspel"
    POLIS = "polis"


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of voters and what sets each apart; ``labels`` are (voter, group), given by a caller or found."""

    is_given: bool
    labels: tuple[tuple[int, int], ...]
    figures: tuple[GroupStatement, ...]
    group_aware: tuple[GroupAware, ...]
    representative: Mapping[int, tuple[Representative, ...]]

    @property
    def sizes(self) -> dict[int, int]:
        """How many voters there are in each group."""
        numbers = [group for _, group in self.labels]
        return {group: numbers.count(group) for group in sorted(set(numbers))}


@dataclass(frozen=True, slots=True)
class Opinions:
    """Everything the analysis found.

    ``statements`` name the entries of ``centre``, both ``components``, ``extremity`` and ``priority``; ``voters`` those
    of ``projections``, and ``groupable`` who of them may be grouped. ``ratio`` is each component's share of the
    variance. ``counts`` and ``claims`` are of the visible statements and everybody's votes.
    ``groups`` are those a caller gave, else those that were found if the gate is open, else None; ``gate`` is None when
    it was not asked.
    """

    convention: Convention
    statements: tuple[int, ...]
    voters: tuple[int, ...]
    groupable: tuple[int, ...]
    counts: tuple[Count, ...]
    centre: tuple[float, ...]
    components: tuple[tuple[float, ...], ...]
    ratio: tuple[float, ...]
    projections: tuple[tuple[float, ...], ...]
    extremity: tuple[float, ...]
    priority: tuple[float, ...]
    agreed: tuple[Majority, ...]
    rejected: tuple[Majority, ...]
    groups: Groups | None
    gate: Gate | None
    claims: tuple[Claim, ...]


def analyse(
    votes: Votes,
    *,
    convention: Convention = Convention.SAMSPEL,
    hidden: frozenset[int] = frozenset(),
    labels: Mapping[int, int] | None = None,
    audience: Mapping[int, str] | None = None,
    ask_gate: bool = True,
    seed: int = SEED,
) -> Opinions:
    """Analyse votes; the same table gives the same result whatever its voters are called, and bad tables none.

    ``hidden`` are the statements that were moderated out and those about the speaker; they are never claimed anything
    about. ``labels`` are groups given for voters, whose figures are then reckoned instead of those of found groups; the
    gate judges the found ones all the same. ``audience`` divides voters for claims of what is distinct.
    ``ask_gate=False`` spares the shuffling, and finds no groups.
    """
    # One thread is three times as fast for tables this small, and sums in the same order on any number of cores.
    with threadpool_limits(limits=1, user_api="blas"):
        return _analysed(votes, convention, hidden, labels, audience, ask_gate, seed)


def _analysed(
    votes: Votes,
    convention: Convention,
    hidden: frozenset[int],
    labels: Mapping[int, int] | None,
    audience: Mapping[int, str] | None,
    ask_gate: bool,
    seed: int,
) -> Opinions:
    visible = votes.without(hidden)
    counts = visible.counts()
    reference = convention is Convention.POLIS
    table = votes if reference else visible
    rows = _groupable(table.matrix)
    people = frozenset(table.voters[row] for row in rows)
    placed = plane(_without_opinions(votes, hidden) if reference else table.matrix[rows])
    asked = table.matrix[rows] if reference else table.matrix

    decided, found = _judged(visible, people, seed) if ask_gate else (None, None)
    shown = found if decided is not None and decided.is_open else None
    given = labels if labels is not None else shown
    divided = {GROUPS: {voter: str(group) for voter, group in shown.items()}} if shown else {}
    if audience is not None:
        divided[AUDIENCE] = dict(audience)
    return Opinions(
        convention=convention,
        statements=table.statements,
        voters=table.voters if reference else tuple(table.voters[row] for row in rows),
        groupable=tuple(voter for voter in table.voters if voter in people),
        counts=counts,
        centre=_floats(placed.centre),
        components=tuple(_floats(component) for component in placed.components),
        ratio=_floats(placed.ratio),
        projections=tuple(_floats(point) for point in placed.projections),
        extremity=_floats(placed.extremity),
        priority=_priorities(Votes(table.voters, table.statements, asked), placed),
        agreed=consensus.majorities(counts, Side.AGREE),
        rejected=consensus.majorities(counts, Side.DISAGREE),
        groups=_described(table, given, labels is not None, hidden) if given else None,
        gate=decided,
        claims=claims.claims(counts, claims.contrasts(visible, divided)),
    )


def _groupable(matrix: Table) -> list[int]:
    """The rows of those with at least seven votes, or as many as there are statements; filled up to 15 people."""
    cast = (~np.isnan(matrix)).sum(1)
    enough = cast >= min(LEAST_VOTES, matrix.shape[1])
    if int(enough.sum()) >= LEAST_PEOPLE:
        return [int(row) for row in np.flatnonzero(enough)]
    # Rows with as many votes are taken in the order of the table, which is that of what they hold.
    return sorted(int(row) for row in np.argsort(-cast, kind="stable")[:LEAST_PEOPLE])


def _without_opinions(votes: Votes, hidden: frozenset[int]) -> Table:
    matrix = votes.matrix.copy()
    matrix[:, [i for i, statement in enumerate(votes.statements) if statement in hidden]] = 0.0
    return matrix


def _judged(visible: Votes, people: frozenset[int], seed: int) -> tuple[Gate, dict[int, int]]:
    """Whether the groups of these people may be shown, and which group each is in."""
    rows = [row for row, voter in enumerate(visible.voters) if voter in people]
    matrix = visible.matrix[rows]
    sample = groups.Sample.of(matrix, seed)
    drawn = sample.divided()
    whole = groups.everybody(plane(matrix).projections, drawn, seed) if drawn else None
    labels = whole.labels.tolist() if whole else []
    return gate.decide(matrix, sample, drawn, whole), {
        visible.voters[row]: label for row, label in zip(rows, labels, strict=False)
    }


def _described(table: Votes, labels: Mapping[int, int], is_given: bool, hidden: frozenset[int]) -> Groups:
    rows = [row for row, voter in enumerate(table.voters) if voter in labels]
    members = tuple((table.voters[row], labels[table.voters[row]]) for row in rows)
    figures = group_statements(table.matrix[rows], table.statements, [group for _, group in members])
    return Groups(is_given, members, figures, consensus.group_aware(figures), representative(figures, hidden))


def _priorities(asked: Votes, placed: Plane) -> tuple[float, ...]:
    found = asked.counts()
    return priority.weights(
        [count.agree for count in found],
        [count.disagree for count in found],
        [count.passes for count in found],
        _floats(placed.extremity),
    )


def _floats(values: Table) -> tuple[float, ...]:
    return tuple(values.tolist())
