"""The line to the mail server: opened when somebody is to be written to, kept while there is more, never trusted."""

from __future__ import annotations

import logging
import smtplib
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from time import monotonic

from core.failures import describe
from core.outbox import NotDelivered, RetryLater
from core.outside import outside_call
from core.settings import Settings
from integrations.mail.addresses import WireAddress

MOST_ON_A_LINE = 100
SECONDS_OF_REST = 30.0
# A server that is away is not asked again for each of ten thousand mails.
SECONDS_AWAY = 60.0
SECONDS_UNWELCOME = 900.0

log = logging.getLogger(__name__)


class Rejected(Exception):
    """The server will not take this mail, now or later; the text is its code, never its words."""


class NotNow(Exception):
    """The server wants to see this mail later, as with a mailbox that is full; the text is its code."""


class _Gone(Exception):
    """The line broke before the server had been given anything."""


class _Broken(Exception):
    """The line broke with a mail half handed over: whether the server has taken it cannot be known."""


class Line:
    """One connection to the mail server for mail after mail; several threads take turns."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0
        self._used_at = 0.0
        self._closed_until = 0.0

    def send(self, message: EmailMessage, sender: str, to: WireAddress) -> None:
        """Hand over a message; when this returns the server has taken it.

        Raises Rejected for this recipient or this message, NotNow when the server wants to see it later, and RetryLater
        when it does not answer or will not have us at all: that is no fault of the mail's. NotDelivered when the line
        broke in the middle of it: that counts as an attempt, since the reader may have got it each time.
        """
        content = message.as_bytes()
        with self._lock, outside_call() as seconds:
            self._wait_if_away()
            deadline = monotonic() + seconds
            try:
                self._deliver(content, sender, to, deadline)
            except (Rejected, NotNow):
                self._begin_anew()
                raise
            except _Broken as error:
                self._hang_up()
                self._away(error)
                raise NotDelivered("the mail server broke off in the middle of a mail") from None
            except (OSError, _Gone) as error:
                # All errors of smtplib are among these, and their texts may quote the address.
                self._hang_up()
                raise self._away(error) from None
            self._sent += 1
            self._used_at = monotonic()

    def check(self) -> None:
        """Find out whether the server lets us in, however long it has been away; raises RetryLater."""
        with self._lock, outside_call() as seconds:
            try:
                self._hang_up()
                self._smtp = self._connected(monotonic() + seconds / 2)
            except OSError as error:
                raise self._away(error) from None
            self._closed_until = 0.0
            self._hang_up()

    def hang_up(self) -> None:
        """Close the connection, politely if the server still listens."""
        with self._lock:
            self._hang_up()

    def _deliver(self, content: bytes, sender: str, to: WireAddress, deadline: float) -> None:
        was_open = self._smtp is not None
        try:
            self._hand_over(self._open(deadline), content, sender, to, deadline)
        except _Gone:
            # A server may hang up on a line that rests: with nothing said yet, a new one may be tried at once.
            self._hang_up()
            if not was_open:
                raise
            self._hand_over(self._open(deadline), content, sender, to, deadline)

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes, sender: str, to: WireAddress, deadline: float) -> None:
        options = ["SMTPUTF8", "BODY=8BITMIME"] if to.needs_utf8 else []
        if to.needs_utf8 and not smtp.has_extn("smtputf8"):
            raise Rejected("smtputf8")
        _hurry(smtp, deadline)
        try:
            code, _ = smtp.mail(sender, options)
        except (smtplib.SMTPServerDisconnected, ConnectionError) as error:
            raise _Gone from error
        if code == 421:
            raise _Gone
        if code != 250:
            # It is us that it will not have; the next mail would fare no better.
            raise smtplib.SMTPResponseException(code, "")
        try:
            _hurry(smtp, deadline)
            code, _ = smtp.rcpt(str(to))
            _judge(code)
            _hurry(smtp, deadline)
            try:
                code, _ = smtp.data(content)
            except smtplib.SMTPDataError as error:
                code = error.smtp_code
            _judge(code)
        except OSError as error:
            raise _Broken from error

    def _open(self, deadline: float) -> smtplib.SMTP:
        """The line, a new one when it has carried much or rested long."""
        if self._smtp and (self._sent >= MOST_ON_A_LINE or monotonic() - self._used_at > SECONDS_OF_REST):
            self._hang_up()
        if self._smtp is None:
            self._smtp = self._connected(deadline)
            self._sent = 0
        return self._smtp

    def _connected(self, deadline: float) -> smtplib.SMTP:
        settings, seconds = self._settings, max(1.0, deadline - monotonic())
        at, own_name = (settings.smtp_host, settings.smtp_port), settings.mail_host
        smtp: smtplib.SMTP
        if settings.smtp_security == "tls":
            safe = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(*at, local_hostname=own_name, timeout=seconds, context=safe)
        else:
            smtp = smtplib.SMTP(*at, local_hostname=own_name, timeout=seconds)
        try:
            if settings.smtp_security == "starttls":
                _hurry(smtp, deadline)
                smtp.starttls(context=ssl.create_default_context())
            _hurry(smtp, deadline)
            smtp.ehlo_or_helo_if_needed()
            if settings.smtp_user:
                _hurry(smtp, deadline)
                smtp.login(settings.smtp_user, settings.smtp_password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _begin_anew(self) -> None:
        """Forget the mail that was not taken; a server that will not do that is left."""
        self._used_at = monotonic()
        try:
            if self._smtp is None or self._smtp.rset()[0] != 250:
                self._hang_up()
        except OSError:
            self._hang_up()

    def _hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError):
                if smtp.sock is not None:
                    smtp.sock.settimeout(1.0)
                smtp.quit()
            smtp.close()

    def _wait_if_away(self) -> None:
        left = self._closed_until - monotonic()
        if left > 0:
            raise RetryLater(left)

    def _away(self, error: Exception) -> RetryLater:
        """A code of 500 or more means that somebody must change a setting: no use in asking every minute."""
        code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
        is_unwelcome = code >= 500 or isinstance(error, (smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError))
        pause = SECONDS_UNWELCOME if is_unwelcome else SECONDS_AWAY
        self._closed_until = monotonic() + pause
        log.error(
            "the mail server takes no mail from us, tried again in %d s: %s %s", pause, describe(error), code or ""
        )
        return RetryLater(pause)


def _hurry(smtp: smtplib.SMTP, deadline: float) -> None:
    """All steps together have one time limit: the errand must be settled well before another worker may take it."""
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    if smtp.sock is not None:
        smtp.sock.settimeout(left)


def _judge(code: int) -> None:
    """Whether the server said yes to this step; raises Rejected and NotNow, and OSError when it is closing."""
    if code in (250, 251, 252):
        return
    if code == 421:
        raise smtplib.SMTPResponseException(code, "")
    if code >= 500:
        raise Rejected(str(code))
    raise NotNow(str(code))
