"""What letters do later: begin on their day, and become mails a batch at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from core import clock, outbox
from core.house import settings_of
from surveys.letters import sending
from surveys.letters.topics import LETTER_BEGUN


def begin_and_end(session: Session, now: datetime) -> None:
    """Begin the letters whose day has come, and let go of mails that waited until their round had closed."""
    sending.begin_due(session, clock.today(), now)
    sending.drop_too_late(session, now)


def on_letter_begun(session: Session, news: Mapping[str, Any]) -> None:
    """Make a batch of mails; after a full one there may be more to make."""
    letter_id, after = int(news["letter_id"]), int(news.get("after", 0))
    secret = settings_of(current_app).secret_key
    last = sending.make_mails(session, letter_id, after, secret, clock.today(), clock.now())
    if last is not None:
        outbox.post(session, LETTER_BEGUN, key=str(letter_id), letter_id=letter_id, after=last)
