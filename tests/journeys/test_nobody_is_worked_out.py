"""Somebody who keeps every public figure and solves for what is hidden: areas too small to show, and single people.

The one who tries knows more than anybody would: the area and the moment of every answer. What is unknown is what was
answered. Every published number is a condition on that, with the rounding it was published with; linear programming
then gives the least and the greatest value that each hidden thing can have. The numbers are those of the JSON, and at
every look the other public faces are held against it: none of them may say more.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from flask import Flask
from scipy.optimize import linprog  # type: ignore[import-untyped]

from core import population
from core.population import Count
from goals.area_names import area_names
from goals.definitions import definition_for
from surveys import authoring
from surveys.models import Collection
from surveys.rounds import Round
from surveys.statistics.improvement import difference
from surveys.statistics.rolling import merged
from surveys.statistics.sample import Cell, estimate
from tests.browsing import Browser
from tests.builders import OWN, drain, on_sqlite, open_round, store
from tests.ground import NOON, working

pytestmark = on_sqlite

FIGURE, PERIOD = "bemotande", "2026"
AREAS = {"bygglov": 40, "miljo_halsoskydd": 22, "livsmedelskontroll": 38, "serveringstillstand": 9, "brandskydd": 8}
LEAST_WIDTH_OF_AN_AREA = 10.0
LEAST_WIDTH_OF_A_PERSON = 25.0

Told = tuple[Callable[[Mapping[str, list[Cell]]], float | None], float, float]


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
            is_first_value = reading["value"] is not None and (seen is None or seen["value"] is None)
            seen = reading
            if is_first_value:
                no_face_says_more(app)
            yield Look(base, reading)
    with working(app) as session:
        authoring.close(session, session.get_one(Collection, round_.collection_id), NOON)
    drain(app)
    reading = public(app)
    assert reading is not None
    no_face_says_more(app)
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
    readings = everything(app)
    return readings[-1] if readings else None


def everything(app: Flask) -> list[dict[str, Any]]:
    """Every reading as everybody can fetch it."""
    found: list[dict[str, Any]] = json.loads(Browser(app).open(f"/malbild/{FIGURE}.json").body)["readings"]
    return found


def no_face_says_more(app: Flask) -> None:
    """The CSVs, the figure's page and the board of each year give no number of the figure that the JSON does not."""
    browser, readings = Browser(app), everything(app)
    sheet = csv.DictReader(io.StringIO(browser.open(f"/malbild/{FIGURE}.csv").body.decode("utf-8-sig")))
    rows = {(row["period"], row["area"]): row for row in sheet}
    opened = csv.DictReader(io.StringIO(browser.open("/oppna-data/malbild.csv").body.decode("utf-8-sig")))
    assert [row for row in opened if row["figure"] == FIGURE] == list(rows.values())
    told: dict[tuple[str, str], dict[str, object]] = {}
    for found in readings:
        year = found["rolling"] or {}
        told[found["period"], ""] = {key: found[key] for key in ("value", "low", "high", "n")} | {
            f"rolling{end}": year.get(key)
            for end, key in (("", "value"), ("_low", "low"), ("_high", "high"), ("_n", "n"))
        }
        for area in found["areas"]:
            told[found["period"], area["area"]] = {"value": area["mean"], "n": area["base"], "low": None, "high": None}
    assert rows.keys() == told.keys()
    for key, values in told.items():
        for name, value in values.items():
            assert rows[key][name] == ("" if value is None else str(value)), (key, name)

    page = browser.open(f"/malbild/{FIGURE}").html
    for found in readings:
        if found["value"] is None:
            assert re.search(rf'<th scope="row">{found["period"]}</th><td colspan="2">Visas inte', page)
    shown = next((found for found in reversed(readings) if found["value"] is not None), None)
    for area in shown["areas"] if shown else ():
        cells = page.split(f'<th scope="row">{area_names("sv")[area["area"]]}', 1)[1].split("</tr>", 1)[0]
        value = re.findall(r"<td[^>]*>(.*?)</td>", cells)[0]
        assert value.startswith("Visas inte") if area["mean"] is None else value == str(int(area["mean"] + 0.5))

    for year in sorted({found["period"][:4] for found in readings}):
        board = browser.open(f"/malbild?ar={year}").html
        line = re.search(rf'<li><div><a href="/malbild/{FIGURE}">.*?</li>', board, re.DOTALL)
        big = re.findall(r'<b class="big">([^<]*)</b>', line[0]) if line else []
        assert set(big) <= {str(found["published"]) for found in readings if found["period"][:4] <= year}


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
            add(total(people[: look.base], len(people)), look.reading["published"])
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


# Five quarters: the second has too few for a total, the last an area too small to show; the four before it are a year.
QUARTERS: Mapping[str, Mapping[str, int]] = {
    "2024-K3": {"bygglov": 9, "livsmedelskontroll": 12},
    "2024-K4": {"bygglov": 8, "livsmedelskontroll": 5},
    "2025-K1": {"bygglov": 12, "livsmedelskontroll": 10},
    "2025-K2": {"bygglov": 10, "livsmedelskontroll": 13},
    "2025-K3": {"bygglov": 13, "livsmedelskontroll": 9, "serveringstillstand": 3},
}
CASES = 40


def test_quarters_and_their_twelve_months_tell_of_nobody_even_when_somebody_comes_late(app: Flask) -> None:
    chance = random.Random(3)
    people = {
        period: [Answer(area, chance.randint(1, 10)) for area, n in areas.items() for _ in range(n)]
        for period, areas in QUARTERS.items()
    }
    late, after = Answer("bygglov", 1), "2025-K1"
    with working(app) as session:
        for period, areas in QUARTERS.items():
            population.store(session, [Count(period, area, CASES) for area in areas])

    rounds = {period: closed_quarter(app, period, answered) for period, answered in people.items()}
    looks = [everything(app)]
    no_face_says_more(app)
    store(app, rounds[after], answers(rounds[after], late))
    drain(app)
    looks.append(everything(app))

    # What is public is of those who had answered in time: with the late one in it anywhere, the truth would not fit.
    known = quarterly_conditions(people, looks)
    everybody = [person for answered in people.values() for person in answered]
    truth = np.array([person.score for person in everybody])
    for row, least, most in zip(known.rows, known.least, known.most, strict=True):
        assert least - 1e-6 <= float(np.dot(row, truth)) <= most + 1e-6
    by_period = {found["period"]: found for found in looks[-1]}
    assert by_period["2024-K4"]["value"] is None
    assert {period for period, found in by_period.items() if found["rolling"]} == {"2025-K2"}
    assert by_period["2025-K2"]["compared"]["diff"] is not None
    assert by_period["2025-K3"]["compared"]["diff"] is None
    for period, area in (("2025-K3", "serveringstillstand"), ("2025-K3", "livsmedelskontroll")):
        inside = [one == period and person.area == area for one, answered in people.items() for person in answered]
        assert by_period[period]["areas"]
        assert known.width([float(is_in) / sum(inside) for is_in in inside]) >= LEAST_WIDTH_OF_AN_AREA, area
    for i in range(len(everybody)):
        assert known.width([float(i == j) for j in range(len(everybody))]) >= LEAST_WIDTH_OF_A_PERSON, everybody[i]


def closed_quarter(app: Flask, period: str, people: Sequence[Answer]) -> Round:
    """A quarter that is over, in which these have answered."""
    closed = date(int(period[:4]), 3 * int(period[-1]), 28)
    round_ = open_round(app, OWN, period=period, opens_on=closed - timedelta(days=60), closes_on=closed)
    store(app, round_, *(answers(round_, person) for person in people))
    drain(app)
    return round_


def quarterly_conditions(
    people: Mapping[str, Sequence[Answer]], looks: Sequence[Sequence[Mapping[str, Any]]]
) -> Conditions:
    """What every look at the quarters says of the scores: totals, areas, changes and twelve months."""
    found = Conditions([], [], [])
    many = sum(map(len, people.values()))
    given = [quarters_where_only(people, one) for one in range(many)]
    for reading in (reading for look in looks for reading in look):
        for number, value, half in numbers(reading, list(people)):
            found.rows.append([(number(quarters) or 0.0) / 100 for quarters in given])
            found.least.append(value - half)
            found.most.append(value + half)
    return found


def quarters_where_only(people: Mapping[str, Sequence[Answer]], one: int) -> dict[str, list[Cell]]:
    """Every quarter's areas, had nobody but ``one`` of everybody given anything."""
    scores: dict[str, dict[str, list[float]]] = {period: {} for period in people}
    everybody = [(period, person.area) for period, answered in people.items() for person in answered]
    for i, (period, area) in enumerate(everybody):
        scores[period].setdefault(area, []).append(100.0 if i == one else 0.0)
    return {period: [Cell.of(area, given, CASES) for area, given in areas.items()] for period, areas in scores.items()}


def numbers(reading: Mapping[str, Any], periods: Sequence[str]) -> Iterator[Told]:
    """Each public number of a reading: how it comes from the quarters' areas, what it is, and half its last step."""
    period, change, year = reading["period"], reading["compared"], reading["rolling"]
    if reading["value"] is not None:
        yield lambda quarters: estimate(quarters[period]).estimate, reading["value"], 0.05
        yield lambda quarters: estimate(quarters[period]).estimate, reading["published"], 0.5
    for area in reading["areas"]:
        if area["mean"] is not None:
            yield mean_of(period, area["area"]), area["mean"], 0.05
    if change and change["diff"] is not None:
        yield lambda quarters: difference(quarters[change["period"]], quarters[period]).diff, change["diff"], 0.05
    if year:
        twelve = [when for when in periods if year["first"] <= when <= period]
        yield lambda quarters: estimate(merged([quarters[when] for when in twelve])).estimate, year["value"], 0.5


def mean_of(period: str, area: str) -> Callable[[Mapping[str, list[Cell]]], float | None]:
    return lambda quarters: next(cell.mean for cell in quarters[period] if cell.key == area)
