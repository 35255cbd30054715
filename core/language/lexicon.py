"""What Swedish words and short phrases are worth, and which words turn that round: the ground of the sentiment."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from core.language.phrases import REMEMBERED, Phrases, lines

if TYPE_CHECKING:
    from nltk.stem.snowball import SwedishStemmer  # type: ignore[import-untyped]

# A valence nearer to 0 than this is noise from how the list was made, by the mean of ten readers.
LEAST_VALENCE = 0.5
# A word that is only a relative of a listed one is worth a little less, and one with a strengthening prefix more.
RELATIVE, STRENGTHENED = 0.8, 1.3
# Shorter stems and words are alike without meaning the same.
LEAST_STEM, LEAST_FOLDED = 5, 5
_STRENGTHENERS = ("jätte", "super", "kanon", "mega", "skit", "svin", "toppen", "kalas", "dunder", "as", "ur", "över")
_FOLD = str.maketrans("åäöé", "aaoe")
_ADJECTIVE = re.compile(r"(.{2,}ig)(?:t|a|e|as|are|ast|aste|en|het|heten|heter)?")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_FACES = {
    **dict.fromkeys((":)", ":-)", ":d", ":-d", "=)", ";)", ";-)", "=d", "<3", ":p", ":'d"), 1.8),
    **dict.fromkeys((":(", ":-(", ":'(", ":/", ":-/", "=(", "</3", ":|", ":\\", "=/"), -1.8),
    **dict.fromkeys("👍👏🙏😊😀😃😄😁😍🥰❤♥💚💙💛💕🎉😎🌟⭐☀🤩😂🙌💪☺🙂👌✨🌞😇🥳💯", 2.4),
    **dict.fromkeys("👎😡😠🤬😢😭😞😟😤🙁☹💩🤮😔😩😫🤦🙄😒😱😖💔🤯😣", -2.4),
}


@cache
def civic() -> Phrases[float]:
    """Our own words and phrases, from -4 to 4; 0 takes a phrase out of the judging."""
    return Phrases(
        (phrase, float(valence)) for valence, phrases in lines("civic.tsv") for phrase in phrases.split("; ")
    )


@cache
def turns(kind: str) -> frozenset[str]:
    """The words of a kind in ``words/turns.tsv``: negation, booster, damper, contrast, opens, wish or more."""
    return frozenset(word for row_kind, words in lines("turns.tsv") if row_kind == kind for word in words.split())


@lru_cache(REMEMBERED)
def valence(word: str) -> float:
    """What a word in lower case is worth by itself, from about -5 to 5; 0 when we do not know it or it says nothing.

    A listed form counts as it stands. Else its relatives by stem count, then what is left without a strengthening
    prefix (jättebra), without repeated letters (braaa), and the word it would be with its dots and rings (dalig).
    """
    if word in _FACES:
        return _FACES[word]
    if word in _silent() or not word.isalpha():
        return 0.0
    return _known(word) or _strengthened(word) or _squeezed(word) or _folded_back(word)


def face(sign: str) -> float:
    """What an emoji or a typed face is worth; 0 for one we do not know."""
    return _FACES.get(sign.lower(), 0.0)


@lru_cache(REMEMBERED)
def stem(word: str) -> str:
    """The snowball stem of a Swedish word in lower case, but for adjectives in -ig, which keep that ending.

    Without it jobbig would be a relative of jobbar, and skicklig of skicka.
    """
    if adjective := _ADJECTIVE.fullmatch(word):
        return adjective[1]
    return str(_stemmer().stem(word))


def _known(word: str) -> float:
    if found := _listed().get(word):
        return found
    return RELATIVE * _by_stem().get(stem(word), 0.0)


def _strengthened(word: str) -> float:
    for prefix in _STRENGTHENERS:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= 3 and rest not in _silent() and (found := _listed().get(rest)):
            return STRENGTHENED * found
    return 0.0


def _squeezed(word: str) -> float:
    if not _REPEATED.search(word):
        return 0.0
    return _known(_REPEATED.sub(r"\1", word)) or _known(_REPEATED.sub(r"\1\1", word))


def _folded_back(word: str) -> float:
    return RELATIVE * _by_folded().get(word, 0.0) if len(word) >= LEAST_FOLDED and word.isascii() else 0.0


@cache
def _stemmer() -> SwedishStemmer:
    # nltk takes a second to load, which nobody should wait for who only asks for the name of a label.
    from nltk.stem.snowball import SwedishStemmer

    return SwedishStemmer()


@cache
def _silent() -> frozenset[str]:
    return frozenset(word for (row,) in lines("silent.txt") for word in row.split())


@cache
def _silent_stems() -> frozenset[str]:
    return frozenset(root for root in map(stem, _silent()) if len(root) >= LEAST_STEM)


@cache
def _listed() -> dict[str, float]:
    """The forms that stand in a list: first our own single words, then those of the general list."""
    general = {word: float(number) for word, number in lines("vader.tsv")}
    kept = {
        word: worth
        for word, worth in general.items()
        if word.isalpha()
        and abs(worth) >= LEAST_VALENCE
        and word not in _silent()
        and stem(word) not in _silent_stems()
    }
    return kept | dict(_own_words())


def _own_words() -> Iterator[tuple[str, float]]:
    for worth, phrases in lines("civic.tsv"):
        for phrase in phrases.split("; "):
            word = phrase.rstrip("*")
            if word.isalpha():
                yield word, float(worth)


@cache
def _by_stem() -> dict[str, float]:
    """The mean worth of the listed forms with a stem, where they agree on the sign."""
    families: dict[str, list[float]] = defaultdict(list)
    for word, worth in _listed().items():
        if len(root := stem(word)) >= LEAST_STEM:
            families[root].append(worth)
    return {root: sum(worths) / len(worths) for root, worths in families.items() if min(worths) > 0 or max(worths) < 0}


@cache
def _by_folded() -> dict[str, float]:
    return {word.translate(_FOLD): worth for word, worth in _listed().items() if not word.isascii()}
