"""Sending the short mails that core writes down for members of staff: their address is looked up now."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.db import db, reading
from core.house import settings_of
from core.outbox.topics import LEASE_OUTWARD, Lane
from core.people.models import Staff
from core.settings import Settings
from core.staff_mail import STAFF_MAIL_DUE
from integrations.mail import handing
from integrations.mail.composing import Outgoing

# What was to be done then has been seen on the page of the day since.
WORTH_SENDING = timedelta(days=7)

_MAILS = Lane(frozenset({STAFF_MAIL_DUE}), True, LEASE_OUTWARD)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail and where it is to go."""

    email: str
    mail: Outgoing


def send(payload: Mapping[str, Any]) -> None:
    """Send one mail, unless the account has been closed; the outbox calls this."""
    session, settings, now = db.session(), settings_of(current_app), clock.now()
    with reading(), session.begin():
        ready = prepared(session, payload, settings)
        has_more = outbox.anything_due(session, now, _MAILS)
    try:
        if ready is None:
            return
        if now - ready.mail.since > WORTH_SENDING:
            log.warning("a mail to staff could not be sent in a week and was dropped")
            return
        status = handing.hand_over(ready.mail, ready.email)
        if status:
            log.warning("a mail to staff was refused: %s", status)
    finally:
        if not has_more:
            handing.rest()


def prepared(session: Session, payload: Mapping[str, Any], settings: Settings) -> Ready | None:
    """The mail, whole; None when nobody is to have it. Only reads."""
    query = select(Staff.email, Staff.name).where(Staff.id == int(payload["staff_id"]), Staff.is_active)
    row = session.execute(query).first()
    if row is None:
        return None
    email, name = row
    lines = [str(line) for line in payload["lines"]]
    since = str(payload["since"])
    mail_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.base_url} {payload['staff_id']} {since} {payload['subject']}")
    mail = Outgoing(
        id=mail_id,
        leads_to=mail_id,
        since=datetime.fromisoformat(since),
        name=name,
        subject=str(payload["subject"]),
        body="\n\n".join([*lines, f"{settings.base_url}{payload['path']}", settings.municipality]),
    )
    return Ready(email, mail)
