"""Patterns for self-harm, harm by others and threats, and what only sounds like it, read from the lists beside.

In a pattern "~" stands for up to two words in between, and a name in braces for its words in ``lists.txt``.
Letters may be written as usual: a pattern is made plain before it is compiled, as the text is that it is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from core.language.concerns.plain_words import plain

KINDS = ("self_harm", "harmed_by_others", "threat")
_OWN_NEGATION = "! "
_WINDOW = r"(?: \w+){0,2}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How one concern may be worded; ``negated`` when a negation belongs to it ("orkar inte leva")."""

    kind: str
    found: re.Pattern[str]
    negated: bool


def _lines(name: str) -> Iterator[str]:
    lines = files("core.language.concerns").joinpath(f"{name}.txt").read_text("utf-8").splitlines()
    return (line for line in lines if not line.startswith("#"))


_LISTS = {name: words for name, _, words in (line.partition(" = ") for line in _lines("lists"))}


def _plain(pattern: str) -> str:
    for name, words in _LISTS.items():
        pattern = pattern.replace("{" + name + "}", words)
    return plain(pattern).replace("~", _WINDOW)


def _compiled(*patterns: str) -> re.Pattern[str]:
    # Only whole words match, and no window reaches over the end of a sentence or a pause.
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(_plain, patterns))})(?!\S)")


def _screened(kind: str) -> Iterator[Pattern]:
    for line in _lines(kind):
        yield Pattern(kind, _compiled(line.removeprefix(_OWN_NEGATION)), line.startswith(_OWN_NEGATION))


SCREENED = tuple(pattern for kind in KINDS for pattern in _screened(kind))
# All of a kind at once: most texts match none, and one search is much quicker than a hundred.
ANY_OF = {kind: _compiled(*(line.removeprefix(_OWN_NEGATION) for line in _lines(kind))) for kind in KINDS}
HARMLESS = tuple(map(_compiled, _lines("harmless")))
