"""Messages as the Bot Connector takes them, written down for the worker or sent by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import Screen
from integrations.teams import cards
from integrations.teams.activities import Activity
from integrations.teams.inbound import reference_of

REPLY_DUE = "teams.reply_due"
# Whoever asked has given up by then, and the reply must not come when they are in the middle of something else.
REPLIES_ARE_WANTED = timedelta(minutes=10)


def message(screen: Screen, card: Mapping[str, Any]) -> dict[str, Any]:
    """A message with one card; ``summary`` is what a notification shows, which never is more than the title."""
    return {"type": "message", "summary": screen.title, "attachments": [cards.attached(dict(card))]}


def post_reply(session: Session, activity: Activity, document: Mapping[str, Any]) -> None:
    """Write down, in the transaction that is its cause, that a message is to answer an activity.

    A card that was sent by a client which cannot be answered at once is replaced, so that nobody sends it twice.
    """
    outbox.post(
        session,
        REPLY_DUE,
        reference=reference_of(activity),
        document=dict(document),
        replaces=activity.card if activity.value is not None and activity.is_personal else "",
        wanted_until=(clock.now() + REPLIES_ARE_WANTED).isoformat(),
    )


def is_wanted(payload: Mapping[str, Any], now: datetime) -> bool:
    """Whether anybody still waits for a reply."""
    return now < datetime.fromisoformat(str(payload["wanted_until"]))
