"""Decides whether groups may be shown: people are not told which camp they belong to unless there are camps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from dialog.analysis import clusters, groups
from dialog.analysis.groups import Division, Sample
from dialog.analysis.votes import Table

FEWEST = 30
SMALLEST_GROUP = 5
SHUFFLES = 199
# Of 199 shuffled tables at most nine may be as clear: then the real one is above their 95th percentile.
MOST_AS_CLEAR = 9
RESAMPLES = 60
KEPT = 0.8  # The share of the people in each resample, drawn without putting anybody back.
STABLE = 0.6


class Condition(StrEnum):
    """What must hold, in the order it is tried; the first that does not is the reason there are no groups."""

    ENOUGH_PEOPLE = "enough_people"
    GROUPS_FOUND = "groups_found"
    NO_SMALL_GROUP = "no_small_group"
    CLEARER_THAN_CHANCE = "clearer_than_chance"
    STABLE = "stable"


@dataclass(frozen=True, slots=True)
class Gate:
    """Every number the decision rests on. ``met`` is None for a condition that was not tried.

    ``people`` may be grouped and ``sampled`` of them were looked at; ``sizes`` are the groups of all of them.
    ``silhouette`` is that of the votes; ``as_clear`` of ``shuffles`` tables with shuffled votes had one as high, and
    ``threshold`` is the 95th percentile of theirs, None when so many were as clear that the rest was not tried.
    ``stability`` is the median adjusted Rand index of ``resamples``. ``reason`` is the first condition that fails.
    """

    people: int
    sampled: int
    sizes: tuple[int, ...]
    silhouette: float | None
    threshold: float | None
    shuffles: int
    as_clear: int
    stability: float | None
    resamples: int
    met: dict[Condition, bool | None]
    reason: Condition | None

    @property
    def is_open(self) -> bool:
        """Whether the groups may be shown."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class _Chance:
    shuffles: int
    as_clear: int
    threshold: float | None


def decide(matrix: Table, sample: Sample, drawn: Division | None, found: Division | None) -> Gate:
    """Try the conditions, the cheap ones first, and stop at the first that fails.

    ``matrix`` has the votes of the people who may be grouped, ``drawn`` is the division of the sample and ``found``
    that of everybody. The whole grouping, the choice of k too, is done over again for every shuffled table, so the
    chance of opening for votes that do not go together is at most 5 %.
    """
    n, sizes = len(matrix), found.sizes if found else ()
    met: dict[Condition, bool | None] = dict.fromkeys(Condition)
    chance, stability = _Chance(0, 0, None), None
    met[Condition.ENOUGH_PEOPLE] = n >= FEWEST
    met[Condition.GROUPS_FOUND] = found is not None
    if found is not None:
        met[Condition.NO_SMALL_GROUP] = min(sizes) >= SMALLEST_GROUP
    if drawn is not None and all(met[one] for one in (Condition.ENOUGH_PEOPLE, Condition.NO_SMALL_GROUP)):
        chance = _by_chance(sample, drawn.silhouette)
        met[Condition.CLEARER_THAN_CHANCE] = chance.as_clear <= MOST_AS_CLEAR
        if met[Condition.CLEARER_THAN_CHANCE]:
            stability = _stability(sample, drawn)
            met[Condition.STABLE] = stability >= STABLE
    return Gate(
        people=n,
        sampled=len(sample.centred),
        sizes=sizes,
        silhouette=drawn.silhouette if drawn else None,
        threshold=chance.threshold,
        shuffles=chance.shuffles,
        as_clear=chance.as_clear,
        stability=stability,
        resamples=RESAMPLES if stability is not None else 0,
        met=met,
        reason=next((one for one in Condition if met[one] is not True), None),
    )


def _by_chance(sample: Sample, silhouette: float) -> _Chance:
    """Shuffle until too many tables are as clear: the same test as one that goes on (Besag and Clifford 1991)."""
    random = np.random.default_rng((sample.seed, SHUFFLES))
    clear: list[float] = []
    as_clear = 0
    while len(clear) < SHUFFLES and as_clear <= MOST_AS_CLEAR:
        division = sample.divided(groups.shuffled(sample.centred, sample.seen, random))
        clear.append(division.silhouette if division else -1.0)
        as_clear += clear[-1] >= silhouette
    threshold = sorted(clear)[-1 - MOST_AS_CLEAR] if len(clear) == SHUFFLES else None
    return _Chance(len(clear), as_clear, threshold)


def _stability(sample: Sample, drawn: Division) -> float:
    """The median agreement between the groups and those of four fifths of the people, over those people."""
    random = np.random.default_rng((sample.seed, RESAMPLES))
    n = len(sample.centred)
    votes = np.where(sample.seen, sample.centred, np.nan)
    found = []
    for _ in range(RESAMPLES):
        some = np.sort(random.permutation(n)[: round(KEPT * n)])
        found.append(clusters.adjusted_rand(drawn.labels[some], groups.again(votes[some], drawn, sample.seed)))
    return float(np.median(found))
