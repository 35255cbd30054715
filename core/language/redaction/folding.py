"""The same text in the plainest characters, so that a pattern need not know every way to write a digit or a dash."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

# What is not seen and only parts what belongs together: soft hyphen, zero width, direction marks, keycap and variation.
_UNSEEN = r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff\u20e3"
_UNSEEN_OR_COMBINING = re.compile(rf"[{_UNSEEN}\u0300-\u036f]")
_CLUSTER = re.compile(rf"[^{_UNSEEN}][\u0300-\u036f]*|[{_UNSEEN}]+")
# Unicode has no digits from here on.
_NO_DIGITS = 0x20000
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u00b4": "'", "\u0060": "'", "\uff07": "'"}


@dataclass(frozen=True, slots=True)
class Folded:
    """The plain text, and where each of its characters begins in the original (None: at the same place)."""

    text: str
    origins: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that this span of the folded text was written with."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end]


def fold(text: str) -> Folded:
    """Digits of any script as 0-9, every dash as "-", every space as " ", full width as usual, nothing unseen."""
    if text.isascii():
        return Folded(text.replace("\t", " "))
    if not _UNSEEN_OR_COMBINING.search(text):
        return Folded(text.translate(_table()))
    pieces: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        written = cluster[0]
        if _UNSEEN_OR_COMBINING.match(written):
            continue
        # A letter and its ring or dots become one letter where there is such a letter.
        plain = unicodedata.normalize("NFC", written).translate(_table())
        pieces.append(plain)
        origins.extend([cluster.start()] * len(plain))
    origins.append(len(text))
    return Folded("".join(pieces), origins)


@cache
def _table() -> dict[int, str]:
    table = {code: str(digit) for code in range(0x80, _NO_DIGITS) if (digit := unicodedata.digit(chr(code), -1)) >= 0}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(dash): "-" for dash in _DASHES}
    table |= {ord(space): " " for space in _SPACES}
    return table | {ord(quote): plain for quote, plain in _QUOTES.items()}
