"""The dialogues' desk in any chat: what is open, what each button does, and erasing it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, ChatUse, Desk, Heard, Offer, Screen, Speaker
from core.i18n import gettext as _
from dialog import joining, leaving, listing, results
from dialog.chat import beginning, cards, departing, own, telling, writing
from dialog.chat.here import DIALOGUE, Here, come, page_of
from dialog.errors import NoSuchDialogue, NotInThisChat
from dialog.models import Audience, DialogueKey

NAME = "dialog"

Do = Callable[[Session, Here, Heard], Screen]


@dataclass(frozen=True, slots=True)
class Act:
    """What a button does. It ``writes``, and then keeps the dialogue from closing meanwhile, or only shows something.

    Most acts need the terms to have been said yes to, and those for which ``answered`` is set also what the dialogue
    asks the young and companies about. ``anywhen`` works in every state, and ``anywhere`` also where the dialogue is in
    this chat no more.
    """

    do: Do
    writes: bool = False
    answered: bool = False
    anywhen: bool = False
    anywhere: bool = False


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "visa": Act(beginning.show, anywhen=True),
        "borja": Act(beginning.begin),
        "svara": Act(beginning.answer, writes=True),
        "koppla": Act(beginning.ask_code),
        "koppla.skicka": Act(beginning.link, writes=True),
        "kort": Act(cards.show, answered=True),
        "rosta": Act(cards.vote, writes=True, answered=True),
        "angra": Act(cards.undo, writes=True, answered=True),
        "sluta": Act(cards.stop),
        "skriv": Act(writing.form, answered=True),
        "skicka": Act(writing.receive, writes=True, answered=True),
        "mina": Act(own.show),
        "inspel": Act(own.one),
        "invand": Act(own.ask_why),
        "invand.skicka": Act(own.object_to, writes=True),
        "tabort": Act(own.ask_to_withdraw),
        "tabort.ja": Act(own.withdraw, writes=True),
        "kod": Act(own.code, writes=True),
        "lamna": Act(departing.ask),
        "lamna.ja": Act(departing.leave, writes=True),
        "meddela": Act(telling.ask, answered=True),
        "meddela.ja": Act(telling.keep, answered=True),
        "tysta": Act(telling.forget, anywhen=True, anywhere=True),
    }
)


def offers(session: Session, speaker: Speaker, today: date) -> Sequence[Offer]:
    """The dialogues that are open in this chat, the one that closes first at the top."""
    found = []
    for dialogue in listing.running(session, today):
        use = dialogue.use_in(speaker.channel)
        if dialogue.is_open and use is not ChatUse.OFF:
            button = Button(f"{NAME}.visa", _("Delta"), {DIALOGUE: str(dialogue.id)})
            press = button if use is ChatUse.FULL else page_of(dialogue, _("Delta på webben"))
            found.append(Offer(dialogue.title, dialogue.question, press))
    return found


def hear(session: Session, speaker: Speaker, heard: Heard) -> Screen:
    """Do what a button says and give the next screen; raises PersonMet.

    Whoever has not said yes to the terms, or not yet what the dialogue asks first, is shown that instead.
    """
    act = ACTS.get(heard.do.removeprefix(f"{NAME}."))
    if act is None:
        raise NoSuchDialogue
    here = come(session, speaker, heard, to_take_part=act.writes, anywhere=act.anywhere)
    if act.anywhen:
        return act.do(session, here, heard)
    is_link = here.dialogue.use_in(speaker.channel) is ChatUse.LINK
    if is_link and heard.values and here.dialogue.is_open:
        # What somebody had written before it became a link is not taken from them without a word.
        raise NotInThisChat
    if is_link or (not here.handle and not act.writes):
        return beginning.first(here)
    if not here.handle:
        here.dialogue.must_be_open()
    if not here.has_consented:
        return beginning.first(here)
    if here.me is None and (act.answered or act.do in _LINKING) and _asks(here, act):
        return beginning.ask(here)
    return act.do(session, here, heard)


def erase(session: Session, speaker: Speaker) -> int:
    """Leave every dialogue whose key is still there, so everything goes; gives how many that was."""
    left = 0
    for dialogue_id in session.scalars(select(DialogueKey.dialogue_id).order_by(DialogueKey.dialogue_id)).all():
        dialogue = results.by_id(session, dialogue_id, clock.today(), to_take_part=True)
        me = joining.find(session, dialogue_id, joining.keyed(session, dialogue_id, speaker.identity))
        if me is not None:
            leaving.leave(session, dialogue, me)
            left += 1
    return left


# A code must not be a way around an age; companies share their one voice by it.
_LINKING = frozenset({beginning.ask_code, beginning.link})


def _asks(here: Here, act: Act) -> bool:
    if act.do in _LINKING:
        return here.dialogue.audience is Audience.UNGDOMAR
    return joining.asks_first(here.dialogue)


DESK = Desk(NAME, offers, hear, erase)
