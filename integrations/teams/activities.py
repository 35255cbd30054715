"""What the Bot Connector says happened: an activity read from the body of a request, and nothing believed of it yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from werkzeug.exceptions import BadRequest

from core.web.inputs import read_json

LARGEST = 256_000  # bytes
LONGEST_ID = 300  # characters
# A little more than Teams lets anybody write, so that what is too long for a question is answered in words.
LONGEST_TEXT = 30_000
PERSONAL = "personal"


class Malformed(Exception):
    """The body is no activity; the text says what is wrong, for the log alone."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. ``person`` and ``user`` are the account in the organisation and in the chat; ``bot`` is us there.

    ``text`` has no mention of the bot left in it. ``value`` is what a card sent along, ``card`` the message it was in.
    ``place`` is the conversation that an answer goes to, and ``channel_place`` the same without the thread.
    """

    kind: str
    id: str
    channel: str
    service_url: str
    tenant: str
    person: str = field(repr=False)
    user: str = field(repr=False)
    bot: str
    place: str = field(repr=False)
    is_personal: bool
    language: str
    name: str = ""
    action: str = ""
    text: str = field(default="", repr=False)
    value: Mapping[str, Any] | None = field(default=None, repr=False)
    card: str = ""
    adds_bot: bool = False
    removes_bot: bool = False

    @property
    def channel_place(self) -> str:
        """The channel or chat itself, whichever of its threads somebody wrote in."""
        return self.place.partition(";")[0]


def read(body: bytes) -> Activity:
    """The activity in a body of JSON; raises Malformed."""
    if len(body) > LARGEST:
        raise Malformed("too large")
    try:
        document = read_json(body)
    except BadRequest as error:
        raise Malformed(str(error.description)) from error
    if not isinstance(document, dict):
        raise Malformed("no object")
    return _activity(document)


def _activity(document: dict[str, Any]) -> Activity:
    sender, bot = _object(document, "from"), _object(document, "recipient")
    conversation, extra = _object(document, "conversation"), _object(document, "channelData")
    user = _text(sender, "id", needed=True)
    bot_id = _text(bot, "id")
    value = document.get("value")
    if value is not None and not isinstance(value, dict):
        value = None
    # A client that plays Teams on this machine leaves out what says that a chat is of two.
    kind_of_place = _text(conversation, "conversationType")
    is_personal = kind_of_place == PERSONAL or (not kind_of_place and conversation.get("isGroup") is not True)
    return Activity(
        kind=_text(document, "type", needed=True),
        id=_text(document, "id", needed=True),
        channel=_text(document, "channelId", needed=True),
        service_url=_text(document, "serviceUrl", needed=True),
        tenant=(_text(_object(extra, "tenant"), "id") or _text(conversation, "tenantId")).lower(),
        person=_text(sender, "aadObjectId").lower() or user,
        user=user,
        bot=bot_id,
        place=_text(conversation, "id", needed=True),
        is_personal=is_personal,
        language="en" if _text(document, "locale").casefold().startswith("en") else "sv",
        name=_text(document, "name"),
        action=_text(document, "action"),
        text=_without_mention(document, bot_id),
        value=value,
        card=_text(document, "replyToId"),
        adds_bot=_names(document, "membersAdded", bot_id),
        removes_bot=_names(document, "membersRemoved", bot_id),
    )


def _without_mention(document: dict[str, Any], bot: str) -> str:
    """What was written, without the name of the bot that a message in a channel must begin with."""
    text = _text(document, "text", longest=LONGEST_TEXT)
    for entity in _list(document, "entities"):
        is_mention = isinstance(entity, dict) and entity.get("type") == "mention"
        if is_mention and bot and _text(_object(entity, "mentioned"), "id") == bot:
            text = text.replace(_text(entity, "text") or "\0", " ")
    return re.sub(r"[ \t\xa0]+", " ", text.replace("&nbsp;", " ")).strip()


def _names(document: dict[str, Any], key: str, bot: str) -> bool:
    return any(isinstance(one, dict) and one.get("id") == bot for one in _list(document, key)) and bool(bot)


def _object(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key)
    if found is None:
        return {}
    if not isinstance(found, dict):
        _refuse(key)
    return found


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        _refuse(key)
    return found


def _text(document: Mapping[str, Any], key: str, *, needed: bool = False, longest: int = LONGEST_ID) -> str:
    found = document.get(key)
    if found is None:
        found = ""
    if not isinstance(found, str) or len(found) > longest or (needed and not found):
        _refuse(key)
    return found


def _refuse(key: str) -> NoReturn:
    raise Malformed(f"{key} is missing or of another kind")
