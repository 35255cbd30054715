"""A part of a version as staff go through it: each sentence beside what it rests on, and how far they have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.i18n import gettext as _
from core.summaries.sentences import FREE, Section
from dialog import claim_words
from dialog.analysis.claims import Kind
from dialog.results import FEWEST, Inspel
from dialog.summarising import checking
from dialog.summarising.checking import Checked
from dialog.summarising.models import SentenceState
from dialog.summarising.reasons import Reasons
from dialog.summarising.results import SentenceView, SummaryView
from dialog.summarising.reviewing import neighbours
from dialog.summarising.sources import CLAIM

# So many with all they rest on keep a page light, and are read in a minute or two.
A_PAGE = 10
# Inspel that stand beside their sentence, each and all together; the rest are on the sentence's own page.
MOST_OF_A_SENTENCE = 4
MOST_CITED = 16


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a version in the list of parts: how many sentences it has, and how many have been gone through."""

    section: Section
    reviewed: int
    total: int

    @property
    def is_done(self) -> bool:
        """Whether nothing in it waits."""
        return self.reviewed == self.total


@dataclass(frozen=True, slots=True)
class Cited:
    """An inspel that a sentence rests on: ``verdict`` is how people voted on it, "" where that is not known.

    ``share``, ``low`` and ``high`` are whole per cent, None where there are too few votes.
    """

    inspel: Inspel
    verdict: str
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence to go through. ``counts`` are the sets of counts it rests on; ``rises`` and ``sinks`` if it can move.

    ``more`` is how many inspel it rests on beside those in ``cited``.
    """

    sentence: SentenceView
    cited: tuple[Cited, ...]
    more: int
    counts: tuple[str, ...]
    checked: tuple[Checked, ...]
    rises: bool
    sinks: bool

    @property
    def is_green(self) -> bool:
        """Whether every check of it is passed or explained."""
        return all(one.is_settled for one in self.checked)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some sentences of a part; ``page`` is its number, and there are ``pages`` of the part."""

    section: Section
    rows: tuple[Row, ...]
    page: int
    pages: int

    @property
    def is_free(self) -> bool:
        """Whether the part is the municipality's own words."""
        return self.section in FREE

    @property
    def to_keep(self) -> tuple[str, ...]:
        """Those that wait and that nothing was found in."""
        return tuple(row.sentence.key for row in self.rows if waits(row.sentence) and row.is_green)


def parts(summary: SummaryView) -> tuple[Part, ...]:
    """The parts that have anything to go through, in the order they are read."""
    found = {
        section: [one for one in summary.sentences if one.section is section and not one.is_gone] for section in Section
    }
    return tuple(
        Part(section, sum(not waits(one) for one in sentences), len(sentences))
        for section, sentences in found.items()
        if sentences
    )


def page_of(summary: SummaryView, section: Section | None, page: int | None, reasons: Reasons) -> ReviewPage | None:
    """A page of a part: those asked for, else where the first sentence is that waits; None for an empty version."""
    every = parts(summary)
    if not every:
        return None
    chosen = section or next((part.section for part in every if not part.is_done), every[0].section)
    sentences = [one for one in summary.sentences if one.section is chosen]
    pages = max(-(-len(sentences) // A_PAGE), 1)
    first = next((place for place, one in enumerate(sentences) if waits(one)), 0)
    number = min(page or first // A_PAGE + 1, pages)
    shown = sentences[(number - 1) * A_PAGE : number * A_PAGE]
    found = checking.of_sentences(summary, reasons, {one.key for one in shown})
    total = sum(min(len(one.inspel), MOST_OF_A_SENTENCE) for one in shown)
    most = MOST_OF_A_SENTENCE if total <= MOST_CITED else 1
    rows = tuple(row(summary, one, found.get(one.key, ()), most) for one in shown)
    return ReviewPage(chosen, rows, number, pages)


def page_with(summary: SummaryView, key: str) -> int:
    """The page of its part where a sentence stands; the first where there is no such sentence."""
    section = next((one.section for one in summary.sentences if one.key == key), None)
    within = [one.key for one in summary.sentences if one.section is section]
    return within.index(key) // A_PAGE + 1 if key in within else 1


def row(summary: SummaryView, sentence: SentenceView, checked: tuple[Checked, ...], most: int | None = None) -> Row:
    """One sentence with at most so many of the inspel it rests on; one that is gone rests on nothing to be shown."""
    before, after = neighbours(summary, sentence.key)
    shown = () if sentence.is_gone else sentence.inspel[:most]
    return Row(
        sentence=sentence,
        cited=tuple(cited(one, sentence.claims.get(f"{CLAIM}{one.number}")) for one in shown),
        more=0 if sentence.is_gone else len(sentence.inspel) - len(shown),
        counts=tuple(ref for ref in sentence.cites if ref in summary.facts),
        checked=checked,
        rises=before is not None,
        sinks=after is not None,
    )


def cited(inspel: Inspel, claim: Mapping[str, Any] | None) -> Cited:
    """An inspel with how people voted on it, as a sentence keeps it; how fewer than five voted is not said."""
    if not claim:
        return Cited(inspel, "")
    if not claim["n"] or claim["n"] < FEWEST:
        return Cited(inspel, str(_("Färre än fem har röstat")))
    words = claim_words.verdict(Kind(claim["kind"]), claim["n"], claim["agree"], claim["disagree"], claim["passes"])
    share, low, high = (None if claim[name] is None else 100 * claim[name] for name in ("share", "low", "high"))
    return Cited(inspel, words, share, low, high)


def waits(sentence: SentenceView) -> bool:
    """Whether somebody has still to look at it; what nobody can read is not gone through."""
    return sentence.state is SentenceState.WAITING and not sentence.is_gone
