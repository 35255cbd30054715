"""A version as whoever approves it reads it: as it will be published, with what changed, checks and sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.summaries.sentences import FREE, Section
from dialog.summarising import comparing, results
from dialog.summarising.checking import Checked
from dialog.summarising.comparing import Changes, Mark
from dialog.summarising.models import Summary
from dialog.summarising.results import SentenceView, SummaryView
from dialog.summarising.review_page import MOST_CITED, Row, row
from dialog.summarising.states import SEEN

# So many sentences a page; a summary that somebody is to read has seldom more.
A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Since:
    """What is compared with, and what has changed since: another version by its number, or what the approver returned.

    ``before`` is the other version; None for what was returned, of which only fingerprints are kept.
    """

    changes: Changes
    before: SummaryView | None


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence: ``mark`` is "added", "changed", "moved" or "", and its sources are there if ``is_open``."""

    row: Row
    mark: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its sentences by topic."""

    section: Section
    topics: tuple[tuple[str, tuple[Said, ...]], ...]

    @property
    def is_free(self) -> bool:
        """Whether the words are the municipality's own."""
        return self.section in FREE


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """The parts on a page, and the numbers of the pages before and after; ``asks`` if sources open one at a time."""

    parts: tuple[Part, ...]
    page: int
    pages: int
    asks: bool


def since(session: Session, summary: Summary, now: SummaryView) -> Since | None:
    """What changed since the approver sent it back, or else since the version before; None for the first there is."""
    if summary.returned:
        before: Sequence[Mark] = [(str(key), str(mark)) for key, mark in summary.returned]
        return Since(comparing.compare(before, comparing.marks(now)), None)
    return since_version(session, now)


def since_version(session: Session, now: SummaryView) -> Since | None:
    """What changed since the latest version before this one that has been published."""
    query = select(Summary).where(Summary.dialogue_id == now.dialogue_id, Summary.version < now.version)
    earlier = session.scalar(query.where(Summary.state.in_(SEEN)).order_by(Summary.version.desc()).limit(1))
    if earlier is None:
        return None
    before = results.view(session, earlier)
    return Since(comparing.compare(comparing.marks(before), comparing.marks(now)), before)


def page_of(
    summary: SummaryView,
    checked: Mapping[str, tuple[Checked, ...]],
    compared: Since | None,
    page: int,
    opened: str,
) -> ApprovalPage:
    """A page of what will be published; ``opened`` is the key of the sentence whose sources are asked for."""
    pages = max(-(-len(summary.shown) // A_PAGE), 1)
    number = min(max(page, 1), pages)
    shown = summary.shown[(number - 1) * A_PAGE : number * A_PAGE]
    asks = sum(len(one.inspel) for one in shown) > MOST_CITED
    parts = tuple(
        Part(
            section,
            tuple(
                (topic, tuple(_said(summary, one, checked, compared, not asks or one.key == opened) for one in several))
                for topic, several in groupby(sentences, key=lambda one: one.topic)
            ),
        )
        for section, sentences in groupby(shown, key=lambda one: one.section)
    )
    return ApprovalPage(parts, number, pages, asks)


def _said(
    summary: SummaryView,
    sentence: SentenceView,
    checked: Mapping[str, tuple[Checked, ...]],
    compared: Since | None,
    is_open: bool,
) -> Said:
    one = row(summary, sentence, checked.get(sentence.key, ()), None if is_open else 0)
    return Said(one, _mark(compared.changes, sentence.key) if compared else "", is_open)


def _mark(changes: Changes, key: str) -> str:
    found = {"added": changes.added, "changed": changes.changed, "moved": changes.moved}
    return next((mark for mark, keys in found.items() if key in keys), "")
