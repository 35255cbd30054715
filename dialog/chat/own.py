"""What is one's own in a dialogue, in a chat: one's inspel and their fate, objecting, and taking back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, Heard, Look, Screen
from core.i18n import gettext as _
from core.i18n import say, write_date
from core.prompts import Control, Prompt
from dialog import leaving, linking, mine
from dialog.chat import words
from dialog.chat.fates import fate
from dialog.chat.here import NUMBER, Here, number_in
from dialog.errors import NoSuchStatement
from dialog.mine import Said
from dialog.models import Audience, Participant, Statement, StatementState
from dialog.moderating import appeals
from dialog.moderating.errors import AlreadyAppealed, NotRefused

# A message has room for so many buttons; the older ones come with a button of their own.
A_PAGE = 4
PAGE, WHY = "sida", "varfor"


def show(session: Session, here: Here, heard: Heard, *, notice: str = "") -> Screen:
    """One's own inspel and what became of them, by number: no words are said back in a chat."""
    said = mine.said(session, here.me) if here.me is not None else ()
    page = _page(heard)
    shown = said[page * A_PAGE : (page + 1) * A_PAGE]
    lines = [
        f"{_('Inspel %(number)s', number=one.number)}, {write_date(one.said_on)}: {' '.join(fate(one))}"
        for one in shown
    ]
    inspel = (
        here.button("inspel", _("Inspel %(number)s", number=one.number), carry={NUMBER: one.number}) for one in shown
    )
    older = [here.button("mina", _("Äldre inspel"), carry={PAGE: page + 1})] if len(said) > (page + 1) * A_PAGE else []
    return Screen(
        _("Mina inspel"),
        tuple(lines) or (_("Du har inte skrivit något än."),),
        notice=notice,
        buttons=(*inspel, *older, *_ways(here)),
        links=(here.page(),),
    )


def one(session: Session, here: Here, heard: Heard) -> Screen:
    """One of one's own inspel, and what one can do about it."""
    _me, said = _own(session, here, heard)
    ways: list[Button] = []
    if said.is_refused and said.objection is None:
        ways.append(here.button("invand", _("Jag håller inte med"), carry={NUMBER: said.number}))
    if said.state not in leaving.TAKEN_BACK:
        ways.append(here.button("tabort", _("Ta bort inspelet"), Look.DANGER, carry={NUMBER: said.number}))
    helping = words.contacts() if said.state is StatementState.FLAGGED else ()
    return Screen(
        _("Inspel %(number)s", number=said.number),
        (*fate(said), *helping),
        buttons=(*ways, here.button("mina", _("Tillbaka"))),
    )


def ask_why(session: Session, here: Here, heard: Heard, error: str = "") -> Screen:
    """Ask why a refusal is wrong."""
    _me, said = _own(session, here, heard)
    typed = heard.value(WHY)
    prompt = Prompt(
        WHY,
        Control.LONG_TEXT,
        _("Varför tycker du att inspelet ska publiceras?"),
        required=True,
        max_length=appeals.LONGEST_APPEAL,
    )
    return Screen(
        _("Jag håller inte med"),
        (_("Inspel %(number)s", number=said.number), *fate(said)),
        prompts=(prompt,),
        filled={WHY: (typed,)} if typed else {},
        errors={WHY: error} if error else {},
        send=here.button("invand.skicka", _("Skicka"), Look.PRIMARY, carry={NUMBER: said.number}),
        buttons=(here.button("mina", _("Avbryt")),),
    )


def object_to(session: Session, here: Here, heard: Heard) -> Screen:
    """Receive an objection to a refusal."""
    _me, said = _own(session, here, heard)
    typed = heard.value(WHY).strip()
    if not typed:
        return ask_why(session, here, heard, _("Skriv varför du tycker att inspelet ska publiceras."))
    if len(typed) > appeals.LONGEST_APPEAL:
        most = appeals.LONGEST_APPEAL
        return ask_why(session, here, heard, _("Korta texten till högst %(most)s tecken.", most=most))
    try:
        appeals.appeal(session, session.get_one(Statement, said.id), typed, clock.now())
    except (NotRefused, AlreadyAppealed) as error:
        return show(session, here, Heard(heard.do), notice=say(error))
    sent = _("Om det går läses den av någon annan än den som beslutade. Svaret kommer här.")
    return show(session, here, Heard(heard.do), notice=f"{_('Din invändning är skickad')}. {sent}")


def ask_to_withdraw(session: Session, here: Here, heard: Heard) -> Screen:
    """What it means to take an inspel back."""
    _me, said = _own(session, here, heard)
    return Screen(
        _("Ta bort ditt inspel?"),
        (
            _("Inspel %(number)s", number=said.number),
            _(
                "Texten raderas och går inte att få tillbaka. Har andra röstat på inspelet visas varken det eller "
                "rösterna mer."
            ),
        ),
        buttons=(
            here.button("tabort.ja", _("Ta bort inspelet"), Look.DANGER, carry={NUMBER: said.number}),
            here.button("mina", _("Avbryt")),
        ),
    )


def withdraw(session: Session, here: Here, heard: Heard) -> Screen:
    """Take one's own inspel back."""
    me, said = _own(session, here, heard)
    if said.state not in leaving.TAKEN_BACK:
        leaving.withdraw(session, me, said.number)
    gone = _("Texten är raderad och går inte att få tillbaka.")
    return show(session, here, Heard(heard.do), notice=f"{_('Inspelet är borttaget')}. {gone}")


def code(session: Session, here: Here, heard: Heard) -> Screen:
    """A new short code by which another device, or a colleague, comes to the same voice."""
    if here.me is None:
        return show(session, here, heard)
    shown = linking.link_code(session, here.dialogue, here.me, clock.now())
    minutes = int(linking.CODE_LASTS.total_seconds() // 60)
    return Screen(
        _("Din kod"),
        (shown, _("Koden gäller i %(minutes)s minuter och kan användas en gång.", minutes=minutes)),
        buttons=(here.button("mina", _("Tillbaka")),),
    )


def _own(session: Session, here: Here, heard: Heard) -> tuple[Participant, Said]:
    """One's own inspel; nobody else's is found."""
    said = mine.one_said(session, here.me, number_in(heard)) if here.me is not None else None
    if here.me is None or said is None:
        raise NoSuchStatement
    return here.me, said


def _ways(here: Here) -> tuple[Button, ...]:
    tell = here.button("meddela", _("Säg till mig när det finns ett svar"))
    if here.me is None:
        link = [here.button("koppla", _("Jag har en kod"))] if here.dialogue.audience is not Audience.UNGDOMAR else []
        return (here.button("kort", _("Rösta på inspel"), Look.PRIMARY), *link, tell)
    share = [here.button("kod", _("Ta fram en kod"))] if here.dialogue.is_open else []
    votes = [here.button("kort", _("Rösta på inspel"), Look.PRIMARY)] if here.dialogue.is_open else []
    return (*votes, *share, tell, here.button("lamna", _("Lämna dialogen"), Look.DANGER))


def _page(heard: Heard) -> int:
    sent = heard.data.get(PAGE, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 else 0
