"""What the worker found in the comments of a round; it can be thrown away and made anew."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base
from surveys.models import UNORDERED


class CommentFinding(Base):
    """What was found in one comment: language, tone, service factors, and the words it rests on."""

    __tablename__ = "comment_finding"
    __table_args__ = (
        ForeignKeyConstraint(
            ["response_id", "question_key"], ["comment.response_id", "comment.question_key"], ondelete="CASCADE"
        ),
        UNORDERED,
    )

    response_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    analyser: Mapped[str] = mapped_column(String(60))
    document: Mapped[dict[str, Any]]


class CommentMark(Base):
    """That a comment has a tone, is about a factor or belongs to a theme: by which a page picks its comments.

    ``mark`` is ``tone:<label>``, ``factor:<factor>`` or ``theme:<key>``, with what staff have corrected;
    ``cited:<ref>`` for what the summary quotes, and ``report`` for what staff let the delårsrapport quote.
    """

    __tablename__ = "comment_mark"
    __table_args__ = (
        ForeignKeyConstraint(
            ["response_id", "question_key"], ["comment.response_id", "comment.question_key"], ondelete="CASCADE"
        ),
        Index("ix_comment_mark_response_id", "response_id", "question_key"),
        UNORDERED,
    )

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    mark: Mapped[str] = mapped_column(String(60), primary_key=True)
    response_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class CommentThemes(Base):
    """What the comments on one question of a round are about, tone and factors summed up; shares are of a group."""

    __tablename__ = "comment_themes"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), primary_key=True)
    question_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    analyser: Mapped[str] = mapped_column(String(60))
    document: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
