"""What Slack sends, read once and strictly: bytes to a payload, and a payload to an Arrival."""

from __future__ import annotations

import enum
import hashlib
import html
import json
import re
from collections.abc import Mapping
from typing import Any, TypeGuard
from urllib.parse import parse_qsl

from core.chat import ChatChannel, Heard
from core.i18n import SOURCE
from core.web.inputs import read_json, refuse
from integrations.conversations.arrival import Arrival, Surface
from integrations.conversations.commands import CHOOSE, HERE, SKIP, STOP
from integrations.slack.blocks import CALLBACK, MENU, asked
from integrations.slack.elements import ANSWER
from integrations.slack.pressing import Pressed, unpacked

COMMAND = "/samspel"
MOST_FIELDS = 50
FORM = "application/x-www-form-urlencoded"
# What asks for a language, or is a word of ours in only one; Slack does not say what language somebody reads.
LANGUAGES = {"svenska": "sv"} | dict.fromkeys(("english", "hello", "hi", "help", "menu", "erase", "delete"), "en")
IN_MESSAGES = frozenset({CHOOSE, HERE, SKIP, STOP})

_ID = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)
# A message with a file or one that is shown in a channel as well is heard; that one was changed or taken away is not.
_MESSAGES = frozenset({None, "", "file_share", "thread_broadcast"})
_KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_DICTS = ("event", "view", "container", "message", "previous_message", "state")
_NAMED = ("team", "user", "channel", "enterprise")
_MENTION = re.compile(r"<[@#!][^>]{0,200}>")
_ADDRESS = re.compile(r"<((?:https?|mailto|tel):[^|>]+)(?:\|([^>]*))?>")

Payload = Mapping[str, Any]


class Kind(enum.StrEnum):
    """What Slack sends that we do something about."""

    URL = "url_verification"
    SSL = "ssl_check"
    EVENT = "event_callback"
    COMMAND = "command"
    PRESS = "block_actions"
    FORM = "view_submission"
    CLOSED = "view_closed"


def payload_of(body: bytes, content_type: str) -> dict[str, Any]:
    """What a verified request says; raises BadRequest for one that no Slack would send."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        return checked(read_json(body))
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError:
        refuse("the form cannot be read")
    if "payload" in fields:
        return checked(read_json(fields["payload"].encode(errors="surrogatepass")))
    # A command has no nesting, and its text is held to what may be in any text.
    return checked(read_json(_as_json(fields)))


def kind_of(payload: Payload) -> Kind | None:
    """What a payload is; None for what we do nothing about."""
    if "command" in payload:
        return Kind.COMMAND if payload["command"] == COMMAND else None
    if payload.get("ssl_check") == "1":
        return Kind.SSL
    try:
        kind = Kind(str(payload.get("type")))
    except ValueError:
        return None
    view = payload.get("view", {})
    match kind:
        case Kind.EVENT:
            is_whole = isinstance(payload.get("event", {}).get("type"), str)
        case Kind.PRESS:
            is_whole = bool(_actions(payload)) and (not view or isinstance(view.get("type"), str))
        case Kind.FORM | Kind.CLOSED:
            is_whole = view.get("type") == "modal" and view.get("callback_id") == CALLBACK
        case _:
            is_whole = True
    return kind if is_whole else None


def event(payload: Payload, tenant: str) -> Arrival | None:
    """A private message, a mention, or that somebody opened the bot's page; None for what nobody is answered.

    What bots write is not heard, our own least of all, nor that a message was changed or taken away.
    """
    what = payload["event"]
    person, place, words = what.get("user"), what.get("channel"), what.get("text")
    delivery = _delivery("event", payload.get("event_id"))
    if not delivery or not is_id(person) or what.get("bot_id"):
        return None
    if what.get("type") == "app_home_opened" and what.get("tab") == "home":
        return _arrival(tenant, person, delivery, Surface.HOME)
    if not is_id(place):
        return None
    match what.get("type"):
        case "message" if _is_private(what) and isinstance(words, str):
            return _arrival(
                tenant, person, delivery, Surface.MESSAGE, place=place, typed=_typed(words), language=_language(words)
            )
        case "app_mention" if isinstance(words, str):
            return _arrival(tenant, person, delivery, Surface.PLACE, place=place, typed=_typed(words))
    return None


def _is_private(what: Payload) -> bool:
    """Whether a message was written to the bot alone."""
    return what.get("channel_type") == "im" and what.get("subtype") in _MESSAGES


def thread_of(payload: Payload) -> str:
    """The thread a message belongs to, or begins."""
    what = payload["event"]
    thread = what.get("thread_ts") or what.get("ts")
    return thread if isinstance(thread, str) and re.fullmatch(r"[0-9.]{1,40}", thread, re.ASCII) else ""


def command(payload: Payload, tenant: str) -> Arrival | None:
    """The command, with what was typed after it."""
    person, place = payload.get("user_id"), payload.get("channel_id")
    delivery = _delivery("trigger", payload.get("trigger_id"))
    words = payload.get("text", "")
    if not delivery or not is_id(person) or not isinstance(words, str):
        return None
    return _arrival(
        tenant,
        person,
        delivery,
        Surface.MODAL,
        place=place if is_id(place) else "",
        typed=_typed(words),
        language=_language(words),
    )


def press(payload: Payload, tenant: str) -> tuple[Arrival, Pressed] | None:
    """A pressed button; None for a link, and for what is not ours."""
    pressed = unpacked(_actions(payload)[0].get("value"))
    person = _id_of(payload.get("user"))
    delivery = _delivery("trigger", payload.get("trigger_id"))
    if pressed is None or not delivery or not is_id(person):
        return None
    surface = Surface.MESSAGE if pressed.do in IN_MESSAGES else Surface.MODAL
    place = _id_of(payload.get("channel"))
    arrival = _arrival(
        tenant,
        person,
        delivery,
        surface,
        # An interview goes on where nobody else reads it, wherever it was begun.
        place=place if is_id(place) and place.startswith("D") else person,
        heard=Heard(pressed.do, pressed.data),
        language=pressed.language,
    )
    return arrival, pressed


def form(payload: Payload, tenant: str) -> Arrival | None:
    """A form that was sent."""
    view, person = payload["view"], _id_of(payload.get("user"))
    sent = unpacked(view.get("private_metadata"))
    delivery = _delivery("trigger", payload.get("trigger_id") or _print_of(view))
    if sent is None or not delivery or not is_id(person):
        return None
    values = {asked(block): values for block, values in answers(view)}
    if sent.do == MENU:
        sent, values = unpacked(next(iter(values.get(MENU, ())), "")), {}
        if sent is None:
            return None
    heard = Heard(sent.do, sent.data, values)
    return _arrival(tenant, person, delivery, Surface.MODAL, heard=heard, language=sent.language)


def _print_of(view: Payload) -> str:
    """What tells a form that was sent from every other: its blocks are new each time it is drawn.

    Slack sends a trigger with forms but does not promise to, and some that stand in for Slack do not.
    """
    parts = [view.get(name) for name in ("id", "hash", "private_metadata", "state")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def answers(view: Payload) -> list[tuple[str, tuple[str, ...]]]:
    """What was filled in, by the id of the block; what was left empty is there without values."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    found = []
    for block, elements in values.items() if isinstance(values, dict) else ():
        element = elements.get(ANSWER) if isinstance(elements, dict) else None
        if isinstance(element, dict):
            found.append((block, _values(element)))
    return found


def _values(element: Payload) -> tuple[str, ...]:
    match element:
        case {"value": str() as value}:
            return (value,) if value else ()
        case {"selected_option": {"value": str() as value}}:
            return (value,)
        case {"selected_options": [*options]}:
            values = [option.get("value") for option in options if isinstance(option, dict)]
            return tuple(value for value in values if isinstance(value, str))
    return ()


def checked(value: Any) -> dict[str, Any]:
    """A payload whose known parts have the shapes that Slack describes; raises BadRequest for another."""
    if not isinstance(value, dict):
        refuse("the payload is not an object")
    for name in _DICTS:
        if value.get(name) is not None and not isinstance(value[name], dict):
            refuse(f"{name} is not an object")
    for name in _NAMED:
        if value.get(name) is not None and not isinstance(value[name], dict | str):
            refuse(f"{name} is neither an object nor an id")
    for name in ("authorizations", "actions"):
        parts = value.get(name)
        if parts is not None and not (isinstance(parts, list) and all(isinstance(part, dict) for part in parts)):
            refuse(f"{name} is not a list of objects")
    return {name: part for name, part in value.items() if part is not None}


def _actions(payload: Payload) -> list[dict[str, Any]]:
    actions = payload.get("actions") or []
    return actions if actions and isinstance(actions[0].get("action_id"), str) else []


def _as_json(fields: Mapping[str, str]) -> bytes:
    return json.dumps(fields).encode()


def _arrival(tenant: str, person: str, delivery: str, surface: Surface, **more: Any) -> Arrival:
    return Arrival(ChatChannel.SLACK, tenant, person, delivery, surface, **more)


def _delivery(kind: str, key: object) -> str:
    return f"{kind}:{key}" if isinstance(key, str) and _KEY.fullmatch(key) else ""


def is_id(text: object) -> TypeGuard[str]:
    """Whether this is the id of somebody or something in Slack."""
    return isinstance(text, str) and bool(_ID.fullmatch(text))


def _id_of(named: object) -> Any:
    return named.get("id") if isinstance(named, dict) else named


def _language(words: str) -> str:
    return LANGUAGES.get(_typed(words).casefold(), SOURCE)


def _typed(words: str) -> str:
    """What somebody wrote, as they wrote it: Slack marks addresses and mentions, and writes ``&`` as HTML does."""
    plain = _ADDRESS.sub(lambda found: found[2] or found[1], _MENTION.sub(" ", words))
    return html.unescape(plain).strip()
