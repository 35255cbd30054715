"""Staff, their roles and their open sessions, as tables."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, by_value
from core.people.roles import Role

FINGERPRINT_LENGTH = 64


class Digest(enum.StrEnum):
    """How often somebody wants a mail with what waits for them."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class Staff(Base):
    """A member of staff with a local account; ``email`` is stored case-folded, so it is unique however it is typed.

    ``digest_sent_on`` is the day on which what waits was last gathered for that mail; it was sent if anything did.
    """

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    digest: Mapped[Digest] = mapped_column(by_value(Digest), default=Digest.OFF, server_default="off")
    digest_sent_on: Mapped[date | None]
    created_at: Mapped[datetime]


class StaffRole(Base):
    """One role that one member of staff holds."""

    __tablename__ = "staff_role"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(by_value(Role), primary_key=True)


class StaffSession(Base):
    """A browser where somebody is signed in; only the token's fingerprint is kept, so a stolen table opens nothing."""

    __tablename__ = "staff_session"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="ends_after_it_began"),)

    token_hash: Mapped[str] = mapped_column(String(FINGERPRINT_LENGTH), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
