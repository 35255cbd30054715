"""A text that worries somebody, where it came from and when it was taken care of; never the case itself."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, by_value


class Raiser(enum.StrEnum):
    """Who saw it first."""

    PARTICIPANT = "participant"
    STAFF = "staff"
    SCREENING = "screening"


class ConcernState(enum.StrEnum):
    """How far it has come; nothing is reported by itself."""

    RAISED = "raised"
    SEEN = "seen"
    HANDED_OVER = "handed_over"
    NO_ACTION = "no_action"


class Concern(Base):
    """One worrying text. ``subject_ref`` says what it was part of; only the room that gave it knows what it means.

    ``words`` is the text itself, moved here from its place, and empty once the concern is closed for good; so are
    ``unmasked``, what was written where staff had struck something out of it, and ``notes``, what those who raised it
    had to say. ``lead_id`` and ``deputy_id`` are those who are to read it; without them everybody with the role is.
    ``raised_at`` is a moment while somebody may be in danger, and only a day once the words are gone.
    """

    __tablename__ = "concern"
    __table_args__ = (
        Index("ix_concern_state", "state"),
        CheckConstraint("(state IN ('handed_over', 'no_action')) = (closed_at IS NOT NULL)", name="closed_has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_ref: Mapped[str] = mapped_column(String(120), unique=True)
    about: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    raised_by: Mapped[Raiser] = mapped_column(by_value(Raiser))
    words: Mapped[str] = mapped_column(Text)
    unmasked: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ConcernState] = mapped_column(by_value(ConcernState), default=ConcernState.RAISED)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(String(120), default="")
