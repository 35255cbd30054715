"""What a channel hands over when something has come in from a chat, and what it gets back to draw."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.chat import ChatChannel, Heard, Screen


class Surface(enum.StrEnum):
    """Where the answer will be seen: a form that closes, the bot's own page, a private message, or a place of many."""

    MODAL = "modal"
    HOME = "home"
    MESSAGE = "message"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something somebody did in a chat, as its channel has verified and read it.

    ``tenant`` is the Slack workspace or the Teams organisation and ``person`` the account there. ``delivery`` is the
    id that is the same when the same thing is delivered again. ``heard`` is a pressed button or a sent form, ``typed``
    what was written; with neither the first screen is wanted. ``reference`` is what the channel needs besides to reach
    the person later, kept only if they ask for it. ``place`` is the channel or conversation it happened in, and
    ``service_url`` where Teams is to be answered.
    """

    channel: ChatChannel
    tenant: str
    person: str = field(repr=False)
    delivery: str
    surface: Surface
    heard: Heard | None = field(default=None, repr=False)
    typed: str = field(default="", repr=False)
    language: str = "sv"
    reference: Mapping[str, Any] = field(default_factory=dict, repr=False)
    place: str = field(default="", repr=False)
    service_url: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to show. The channel draws ``screen`` where the arrival came from.

    ``is_repeat``: this delivery has been taken care of before, or the account does far too much at once. Nothing was
    done now; ``screen`` only says so, for somebody who still waits for an answer (a form, a card), and is no reason to
    send a message.
    ``is_interview``: the screen is one step of a conversation in messages. It has no prompts: what can be answered by a
    press is among its buttons, and anything else is typed. ``language`` is that of the screen.
    """

    screen: Screen
    is_repeat: bool = False
    is_interview: bool = False
    language: str = "sv"
