"""Cuts a text into words, marks and faces with one pattern, so that every lexicon here sees the same words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.language.abbreviations import LEADING, TRAILING

# What is longer is no word, and nobody should have to remember it.
LONGEST = 40
_FACE = r"(?<!\w)[:;=][-']?[()\[\]|/\\DdPp](?!\w)|</?3(?!\d)"
_EMOJI = r"[\u2600-\u27bf\U0001f300-\U0001faff]"
_ADDRESS = r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}"
_ABBREVIATION = "|".join(
    re.escape(word) + r"\." for word in sorted((*LEADING, *TRAILING), key=len, reverse=True) if "." in word
)
# What redaction leaves, such as [telefonnummer], is one piece and no word.
PIECE = re.compile(
    rf"(?P<closed>\[[^\[\]\s]{{1,30}}\]|{_ADDRESS})"
    rf"|(?P<face>{_FACE}|{_EMOJI})"
    rf"|(?P<word>\b(?:{_ABBREVIATION})|\d+(?:[.,:/-]\d+)*|[^\W_]+(?:[-'’:][^\W_]+)*)"
    r"|(?P<end>[.!?…]+|\n+)"
    r"|(?P<pause>[,;:()–—]|-(?=\s))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in pieces: as written, in lower case (cut at LONGEST), and what each is.

    A piece is a word, a face, an end (of a sentence), a pause, or closed: an address or what redaction has left.
    """

    written: tuple[str, ...]
    lower: tuple[str, ...]
    kinds: tuple[str, ...]


def pieces(text: str) -> Pieces:
    """Every word, face, mark and pause of the text in order; other signs are left out."""
    written, kinds = [], []
    for found in PIECE.finditer(text):
        written.append(found[0])
        kinds.append(found.lastgroup or "")
    return Pieces(tuple(written), tuple(piece[:LONGEST].lower() for piece in written), tuple(kinds))
