"""Writing an inspel in a chat: advice comes before it is sent, and what was typed stays in the form."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import clock
from core.chat import Button, Heard, Look, Screen
from core.i18n import gettext as _
from core.i18n import say
from core.prompts import Control, Prompt
from dialog import mine, screening, speaking
from dialog.chat import words
from dialog.chat.here import NUMBER, Here
from dialog.errors import StatementTooLong, StatementTooShort
from dialog.mine import Said
from dialog.models import LONGEST_STATEMENT, StatementKind, StatementState
from dialog.speaking import Advice, Concerning

TEXT = "text"
# What somebody has been told to think over, and sends in spite of.
TOLD = "sett"
# The words of an inspel that is not sent yet.
WORDS = "t"


class _NotSentYet(Exception):
    """There is advice, and nothing has been stored: nobody becomes a participant by asking for it."""

    def __init__(self, advice: Advice) -> None:
        """What to think over."""
        super().__init__()
        self.advice = advice


def form(session: Session, here: Here, heard: Heard) -> Screen:
    """The form to write in, with the words that are to be changed."""
    here.dialogue.must_be_open()
    return _form(here, heard.data.get(WORDS, ""))


def receive(session: Session, here: Here, heard: Heard) -> Screen:
    """Receive an inspel, or give advice or say what is wrong; then nothing is stored and the words stay."""
    here.dialogue.must_be_open()
    text = heard.value(TEXT) or heard.data.get(WORDS, "")
    try:
        with session.begin_nested():
            me = here.voice(session, clock.today())
            outcome = speaking.say(session, here.dialogue, me, text, here.language, told_in(heard), clock.today())
            if isinstance(outcome, Advice):
                raise _NotSentYet(outcome)
    except (StatementTooShort, StatementTooLong) as error:
        return _form(here, text, error=say(error))
    except _NotSentYet as not_yet:
        return _think_it_over(here, screening.tidy(text), not_yet.advice)
    said = mine.one_said(session, me, outcome.number)
    assert said is not None
    return thanked(here.again(session), said)


def _form(here: Here, text: str = "", error: str = "") -> Screen:
    prompt = Prompt(
        TEXT,
        Control.LONG_TEXT,
        _("Ditt inspel"),
        _(
            "En tanke i taget, högst %(most)s tecken. Skriv inte namn eller annat som visar vem någon är.",
            most=LONGEST_STATEMENT,
        ),
        required=True,
        max_length=LONGEST_STATEMENT,
    )
    return Screen(
        _("Skriv ett inspel"),
        (here.dialogue.question,),
        prompts=(prompt,),
        filled={TEXT: (text,)} if text else {},
        errors={TEXT: error} if error else {},
        send=here.button("skicka", _("Skicka inspelet"), Look.PRIMARY),
        buttons=(here.button("kort", _("Rösta på andras")),),
    )


def _think_it_over(here: Here, text: str, advice: Advice) -> Screen:
    """Advice, and three ways on. The words are carried by the buttons, which show them to nobody."""
    words = {WORDS: text}
    return Screen(
        _("Läs igenom en gång till"),
        advised(advice),
        buttons=(
            here.button("skriv", _("Ändra"), Look.PRIMARY, carry=words),
            here.button("skicka", _("Skicka ändå"), carry=words | {TOLD: ",".join(advice.concerning)}),
            *(
                here.button("kort", _("Rösta på inspel %(number)s", number=one.number), carry={NUMBER: one.number})
                for one in advice.alike
            ),
        ),
    )


def advised(advice: Advice) -> tuple[str, ...]:
    """What to think over; the words that were found are not repeated in a chat."""
    said = [_("Inspelet är inte skickat än. Ändra det, eller skicka det som det är.")]
    for one in advice.concerning:
        match one:
            case Concerning.PERSONAL_DATA:
                rest = _(
                    "Skriv helst om det utan dem. Skickar du det ändå läser en samtalsledare det innan någon annan ser "
                    "det."
                )
                said.append(f"{_('Kan någon kännas igen?')} {_('Det finns personuppgifter i texten.')} {rest}")
            case Concerning.SEVERAL_THOUGHTS:
                rest = _(
                    "Andra röstar på hela inspelet. Skriv en tanke i varje, så kan de hålla med om den ena och inte "
                    "den andra."
                )
                said.append(f"{_('Är det flera tankar?')} {rest}")
            case Concerning.ABOUT_SELF:
                rest = _(
                    "Ett inspel om vem du är, till exempel din ålder eller bakgrund, läses av samtalsledaren. Andra "
                    "får inte rösta på det, eftersom ingen ska behöva hålla med eller inte om vem du är."
                )
                said.append(f"{_('Handlar det om dig själv?')} {rest} {_('Skriv hellre vad du vill ska hända.')}")
            case Concerning.ALIKE:
                said.append(_("Säger det samma sak? Rösta på det i stället, så väger det tyngre."))
                said.extend(f"{_('Inspel %(number)s', number=like.number)}: ”{like.text}”" for like in advice.alike)
    return tuple(said)


def thanked(here: Here, said: Said) -> Screen:
    """What happens next to the inspel that was just sent; its words are not said back."""
    buttons: tuple[Button, ...] = (
        here.button("kort", _("Rösta på andras inspel"), Look.PRIMARY),
        here.button("skriv", _("Skriv ett till")),
        here.button("mina", _("Mina inspel")),
    )
    if said.state is StatementState.FLAGGED:
        return Screen(
            _("Tack för att du berättar"),
            (
                _(
                    "Det du skrev kan betyda att någon behöver hjälp. Därför visas det inte för andra, utan läses av "
                    "en trygghetsansvarig."
                ),
                _("Vi vet inte vem du är och kan inte höra av oss till dig. Vänta inte på oss om något är på gång."),
                *words.contacts(),
            ),
            buttons=buttons,
        )
    return Screen(
        _("Tack för ditt inspel"),
        (
            _next(said),
            _("Vad som händer med det ser du under ”Mina inspel”."),
            *words.promise(here.dialogue),
        ),
        buttons=(*buttons, here.button("meddela", _("Säg till mig när det finns ett svar"))),
    )


def _next(said: Said) -> str:
    if said.state is StatementState.PUBLISHED:
        return str(_("Det är inspel %(number)s och syns redan för andra, som kan rösta på det.", number=said.number))
    if said.kind is StatementKind.ABOUT_SELF:
        return str(_("En samtalsledare läser det. Det visas inte för andra att rösta på, eftersom det handlar om dig."))
    waits = _(
        "En samtalsledare läser det innan andra kan se det och rösta på det. Det är inspel %(number)s.",
        number=said.number,
    )
    return str(waits)


def told_in(heard: Heard) -> frozenset[Concerning]:
    """What somebody has been told to think over, and sends in spite of."""
    sent = heard.data.get(TOLD, "").split(",")
    return frozenset(Concerning(one) for one in sent if one in list(Concerning))
