"""Votes as a table of people and statements, in an order that neither keys nor moments of voting can change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1
# What stands for a vote that was never cast when rows are put in order and when the input is fingerprinted.
_UNSEEN = 2

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote as it was cast: 1 agrees, -1 does not, 0 passes. ``at`` is any number that grows with time."""

    voter: int
    statement: int
    value: int
    at: int

    def __post_init__(self) -> None:
        """Raises ValueError for any other value: a vote nobody understands must not become a pass."""
        if self.value not in (AGREE, PASS, DISAGREE):
            raise ValueError(f"a vote is 1, 0 or -1, not {self.value!r}")


@dataclass(frozen=True, slots=True)
class Count:
    """How often a statement was agreed with, not agreed with and passed."""

    statement: int
    agree: int
    disagree: int
    passes: int

    @property
    def n(self) -> int:
        """All votes cast, passes among them."""
        return self.agree + self.disagree + self.passes


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """A table with a row per voter and a column per statement: 1, -1, 0 for a pass and NaN for not seen.

    Columns stand in the order of the statements' numbers, which is what a statement is known by. Voters are nameless:
    rows stand in the order of what they hold, so that the table is the same whatever its voters are called. Those
    who have not voted have no row. ``voters`` names the rows for a caller that must find its people again.
    """

    voters: tuple[int, ...]
    statements: tuple[int, ...]
    matrix: Table

    @classmethod
    def of(cls, voters: Sequence[int], statements: Sequence[int], matrix: Table) -> Votes:
        """Put a table in order. Raises ValueError for values that are no votes and for names that do not fit."""
        table = np.array(matrix, dtype=np.float64).reshape(len(voters), len(statements))
        if len(set(voters)) < len(voters) or len(set(statements)) < len(statements):
            raise ValueError("every voter and every statement must be named once")
        if not np.isin(table[~np.isnan(table)], (AGREE, PASS, DISAGREE)).all():
            raise ValueError("a vote is 1, 0 or -1")
        columns = sorted(range(len(statements)), key=lambda i: statements[i])
        rows = [row for row in range(len(voters)) if not np.isnan(table[row]).all()]
        coded = _coded(table[:, columns])
        # Rows that hold the same are alike in everything; their names only keep the tuple of names in one order.
        rows.sort(key=lambda row: (coded[row].tobytes(), voters[row]))
        ordered = table[np.ix_(rows, columns)]
        ordered.setflags(write=False)
        return cls(tuple(voters[row] for row in rows), tuple(statements[i] for i in columns), ordered)

    def without(self, hidden: Iterable[int]) -> Votes:
        """The table without some statements, and without those who voted on nothing else."""
        gone = set(hidden)
        kept = [i for i, statement in enumerate(self.statements) if statement not in gone]
        return Votes.of(self.voters, [self.statements[i] for i in kept], self.matrix[:, kept])

    def counts(self) -> tuple[Count, ...]:
        """The votes of everybody on each statement, in the order of ``statements``."""
        agree, disagree, passes = ((self.matrix == value).sum(0).tolist() for value in (AGREE, DISAGREE, PASS))
        return tuple(Count(*found) for found in zip(self.statements, agree, disagree, passes, strict=True))

    def fingerprint(self) -> str:
        """A SHA-256 in hex of statements and votes, the same under any names of the voters."""
        head = ",".join(map(str, self.statements)).encode()
        return hashlib.sha256(head + b"\0" + _coded(self.matrix).tobytes()).hexdigest()


def cast(ballots: Iterable[Ballot], statements: Iterable[int] = ()) -> Votes:
    """The table of a log of votes: of several by one voter on one statement the last is what counts.

    Last is the latest ``at``, and of equal ones the last in the log. ``statements`` names those that must have a
    column even if nobody has voted on them.
    """
    latest: dict[tuple[int, int], Ballot] = {}
    for ballot in ballots:
        pair = (ballot.voter, ballot.statement)
        before = latest.get(pair)
        if before is None or ballot.at >= before.at:
            latest[pair] = ballot
    columns = {number: i for i, number in enumerate(sorted({*statements, *(key for _, key in latest)}))}
    rows = {voter: i for i, voter in enumerate(sorted({voter for voter, _ in latest}))}
    table = np.full((len(rows), len(columns)), np.nan)
    for (voter, statement), ballot in latest.items():
        table[rows[voter], columns[statement]] = ballot.value
    return Votes.of(list(rows), list(columns), table)


def _coded(table: Table) -> NDArray[np.uint8]:
    """Small whole numbers that can be put in order and hashed: 0 disagrees, 1 passes, 2 agrees, 3 has not seen."""
    return (np.where(np.isnan(table), _UNSEEN, table) + 1).astype(np.uint8)
