"""Finds words and short phrases of a lexicon in a text, and says in which words of the text they were found.

A phrase is written as places with blanks between. A place is a word (``ingen``), the beginning or the end of one
(``vänta*``, ``*brist``), several of these (``tog/tar``), or ``~``: a gap of at most three words, never over a mark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Generic, TypeVar

Value = TypeVar("Value")

WIDEST_GAP = 3
# How many different words a lexicon remembers its answer for; a municipality's comments have fewer.
REMEMBERED = 50_000
_GAP = "~"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a phrase: the words that fit there, whole, by their beginning or by their end."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]

    def fits(self, word: str) -> bool:
        """Whether the word, in lower case, can stand here."""
        return word in self.whole or word.startswith(self.beginnings) or word.endswith(self.ends)


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """A phrase found: ``start`` and ``end`` are indices of pieces, as in a slice."""

    start: int
    end: int
    value: Value


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[Value]):
    places: tuple[Place | None, ...]
    value: Value


class Phrases(Generic[Value]):
    """A lexicon of phrases, ready to be looked up by the first word of each."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        """From phrases as written and what each stands for; raises ValueError for one that cannot be read."""
        self._whole: dict[str, list[_Phrase[Value]]] = defaultdict(list)
        self._beginnings: dict[str, list[_Phrase[Value]]] = defaultdict(list)
        self._ends: dict[str, list[_Phrase[Value]]] = defaultdict(list)
        for written, value in entries:
            self._add(written, value)
        self._starting = lru_cache(REMEMBERED)(self._starting_with)

    def _add(self, written: str, value: Value) -> None:
        places = tuple(None if part == _GAP else _place(part) for part in written.split())
        if not places or places[0] is None or places[-1] is None:
            raise ValueError(f"a phrase begins and ends with a word: {written!r}")
        phrase, first = _Phrase(places, value), places[0]
        for words, index in (
            (first.whole, self._whole),
            (first.beginnings, self._beginnings),
            (first.ends, self._ends),
        ):
            for word in words:
                index[word].append(phrase)

    def _starting_with(self, word: str) -> tuple[_Phrase[Value], ...]:
        found = list(self._whole.get(word, ()))
        for cut in range(1, len(word) + 1):
            found += self._beginnings.get(word[:cut], ())
            found += self._ends.get(word[-cut:], ())
        return tuple(found)

    def find(self, words: Sequence[str], is_open: Sequence[bool]) -> Iterator[Match[Value]]:
        """Every place where a phrase stands, by where it starts; matches may overlap.

        ``words`` are in lower case; ``is_open`` says of each whether a gap may pass over it.
        """
        for start, word in enumerate(words):
            for phrase in self._starting(word):
                end = _end(phrase.places, 1, words, is_open, start + 1)
                if end:
                    yield Match(start, end, phrase.value)


def longest(matches: Iterable[Match[Value]]) -> list[Match[Value]]:
    """The matches that are left when those that overlap a longer one are taken away; the first of equals stays."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        span = range(match.start, match.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def lines(name: str) -> Iterator[list[str]]:
    """The rows of a file in ``core/language/words``, cut at tabs, without empty rows and comments (``# ``)."""
    text = files("core.language").joinpath("words", name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("# "):
            yield line.split("\t")


def _place(part: str) -> Place:
    words = part.split("/")
    if any(not word.strip("*") for word in words):
        raise ValueError(f"a place of a phrase has a word: {part!r}")
    return Place(
        frozenset(word for word in words if "*" not in word),
        tuple(word[:-1] for word in words if word.endswith("*")),
        tuple(word[1:] for word in words if word.startswith("*")),
    )


def _end(
    places: tuple[Place | None, ...], at: int, words: Sequence[str], is_open: Sequence[bool], here: int
) -> int | None:
    """Where the phrase ends if its places from ``at`` on fit the words from ``here`` on, with the shortest gaps."""
    if at == len(places):
        return here
    place = places[at]
    if place is not None:
        fits = here < len(words) and place.fits(words[here])
        return _end(places, at + 1, words, is_open, here + 1) if fits else None
    for skipped in range(WIDEST_GAP + 1):
        if end := _end(places, at + 1, words, is_open, here + skipped):
            return end
        if here + skipped >= len(words) or not is_open[here + skipped]:
            return None
    return None
