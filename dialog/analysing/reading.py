"""The votes of a dialogue as the analysis takes them: a table of people and inspel, and what is known of each."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from dialog.analysis.votes import AGREE, DISAGREE, PASS, Votes
from dialog.importing import HANDLE
from dialog.models import AgeBand, Channel, Choice, Door, Participant, Statement, StatementKind, StatementState, Vote

BATCH = 10_000
VALUES = {Choice.AGREE: AGREE, Choice.DISAGREE: DISAGREE, Choice.PASS: PASS}


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a voter: ``name`` and ``label`` for votes that were imported, otherwise None."""

    name: str | None
    label: str | None
    age_band: AgeBand | None
    channel: Channel | None


@dataclass(frozen=True, slots=True)
class Cast:
    """Every vote in a dialogue. ``people`` by the voters' names in ``votes``.

    ``hidden`` are the numbers of inspel that are out of the analysis, with votes all the same: not published, or about
    the speaker.
    """

    votes: Votes
    hidden: frozenset[int]
    people: Mapping[int, Person]

    def named(self) -> Cast:
        """The same with voters called what they were called where their votes were imported from, or else 1, 2, ...

        Numbers in the order of the table say nothing about who they are, and are the same whatever the keys.
        """
        names = [self.people[voter].name or "" for voter in self.votes.voters]
        are_numbers = all(name.isascii() and name.isdigit() for name in names)
        called = [int(name) for name in names] if are_numbers else list(range(1, len(names) + 1))
        people = {new: self.people[old] for new, old in zip(called, self.votes.voters, strict=True)}
        return Cast(Votes.of(called, self.votes.statements, self.votes.matrix), self.hidden, people)

    def labels(self) -> dict[int, int] | None:
        """The groups that imported votes came with, as numbers in the order of their names; None without any."""
        found = {voter: person.label for voter, person in self.people.items() if person.label is not None}
        numbers = {label: i for i, label in enumerate(sorted(set(found.values()), key=lambda one: (len(one), one)))}
        return {voter: numbers[label] for voter, label in found.items()} or None


def cast(session: Session, dialogue_id: int) -> Cast:
    """What has been voted in a dialogue, the same on every database and whatever the keys of the rows."""
    numbers = {}
    hidden = set()
    for key, number, state, kind in session.execute(
        select(Statement.id, Statement.number, Statement.state, Statement.kind)
        .where(Statement.dialogue_id == dialogue_id)
        .order_by(Statement.number)
    ):
        numbers[key] = number
        if state is not StatementState.PUBLISHED or kind is StatementKind.ABOUT_SELF:
            hidden.add(number)
    people = _people(session, dialogue_id)
    rows = {participant: row for row, participant in enumerate(people)}
    columns = {key: column for column, key in enumerate(numbers)}
    table = np.full((len(rows), len(columns)), np.nan)
    for participant, statement, choice in session.execute(
        select(Vote.participant_id, Vote.statement_id, Vote.choice)
        .join(Participant, Participant.id == Vote.participant_id)
        .where(Participant.dialogue_id == dialogue_id)
        .execution_options(yield_per=BATCH)
    ):
        table[rows[participant], columns[statement]] = VALUES[choice]
    votes = Votes.of(range(len(rows)), list(numbers.values()), table)
    return Cast(votes, frozenset(hidden), dict(enumerate(people.values())))


def _people(session: Session, dialogue_id: int) -> dict[uuid.UUID, Person]:
    """Everybody, those with a name in its order: numbers as numbers."""
    found = session.execute(
        select(Participant.id, Participant.label, Participant.age_band, Participant.channel, Door.handle)
        .outerjoin(Door, (Door.participant_id == Participant.id) & (Door.channel == Channel.IMPORT))
        .where(Participant.dialogue_id == dialogue_id)
    )
    people = {
        key: Person(handle.removeprefix(HANDLE) if handle else None, label, age_band, channel)
        for key, label, age_band, channel, handle in found
    }
    return dict(sorted(people.items(), key=lambda item: (len(item[1].name or ""), item[1].name or "")))
