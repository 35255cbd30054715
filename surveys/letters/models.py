"""Letters, the mail each invited person gets, and the addresses that want no more."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, by_value

# Queries use these very words: a database takes the index of some rows only for a condition it recognises.
RETURNED = text("state IN ('bounced', 'refused')")


class LetterKind(enum.StrEnum):
    """The first letter, or one to those who have not answered."""

    INVITATION = "invitation"
    REMINDER = "reminder"


class MailState(enum.StrEnum):
    """What became of one mail. DROPPED: not sent, because the person had answered or wanted no mail."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    BOUNCED = "bounced"
    DROPPED = "dropped"


class Letter(Base):
    """A text to everybody invited to a round, with places for the name, the link, the code and the last day.

    ``begun_at`` is when its mails were made; until then it waits for ``send_on``.
    """

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_collection_id", "collection_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    kind: Mapped[LetterKind] = mapped_column(by_value(LetterKind))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    send_on: Mapped[date]
    begun_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Mail(Base):
    """One letter to one invited person; the address is looked up when it is sent and is not kept here.

    The key is random and stands in the Message-ID and in the address that bounces come back to.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("letter_id", "invitation_id"),
        Index("ix_mail_invitation_id", "invitation_id"),
        Index("ix_mail_returned", "letter_id", sqlite_where=RETURNED, postgresql_where=RETURNED),
        CheckConstraint("(state IN ('waiting', 'dropped')) OR sent_at IS NOT NULL", name="sent_when"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"))
    state: Mapped[MailState] = mapped_column(by_value(MailState), default=MailState.WAITING)
    sent_at: Mapped[datetime | None]
    detail: Mapped[str] = mapped_column(String(300), default="")


class Unsubscribed(Base):
    """An address that wants no more mail, as a keyed fingerprint."""

    __tablename__ = "unsubscribed"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[date]
