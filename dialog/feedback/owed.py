"""Which inspel a municipality owes an answer: those its published summary highlights, and all of them without one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.summaries.sentences import SLOT
from dialog.models import Statement
from dialog.results import IS_READ
from dialog.summarising.models import SentenceState, Summary, SummarySentence, SummaryState
from dialog.summarising.results import HIGHLIGHTED, numbers_of


@dataclass(frozen=True, slots=True)
class Owed:
    """The highlighted inspel of some dialogues: their ids by their numbers, by dialogue, in the order they are read.

    A dialogue that is not in ``highlighted`` has no published summary that highlights anything: it owes an answer to
    every published inspel.
    """

    dialogue_ids: tuple[int, ...]
    highlighted: Mapping[int, Mapping[int, int]] = field(default_factory=dict)

    def where(self) -> ColumnElement[bool]:
        """What picks them out of the published inspel."""
        rest = [dialogue_id for dialogue_id in self.dialogue_ids if dialogue_id not in self.highlighted]
        ids = [statement_id for numbers in self.highlighted.values() for statement_id in numbers.values()]
        return or_(Statement.dialogue_id.in_(rest), Statement.id.in_(ids))

    def of(self, dialogue_id: int) -> tuple[int, ...]:
        """The numbers of what one dialogue's summary highlights; empty where it owes an answer to everything."""
        return tuple(self.highlighted.get(dialogue_id, ()))


def of_dialogues(session: Session, dialogue_ids: Iterable[int]) -> Owed:
    """What is owed in some dialogues: one query where none has a published summary, and two however many have."""
    wanted = tuple(dict.fromkeys(dialogue_ids))
    sentences: dict[int, list[Any]] = {}
    for row in session.execute(
        select(Summary.dialogue_id, SummarySentence.section, SummarySentence.cites, SummarySentence.text)
        .join(SummarySentence, SummarySentence.summary_id == Summary.id)
        .where(
            Summary.dialogue_id.in_(wanted),
            Summary.state == SummaryState.PUBLISHED,
            SummarySentence.section.in_(HIGHLIGHTED),
            SummarySentence.state != SentenceState.STRUCK,
        )
        .order_by(SummarySentence.position)
    ):
        sentences.setdefault(row.dialogue_id, []).append(row)
    if not sentences:
        return Owed(wanted)
    read = _read(session, sentences)
    owed = {dialogue_id: _highlighted(rows, read.get(dialogue_id, {})) for dialogue_id, rows in sentences.items()}
    return Owed(wanted, {dialogue_id: numbers for dialogue_id, numbers in owed.items() if numbers})


def _read(session: Session, sentences: Mapping[int, Sequence[Any]]) -> Mapping[int, Mapping[int, int]]:
    """The ids by the numbers of the inspel that sentences rest on and that can still be read."""
    numbers = {number for rows in sentences.values() for row in rows for number in (*_cited(row), *_quoted(row))}
    found: dict[int, dict[int, int]] = {}
    for dialogue_id, number, statement_id in session.execute(
        select(Statement.dialogue_id, Statement.number, Statement.id).where(
            Statement.dialogue_id.in_(sentences), Statement.number.in_(numbers), *IS_READ
        )
    ):
        found.setdefault(dialogue_id, {})[number] = statement_id
    return found


def _highlighted(rows: Sequence[Any], read: Mapping[int, int]) -> Mapping[int, int]:
    """As ``SummaryView.highlighted``: a sentence that quotes words which are gone is shown to nobody."""
    shown = [row for row in rows if all(number in read for number in _quoted(row))]
    cited = [number for section in HIGHLIGHTED for row in shown if row.section is section for number in _cited(row)]
    return {number: read[number] for number in dict.fromkeys(cited) if number in read}


def _cited(row: Any) -> tuple[int, ...]:
    return numbers_of(row.cites)


def _quoted(row: Any) -> tuple[int, ...]:
    return numbers_of(SLOT.findall(row.text))
