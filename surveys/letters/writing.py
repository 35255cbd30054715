"""The words of letters: what is suggested, and how the places for name, link, code and last day are filled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from surveys.letters.letterhead import Letterhead
from surveys.letters.models import LetterKind
from surveys.rounds import Protection, Round

NAME, LINK, CODE, LAST_DAY = "namn", "länk", "kod", "sista dag"
# A subject is seen by whoever looks over a shoulder: what opens the survey has no place there.
IN_SUBJECT = (NAME, LAST_DAY)
IN_BODY = (NAME, LINK, CODE, LAST_DAY)
LONGEST_SUBJECT = 200
LONGEST_BODY = 5_000
# What was copied out of another programme and could end a line or hide something.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_PLACE = re.compile(r"(\x20?)\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and a body, with or without places to fill."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever a letter is for; ``name`` may be empty."""

    name: str
    code: str


# Letters are in Swedish whatever language the member of staff reads Samspel in: these are not words of the pages.
_INVITATION = """Hej {{namn}}!

{purpose}

Enkäten heter ”{title}” och tar ungefär {minutes}. {until} genom att öppna din personliga länk:

{{länk}}

Länken kan användas en gång. Fungerar den inte? Gå till {address} och skriv din kod: {{kod}}

Det är frivilligt att svara. {privacy}

Tack för att du hjälper oss att bli bättre!

{controller}
{municipality}"""
_REMINDER = """Hej {{namn}}!

För en tid sedan bad vi dig svara på enkäten ”{title}”. Vi har inte fått något svar från dig ännu och hoppas att du vill hjälpa oss. Det tar ungefär {minutes}.

{until} genom att öppna din personliga länk:

{{länk}}

Länken kan användas en gång. Fungerar den inte? Gå till {address} och skriv din kod: {{kod}}

Har du svarat nyss kan du bortse från det här mejlet. Det är frivilligt att svara. {privacy}

Tack på förhand!

{controller}
{municipality}"""  # noqa: E501 - a paragraph is one line, so that every reader's programme can break it where it likes
_FOOT = """

Frågor om enkäten: {contact}
Personuppgiftsansvarig är {controller}. Så behandlar vi dina uppgifter: {privacy}

Vill du inte ha fler mejl om våra enkäter? Avanmäl dig här: {unsubscribe}"""
_ANONYMOUS = "Svaren är anonyma: vi kan se att din kod har använts, men inte vad du har svarat."
_UNTIL_CLOSE = "Svaren är konfidentiella medan enkäten är öppen och blir anonyma när den har stängt."
_NAMED = "På enkätens första sida står vem som får se svaren."
_PRIVACY = {Protection.ANONYMOUS: _ANONYMOUS, Protection.UNTIL_CLOSE: _UNTIL_CLOSE, Protection.NAMED: _NAMED}


def suggested(kind: LetterKind, round_: Round, head: Letterhead) -> Text:
    """A letter that can be sent as it stands, from the questionnaire and what was settled about the round."""
    title = _as_words(round_.questionnaire.title.into("sv"))
    minutes = round_.questionnaire.minutes
    words = {
        "title": title,
        "purpose": _as_words(round_.questionnaire.purpose.into("sv").split("\n\n")[0]),
        "minutes": "en minut" if minutes == 1 else f"{minutes} minuter",
        "until": f"Svara senast {{{LAST_DAY}}}" if round_.closes_on else "Svara",
        "address": f"{head.base_url}/enkat/{round_.slug}",
        "privacy": _PRIVACY[round_.protection],
        "controller": _as_words(round_.controller),
        "municipality": _as_words(head.municipality),
    }
    if kind is LetterKind.REMINDER:
        return Text(f"Påminnelse: {title}"[:LONGEST_SUBJECT], _REMINDER.format_map(words))
    return Text(f"Vi vill veta vad du tycker: {title}"[:LONGEST_SUBJECT], _INVITATION.format_map(words))


def unknown_places(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in braces and is none of the known places, in order and each once."""
    found = (place[2] for place in _PLACE.finditer(text) if _named(place[2]) not in known)
    return tuple(dict.fromkeys(found))


def has_place(text: str, name: str) -> bool:
    """Whether a text has this place to fill."""
    return any(_named(place[2]) == name for place in _PLACE.finditer(text))


def fill(text: str, places: Mapping[str, str]) -> str:
    """The text with its places filled, each once: braces in what is filled in stay as they are.

    Where there is nothing to fill in, the space before goes too: ``Hej {namn}!`` becomes ``Hej!``.
    """

    def put(place: re.Match[str]) -> str:
        value = places.get(_named(place[2]))
        if value is None:
            return place[0]
        return place[1] + value if value else ""

    return _PLACE.sub(put, text)


def filled(text: Text, round_: Round, person: Person, head: Letterhead, unsubscribe: str) -> Text:
    """A letter as one person gets it, with whom to ask and how to unsubscribe at the end; lines are not broken."""
    places = {
        NAME: one_line(person.name),
        LINK: head.personal_link(person.code),
        CODE: person.code,
        LAST_DAY: _in_words(round_.closes_on),
    }
    foot = _FOOT.format(
        contact=one_line(round_.contact),
        controller=one_line(round_.controller),
        privacy=f"{head.base_url}/integritet",
        unsubscribe=unsubscribe,
    )
    body = text.body.replace("\r\n", "\n").strip()
    return Text(one_line(fill(text.subject, places)), fill(body, places) + foot)


def one_line(text: str) -> str:
    """The text on one line, without anything that cannot be seen: fit for a header."""
    return " ".join("".join(" " if unicodedata.category(one) in _INVISIBLE else one for one in text).split())


def _as_words(text: str) -> str:
    """A text of others in a letter, where braces would be places."""
    return one_line(text).replace("{", "(").replace("}", ")")


def _named(place: str) -> str:
    return " ".join(unicodedata.normalize("NFC", place).casefold().split())


def _in_words(day: date | None) -> str:
    return str(format_date(day, "d MMMM y", locale="sv")) if day else ""
