"""What any chat can say and hear: a Screen somebody is shown, what they do with it, and what a room offers there.

A room answers what is ``Heard`` with a ``Screen`` and knows no channel; a channel draws screens and knows no room. All
that a screen needs to be understood again is in its buttons, so a click on an old message finds its way by itself.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from core.prompts import Prompt


class ChatChannel(enum.StrEnum):
    """The chats there are; the values are those of the rooms' own channels."""

    SLACK = "slack"
    TEAMS = "teams"


class ChatUse(enum.StrEnum):
    """What staff let a survey or a dialogue be in a chat: nothing, a link to the web, or all of it.

    With a link no answer text passes through the chat.
    """

    OFF = "off"
    LINK = "link"
    FULL = "full"


# Slack's terms ask for this age of everybody who uses it.
YOUNGEST_IN_SLACK = 16


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody in a chat. ``identity`` is 64 hex digits that stand for the account, made by whoever met it.

    It is keyed with the installation's secret and is never stored: a room keys it once more with a key of its own,
    which is destroyed when what it belongs to closes.
    """

    channel: ChatChannel
    identity: str = field(repr=False)
    language: str = "sv"


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody did: pressed or sent ``do`` of a screen, which carried ``data``.

    ``do`` begins with the name of the desk that is to hear it: ``enkat.skicka``. ``values`` is what was filled in, raw,
    by the key of the prompt.
    """

    do: str
    data: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def value(self, key: str) -> str:
        """The one raw value of a prompt, or nothing."""
        return next(iter(self.values.get(key, ())), "")


class Look(enum.StrEnum):
    """How a button stands out; it says what it does in words as well."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to do: ``do`` and ``data`` (short: ids, slugs) come back as they are when it is pressed."""

    do: str
    label: str
    data: Mapping[str, str] = field(default_factory=dict)
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page on the web; the address is whole."""

    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Keep:
    """That somebody wants to be told what comes of ``subject_ref``: their address is kept until the day, no longer."""

    subject_ref: str
    until: date
    consent: str


@dataclass(frozen=True, slots=True)
class Screen:
    """What somebody is shown at once, in their language.

    ``notice`` stands first: what went wrong, or what has just been done. ``prompts`` are sent with ``send`` together;
    ``filled`` is what they begin with and ``errors`` what to do about each, both by the prompt's key. ``buttons`` act
    without sending the prompts. ``keep`` and ``forget`` change whether the person's address is kept for a subject.
    ``is_menu`` tells that one of the buttons is the way on: a form may ask which.
    ``is_last`` tells that nothing more is asked: a form may then be closed.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    notice: str = ""
    prompts: tuple[Prompt, ...] = ()
    filled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    send: Button | None = None
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    keep: Keep | None = None
    forget: tuple[str, ...] = ()
    is_menu: bool = False
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is open in this chat now, for the first screen; ``press`` leads to it."""

    title: str
    lead: str
    press: Button | Link


@dataclass(frozen=True, slots=True)
class Desk:
    """What a room lets people do in chat; ``name`` begins the ``do`` of everything that is for this desk.

    ``offers(session, speaker, today)`` is what is open to take part in. ``hear(session, speaker, heard)`` does one
    thing and gives the next screen; it raises PersonMet and Refused, and whoever called it has then changed nothing.
    ``erase(session, speaker)`` removes what the person has done, and gives how many things that was.

    ``words`` are what somebody may begin a line with to speak to this desk: "möte K7M2PQ" is heard as ``<name>.skriv``
    with the value ``text`` (the rest of the line), and, where it was written in a channel of many, the data ``tenant``
    and ``place``.
    """

    name: str
    offers: Callable[[Session, Speaker, date], Sequence[Offer]]
    hear: Callable[[Session, Speaker, Heard], Screen]
    erase: Callable[[Session, Speaker], int]
    words: tuple[str, ...] = ()
