"""What a published summary highlights, sentence by sentence, with the answers to the inspel each rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from dialog.feedback import listing
from dialog.feedback.listing import Line
from dialog.models import Statement
from dialog.moderating import queue
from dialog.summarising import results as summaries
from dialog.summarising.errors import NoSuchSummary
from dialog.summarising.results import HIGHLIGHTED, SentenceView, SummaryView, numbers_of

A_PAGE = 6


@dataclass(frozen=True, slots=True)
class Votes:
    """How an inspel was voted on when the summary was drafted."""

    n: int
    agree: int
    disagree: int
    passes: int


@dataclass(frozen=True, slots=True)
class Point:
    """One highlighted sentence: its words, and the inspel it rests on with their answers and their votes."""

    key: str
    words: str
    lines: tuple[Line, ...]
    votes: Mapping[int, Votes]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its inspel."""
        return tuple(line.number for line in self.lines)

    @property
    def is_begun(self) -> bool:
        """Whether any of its inspel has an answer of our own, published or not."""
        return any(line.has(listing.ANSWER) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Points:
    """Some points in the order they are read, how many come before them, and the next page when there are more."""

    points: tuple[Point, ...]
    start: int
    next: int | None


def page(session: Session, dialogue_id: int, asked: int = 1) -> Points | None:
    """A page of what the published summary highlights, in six queries; None where it highlights nothing."""
    found = _published(session, dialogue_id)
    sentences = _highlighted(found) if found else []
    if not sentences:
        return None
    start = (asked - 1) * A_PAGE
    shown = sentences[start : start + A_PAGE]
    more = len(sentences) > start + A_PAGE
    return Points(_points(session, dialogue_id, shown), start, asked + 1 if more else None)


def point(session: Session, dialogue_id: int, key: str) -> Point:
    """One of them; raises NoSuchSummary where the published summary highlights no such sentence any more."""
    found = _published(session, dialogue_id)
    sentence = next((one for one in _highlighted(found) if one.key == key), None) if found else None
    if sentence is None:
        raise NoSuchSummary
    return _points(session, dialogue_id, [sentence])[0]


def statements(session: Session, dialogue_id: int, point: Point) -> list[Statement]:
    """The rows of the inspel of a point."""
    return list(queue.by_number(session, dialogue_id, point.numbers).values())


def _published(session: Session, dialogue_id: int) -> SummaryView | None:
    row = summaries.published(session, dialogue_id)
    return summaries.view(session, row) if row else None


def _highlighted(summary: SummaryView) -> list[SentenceView]:
    """In the order they are read; a sentence that rests on figures alone asks for no answer."""
    return [one for section in HIGHLIGHTED for one in summary.of(section) if _cited(one)]


def _cited(sentence: SentenceView) -> list[int]:
    readable = {inspel.number for inspel in sentence.inspel}
    return [number for number in numbers_of(sentence.cites) if number in readable]


def _points(session: Session, dialogue_id: int, sentences: Sequence[SentenceView]) -> tuple[Point, ...]:
    numbers = {number for sentence in sentences for number in _cited(sentence)}
    lines = {line.number: line for line in listing.of_numbers(session, dialogue_id, numbers)}
    return tuple(
        Point(
            key=sentence.key,
            words=sentence.words,
            lines=tuple(lines[number] for number in _cited(sentence)),
            votes={
                number: _votes(claim) for number in _cited(sentence) if (claim := sentence.claims.get(f"c{number}"))
            },
        )
        for sentence in sentences
    )


def _votes(claim: Mapping[str, Any]) -> Votes:
    return Votes(claim["n"], claim["agree"], claim["disagree"], claim["passes"])
