"""Words of somebody in danger or of a threat, raised so that a person reads them soon; nothing is decided here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.language.concerns.patterns import ANY_OF, HARMLESS, KINDS, SCREENED, Pattern
from core.language.concerns.plain_words import PlainText, plain_words

__all__ = ["KINDS", "VERSION", "Concern", "concerns"]

VERSION = "1"
# A negation right before, inside or right after takes back what was said.
_NEGATIONS = frozenset({"inte", "aldrig", "not", "never", "knappast", "slutat", "inget", "ingen"})


@dataclass(frozen=True, slots=True)
class Concern:
    """A kind of concern, one of ``KINDS``, and the words of the text it rests on."""

    kind: str
    words: str


def concerns(text: str) -> tuple[Concern, ...]:
    """What in the text a person should read soon, at most one of each kind; empty for most texts.

    Negations and the titles of films and books are considered, and idioms are left out ("skjuta upp", "dö av skratt").
    """
    spoken = plain_words(text)
    possible = [kind for kind in KINDS if ANY_OF[kind].search(spoken.text)]
    found: dict[str, Concern] = {}
    harmless: list[tuple[int, int]] | None = None
    for pattern in SCREENED:
        if pattern.kind in found or pattern.kind not in possible:
            continue
        for match in pattern.found.finditer(spoken.text):
            if harmless is None:
                harmless = [each.span() for idiom in HARMLESS for each in idiom.finditer(spoken.text)]
            if _is_meant(pattern, match, spoken, harmless):
                found[pattern.kind] = Concern(pattern.kind, spoken.words(match.start(), match.end()))
                break
    return tuple(found[kind] for kind in KINDS if kind in found)


def _is_meant(pattern: Pattern, match: re.Match[str], spoken: PlainText, harmless: list[tuple[int, int]]) -> bool:
    if any(start < match.end() and match.start() < end for start, end in harmless):
        return False
    if pattern.negated:
        return True
    before = spoken.text[: match.start()].rsplit(maxsplit=1)[-1:]
    after = spoken.text[match.end() : match.end() + 12].split()[:1]
    return _NEGATIONS.isdisjoint([*before, *match[0].split(), *after])
