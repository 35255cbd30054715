"""Surveys, their versions and rounds, and the answers; constraints say what anonymous means."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, event, false, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.chat import ChatUse
from core.db import Base, by_value

# Without a rowid SQLite keeps rows in key order; a random key then leaves no trace of who came first.
UNORDERED = {"sqlite_with_rowid": False}
# Queries use these very words: a database takes the index of some rows only for a condition it recognises.
UNTALLIED = text("state = 'submitted' AND is_tallied = false")
BEGUN = text("state = 'draft'")


class Access(enum.StrEnum):
    """Who may answer."""

    OPEN = "open"
    CODE = "code"


class Channel(enum.StrEnum):
    """Through which door an answer came."""

    WEB = "web"
    SLACK = "slack"
    TEAMS = "teams"
    PAPER = "paper"
    IMPORT = "import"


class ResponseState(enum.StrEnum):
    """A draft can be changed; a submitted response cannot."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Survey(Base):
    """A questionnaire through all its versions, known by its address."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]


class SurveyVersion(Base):
    """What was published, word for word; it never changes, a change makes the next version."""

    __tablename__ = "survey_version"
    __table_args__ = (UniqueConstraint("survey_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    checksum: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]

    survey: Mapped[Survey] = relationship()


class VersionIsImmutable(Exception):
    """Somebody tried to change what was published."""


@event.listens_for(SurveyVersion, "before_update")
def _refuse_change(mapper: Mapper[Any], connection: object, target: SurveyVersion) -> None:
    raise VersionIsImmutable(f"version {target.number} was published {target.published_at:%Y-%m-%d}")


class Collection(Base):
    """One round of asking (mätomgång): a version, a period, who may answer, and on what legal ground.

    ``is_cut_at_close``: answers are confidential while the round is open and become anonymous when it closes.
    ``subject_ref`` names what was asked about, such as a dialogue; only whoever gave it knows what it means.
    ``slack`` and ``teams`` say what it is in each chat, and ``chat_min_age`` how old one must be to answer there.
    """

    __tablename__ = "collection"
    __table_args__ = (
        CheckConstraint("closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name="dates_in_order"),
        CheckConstraint("chat_min_age IS NULL OR chat_min_age BETWEEN 0 AND 99", name="chat_min_age"),
        CheckConstraint("NOT (is_anonymous AND is_cut_at_close)", name="anonymous_from_the_start_or_later"),
        Index("ix_collection_survey_id", "survey_id"),
        Index("ix_collection_subject_ref", "subject_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"))
    period: Mapped[str] = mapped_column(String(10))
    access: Mapped[Access] = mapped_column(by_value(Access))
    is_anonymous: Mapped[bool]
    is_cut_at_close: Mapped[bool] = mapped_column(default=False)
    subject_ref: Mapped[str | None] = mapped_column(String(60))
    is_demo: Mapped[bool] = mapped_column(default=False)
    slack: Mapped[ChatUse] = mapped_column(by_value(ChatUse, name="slack"), default=ChatUse.OFF, server_default="off")
    teams: Mapped[ChatUse] = mapped_column(by_value(ChatUse, name="teams"), default=ChatUse.OFF, server_default="off")
    chat_min_age: Mapped[int | None]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    controller: Mapped[str] = mapped_column(String(120))
    legal_basis: Mapped[str] = mapped_column(String(120))
    contact: Mapped[str] = mapped_column(String(200))
    erase_on: Mapped[date]
    erase_decision: Mapped[str] = mapped_column(String(120))

    survey: Mapped[Survey] = relationship()
    version: Mapped[SurveyVersion] = relationship()


class CollectionKey(Base):
    """What chat accounts are fingerprinted with, made when somebody first answers in a chat; destroyed at the close.

    Until then it leads from an account to its answer, so that the person can erase it; after that nothing does.
    """

    __tablename__ = "collection_key"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))


class Invitation(Base):
    """A single-use code and what is known beforehand about the case it belongs to.

    ``seed`` is what the code is made from, so that a reminder can say it again; codes handed out on paper have none.
    ``customer_hash`` is a keyed fingerprint of the customer: one answer per customer and period.
    """

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_collection_id", "collection_id", "customer_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    seed: Mapped[str | None] = mapped_column(String(32))
    customer_hash: Mapped[str | None] = mapped_column(String(64))
    area: Mapped[str | None] = mapped_column(String(40))
    customer_type: Mapped[str | None] = mapped_column(String(40))


class Receipt(Base):
    """That an invitation has been answered; never what was answered, nor when.

    ``is_mixed`` tells that the row has been written anew together with others: PostgreSQL notes in every row which
    transaction wrote it, and until then that is the one that wrote the answers.
    """

    __tablename__ = "receipt"

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True)
    is_mixed: Mapped[bool] = mapped_column(default=False)


class Response(Base):
    """What one person answered. Once an anonymous response is submitted nothing joins it to a person or a moment.

    ``cluster`` is the same for answers of one customer; when a round is cut at its close, new labels by chance.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint(
            "NOT (is_anonymous AND state = 'submitted')"
            " OR (invitation_id IS NULL AND draft_hash IS NULL AND resume_hash IS NULL AND touched_at IS NULL"
            " AND external_id IS NULL)",
            name="anonymous_is_cut_loose",
        ),
        CheckConstraint("(state = 'submitted') = (submitted_on IS NOT NULL)", name="submitted_has_a_date"),
        CheckConstraint("state = 'submitted' OR draft_hash IS NOT NULL", name="draft_has_an_owner"),
        UniqueConstraint("collection_id", "external_id"),
        Index("ix_response_untallied", "collection_id", sqlite_where=UNTALLIED, postgresql_where=UNTALLIED),
        Index("ix_response_begun", "invitation_id", sqlite_where=BEGUN, postgresql_where=BEGUN),
        UNORDERED,
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("survey_version.id"))
    state: Mapped[ResponseState] = mapped_column(by_value(ResponseState))
    is_anonymous: Mapped[bool]
    is_tallied: Mapped[bool] = mapped_column(default=False)
    area: Mapped[str | None] = mapped_column(String(40))
    customer_type: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[Channel | None] = mapped_column(by_value(Channel))
    language: Mapped[str] = mapped_column(String(12))
    answers: Mapped[dict[str, Any]]
    submitted_on: Mapped[date | None]
    receipt_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    draft_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    resume_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    touched_at: Mapped[datetime | None]
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"))
    external_id: Mapped[str | None] = mapped_column(String(64))
    cluster: Mapped[str | None] = mapped_column(String(64))

    version: Mapped[SurveyVersion] = relationship()


class Score(Base):
    """One index value (0-100) of one response, narrow and ready to be summed per cell."""

    __tablename__ = "score"
    __table_args__ = (
        Index("ix_score_cell", "survey_id", "measure", "period", "area", "customer_type", "cluster", "value"),
        UNORDERED,
    )

    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    measure: Mapped[str] = mapped_column(String(24), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    period: Mapped[str] = mapped_column(String(10))
    area: Mapped[str] = mapped_column(String(40))
    customer_type: Mapped[str] = mapped_column(String(40))
    cluster: Mapped[str | None] = mapped_column(String(64))
    value: Mapped[float]


class Comment(Base):
    """A person's own words, kept beside the response so that staff can page through them.

    ``is_withheld``: somebody ought to read it as a concern first, so no ordinary page or export shows it.
    """

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_page", "collection_id", "question_key", "response_id"), UNORDERED)

    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    words: Mapped[str] = mapped_column(Text)
    is_withheld: Mapped[bool] = mapped_column(default=False, server_default=false())


class Tally(Base):
    """How many submitted responses of a collection gave an answer; the worker adds, pages only read."""

    __tablename__ = "tally"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(90), primary_key=True)
    n: Mapped[int]


class Analysis(Base):
    """What the worker found in the answers of a survey and period, for staff; made anew when answers have come.

    ``document`` holds plain numbers only (``surveys.analysis`` says which), nothing anybody wrote.
    """

    __tablename__ = "analysis"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    made_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]
