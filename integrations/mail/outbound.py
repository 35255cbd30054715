"""Carrying out the errand of one mail: read what it says, hand it over, note what became of it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask, current_app

from core import clock, outbox
from core.db import db, reading
from core.house import settings_of
from core.outbox import RetryLater
from core.outbox.topics import LEASE_OUTWARD, Lane
from core.room import Note
from integrations.mail import addresses
from integrations.mail.addresses import BOUNCES, BadAddress
from integrations.mail.composing import compose
from integrations.mail.sender import Line, NotNow, Rejected
from surveys.letters import sending
from surveys.letters.letterhead import Letterhead
from surveys.letters.sending import Ready, Reason
from surveys.letters.topics import MAIL_DUE

NOT_CONNECTED = 900.0  # seconds
BAD_ADDRESS = "address"
# A server that says "later" means minutes when it looks askance at strangers, and hours when a mailbox is full or it
# only takes so many mails an hour. It is asked until the round closes, ever more seldom.
SOONEST, SELDOM = timedelta(minutes=1), timedelta(hours=6)
PART_OF_THE_WAIT = 4

_LINE = "samspel.mail_line"
_MAILS = Lane(frozenset({MAIL_DUE}), True, LEASE_OUTWARD)

log = logging.getLogger(__name__)


def send(payload: Mapping[str, Any]) -> Note | None:
    """Send one mail, unless it has been settled or need not be sent any more; the outbox calls this and keeps the note.

    What became of the mail is noted in the transaction that ends its errand: each transaction that writes waits for
    the disk, and a letter to ten thousand has ten thousand of them.
    """
    session, mail_id = db.session(), uuid.UUID(str(payload["mail_id"]))
    settings = settings_of(current_app)
    with reading(), session.begin():
        ready = sending.for_sending(session, mail_id, Letterhead.of(settings), clock.today())
        has_more = outbox.anything_due(session, clock.now(), _MAILS)
    try:
        if isinstance(ready, Reason):
            return partial(sending.dropped, mail_id=mail_id, reason=ready)
        if ready is not None and not settings.sends_mail:
            raise RetryLater(NOT_CONNECTED)
        return _sent(ready) if ready is not None else None
    finally:
        if settings.sends_mail and not has_more:
            line_of(current_app).hang_up()


def line_of(app: Flask) -> Line:
    """The process's line to the mail server."""
    line: Line = app.extensions.setdefault(_LINE, Line(settings_of(app)))
    return line


def _sent(ready: Ready) -> Note:
    """Hand over a mail; gives the note of how it went."""
    settings = settings_of(current_app)
    try:
        to = addresses.on_the_wire(ready.address)
        sender = addresses.own(BOUNCES, ready.mail_id, settings.mail_host)
        line_of(current_app).send(compose(ready, to, settings, clock.now()), sender, to)
    except (Rejected, BadAddress) as error:
        status = str(error) or BAD_ADDRESS
        return partial(sending.refused, mail_id=ready.mail_id, status=status, now=clock.now())
    except NotNow as error:
        log.warning("a mail waits: the mail server answered %s", error)
        raise RetryLater(_pause(clock.now() - ready.since).total_seconds()) from None
    return partial(sending.sent, mail_id=ready.mail_id, now=clock.now())


def _pause(waited: timedelta) -> timedelta:
    return min(max(waited / PART_OF_THE_WAIT, SOONEST), SELDOM)
