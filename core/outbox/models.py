"""The table of what is still to be done; a message that has been carried out has no row."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, by_value

# Written out, because PostgreSQL recognises an index by its condition only when it holds no parameters.
WAITING_BY_KEY = text("state = 'pending' AND key IS NOT NULL")
ALIVE = text("state <> 'dead'")


class MessageState(enum.StrEnum):
    """Waiting for its time, in the hands of a worker, or given up until a person says otherwise."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DEAD = "dead"


class OutboxMessage(Base):
    """One thing to do later.

    ``due_at`` is when a worker may take the row: its time, or for a claimed row the end of the lease, when whoever
    took it is presumed dead. ``attempts`` counts the times it has been taken. Of the rows that wait, one topic has at
    most one for each ``key``. ``last_error`` says where it failed, in words that hold no personal data.
    """

    __tablename__ = "outbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]]
    state: Mapped[MessageState] = mapped_column(by_value(MessageState), default=MessageState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    claimed_by: Mapped[str | None] = mapped_column(String(120))
    last_error: Mapped[str | None] = mapped_column(String(300))
    dead_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(state = 'claimed') = (claimed_by IS NOT NULL)", name="claimed_by_somebody"),
        CheckConstraint("(state = 'dead') = (dead_at IS NOT NULL)", name="dead_since"),
        CheckConstraint("state <> 'dead' OR last_error IS NOT NULL", name="dead_for_a_reason"),
        CheckConstraint("attempts >= 0 AND (state = 'pending' OR attempts > 0)", name="attempts_counted"),
        Index(
            "uq_outbox_message_waiting_by_key",
            "topic",
            "key",
            unique=True,
            sqlite_where=WAITING_BY_KEY,
            postgresql_where=WAITING_BY_KEY,
        ),
        Index("ix_outbox_message_alive", "due_at", "id", sqlite_where=ALIVE, postgresql_where=ALIVE),
        # An id is never used twice, or a worker that wakes up late could take a new row for its own old one.
        {"sqlite_autoincrement": True},
    )
