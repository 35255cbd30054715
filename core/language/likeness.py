"""Which short texts say the same thing, told cheaply enough for a web request: by letters, not by a language model.

Two texts are as alike as the sets of three-letter sequences of their content words (Dice's coefficient). That measure
is blind to what turns a thought around, so words of opposite directions, yes and no, and numbers are compared as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from core.language.opposites import MORE, NOT, NUMBERS, directions

# Measured on tests/core/language/labelled/likeness.tsv; see docs/text.md.
LEAST = 0.55
# What is left when each text holds a content word that the other has not: a "simhall" is not a "skatepark".
_REPLACED = 0.6
# A word is found again in another that begins with so many of its letters (mejl, mejlen), or where this share of its
# sequences is (hållplatsen, busshållplatsen). Short words would be found anywhere, as "sen" in "skolbussen".
_BEGINNING = 3
_SAME_WORD = 0.6
_SHORT = 5
# Texts are compared at all only when this share of their words begin alike (Dice again), which is quick to see.
_BEGUN_ALIKE = 0.5
# Pairs of words, which come again and again where many texts are about the same.
_REMEMBERED = 50_000
# So many texts are compared with all others at a time, which bounds the memory.
_AT_A_TIME = 250

_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = """
    jag du han hon hen man vi ni de dem mig dig oss er sig min mitt mina din ditt dina vår vårt våra en ett den det
    denna detta dessa där här som att och eller samt om i på av för till från vid med åt ur under längs ska skall skulle
    bör borde måste kan kunde vill ville få får behöver behövs behövas finns finnas saknas ha har hade är var vara bli
    blir blev gör göra ordna ordnas önskar tycker tycka anser tack ju också så nu då sätt sätta upp ner ut nere ute
    the a an of in on at to for and or is are be we i you it should would must please want need there
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Like:
    """A text that says the same: the key it was given with, and how alike the two are (0-1, 1 for the same words)."""

    key: int
    score: float


def like(text: str, others: Sequence[tuple[int, str]], least: float = LEAST) -> tuple[Like, ...]:
    """Those of the ``others`` (key, text) that say the same as the text, the most alike first.

    The time grows with the number of others, some 20 ms for a thousand inspel: give it a bounded list.
    """
    said = _Said(text)
    scored = (Like(key, round(_likeness(said, _Said(other), least), 4)) for key, other in others)
    return tuple(sorted((one for one in scored if one.score >= least), key=lambda one: (-one.score, one.key)))


def near_duplicates(texts: Sequence[str], least: float = LEAST) -> tuple[tuple[int, ...], ...]:
    """Groups of indices of texts that say the same, for the worker: ten thousand texts in seconds.

    In each group every text is like the first one, which is the first in the order of the texts themselves, so that the
    order they came in changes nothing. A text that is like no other is in no group.
    """
    same: dict[str, list[int]] = {}
    for index in sorted(range(len(texts)), key=lambda index: (texts[index], index)):
        same.setdefault(_plain(texts[index]), []).append(index)
    folded = list(same.values())
    said = [_Said(texts[indices[0]]) for indices in folded]
    groups: list[tuple[int, ...]] = []
    taken: set[int] = set()
    for first, near in enumerate(_begun_alike([one.beginnings for one in said])):
        if first in taken:
            continue
        alike = [i for i in near if i > first and i not in taken and _likeness(said[first], said[i], least) >= least]
        taken.update(alike)
        groups.append(tuple(index for i in (first, *alike) for index in folded[i]))
    return tuple(group for group in groups if len(group) > 1)


class _Said:
    """What is compared of a text, worked out as far as it is asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
        self._all = [word for word in self._found if not (word.isnumeric() or word in NUMBERS)]
        self.words = [word for word in self._all if word not in _EMPTY and word not in MORE] or self._all
        self.beginnings = frozenset(word[:_BEGINNING] for word in self.words)

    @cached_property
    def grams(self) -> frozenset[str]:
        """Every three letters in a row; a text of signs alone is like another with the same signs."""
        return frozenset(gram for word in self.words for gram in _grams(word)) or frozenset([_plain(self._text)])

    @cached_property
    def turned(self) -> tuple[tuple[str, ...], bool]:
        """The numbers of the text and whether it denies something: texts that differ in these differ."""
        numbers = sorted(NUMBERS.get(word, word) for word in self._found if word in NUMBERS or word.isnumeric())
        return tuple(numbers), any(word in NOT for word in self._all)

    @cached_property
    def directions(self) -> tuple[int, int]:
        """Which sides of opposites the text is on."""
        return directions(self._all)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .!")


def _grams(word: str) -> Iterator[str]:
    padded = f" {word} "
    return (padded[i : i + 3] for i in range(len(padded) - 2))


def _likeness(one: _Said, other: _Said, least: float) -> float:
    """How alike two texts are, from 0 to 1; 0 as soon as they cannot reach ``least`` or turn different ways."""
    if _dice(one.beginnings, other.beginnings) < _BEGUN_ALIKE:
        return 0.0
    alike = _dice(one.grams, other.grams)
    if alike < least or one.turned != other.turned:
        return 0.0
    if (one.directions[0] & other.directions[1]) | (one.directions[1] & other.directions[0]):
        return 0.0
    return alike * (_REPLACED if _has_new(one.words, other.words) and _has_new(other.words, one.words) else 1)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _has_new(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether any of the words is not found again, in any form, among the others."""
    return any(not any(_is_found_in(word, other) for other in others) for word in words if word not in others)


@lru_cache(maxsize=_REMEMBERED)
def _is_found_in(word: str, other: str) -> bool:
    """Whether the other word begins as this one does for half of it, or holds most of it, as compounds do."""
    shorter, longer = sorted((word, other), key=len)
    begun = next((i for i, (mine, its) in enumerate(zip(shorter, longer, strict=False)) if mine != its), len(shorter))
    if begun >= _BEGINNING and 2 * begun >= len(shorter):
        return True
    if len(shorter) < _SHORT:
        return False
    sequences = set(_grams(shorter))
    return len(sequences.intersection(_grams(longer))) >= _SAME_WORD * len(sequences)


def _begun_alike(beginnings: Sequence[frozenset[str]]) -> Iterator[list[int]]:
    """For each text in turn, the texts that share enough beginnings with it, from products of sparse rows."""
    import numpy as np
    from scipy.sparse import csr_array  # type: ignore[import-untyped]

    columns: dict[str, int] = {}
    indices = [columns.setdefault(letters, len(columns)) for one in beginnings for letters in sorted(one or {""})]
    starts = np.cumsum([0, *(max(1, len(one)) for one in beginnings)])
    shape = (len(beginnings), len(columns))
    rows = csr_array((np.ones(len(indices), np.float32), np.array(indices, np.int32), starts), shape=shape)
    sizes, turned = np.diff(starts), rows.T.tocsr()
    for begin in range(0, len(beginnings), _AT_A_TIME):
        shared = (rows[begin : begin + _AT_A_TIME] @ turned).toarray()
        enough = _BEGUN_ALIKE * (sizes[begin : begin + _AT_A_TIME, None] + sizes[None, :]) / 2
        for line in shared >= enough:
            yield np.flatnonzero(line).tolist()
