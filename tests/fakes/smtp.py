"""A mail server on loopback that keeps what it gets, and refuses, delays or hangs up where it is told to."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

HOST = "127.0.0.1"
CERTIFICATE = Path(__file__).with_name("localhost.pem")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message in the inbox and the envelope it came in."""

    sender: str
    to: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """What the reader sees, on the lines it was written on."""
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class Inbox:
    """Everybody's mail, and how the server answers: by recipient, or to the sender; a code and then its words.

    It can hang up after so many mails on a line, or each time it has taken one to somebody, without saying so.
    """

    answers: dict[str, str] = field(default_factory=dict)
    to_everybody: str = ""
    hangs_up_after: int = 0
    hangs_up_on: str = ""
    arrived: list[Arrived] = field(default_factory=list)
    connections: int = 0
    _since_connected: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Somebody has come."""
        session.host_name = hostname
        self.connections += 1
        self._since_connected = 0
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether the sender is welcome."""
        if self.hangs_up_after and self._since_connected >= self.hangs_up_after:
            assert server.transport is not None
            server.transport.close()
        if self.to_everybody:
            return self.to_everybody
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether the recipient has a mailbox."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message."""
        content = envelope.content
        assert isinstance(content, bytes)
        message = BytesParser(policy=policy.default).parsebytes(content)
        assert isinstance(message, EmailMessage)
        self.arrived.append(Arrived(str(envelope.mail_from), envelope.rcpt_tos[0], message))
        self._since_connected += 1
        if envelope.rcpt_tos[0] == self.hangs_up_on:
            assert server.transport is not None
            server.transport.close()
        return "250 OK"

    def to(self, address: str) -> list[Arrived]:
        """The mail of one mailbox."""
        return [mail for mail in self.arrived if mail.to == address]


class _OnAFreePort(Controller):
    """A controller that lets the system choose the port, so that none can be taken meanwhile."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def over(security: str) -> dict[str, Any]:
    """The options of a server that is only spoken to over TLS: from the first byte (``tls``) or after ``starttls``."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    return {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}


def only_for(user: str, password: str) -> dict[str, Any]:
    """The options of a server that takes mail from one account only, and after ``starttls``."""

    def knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        is_known = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=is_known, handled=False)

    return {"authenticator": knows, "auth_required": True}


@contextmanager
def mail_server(handler: Any = None, **options: Any) -> Iterator[tuple[Inbox, int]]:
    """A running server: its inbox and its port.

    ``options`` are the server's own, such as ``enable_SMTPUTF8``; another ``handler`` gets what comes.
    """
    inbox = Inbox()
    # The server's own log would tell everything that is said to it.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    server = _OnAFreePort(handler or inbox, hostname=HOST, port=0, **options)
    server.start()
    try:
        yield inbox, server.port
    finally:
        server.stop()
