"""What sets one version of a summary apart from another, sentence by sentence (pure)."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from dialog.summarising.results import SummaryView

Mark = tuple[str, str]
"""The key of a sentence and the fingerprint of what it says and cites."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Keys of sentences in the order of the version they are in: ``gone`` in the earlier, the others in the later.

    A sentence may be both ``changed`` and ``moved``.
    """

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether the two say the same in the same order."""
        return not (self.added or self.gone or self.changed or self.moved)


def marks(summary: SummaryView) -> tuple[Mark, ...]:
    """The sentences that are in, in their order; a mark tells that something was changed and not what it said."""
    return tuple((one.key, _fingerprint(one.text, one.cites)) for one in summary.shown)


def compare(before: Sequence[Mark], after: Sequence[Mark]) -> Changes:
    """What was added, taken out, changed and moved; as few as possible count as moved."""
    was, now = dict(before), dict(after)
    places = {key: place for place, (key, _mark) in enumerate(before)}
    kept = [key for key, _mark in after if key in was]
    stayed = _longest_rising([places[key] for key in kept])
    return Changes(
        added=tuple(key for key, _mark in after if key not in was),
        gone=tuple(key for key, _mark in before if key not in now),
        changed=tuple(key for key in kept if was[key] != now[key]),
        moved=tuple(key for key in kept if places[key] not in stayed),
    )


def _longest_rising(numbers: Sequence[int]) -> frozenset[int]:
    """The numbers of a longest rising subsequence, by patience sorting: n log n steps."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        before[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    found: list[int] = []
    at: int | None = tops[-1] if tops else None
    while at is not None:
        found.append(at)
        at = before[at]
    return frozenset(found)


def _fingerprint(text: str, cites: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([text, sorted(cites)], ensure_ascii=False).encode()).hexdigest()[:16]
