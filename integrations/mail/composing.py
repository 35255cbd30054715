"""A mail as a message: plain text, and the headers by which programmes know it for what it is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, parseaddr

from core.settings import Settings
from integrations.mail import addresses
from integrations.mail.addresses import LEAVERS, WireAddress
from surveys.letters.writing import one_line


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail that is ready to go.

    ``id`` names it in its Message-ID, the same however often it is sent. ``leads_to`` stands in the addresses that
    bounces, and people who leave by mail, come back to. ``listed_as`` and ``way_out`` (a link) are "" for a mail that
    is to one person and belongs to no list. ``since`` is when it was written down.
    """

    id: uuid.UUID
    leads_to: uuid.UUID
    since: datetime
    name: str
    subject: str
    body: str
    listed_as: str = ""
    way_out: str = ""


class _AsItStands(UnstructuredHeader, BaseHeader):
    """A header of addresses in ASCII, longer than a line likes: folded or encoded, no programme would understand it."""

    def fold(self, *, policy: Policy) -> str:
        """The header on one line."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("list-id", "list-unsubscribe"):
    _HEADERS.map_to_type(_name, _AsItStands)
_ASCII = policy.SMTP.clone(header_factory=_HEADERS)
_UTF8 = policy.SMTPUTF8.clone(header_factory=_HEADERS)


def compose(mail: Outgoing, to: WireAddress, settings: Settings, now: datetime) -> EmailMessage:
    """The whole message.

    A paragraph is one line, sent as quoted-printable: every reader's programme breaks it to the width it has, and no
    line is too long on the way.
    """
    host = settings.mail_host
    message = EmailMessage(policy=_UTF8 if to.needs_utf8 else _ASCII)
    _, sender = parseaddr(settings.mail_from)
    message["From"] = Address(one_line(settings.municipality), addr_spec=sender)
    message["To"] = Address(one_line(mail.name), username=to.local, domain=to.domain)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{mail.id.hex}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.listed_as:
        message["List-ID"] = f"<{mail.listed_as}.{host}>"
        message["List-Unsubscribe"] = _ways_out(mail, settings)
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.body, subtype="plain", charset="utf-8", cte="quoted-printable")
    return message


def _ways_out(mail: Outgoing, settings: Settings) -> str:
    """By a link, and by mail where the municipality has said to which domain such mail comes back."""
    by_mail = (
        f", <mailto:{addresses.own(LEAVERS, mail.leads_to, settings.mail_domain)}>" if settings.mail_domain else ""
    )
    return f"<{mail.way_out}>{by_mail}"
