"""What a dialogue is and what came of it, as frozen values for pages, channels and indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.chat import ChatChannel, ChatUse
from dialog import states
from dialog.errors import DialogueClosed, DialoguePaused, NoSuchDialogue
from dialog.models import (
    Audience,
    Dialogue,
    DialogueState,
    LadderStep,
    ModerationMode,
    Participant,
    Source,
    Statement,
    StatementKind,
    StatementState,
)

# A number of people smaller than this is never said.
FEWEST = 5
MOST_COUNTED = 1000
# What waits for somebody to read it.
WAITING = (StatementState.SUBMITTED, StatementState.HELD)
# What everybody may read and vote on; an inspel about the speaker is read by staff alone.
IS_READ = (Statement.state == StatementState.PUBLISHED, Statement.kind != StatementKind.ABOUT_SELF)


@dataclass(frozen=True, slots=True)
class DialogueView:
    """A dialogue as it stands on a day, without anything anybody has said in it."""

    id: int
    slug: str
    title: str
    question: str
    purpose: str
    influence: str
    audience: Audience
    ladder_step: LadderStep | None
    receiver: str
    feedback_due_on: date | None
    feedback_first_due_on: date | None
    feedback_moved_reason: str | None
    moderation: ModerationMode
    min_age: int | None
    languages: tuple[str, ...]
    controller: str
    legal_basis: str
    contact: str
    erase_on: date | None
    erase_decision: str
    case_number: str
    moderator_id: int | None
    safeguarding_lead_id: int | None
    safeguarding_deputy_id: int | None
    state: DialogueState
    opened_on: date | None
    closes_on: date | None
    closed_on: date | None
    withdrawn_reason: str | None
    slack: ChatUse
    teams: ChatUse
    is_demo: bool

    @property
    def is_open(self) -> bool:
        """Whether inspel and votes are received."""
        return self.state is DialogueState.OPEN

    @property
    def is_read_first(self) -> bool:
        """Whether staff read an inspel before others see it: always where the young write."""
        return self.moderation is ModerationMode.PRE or self.audience is Audience.UNGDOMAR

    @property
    def is_over(self) -> bool:
        """Whether figures may be shown: they would otherwise move with single votes."""
        return self.state in states.OVER

    def use_in(self, chat: ChatChannel) -> ChatUse:
        """What the dialogue is in a chat."""
        return self.slack if chat is ChatChannel.SLACK else self.teams

    @property
    def language(self) -> str:
        """The language the dialogue is written in."""
        return self.languages[0]

    def must_be_open(self) -> None:
        """Raises DialoguePaused or DialogueClosed."""
        if self.state is DialogueState.PAUSED:
            raise DialoguePaused
        if not self.is_open:
            raise DialogueClosed


def view_of(dialogue: Dialogue, today: date) -> DialogueView:
    """The frozen value of a row."""
    values = {name: getattr(dialogue, name) for name in DialogueView.__dataclass_fields__}
    return DialogueView(**values | {"languages": tuple(dialogue.languages), "state": states.state_on(dialogue, today)})


def find(session: Session, slug: str, today: date, *, to_take_part: bool = False) -> DialogueView:
    """The dialogue at a public address; raises NoSuchDialogue for one that is unknown or still being planned.

    Whoever is about to vote or write asks ``to_take_part``: the dialogue then does not close before they are done.
    """
    return _seen(session, _held(select(Dialogue).where(Dialogue.slug == slug), to_take_part), today)


def by_id(session: Session, dialogue_id: int, today: date, *, to_take_part: bool = False) -> DialogueView:
    """The same by its id, for channels that know no address."""
    return _seen(session, _held(select(Dialogue).where(Dialogue.id == dialogue_id), to_take_part), today)


def _held(query: Select[tuple[Dialogue]], to_take_part: bool) -> Select[tuple[Dialogue]]:
    """Those who take part share the row; closing takes it for itself, and waits for them."""
    if not to_take_part:
        return query
    return query.with_for_update(read=True, key_share=True).execution_options(populate_existing=True)


def _seen(session: Session, query: Select[tuple[Dialogue]], today: date) -> DialogueView:
    dialogue = session.scalar(query)
    if dialogue is None or not states.is_seen(dialogue.state, dialogue.opened_on):
        raise NoSuchDialogue
    return view_of(dialogue, today)


@dataclass(frozen=True, slots=True)
class Inspel:
    """A published inspel as anybody may read it: without who wrote it, and without how it was voted on."""

    number: int
    text: str
    language: str
    is_seed: bool
    said_on: date


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many take part; at least so many, unless it ``is_exact``."""

    n: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is in a dialogue: those who take part, published inspel, inspel that wait to be read."""

    taking_part: int = 0
    published: int = 0
    waiting: int = 0


def latest_inspel(session: Session, dialogue_id: int, limit: int) -> tuple[Inspel, ...]:
    """The newest published inspel; those about the speaker are left out, as they are read by staff alone."""
    query = select(Statement).where(Statement.dialogue_id == dialogue_id, *IS_READ)
    return tuple(inspel_of(row) for row in session.scalars(query.order_by(Statement.number.desc()).limit(limit)))


def inspel_of(statement: Statement) -> Inspel:
    """The frozen value of a row that everybody may read."""
    return Inspel(
        statement.number, statement.text, statement.language, statement.source is Source.SEED, statement.said_on
    )


def crowd(session: Session, dialogue: DialogueView) -> Crowd | None:
    """How many take part as the public may know: None under five, and whole fives while it would move with each.

    It does not count further than it says, so that a page costs the same however many they are.
    """
    some = select(Participant.id).where(Participant.dialogue_id == dialogue.id).limit(MOST_COUNTED).subquery()
    n = session.scalar(select(func.count()).select_from(some)) or 0
    if n < FEWEST:
        return None
    is_exact = dialogue.is_over and n < MOST_COUNTED
    return Crowd(n if is_exact else n // FEWEST * FEWEST, is_exact)


def sizes(session: Session, dialogue_ids: Sequence[int]) -> dict[int, Size]:
    """How much there is in each of some dialogues, in two queries however many they are."""
    if not dialogue_ids:
        return {}
    people = dict(
        session.execute(
            select(Participant.dialogue_id, func.count())
            .where(Participant.dialogue_id.in_(dialogue_ids))
            .group_by(Participant.dialogue_id)
        )
        .tuples()
        .all()
    )
    words: dict[tuple[int, StatementState], int] = {
        (dialogue_id, state): n
        for dialogue_id, state, n in session.execute(
            select(Statement.dialogue_id, Statement.state, func.count())
            .where(Statement.dialogue_id.in_(dialogue_ids))
            .group_by(Statement.dialogue_id, Statement.state)
        )
    }
    return {
        dialogue_id: Size(
            taking_part=people.get(dialogue_id, 0),
            published=words.get((dialogue_id, StatementState.PUBLISHED), 0),
            waiting=sum(words.get((dialogue_id, state), 0) for state in WAITING),
        )
        for dialogue_id in dialogue_ids
    }
