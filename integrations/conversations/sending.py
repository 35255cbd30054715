"""Writing to people in their chats, later and from the worker: to one who asked for it, or in a place of many."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from core import outbox
from core.chat import ChatChannel, Screen
from core.house import settings_of
from core.room import Note
from integrations.conversations import addresses, packing
from integrations.conversations.addresses import Address
from integrations.slack import outbound as slack
from integrations.slack.blocks import Paper
from integrations.teams import outbound as teams
from integrations.teams.outbound import AddressGone

TEAMS_DUE = "teams.message_due"


def tell(session: Session, to: Address, screen: Screen, *, key: str | None = None) -> None:
    """Write down that a screen is to be shown to a person, or in ``to.place``, once the caller has committed.

    ``screen`` is in ``to.language`` already, and holds nobody's answers or words. Of several with the same ``key`` that
    wait, the first is sent.
    """
    if to.channel is ChatChannel.SLACK:
        paper = Paper(to.language, settings_of(current_app).base_url)
        slack.say(session, to.tenant, to.place or to.person, screen, paper, key=key)
        return
    outbox.post(
        session,
        TEAMS_DUE,
        key=key,
        tenant=to.tenant,
        place=to.place,
        reference=dict(to.reference),
        screen=packing.packed(screen),
        language=to.language,
        address_id=str(to.id) if to.id else "",
    )


def send_in_teams(payload: Mapping[str, Any]) -> Note | None:
    """Send one message in Teams; the outbox calls this, and keeps the note that an address reaches nobody any more."""
    tenant, language, screen = payload["tenant"], payload["language"], packing.unpacked(payload["screen"])
    try:
        if payload["place"]:
            teams.post(tenant, payload["place"], screen, language)
        else:
            teams.tell(tenant, payload["reference"], screen, language)
    except AddressGone:
        if payload["address_id"]:
            return partial(addresses.forget_one, address_id=uuid.UUID(payload["address_id"]))
    return None
