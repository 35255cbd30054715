"""SCB's PxWebApi, version 2, as far as one table: population by sex and age, with its total among the ages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.serving import Answer, FakeSource, as_json

AGES = [*(str(age) for age in range(100)), "100+"]


class FakeScb(FakeSource):
    """Everybody is as many as their age, women one more; so 16-29 are 315 men and 329 women."""

    base = "/api/v2"

    def __init__(self, year: str = "2025") -> None:
        """With the population of a year."""
        super().__init__()
        self.year = year
        self.people = {(sex, age): min(int(age.rstrip("+")), 100) + (sex == "2") for sex in "12" for age in AGES}

    def answer(self, path: str, query: Mapping[str, list[str]]) -> Answer:
        """The data set that was asked for."""
        wanted = {name.removeprefix("valueCodes[").rstrip("]"): given[0] for name, given in query.items()}
        if path != "/tables/TAB638/data" or wanted.get("outputFormat") != "json-stat2":
            return as_json({"title": "Not Found"}, 404)
        assert (wanted["Alder"], wanted["Kon"], wanted["ContentsCode"]) == ("*", "1,2", "BE0101N1")
        assert wanted["Tid"] == "TOP(1)"
        return as_json(self.dataset(wanted["Region"]))

    def dataset(self, region: str) -> dict[str, Any]:
        """As JSON-stat: region, age with its total last, sex, content and year."""
        ages = [*AGES, "tot"]
        totals = {sex: sum(n for (one, _age), n in self.people.items() if one == sex) for sex in "12"}
        return {
            "version": "2.0",
            "class": "dataset",
            "source": "SCB",
            "id": ["Region", "Alder", "Kon", "ContentsCode", "Tid"],
            "size": [1, len(ages), 2, 1, 1],
            "dimension": {
                "Region": {"category": {"index": {region: 0}, "label": {region: "Malung-Sälen"}}},
                "Alder": {"category": {"index": {age: place for place, age in enumerate(ages)}}},
                "Kon": {"category": {"index": ["1", "2"], "label": {"1": "män", "2": "kvinnor"}}},
                "ContentsCode": {"category": {"label": {"BE0101N1": "Folkmängd"}}},
                "Tid": {"category": {"index": {self.year: 0}}},
            },
            "value": [totals[sex] if age == "tot" else self.people[sex, age] for age in ages for sex in "12"],
        }
