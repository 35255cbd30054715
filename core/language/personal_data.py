"""What in a text tells who somebody is, found and hidden before anybody reads, exports or analyses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.language.redaction import addresses, electronic, names, numbers
from core.language.redaction.folding import fold
from core.language.redaction.found import KINDS, PLACEHOLDERS, Found, hide

__all__ = ["KINDS", "PLACEHOLDERS", "VERSION", "Found", "Redacted", "personal_data", "redact"]

VERSION = "1"
_PLACEHOLDER = re.compile("|".join(re.escape(each) for each in PLACEHOLDERS.values()))
_FINDERS = (electronic.find, numbers.find, addresses.find, names.find)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with a word in brackets for everything personal, and what was found where in the original."""

    text: str
    found: tuple[Found, ...]


def redact(text: str) -> Redacted:
    """The text without what tells who somebody is.

    A help and not a promise: a person reads before anything is published. Redacting what is redacted changes nothing.
    """
    found = personal_data(text)
    pieces: list[str] = []
    end = 0
    for span in found:
        pieces += [text[end : span.start], PLACEHOLDERS[span.kind]]
        end = span.end
    return Redacted("".join([*pieces, text[end:]]), found)


def personal_data(text: str) -> tuple[Found, ...]:
    """What in the text tells who somebody is, in the order it stands, none upon another."""
    found: list[Found] = []
    waiting = list(
        _between(text, 0, len(text), [(match.start(), match.end()) for match in _PLACEHOLDER.finditer(text)])
    )
    while waiting:
        start, end = waiting.pop()
        spans = [
            Found(each.kind, start + each.start, start + each.end, each.certain) for each in _look(text[start:end])
        ]
        found += spans
        # What is left on both sides is looked at on its own until nothing is found: a second redaction finds nothing.
        if spans:
            waiting += _between(text, start, end, [(each.start, each.end) for each in spans])
    return tuple(sorted(found, key=lambda span: span.start))


def _between(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for first, last in [*sorted(spans), (end, end)]:
        if text[start:first].strip():
            yield start, first
        start = last


def _look(piece: str) -> Iterator[Found]:
    folded = fold(piece)
    plain = folded.text
    for find in _FINDERS:
        found = find(plain)
        if found:
            plain = hide(plain, found)
            for each in found:
                start, end = folded.span(each.start, each.end)
                yield Found(each.kind, start, end, each.certain)
