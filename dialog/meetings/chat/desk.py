"""The meetings' desk in any chat: the way in by a code, and what each button in the room does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.chat import Button, ChatUse, Desk, Heard, Offer, Screen, Speaker
from core.i18n import gettext as _
from core.met import words_of
from dialog.errors import NotInThisChat
from dialog.meetings import holding
from dialog.meetings.chat import deeds, entering, room
from dialog.meetings.chat.here import CODE, NAME, Here, come
from dialog.meetings.chat.room import Turn
from dialog.meetings.errors import BadTap, CardsDone, MeetingNotOpen, MeetingOver, NoSuchMeeting, NotSeated, StepNotOpen
from dialog.meetings.models import Meeting
from dialog.models import Dialogue

Do = Callable[[Session, Here, Heard], Screen]

DEEDS: Mapping[str, Do] = MappingProxyType(
    {
        "in": entering.come_in,
        "ut": entering.leave,
        "skicka": deeds.write,
        "skrivom": deeds.write_again,
        "kort": deeds.turn_card,
        "rosta": deeds.vote,
        "tryck": deeds.tap,
        "prickar": deeds.place_dots,
        "rad": deeds.judge,
        "upp": deeds.raise_hand,
        "ner": deeds.lower_hand,
    }
)
# The meeting went on while somebody looked at their screen: they are shown where it is now.
_WENT_ON = (StepNotOpen, CardsDone, MeetingOver, MeetingNotOpen, NotSeated, BadTap)


def offers(session: Session, speaker: Speaker, today: date) -> Sequence[Offer]:
    """The way in, while some meeting is live in this chat; which one, only its code says."""
    use = {"slack": Dialogue.slack, "teams": Dialogue.teams}[speaker.channel]
    live = (
        select(Meeting.id)
        .join(Dialogue, Dialogue.id == Meeting.dialogue_id)
        .where(Meeting.state.in_(holding.LIVE), use != ChatUse.OFF)
        .limit(1)
    )
    if session.scalar(live) is None:
        return ()
    press = Button(f"{NAME}.kod", _("Skriv koden"))
    return (Offer(_("Gå med i ett möte"), _("Koden står på väggen eller på samtalsledarens skärm."), press),)


def hear(session: Session, speaker: Speaker, heard: Heard) -> Screen:
    """Do what a button or a line says and give the next screen; raises PersonMet."""
    what = heard.do.removeprefix(f"{NAME}.")
    match what:
        case "skriv":
            return entering.line(session, speaker, heard)
        case "kod":
            return entering.ask_code()
        case "kod.skicka":
            return entering.receive_code(session, speaker, heard)
    deed = DEEDS.get(what)
    code = heard.data.get(CODE, "")
    here = come(session, speaker, code, to_take_part=deed is not None)
    if deed is None and what != "visa":
        raise NoSuchMeeting
    if here.is_link_only and heard.values and here.dialogue.is_open:
        # What somebody had written before it became a link is not taken from them without a word.
        raise NotInThisChat
    if deed is None or here.is_link_only:
        return entering.show(session, here)
    try:
        with session.begin_nested():
            return deed(session, here, heard)
    except _WENT_ON as met:
        if any(" " in value.strip() for values in heard.values.values() for value in values):
            # What somebody has written is given back to them where this is told.
            raise
        said = words_of(met)
        return room.show(session, come(session, speaker, code), Turn(f"{said.message} {said.advice}"))


def erase(session: Session, speaker: Speaker) -> int:
    """Nothing is left to do: a seat goes with the voice in the dialogue, whose desk erases that."""
    return 0


DESK = Desk(NAME, offers, hear, erase, words=("möte", "mote", "meeting"))
