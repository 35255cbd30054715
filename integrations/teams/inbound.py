"""From an activity in Teams to an Arrival that conversations understand."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from core.chat import ChatChannel, Heard
from integrations.conversations.arrival import Arrival, Surface
from integrations.conversations.commands import CHOOSE, ERASE, HERE, SKIP, STOP
from integrations.teams.activities import Activity, Malformed

CARD_ACTION = "adaptiveCard/action"
# The channel's own name for Teams; a client that plays it may call itself another, and greets in another way.
TEAMS = "msteams"
# What a card sends along. People's answers have other names, so that a question may be called anything.
DO, DATA, ONE, MANY = "samspel.do", "samspel.data", "en.", "flera."
MOST_VALUES = 200
LONGEST_VALUE = 20_000
MOST_DATA, LONGEST_DATA = 20, 1_000
LONGEST_DO = 60
NOBODY = "local"
# What may be answered with a typed word.
ONE_AT_A_TIME = frozenset({HERE, CHOOSE, SKIP, STOP, ERASE})


class Deed(enum.Enum):
    """What is to be done about an activity."""

    ANSWER_IN_PLACE = enum.auto()
    SEND_ANSWER = enum.auto()
    FORGET_PERSON = enum.auto()
    NOTHING = enum.auto()
    NOT_KNOWN = enum.auto()


def deed_of(activity: Activity) -> Deed:
    """What an activity asks for: a card in the answer itself, a message afterwards, to forget somebody, or nothing."""
    match activity.kind:
        case "invoke":
            return Deed.ANSWER_IN_PLACE if activity.name == CARD_ACTION else Deed.NOT_KNOWN
        case "message":
            return Deed.SEND_ANSWER
        case "installationUpdate" if activity.action.startswith("add"):
            return Deed.SEND_ANSWER
        case "installationUpdate" if activity.action.startswith("remove") and activity.is_personal:
            return Deed.FORGET_PERSON
        case "conversationUpdate" if activity.adds_bot and activity.channel != TEAMS:
            return Deed.SEND_ANSWER
    return Deed.NOTHING


def arrival_of(activity: Activity) -> Arrival:
    """The arrival of an activity that is to be answered; raises Malformed.

    In a group or a channel nothing private is asked or told, so what was pressed there is not heard.
    """
    heard = _heard(activity) if activity.is_personal else None
    return Arrival(
        channel=ChatChannel.TEAMS,
        tenant=activity.tenant or NOBODY,
        person=activity.person,
        delivery=json.dumps([activity.place, activity.kind, activity.id]),
        surface=_surface(activity, heard),
        heard=heard,
        typed=activity.text if activity.kind == "message" and heard is None else "",
        language=activity.language,
        reference=reference_of(activity),
        place="" if activity.is_personal else activity.channel_place,
        service_url=activity.service_url,
    )


def _surface(activity: Activity, heard: Heard | None) -> Surface:
    """A card that was pressed is replaced by the next with all it asks, but for who goes on with typed words."""
    if not activity.is_personal:
        return Surface.PLACE
    return Surface.MESSAGE if heard is None or heard.do in ONE_AT_A_TIME else Surface.MODAL


def reference_of(activity: Activity) -> dict[str, Any]:
    """What is needed besides the tenant to write to the person later."""
    return {"service_url": activity.service_url, "conversation": activity.place, "bot": activity.bot}


def _heard(activity: Activity) -> Heard | None:
    """What was pressed, whichever of the two ways it was sent; None for a message that somebody wrote."""
    value = activity.value
    if activity.kind == "invoke":
        action = (value or {}).get("action")
        value = action.get("data") if isinstance(action, dict) else None
        if not isinstance(value, dict):
            raise Malformed("no action")
    if activity.kind not in ("invoke", "message") or value is None or DO not in value:
        return None
    do, data = value[DO], value.get(DATA, {})
    if not isinstance(do, str) or not 0 < len(do) <= LONGEST_DO or not _is_data(data):
        raise Malformed("a button that is none of ours")
    return Heard(do, data, _values(value))


def _is_data(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and len(data) <= MOST_DATA
        and all(isinstance(one, str) and len(one) <= LONGEST_DATA for one in (*data, *data.values()))
    )


def _values(sent: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What was filled in. Several choices come as one text with commas between, which their keys never hold."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in sent.items():
        if not name.startswith((ONE, MANY)) or value is None:
            continue
        if not isinstance(value, str) or len(value) > LONGEST_VALUE or len(found) >= MOST_VALUES:
            raise Malformed("an answer of another kind")
        if name.startswith(MANY):
            parts = tuple(unquote(part) for part in value.split(",") if part)
            found |= {name.removeprefix(MANY): parts} if parts else {}
        elif value.strip():
            found[name.removeprefix(ONE)] = (value,)
    return found
