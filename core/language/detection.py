"""Which language a person wrote in, so that Swedish rules judge Swedish words only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = ("ar", "da", "de", "en", "fa", "fi", "no", "pl", "se", "so", "sv", "uk")
# The model tells nynorsk (nn) from Norwegian at large (no); to us both are Norwegian.
_FOLDED = {"nn": "no", "nb": "no"}
# How much likelier than any other, before a word is read, are the chosen language and the language most people here
# write. Measured: see docs/text.md.
_LEANING_WEIGHT, _SWEDISH_WEIGHT = 5.0, 2.5
# What has fewer letters, or one short word, is as good a word in several languages.
_FEW_LETTERS = 6
_ENOUGH_LETTERS = 10
# A longer text is judged by its beginning: the model reads byte by byte, and a comment seldom changes language.
_READ = 600
# Small words that only Swedish has, of these languages. Three different ones settle the matter without the model.
_ONLY_SWEDISH = {"att", "borde", "ett", "från", "för", "inte", "jag", "mycket", "många", "måste", "något", "några"}
_ONLY_SWEDISH |= {"och", "också", "är"}
_SETTLED_BY, _SETTLED = 3, 0.99
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]*")
_NOT_WORDS = re.compile(r"https?://\S{1,200}|\S{1,64}@\S{1,64}|\[[a-zåäö]{3,20}\]")
# Letters a language does not write with: whoever uses one of them hardly writes that language.
_FOREIGN_LETTERS = {
    "sv": frozenset("æøßđŋšžłąęćńśźż"),
    "no": frozenset("äößđŋšžłąęćńśźż"),
    "da": frozenset("äößđŋšžłąęćńśźż"),
    "en": frozenset("åäöæøßđŋšžłąęćńśźż"),
    "fi": frozenset("æøßđŋłąęćńśźż"),
    "de": frozenset("åæøđŋšžłąęćńśźż"),
}
_FOREIGN_WEIGHT = 0.02
_CREATING = Lock()
_model: LanguageIdentifier | None = None


@dataclass(frozen=True, slots=True)
class Detected:
    """A language (ISO 639-1, one of ``LANGUAGES`` or the leaning) and how sure we are, from 0 to 1."""

    language: str
    confidence: float


def detect(text: str, leaning: str = "sv") -> Detected:
    """The language of a text, leaning to the language the person chose to answer in.

    A very short answer ("Bra", "Ja", an emoji, digits) takes that language, with the confidence there is before a word
    is read. The first call loads the model (about a second).
    """
    words = _WORD.findall(_NOT_WORDS.sub(" ", text[:_READ]))
    letters = sum(map(len, words))
    # A word in another script is evidence enough, however short.
    if (letters < _FEW_LETTERS or (len(words) == 1 and letters < _ENOUGH_LETTERS)) and _LATIN.fullmatch("".join(words)):
        return Detected(leaning, round(_LEANING_WEIGHT / (_LEANING_WEIGHT + len(LANGUAGES) - 1), 4))
    if len(_ONLY_SWEDISH.intersection(map(str.lower, words))) >= max(_SETTLED_BY, len(words) // 10):
        return Detected("sv", _SETTLED)
    shares = _weighed(" ".join(words), leaning)
    language = max(shares, key=lambda each: (shares[each], each == leaning, each))
    return Detected(language, round(shares[language] / sum(shares.values()), 4))


def detect_many(texts: Iterable[str], leaning: str = "sv") -> tuple[Detected, ...]:
    """``detect`` for each of many texts, in their order."""
    return tuple(detect(text, leaning) for text in texts)


def _weighed(text: str, leaning: str) -> dict[str, float]:
    shares = dict.fromkeys(LANGUAGES, 0.0)
    for label, share in _identifier().rank(text):
        shares[_FOLDED.get(label, label)] += float(share)
    letters = frozenset(text.lower())
    for language, foreign in _FOREIGN_LETTERS.items():
        if letters & foreign:
            shares[language] *= _FOREIGN_WEIGHT
    if leaning in shares:
        shares[leaning] *= _LEANING_WEIGHT
    # Danish and Norwegian are so like Swedish that who answers in one of them is taken at their word.
    if leaning not in ("da", "no", "sv"):
        shares["sv"] *= _SWEDISH_WEIGHT
    return shares


def _identifier() -> LanguageIdentifier:
    """The model, loaded once in a process; it is only read after that, so threads may share it."""
    global _model
    if _model is None:
        with _CREATING:
            if _model is None:
                # Imported here: a web request that never asks for a language shall not pay for numpy and the model.
                from py3langid.langid import MODEL_FILE, LanguageIdentifier

                model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
                model.set_languages(sorted({*LANGUAGES, *_FOLDED} & set(model.labels)))
                _model = model
    return _model
