"""Words without their endings, so that "bussen" and "bussar" count as one word when themes are looked for.

The stemmer is nltk's Snowball, which needs no data but a second to import and brings scikit-learn along. It is
therefore imported at first use, and only the worker uses it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

SWEDISH, ENGLISH = "sv", "en"
# Two letters at least: what is shorter tells no subject in any language written with letters.
_WORD = re.compile(r"[^\W\d_]{2,}")
# What redaction leaves in the place of a name or a number is no word of anybody's.
_PLACEHOLDER = re.compile(r"\[[a-zåäö]{1,30}\]")
# Longer than this is no word but a slip of the keyboard, and the stemmer should not meet it.
_LONGEST = 60
_REMEMBERED = 50_000
# What Snowball leaves: "skolan" beside "skola", and what makes one word of another, as "plogning" of "ploga" and
# "trygghet" of "trygg". So many letters must stay.
_ENDING = re.compile(r"(?<=.{4})(?:ning|ing|het|else|are|ande|lig|ad|ar|ig|t)$|(?<=.{3})an$")


def words(text: str) -> list[str]:
    """The words of a text in small letters and in their order, without numbers and signs."""
    found = _WORD.findall(_PLACEHOLDER.sub(" ", unicodedata.normalize("NFKC", text).casefold()))
    return [word for word in found if len(word) <= _LONGEST]


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str, language: str = SWEDISH) -> str:
    """The stem of a word in small letters; languages other than Swedish and English keep their words as they are.

    Swedish words lose what they are derived with as well, which no reader would call a stem, but which a theme is.
    """
    if language not in (SWEDISH, ENGLISH):
        return word
    bare = _stemmer(language)(word)
    return _ENDING.sub("", bare) if language == SWEDISH else bare


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    from nltk.stem.snowball import EnglishStemmer, SwedishStemmer  # type: ignore[import-untyped]

    stemmer = SwedishStemmer() if language == SWEDISH else EnglishStemmer()
    stripped: Callable[[str], str] = stemmer.stem
    return stripped
