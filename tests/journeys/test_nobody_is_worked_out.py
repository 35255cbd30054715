"""Somebody who keeps every public figure and solves for what is hidden: areas too small to show, and single people.

The one who tries knows more than anybody would: the area and the moment of every answer. What is unknown is what was
answered. Every published number is a condition on that, with the rounding it was published with; linear programming
then gives the least and the greatest value that each hidden thing can have.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from flask import Flask
from scipy.optimize import linprog  # type: ignore[import-untyped]

from core import population
from core.population import Count
from goals.definitions import definition_for
from surveys import authoring
from surveys.models import Collection
from surveys.rounds import Round
from surveys.statistics.sample import Cell, estimate
from tests.browsing import Browser
from tests.builders import OWN, drain, on_sqlite, open_round, store
from tests.ground import NOON, working

pytestmark = on_sqlite

FIGURE, PERIOD = "bemotande", "2026"
AREAS = {"bygglov": 40, "miljo_halsoskydd": 22, "livsmedelskontroll": 38, "serveringstillstand": 9, "brandskydd": 8}
LEAST_WIDTH_OF_AN_AREA = 10.0
LEAST_WIDTH_OF_A_PERSON = 25.0


@dataclass(frozen=True)
class Answer:
    """One person: the area, and the step (1-10) that every question about bemötande got."""

    area: str
    step: int

    @property
    def score(self) -> float:
        return (self.step - 1) * 100 / 9


@dataclass(frozen=True)
class Look:
    """What was public at a moment, and how many had answered then (the first ``base``, in their order)."""

    base: int
    reading: dict[str, Any]


@dataclass(frozen=True)
class Conditions:
    """``least <= row . scores <= most`` for every published number."""

    rows: list[list[float]]
    least: list[float]
    most: list[float]

    def width(self, target: Sequence[float]) -> float:
        """How far apart the least and the greatest value of ``target . scores`` lie, of all that fit."""
        matrix = np.array(self.rows + [[-value for value in row] for row in self.rows])
        limits = np.array(self.most + [-value for value in self.least])
        bounds = (0, 100)
        ends = []
        for sign in (1, -1):
            found = linprog(sign * np.array(target), A_ub=matrix, b_ub=limits, bounds=bounds, method="highs")
            assert found.success, found.message
            ends.append(sign * found.fun)
        return float(ends[1] - ends[0])


def arrivals(seed: int) -> list[Answer]:
    """People in the order they answer: servering and brandskydd stay few."""
    chance = random.Random(seed)
    areas = ["bygglov"] * 14 + ["miljo_halsoskydd"] * 9 + ["livsmedelskontroll"] * 17
    areas += ["serveringstillstand"] * chance.randint(2, 6) + ["brandskydd"] * chance.randint(1, 6)
    chance.shuffle(areas)
    return [Answer(area, chance.randint(1, 10)) for area in areas]


def watch(app: Flask, people: Sequence[Answer]) -> Iterator[Look]:
    """Everything that is ever public while people answer one by one, and after the round has closed."""
    with working(app) as session:
        population.store(session, [Count(PERIOD, area, n) for area, n in AREAS.items()])
    round_ = open_round(app, OWN)
    seen: dict[str, Any] | None = None
    for base, person in enumerate(people, start=1):
        store(app, round_, answers(round_, person))
        drain(app)
        reading = public(app)
        if reading is not None and reading != seen:
            seen = reading
            yield Look(base, reading)
    with working(app) as session:
        authoring.close(session, session.get_one(Collection, round_.collection_id), NOON)
    drain(app)
    reading = public(app)
    assert reading is not None
    yield Look(len(people), reading)


def answers(round_: Round, person: Answer) -> dict[str, str | int]:
    given: dict[str, str | int] = {"omrade": person.area, "kundtyp": "foretag"}
    return given | {
        question.key: person.step
        for question in round_.questionnaire.questions
        if question.kind == "scale" and question.measures
    }


def public(app: Flask) -> dict[str, Any] | None:
    """The last reading as everybody can fetch it."""
    readings = json.loads(Browser(app).open(f"/malbild/{FIGURE}.json").body)["readings"]
    return readings[-1] if readings else None


def conditions(people: Sequence[Answer], looks: Sequence[Look]) -> Conditions:
    """What the looks say of the scores: a total by closed cases, and the means of the areas that were shown."""
    found = Conditions([], [], [])

    def add(row: list[float], value: float) -> None:
        half = 0.5 if value == int(value) else 0.05
        found.rows.append(row)
        found.least.append(value - half)
        found.most.append(value + half)

    for look in looks:
        # Rows by area may stay as they were while the total moves on: each is held against the answers it was made of.
        if look.reading["value"] is not None:
            add(total(people[: look.base], len(people)), look.reading["value"])
        for area in look.reading["areas"]:
            if area["mean"] is not None:
                add(mean(people, area["area"], area["base"]), area["mean"])
    return found


def total(answered: Sequence[Answer], many: int) -> list[float]:
    """What each score weighs in the total when these have answered, of ``many`` people in the end."""
    inside = [person for person in answered if definition_for(PERIOD).covers(person.area)]

    def figure_if_all_but_one_gave_nothing(one: int) -> float:
        scores: dict[str, list[float]] = {}
        for i, person in enumerate(answered):
            scores.setdefault(person.area, []).append(100.0 if i == one else 0.0)
        cells = [Cell.of(area, scores[area], AREAS[area]) for area in {person.area for person in inside}]
        return estimate(cells).estimate or 0.0

    return [figure_if_all_but_one_gave_nothing(i) / 100 for i in range(len(answered))] + [0.0] * (many - len(answered))


def mean(people: Sequence[Answer], area: str, base: int) -> list[float]:
    """The mean of an area's first ``base`` people."""
    row, left = [], base
    for person in people:
        counts = person.area == area and left > 0
        left -= counts
        row.append(1 / base if counts else 0.0)
    return row


@pytest.mark.parametrize("seed", [1, 2])
def test_neither_a_hidden_area_nor_a_person_can_be_solved_for(app: Flask, seed: int) -> None:
    people = arrivals(seed)

    looks = list(watch(app, people))

    known = conditions(people, looks)
    assert len(looks) > 3
    assert any(look.reading["value"] is not None for look in looks)
    truth = np.array([person.score for person in people])
    for row, least, most in zip(known.rows, known.least, known.most, strict=True):
        assert least - 1e-6 <= float(np.dot(row, truth)) <= most + 1e-6, "the one who tries has understood the figures"
    hidden = {
        (area["area"], area["base"])
        for look in looks
        for area in look.reading["areas"]
        if area["is_hidden"] and area["base"]
    }
    assert {area for area, _ in hidden} >= {"serveringstillstand"}
    for area, base in sorted(hidden):
        width = known.width(mean(people, area, base))
        assert width >= LEAST_WIDTH_OF_AN_AREA, f"{area} with {base} answers is known to within {width:.1f}"
    for i, person in enumerate(people):
        width = known.width([float(i == j) for j in range(len(people))])
        assert width >= LEAST_WIDTH_OF_A_PERSON, f"person {i} in {person.area} is known to within {width:.1f}"
