import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from surveys.statistics.calibration import CellSums
from surveys.statistics.index import score
from surveys.statistics.sample import Cell
from tests.surveys.statistics.summing import cells_of

# A busy machine is not a slow formula: properties are judged by their outcome, never by the clock.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

ORACLE = Path(__file__).parents[2] / "oracle"
ITEMS = {
    "nki": ("q1", "q2", "q3"),
    "bem": ("bem1", "bem2", "bem3", "bem4"),
    "til": ("til1", "til2", "til3", "til4"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (ORACLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ORACLE / name).read_text("utf-8"))
    return found


@dataclass(frozen=True)
class Answers:
    """Invented answers, as the arithmetic meets them."""

    rows: list[dict[str, str]]
    population: dict[tuple[str, str], int]

    def items(self, period: str, measure: str, area: str | None = None) -> list[list[float | None]]:
        return [
            [float(row[item]) if row[item] else None for item in ITEMS[measure]]
            for row in self.rows
            if row["period"] == period and area in (None, row.get("area"))
        ]

    def scores(self, period: str, measure: str = "nki", area: str | None = None, least: int = 2) -> list[float]:
        found = (score(items, 1, 10, least) for items in self.items(period, measure, area))
        return [value for value in found if value is not None]

    def cell(self, period: str, measure: str = "nki") -> Cell:
        people = sum(count for (when, _), count in self.population.items() if when == period)
        return Cell.of("all", self.scores(period, measure), people)

    def cells(self, period: str, measure: str = "nki") -> list[Cell]:
        return [
            Cell.of(area, self.scores(period, measure, area), count)
            for (when, area), count in self.population.items()
            if when == period
        ]


@pytest.fixture(scope="session")
def answers() -> Answers:
    population = {(row["period"], row["area"]): int(row["N"]) for row in rows("insikt_population.csv")}
    return Answers(rows("insikt_svar.csv"), population)


@pytest.fixture(scope="session")
def insikt() -> dict[str, Any]:
    return expected("insikt_expected.json")


@pytest.fixture(scope="session")
def better_answers() -> Answers:
    return Answers(rows("forbattring_svar.csv"), {("2024", "all"): 200, ("2025", "all"): 220})


@pytest.fixture(scope="session")
def improvement() -> dict[str, Any]:
    return expected("forbattring_expected.json")


@dataclass(frozen=True)
class Citizens:
    """An invented citizen survey and the population it is weighted to."""

    sexes: tuple[str, ...]
    ages: tuple[str, ...]
    grades: tuple[float | None, ...]
    positive: tuple[bool | None, ...]
    people: dict[tuple[str, str], float]

    @property
    def margins(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = {"kon": {}, "alder": {}}
        for (sex, age), count in self.people.items():
            found["kon"][sex] = found["kon"].get(sex, 0) + count
            found["alder"][age] = found["alder"].get(age, 0) + count
        return found

    @property
    def labels(self) -> list[tuple[str, ...]]:
        return list(zip(self.sexes, self.ages, strict=True))

    @property
    def cells(self) -> list[CellSums]:
        return cells_of(self.labels, [0.0] * len(self.sexes))


@pytest.fixture(scope="session")
def citizens() -> Citizens:
    found = rows("medborgare_svar.csv")
    return Citizens(
        tuple(row["kon"] for row in found),
        tuple(row["alder"] for row in found),
        tuple((float(row["betyg5"]) - 1) * 25 if row["betyg5"] else None for row in found),
        tuple(
            None if row["paverka"] == "vet_inte" else row["paverka"] in ("mycket_bra", "ganska_bra") for row in found
        ),
        {(row["kon"], row["alder"]): float(row["N"]) for row in rows("befolkning.csv")},
    )


@pytest.fixture(scope="session")
def weighting_expected() -> dict[str, Any]:
    return expected("medborgare_expected.json")
