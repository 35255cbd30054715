"""Sums over answers, a thousand people at a time, so that a million need no more memory than ten thousand.

One reading of the answers gives every sum: asking the database for them, factor by factor, took several times as long,
since it unpacks each answer anew for every sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.measures import AGE_GROUP, AGE_GROUPS, FACTORS, MEASURES, SERVICE, SEX, SEXES
from surveys.questionnaire import Questionnaire
from surveys.statistics.calibration import NOT_TOLD, CellSums, Labels
from surveys.statistics.methods import CURRENT
from surveys.statistics.reliability import ItemSums
from surveys.statistics.sample import CENTRE

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
_SEXES, _AGES = (NOT_TOLD, *SEXES), (NOT_TOLD, *AGE_GROUPS)
# The cells respondents fall in, by what they said of themselves; in this order they are numbered.
CELLS: tuple[Labels, ...] = tuple((sex, age) for sex in _SEXES for age in _AGES)


@dataclass(frozen=True, slots=True)
class Item:
    """A scale question: where it stands among them, and its lowest and highest step."""

    key: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Factor:
    """A measure, the places of its items and how many of them must be answered for a score."""

    measure: str
    items: tuple[Item, ...]
    places: tuple[int, ...]
    least: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read of the answers to one version of a questionnaire."""

    items: tuple[Item, ...]
    factors: tuple[Factor, ...]
    sex: str
    age: str

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Plan:
        """Its scale questions, the measures they make up, and the questions that tell sex and age ("" for none)."""
        items = tuple(
            Item(question.key, question.scale.lowest, question.scale.highest)
            for question in questionnaire.questions
            if question.kind == "scale" and question.scale is not None
        )
        place = {item.key: i for i, item in enumerate(items)}
        factors = []
        for measure in MEASURES.values():
            places = tuple(place[question.key] for question in questionnaire.measuring(measure.key) if measure.scale)
            if places:
                least = CURRENT.least_answered(measure.key, len(places))
                factors.append(Factor(measure.key, tuple(items[i] for i in places), places, least))
        sex, age = (next(iter(questionnaire.measuring(asked)), None) for asked in (SEX, AGE_GROUP))
        return cls(items, tuple(factors), sex.key if sex else "", age.key if age else "")

    @property
    def is_weighable(self) -> bool:
        """Whether sex and age are both asked for."""
        return bool(self.sex and self.age)


@dataclass(slots=True)
class _Products:
    n: int
    sums: Floats
    products: Floats


@dataclass(slots=True)
class _ByCell:
    """The number of values, their sum and the sum of their squares, for each of ``CELLS``."""

    sums: Floats = field(default_factory=lambda: np.zeros((3, len(CELLS))))

    def add(self, cells: Whole, values: Floats) -> None:
        for i, weights in enumerate((None, values, values * values)):
            self.sums[i] += np.bincount(cells, weights, len(CELLS))

    def rows(self) -> tuple[CellSums, ...]:
        return tuple(
            CellSums(labels, int(n), float(total), float(squares))
            for labels, n, total, squares in zip(CELLS, *self.sums, strict=True)
            if n
        )


class Sums:
    """Adds up answers. Versions that ask a thing in the same way share its sums, others keep their own."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._items: dict[tuple[Item, ...], _Products] = {}
        self._people = _ByCell()
        self._scores: defaultdict[str, _ByCell] = defaultdict(_ByCell)
        self._shares: defaultdict[Item, _ByCell] = defaultdict(_ByCell)

    def add(self, plan: Plan, answers: Sequence[Mapping[str, Any]], *, to_weigh: bool) -> None:
        """Add some people's answers; ``to_weigh`` also by sex and age."""
        table = _table(plan, answers)
        for factor in plan.factors:
            self._add_products(factor, table[:, factor.places])
        if not (to_weigh and plan.is_weighable):
            return
        cells = _cells(plan, answers)
        self._people.add(cells, np.zeros(len(answers)))
        for measure, scores in _scores(plan, table).items():
            has = ~np.isnan(scores)
            self._scores[measure].add(cells[has], scores[has] - CENTRE)
        for i, item in enumerate(plan.items):
            has = ~np.isnan(table[:, i])
            self._shares[item].add(cells[has], (table[has, i] >= item.highest - 1).astype(np.float64))

    def items(self, factor: Factor) -> ItemSums:
        """Over those who answered every question of a factor."""
        keys = tuple(item.key for item in factor.items)
        found = self._items.get(factor.items) or _none(len(keys))
        return ItemSums(
            keys,
            found.n,
            tuple(float(value) for value in found.sums),
            tuple(tuple(float(value) for value in row) for row in found.products),
        )

    def people(self) -> tuple[CellSums, ...]:
        """Everybody, by sex and age."""
        return self._people.rows()

    def scores(self, measure: str) -> tuple[CellSums, ...]:
        """The index of a measure less 50, by sex and age."""
        return self._scores[measure].rows()

    def shares(self, item: Item) -> tuple[CellSums, ...]:
        """Who chose one of the two highest steps, by sex and age."""
        return self._shares[item].rows()

    def _add_products(self, factor: Factor, given: Floats) -> None:
        whole = given[~np.isnan(given).any(axis=1)] - (factor.items[0].lowest + factor.items[0].highest) / 2
        found = self._items.setdefault(factor.items, _none(len(factor.items)))
        found.n += len(whole)
        found.sums += whole.sum(axis=0)
        found.products += whole.T @ whole


def _none(size: int) -> _Products:
    return _Products(0, np.zeros(size), np.zeros((size, size)))


def _table(plan: Plan, answers: Sequence[Mapping[str, Any]]) -> Floats:
    """One row a person and one column a scale question; "vet ej" and no answer are NaN."""
    keys = [item.key for item in plan.items]
    rows = [[value if type(value := given.get(key)) is int else np.nan for key in keys] for given in answers]
    return np.array(rows, dtype=np.float64).reshape(len(answers), len(keys))


def _cells(plan: Plan, answers: Sequence[Mapping[str, Any]]) -> Whole:
    """The number of each person's cell; whatever else somebody said of themselves counts as not told."""
    number = {labels: i for i, labels in enumerate(CELLS)}
    found = [number[_told(given.get(plan.sex), SEXES), _told(given.get(plan.age), AGE_GROUPS)] for given in answers]
    return np.array(found, dtype=np.int64)


def _told(answer: object, known: tuple[str, ...]) -> str:
    return answer if isinstance(answer, str) and answer in known else NOT_TOLD


def _scores(plan: Plan, table: Floats) -> dict[str, Floats]:
    """Everybody's index of every measure, NaN for none: what ``scoring.scores`` gives, for many at once."""
    found = {factor.measure: _score(factor, table[:, factor.places]) for factor in plan.factors}
    service = [found[factor] for factor in FACTORS if factor in found and factor in CURRENT.service_factors]
    if service:
        found[SERVICE] = _mean(np.column_stack(service), CURRENT.service_least_answered)
    return found


def _score(factor: Factor, given: Floats) -> Floats:
    item = factor.items[0]
    return (_mean(given, factor.least) - item.lowest) / (item.highest - item.lowest) * 100


def _mean(given: Floats, least: int) -> Floats:
    """The mean of what there is in each row; NaN for a row with less than ``least``."""
    has = ~np.isnan(given)
    n = has.sum(axis=1)
    means = np.where(has, given, 0.0).sum(axis=1) / np.maximum(n, 1)
    return np.where(n >= max(least, 1), means, np.nan)
