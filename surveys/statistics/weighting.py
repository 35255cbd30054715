"""Weights answers to the population, so that a survey open to everybody is not ruled by those who answer most."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.statistics.finite import not_negative

FEWEST = 50  # Fewer respondents than this are not weighted.
CELL_LEAST = 5  # A category with fewer answers is taken together with its neighbour.
LEAST_RELATIVE, MOST_RELATIVE = 0.3, 3.0  # A weight over the mean weight is kept within these.
_RAKING_ROUNDS = 500
_RAKED = 1e-12


class CannotWeight(ValueError):
    """The answers cannot be brought to the population; the message says why."""


@dataclass(frozen=True, slots=True)
class Weighting:
    """One weight per respondent, and the groupings (one label per respondent each) the weights were fitted to.

    Without groupings the weights are taken as given, and estimates gain no precision from the population.
    """

    weights: tuple[float, ...]
    groupings: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for NaN, negative weights, none above 0, and groupings of another length."""
        if self.weights and max(not_negative(weight, "a weight") for weight in self.weights) <= 0:
            raise ValueError("at least one weight must be above 0")
        if any(len(grouping) != len(self.weights) for grouping in self.groupings):
            raise ValueError("a grouping needs one label per respondent")


@dataclass(frozen=True, slots=True)
class Kish:
    """How uneven weights are: ``deff = n sum w^2 / (sum w)^2``, ``n_eff = n / deff``; relative is over the mean."""

    deff: float
    n_eff: float
    least_relative: float
    most_relative: float


def unweighted(n: int) -> Weighting:
    """Everybody alike."""
    return Weighting((1.0,) * n)


def poststratified(labels: Sequence[str], population: Mapping[str, float]) -> Weighting:
    """``w = N_c / n_c`` for a respondent of cell c. Raises CannotWeight when a cell lacks people on either side."""
    _check_categories(labels, population)
    found = Counter(labels)
    return Weighting(tuple(population[label] / found[label] for label in labels), (tuple(labels),))


def raked(groupings: Mapping[str, Sequence[str]], margins: Mapping[str, Mapping[str, float]]) -> Weighting:
    """Weights that meet every margin of the population at once, by iterative proportional fitting.

    ``groupings`` gives the label of every respondent for each variable, ``margins`` the population of each label
    (Deming and Stephan 1940). Margins must agree on the total. Raises CannotWeight when they do not, when a label lacks
    people on either side, and when the margins cannot be met together.
    """
    if groupings.keys() != margins.keys() or not groupings:
        raise CannotWeight("every variable needs a margin, and there must be one")
    totals = [math.fsum(margin.values()) for margin in margins.values()]
    if max(totals) - min(totals) > 1e-6 * max(totals):
        raise CannotWeight("the margins do not have the same total")
    for name, labels in groupings.items():
        _check_categories(labels, margins[name])
    count = len(next(iter(groupings.values())))
    if not count or any(len(labels) != count for labels in groupings.values()):
        raise CannotWeight("there must be respondents, with one label each for every variable")
    weights = [totals[0] / count] * count
    for _ in range(_RAKING_ROUNDS):
        furthest = 0.0
        for name, labels in groupings.items():
            factors = {label: margins[name][label] / weight for label, weight in sums(labels, weights).items()}
            furthest = max(furthest, *(abs(factor - 1) for factor in factors.values()))
            weights = [weight * factors[label] for weight, label in zip(weights, labels, strict=True)]
        if furthest < _RAKED:
            return Weighting(tuple(weights), tuple(tuple(labels) for labels in groupings.values()))
    raise CannotWeight("the margins cannot be met together by these respondents")


def to_population(groupings: Mapping[str, Sequence[str]], margins: Mapping[str, Mapping[str, float]]) -> Weighting:
    """The weighting of open citizen surveys: small categories taken together, raked, and trimmed.

    Categories stand in their natural order in ``margins``. Raises CannotWeight below 50 respondents. Respondents who
    did not tell their group are for the caller to leave out, and to count.
    """
    if len(next(iter(groupings.values()), ())) < FEWEST:
        raise CannotWeight(f"fewer than {FEWEST} respondents are not weighted")
    merged = {name: collapsed(labels, margins[name]) for name, labels in groupings.items()}
    labels = {name: found for name, (found, _) in merged.items()}
    return trimmed(raked(labels, {name: margin for name, (_, margin) in merged.items()}))


def collapsed(
    labels: Sequence[str], population: Mapping[str, float], least: int = CELL_LEAST
) -> tuple[tuple[str, ...], dict[str, float]]:
    """Labels and population where a category with fewer than ``least`` answers is joined with a neighbour.

    The neighbour is the one beside it, in the order of ``population``, with the fewest answers (the earlier where they
    are alike); the joined category is called ``"16-29/30-49"``. Smallest category first, again until all are large.
    """
    found = Counter(labels)
    if unknown := found.keys() - population.keys():
        raise CannotWeight(f"the population has no {sorted(unknown)[0]!r}")
    groups: list[tuple[str, ...]] = [(label,) for label in population]
    while len(groups) > 1:
        sizes = [sum(found[label] for label in group) for group in groups]
        smallest = min(range(len(groups)), key=lambda i: sizes[i])
        if sizes[smallest] >= least:
            break
        beside = [i for i in (smallest - 1, smallest + 1) if 0 <= i < len(groups)]
        first, second = sorted((smallest, min(beside, key=lambda i: sizes[i])))
        groups[first : second + 1] = [groups[first] + groups[second]]
    name = {label: "/".join(group) for group in groups for label in group}
    sums = {"/".join(group): math.fsum(population[label] for label in group) for group in groups}
    return tuple(name[label] for label in labels), sums


def trimmed(weighting: Weighting, least: float = LEAST_RELATIVE, most: float = MOST_RELATIVE) -> Weighting:
    """Weights cut to ``least``..``most`` times their mean, with the same sum. The margins are then met only nearly.

    Weights are scaled by one factor and cut, and the factor (found by halving) is the one that keeps the sum.
    """
    if not 0 <= least <= 1 <= most:
        raise ValueError("the limits must have 1 between them")
    mean = math.fsum(weighting.weights) / len(weighting.weights)
    relative = [weight / mean for weight in weighting.weights]
    if least <= min(relative) and max(relative) <= most:
        return weighting
    low, high = 0.0, most / min(value for value in relative if value > 0)
    for _ in range(200):
        middle = (low + high) / 2
        if math.fsum(_cut(value * middle, least, most) for value in relative) < len(relative):
            low = middle
        else:
            high = middle
    return Weighting(tuple(_cut(value * high, least, most) * mean for value in relative), weighting.groupings)


def kish(weights: Sequence[float]) -> Kish:
    """How many equal weights these are worth (Kish 1965). Raises ValueError when none is above 0."""
    whole = math.fsum(not_negative(weight, "a weight") for weight in weights)
    if whole <= 0:
        raise ValueError("at least one weight must be above 0")
    squares, mean = math.fsum(weight * weight for weight in weights), whole / len(weights)
    return Kish(len(weights) * squares / whole**2, whole**2 / squares, min(weights) / mean, max(weights) / mean)


def sums(labels: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    """The sum of the values of each label."""
    found: dict[str, list[float]] = {}
    for label, value in zip(labels, values, strict=True):
        found.setdefault(label, []).append(value)
    return {label: math.fsum(group) for label, group in found.items()}


def _cut(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))


def _check_categories(labels: Sequence[str], population: Mapping[str, float]) -> None:
    peopled = {label for label, people in population.items() if not_negative(people, f"the population of {label!r}")}
    if unknown := set(labels) - peopled:
        raise CannotWeight(f"the population has no {sorted(unknown)[0]!r}")
    if unmet := peopled - set(labels):
        raise CannotWeight(f"nobody answered from {sorted(unmet)[0]!r}: take it together with another group")
