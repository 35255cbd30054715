"""Messages in chats that wait to be sent or were given up, and are not to be sent any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import String, cast, delete, or_, select
from sqlalchemy.orm import Session

from core.outbox import OutboxMessage
from integrations.conversations.arrival import Arrival

_CHATS = ("slack.%", "teams.%")

Payload = Mapping[str, Any]


def forget(session: Session, holding: str, is_meant: Callable[[Payload], bool]) -> None:
    """Remove those whose payload holds some words and is what is meant; the words are what few messages hold."""
    waiting = session.execute(
        select(OutboxMessage.id, OutboxMessage.payload).where(
            or_(*(OutboxMessage.topic.like(chat) for chat in _CHATS)),
            cast(OutboxMessage.payload, String).contains(holding, autoescape=True),
        )
    ).all()
    gone = [row.id for row in waiting if is_meant(row.payload)]
    if gone:
        session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(gone)))


def forget_person(session: Session, arrival: Arrival) -> None:
    """Remove those to the person: they name the account, and say what somebody who has erased it all has done."""
    # A private conversation of Slack's has an id of its own, with a D first.
    for place in {arrival.person} | ({arrival.place} if arrival.place.startswith("D") else set()):
        forget(session, place, partial(_is_in_slack, arrival.tenant, place))
    conversation = arrival.reference.get("conversation")
    if isinstance(conversation, str) and conversation:
        forget(session, conversation, partial(_is_in_teams, conversation))


def is_private(payload: Payload) -> bool:
    """Whether a message is to one person and not to a place of many: in Slack those begin with C or G."""
    return not payload.get("place") and not str(payload.get("message", {}).get("channel", "")).startswith(("C", "G"))


def _is_in_slack(tenant: str, place: str, payload: Payload) -> bool:
    return payload.get("tenant") == tenant and payload.get("message", {}).get("channel") == place


def _is_in_teams(conversation: str, payload: Payload) -> bool:
    return not payload.get("place") and payload.get("reference", {}).get("conversation") == conversation
