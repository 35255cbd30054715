"""Numbers that are written with letters, in Swedish and English, from two up: "en" and "one" are too often articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

_SWEDISH = "ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
_SWEDISH_TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio"
_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SV, _SV_TENS, _EN, _EN_TENS = (text.split() for text in (_SWEDISH, _SWEDISH_TENS, _ENGLISH, _ENGLISH_TENS))


def _swedish() -> Iterator[tuple[str, int]]:
    small = dict(enumerate(_SV, 1)) | {10 * tens: word for tens, word in enumerate(_SV_TENS, 2)}
    below = small | {
        10 * tens + one: _SV_TENS[tens - 2] + _SV[one - 1] for tens in range(2, 10) for one in range(1, 10)
    }
    yield from ((word, value) for value, word in below.items())
    for hundreds, one in enumerate(_SV[:9], 1):
        for said in ("hundra", f"{one}hundra") if hundreds == 1 else (f"{one}hundra",):
            yield said, 100 * hundreds
            yield from ((said + word, 100 * hundreds + value) for value, word in below.items())
    yield from ((f"{word}tusen", 1000 * value) for value, word in below.items())
    yield from (("tusen", 1000), ("dussin", 12), ("tjog", 20))


def _english() -> Iterator[tuple[str, int]]:
    yield from ((word, value) for value, word in enumerate(_EN, 1))
    for tens, word in enumerate(_EN_TENS, 2):
        yield word, 10 * tens
        yield from ((f"{word}-{_EN[one - 1]}", 10 * tens + one) for one in range(1, 10))
    yield from (("hundred", 100), ("thousand", 1000), ("dozen", 12))


_ARTICLES = frozenset({"ett", "one"})
WORDS: Mapping[str, int] = MappingProxyType(
    {word: value for word, value in (*_swedish(), *_english()) if word not in _ARTICLES}
)

# Parts of a whole, as shares.
FRACTIONS: Mapping[str, float] = MappingProxyType(
    {
        "hälften": 1 / 2,
        "halva": 1 / 2,
        "half": 1 / 2,
        "en tredjedel": 1 / 3,
        "one third": 1 / 3,
        "a third": 1 / 3,
        "två tredjedelar": 2 / 3,
        "two thirds": 2 / 3,
        "two-thirds": 2 / 3,
        "en fjärdedel": 1 / 4,
        "one quarter": 1 / 4,
        "a quarter": 1 / 4,
        "tre fjärdedelar": 3 / 4,
        "three quarters": 3 / 4,
        "three-quarters": 3 / 4,
        "en femtedel": 1 / 5,
        "a fifth": 1 / 5,
        "en tiondel": 1 / 10,
        "a tenth": 1 / 10,
        "½": 1 / 2,
        "⅓": 1 / 3,
        "⅔": 2 / 3,
        "¼": 1 / 4,
        "¾": 3 / 4,
    }
)
# How many times as many.
TIMES: Mapping[str, float] = MappingProxyType(
    {
        "dubbelt": 2,
        "dubbla": 2,
        "double": 2,
        "twice": 2,
        "tredubbelt": 3,
        "triple": 3,
        "fyrdubbelt": 4,
        "tiodubbelt": 10,
    }
)
# Roughly how many, at least.
ORDERS: Mapping[str, int] = MappingProxyType(
    {
        "tiotals": 20,
        "dussintals": 24,
        "hundratals": 200,
        "tusentals": 2000,
        "dozens": 24,
        "hundreds": 200,
        "thousands": 2000,
    }
)


def one_of(words: Iterable[str]) -> str:
    """A pattern for the longest of the words that stands there, tried letter by letter and not word by word."""
    after: dict[str, set[str]] = {}
    for word in words:
        after.setdefault(word[:1], set()).add(word[1:])
    ends = "" in after
    several = [re.escape(letter) + one_of(rest) for letter, rest in sorted(after.items()) if letter]
    if not several:
        return ""
    return f"(?:{'|'.join(several)}){'?' * ends}"
