"""Summaries of dialogues in versions, their sentences, what was said of checks, and what left the house for help."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from core.db import Base, by_value
from core.summaries.sentences import Section
from dialog.models import Dialogue


class SummaryState(enum.StrEnum):
    """Where a version stands; ``dialog.summarising.states`` says which steps may be taken from each."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class SentenceState(enum.StrEnum):
    """What whoever reviews has done with a sentence."""

    WAITING = "waiting"
    KEPT = "kept"
    CHANGED = "changed"
    STRUCK = "struck"


class Summary(Base):
    """One version of the summary of a dialogue; at most one version at a time is neither published nor ended.

    ``revision`` grows with every change, so that nobody changes what they have not seen. ``short`` is the text for
    channels, "" until somebody has written it. ``facts`` are the counts that sentences may cite (``d`` for the
    dialogue's own, ``m3`` for those of meeting 3) as they were at the draft; ``coverage`` is what the worker found of
    whose voices the sentences carry, for the ``revision`` that stands in it. ``input_hash`` tells one set of sources
    from another. ``returned`` are the keys and fingerprints of the sentences as the approver had them when a change was
    asked for. ``content_hash`` is of what was approved: nothing else is published. A version that has been
    published is changed no more, but for how it ended and for words that somebody has taken back.
    """

    __tablename__ = "summary"
    __table_args__ = (
        UniqueConstraint("dialogue_id", "version"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id != submitted_by_id", name="approved_by_another"),
        CheckConstraint(
            "(state IN ('published', 'superseded', 'withdrawn')) = (published_on IS NOT NULL)",
            name="published_on_a_day",
        ),
        CheckConstraint(
            "(state IN ('superseded', 'withdrawn')) = (ended_reason IS NOT NULL AND ended_on IS NOT NULL)",
            name="ended_with_a_reason",
        ),
        Index("ix_summary_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"))
    version: Mapped[int]
    state: Mapped[SummaryState] = mapped_column(by_value(SummaryState), default=SummaryState.DRAFT)
    revision: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(12), default="sv")
    short: Mapped[str] = mapped_column(Text, default="")
    input_hash: Mapped[str] = mapped_column(String(64), default="")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    coverage: Mapped[dict[str, Any]] = mapped_column(default=dict)
    drafted_at: Mapped[datetime]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    submitted_by: Mapped[str] = mapped_column(String(120), default="")
    submitted_on: Mapped[date | None]
    review_note: Mapped[str] = mapped_column(Text, default="")
    returned: Mapped[list[Any]] = mapped_column(default=list)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    approved_by: Mapped[str] = mapped_column(String(120), default="")
    approved_on: Mapped[date | None]
    published_by: Mapped[str] = mapped_column(String(120), default="")
    published_on: Mapped[date | None]
    ended_by: Mapped[str] = mapped_column(String(120), default="")
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str | None] = mapped_column(String(300))

    dialogue: Mapped[Dialogue] = relationship()


class SummarySentence(Base):
    """One sentence of a version; ``key`` follows it from version to version.

    ``text`` and ``draft`` (the words the programme wrote, "" for one that staff have added) hold slots for the words of
    inspel. ``cites`` are the refs it rests on. ``claims`` are the claims it cites as they were at the draft, by ref:
    its numbers come from them and from the summary's facts alone. ``read_back`` is what those in a meeting said of it:
    how many of each answer. ``is_assisted`` says that the words came from outside the house.
    """

    __tablename__ = "summary_sentence"
    __table_args__ = (
        UniqueConstraint("summary_id", "key"),
        Index("ix_summary_sentence_place", "summary_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    section: Mapped[Section] = mapped_column(by_value(Section))
    topic: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text, default="")
    cites: Mapped[list[Any]]
    claims: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[SentenceState] = mapped_column(by_value(SentenceState), default=SentenceState.WAITING)
    read_back: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_assisted: Mapped[bool] = mapped_column(default=False)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_by: Mapped[str] = mapped_column(String(120), default="")


class PublishedIsImmutable(Exception):
    """Somebody tried to change a sentence that has been published."""


@event.listens_for(SummarySentence, "before_update")
def _refuse_change(mapper: Mapper[Any], connection: Connection, target: SummarySentence) -> None:
    """Words that people have read stay as they are, but for words that somebody has taken back."""
    if not _is_published(connection, target.summary_id):
        return
    changed = {one.key for one in inspect(target).attrs if one.history.has_changes()}
    if not changed <= _TAKEN_BACK or target.text not in ("", target.draft):
        raise PublishedIsImmutable(f"sentence {target.key} is published")


@event.listens_for(SummarySentence, "before_delete")
def _refuse_removal(mapper: Mapper[Any], connection: Connection, target: SummarySentence) -> None:
    if _is_published(connection, target.summary_id):
        raise PublishedIsImmutable(f"sentence {target.key} is published")


# What changes in a published sentence when somebody takes back the words it rests on.
_TAKEN_BACK = frozenset({"text", "draft", "is_assisted"})


def _is_published(connection: Connection, summary_id: int) -> bool:
    published_on = select(Summary.published_on).where(Summary.id == summary_id)
    return connection.execute(published_on).scalar() is not None


class SummaryReason(Base):
    """Why a check of a version may stand as it is, in writing. ``sentence_key`` is "" for a check of the whole.

    ``about`` is a fingerprint of what the reason was given for: when that changes, the reason no longer holds.
    """

    __tablename__ = "summary_reason"

    summary_id: Mapped[int] = mapped_column(ForeignKey("summary.id", ondelete="CASCADE"), primary_key=True)
    check: Mapped[str] = mapped_column(String(40), primary_key=True)
    sentence_key: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    about: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[str] = mapped_column(String(300))
    given_by: Mapped[str] = mapped_column(String(120))
    given_on: Mapped[date]


class AssistanceCall(Base):
    """One time that claims and masked inspel were sent to a language service: what left the house and what came of it.

    ``outcome`` is "used", or why nothing of it was; ``findings`` are the checks that sentences failed, by key.
    """

    __tablename__ = "assistance_call"
    __table_args__ = (Index("ix_assistance_call_dialogue_id", "dialogue_id", "called_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"))
    called_at: Mapped[datetime]
    host: Mapped[str] = mapped_column(String(250))
    model: Mapped[str] = mapped_column(String(120))
    sent: Mapped[str] = mapped_column(Text)
    received: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(String(40))
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    milliseconds: Mapped[int]
