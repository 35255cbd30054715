"""Somebody in a chat, at a dialogue: who they are there, what they have said yes to, and how they come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from flask import current_app
from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, ChatUse, Heard, Link, Look, Speaker
from core.house import settings_of
from core.i18n import gettext as _
from dialog import joining, results
from dialog.errors import DialogueClosed, NoSuchDialogue, NotInThisChat
from dialog.joining import Entry
from dialog.models import AgeBand, Channel, Participant
from dialog.results import DialogueView

# The terms of ``beginning.first``; new words about who sees what and how to erase are a new version.
CONSENT = "dialog-1"

# More digits would not fit the column.
LONGEST_NUMBER = 9

# What a button carries: the dialogue, the terms that were said yes to, and the number of an inspel.
DIALOGUE, TERMS, NUMBER = "d", "c", "n"


@dataclass(frozen=True, slots=True)
class Here:
    """A speaker at a dialogue. ``me`` is the voice they have in it, if they have one.

    ``handle`` is what the account is known by in the dialogue, and "" once the key to it is gone.
    """

    speaker: Speaker
    dialogue: DialogueView
    handle: str
    me: Participant | None
    has_consented: bool

    @property
    def channel(self) -> Channel:
        """The door they come through."""
        return Channel(self.speaker.channel)

    @property
    def language(self) -> str:
        """The language they write in, as on the web: their own where the dialogue has it, or else the dialogue's."""
        own = self.speaker.language
        return own if own in self.dialogue.languages else self.dialogue.language

    @property
    def subject(self) -> str:
        """What an address is kept for by those who want to know what comes of the dialogue."""
        return subject_of(self.dialogue.id)

    def entry(self, age_band: AgeBand | None = None, organisation_number: str = "") -> Entry:
        """How they come in."""
        return Entry(self.channel, self.handle, age_band, organisation_number, CONSENT)

    def voice(self, session: Session, today: date) -> Participant:
        """The voice they have, made now if it is new; raises what ``joining.join`` raises."""
        self.dialogue.must_be_open()
        return self.me or joining.join(session, self.dialogue, self.entry(), today)

    def again(self, session: Session) -> Here:
        """The same once they have, or have another, voice."""
        return replace(self, me=joining.find(session, self.dialogue.id, self.handle), has_consented=True)

    def button(
        self, do: str, label: str, look: Look = Look.PLAIN, *, carry: Mapping[str, object] = MappingProxyType({})
    ) -> Button:
        """A button that leads back to this dialogue, with the consent that has been given and what else it carries."""
        known = {DIALOGUE: str(self.dialogue.id)} | ({TERMS: CONSENT} if self.has_consented else {})
        return Button(f"dialog.{do}", label, known | {key: str(value) for key, value in carry.items()}, look)

    def page(self, label: str = "", path: str = "") -> Link:
        """A way to the dialogue on the web, or to one of its pages."""
        return page_of(self.dialogue, label, path)


def page_of(dialogue: DialogueView, label: str = "", path: str = "") -> Link:
    """A way to a dialogue on the web, or to one of its pages."""
    return Link(f"{settings_of(current_app).base_url}/dialog/{dialogue.slug}{path}", label or _("Dialogens sida"))


def inspel_button(dialogue: DialogueView, number: int) -> Button:
    """To one's own inspel, from a message about it."""
    return Button(
        "dialog.inspel", _("Visa inspelet och vad du kan göra"), {DIALOGUE: str(dialogue.id), NUMBER: str(number)}
    )


def quiet_button(dialogue: DialogueView) -> Button:
    """To hear no more of a dialogue."""
    return Button("dialog.tysta", _("Säg inte till mig"), {DIALOGUE: str(dialogue.id)})


def subject_of(dialogue_id: int) -> str:
    """How a dialogue is called where an address is kept for it."""
    return f"dialog:{dialogue_id}"


def come(
    session: Session, speaker: Speaker, heard: Heard, *, to_take_part: bool = False, anywhere: bool = False
) -> Here:
    """Where a button leads; raises NoSuchDialogue, and NotInThisChat where the dialogue is not in this chat.

    Whoever is ``to_take_part`` keeps the dialogue from closing until the commit. What may be done ``anywhere`` may
    also be done where the dialogue was in this chat before.
    """
    dialogue = results.by_id(session, whole(heard.data.get(DIALOGUE, "")), clock.today(), to_take_part=to_take_part)
    if dialogue.use_in(speaker.channel) is ChatUse.OFF and not anywhere:
        raise NotInThisChat
    try:
        handle = joining.keyed(session, dialogue.id, speaker.identity)
    except DialogueClosed:
        return Here(speaker, dialogue, "", None, False)
    me = joining.find(session, dialogue.id, handle)
    return Here(speaker, dialogue, handle, me, me is not None or heard.data.get(TERMS) == CONSENT)


def number_in(heard: Heard) -> int:
    """The number of the inspel a button is about, or 0, which no inspel has."""
    return _digits(heard.data.get(NUMBER, ""))


def whole(sent: str) -> int:
    """The id of a dialogue as it was sent; raises NoSuchDialogue for what cannot be one."""
    return _digits(sent) or _unknown()


def _digits(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_NUMBER else 0


def _unknown() -> int:
    raise NoSuchDialogue
