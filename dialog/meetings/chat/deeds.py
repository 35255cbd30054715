"""What is done in a meeting's room from a chat: one verb each, the same as on the web, and then the room again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from sqlalchemy.orm import Session

from core import clock
from core.chat import Heard, Look, Screen
from core.i18n import gettext as _
from core.i18n import say
from dialog import cards, mine
from dialog.chat import writing as in_chat
from dialog.errors import NoSuchStatement, StatementLeft, StatementTooLong, StatementTooShort
from dialog.meetings import casting, seating, speaking_list, tapping, writing
from dialog.meetings.chat import room
from dialog.meetings.chat.entering import PLAYED_NAME
from dialog.meetings.chat.here import Here, come, digits, step_in
from dialog.meetings.chat.room import Turn
from dialog.meetings.errors import BadTap, NotSeated, TooManyDots
from dialog.meetings.models import MeetingSeat
from dialog.models import Choice, StatementState
from dialog.speaking import Advice


def write(session: Session, here: Here, heard: Heard) -> Screen:
    """Receive an inspel, or give advice; what was typed is not lost because the step ended while somebody wrote."""
    text, seat = heard.value(in_chat.TEXT) or heard.data.get(in_chat.WORDS, ""), seat_of(here)
    told, language = in_chat.told_in(heard), here.guest.language
    try:
        outcome = writing.say(session, here.row, here.dialogue, seat, text, language, told, clock.now())
    except (StatementTooShort, StatementTooLong) as error:
        return _form(session, here, text, say(error))
    if isinstance(outcome, Advice):
        return _think_it_over(here, text, outcome)
    if outcome.state is StatementState.FLAGGED:
        # Where help is comes before the meeting goes on.
        said = mine.one_said(session, seating.voice_of(session, seat), outcome.number)
        assert said is not None
        return replace(in_chat.thanked(here.guest, said), buttons=(here.button("visa", _("Tillbaka till mötet")),))
    return _room(session, here, Turn(_("Ditt inspel är skickat")))


def write_again(session: Session, here: Here, heard: Heard) -> Screen:
    """The form, with the words that are to be changed."""
    return _form(session, here, heard.data.get(in_chat.WORDS, ""))


def turn_card(session: Session, here: Here, heard: Heard) -> Screen:
    """The same card, important or not to the one who is to vote."""
    turn = Turn(matters=heard.data.get(room.MATTERS) == room.YES, number=digits(heard.data.get(room.NUMBER, "")))
    return room.show(session, here, turn)


def vote(session: Session, here: Here, heard: Heard) -> Screen:
    """Vote on a card, and go on with the next."""
    seat, sent, number = seat_of(here), heard.data.get(room.VOTE, ""), digits(heard.data.get(room.NUMBER, ""))
    if sent not in list(Choice):
        return room.show(session, here, Turn(_("Välj ett av de tre svaren.")))
    matters, now = heard.data.get(room.MATTERS) == room.YES, clock.now()
    try:
        with session.begin_nested():
            inspel = cards.id_of(session, here.dialogue.id, number)
            casting.cast(session, here.row, here.dialogue, step_in(heard), seat, inspel, Choice(sent), matters, now)
    except (NoSuchStatement, StatementLeft):
        return _room(session, here, Turn(_("Inspelet går inte längre att rösta på")))
    return _room(session, here, Turn(_("Din röst på inspel %(number)s är sparad", number=number)))


def tap(session: Session, here: Here, heard: Heard) -> Screen:
    """Say with a number from 1 to 5 how it feels, or how it was."""
    asked = room.asked_in(here.meeting.step)
    sent = {item: heard.value(item) for item in asked if heard.value(item)}
    try:
        tapping.tap(session, here.row, step_in(heard), seat_of(here), sent)
    except BadTap:
        first = next(iter(asked), "")
        return room.show(session, here, Turn(errors={first: _("Välj minst en siffra.")} if first else {}))
    return _room(session, here)


def place_dots(session: Session, here: Here, heard: Heard) -> Screen:
    """Place the dots, each where its question says."""
    sent = [heard.value(name) for name in room.DOT_NAMES if heard.value(name)]
    dots = Counter(digits(number) for number in sent)
    try:
        tapping.place_dots(session, here.row, step_in(heard), seat_of(here), dots)
    except (TooManyDots, BadTap) as met:
        filled = {name: heard.values.get(name, ()) for name in room.DOT_NAMES}
        return room.show(session, here, Turn(filled=filled, errors={room.DOT_NAMES[-1]: say(met)}))
    return _room(session, here)


def judge(session: Session, here: Here, heard: Heard) -> Screen:
    """Say of a line whether it is right, and go on with the next."""
    line, judgement = heard.data.get(room.LINE, ""), heard.data.get(room.JUDGEMENT, "")
    tapping.judge_line(session, here.row, step_in(heard), seat_of(here), line, judgement)
    return _room(session, here)


def raise_hand(session: Session, here: Here, heard: Heard) -> Screen:
    """Stand in the speaking list, by a name if one was given."""
    seat, name = seat_of(here), heard.value(PLAYED_NAME)
    if name.strip():
        seating.sit(session, here.row, here.dialogue, here.guest.entry(), seat.consent, name, clock.now())
    speaking_list.raise_hand(session, here.row, seat)
    return _room(session, here)


def lower_hand(session: Session, here: Here, heard: Heard) -> Screen:
    """Leave the speaking list."""
    speaking_list.lower_hand(session, here.row, seat_of(here))
    return _room(session, here)


def seat_of(here: Here) -> MeetingSeat:
    """The seat of whoever does something; raises NotSeated."""
    if here.seat is None:
        raise NotSeated
    return here.seat


def _room(session: Session, here: Here, turn: Turn | None = None) -> Screen:
    """The room as it is after what was done."""
    session.flush()
    return room.show(session, come(session, here.speaker, here.row.code), turn)


def _form(session: Session, here: Here, text: str, error: str = "") -> Screen:
    form = in_chat.form(session, here.guest, Heard("", {in_chat.WORDS: text}))
    return replace(
        form,
        errors={in_chat.TEXT: error} if error else {},
        send=here.button("skicka", _("Skicka inspelet"), Look.PRIMARY),
        buttons=(here.button("visa", _("Tillbaka till mötet")),),
    )


def _think_it_over(here: Here, text: str, advice: Advice) -> Screen:
    """Advice, and the ways on. The words are carried by the buttons, which show them to nobody."""
    words = {in_chat.WORDS: text}
    return Screen(
        _("Läs igenom en gång till"),
        in_chat.advised(advice),
        buttons=(
            here.button("skrivom", _("Ändra"), Look.PRIMARY, carry=words),
            here.button("skicka", _("Skicka ändå"), carry=words | {in_chat.TOLD: ",".join(advice.concerning)}),
            here.button("visa", _("Tillbaka till mötet")),
        ),
    )
