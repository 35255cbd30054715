"""In and out of a meeting from a chat: its code, what is asked at the door, and holding it in a channel as well."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, ChatUse, Heard, Look, Screen, Speaker
from core.i18n import gettext as _
from core.i18n import say
from core.prompts import Control, Prompt
from dialog import joining
from dialog import results as dialogues
from dialog.chat import beginning
from dialog.chat.here import CONSENT
from dialog.errors import AgeNeeded, BadOrganisationNumber, NotInThisChat, OrganisationNeeded
from dialog.meetings import planning, results, seating
from dialog.meetings.chat import room
from dialog.meetings.chat.here import CODE, NAME, Here, come, web_room
from dialog.meetings.errors import NoSuchMeeting, NotSeated
from dialog.meetings.models import Meeting
from dialog.models import AgeBand, Audience

TEXT, PLAYED_NAME = "text", "namn"


def ask_code(error: str = "", typed: str = "") -> Screen:
    """The form for the code on the wall."""
    return Screen(
        _("Gå med i ett möte"),
        prompts=(
            Prompt(
                TEXT,
                Control.SHORT_TEXT,
                _("Koden till mötet"),
                _("Sex tecken. Koden står på väggen eller på samtalsledarens skärm."),
                required=True,
                max_length=40,
            ),
        ),
        filled={TEXT: (typed,)} if typed else {},
        errors={TEXT: error} if error else {},
        send=Button(f"{NAME}.kod.skicka", _("Gå vidare"), look=Look.PRIMARY),
    )


def receive_code(session: Session, speaker: Speaker, heard: Heard) -> Screen:
    """The meeting behind a code that was filled in; a wrong one is asked for again."""
    typed = heard.value(TEXT)
    try:
        return show(session, come(session, speaker, typed))
    except NoSuchMeeting as error:
        return ask_code(say(error), typed)


def line(session: Session, speaker: Speaker, heard: Heard) -> Screen:
    """A line with a code: the code of the wall leads to the meeting, that of the adults holds it in the channel too.

    What is answered in a channel is read by all there, so it says nothing of anybody: a button leads on.
    """
    typed = heard.value(TEXT)
    if not typed.strip():
        return ask_code()
    if _is_shared(heard.data):
        try:
            return _bind(session, speaker, results.by_adult_code(session, typed), heard.data)
        except NoSuchMeeting:
            return invitation(come(session, speaker, typed))
    return show(session, come(session, speaker, typed))


def invitation(here: Here) -> Screen:
    """The meeting as anybody may see it, with the way in."""
    press = () if here.is_link_only else (here.button("visa", _("Gå med i mötet"), Look.PRIMARY),)
    return Screen(here.meeting.title, (here.dialogue.question,), buttons=press, links=(here.web_room,))


def show(session: Session, here: Here) -> Screen:
    """The room for whoever sits in it, and the door for others."""
    if here.is_link_only:
        return invitation(here)
    if here.seat is not None or here.meeting.state not in room.DOOR_IS_OPEN:
        return room.show(session, here)
    return door(here)


def door(here: Here, errors: Mapping[str, str] | None = None, filled: Mapping[str, str] | None = None) -> Screen:
    """What the meeting is about, the terms, and what is asked of those who have no voice in the dialogue yet."""
    terms = beginning.first(here.guest).paragraphs
    prompts = (*(beginning.ask(here.guest).prompts if _asks(here) else ()), _name())
    age = joining.youngest(here.dialogue, here.guest.channel)
    label = _("Jag är minst %(age)s, gå in", age=age) if age else _("Gå in")
    typed = {key: (value,) for key, value in (filled or {}).items() if value}
    return Screen(
        here.meeting.title,
        terms,
        prompts=prompts,
        filled=typed,
        errors=dict(errors or {}),
        send=here.button("in", label, Look.PRIMARY, carry={"c": CONSENT}),
        links=(here.web_room,),
    )


def come_in(session: Session, here: Here, heard: Heard) -> Screen:
    """Sit down, having said yes to the terms and what is asked first."""
    if here.is_link_only or heard.data.get("c") != CONSENT:
        return show(session, here)
    sent, number, name = heard.value("alder"), heard.value("orgnr"), heard.value(PLAYED_NAME)
    band = AgeBand(sent) if sent in list(AgeBand) else None
    try:
        seating.sit(session, here.row, here.dialogue, here.guest.entry(band, number), CONSENT, name, clock.now())
    except AgeNeeded:
        return door(here, {"alder": _("Välj hur gammal du är.")}, {PLAYED_NAME: name})
    except (OrganisationNeeded, BadOrganisationNumber) as error:
        return door(here, {"orgnr": say(error)}, {"orgnr": number, PLAYED_NAME: name})
    return room.show(session, come(session, here.speaker, here.row.code))


def leave(session: Session, here: Here, heard: Heard) -> Screen:
    """Go out; what was written and voted stays in the dialogue."""
    if here.seat is None:
        raise NotSeated
    seating.leave(session, here.row, here.seat)
    return Screen(
        _("Du har lämnat mötet"),
        (_("Det du har skrivit och röstat finns kvar i dialogen."),),
        buttons=(here.button("visa", _("Gå in igen")),),
        links=(here.guest.page(),),
        is_last=True,
    )


def _bind(session: Session, speaker: Speaker, meeting: Meeting, where: Mapping[str, str]) -> Screen:
    """Hold the meeting in the channel as well."""
    dialogue = dialogues.by_id(session, meeting.dialogue_id, clock.today())
    if dialogue.use_in(speaker.channel) is ChatUse.OFF:
        raise NotInThisChat
    planning.bind(session, meeting, speaker.channel, where["tenant"], where["place"])
    carried = {CODE: meeting.code}
    is_full = dialogue.use_in(speaker.channel) is ChatUse.FULL
    return Screen(
        meeting.title,
        (_("Mötet hålls här i kanalen också. Varje steg kommer hit när det öppnar."), dialogue.question),
        buttons=(Button(f"{NAME}.visa", _("Gå med i mötet"), carried, Look.PRIMARY),) if is_full else (),
        links=(web_room(dialogue, meeting.code),),
        is_last=True,
    )


def _is_shared(where: Mapping[str, str]) -> bool:
    """Whether it was written where many read; a private conversation in Slack is a place as well, named D or U."""
    return bool(where.get("tenant")) and bool(where.get("place")) and not where["place"].startswith(("D", "U"))


def _asks(here: Here) -> bool:
    return here.guest.me is None and here.dialogue.audience is not Audience.MEDBORGARE


def _name() -> Prompt:
    return Prompt(
        PLAYED_NAME,
        Control.SHORT_TEXT,
        _("Vad vill du kallas?"),
        _("Används bara när du vill säga något högt, och glöms när mötet är slut."),
        max_length=seating.LONGEST_NAME,
    )
