"""Votes and inspel that were collected elsewhere, in the three files of Polis: stored whole or not at all."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.orm import Session

from core.db import Base
from core.tables import BadTable, Problem, Row, read_rows
from dialog.models import (
    LONGEST_IMPORTED,
    Channel,
    Choice,
    Dialogue,
    Door,
    Participant,
    Source,
    Statement,
    StatementState,
    Vote,
)

COMMENTS, VOTES, PARTICIPANTS, SUMMARY = "comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"
CHOICES = {"1": Choice.AGREE, "-1": Choice.DISAGREE, "0": Choice.PASS}
# What Polis calls moderated: taken out, not looked at, and let in. What was not looked at took part in the vote there.
MODERATED = {"-1": StatementState.REJECTED, "0": StatementState.PUBLISHED, "1": StatementState.PUBLISHED}
HANDLE = "import:"
CHUNK = 5_000
LONGEST_VOTER, LONGEST_LABEL = 40, 20
LARGEST_NUMBER = 2**31 - 1


class NotForImport(Exception):
    """The dialogue holds what people have said and voted here; what was collected elsewhere is not mixed with it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many of each were stored; ``revoted`` votes were replaced by a later one of the same person."""

    statements: int
    participants: int
    votes: int
    revoted: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the files say. ``statements`` by comment id, ``votes`` by voter and comment id, ``labels`` by voter."""

    statements: Mapping[int, _Comment]
    votes: Mapping[tuple[str, int], _Vote]
    labels: Mapping[str, str]
    revoted: int

    @property
    def voters(self) -> list[str]:
        """Everybody who voted or is named as a participant, numbers in their own order."""
        known = {voter for voter, _ in self.votes} | set(self.labels)
        return sorted(known, key=lambda voter: (len(voter), voter))

    @property
    def last_day(self) -> date | None:
        """The day of the last vote."""
        return max((vote.day for vote in self.votes.values()), default=None)


@dataclass(frozen=True, slots=True)
class _Comment:
    text: str
    state: StatementState
    said_on: date


@dataclass(frozen=True, slots=True)
class _Vote:
    choice: Choice
    moment: int

    @property
    def day(self) -> date:
        return _day(self.moment)


@dataclass(slots=True)
class _Reader:
    """Goes through the files and collects everything that is wrong before it gives up."""

    problems: dict[str, list[Problem]] = field(default_factory=dict)

    def wrong(self, name: str, line: int, reason: str) -> None:
        self.problems.setdefault(name, []).append(Problem(line, reason))

    def rows(self, path: Path, needed: Sequence[str]) -> Iterator[Row]:
        for row in read_rows(path, needed):
            if row.wrong:
                self.wrong(path.name, row.line, row.wrong)
            else:
                yield row

    def comments(self, path: Path) -> dict[int, _Comment]:
        found: dict[int, _Comment] = {}
        for row in self.rows(path, ("timestamp", "comment-id", "moderated", "comment-body")):
            number, moment = _number(row.cells["comment-id"]), _moment(row.cells["timestamp"])
            state, text = MODERATED.get(row.cells["moderated"]), row.cells["comment-body"]
            if number is None or moment is None:
                self.wrong(path.name, row.line, "comment-id and timestamp must be whole numbers")
            elif state is None:
                self.wrong(path.name, row.line, "moderated must be -1, 0 or 1")
            elif not text or len(text) > LONGEST_IMPORTED:
                self.wrong(path.name, row.line, f"comment-body must have 1 to {LONGEST_IMPORTED} characters")
            elif number in found:
                self.wrong(path.name, row.line, f"comment-id {number} stands twice")
            else:
                found[number] = _Comment(text, state, _day(moment))
        return found

    def votes(self, path: Path, known: Mapping[int, _Comment]) -> tuple[dict[tuple[str, int], _Vote], int]:
        """The vote that counts of each person and comment: the latest, and of two at the same moment the later line."""
        found: dict[tuple[str, int], _Vote] = {}
        revoted = 0
        for row in self.rows(path, ("timestamp", "comment-id", "voter-id", "vote")):
            number, moment = _number(row.cells["comment-id"]), _moment(row.cells["timestamp"])
            choice, voter = CHOICES.get(row.cells["vote"]), row.cells["voter-id"]
            if moment is None:
                self.wrong(path.name, row.line, "timestamp must be a whole number of milliseconds since 1970")
            elif number is None or number not in known:
                self.wrong(path.name, row.line, f"comment-id {row.cells['comment-id']} is not in {COMMENTS}")
            elif choice is None:
                self.wrong(path.name, row.line, "vote must be 1 (agree), -1 (disagree) or 0 (pass)")
            elif not _is_voter(voter):
                self.wrong(path.name, row.line, f"voter-id must have 1 to {LONGEST_VOTER} characters")
            else:
                before = found.get((voter, number))
                revoted += before is not None
                if before is None or before.moment <= moment:
                    found[voter, number] = _Vote(choice, moment)
        return found, revoted

    def labels(self, path: Path) -> dict[str, str]:
        found = {}
        for row in self.rows(path, ("participant", "group-id")):
            voter, label = row.cells["participant"], row.cells["group-id"]
            if not _is_voter(voter) or voter in found:
                self.wrong(path.name, row.line, "participant is missing, too long, or stands twice")
            elif len(label) > LONGEST_LABEL:
                self.wrong(path.name, row.line, f"group-id must have at most {LONGEST_LABEL} characters")
            else:
                found[voter] = label
        return found


def read(folder: Path) -> Conversation:
    """The conversation in a folder; raises BadTable with every bad line of the first file that has any."""
    reader = _Reader()
    comments = reader.comments(folder / COMMENTS)
    _give_up(reader)
    votes, revoted = reader.votes(folder / VOTES, comments)
    labels = reader.labels(folder / PARTICIPANTS) if (folder / PARTICIPANTS).exists() else {}
    _give_up(reader)
    return Conversation(comments, votes, labels, revoted)


def topic(folder: Path) -> str:
    """What the conversation was about, where a summary says so."""
    path = folder / SUMMARY
    if not path.exists():
        return ""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in islice(file, 50):
            name, _, said = line.partition(",")
            if name.strip() == "topic":
                return said.strip().strip('"')
    return ""


def store(session: Session, dialogue: Dialogue, conversation: Conversation) -> Imported:
    """Put a conversation in a dialogue; what was imported into it before is replaced.

    The number of an inspel is its comment id. Raises NotForImport for a dialogue where people have taken part.
    """
    _clear(session, dialogue.id)
    counts = {choice: Counter[int]() for choice in Choice}
    for (_voter, number), vote in conversation.votes.items():
        counts[vote.choice][number] += 1
    _insert(session, Statement, (_statement(dialogue.id, n, conversation, counts) for n in conversation.statements))
    stored = select(Statement.number, Statement.id).where(Statement.dialogue_id == dialogue.id)
    ids = dict(session.execute(stored).tuples().all())
    people = {voter: uuid.uuid4() for voter in conversation.voters}
    first = _first_days(conversation)
    _insert(
        session,
        Participant,
        (
            {
                "id": person,
                "dialogue_id": dialogue.id,
                "channel": Channel.IMPORT,
                "label": conversation.labels.get(voter) or None,
                "joined_on": first.get(voter) or conversation.last_day or dialogue.created_at.date(),
            }
            for voter, person in people.items()
        ),
    )
    _insert(
        session,
        Door,
        (
            {
                "dialogue_id": dialogue.id,
                "handle": HANDLE + voter,
                "channel": Channel.IMPORT,
                "participant_id": person,
            }
            for voter, person in people.items()
        ),
    )
    _insert(
        session,
        Vote,
        (
            {
                "participant_id": people[voter],
                "statement_id": ids[number],
                "choice": vote.choice,
                "is_important": False,
                "voted_on": vote.day,
            }
            for (voter, number), vote in conversation.votes.items()
        ),
    )
    session.expire_all()
    return Imported(len(conversation.statements), len(people), len(conversation.votes), conversation.revoted)


def _clear(session: Session, dialogue_id: int) -> None:
    said_here = exists().where(Statement.dialogue_id == dialogue_id, Statement.source != Source.IMPORT)
    elsewhere = Participant.channel.is_distinct_from(Channel.IMPORT)
    joined_here = exists().where(Participant.dialogue_id == dialogue_id, elsewhere)
    if session.scalar(select(or_(said_here, joined_here))):
        raise NotForImport
    ours = select(Participant.id).where(Participant.dialogue_id == dialogue_id)
    session.execute(delete(Vote).where(Vote.participant_id.in_(ours)).execution_options(synchronize_session=False))
    for table in (Door, Participant, Statement):
        session.execute(
            delete(table).where(table.dialogue_id == dialogue_id).execution_options(synchronize_session=False)
        )


def _statement(
    dialogue_id: int, number: int, conversation: Conversation, counts: Mapping[Choice, Counter[int]]
) -> dict[str, Any]:
    comment = conversation.statements[number]
    return {
        "dialogue_id": dialogue_id,
        "number": number,
        "text": comment.text,
        "source": Source.IMPORT,
        "state": comment.state,
        "n_agree": counts[Choice.AGREE][number],
        "n_disagree": counts[Choice.DISAGREE][number],
        "n_pass": counts[Choice.PASS][number],
        "said_on": comment.said_on,
    }


def _first_days(conversation: Conversation) -> dict[str, date]:
    first: dict[str, date] = {}
    for (voter, _number), vote in conversation.votes.items():
        first[voter] = min(first.get(voter, vote.day), vote.day)
    return first


def _insert(session: Session, table: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        session.execute(insert(table), chunk)


def _give_up(reader: _Reader) -> None:
    for name, problems in reader.problems.items():
        raise BadTable(name, problems)


def _is_voter(cell: str) -> bool:
    return 0 < len(cell) <= LONGEST_VOTER


def _number(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 11 and int(cell) <= LARGEST_NUMBER else None


def _moment(cell: str) -> int | None:
    """Milliseconds since 1970, at most those of the year 2286: a thirteen-digit number."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) <= 13 else None


def _day(moment: int) -> date:
    return datetime.fromtimestamp(moment / 1000, UTC).date()
