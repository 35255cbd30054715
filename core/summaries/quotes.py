"""What stands in quotation marks or in a slot: words that are somebody else's, and must be theirs to the letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# A slot as people and programmes may write it, whether its name is one of ours or not.
_BRACES = re.compile(r"\{[^{}]*\}")
# Single marks count only where they stand around words: an apostrophe in a word is none.
_QUOTED = re.compile(
    r"[”“„‟\"](?P<double>[^”“„‟\"]+)[”“‟\"]"
    r"|[»](?P<guillemets>[^»«]+)[«»]"
    r"|[«](?P<french>[^»«]+)[»]"
    r"|(?<!\w)[’\u2018'](?P<single>[^’\u2018']+)[’\u2018'](?!\w)"
)
# What a writer may put at the end of a quotation without it being anybody's word.
_ENDS = " .,;:!?…"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted ``words`` and where they stand with their marks: ``text[start:end]``."""

    words: str
    start: int
    end: int


def quoted_in(text: str) -> tuple[Quoted, ...]:
    """Everything in quotation marks, of whatever kind, in its order. Slots are no quotations."""
    return tuple(
        Quoted(next(words for words in found.groups() if words is not None), found.start(), found.end())
        for found in _QUOTED.finditer(_BRACES.sub(lambda slot: " " * len(slot[0]), text))
    )


def is_exact(words: str, texts: Iterable[str]) -> bool:
    """Whether the words are a part of one of the texts, word for word; marks at the end and spaces may differ."""
    sought = _plain(words).strip(_ENDS)
    return bool(sought) and any(_holds(_plain(text), sought) for text in texts)


def outside(text: str, exact: Iterable[str] | None = None) -> str:
    """The text, equally long, with slots and quotations made blank: if texts are given, those that are exact in one.

    What is quoted wrongly then stays, and is looked at as the writer's own words.
    """
    texts = None if exact is None else tuple(exact)
    for one in quoted_in(text):
        if texts is None or is_exact(one.words, texts):
            text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return _BRACES.sub(lambda slot: " " * len(slot[0]), text)


def _holds(text: str, sought: str) -> bool:
    return any(_is_whole(text, start, start + len(sought)) for start in _places(text, sought))


def _places(text: str, sought: str) -> Iterator[int]:
    start = text.find(sought)
    while start >= 0:
        yield start
        start = text.find(sought, start + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """A part begins and ends where words do: "vill" is no quotation of "villa"."""
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return begins and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
