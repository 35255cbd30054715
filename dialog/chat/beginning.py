"""Coming in from a chat: what the dialogue is, who sees what, and what is asked before one begins."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import clock
from core.chat import ChatUse, Heard, Look, Screen
from core.i18n import gettext as _
from core.i18n import say, write_date
from core.prompts import Choice as Pick
from core.prompts import Control, Prompt
from dialog import ages, joining, linking
from dialog.chat import cards
from dialog.chat.here import CONSENT, TERMS, Here
from dialog.chat.words import help_now, promise
from dialog.errors import BadOrganisationNumber, NotThatAge, OrganisationHasVoice, OrganisationNeeded, WrongLinkCode
from dialog.models import AgeBand, Audience, DialogueState
from dialog.words import CHATS


def show(session: Session, here: Here, heard: Heard) -> Screen:
    """The dialogue as it stands: its first screen, the next card for whoever takes part, or that it is over."""
    if here.dialogue.is_open and here.me is not None and here.dialogue.use_in(here.speaker.channel) is ChatUse.FULL:
        return cards.show(session, here, heard)
    return first(here)


def first(here: Here) -> Screen:
    """What is asked, promised and kept about oneself; nothing begins before the button is pressed."""
    dialogue = here.dialogue
    if not dialogue.is_open:
        return _not_now(here)
    if dialogue.use_in(here.speaker.channel) is ChatUse.LINK:
        return Screen(dialogue.title, (dialogue.question, *promise(dialogue)), links=(here.page(_("Delta på webben")),))
    age = joining.youngest(dialogue, here.channel)
    label = _("Jag har fyllt %(age)s, börja", age=age) if age else _("Börja")
    return Screen(
        dialogue.title,
        (
            dialogue.question,
            f"{_('Det här kan du påverka')}: {dialogue.influence}",
            " ".join((_("Svaret kommer från: %(receiver)s.", receiver=dialogue.receiver), *promise(dialogue))),
            _("Alla kan läsa inspel som är publicerade. Ingen ser vem som har skrivit dem.")
            + " "
            + _("Ingen ser hur just du har röstat."),
            *_about_data(here),
            *help_now(dialogue),
        ),
        buttons=(here.button("borja", label, Look.PRIMARY, carry={TERMS: CONSENT}),),
        links=(here.page(),),
    )


def begin(session: Session, here: Here, heard: Heard) -> Screen:
    """Yes to the terms: ask the young how old they are and companies which they are, and go on to the first card."""
    here.dialogue.must_be_open()
    if here.me is None and joining.asks_first(here.dialogue):
        return ask(here)
    return cards.show(session, here, heard)


def ask(here: Here, error: str = "", typed: str = "") -> Screen:
    """The one question before taking part."""
    prompt = _age_prompt(here) if here.dialogue.audience is Audience.UNGDOMAR else _organisation_prompt()
    return Screen(
        _("Innan du börjar"),
        prompts=(prompt,),
        filled={prompt.key: (typed,)} if typed else {},
        errors={prompt.key: error} if error else {},
        send=here.button("svara", _("Fortsätt"), Look.PRIMARY),
        buttons=() if here.dialogue.audience is Audience.UNGDOMAR else (here.button("koppla", _("Jag har en kod")),),
    )


def answer(session: Session, here: Here, heard: Heard) -> Screen:
    """Receive how old somebody is or which company it is, and go on to the first card."""
    here.dialogue.must_be_open()
    if here.me is not None or not joining.asks_first(here.dialogue):
        return cards.show(session, here, heard)
    sent, number = heard.value("alder"), heard.value("orgnr")
    band = AgeBand(sent) if sent in list(AgeBand) else None
    if here.dialogue.audience is Audience.UNGDOMAR and band is None:
        return ask(here, _("Välj hur gammal du är."))
    try:
        joining.join(session, here.dialogue, here.entry(band, number), clock.today())
    except NotThatAge:
        return _other_age(here, is_young=band in ages.AGES)
    except (OrganisationNeeded, BadOrganisationNumber) as error:
        return ask(here, say(error), number)
    except OrganisationHasVoice:
        return _has_voice(here)
    return cards.show(session, here.again(session), heard)


def ask_code(session: Session, here: Here, heard: Heard, error: str = "") -> Screen:
    """Ask for the code that another device or a colleague shows."""
    here.dialogue.must_be_open()
    typed = heard.value("enhetskod")
    return Screen(
        _("Skriv en kod från en annan enhet"),
        (_("Med koden är det du gör här och där en och samma röst."),),
        prompts=(Prompt("enhetskod", Control.SHORT_TEXT, _("Koden på den andra enheten"), required=True),),
        filled={"enhetskod": (typed,)} if typed else {},
        errors={"enhetskod": error} if error else {},
        send=here.button("koppla.skicka", _("Koppla ihop"), Look.PRIMARY),
        buttons=(here.button("visa", _("Tillbaka")),),
    )


def link(session: Session, here: Here, heard: Heard) -> Screen:
    """Become one voice with the other device."""
    try:
        linking.link(session, here.dialogue, here.entry(), heard.value("enhetskod"), clock.now())
    except WrongLinkCode as error:
        return ask_code(session, here, heard, say(error))
    said = _("Det du gör här och på den andra enheten är nu en och samma röst.")
    return cards.show(session, here.again(session), heard, notice=said)


def _about_data(here: Here) -> tuple[str, ...]:
    """What is kept, where, for how long, how it is erased and who answers for it."""
    dialogue, chat = here.dialogue, CHATS[here.speaker.channel]
    until = _("Det går så länge dialogen är öppen.")
    if dialogue.closes_on is not None:
        until = _("Det går till och med %(day)s.", day=write_date(dialogue.closes_on))
    responsible = [
        _("Personuppgiftsansvarig: %(who)s.", who=dialogue.controller),
        _("Rättslig grund: %(ground)s.", ground=dialogue.legal_basis),
        _("Frågor: %(contact)s.", contact=dialogue.contact),
    ]
    return (
        _(
            "Vi sparar inte ditt namn. Ditt konto i %(chat)s känns igen med en nyckel som förstörs när dialogen "
            "stänger. Sedan kan ingen se vad just du har gjort, och vi kan inte heller radera det åt dig.",
            chat=chat,
        ),
        _("Det du gör här går genom %(chat)s på vägen till kommunen.", chat=chat)
        + " "
        + _(
            "Det du skriver i ett formulär kommer till kommunen och blir inget meddelande. Det du skriver direkt i "
            "chatten ligger också kvar i %(chat)s, och där kan vi inte ta bort det.",
            chat=chat,
        ),
        f"{_('Skriv radera om du vill att vi raderar det du har gjort.')} {until}",
        " ".join(responsible),
    )


def _not_now(here: Here) -> Screen:
    dialogue = here.dialogue
    if dialogue.state is DialogueState.PAUSED:
        words = _(
            "Just nu tar den inte emot inspel och röster. Det som redan är skrivet finns kvar. Kom gärna tillbaka."
        )
        mine = (here.button("mina", _("Mina inspel")),) if here.me is not None else ()
        return Screen(_("Dialogen är pausad"), (words,), buttons=mine, links=(here.page(),), is_last=True)
    if dialogue.state is DialogueState.WITHDRAWN:
        words = dialogue.withdrawn_reason or ""
        return Screen(_("Dialogen är återkallad"), (words,), links=(here.page(),), is_last=True)
    return Screen(
        dialogue.title,
        (
            _("Dialogen är stängd. Tack till alla som deltog."),
            *promise(dialogue),
            _("När dialogen stängde förstördes det som kunde visa vilket konto eller företag som deltog."),
        ),
        links=(here.page(),),
        is_last=True,
    )


def _age_prompt(here: Here) -> Prompt:
    offered = ages.choices(joining.youngest(here.dialogue, here.channel))
    return Prompt(
        "alder",
        Control.PICK_ONE,
        _("Hur gammal är du?"),
        _("Dialogen är till för unga. Vi sparar bara åldersgruppen, inte vem du är."),
        choices=tuple(Pick(band.value, words) for band, words in offered),
        required=True,
    )


def _organisation_prompt() -> Prompt:
    return Prompt(
        "orgnr",
        Control.SHORT_TEXT,
        _("Organisationsnummer"),
        _(
            "Tio siffror. Har du enskild firma är det ditt personnummer. Varje företag och förening har en röst. Vi "
            "sparar inte numret, bara ett fingeravtryck som förstörs när dialogen stänger."
        ),
        required=True,
        input_mode="numeric",
    )


def _other_age(here: Here, *, is_young: bool) -> Screen:
    """Where else to be heard; nothing was stored."""
    age = joining.youngest(here.dialogue, here.channel)
    said = [_("Den här dialogen är till för unga, så att deras röster hörs.")]
    if is_young:
        said = [_("Den här dialogen är för dig som har fyllt %(age)s år.", age=age)]
        if (here.dialogue.min_age or 0) < age:
            own = here.dialogue.min_age or 0
            said = [
                _("I %(chat)s måste man ha fyllt %(age)s år.", chat=CHATS[here.speaker.channel], age=age),
                _("På webben kan du vara med från %(age)s år.", age=own) if own else _("Du kan vara med på webben."),
            ]
        tell = _("Berätta för en vuxen du litar på, till exempel en lärare eller någon på fritidsgården.")
        said.append(f"{tell} {_('De kan föra det vidare till oss.')}")
    return Screen(
        _("Tack för att du vill vara med"),
        (
            *said,
            _("Vi har inte sparat något om dig."),
            f"{_('Hör av dig till dem som håller i dialogen:')} {here.dialogue.contact}",
            *help_now(here.dialogue),
        ),
        buttons=(here.button("borja", _("Valde du fel ålder? Gå tillbaka")),),
        links=(here.page(),),
    )


def _has_voice(here: Here) -> Screen:
    return Screen(
        _("Ert företag har redan en röst"),
        (
            _(
                "Någon annan deltar redan för företaget eller föreningen. Varje organisation har en röst, och den kan "
                "ni dela."
            ),
            _(
                "Be den som började att öppna ”Mina inspel” i dialogen och ta fram en kod. Med koden deltar du med "
                "samma röst."
            ),
            _("Vet ni inte vem det är, eller tror ni att numret har använts av någon annan? Hör av er:")
            + f" {here.dialogue.contact}",
        ),
        buttons=(
            here.button("koppla", _("Jag har en kod"), Look.PRIMARY),
            here.button("borja", _("Skriv numret igen")),
        ),
    )
