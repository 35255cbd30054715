"""The mails to followers and to staff that wait for a mail server, to be read by whoever runs Samspel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import db
from core.house import settings_of
from core.outbox import MessageState, OutboxMessage
from core.people.access import Permission, staff_only
from core.settings import Settings
from core.staff_mail import STAFF_MAIL_DUE
from integrations import staff_mails
from integrations.following import sending
from integrations.following.topics import FOLLOWER_MAIL_DUE

blueprint = Blueprint("waiting_mails", __name__, url_prefix="/personal/anslutningar/mejl")

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail as it would be sent now. ``to`` is a member of staff's name, and "" for a follower, whom nobody sees.

    The links of a follower say yes or stop for them: they are shown on a machine of one's own and nowhere else.
    """

    to: str
    subject: str
    body: str
    since: datetime


@blueprint.get("")
@staff_only(Permission.MANAGE_CONNECTIONS)
def index() -> ResponseReturnValue:
    """The latest of them, word for word."""
    settings = settings_of(current_app)
    mails = waiting(db.session(), settings)
    return render_template("integrations/waiting_mails.html", mails=mails, sends_mail=settings.sends_mail)


def waiting(session: Session, settings: Settings) -> list[WaitingMail]:
    """At most ten mails, the latest first; those nobody is to have any more are left out."""
    rows = session.execute(
        select(OutboxMessage.topic, OutboxMessage.payload)
        .where(OutboxMessage.topic.in_((FOLLOWER_MAIL_DUE, STAFF_MAIL_DUE)), OutboxMessage.state != MessageState.DEAD)
        .order_by(OutboxMessage.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    shown = (_of(session, topic, payload, settings) for topic, payload in rows)
    return [mail for mail in shown if mail is not None]


def _of(session: Session, topic: str, payload: Mapping[str, Any], settings: Settings) -> WaitingMail | None:
    if topic == STAFF_MAIL_DUE:
        ready = staff_mails.prepared(session, payload, settings)
        return WaitingMail(ready.mail.name, ready.mail.subject, ready.mail.body, ready.mail.since) if ready else None
    found = sending.prepared(session, payload, settings)
    if found is None:
        return None
    _follower, token, mail = found
    body = mail.body if settings.is_local else mail.body.replace(token, "…")
    return WaitingMail("", mail.subject, body, mail.since)
