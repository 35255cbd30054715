"""The screens that belong to no room: what is open now, help, erasing, and what is said when nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core.chat import Button, ChatChannel, Desk, Heard, Link, Look, Offer, Screen, Speaker
from core.i18n import gettext as _
from core.met import Words
from dialog.chat.words import contacts
from integrations.conversations.arrival import Arrival, Surface
from integrations.conversations.commands import ERASE, ERASE_NOW, HELP, HERE, INNER, START

MOST_OFFERS = 10
CHATS = {ChatChannel.SLACK: "Slack", ChatChannel.TEAMS: "Teams"}


def home(
    session: Session, arrival: Arrival, speaker: Speaker, desks: Sequence[Desk], today: date, web: str, notice: str = ""
) -> Screen:
    """What is open to take part in, in the order of the rooms."""
    offers = [offer for desk in desks for offer in desk.offers(session, speaker, today)]
    pressed = [offer for offer in offers if isinstance(offer.press, Button)][:MOST_OFFERS]
    linked = [offer for offer in offers if isinstance(offer.press, Link)][:MOST_OFFERS]
    more = len(offers) - len(pressed) - len(linked)
    words = [_("Här kan du svara på enkäter och delta i dialoger. Välj vad du vill göra.")]
    if not offers:
        words = [_("Just nu finns det inget öppet att delta i här.")]
    words += [_said(offer) for offer in (*pressed, *linked)]
    if more:
        words.append(_("Det finns mer på webben."))
    here: tuple[Button, ...] = ()
    if pressed and arrival.surface is Surface.MESSAGE:
        here = (Button(HERE, _("Svara här, en fråga i taget"), {INNER: START}),)
    return Screen(
        title="Samspel",
        notice=notice,
        paragraphs=tuple(words),
        buttons=(
            *(_titled(offer.press, offer.title) for offer in pressed if isinstance(offer.press, Button)),
            *here,
            Button(HELP, _("Hjälp")),
            Button(ERASE, _("Radera det jag har gjort")),
        ),
        links=(
            *(_titled_link(offer.press, offer.title) for offer in linked if isinstance(offer.press, Link)),
            Link(f"{web}/", _("Samspel på webben")),
        ),
        is_menu=True,
    )


def help_screen(arrival: Arrival, municipality: str, web: str) -> Screen:
    """What the bot is, what may be typed, and what is kept."""
    chat = CHATS[arrival.channel]
    return Screen(
        title=_("Hjälp"),
        paragraphs=(
            _("Samspel är %(municipality)s verktyg för enkäter och dialoger.", municipality=_genitive(municipality)),
            _("Skriv hej för att se vad som är öppet. Skriv avbryt för att sluta svara på frågor."),
            _("Skriv radera om du vill att vi raderar det du har gjort."),
            _(
                "Det du skriver i ett formulär kommer till kommunen och blir inget meddelande. Det du skriver direkt i "
                "chatten ligger också kvar i %(chat)s, och där kan vi inte ta bort det.",
                chat=chat,
            ),
            _("Vi sparar inte ditt namn. Vill du hellre svara utan %(chat)s? Då finns allt på webben.", chat=chat),
        ),
        buttons=(
            Button(START, _("Visa vad som är öppet"), look=Look.PRIMARY),
            Button(ERASE, _("Radera det jag har gjort")),
        ),
        links=(Link(f"{web}/integritet", _("Så hanterar vi dina uppgifter")), Link(f"{web}/", _("Samspel på webben"))),
    )


def help_now() -> Screen:
    """For somebody who writes to the bot that they, or others, need help: nobody reads it there, so who does."""
    return Screen(
        _("Behöver du hjälp?"),
        paragraphs=(_("Ingen människa läser det du skriver här, och vi har inte sparat det."), *contacts()),
        buttons=(start_button(),),
    )


def ask_erase() -> Screen:
    """What would go, and what cannot be found any more; nothing goes before the button is pressed."""
    return Screen(
        title=_("Vill du radera allt?"),
        paragraphs=(
            _("Då raderar vi svar, inspel och röster som du har lämnat i chatten, i det som fortfarande är öppet."),
            _("Vi glömmer också att du vill få veta vad det ledde till."),
            _("Det som har stängt går inte att radera. Där vet vi inte längre vad som är ditt."),
            _("Tryck på knappen, eller skriv ja eller nej."),
        ),
        buttons=(Button(ERASE_NOW, _("Ja, radera"), look=Look.DANGER), Button(START, _("Nej, behåll"))),
    )


def erased(count: int) -> Screen:
    """That it has been done."""
    words = _("Det du har gjort här är raderat.") if count else _("Det fanns inget att radera.")
    return Screen(_("Klart"), notice=words, buttons=(start_button(),), is_last=True)


def stopped() -> Screen:
    """That no more is asked."""
    words = _("Vi slutar här. Du kan börja igen när du vill. Skriv hej för att se vad som är öppet.")
    return Screen(_("Avbrutet"), notice=words, buttons=(start_button(),), is_last=True)


def pointer(web: str) -> Screen:
    """For a place of many: nothing private is asked or answered there."""
    words = _("Skriv till mig direkt, så kan du svara utan att andra ser det. Alla i kanalen ser det som skrivs här.")
    return Screen("Samspel", paragraphs=(words,), links=(Link(f"{web}/", _("Samspel på webben")),), is_last=True)


def repeated() -> Screen:
    """For somebody who waits for an answer to something that has been taken care of already."""
    return Screen("Samspel", notice=_("Det här har vi redan tagit emot."), buttons=(start_button(),))


def met(words: Words, arrival: Arrival, heard: Heard) -> Screen:
    """What a person can meet, in the words of the web; in a form, with what they had written, so that it is not lost.

    In a message it is not said again: there it still stands where it was written.
    """
    typed = [value for values in heard.values.values() for value in values if " " in value.strip()]
    kept = (_("Det här skrev du:"), *typed) if typed and arrival.surface is Surface.MODAL else ()
    notice = " ".join(part for part in (words.message, words.advice) if part)
    return Screen(words.title or _("Det gick inte"), notice=notice, paragraphs=kept, buttons=(start_button(),))


def start_button() -> Button:
    """The way to the first screen."""
    return Button(START, _("Visa vad som är öppet"))


def _titled(button: Button, title: str) -> Button:
    return Button(button.do, f"{button.label}: {title}", button.data, button.look)


def _titled_link(link: Link, title: str) -> Link:
    return Link(link.url, f"{link.label}: {title}")


def _said(offer: Offer) -> str:
    return f"{offer.title}\n{offer.lead}" if offer.lead else offer.title


def _genitive(name: str) -> str:
    return name if name.endswith(("s", "x", "z")) else f"{name}s"
