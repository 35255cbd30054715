"""Parts of compounds, so that "skolväg" is about school and about roads although Swedish writes it as one word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping

from core.language.stems import stem

# Shorter than this, letters are found in too many words to mean anything in them.
_SHORTEST = 3
_SHORTEST_WORD = 2 * _SHORTEST
# More parts than this is no word that people write, and looking for them would take time.
_MOST = 3
# A part that is written this much more seldom than the whole is a slip of the keyboard: annars is not Anna's.
_LEAST_OF_WHOLE = 0.05
# Slips also make words of what only ends words.
_ENDINGS = (
    "ing",
    "ning",
    "inge",
    "ningen",
    "else",
    "het",
    "are",
    "aren",
    "ande",
    "arna",
    "erna",
    "lig",
    "isk",
    "isc",
    "ast",
)
# "otrygg" and "trygg" are about the same thing.
_NOT = "o"
# Letters that join two parts: arbet-s-plats, gat-u-belysning, resurs-e-r is an ending and no join.
_JOINTS = ("", "s", "e", "u", "a", "o")


class Vocabulary:
    """The words a corpus is written in, which its own compounds are taken apart by."""

    def __init__(self, words: Mapping[str, int], common: Container[str]) -> None:
        """``words`` in small letters, with how often each is written; those that are ``common`` are no parts."""
        self._words = words
        self._stems: Counter[str] = Counter()
        for word, times in words.items():
            if len(word) >= _SHORTEST and word not in common:
                self._stems[stem(word)] += times
        for ending in _ENDINGS:
            self._stems.pop(ending, None)

    def parts(self, word: str) -> tuple[str, ...]:
        """The stems a word is made of, all of them known from words that stand alone, or nothing when it is whole.

        Of several ways to divide it the one with the fewest parts and then the longest last part counts, because the
        last part says what a Swedish compound is.
        """
        parts = self._divided(word, _MOST)
        if not parts and word.startswith(_NOT) and stem(word[1:]) in self._stems:
            parts = (stem(word[1:]),)
        whole = self._words.get(word, 0)
        return parts if all(self._stems[part] >= _LEAST_OF_WHOLE * whole for part in parts) else ()

    def _divided(self, word: str, most: int) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        if most < 2 or len(word) < _SHORTEST_WORD:
            return found
        for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
            head = self._head(word[:at])
            if head is None:
                continue
            tail = stem(word[at:])
            rest = (tail,) if tail in self._stems and len(tail) >= _SHORTEST else self._divided(word[at:], most - 1)
            if rest and (not found or len(rest) < len(found) - 1):
                found = (head, *rest)
        return found

    def _head(self, letters: str) -> str | None:
        """The stem that the beginning of a compound stands for, when it is one: skol, arbets, gatu."""
        for joint in _JOINTS:
            bare = letters.removesuffix(joint) if joint else letters
            if len(bare) >= _SHORTEST and (not joint or bare != letters) and bare in self._stems:
                return bare
        return None
