"""Cuts Swedish text into tokens and sentences in the way TextBlob asks for, without any data from nltk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer  # type: ignore[import-untyped]
from textblob.base import BaseTokenizer  # type: ignore[import-untyped]

from core.language.abbreviations import LEADING, TRAILING
from core.language.pieces import pieces


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence and where it stands in its text, as indices of characters: ``text[start:end]``."""

    text: str
    start: int
    end: int


class SwedishTokenizer(BaseTokenizer):  # type: ignore[misc]
    """Words, faces and marks as TextBlob's tokens; words and faces alone as its words."""

    def tokenize(self, text: str, include_punc: bool = True) -> list[str]:
        """The tokens in order; without marks if ``include_punc`` is false, as with TextBlob's own tokenizer."""
        found = pieces(text)
        marks = () if include_punc else ("end", "pause")
        return [
            piece
            for piece, kind in zip(found.written, found.kinds, strict=True)
            if kind not in marks and not piece.isspace()
        ]


def sentences(text: str) -> list[Span]:
    """The sentences of the text, found by nltk's Punkt with our abbreviations; blank text has none."""
    joined: list[Span] = []
    for start, end in _spans(text):
        if joined and _goes_on(joined[-1].text, text[start:end]):
            start = joined.pop().start
        joined.append(Span(text[start:end], start, end))
    return joined


def _spans(text: str) -> Iterator[tuple[int, int]]:
    parameters = PunktParameters()
    parameters.abbrev_types = set(LEADING)
    # A tokenizer costs a few microseconds to make and keeps no secrets between threads when each call has its own.
    for start, end in PunktSentenceTokenizer(parameters).span_tokenize(text):
        if text[start:end].strip():
            yield start, end


def _goes_on(before: str, after: str) -> bool:
    last = before.rsplit(maxsplit=1)[-1].lower().lstrip("(\"'")
    return last.endswith(".") and last[:-1] in TRAILING and after[:1].islower()
