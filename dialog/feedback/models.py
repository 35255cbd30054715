"""Answers to inspel: what will be done, who is responsible, and when."""

from __future__ import annotations

import enum
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, by_value


class AnswerKind(enum.StrEnum):
    """An answer of our own, or word of where the matter was sent on to."""

    ANSWER = "answer"
    REFERRAL = "referral"


class Decision(enum.StrEnum):
    """What is answered: Ja, Delvis, Nej, Utreds, Redan gjort."""

    WILL_DO = "will_do"
    PARTLY = "partly"
    NO = "no"
    INVESTIGATING = "investigating"
    ALREADY_DONE = "already_done"


# After these there is nothing more to wait for: a day that goes with them has nothing to be late for.
SETTLED = (Decision.NO, Decision.ALREADY_DONE)


class Answer(Base):
    """One answer to one inspel, for all to see once published; a referral has no decision but says where to.

    An inspel has at most one of each kind: who answers again changes what was answered.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_dialogue_id", "dialogue_id", "published_on"),
        UniqueConstraint("statement_id", "kind"),
        CheckConstraint("(kind = 'answer') OR (decision IS NULL)", name="referral_decides_nothing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dialogue_id: Mapped[int] = mapped_column(ForeignKey("dialogue.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    kind: Mapped[AnswerKind] = mapped_column(by_value(AnswerKind))
    decision: Mapped[Decision | None] = mapped_column(by_value(Decision))
    words: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(120))
    due_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(String(60), default="")
    link: Mapped[str] = mapped_column(String(300), default="")
    written_by: Mapped[str] = mapped_column(String(120))
    written_on: Mapped[date]
    published_on: Mapped[date | None]
    updated_on: Mapped[date | None]
