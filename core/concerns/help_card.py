"""Where somebody who needs help turns now: the numbers on the help card, and how a municipality sets its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import N_

MOST = 8
LONGEST_NAME, LONGEST_WORDS = 60, 160
_NUMBER = re.compile(r"\+?[0-9][0-9 -]{1,18}[0-9]", re.ASCII)


class BadContacts(ValueError):
    """The contacts cannot be read; the text says what they should be like."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call; ``words`` says for whom, and may be empty."""

    name: str
    number: str
    words: str = ""

    @property
    def href(self) -> str:
        """The number as a telephone dials it."""
        return "tel:" + re.sub(r"[ -]", "", self.number)


USUAL = (
    Contact("SOS Alarm", "112", N_("När någon är i fara just nu.")),
    Contact("Bris", "116 111", N_("För dig som är under 18 år.")),
    Contact("Mind Självmordslinjen", "90101", N_("När du har tankar på att ta ditt liv.")),
    Contact("1177", "1177", N_("Sjukvårdens råd på telefon, dygnet runt.")),
)


def read(text: str) -> tuple[Contact, ...]:
    """Contacts written as ``Name|number|words;Name|number``; the usual ones for no text. Raises BadContacts."""
    if not text.strip():
        return USUAL
    pieces = [piece for piece in text.split(";") if piece.strip()]
    if not 0 < len(pieces) <= MOST:
        raise BadContacts(f"must name 1 to {MOST} contacts")
    return tuple(_contact([part.strip() for part in piece.split("|")]) for piece in pieces)


def _contact(parts: list[str]) -> Contact:
    name, number, words = (*parts, "", "")[:3]
    fits = len(parts) in (2, 3) and 0 < len(name) <= LONGEST_NAME and len(words) <= LONGEST_WORDS
    if not fits or not _NUMBER.fullmatch(number):
        raise BadContacts("must be like Kommunens jour|0280-181 00|Vardagar 8-16;Bris|116 111")
    return Contact(name, number, words)
