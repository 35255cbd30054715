"""What can be said about each statement, with an interval: one claim a statement, of the first kind that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from core.statistics.comparisons import fisher_exact, holm
from core.statistics.distributions import normal_two_sided
from core.statistics.intervals import newcombe, wilson
from dialog.analysis.votes import AGREE, Count, Votes

FEWEST = 7
UNSURE_PERCENT = 25
BOTH_SIDES_PERCENT = 30
CONFIDENCE = 0.9
SIGNIFICANT = 0.05
FISHER_BELOW = 30  # With fewer votes than this on either side the exact test judges.


class Kind(StrEnum):
    """What a claim says, in the order of precedence; a common claim says which way."""

    TOO_FEW = "too_few"
    UNSURE = "unsure"
    SPLIT = "split"
    COMMON_AGREE = "common_agree"
    COMMON_REJECT = "common_reject"
    DISTINCT = "distinct"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Contrast:
    """A group against everybody in another one of a division: how many votes agreed, and the difference (-1 to 1).

    ``low`` to ``high`` is Newcombe's 90 % interval; ``p`` is adjusted by Holm for all contrasts that were tested.
    """

    division: str
    group: str
    agree: int
    n: int
    rest_agree: int
    rest_n: int
    difference: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim about one statement; ``n`` is all votes cast, passes among them.

    ``share`` (0-1) with Wilson's 90 % interval is of those who passed when unsure, who agreed when distinct, who did
    not agree when rejected, else of the larger side; None when there are too few votes.
    ``contrasts`` are the groups that make it distinct.
    """

    kind: Kind
    statement: int
    n: int
    agree: int
    disagree: int
    passes: int
    share: float | None
    low: float | None
    high: float | None
    contrasts: tuple[Contrast, ...] = ()


def claims(counts: Sequence[Count], contrasts: Sequence[tuple[int, Contrast]] = ()) -> tuple[Claim, ...]:
    """One claim for every statement counted, in the same order; ``contrasts`` come with their statement's number."""
    told: dict[int, list[Contrast]] = {}
    for statement, contrast in contrasts:
        if contrast.p < SIGNIFICANT:
            told.setdefault(statement, []).append(contrast)
    return tuple(_claim(count, tuple(told.get(count.statement, ()))) for count in counts)


def contrasts(votes: Votes, divisions: Mapping[str, Mapping[int, str]]) -> tuple[tuple[int, Contrast], ...]:
    """Every group against the rest on every statement where both have seven votes, adjusted together by Holm.

    ``divisions`` are the ways in which voters are divided (by audience, by found group), and give the group of a voter;
    voters without one are left out of that division. Of two groups only one contrast is made, since the other would say
    the same.
    """
    raw = [(division, *found) for division in sorted(divisions) for found in _counted(votes, divisions[division])]
    adjusted = holm([_p(*figures) for _, _, _, figures in raw])
    return tuple(
        (statement, _contrast(division, group, *figures, p))
        for (division, statement, group, figures), p in zip(raw, adjusted, strict=True)
    )


def _counted(votes: Votes, division: Mapping[int, str]) -> Iterator[tuple[int, str, tuple[int, int, int, int]]]:
    labels = np.array([division.get(voter, "") for voter in votes.voters])
    names = sorted(set(labels.tolist()) - {""})
    for name in names[: 1 if len(names) == 2 else None]:
        inside, rest = votes.matrix[labels == name], votes.matrix[(labels != name) & (labels != "")]
        agreed = [(part == AGREE).sum(0).tolist() for part in (inside, rest)]
        cast = [(~np.isnan(part)).sum(0).tolist() for part in (inside, rest)]
        for statement, k1, n1, k2, n2 in zip(votes.statements, agreed[0], cast[0], agreed[1], cast[1], strict=True):
            if min(n1, n2) >= FEWEST:
                yield statement, name, (k1, n1, k2, n2)


def _claim(count: Count, told: tuple[Contrast, ...]) -> Claim:
    if count.n < FEWEST:
        few = (count.statement, count.n, count.agree, count.disagree, count.passes)
        return Claim(Kind.TOO_FEW, *few, share=None, low=None, high=None)
    larger = max(count.agree, count.disagree)
    interval = wilson(larger, count.n, CONFIDENCE)
    if 100 * count.passes >= UNSURE_PERCENT * count.n:
        kind, k = Kind.UNSURE, count.passes
    elif _is_on_both_sides(count) and interval.low <= 0.5 <= interval.high:
        kind, k = Kind.SPLIT, larger
    elif interval.low > 0.5:
        kind, k = Kind.COMMON_AGREE if count.agree == larger else Kind.COMMON_REJECT, larger
    elif told:
        kind, k = Kind.DISTINCT, count.agree
    else:
        kind, k = Kind.UNCLEAR, larger
    limits = wilson(k, count.n, CONFIDENCE)
    return Claim(
        *(kind, count.statement, count.n, count.agree, count.disagree, count.passes),
        *(k / count.n, limits.low, limits.high),
        contrasts=told if kind is Kind.DISTINCT else (),
    )


def _is_on_both_sides(count: Count) -> bool:
    return 100 * min(count.agree, count.disagree) >= BOTH_SIDES_PERCENT * count.n


def _contrast(division: str, group: str, k1: int, n1: int, k2: int, n2: int, p: float) -> Contrast:
    interval = newcombe(k2, n2, k1, n1, CONFIDENCE)
    return Contrast(division, group, k1, n1, k2, n2, k1 / n1 - k2 / n2, interval.low, interval.high, p)


def _p(k1: int, n1: int, k2: int, n2: int) -> float:
    """Two-sided: Fisher's exact test when there are few votes on a side, else the two-proportion z test."""
    if min(n1, n2) < FISHER_BELOW:
        return fisher_exact(((k1, n1 - k1), (k2, n2 - k2)))
    pooled = (k1 + k2) / (n1 + n2)
    if not 0 < pooled < 1:
        return 1.0
    return normal_two_sided((k1 / n1 - k2 / n2) / float(np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))))
