"""What was decided about an inspel, by whom and why, and what its author said to that."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, by_value


class Action(enum.StrEnum):
    """What a moderator did."""

    APPROVE = "approve"
    HOLD = "hold"
    REJECT = "reject"
    MERGE = "merge"
    HIDE = "hide"
    MASK = "mask"
    FLAG = "flag"
    RESTORE = "restore"


class Reason(enum.StrEnum):
    """Why an inspel is held, rejected or hidden; the words for each are said to its author."""

    PERSONAL_DATA = "personal_data"
    HATE = "hate"
    THREAT = "threat"
    OFF_TOPIC = "off_topic"
    SEVERAL_THOUGHTS = "several_thoughts"
    UNCLEAR = "unclear"
    ADVERTISING = "advertising"
    DUPLICATE = "duplicate"
    OTHER = "other"


class Moderation(Base):
    """One decision about an inspel; decisions are added to and never changed.

    ``told_at`` is when the author was told: on the web at once, on their own page; in chat when the message went out.
    """

    __tablename__ = "moderation"
    __table_args__ = (
        Index("ix_moderation_statement_id", "statement_id", "id"),
        CheckConstraint("action NOT IN ('reject', 'hide') OR reason IS NOT NULL", name="refusal_has_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    action: Mapped[Action] = mapped_column(by_value(Action))
    reason: Mapped[Reason | None] = mapped_column(by_value(Reason))
    note: Mapped[str] = mapped_column(String(300), default="")
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class AppealOutcome(enum.StrEnum):
    """What came of an objection."""

    UPHELD = "upheld"
    CHANGED = "changed"


class Appeal(Base):
    """What an author says against a refusal; somebody else than the one who refused decides where there is one."""

    __tablename__ = "appeal"

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]
    outcome: Mapped[AppealOutcome | None] = mapped_column(by_value(AppealOutcome))
    note: Mapped[str] = mapped_column(String(300), default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(120), default="")
