"""Voting in a chat: one inspel at a time, with what was chosen carried in the buttons and never said back."""

from __future__ import annotations

from random import Random

from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, Heard, Screen
from core.i18n import gettext as _
from dialog import cards, mine, voting
from dialog.cards import Card
from dialog.chat.here import NUMBER, Here, number_in
from dialog.chat.words import CHOICES, promise
from dialog.errors import NoSuchStatement, StatementLeft
from dialog.models import Choice

# What a vote carries: which of the three, and whether it matters to the voter.
VOTE, MATTERS, YES = "v", "i", "1"


def show(session: Session, here: Here, heard: Heard, *, notice: str = "", undo: int = 0) -> Screen:
    """The card a button asks for, or else the next one; ``undo`` is the inspel whose vote can be taken back."""
    here.dialogue.must_be_open()
    my_id = here.me.id if here.me is not None else None
    progress = cards.progress(session, here.dialogue.id, my_id)
    number = number_in(heard) if not undo else 0
    card = cards.numbered(session, here.dialogue.id, number) if number else None
    # What the button says of a card is said of no other.
    told = heard.data.get(MATTERS) if card is not None else None
    if card is None:
        # The same card comes back when the screen is asked for again: it is drawn from who it is and how far.
        chance = Random(f"{here.handle} {progress.done}")  # noqa: S311  Nothing is kept secret by it.
        card = cards.next_for(session, here.dialogue.id, my_id, chance)
    if card is None:
        return _none_left(here, notice, undo, has_any=progress.total > 0)
    given = mine.choice_of(session, here.me, card.id) if here.me is not None else None
    matters = given is not None and given.is_important if told is None else told == YES
    done = _("Du har röstat på %(done)s av %(total)s inspel", done=progress.done, total=progress.total)
    return Screen(
        here.dialogue.title,
        (here.dialogue.question, done, _("Inspel %(number)s", number=card.number), f"”{card.text}”"),
        notice=notice,
        buttons=(*_votes(here, card, matters=matters), *_ways(here, undo)),
        links=(here.page(_("Anmäl oro"), f"/oro/{card.number}"),),
    )


def vote(session: Session, here: Here, heard: Heard) -> Screen:
    """Receive a vote and go on with the next card; an inspel that has left meanwhile is said to have."""
    number, sent = number_in(heard), heard.data.get(VOTE, "")
    here.dialogue.must_be_open()
    if sent not in list(Choice):
        return show(session, here, heard, notice=_("Välj ett av de tre svaren."))
    try:
        with session.begin_nested():
            statement_id = cards.id_of(session, here.dialogue.id, number)
            me, today = here.voice(session, clock.today()), clock.today()
            matters = heard.data.get(MATTERS) == YES
            voting.vote(session, here.dialogue, me, statement_id, Choice(sent), matters, today)
    except (StatementLeft, NoSuchStatement):
        # The same answer for all: nobody finds out by guessing numbers what was never published and why.
        return show(session, here, Heard(heard.do), notice=_("Inspelet går inte längre att rösta på"))
    said = _("Din röst på inspel %(number)s är sparad", number=number)
    return show(session, here.again(session), heard, notice=said, undo=number)


def undo(session: Session, here: Here, heard: Heard) -> Screen:
    """Take the vote on a card back, and show the card again."""
    here.dialogue.must_be_open()
    card = cards.numbered(session, here.dialogue.id, number_in(heard))
    if here.me is None or card is None:
        return show(session, here, heard)
    voting.unvote(session, here.dialogue, here.me, card.id)
    session.flush()
    return show(session, here, heard, notice=_("Rösten på inspel %(number)s är borttagen.", number=card.number))


def stop(session: Session, here: Here, heard: Heard) -> Screen:
    """Enough for now: thanks, and when one will know what came of it."""
    return Screen(
        _("Tack för att du var med"),
        (_("Du kan fortsätta när du vill, så länge dialogen är öppen."), *promise(here.dialogue)),
        buttons=(
            here.button("meddela", _("Säg till mig när det finns ett svar")),
            here.button("kort", _("Rösta på fler")),
        ),
        links=(here.page(),),
        is_last=True,
    )


def _votes(here: Here, card: Card, *, matters: bool) -> tuple[Button, ...]:
    """The three votes, of equal weight, and whether it matters, which only turns the card over."""
    told = {NUMBER: card.number, MATTERS: YES if matters else ""}
    turned = told | {MATTERS: "" if matters else YES}
    label = _("Viktigt för mig: ja. Ändra") if matters else _("Det här är viktigt för mig")
    three = (here.button("rosta", _(words), carry=told | {VOTE: choice}) for choice, words in CHOICES.items())
    return (*three, here.button("kort", label, carry=turned))


def _ways(here: Here, undone: int) -> tuple[Button, ...]:
    back = (
        [here.button("angra", _("Ångra rösten på inspel %(number)s", number=undone), carry={NUMBER: undone})]
        if undone
        else []
    )
    return (
        *back,
        here.button("skriv", _("Skriv ett eget inspel")),
        here.button("mina", _("Mina inspel")),
        here.button("sluta", _("Klar för nu")),
    )


def _none_left(here: Here, notice: str, undone: int, *, has_any: bool) -> Screen:
    said = _("Tack! Det kan komma fler inspel, så titta gärna in igen.")
    if not has_any:
        said = _("Bli först med att skriva ett inspel, eller titta in igen om ett tag.")
    return Screen(
        _("Du har röstat på alla inspel") if has_any else _("Det finns inget att rösta på än"),
        (said, *promise(here.dialogue)),
        notice=notice,
        buttons=(*_ways(here, undone), here.button("meddela", _("Säg till mig när det finns ett svar"))),
        links=(here.page(),),
    )
