"""Telling the channels a meeting is held in what happens: a step has opened, soon ends, or it is all over.

Everybody in a channel reads what is posted there, so it holds the step's own words and nothing that anybody answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, ChatUse, Look, Screen
from core.i18n import gettext as _
from core.i18n import in_language
from dialog import results as dialogues
from dialog.errors import NoSuchDialogue
from dialog.meetings import planning, results, words
from dialog.meetings.chat.here import CODE, NAME, web_room
from dialog.meetings.errors import NoSuchMeeting
from dialog.meetings.models import Meeting
from dialog.meetings.results import MeetingView
from dialog.meetings.room_page import time_left
from dialog.results import DialogueView
from integrations.conversations import sending
from integrations.conversations.addresses import Address

Say = Callable[[DialogueView, MeetingView], Screen | None]


def on_step_opened(session: Session, news: Mapping[str, Any]) -> None:
    """A step has opened: what it is about, how long it lasts and the way to one's own screen."""

    def opened(dialogue: DialogueView, meeting: MeetingView) -> Screen | None:
        step = meeting.step
        if step is None or step.id != news["step_id"]:
            # The meeting went on before anybody could be told.
            return None
        where = _("Steg %(at)s av %(of)s", at=step.position, of=meeting.n_steps)
        left = time_left(step.seconds_left) if step.seconds_left is not None else ""
        said = (words.said(step.words),) if step.words else ()
        return Screen(words.said(step.title), (f"{where}. {left}".strip(), *said))

    _post(session, news, opened)


def on_warned(session: Session, news: Mapping[str, Any]) -> None:
    """The open step soon ends."""

    def warned(dialogue: DialogueView, meeting: MeetingView) -> Screen | None:
        step = meeting.step
        if step is None or step.id != news["step_id"]:
            return None
        return Screen(words.said(step.title), (_("Steget är snart slut. Skicka det du vill få med."),))

    _post(session, news, warned)


def on_closed(session: Session, news: Mapping[str, Any]) -> None:
    """The meeting is over, and by when one will know what came of it."""

    def closed(dialogue: DialogueView, meeting: MeetingView) -> Screen | None:
        return Screen(_("Mötet är slut"), (meeting.title, _("Tack för att du var med!")), is_last=True)

    _post(session, news, closed)


def _post(session: Session, news: Mapping[str, Any], say: Say) -> None:
    """Write down one message for each channel the meeting is held in, in the language of its dialogue."""
    try:
        row = results.by_id(session, int(news["meeting_id"]))
        dialogue = dialogues.by_id(session, row.dialogue_id, clock.today())
    except (NoSuchMeeting, NoSuchDialogue):
        return
    bound = planning.bindings(session, row.id)
    if not bound:
        return
    meeting = results.view(session, row, clock.now())
    with in_language(dialogue.language):
        screen = say(dialogue, meeting)
        if screen is None:
            return
        for one in bound:
            use = dialogue.use_in(one.channel)
            if use is not ChatUse.OFF:
                to = Address(one.channel, one.tenant, "", {}, dialogue.language, place=one.place)
                sending.tell(session, to, _with_ways(screen, dialogue, row, use))


def _with_ways(screen: Screen, dialogue: DialogueView, row: Meeting, use: ChatUse) -> Screen:
    """A button to a screen of one's own, where the chat has more than a link, and the way to the room on the web."""
    buttons: tuple[Button, ...] = ()
    if use is ChatUse.FULL and not screen.is_last:
        # In Teams the button leads to a private chat where what it stands for is written already.
        carried = {CODE: row.code, "kod": f"möte {row.code}"}
        buttons = (Button(f"{NAME}.visa", _("Öppna mitt formulär"), carried, Look.PRIMARY),)
    return Screen(
        screen.title,
        screen.paragraphs,
        buttons=buttons,
        links=(web_room(dialogue, row.code),),
        is_last=screen.is_last,
    )
