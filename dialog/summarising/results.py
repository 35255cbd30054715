"""Versions of a summary as frozen values: what every page, file and channel reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.summaries.sentences import SLOT, Section, Sentence, filled
from dialog.analysing import results as analyses
from dialog.models import Dialogue
from dialog.results import Inspel
from dialog.summarising.errors import NoSuchSummary
from dialog.summarising.models import SentenceState, Summary, SummarySentence, SummaryState
from dialog.summarising.states import EDITED, UNDER_WAY

INSPEL = "i"
# The parts whose inspel the municipality owes an answer once the summary is published: whatever enough have voted on,
# however it went.
HIGHLIGHTED = (Section.UNITES, Section.DIVIDES, Section.UNSURE, Section.UNCLEAR, Section.PRIORITISED)


@dataclass(frozen=True, slots=True)
class SentenceView:
    """One sentence as it stands. ``words`` are as people read it, with what it cites in its place.

    ``inspel`` are the cited inspel that can still be read, in the order they are cited; ``is_gone`` says that it cites
    inspel and none of them can: it is then shown to nobody. ``claims`` are by ref, as they were at the draft.
    ``written_by_id`` is who changed it last, None for the programme.
    """

    id: int
    key: str
    section: Section
    topic: str
    position: int
    text: str
    draft: str
    words: str
    cites: tuple[str, ...]
    claims: Mapping[str, Any]
    inspel: tuple[Inspel, ...]
    is_gone: bool
    state: SentenceState
    read_back: Mapping[str, int]
    is_assisted: bool
    written_by_id: int | None
    written_by: str

    @property
    def sentence(self) -> Sentence:
        """The plain value that checks look at."""
        return Sentence(self.key, self.section, self.text, self.cites, self.topic)

    @property
    def is_in(self) -> bool:
        """Whether it will be published as it stands."""
        return self.state is not SentenceState.STRUCK and not self.is_gone


@dataclass(frozen=True, slots=True)
class SummaryView:
    """One version with its sentences in order; those that are struck are among them."""

    id: int
    dialogue_id: int
    slug: str
    version: int
    state: SummaryState
    revision: int
    language: str
    short: str
    input_hash: str
    content_hash: str
    facts: Mapping[str, Any]
    coverage: Mapping[str, Any]
    drafted_at: datetime
    approver_id: int | None
    submitted_by_id: int | None
    submitted_by: str
    submitted_on: date | None
    review_note: str
    approved_by_id: int | None
    approved_by: str
    approved_on: date | None
    published_by: str
    published_on: date | None
    ended_by: str
    ended_on: date | None
    ended_reason: str | None
    sentences: tuple[SentenceView, ...]

    @property
    def is_edited(self) -> bool:
        """Whether sentences may be changed where it stands."""
        return self.state in EDITED

    @property
    def shown(self) -> tuple[SentenceView, ...]:
        """What is published of it."""
        return tuple(one for one in self.sentences if one.is_in)

    @property
    def highlighted(self) -> tuple[int, ...]:
        """The numbers of the inspel that are owed an answer, each once and in the order they are read."""
        refs = [ref for section in HIGHLIGHTED for one in self.of(section) for ref in one.cites]
        readable = {inspel.number for one in self.shown for inspel in one.inspel}
        return tuple(number for number in numbers_of(refs) if number in readable)

    def of(self, section: Section) -> tuple[SentenceView, ...]:
        """What is published of one part."""
        return tuple(one for one in self.shown if one.section is section)


def latest(session: Session, dialogue_id: int, *states: SummaryState) -> Summary | None:
    """The newest version of a dialogue, in one of some states if any are named."""
    query = select(Summary).where(Summary.dialogue_id == dialogue_id).order_by(Summary.version.desc()).limit(1)
    return session.scalar(query.where(Summary.state.in_(states)) if states else query)


def under_way(session: Session, dialogue_id: int) -> Summary | None:
    """The version that is being worked on."""
    return latest(session, dialogue_id, *UNDER_WAY)


def published(session: Session, dialogue_id: int) -> Summary | None:
    """The version that counts."""
    return latest(session, dialogue_id, SummaryState.PUBLISHED)


def version(session: Session, dialogue_id: int, number: int) -> Summary:
    """One version by its number; raises NoSuchSummary."""
    query = select(Summary).where(Summary.dialogue_id == dialogue_id, Summary.version == number)
    found = session.scalar(query)
    if found is None:
        raise NoSuchSummary
    return found


def view(session: Session, summary: Summary) -> SummaryView:
    """The frozen value of a version: three queries, however much it cites."""
    rows = session.scalars(
        select(SummarySentence).where(SummarySentence.summary_id == summary.id).order_by(SummarySentence.position)
    ).all()
    numbers = {number for row in rows for number in numbers_of([*row.cites, *_slots(row.text)])}
    read = analyses.inspel(session, summary.dialogue_id, numbers)
    values = {name: getattr(summary, name) for name in SummaryView.__dataclass_fields__ if hasattr(Summary, name)}
    slug = session.scalars(select(Dialogue.slug).where(Dialogue.id == summary.dialogue_id)).one()
    return SummaryView(**values | {"slug": slug, "sentences": tuple(_sentence(row, read) for row in rows)})


def numbers_of(refs: Sequence[str]) -> tuple[int, ...]:
    """The numbers of the inspel among some refs, each once and in their order."""
    found = (int(ref[1:]) for ref in refs if ref[:1] == INSPEL and ref[1:].isdecimal())
    return tuple(dict.fromkeys(found))


def _sentence(row: SummarySentence, read: Mapping[int, Inspel]) -> SentenceView:
    numbers = numbers_of([*row.cites, *_slots(row.text)])
    inspel = tuple(read[number] for number in numbers if number in read)
    quoted = numbers_of(_slots(row.text))
    return SentenceView(
        id=row.id,
        key=row.key,
        section=row.section,
        topic=row.topic,
        position=row.position,
        text=row.text,
        draft=row.draft,
        words=filled(row.text, lambda ref: _quoted(read.get(next(iter(numbers_of([ref])), 0)))),
        cites=tuple(row.cites),
        claims=row.claims,
        inspel=inspel,
        is_gone=(bool(numbers) and not inspel) or any(number not in read for number in quoted),
        state=row.state,
        read_back=row.read_back,
        is_assisted=row.is_assisted,
        written_by_id=row.changed_by_id,
        written_by=row.changed_by,
    )


def _quoted(one: Inspel | None) -> str:
    """As Swedish puts it; nobody reads this where the words are gone."""
    return f"”{one.text}”" if one else ""


def _slots(text: str) -> tuple[str, ...]:
    return tuple(SLOT.findall(text))
