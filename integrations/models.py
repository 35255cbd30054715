"""What chats and mail leave behind: what is connected, what was received, whom to tell, and who was told what."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.chat import ChatChannel
from core.db import Base, by_value

# Without a rowid SQLite keeps rows in key order; a random key then leaves no trace of who came first.
UNORDERED = {"sqlite_with_rowid": False}


class ConnectionState(enum.StrEnum):
    """Whether the bot is in a workspace or an organisation, was taken out of it, or lost its token."""

    CONNECTED = "connected"
    REMOVED = "removed"
    REVOKED = "revoked"


class ChatConnection(Base):
    """A Slack workspace or a Teams organisation (``tenant``) that the bot has been heard from.

    ``service_url`` is where Teams is to be answered, brought up to date with every message. ``last_event_at`` is kept
    to the minute: staff want to know whether anything comes, and nobody when somebody wrote.
    """

    __tablename__ = "chat_connection"

    channel: Mapped[ChatChannel] = mapped_column(by_value(ChatChannel), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[ConnectionState] = mapped_column(by_value(ConnectionState), default=ConnectionState.CONNECTED)
    service_url: Mapped[str] = mapped_column(String(300), default="")
    connected_at: Mapped[datetime]
    last_event_at: Mapped[datetime]


class ConnectionCheck(Base):
    """How it went when staff last tried a connection; ``fault`` is "" when the outside knew us."""

    __tablename__ = "connection_check"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    checked_at: Mapped[datetime]
    fault: Mapped[str] = mapped_column(String(200))


class ChatDelivery(Base):
    """That something the chat's server sent has been taken care of: a keyed fingerprint of its own id, for two days.

    It is written in the transaction of what it led to, so a delivery that failed is simply not here.
    """

    __tablename__ = "chat_delivery"
    __table_args__ = (UNORDERED,)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_on: Mapped[date] = mapped_column(index=True)


class ChatAddress(Base):
    """Where to reach somebody who asked to be told what came of ``subject_ref``; nothing of what they said or voted.

    There is no handle: until the dialogue's key is destroyed it can be worked out, and after that by nobody. When the
    subject closes the addresses are written anew in an order by chance, so that no place in the table says who came
    when. ``reference`` is what the chat's server needs besides to reach the person.
    """

    __tablename__ = "chat_address"
    __table_args__ = (
        UniqueConstraint("channel", "tenant", "person", "subject_ref"),
        Index("ix_chat_address_subject_ref", "subject_ref"),
        UNORDERED,
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    channel: Mapped[ChatChannel] = mapped_column(by_value(ChatChannel))
    tenant: Mapped[str] = mapped_column(String(80))
    person: Mapped[str] = mapped_column(String(120))
    reference: Mapped[dict[str, Any]]
    subject_ref: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(12))
    consent: Mapped[str] = mapped_column(String(20))
    expires_on: Mapped[date]


class ChatInterview(Base):
    """What somebody who answers one question at a time was last asked, and what they have said on the way.

    ``person_hash`` is keyed with the installation's secret. ``screen`` is what is being asked, which leads to
    ``desk``, and ``values`` what has been answered of it. It is gone when the screen has been sent, when the person
    erases, when something of the desk's closes, and at the latest a day after ``asked_at``.
    """

    __tablename__ = "chat_interview"
    __table_args__ = (UNORDERED,)

    person_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[ChatChannel] = mapped_column(by_value(ChatChannel))
    tenant: Mapped[str] = mapped_column(String(80))
    desk: Mapped[str] = mapped_column(String(20))
    screen: Mapped[dict[str, Any]]
    values: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime] = mapped_column(index=True)


class MailFollower(Base):
    """Somebody who wants a mail about what comes of ``subject_ref``; nothing of what they said or voted.

    Until ``confirmed_on`` they are written to once, to confirm. ``token_hash`` is the fingerprint of what stands in the
    links to confirm and to stop. Removed when they stop, when no more mail is due, and if they never confirm.
    """

    __tablename__ = "mail_follower"
    __table_args__ = (
        UniqueConstraint("subject_ref", "email"),
        UNORDERED,
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    subject_ref: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(12))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_on: Mapped[date]
    confirmed_on: Mapped[date | None]
    expires_on: Mapped[date]


class NewsTold(Base):
    """That a message with some news has been written to somebody, or to a channel: it is not written again.

    ``news`` is what it was about (``summary:12``). ``whom`` is the random id of a kept address or of a follower, or a
    fingerprint of the channel; it leads nowhere once the address is gone.
    """

    __tablename__ = "news_told"
    __table_args__ = (UNORDERED,)

    news: Mapped[str] = mapped_column(String(60), primary_key=True)
    whom: Mapped[str] = mapped_column(String(64), primary_key=True)
    told_on: Mapped[date] = mapped_column(index=True)
