"""Our own labelled texts for language, redaction and screening, and how well the rules agree with them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core.language.personal_data import KINDS, Found, personal_data
from core.language.screening import concerns

FOLDER = Path(__file__).parent / "labelled"
_MARKED = re.compile(r"\{(\w+)\|([^}]*)\}")
NOTHING = "none"


def labelled(name: str) -> list[tuple[str, str]]:
    """The label and the text of every line of a set."""
    return [(label, text) for label, _, text in (line.partition(": ") for line in lines(name))]


def lines(name: str) -> Iterator[str]:
    """The lines of a set, without those that tell about it."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))


def is_held(text: str) -> bool:
    """Whether a text is in the half its own hash puts aside."""
    return hashlib.sha256(text.encode()).digest()[-1] % 2 == 1


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and what in it we hold to be personal."""

    text: str
    spans: tuple[Found, ...]

    def is_hidden(self, span: Found, found: Iterable[Found]) -> bool:
        """Whether every letter and digit of the span is among what was found."""
        covered = {place for each in found for place in range(each.start, each.end)}
        return all(place in covered for place in range(span.start, span.end) if self.text[place].isalnum())


def marked(line: str) -> Marked:
    """A line in which ``{kind|what stands there}`` marks what is personal."""
    pieces, spans, end, length = [], [], 0, 0
    for match in _MARKED.finditer(line):
        pieces += [line[end : match.start()], match[2]]
        start = length + match.start() - end
        length, end = start + len(match[2]), match.end()
        spans.append(Found(match[1], start, length))
    return Marked("".join([*pieces, line[end:]]), tuple(spans))


def redaction_scores(texts: Iterable[Marked]) -> dict[str, tuple[int, int, int, int]]:
    """For each kind how many there are, how many of them are hidden, how many were found, and how many rightly."""
    there, hidden, found, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for text in texts:
        spans = personal_data(text.text)
        for wanted in text.spans:
            there[wanted.kind] += 1
            hidden[wanted.kind] += text.is_hidden(wanted, spans)
        for each in spans:
            found[each.kind] += 1
            right[each.kind] += any(each.start < wanted.end and wanted.start < each.end for wanted in text.spans)
    return {kind: (there[kind], hidden[kind], found[kind], right[kind]) for kind in KINDS}


def screening_scores(texts: Iterable[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """For each kind how many texts are of it and in how many it was found; for "none" how many raised anything."""
    there, found = Counter[str](), Counter[str]()
    for label, text in texts:
        kinds = {concern.kind for concern in concerns(text)}
        for kind in label.split("+"):
            there[kind] += 1
            found[kind] += bool(kinds) if kind == NOTHING else kind in kinds
    return {kind: (there[kind], found[kind]) for kind in there}
