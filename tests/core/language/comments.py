"""Our own labelled comments, and how well somebody who labels them anew agrees."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.language.factors import tags
from core.language.sentiment import LABELS

FILE = Path(__file__).parent / "labelled" / "comments.tsv"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as we would read it. Written before the lexicon, after it (after), or when both were done (later)."""

    written: str
    sentiment: str
    factors: frozenset[str]
    text: str

    @property
    def is_held(self) -> bool:
        """Whether it is in the half that nothing was tuned to, which its own hash decides."""
        return hashlib.sha256(self.text.encode()).digest()[-1] % 2 == 1


@cache
def comments() -> tuple[Comment, ...]:
    """All of them."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Comment(row["written"], row["sentiment"], frozenset(row["factors"].split(",")) - {"-"}, row["text"])
            for row in rows
        )


def macro_f1(right: Sequence[str], said: Sequence[str | None]) -> float:
    """The mean F1 of the three labels; what is unsure is right of none."""
    scores = []
    for label in LABELS:
        both = sum(one == label == other for one, other in zip(right, said, strict=True))
        scores.append(2 * both / (sum(one == label for one in right) + sum(one == label for one in said)))
    return sum(scores) / len(scores)


def surest_half(right: Sequence[str], said: Sequence[str | None], confidence: Sequence[float]) -> float:
    """How large a part is right of the half one is most confident of."""
    order = sorted(range(len(right)), key=lambda at: -confidence[at])[: len(right) // 2]
    return sum(right[at] == said[at] for at in order) / len(order)


def micro_f1(some: Iterable[Comment]) -> float:
    """F1 over all pairs of a comment and a factor."""
    both = wrong = 0
    for comment in some:
        found = {tag.factor for tag in tags(comment.text)}
        both += len(found & comment.factors)
        wrong += len(found ^ comment.factors)
    return 2 * both / (2 * both + wrong)


def figure(value: float) -> str:
    """As docs/text.md writes it."""
    return f"{value:.2f}"


def row_of(heading: str, start: str) -> list[str]:
    """The cells of the row that begins with ``start`` in the section of docs/text.md with that heading."""
    text = (Path(__file__).parents[3] / "docs" / "text.md").read_text("utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    (row,) = (line for line in section.splitlines() if line.startswith(f"| {start} |"))
    return [cell.strip() for cell in row.strip("|").split("|")]


Chooses = Callable[[Comment], bool]
PARTS: dict[str, Chooses] = {
    "tuning half": lambda one: not one.is_held,
    "held half": lambda one: one.is_held,
    "held, written before the lexicon": lambda one: one.is_held and one.written == "before",
    "held, written after it": lambda one: one.is_held and one.written != "before",
}


def part(name: str) -> list[Comment]:
    """The comments of a part of PARTS."""
    return [comment for comment in comments() if PARTS[name](comment)]
