"""Somebody in a chat, at a meeting: which it is, who they are in its dialogue and where they sit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import current_app
from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, ChatUse, Heard, Link, Look, Speaker
from core.house import settings_of
from core.i18n import gettext as _
from dialog import joining
from dialog import results as dialogues
from dialog.chat import here as dialogue_here
from dialog.errors import DialogueClosed, NotInThisChat
from dialog.meetings import results, seating
from dialog.meetings.models import Meeting, MeetingSeat
from dialog.meetings.results import MeetingView
from dialog.results import DialogueView

NAME = "mote"

# What a button carries: the meeting's code, which whoever is let in has been shown, and the step it stood in.
CODE, STEP = "k", "s"


@dataclass(frozen=True, slots=True)
class Here:
    """A speaker at a meeting; ``row`` is for the verbs and ``meeting`` for the screens.

    ``guest`` is the same speaker at the dialogue, with their voice in it, if they have one.
    """

    guest: dialogue_here.Here
    row: Meeting
    meeting: MeetingView
    seat: MeetingSeat | None

    @property
    def speaker(self) -> Speaker:
        """Who it is."""
        return self.guest.speaker

    @property
    def dialogue(self) -> DialogueView:
        """The dialogue the meeting is held in."""
        return self.guest.dialogue

    @property
    def is_link_only(self) -> bool:
        """Whether this chat only shows the way to the web."""
        return self.dialogue.use_in(self.speaker.channel) is ChatUse.LINK

    def button(
        self, do: str, label: str, look: Look = Look.PLAIN, *, carry: Mapping[str, object] = MappingProxyType({})
    ) -> Button:
        """A button that leads back to this meeting and to the step that is open now."""
        known = {CODE: self.row.code} | ({STEP: str(self.meeting.step.id)} if self.meeting.step else {})
        return Button(f"{NAME}.{do}", label, known | {key: str(value) for key, value in carry.items()}, look)

    @property
    def web_room(self) -> Link:
        """The way to the room on the web."""
        return web_room(self.dialogue, self.row.code)


def web_room(dialogue: DialogueView, code: str) -> Link:
    """The way to a meeting's room on the web."""
    address = f"{settings_of(current_app).base_url}/dialog/{dialogue.slug}/samtal/{code}"
    return Link(address, _("Mötet på webben"))


def come(session: Session, speaker: Speaker, code: str, *, to_take_part: bool = False) -> Here:
    """Where a code leads; raises NoSuchMeeting, and NotInThisChat where the dialogue is not held in this chat.

    Whoever is ``to_take_part`` keeps the dialogue from closing until the commit.
    """
    row = results.by_code(session, code)
    dialogue = dialogues.by_id(session, row.dialogue_id, clock.today(), to_take_part=to_take_part)
    if dialogue.use_in(speaker.channel) is ChatUse.OFF:
        raise NotInThisChat
    meeting = results.view(session, row, clock.now())
    try:
        handle = joining.keyed(session, dialogue.id, speaker.identity)
    except DialogueClosed:
        return Here(dialogue_here.Here(speaker, dialogue, "", None, False), row, meeting, None)
    me = joining.find(session, dialogue.id, handle)
    guest = dialogue_here.Here(speaker, dialogue, handle, me, me is not None)
    return Here(guest, row, meeting, seating.find(session, row.id, handle))


def step_in(heard: Heard) -> int:
    """The step that was open on the screen a button stood on, or 0, which no step is."""
    return digits(heard.data.get(STEP, ""))


def digits(sent: str) -> int:
    """A number as it was sent, or 0."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= dialogue_here.LONGEST_NUMBER else 0
