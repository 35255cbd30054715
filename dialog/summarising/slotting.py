"""Words of inspel that staff write are kept as slots, so that whoever takes their words back is gone here too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from core.summaries.sentences import filled
from dialog.results import Inspel
from dialog.summarising.results import INSPEL, numbers_of

# How people put words in quotation marks: as Swedish does, as keyboards do, as English and books do.
_MARKS = (("”", "”"), ('"', '"'), ("“", "”"), ("„", "”"), ("„", "“"), ("»", "»"), ("»", "«"), ("«", "»"))
# What a slot is made of; nobody writes it by hand.
BRACES = frozenset("{}")
_SPACES = re.compile("[ \t\r\n]+")


def tidy(text: str) -> str:
    """The text on one line, its letters in their composed form; spaces that hold a number together stay."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def slotted(text: str, inspel: Iterable[Inspel]) -> str:
    """The text with a slot in the place of every quotation that is exactly the words of one of the inspel.

    The longest words are sought first, so that an inspel that is part of another does not take its place.
    """
    for one in sorted(inspel, key=lambda one: (-len(one.text), one.number)):
        for before, after in _MARKS:
            text = text.replace(f"{before}{tidy(one.text)}{after}", f"{{{INSPEL}{one.number}}}")
    return text


def unslotted(text: str, inspel: Mapping[int, Inspel]) -> str:
    """The text as staff change it: the words of the inspel in quotation marks where their slots are."""
    return filled(text, lambda ref: _quoted(inspel.get(next(iter(numbers_of([ref])), 0))))


def _quoted(one: Inspel | None) -> str:
    return f"”{tidy(one.text)}”" if one is not None else ""
