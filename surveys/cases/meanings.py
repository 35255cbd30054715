"""What a column of the municipality's list can mean, and which column it most likely is (pure)."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.errors import N_


class Meaning(enum.StrEnum):
    """What a column tells of a case; the first two are needed."""

    CASE = "case"
    AREA = "area"
    CLOSED_ON = "closed_on"
    CUSTOMER_TYPE = "customer_type"
    CUSTOMER = "customer"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    IN_INSIKT = "in_insikt"

    @property
    def label(self) -> str:
        """In Swedish, which is also its message id for translation."""
        return _LABELS[self]

    @property
    def is_needed(self) -> bool:
        """Whether no case can be read without it."""
        return self in (Meaning.CASE, Meaning.AREA)


_LABELS = {
    Meaning.CASE: N_("Ärendenummer"),
    Meaning.AREA: N_("Område"),
    Meaning.CLOSED_ON: N_("Avslutat den"),
    Meaning.CUSTOMER_TYPE: N_("Kundtyp"),
    Meaning.CUSTOMER: N_("Kund-id, till exempel organisationsnummer"),
    Meaning.NAME: N_("Namn"),
    Meaning.EMAIL: N_("E-post"),
    Meaning.PHONE: N_("Telefon"),
    Meaning.IN_INSIKT: N_("Redan i SKR:s Insikt"),
}

# Headings as case systems and people write them, folded; the likeliest first.
_USUAL: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.CASE: ("arendenummer", "arendenr", "arende", "diarienummer", "diarienr", "dnr", "arendeid", "case"),
    Meaning.AREA: ("omrade", "verksamhetsomrade", "verksamhet", "myndighetsomrade", "arendetyp", "area"),
    Meaning.CLOSED_ON: ("avslutat", "avslutad", "avslutsdatum", "beslutsdatum", "slutdatum", "datum", "closed"),
    Meaning.CUSTOMER_TYPE: ("kundtyp", "sokandetyp", "kundkategori", "typavkund", "customertype"),
    Meaning.CUSTOMER: ("organisationsnummer", "orgnr", "orgnummer", "kundid", "kundnummer", "kundnr", "personnummer"),
    Meaning.NAME: ("namn", "kontaktperson", "kontakt", "sokande", "kund", "foretag", "foretagsnamn", "name"),
    Meaning.EMAIL: ("epost", "epostadress", "mejl", "mail", "mailadress", "email"),
    Meaning.PHONE: ("telefon", "telefonnummer", "tel", "mobil", "mobilnummer", "mobiltelefon", "phone"),
    Meaning.IN_INSIKT: ("redaniinsikt", "iinsikt", "insikt", "redaniskrsinsikt", "insiktsmatning"),
}


def folded(text: str) -> str:
    """A text without case, accents, spaces and signs: "Miljö- och hälsoskydd" -> "miljoochhalsoskydd"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (counted from nought) holds what; what no column holds is left out."""

    places: Mapping[Meaning, int]

    @classmethod
    def guessed(cls, headings: Sequence[str], remembered: Mapping[str, object]) -> Columns:
        """As last time where a heading is the same, else by what headings usually are called; a column once."""
        places: dict[Meaning, int] = {}
        for meaning in Meaning:
            heading = remembered.get(meaning.value)
            if heading in headings:
                places[meaning] = headings.index(str(heading))
        plain = [folded(heading) for heading in headings]
        for meaning in Meaning if not places else ():
            for usual in _USUAL[meaning]:
                if usual in plain and plain.index(usual) not in places.values():
                    places[meaning] = plain.index(usual)
                    break
        return cls(places)

    @classmethod
    def from_text(cls, text: str, width: int) -> Columns | None:
        """Read what ``as_text`` wrote; None when it makes no sense of ``width`` columns."""
        parts = text.split("-")
        if len(parts) != len(Meaning):
            return None
        places: dict[Meaning, int] = {}
        for meaning, part in zip(Meaning, parts, strict=True):
            if part:
                if not (part.isascii() and part.isdigit() and len(part) <= 2 and int(part) < width):
                    return None
                places[meaning] = int(part)
            elif meaning.is_needed:
                return None
        return cls(places) if len(set(places.values())) == len(places) else None

    def as_text(self) -> str:
        """For an address: the columns in the order of the meanings, with dashes between."""
        return "-".join(str(self.places.get(meaning, "")) for meaning in Meaning)

    def as_remembered(self, headings: Sequence[str]) -> dict[str, str]:
        """By their headings, which are what stays the same from file to file."""
        return {meaning.value: headings[place] for meaning, place in self.places.items()}

    def cell(self, cells: Sequence[str], meaning: Meaning) -> str:
        """What a row says in a meaning; nothing where no column holds it."""
        place = self.places.get(meaning)
        return "" if place is None else cells[place].strip()
