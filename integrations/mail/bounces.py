"""Reading what comes back from mail servers (RFC 3464): which mail it was about, and whether it is for good."""

from __future__ import annotations

import enum
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import Message
from email.parser import BytesParser

from integrations.mail import addresses
from integrations.mail.addresses import BOUNCES, LEAVERS

# Where servers write whom a mail was delivered to.
_DELIVERED_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Cc")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
_BETWEEN = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")
LONGEST = 10_000_000  # bytes


class Kind(enum.StrEnum):
    """What a message from outside says."""

    HARD = "hard"
    SOFT = "soft"
    LEAVES = "leaves"


@dataclass(frozen=True, slots=True)
class Returned:
    """What was said about one of our mails; ``status`` is a code such as 5.1.1, empty when somebody leaves."""

    mail_id: uuid.UUID
    kind: Kind
    status: str


def messages_in(data: bytes) -> Iterator[bytes]:
    """The messages of a file: one, or those of an mbox."""
    if not data.startswith(b"From "):
        yield data
        return
    yield from (part for part in _BETWEEN.split(data) if part.strip())


def read(data: bytes) -> Returned | None:
    """What a message says about one of our mails; None for what we do not understand, such as an autoreply."""
    if len(data) > LONGEST:
        return None
    try:
        return _understood(data)
    except RecursionError:
        # Parts within parts within parts: no mail server writes such a report.
        return None


def _understood(data: bytes) -> Returned | None:
    # The compatible policy takes every header as it comes: what strangers send need not be well-formed.
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    to = " ".join(str(value) for name in _DELIVERED_TO for value in message.get_all(name, []))
    leaver = addresses.mail_in(to, LEAVERS)
    if leaver is not None:
        return Returned(leaver, Kind.LEAVES, "")
    status = _worst_status(message)
    mail_id = addresses.mail_in(to, BOUNCES) or _mail_in_original(message)
    if mail_id is None or status is None:
        return None
    return Returned(mail_id, Kind.HARD if status.startswith("5.") else Kind.SOFT, status)


def _worst_status(message: Message) -> str | None:
    """The code of the recipient it went worst for; None in what is no report, or one that tells of success."""
    found = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            action = str(block.get("Action", "")).strip().casefold() if isinstance(block, Message) else ""
            code = _STATUS.search(str(block.get("Status", ""))) if isinstance(block, Message) else None
            if action in ("failed", "delayed") and code is not None and code[1] != "2":
                found.append(code[0])
    return max(found, default=None)


def _mail_in_original(message: Message) -> uuid.UUID | None:
    """By the name of the mail that came along with the report, whole or only its headers."""
    for part in message.walk():
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(payload, list):
            text = str(payload[0].get("Message-ID", "")) if payload and isinstance(payload[0], Message) else ""
        elif kind == "text/rfc822-headers":
            text = str(payload)
        else:
            continue
        found = _MESSAGE_ID.search(text)
        if found:
            return uuid.UUID(found[1])
    return None
