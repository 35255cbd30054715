"""Weights answers to the population, so that a survey open to everybody is not ruled by those who answer most.

Everything is reckoned on cells of alike respondents (woman, 30-49), since these all get the same weight: the work
grows with the number of cells and never with the number of answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from core.statistics.finite import finite, not_negative

FEWEST = 50  # Fewer respondents than this are not weighted.
CELL_LEAST = 5  # A category with fewer answers is taken together with its neighbour.
LEAST_RELATIVE, MOST_RELATIVE = 0.3, 3.0  # A weight over the mean weight is kept within these.
NOT_TOLD = ""  # The label of those who did not say which group they belong to.
_ROUNDS = 500
_RAKED = 1e-12

Labels = tuple[str, ...]
Margins = Mapping[str, Mapping[str, float]]


class Refusal(StrEnum):
    """Why answers cannot be brought to the population."""

    FOR_FA_SVAR = "for_fa_svar"  # Fewer than 50 who told their groups.
    OKAND_GRUPP = "okand_grupp"  # The population has nobody of a group that answers come from.
    TOM_GRUPP = "tom_grupp"  # Nobody answered from a group of the population.
    OLIKA_SUMMOR = "olika_summor"  # The variables do not count the same population.
    GAR_INTE_IHOP = "gar_inte_ihop"  # No weights meet every margin at once.


class CannotWeight(ValueError):
    """The answers cannot be brought to the population; ``refusal`` and the message say why."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class CellSums:
    """Values of respondents who are alike in every grouping, one label each in the order of the margins.

    ``n`` values, their sum and the sum of their squares. For an index 0-100 these are sums of (score - 50), as in
    ``Cell``; for a share ``total`` and ``total_of_squares`` are both how many said yes. Calibration looks at n alone.
    """

    labels: Labels
    n: int
    total: float = 0.0
    total_of_squares: float = 0.0

    def __post_init__(self) -> None:
        """Raises ValueError for NaN, negative counts and sums that no values can have."""
        finite(self.total, "a sum")
        if self.n < 0 or finite(self.total_of_squares, "a sum of squares") < 0:
            raise ValueError(f"the sums of {self.labels} are negative")
        if self.total * self.total > self.n * self.total_of_squares * (1 + 1e-9):
            raise ValueError(f"no {self.n} values have the sums of {self.labels}")


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The weight of one respondent of each cell, and what it was fitted to.

    ``counts`` is how many respondents a cell has, and ``n`` all of them; ``left_out`` did not tell every group and have
    no weight. ``groupings`` gives, for each variable the weights were fitted to, the group of each cell; without any
    the weights are taken as given and estimates gain no precision from the population. ``n_eff`` is how many equal
    weights these are worth, ``most_relative`` the largest weight over the mean one. ``merged`` names the categories
    that were taken together for having few answers.
    """

    weights: Mapping[Labels, float]
    counts: Mapping[Labels, int]
    groupings: tuple[Mapping[Labels, str], ...]
    n: int
    n_eff: float
    least_relative: float
    most_relative: float
    merged: tuple[tuple[str, ...], ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Kish:
    """How uneven weights are: ``deff = n sum w^2 / (sum w)^2``, ``n_eff = n / deff``; relative is over the mean."""

    deff: float
    n_eff: float
    least_relative: float
    most_relative: float


def to_population(cells: Sequence[CellSums], margins: Margins) -> Calibrated:
    """The weighting of open citizen surveys: small categories taken together, raked, and trimmed.

    ``margins`` gives the population of each category of each variable, categories in their natural order and variables
    in the order of the labels. Respondents with the label ``NOT_TOLD`` are left out and counted. Raises CannotWeight
    below 50 respondents, for labels the population does not have, and for margins that cannot be met.
    """
    told = [cell for cell in cells if NOT_TOLD not in cell.labels]
    left_out = sum(cell.n for cell in cells) - sum(cell.n for cell in told)
    counts = _counts(told, len(margins))
    if sum(counts.values()) < FEWEST:
        raise CannotWeight(Refusal.FOR_FA_SVAR, f"fewer than {FEWEST} respondents are not weighted")
    groupings: list[dict[Labels, str]] = []
    targets: list[dict[str, float]] = []
    merged: list[tuple[str, ...]] = []
    for i, margin in enumerate(margins.values()):
        groups = _collapsed(_sizes({labels: labels[i] for labels in counts}, counts), margin)
        name = {label: "/".join(group) for group in groups for label in group}
        groupings.append({labels: name[labels[i]] for labels in counts})
        targets.append({"/".join(group): math.fsum(margin[label] for label in group) for group in groups})
        merged += [group for group in groups if len(group) > 1]
    weights = trimmed(_raked(counts, groupings, targets), counts)
    return replace(_calibrated(weights, counts, groupings), merged=tuple(merged), left_out=left_out)


def raked(cells: Sequence[CellSums], margins: Margins) -> Calibrated:
    """Weights that meet every margin of the population at once, by iterative proportional fitting.

    Deming and Stephan 1940. Nothing is taken together or trimmed. Raises CannotWeight when the margins disagree on the
    total, when a label lacks people on either side, and when the margins cannot be met together.
    """
    counts = _counts(cells, len(margins))
    groupings = [{labels: labels[i] for labels in counts} for i in range(len(margins))]
    return _calibrated(_raked(counts, groupings, list(margins.values())), counts, groupings)


def poststratified(cells: Sequence[CellSums], population: Mapping[Labels, float]) -> Calibrated:
    """``w = N_c / n_c`` for a respondent of cell c. Raises CannotWeight when a cell lacks people on either side."""
    counts = _counts(cells, None)
    names = {labels: " ".join(repr(label) for label in labels) for labels in {**counts, **population}}
    grouping = {labels: names[labels] for labels in counts}
    target = {names[labels]: people for labels, people in population.items()}
    _check_categories(_sizes(grouping, counts), target)
    weights = {labels: population[labels] / count for labels, count in counts.items()}
    return _calibrated(weights, counts, [grouping])


def as_given(cells: Sequence[CellSums], weights: Mapping[Labels, float]) -> Calibrated:
    """Weights from elsewhere, as they are; equal ones make everybody alike. ValueError for NaN and none above 0."""
    counts = _counts(cells, None)
    return _calibrated({labels: weights[labels] for labels in counts}, counts, [])


def trimmed(
    weights: Mapping[Labels, float],
    counts: Mapping[Labels, int],
    least: float = LEAST_RELATIVE,
    most: float = MOST_RELATIVE,
) -> dict[Labels, float]:
    """Weights cut to ``least``..``most`` times their mean, with the same sum. The margins are then met only nearly.

    Weights are scaled by one factor and cut, and the factor (found by halving) is the one that keeps the sum.
    """
    if not 0 <= least <= 1 <= most:
        raise ValueError("the limits must have 1 between them")
    people = sum(counts.values())
    mean = math.fsum(weight * counts[labels] for labels, weight in weights.items()) / people
    relative = {labels: weight / mean for labels, weight in weights.items()}
    if least <= min(relative.values()) and max(relative.values()) <= most:
        return dict(weights)
    low, high = 0.0, most / min(value for value in relative.values() if value > 0)
    for _ in range(200):
        middle = (low + high) / 2
        if math.fsum(_cut(value * middle, least, most) * counts[labels] for labels, value in relative.items()) < people:
            low = middle
        else:
            high = middle
    return {labels: _cut(value * high, least, most) * mean for labels, value in relative.items()}


def kish(weights: Sequence[tuple[float, int]]) -> Kish:
    """How many equal weights these (weight, respondents) are worth (Kish 1965). ValueError when none is above 0."""
    found = [(not_negative(weight, "a weight"), count) for weight, count in weights if count]
    whole = math.fsum(weight * count for weight, count in found)
    if whole <= 0:
        raise ValueError("at least one weight must be above 0")
    n = sum(count for _, count in found)
    squares = math.fsum(weight * weight * count for weight, count in found)
    each = [weight for weight, _ in found]
    return Kish(n * squares / whole**2, whole**2 / squares, min(each) * n / whole, max(each) * n / whole)


def sums(grouping: Mapping[Labels, str], values: Mapping[Labels, float]) -> dict[str, float]:
    """The sum of the cells' values in each group."""
    found: dict[str, list[float]] = {}
    for labels, value in values.items():
        found.setdefault(grouping[labels], []).append(value)
    return {group: math.fsum(parts) for group, parts in found.items()}


def _calibrated(
    weights: Mapping[Labels, float], counts: Mapping[Labels, int], groupings: Sequence[Mapping[Labels, str]]
) -> Calibrated:
    uneven = kish([(weight, counts[labels]) for labels, weight in weights.items()])
    n = sum(counts.values())
    return Calibrated(weights, counts, tuple(groupings), n, uneven.n_eff, uneven.least_relative, uneven.most_relative)


def _counts(cells: Sequence[CellSums], variables: int | None) -> dict[Labels, int]:
    """Respondents per cell, without cells that have none; ``variables`` is how many labels each must have."""
    if len({cell.labels for cell in cells}) < len(cells):
        raise ValueError("two cells have the same labels")
    if variables is not None and any(len(cell.labels) != variables for cell in cells):
        raise ValueError("a cell needs one label for every margin")
    return {cell.labels: cell.n for cell in cells if cell.n}


def _raked(
    counts: Mapping[Labels, int], groupings: Sequence[Mapping[Labels, str]], targets: Sequence[Mapping[str, float]]
) -> dict[Labels, float]:
    if not targets or not counts:
        raise CannotWeight(Refusal.FOR_FA_SVAR, "there must be respondents, and a margin to bring them to")
    for grouping, target in zip(groupings, targets, strict=True):
        _check_categories(_sizes(grouping, counts), target)
    totals = [math.fsum(target.values()) for target in targets]
    if max(totals) - min(totals) > 1e-6 * max(totals):
        raise CannotWeight(Refusal.OLIKA_SUMMOR, "the margins do not have the same total")
    weights = dict.fromkeys(counts, totals[0] / sum(counts.values()))
    for _ in range(_ROUNDS):
        furthest = 0.0
        for grouping, target in zip(groupings, targets, strict=True):
            met = sums(grouping, {labels: weight * counts[labels] for labels, weight in weights.items()})
            factors = {label: target[label] / weight for label, weight in met.items()}
            furthest = max(furthest, *(abs(factor - 1) for factor in factors.values()))
            weights = {labels: weight * factors[grouping[labels]] for labels, weight in weights.items()}
        if furthest < _RAKED:
            return weights
    raise CannotWeight(Refusal.GAR_INTE_IHOP, "the margins cannot be met together by these respondents")


def _collapsed(sizes: Mapping[str, int], population: Mapping[str, float]) -> list[tuple[str, ...]]:
    """Categories in the order of ``population``, those with fewer than five answers joined with a neighbour.

    The neighbour is the one beside it with the fewest answers (the earlier where they are alike). Smallest category
    first, again until all are large enough.
    """
    if unknown := sizes.keys() - population.keys():
        raise CannotWeight(Refusal.OKAND_GRUPP, f"the population has no {min(unknown)!r}")
    groups: list[tuple[str, ...]] = [(label,) for label in population]
    while len(groups) > 1:
        found = [sum(sizes.get(label, 0) for label in group) for group in groups]
        smallest = min(range(len(groups)), key=lambda i: found[i])
        if found[smallest] >= CELL_LEAST:
            break
        beside = [i for i in (smallest - 1, smallest + 1) if 0 <= i < len(groups)]
        first, second = sorted((smallest, min(beside, key=lambda i: found[i])))
        groups[first : second + 1] = [groups[first] + groups[second]]
    return groups


def _check_categories(sizes: Mapping[str, int], population: Mapping[str, float]) -> None:
    peopled = {label for label, people in population.items() if not_negative(people, f"the population of {label!r}")}
    if unknown := sizes.keys() - peopled:
        raise CannotWeight(Refusal.OKAND_GRUPP, f"the population has no {min(unknown)!r}")
    if unmet := peopled - sizes.keys():
        raise CannotWeight(
            Refusal.TOM_GRUPP, f"nobody answered from {min(unmet)!r}: take it together with another group"
        )


def _sizes(grouping: Mapping[Labels, str], counts: Mapping[Labels, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for labels, count in counts.items():
        found[grouping[labels]] = found.get(grouping[labels], 0) + count
    return found


def _cut(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))
