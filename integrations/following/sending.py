"""Carrying out the errand of one mail to a follower; who it is to is looked up now, and nowhere written down."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from core import clock, outbox
from core.db import db, reading
from core.house import settings_of
from core.outbox.topics import LEASE_OUTWARD, Lane
from core.room import Note
from core.settings import Settings
from dialog import results
from dialog.errors import NoSuchDialogue
from integrations.following import following, letters
from integrations.following.following import Follower
from integrations.following.topics import FOLLOWER_MAIL_DUE, Kind
from integrations.mail import handing
from integrations.mail.composing import Outgoing

LISTED_AS = "dialoger"
# What is older than this is no news, and stands on the dialogue's page.
WORTH_SENDING = timedelta(days=7)

_MAILS = Lane(frozenset({FOLLOWER_MAIL_DUE}), True, LEASE_OUTWARD)

log = logging.getLogger(__name__)


def send(payload: Mapping[str, Any]) -> Note | None:
    """Send one mail, unless what it tells is not so any more or nobody wants it; the outbox calls this.

    A mail that is refused stops no other, and nobody is forgotten for it: what was refused may be the mail.
    """
    session, settings, now = db.session(), settings_of(current_app), clock.now()
    with reading(), session.begin():
        ready = prepared(session, payload, settings)
        has_more = outbox.anything_due(session, now, _MAILS)
    try:
        if ready is None:
            return None
        follower, token, mail = ready
        if now - mail.since > WORTH_SENDING:
            log.warning("a mail to a follower could not be sent in a week and was dropped")
            return None
        status = handing.hand_over(mail, follower.email)
        if status:
            log.warning("a mail to a follower was refused: %s", status)
            return None
        return partial(following.has_token, follower_id=follower.id, token=token)
    finally:
        if not has_more:
            handing.rest()


def prepared(session: Session, payload: Mapping[str, Any], settings: Settings) -> tuple[Follower, str, Outgoing] | None:
    """To whom, the token in its links, and the mail; None where it is not to be sent. Only reads."""
    follower = following.find(session, uuid.UUID(str(payload["follower_id"])))
    kind, about = Kind(payload["kind"]), int(payload["about"])
    if follower is None or not (follower.is_confirmed or kind is Kind.ASK):
        return None
    try:
        dialogue = results.by_id(session, follower.dialogue_id, clock.today())
    except NoSuchDialogue:
        return None
    if dialogue.state in following.ENDED:
        return None
    token = following.token_of(settings.secret_key, follower.id)
    text = letters.written(session, follower, kind, about, dialogue, settings, token)
    if text is None:
        return None
    mail = Outgoing(
        # The same mail has the same name each time: programmes for mail show what comes twice once.
        id=uuid.uuid5(follower.id, f"{kind} {about} {payload['since']}"),
        leads_to=follower.id,
        since=datetime.fromisoformat(str(payload["since"])),
        name="",
        subject=text.subject,
        body=text.body,
        listed_as=LISTED_AS,
        way_out=f"{settings.base_url}/folj/{token}/avsluta",
    )
    return follower, token, mail
