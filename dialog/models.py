"""Dialogues, those who take part, what they say and how they vote; constraints say what one voice means."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.chat import ChatUse
from core.db import Base, by_value

# Without a rowid SQLite keeps rows in key order; a random key then leaves no trace of who came first.
UNORDERED = {"sqlite_with_rowid": False}

LONGEST_STATEMENT = 280
# Texts that were collected elsewhere may be longer.
LONGEST_IMPORTED = 1_000


class Audience(enum.StrEnum):
    """The three groups that målområde 3 names."""

    MEDBORGARE = "medborgare"
    UNGDOMAR = "ungdomar"
    NARINGSLIV = "naringsliv"


class LadderStep(enum.StrEnum):
    """How far those who take part can influence: the steps of the delaktighetstrappa, from the lowest."""

    INFORMATION = "information"
    KONSULTATION = "konsultation"
    DIALOG = "dialog"
    INFLYTANDE = "inflytande"
    MEDBESLUTANDE = "medbeslutande"


class DialogueState(enum.StrEnum):
    """Where a dialogue stands; ``dialog.states`` says which steps may be taken from each."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    PUBLISHED = "published"
    ANSWERED = "answered"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class ModerationMode(enum.StrEnum):
    """Whether an inspel is read by staff before others see it, or after."""

    PRE = "pre"
    POST = "post"


class Channel(enum.StrEnum):
    """Through which door somebody takes part."""

    WEB = "web"
    SLACK = "slack"
    TEAMS = "teams"
    PAPER = "paper"
    IMPORT = "import"


class AgeBand(enum.StrEnum):
    """How old somebody says they are; never a date of birth."""

    UNDER_13 = "under_13"
    FROM_13 = "13-15"
    FROM_16 = "16-19"
    FROM_20 = "20-29"
    FROM_30 = "30-49"
    FROM_50 = "50-64"
    FROM_65 = "65+"


class Sex(enum.StrEnum):
    """What somebody chooses to say of their sex."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class SizeClass(enum.StrEnum):
    """How many work at a company or an association."""

    ALONE = "0"
    FROM_1 = "1-9"
    FROM_10 = "10-49"
    FROM_50 = "50+"


class StatementKind(enum.StrEnum):
    """What an inspel is; one about the speaker (age, gender, origin) never enters the analysis."""

    OPINION = "opinion"
    PROPOSAL = "proposal"
    QUESTION = "question"
    ABOUT_SELF = "about_self"


class Source(enum.StrEnum):
    """Where an inspel came from; a seed is written by staff to begin with.

    Web also stands for a chat that has been forgotten, see ``hosting.close``.
    """

    SEED = "seed"
    WEB = "web"
    SLACK = "slack"
    TEAMS = "teams"
    SESSION = "session"
    SURVEY = "survey"
    PAPER = "paper"
    IMPORT = "import"


class StatementState(enum.StrEnum):
    """What became of an inspel. One that is flagged has left ordinary view and its words lie with the concern."""

    SUBMITTED = "submitted"
    HELD = "held"
    PUBLISHED = "published"
    REJECTED = "rejected"
    MERGED = "merged"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    FLAGGED = "flagged"


class Choice(enum.StrEnum):
    """The three ways to vote."""

    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105 - a way to vote


class Dialogue(Base):
    """One structured dialogue: what is asked of whom, who receives it and when the answer is promised.

    ``influence`` says what can be influenced and what cannot. ``state`` changes by the verbs of ``dialog.hosting``
    alone; a dialogue that is open past ``closes_on`` counts as closed from the day after. ``feedback_first_due_on`` is
    the day that was promised from the beginning, kept with the latest reason when the promise has been moved. ``slack``
    and ``teams`` say what the dialogue is in each chat, and ``is_assisted`` whether a language service elsewhere may
    help to word its summaries.
    """

    __tablename__ = "dialogue"
    __table_args__ = (
        CheckConstraint("(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)", name="withdrawn_has_a_reason"),
        CheckConstraint("min_age IS NULL OR (min_age BETWEEN 0 AND 99)", name="min_age"),
        CheckConstraint(
            "(feedback_first_due_on IS NULL) = (feedback_moved_reason IS NULL)", name="moved_promise_has_a_reason"
        ),
        Index("ix_dialogue_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(300))
    purpose: Mapped[str] = mapped_column(Text, default="")
    influence: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[Audience] = mapped_column(by_value(Audience))
    ladder_step: Mapped[LadderStep | None] = mapped_column(by_value(LadderStep))
    receiver: Mapped[str] = mapped_column(String(120), default="")
    feedback_due_on: Mapped[date | None]
    feedback_first_due_on: Mapped[date | None]
    feedback_moved_reason: Mapped[str | None] = mapped_column(String(300))
    moderation: Mapped[ModerationMode] = mapped_column(by_value(ModerationMode), default=ModerationMode.PRE)
    min_age: Mapped[int | None]
    languages: Mapped[list[Any]]
    case_number: Mapped[str] = mapped_column(String(60), default="")
    controller: Mapped[str] = mapped_column(String(120), default="")
    legal_basis: Mapped[str] = mapped_column(String(120), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    erase_on: Mapped[date | None]
    erase_decision: Mapped[str] = mapped_column(String(120), default="")
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    safeguarding_lead_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    safeguarding_deputy_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[DialogueState] = mapped_column(by_value(DialogueState), default=DialogueState.DRAFT)
    opened_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(300))
    slack: Mapped[ChatUse] = mapped_column(by_value(ChatUse, name="slack"), default=ChatUse.OFF, server_default="off")
    teams: Mapped[ChatUse] = mapped_column(by_value(ChatUse, name="teams"), default=ChatUse.OFF, server_default="off")
    is_assisted: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class DialogueKey(Base):
    """What fingerprints of chat accounts and companies are keyed with; destroyed when the dialogue closes.

    After that nobody, with the whole database in hand, can tie a vote to an account or a company.
    """

    __tablename__ = "dialogue_key"

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))


class Participant(Base):
    """One voice in one dialogue: no name, no address, no moment, only the day.

    ``organisation_hash`` is the company's or association's number under the dialogue's key: one voice each. It is
    removed with the key. ``link_hash`` is the fingerprint of the short code by which a second door is joined.
    ``label`` is the group that imported votes said somebody belonged to. ``consent`` is the version of the terms that
    somebody in a chat said yes to. At the close it is forgotten, and so is ``channel`` if few used some door. ``sex``
    and ``size_class`` are what somebody chose to say of themselves at the end, to see who was heard and who was not.
    """

    __tablename__ = "participant"
    __table_args__ = (UniqueConstraint("dialogue_id", "organisation_hash"), UNORDERED)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), index=True)
    channel: Mapped[Channel | None] = mapped_column(by_value(Channel))
    consent: Mapped[str | None] = mapped_column(String(20))
    age_band: Mapped[AgeBand | None] = mapped_column(by_value(AgeBand))
    sex: Mapped[Sex | None] = mapped_column(by_value(Sex))
    size_class: Mapped[SizeClass | None] = mapped_column(by_value(SizeClass))
    organisation_hash: Mapped[str | None] = mapped_column(String(64))
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_until: Mapped[datetime | None]
    label: Mapped[str | None] = mapped_column(String(20))
    joined_on: Mapped[date]


class Door(Base):
    """A way in that leads to a participant: the fingerprint of a random web pass, or of a chat account.

    The fingerprint of a chat account is made with the dialogue's key, and the door is removed with it. That of a web
    pass is not, as the pass is random: its holder finds their own inspel after the close as well.
    """

    __tablename__ = "door"
    __table_args__ = (UNORDERED,)

    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"), primary_key=True)
    handle: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[Channel] = mapped_column(by_value(Channel))
    participant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)


class Statement(Base):
    """An inspel: one thought, in at most 280 characters when said here. Its text never changes after the first vote.

    ``number`` is its number in the dialogue, as people say it. ``text`` holds no personal data once published; what
    was written before staff masked it lies in ``StatementOriginal``. The counts are of the latest votes and change in
    the transaction of the vote itself. ``extremity`` comes from the latest analysis and steers which card comes next.
    """

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "number"),
        Index("ix_statement_queue", "dialogue_id", "state", "number"),
        Index("ix_statement_seen", "dialogue_id", "state", "n_agree", "n_disagree", "n_pass"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_another"),
        CheckConstraint("state NOT IN ('flagged', 'withdrawn') OR text = ''", name="flagged_has_no_words"),
        CheckConstraint("n_agree >= 0 AND n_disagree >= 0 AND n_pass >= 0 AND n_important >= 0", name="counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(LONGEST_IMPORTED))
    language: Mapped[str] = mapped_column(String(12), default="sv")
    kind: Mapped[StatementKind] = mapped_column(by_value(StatementKind), default=StatementKind.OPINION)
    source: Mapped[Source] = mapped_column(by_value(Source))
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("participant.id"), index=True)
    state: Mapped[StatementState] = mapped_column(by_value(StatementState), default=StatementState.SUBMITTED)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    n_agree: Mapped[int] = mapped_column(default=0)
    n_disagree: Mapped[int] = mapped_column(default=0)
    n_pass: Mapped[int] = mapped_column(default=0)
    n_important: Mapped[int] = mapped_column(default=0)
    extremity: Mapped[float] = mapped_column(default=0.0)
    said_on: Mapped[date]

    dialogue: Mapped[Dialogue] = relationship()


class StatementOriginal(Base):
    """The words as they were written, where staff masked something; behind a permission of its own."""

    __tablename__ = "statement_original"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST_IMPORTED))


class Vote(Base):
    """What one participant thinks of one inspel: the key is the pair, so there is one vote, and the latest counts."""

    __tablename__ = "vote"
    __table_args__ = (Index("ix_vote_statement_id", "statement_id"), UNORDERED)

    participant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True
    )
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    choice: Mapped[Choice] = mapped_column(by_value(Choice))
    is_important: Mapped[bool] = mapped_column(default=False)
    voted_on: Mapped[date]
