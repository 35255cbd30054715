"""Carrying out the errand of one mail: read what it says, hand it over, note what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app
from sqlalchemy.orm import Session

from core import clock, outbox
from core.db import db, reading
from core.house import settings_of
from core.outbox import RetryLater
from core.outbox.topics import LEASE_OUTWARD, Lane
from integrations.mail import addresses
from integrations.mail.addresses import BOUNCES, BadAddress
from integrations.mail.composing import compose
from integrations.mail.sender import Line, Refused
from surveys.letters import sending
from surveys.letters.letterhead import Letterhead
from surveys.letters.sending import Ready, Reason
from surveys.letters.topics import MAIL_DUE

NOT_CONNECTED = 900.0  # seconds
BAD_ADDRESS = "address"

_LINE = "samspel.mail_line"
_MAILS = Lane(frozenset({MAIL_DUE}), True, LEASE_OUTWARD)


def send(payload: Mapping[str, Any]) -> None:
    """Send one mail, unless it has been settled or need not be sent any more; the outbox calls this."""
    session, mail_id = db.session(), uuid.UUID(str(payload["mail_id"]))
    settings = settings_of(current_app)
    with reading(), session.begin():
        ready = sending.for_sending(session, mail_id, Letterhead.of(settings), clock.today())
    if isinstance(ready, Reason):
        with session.begin():
            sending.dropped(session, mail_id, ready)
    elif ready is not None and not settings.sends_mail:
        raise RetryLater(NOT_CONNECTED)
    elif ready is not None:
        _send(session, ready)


def line_of(app: Flask) -> Line:
    """The process's line to the mail server."""
    line: Line = app.extensions.setdefault(_LINE, Line(settings_of(app)))
    return line


def _send(session: Session, ready: Ready) -> None:
    settings, line = settings_of(current_app), line_of(current_app)
    try:
        to = addresses.on_the_wire(ready.address)
        sender = addresses.own(BOUNCES, ready.mail_id, settings.mail_host)
        line.send(compose(ready, to, settings, clock.now()), sender, to)
    except (Refused, BadAddress) as error:
        with session.begin():
            sending.refused(session, ready.mail_id, str(error) or BAD_ADDRESS, clock.now())
    else:
        with session.begin():
            sending.sent(session, ready.mail_id, clock.now())
    finally:
        _hang_up_after_the_last(session, line)


def _hang_up_after_the_last(session: Session, line: Line) -> None:
    with reading(), session.begin():
        has_more = outbox.anything_due(session, clock.now(), _MAILS)
    if not has_more:
        line.hang_up()
