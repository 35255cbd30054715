"""SCB's population in our database, in the groups that weights are made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core import population
from goals import sources
from tests.builders import drain, on_sqlite, run
from tests.fakes.scb import AGES, FakeScb
from tests.fakes.serving import FakeSource, altered, breaks_off, busy, fails, says
from tests.ground import NOON, working


@pytest.fixture
def with_scb(pointed: Callable[[FakeSource], Flask], scb: FakeScb) -> Flask:
    return pointed(scb)


def counts(app: Flask, dimension: str) -> dict[str, int]:
    with working(app) as session:
        return population.counts(session, "2025", dimension)


def report(app: Flask) -> sources.SourceReport:
    with working(app) as session:
        return sources.reports(session)[1]


def test_the_population_is_kept_by_sex_and_by_age_of_those_who_are_sixteen_or_more(
    with_scb: Flask, scb: FakeScb
) -> None:
    result = run(with_scb, "goals", "sync-scb", "--json")
    again = run(with_scb, "goals", "sync-scb")

    assert json.loads(result.stdout) == {
        "source": "scb",
        "dry_run": False,
        "values": 18,
        "added": 18,
        "changed": 0,
        "taken_back": 0,
    }
    assert "changed 0" in again.stderr
    men = {"16-29": sum(range(16, 30)), "30-49": sum(range(30, 50)), "50-64": sum(range(50, 65))}
    men["65+"] = sum(range(65, 101))
    women = {"16-29": men["16-29"] + 14, "30-49": men["30-49"] + 20, "50-64": men["50-64"] + 15, "65+": men["65+"] + 36}
    assert counts(with_scb, "sex") == {"man": sum(men.values()), "kvinna": sum(women.values())}
    assert counts(with_scb, "age_group") == {name: men[name] + women[name] for name in men}
    assert counts(with_scb, "sex_age") == {
        f"{sex}:{name}": n for sex, groups in (("man", men), ("kvinna", women)) for name, n in groups.items()
    }
    assert counts(with_scb, "young") == {
        f"{sex}:{name}": sum(range(low, high)) + more * (high - low)
        for sex, more in (("man", 0), ("kvinna", 1))
        for name, low, high in (("13-15", 13, 16), ("16-19", 16, 20))
    }
    assert "valueCodes%5BRegion%5D=2023" in scb.asked[0]
    assert report(with_scb) == sources.SourceReport("scb", NOON, NOON, 0, "")


def test_the_button_fetches_and_a_change_is_counted(with_scb: Flask, scb: FakeScb) -> None:
    run(with_scb, "goals", "sync-scb")
    scb.people["1", "40"] += 1
    with working(with_scb) as session:
        sources.ask_for(session, sources.SCB)
    drain(with_scb)

    # The sex, the age group, and the two together.
    assert report(with_scb).changed == 3


@on_sqlite
def test_what_passes_is_tried_again(with_scb: Flask, scb: FakeScb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.fetching.FIRST_PAUSE", 0.0)
    scb.faults = [busy("0"), fails(502), breaks_off]

    assert run(with_scb, "goals", "sync-scb").exit_code == 0
    assert len(scb.asked) == 4


def without(age: str) -> Callable[[Any], Any]:
    """The data set with an age fewer."""

    def change(document: Any) -> Any:
        at = [*AGES, "tot"].index(age)
        document["value"][2 * at : 2 * at + 2] = []
        document["size"][1] -= 1
        index = [one for one in document["dimension"]["Alder"]["category"]["index"] if one != age]
        document["dimension"]["Alder"]["category"]["index"] = index
        return document

    return change


def with_value(place: int, value: Any) -> Callable[[Any], Any]:
    def change(document: Any) -> Any:
        document["value"][place] = value
        return document

    return change


@on_sqlite
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("40"), "another shape"),
        (without("100+"), "another shape"),
        (with_value(9, None), "another shape"),
        (with_value(9, -1), "another shape"),
        (with_value(9, 1.5), "another shape"),
        (with_value(9, 10**12), "another shape"),
        (with_value(9, 7777), "does not add up"),
        (lambda document: document | {"class": "collection"}, "another shape"),
        (
            lambda document: document | {"dimension": document["dimension"] | {"Tid": {"category": {"index": ["K"]}}}},
            "shape",
        ),
        (
            lambda document: (
                document | {"dimension": document["dimension"] | {"Region": {"category": {"index": ["2021"]}}}}
            ),
            "another shape",
        ),
    ],
)
def test_a_population_that_cannot_be_right_is_refused_whole(
    with_scb: Flask, scb: FakeScb, change: Callable[[Any], Any], words: str
) -> None:
    scb.faults = [altered(change)]

    result = run(with_scb, "goals", "sync-scb", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert counts(with_scb, "sex") == {}
    assert report(with_scb).error.endswith("Inget har ändrats.")


@on_sqlite
def test_an_answer_without_the_total_is_taken_too(with_scb: Flask, scb: FakeScb) -> None:
    scb.faults = [altered(without("tot"))]

    assert run(with_scb, "goals", "sync-scb").exit_code == 0


@on_sqlite
@pytest.mark.parametrize("fault", [says(b"{"), fails(404)])
def test_an_answer_that_is_none_is_told(with_scb: Flask, scb: FakeScb, fault: Any) -> None:
    scb.faults = [fault]

    assert run(with_scb, "goals", "sync-scb").exit_code == 1
