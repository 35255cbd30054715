"""A dialogue's votes and inspel as the files of Polis in a ZIP, without anything that tells who gave which."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from secrets import SystemRandom
from typing import IO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import N_, PersonMet
from core.tables import write_rows
from dialog import states
from dialog.importing import COMMENTS, PARTICIPANTS, SUMMARY, VOTES
from dialog.models import Channel, Choice, DialogueState, Participant, Statement, Vote
from dialog.results import FEWEST, IS_READ, DialogueView

BATCH = 10_000
# So many are read and packed in a few seconds; the command has no limit.
MOST_ON_A_PAGE = 100_000
# A draft holds no votes but those that were collected elsewhere, and nobody can add to them.
AT_REST = states.OVER | {DialogueState.DRAFT}
AGREES, DISAGREES, PASSES = 1, 2, 3
_CODES = {Choice.AGREE: AGREES, Choice.DISAGREE: DISAGREES, Choice.PASS: PASSES}
# As they stand in the files; the importer reads the same.
_CELLS = {0: "", AGREES: 1, DISAGREES: -1, PASSES: 0}
# Those of Polis, and last how many held the inspel to be important.
COMMENT_COLUMNS = (
    *("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"),
    "important",
)
VOTE_COLUMNS = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
PARTICIPANT_COLUMNS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
# The same for every archive, so that it says nothing of when it was made.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)


class NotAtRest(PersonMet):
    """Votes are handed out when they cannot move any more, and never from a dialogue that was taken back."""

    title = N_("Dialogen går inte att ladda ner nu")
    message = N_("Röster och inspel går att ladda ner när dialogen är stängd, men inte om den är återkallad.")
    advice = N_("Kom tillbaka när dialogen har stängt.")


class TooFewToExport(PersonMet):
    """So few have voted that a row of votes could be told to be somebody's."""

    title = N_("För få har röstat")
    message = N_("Färre än %(least)s har röstat. Då går det att räkna ut vem som tyckte vad, så inget lämnas ut.")
    advice = N_("De publicerade inspelen finns på dialogens sida.")


class TooManyForAPage(PersonMet):
    """Reading them would keep a web process from everybody else."""

    title = N_("Rösterna är för många att ladda ner här")
    message = N_("Dialogen har fler än %(most)s röster. Så många hinner inte packas på en webbsida.")
    advice = N_("Be den som sköter driften att köra kommandot flask dialog export.")


@dataclass(frozen=True, slots=True)
class Said:
    """A published inspel and how it was voted on."""

    number: int
    text: str
    said_on: date
    agree: int
    disagree: int
    passes: int
    important: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one voter thinks of each inspel in the order they stand, and the group that imported votes named."""

    choices: bytes
    group: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is handed out of a dialogue. The order of ``rows`` is drawn anew each time; ``day`` stands on every vote."""

    dialogue: DialogueView
    said: tuple[Said, ...]
    rows: tuple[Row, ...]
    channels: Mapping[Channel | None, int]
    day: date

    @property
    def votes(self) -> int:
        """How many votes there are."""
        return sum(one.agree + one.disagree + one.passes for one in self.said)


def must_be_at_rest(dialogue: DialogueView) -> None:
    """Raises NotAtRest for a dialogue whose votes may still move, and for one that is withdrawn."""
    if dialogue.state not in AT_REST:
        raise NotAtRest


def must_fit_a_page(session: Session, dialogue: DialogueView) -> None:
    """Raises TooManyForAPage; asks the counts of the inspel, so that it costs the same however many have voted."""
    counted = func.sum(Statement.n_agree + Statement.n_disagree + Statement.n_pass)
    votes = session.scalar(select(counted).where(Statement.dialogue_id == dialogue.id, *IS_READ)) or 0
    if votes > MOST_ON_A_PAGE:
        raise TooManyForAPage(most=MOST_ON_A_PAGE)


def collect(session: Session, dialogue: DialogueView) -> Conversation:
    """Everything that may be handed out: published inspel, not those about the speaker, and the votes on them.

    Raises NotAtRest, and TooFewToExport when fewer than five have voted.
    """
    must_be_at_rest(dialogue)
    statements = session.scalars(
        select(Statement).where(Statement.dialogue_id == dialogue.id, *IS_READ).order_by(Statement.number)
    ).all()
    columns = {statement.id: column for column, statement in enumerate(statements)}
    counts = [Counter[int]() for _ in statements]
    important = Counter[int]()
    cast: dict[uuid.UUID, bytearray] = {}
    last = dialogue.closed_on or date.min
    for voter, statement_id, choice, is_important, voted_on in session.execute(
        select(Vote.participant_id, Vote.statement_id, Vote.choice, Vote.is_important, Vote.voted_on)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(Statement.dialogue_id == dialogue.id, *IS_READ)
        .execution_options(yield_per=BATCH)
    ):
        column, code = columns[statement_id], _CODES[choice]
        cast.setdefault(voter, bytearray(len(columns)))[column] = code
        counts[column][code] += 1
        important[column] += is_important
        last = max(last, voted_on)
    if len(cast) < FEWEST:
        raise TooFewToExport(least=FEWEST)
    channels, rows = Counter[Channel | None](), []
    for key, channel, label in session.execute(
        select(Participant.id, Participant.channel, Participant.label)
        .where(Participant.dialogue_id == dialogue.id)
        .execution_options(yield_per=BATCH)
    ):
        if key in cast:
            channels[channel] += 1
            rows.append(Row(bytes(cast[key]), label or ""))
    # A voter's number is a place in this order: no key in the database leads to it, and none in another export.
    SystemRandom().shuffle(rows)
    said = tuple(
        Said(
            number=statement.number,
            text=statement.text,
            said_on=statement.said_on,
            agree=counts[column][AGREES],
            disagree=counts[column][DISAGREES],
            passes=counts[column][PASSES],
            important=important[column],
        )
        for column, statement in enumerate(statements)
    )
    return Conversation(dialogue, said, tuple(rows), channels, last)


def write(file: IO[bytes], conversation: Conversation, cards: Mapping[str, str]) -> None:
    """The ZIP: the files of Polis, and beside them what is said about them in ``cards``, by file name."""
    said = conversation.said
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in cards.items():
            with _text(archive, name) as text:
                text.write(words)
        for name, header, rows in (
            (SUMMARY, ("topic", conversation.dialogue.title), _summary(conversation)),
            (
                COMMENTS,
                COMMENT_COLUMNS,
                (
                    [*_moment(one.said_on), one.number, "", one.agree, one.disagree, 1, one.text, one.important]
                    for one in said
                ),
            ),
            (VOTES, VOTE_COLUMNS, _votes(conversation)),
            (
                PARTICIPANTS,
                PARTICIPANT_COLUMNS + tuple(str(one.number) for one in said),
                _participants(conversation.rows),
            ),
        ):
            with _text(archive, name) as text:
                write_rows(text, header, rows)


def _summary(conversation: Conversation) -> Iterable[Sequence[object]]:
    yield "voters", len(conversation.rows)
    yield "comments", len(conversation.said)
    yield "conversation-description", conversation.dialogue.question


def _votes(conversation: Conversation) -> Iterator[Sequence[object]]:
    moment = _moment(conversation.day)
    for column, one in enumerate(conversation.said):
        for voter, row in enumerate(conversation.rows):
            if code := row.choices[column]:
                yield *moment, one.number, voter, _CELLS[code]


def _participants(rows: Sequence[Row]) -> Iterator[Sequence[object]]:
    """How many inspel somebody wrote is left out, as it would tie a text to a row of votes."""
    for voter, row in enumerate(rows):
        agrees, disagrees = row.choices.count(AGREES), row.choices.count(DISAGREES)
        seen = agrees + disagrees + row.choices.count(PASSES)
        yield [voter, row.group, "", seen, agrees, disagrees, *(_CELLS[code] for code in row.choices)]


def _moment(day: date) -> tuple[int, str]:
    """A day as Polis writes moments: the milliseconds of its midnight, and in words."""
    return int(datetime.combine(day, time.min, UTC).timestamp()) * 1000, day.isoformat()


@contextmanager
def _text(archive: zipfile.ZipFile, name: str) -> Iterator[IO[str]]:
    entry = zipfile.ZipInfo(name, _NO_MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    with archive.open(entry, "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
        yield text
