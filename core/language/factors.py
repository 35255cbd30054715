"""Says which of the six service factors a comment is about, by words that can be shown and corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from core.language.phrases import Phrases, lines, longest
from core.language.pieces import pieces

VERSION = "1"
ANALYSER = "samspel-faktorord"
# The keys are those of the measures in surveys, which a test holds to; core may not import them.
FACTORS = ("information", "tillganglighet", "bemotande", "kompetens", "rattssakerhet", "effektivitet")
_NONE = "-"


@dataclass(frozen=True, slots=True)
class Tag:
    """A factor, and the words of the comment it was found by, as written and in order."""

    factor: str
    words: tuple[str, ...]


def tags(text: str) -> tuple[Tag, ...]:
    """The factors a Swedish or English text is about, in the order of FACTORS; none for a text about something else.

    Where a longer phrase of a factor stands, the shorter ones in it are not shown beside it.
    """
    found = pieces(text)
    is_open = [kind == "word" for kind in found.kinds]
    by_factor: dict[str, tuple[str, ...]] = {}
    closed = {at for match in _taken_out().find(found.lower, is_open) for at in range(match.start, match.end)}
    matches = [
        match for match in _lexicon().find(found.lower, is_open) if closed.isdisjoint(range(match.start, match.end))
    ]
    for factor in FACTORS:
        kept = longest(match for match in matches if match.value == factor)
        if kept:
            by_factor[factor] = tuple(" ".join(found.written[match.start : match.end]) for match in kept)
    return tuple(Tag(factor, words) for factor, words in by_factor.items())


def tag_many(texts: Iterable[str]) -> list[tuple[Tag, ...]]:
    """The factors of each text, in the order given."""
    return [tags(text) for text in texts]


@cache
def _lexicon() -> Phrases[str]:
    return Phrases(
        (phrase, factor)
        for factor, phrases in lines("factors.tsv")
        if factor != _NONE
        for phrase in phrases.split("; ")
    )


@cache
def _taken_out() -> Phrases[str]:
    return Phrases(
        (phrase, factor)
        for factor, phrases in lines("factors.tsv")
        if factor == _NONE
        for phrase in phrases.split("; ")
    )
