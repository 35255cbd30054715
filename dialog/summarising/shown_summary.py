"""A summary as everybody reads it: its parts in order, each sentence with what it rests on, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from core.charts import DivergingRow
from core.summaries.sentences import FREE, SLOT, Section
from dialog.analysis.claims import Claim, Kind
from dialog.feedback.results import AnswerView
from dialog.results import FEWEST, Inspel
from dialog.shown_results import bar_of
from dialog.summarising.models import SentenceState
from dialog.summarising.results import SentenceView, SummaryView, numbers_of

# A page stays small however long a summary is: beyond this, each part shows its first sentences and leads to the rest.
MOST_SENTENCES = 36
FEW_OF_A_PART = 4
A_PAGE = 20
# Sources that stand with their sentences, each and all together; the rest are one page away.
MOST_OF_A_SENTENCE = 4
MOST_SOURCES = 40
DIALOGUE, MEETING = "d", "m"
_COUNTS = ("n", "agree", "disagree", "passes", "share", "low", "high")
_OF_GROUP = ("agree", "n", "rest_agree", "rest_n")


@dataclass(frozen=True, slots=True)
class Group:
    """A group that differs from the others about an inspel: how many in it agree, and how many of the others."""

    label: str
    agree: int
    n: int
    rest_agree: int
    rest_n: int


@dataclass(frozen=True, slots=True)
class Cited:
    """An inspel that a sentence rests on. ``claim`` and ``bar`` are None where no count may be shown.

    ``is_quoted`` says that its words stand in the sentence already.
    """

    inspel: Inspel
    claim: Claim | None
    bar: DivergingRow | None
    is_quoted: bool
    answers: Sequence[AnswerView] = ()
    groups: tuple[Group, ...] = ()

    @property
    def number(self) -> int:
        """The number it is known by in the dialogue."""
        return self.inspel.number

    @property
    def side(self) -> str:
        """Which of a claim's counts its share is of: "passes", "agree" or "disagree"; "" where there is no share."""
        claim = self.claim
        if claim is None or claim.share is None:
            return ""
        if claim.kind is Kind.UNSURE:
            return "passes"
        return "disagree" if claim.disagree > claim.agree and claim.kind is not Kind.DISTINCT else "agree"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence: its words in pieces, each with its language, and at most so many of the ``total`` it cites.

    ``counts_of`` are the kinds of counts it rests on beside inspel: the dialogue's (``d``) and meetings' (``m``).
    """

    key: str
    pieces: tuple[tuple[str, str], ...]
    cited: tuple[Cited, ...]
    total: int
    counts_of: tuple[str, ...]

    @property
    def words(self) -> str:
        """The whole sentence."""
        return "".join(words for words, _ in self.pieces)

    @property
    def has_sources(self) -> bool:
        """Whether there is anything to show behind it."""
        return bool(self.cited or self.counts_of)


@dataclass(frozen=True, slots=True)
class Part:
    """One part with its sentences on this page, by topic; ``total`` is how many it has."""

    section: Section
    topics: tuple[tuple[str, tuple[Told, ...]], ...]
    total: int

    @property
    def is_free(self) -> bool:
        """Whether the words are the municipality's own."""
        return self.section in FREE

    @property
    def sentences(self) -> tuple[Told, ...]:
        """All that are on the page, in order."""
        return tuple(one for _, several in self.topics for one in several)

    @property
    def is_whole(self) -> bool:
        """Whether everything in the part is on the page."""
        return len(self.sentences) >= self.total


Answers = Mapping[int, Sequence[AnswerView]]


def whole(summary: SummaryView) -> tuple[Part, ...]:
    """Every part with every sentence and source: for a document."""
    return tuple(_part(summary, section, summary.of(section), None, {}) for section in _sections(summary))


def first_page(summary: SummaryView, answers: Answers) -> tuple[Part, ...]:
    """Every part: all of it when the summary is short, or else the first sentences of each."""
    cited = [section for section in _sections(summary) if section not in FREE]
    is_short = sum(len(summary.of(section)) for section in cited) <= MOST_SENTENCES
    chosen = {
        section: summary.of(section)[: None if is_short or section in FREE else FEW_OF_A_PART]
        for section in _sections(summary)
    }
    most = _most_sources([one for several in chosen.values() for one in several])
    return tuple(_part(summary, section, several, most, answers) for section, several in chosen.items())


def page(summary: SummaryView, section: Section, number: int, answers: Answers) -> Part:
    """One page of a part."""
    chosen = summary.of(section)[(number - 1) * A_PAGE : number * A_PAGE]
    return _part(summary, section, chosen, _most_sources(chosen), answers)


def sentence(summary: SummaryView, key: str, number: int, answers: Answers) -> Told | None:
    """One sentence with a page of its sources; None where nothing is shown by that key."""
    found = next((one for one in summary.shown if one.key == key), None)
    if found is None:
        return None
    told = _told(summary, found, None, answers)
    return replace(told, cited=told.cited[(number - 1) * A_PAGE : number * A_PAGE])


def gone(summary: SummaryView) -> int:
    """How many sentences are left out because the words they rest on have been taken back."""
    return sum(one.is_gone and one.state is not SentenceState.STRUCK for one in summary.sentences)


def _sections(summary: SummaryView) -> list[Section]:
    return [section for section in Section if summary.of(section)]


def _most_sources(chosen: Sequence[SentenceView]) -> int:
    """How many sources each may show so that the page stays small."""
    total = sum(min(len(one.inspel), MOST_OF_A_SENTENCE) for one in chosen)
    return MOST_OF_A_SENTENCE if total <= MOST_SOURCES else 1


def _part(
    summary: SummaryView, section: Section, chosen: Sequence[SentenceView], most: int | None, answers: Answers
) -> Part:
    told = [(one.topic, _told(summary, one, most, answers)) for one in chosen]
    topics = tuple(
        (topic, tuple(one for _, one in several)) for topic, several in groupby(told, key=lambda one: one[0])
    )
    return Part(section, topics, len(summary.of(section)))


def _told(summary: SummaryView, one: SentenceView, most: int | None, answers: Answers) -> Told:
    quoted = frozenset(numbers_of(SLOT.findall(one.text)))
    return Told(
        key=one.key,
        pieces=_pieces(one, summary.language),
        cited=tuple(
            _cited(inspel, one.claims, inspel.number in quoted, answers.get(inspel.number, ()))
            for inspel in one.inspel[:most]
        ),
        total=len(one.inspel),
        counts_of=tuple(dict.fromkeys(ref[:1] for ref in one.cites if ref[:1] in (DIALOGUE, MEETING))),
    )


def _pieces(one: SentenceView, language: str) -> tuple[tuple[str, str], ...]:
    """The words between the slots in the summary's language, and those of inspel in their own."""
    readable = {inspel.number: inspel for inspel in one.inspel}
    pieces = []
    # A split by a pattern with a group gives text and slot in turn.
    for place, words in enumerate(SLOT.split(one.text)):
        inspel = readable.get(next(iter(numbers_of([words])), 0)) if place % 2 else None
        pieces.append((f"”{inspel.text}”", inspel.language) if inspel else ("" if place % 2 else words, language))
    return tuple((words, tongue) for words, tongue in pieces if words)


def _cited(inspel: Inspel, claims: Mapping[str, Any], is_quoted: bool, answers: Sequence[AnswerView]) -> Cited:
    stored = claims.get(f"c{inspel.number}")
    # A claim that fewer than five voted on is kept without its counts.
    if not stored or stored["n"] is None or stored["n"] < FEWEST:
        return Cited(inspel, None, None, is_quoted, answers)
    claim = Claim(Kind(stored["kind"]), inspel.number, **{name: stored[name] for name in _COUNTS})
    groups = tuple(
        Group(one["label"], *(one[name] for name in _OF_GROUP)) for one in stored["contrasts"] if one["label"]
    )
    return Cited(inspel, claim, bar_of(claim), is_quoted, answers, groups)
