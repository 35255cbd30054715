"""Every check of a version with what it fell on and the reason given for it: what is left before it may be approved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.summaries.checks import Check, Finding, findings
from core.summaries.sentences import Section
from dialog.summarising import sources
from dialog.summarising.reasons import WHOLE, Reason, Reasons
from dialog.summarising.results import SentenceView, SummaryView

# What those in a meeting answered when a line was read back to them.
RIGHT, WRONG, LACKING = "stammer", "stammer_inte", "saknas"


@dataclass(frozen=True, slots=True)
class Checked:
    """A check that a sentence, or the whole when ``key`` is "", did not pass, and the reason that still holds for it.

    ``about`` is the fingerprint that a reason for it must carry.
    """

    key: str
    check: Check
    details: tuple[str, ...]
    about: str
    reason: Reason | None

    @property
    def is_settled(self) -> bool:
        """Whether nothing more has to be done about it."""
        return self.reason is not None and not self.check.is_absolute


@dataclass(frozen=True, slots=True)
class Left:
    """What stands between a version and its approval: sentences that wait, checks, an ingress, an open dialogue."""

    waiting: tuple[str, ...]
    checked: tuple[Checked, ...]
    has_ingress: bool
    is_over: bool

    @property
    def unsettled(self) -> tuple[Checked, ...]:
        """The checks that are neither green nor explained."""
        return tuple(one for one in self.checked if not one.is_settled)

    @property
    def is_nothing(self) -> bool:
        """Whether it may be sent and approved."""
        return self.has_ingress and self.is_over and not self.waiting and not self.unsettled


def of_sentences(
    summary: SummaryView, reasons: Reasons, keys: Collection[str] | None = None
) -> Mapping[str, tuple[Checked, ...]]:
    """What was found in each sentence that is in, by its key; of ``keys`` alone where they are given."""
    known = sources.of_summary(summary)
    return {
        one.key: _gathered(one, (*findings(one.sentence, known), *_read_back(one)), reasons)
        for one in summary.shown
        if keys is None or one.key in keys
    }


def of_whole(summary: SummaryView, reasons: Reasons) -> tuple[Checked, ...]:
    """What was found of the version as a whole: whether too few of those who took part are heard in it."""
    details = _unheard(summary.coverage)
    return (_checked(WHOLE, Check.COVERAGE, details, [*details], reasons),) if details else ()


def left(summary: SummaryView, reasons: Reasons, *, is_over: bool) -> Left:
    """Everything that is left to do with a version."""
    found = of_sentences(summary, reasons)
    return Left(
        waiting=tuple(one.key for one in summary.shown if one.state == "waiting"),
        checked=(*(one for checked in found.values() for one in checked), *of_whole(summary, reasons)),
        has_ingress=any(one.text.strip() for one in summary.of(Section.INGRESS)),
        is_over=is_over,
    )


def _gathered(sentence: SentenceView, found: Sequence[Finding], reasons: Reasons) -> tuple[Checked, ...]:
    """One for each kind of check, with everything it fell on: one reason answers for all of it."""
    details: dict[Check, list[str]] = {}
    for one in found:
        details.setdefault(one.check, []).append(one.detail)
    return tuple(
        _checked(
            sentence.key,
            check,
            tuple(dict.fromkeys(detail for detail in details[check] if detail)),
            [sentence.text, *sorted(sentence.cites)],
            reasons,
        )
        for check in Check
        if check in details
    )


def _checked(key: str, check: Check, details: tuple[str, ...], said: list[str], reasons: Reasons) -> Checked:
    text = json.dumps([check.value, sorted(details), said], ensure_ascii=False)
    about = hashlib.sha256(text.encode()).hexdigest()
    reason = reasons.get((check.value, key))
    return Checked(key, check, details, about, reason if reason is not None and reason.about == about else None)


def _read_back(sentence: SentenceView) -> tuple[Finding, ...]:
    """Fewer than half of those who answered in a meeting said that it is right."""
    said = sentence.read_back
    answered = sum(said.get(answer, 0) for answer in (RIGHT, WRONG, LACKING))
    return (Finding(Check.READ_BACK),) if 2 * said.get(RIGHT, 0) < answered else ()


def _unheard(coverage: Mapping[str, Any]) -> tuple[str, ...]:
    """Which of "voices" and "minority" the sentences carry less than half of; what is not counted is neither."""
    minority = coverage.get("minority") or {}
    shares = {
        "voices": (coverage.get("voices"), coverage.get("participants")),
        "minority": (minority.get("heard"), minority.get("n")),
    }
    return tuple(name for name, (k, n) in shares.items() if k is not None and n and 2 * k < n)
