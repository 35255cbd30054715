"""What the chats leave behind of a dialogue, put away when it closes: nothing may tie an account to what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.outbox import OutboxMessage
from dialog.chat.here import DIALOGUE, subject_of
from integrations.conversations import addresses
from integrations.models import ChatAddress

# Whose questions one at a time may be about the dialogue.
DESKS = ("dialog", "mote")
_CHATS = ("slack.%", "teams.%")
# What anybody may be shown says nothing of whoever is shown it.
_PERSONAL = re.compile(r"dialog\.(?!visa|tysta)")


def on_closed(session: Session, payload: Mapping[str, Any]) -> None:
    """Write the addresses anew, and forget what was asked, and messages that never arrived."""
    dialogue_id = int(payload["dialogue_id"])
    _make_alike(session, subject_of(dialogue_id))
    addresses.shuffle(session, subject_of(dialogue_id), DESKS)
    _forget_messages(session, dialogue_id)


def _make_alike(session: Session, subject_ref: str) -> None:
    """Keep all until the same day, under the same terms: otherwise they would tell those who came early from the rest.

    The promise may have been moved, and the terms put in other words, while people joined.
    """
    of_it = ChatAddress.subject_ref == subject_ref
    last = select(func.max(ChatAddress.expires_on), func.max(ChatAddress.consent)).where(of_it)
    expires_on, consent = session.execute(last).one()
    if expires_on is not None:
        session.execute(update(ChatAddress).where(of_it).values(expires_on=expires_on, consent=consent))


def _forget_messages(session: Session, dialogue_id: int) -> None:
    """Remove what still waits or was given up and was meant for somebody's eyes: it names them and, say, an inspel."""
    about_it = re.compile(rf'"{DIALOGUE}": ?"{dialogue_id}"')
    waiting = session.execute(
        select(OutboxMessage.id, OutboxMessage.payload).where(
            or_(*(OutboxMessage.topic.like(chat) for chat in _CHATS)),
            cast(OutboxMessage.payload, String).contains("dialog."),
        )
    ).all()
    texts = ((row.id, json.dumps(row.payload).replace("\\", "")) for row in waiting)
    gone = [key for key, text in texts if _PERSONAL.search(text) and about_it.search(text)]
    if gone:
        session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(gone)))
