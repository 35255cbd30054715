"""Handing one mail to the municipality's mail server from the worker, whatever the mail is about."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import Flask, current_app

from core import clock
from core.house import settings_of
from core.outbox import RetryLater
from integrations.mail import addresses
from integrations.mail.addresses import BOUNCES, BadAddress
from integrations.mail.composing import Outgoing, compose
from integrations.mail.sender import Line, NotNow, Rejected

NOT_CONNECTED = 900.0  # seconds
BAD_ADDRESS = "address"
# A server that says "later" means minutes when it looks askance at strangers, and hours when a mailbox is full or it
# only takes so many mails an hour. It is asked as long as the mail is worth sending, ever more seldom.
SOONEST, SELDOM = timedelta(minutes=1), timedelta(hours=6)
PART_OF_THE_WAIT = 4

_LINE = "samspel.mail_line"

log = logging.getLogger(__name__)


def line_of(app: Flask) -> Line:
    """The process's line to the mail server."""
    line: Line = app.extensions.setdefault(_LINE, Line(settings_of(app)))
    return line


def hand_over(mail: Outgoing, address: str) -> str:
    """Hand over a mail; gives "", or the code of a server that will never take it.

    Called with no transaction open. Raises RetryLater where there is no server or it wants to see the mail later.
    """
    settings = settings_of(current_app)
    if not settings.sends_mail:
        raise RetryLater(NOT_CONNECTED)
    try:
        to = addresses.on_the_wire(address)
        sender = addresses.own(BOUNCES, mail.leads_to, settings.mail_host)
        line_of(current_app).send(compose(mail, to, settings, clock.now()), sender, to)
    except (Rejected, BadAddress) as error:
        return str(error) or BAD_ADDRESS
    except NotNow as error:
        log.warning("a mail waits: the mail server answered %s", error)
        raise RetryLater(_pause(clock.now() - mail.since).total_seconds()) from None
    return ""


def rest() -> None:
    """Hang up, when nothing more is to be sent for now."""
    if settings_of(current_app).sends_mail:
        line_of(current_app).hang_up()


def _pause(waited: timedelta) -> timedelta:
    return min(max(waited / PART_OF_THE_WAIT, SOONEST), SELDOM)
