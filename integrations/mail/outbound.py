"""Carrying out the errand of one mail: read what it says, hand it over, note what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import current_app

from core import clock, outbox
from core.db import db, reading
from core.house import settings_of
from core.outbox.topics import LEASE_OUTWARD, Lane
from core.room import Note
from integrations.mail import handing
from integrations.mail.composing import Outgoing
from surveys.letters import sending
from surveys.letters.letterhead import Letterhead
from surveys.letters.sending import Ready, Reason
from surveys.letters.topics import MAIL_DUE

LISTED_AS = "enkater"

_MAILS = Lane(frozenset({MAIL_DUE}), True, LEASE_OUTWARD)


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
        return _sent(ready) if ready is not None else None
    finally:
        if not has_more:
            handing.rest()


def _sent(ready: Ready) -> Note:
    """Hand over a mail; gives the note of how it went."""
    mail = Outgoing(
        ready.mail_id,
        ready.mail_id,
        ready.since,
        ready.name,
        ready.text.subject,
        ready.text.body,
        LISTED_AS,
        ready.unsubscribe_link,
    )
    status = handing.hand_over(mail, ready.address)
    if status:
        return partial(sending.refused, mail_id=ready.mail_id, status=status, now=clock.now())
    return partial(sending.sent, mail_id=ready.mail_id, now=clock.now())
