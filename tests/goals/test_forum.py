"""The figures of the forum, on plain values: what each counts, what is hidden, and what two looks may tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.followed import Background, Followed
from dialog.models import AgeBand, Audience, Sex, SizeClass
from goals.forum_disclosure import settled, shown
from goals.indicators.forum import FORUM, Facts, OfDialogues, OfPeople, Row, Why
from surveys.statistics.sample import Cell

CITIZENS, YOUNG, COMPANIES = Audience.MEDBORGARE, Audience.UNGDOMAR, Audience.NARINGSLIV
TODAY = date(2026, 9, 30)
PEOPLE: Mapping[Audience, Mapping[str, int]] = {
    CITIZENS: {"kvinna:16-29": 1000, "man:16-29": 1000, "kvinna:65+": 1000, "man:65+": 1000},
    YOUNG: {"kvinna:13-15": 100, "man:13-15": 100, "kvinna:16-19": 100, "man:16-19": 100},
    COMPANIES: {"0": 600, "1-9": 400},
}
WOMAN: Background = (AgeBand.FROM_16, Sex.WOMAN, None)
SILENT: Background = (None, None, None)
figures = {figure.key.removeprefix("forum-"): figure for figure in FORUM}


def dialogue(audience: Audience = CITIZENS, **changes: Any) -> Followed:
    """One that ended on the last of March with all in order, and was answered on the day promised, the first of May."""
    given: dict[str, Any] = {
        "id": 1,
        "audience": audience,
        "is_demo": False,
        "opened_on": date(2026, 3, 1),
        "last_open_on": date(2026, 3, 31),
        "closed_on": date(2026, 3, 31),
        "criteria": 6,
        "promised_on": date(2026, 5, 1),
        "answered_on": date(2026, 5, 1),
        "has_decision": True,
        "inspel": 12,
        "answered": 9,
    }
    return Followed(**given | changes)


def facts(*dialogues: Followed, **changes: Any) -> Facts:
    return replace(Facts(2026, TODAY, dialogues, PEOPLE, 4200, {}), **changes)


def measured(key: str, *dialogues: Followed, **changes: Any) -> Row:
    """A figure in total, nothing hidden."""
    figure, known = figures[key], facts(*dialogues, **changes)
    if isinstance(figure, OfDialogues):
        return figure.measure(known)
    return figure.whole({audience: figure.count(known.of(audience)) for audience in Audience}, known)


def people(key: str) -> OfPeople:
    figure = figures[key]
    assert isinstance(figure, OfPeople)
    return figure


def test_a_dialogue_is_held_when_it_meets_all_six_criteria_and_ended_in_the_year() -> None:
    short, before = dialogue(criteria=5), dialogue(closed_on=date(2025, 12, 31))
    going_on = dialogue(closed_on=None)

    assert measured("f1", dialogue(), short, before, going_on) == Row(1.0, 1, 2)
    assert measured("f2", dialogue(), short, before) == Row(100 * 11 / 12, 11, 12)
    assert measured("f1") == Row(0.0, 0, 0)
    assert measured("f2").why is Why.NOTHING


def test_a_year_goes_on_through_the_quarters_in_which_some_dialogue_was_open() -> None:
    over_the_turn = dialogue(opened_on=date(2026, 3, 31), last_open_on=date(2026, 4, 1))
    to_come = dialogue(opened_on=date(2026, 9, 30), last_open_on=None, closed_on=None)

    assert measured("f3", over_the_turn).part == 2
    assert measured("f3", over_the_turn, to_come) == Row(100.0, 3, 3)
    assert measured("f3", to_come, year=2025, today=TODAY) == Row(0.0, 0, 4)


@pytest.mark.parametrize(
    ("changes", "row"),
    [
        ({}, Row(100.0, 1, 1)),
        ({"answered_on": date(2026, 5, 2)}, Row(0.0, 0, 1)),
        ({"answered_on": None}, Row(0.0, 0, 1)),
        ({"promised_on": TODAY, "answered_on": None}, Row(None, 0, 0, Why.NOTHING)),
        ({"promised_on": date(2027, 1, 1)}, Row(None, 0, 0, Why.NOTHING)),
        ({"closed_on": None}, Row(None, 0, 0, Why.NOTHING)),
        ({"closed_on": date(2025, 12, 1)}, Row(100.0, 1, 1)),
    ],
)
def test_a_promise_counts_in_the_year_of_its_day_once_that_has_passed(changes: dict[str, Any], row: Row) -> None:
    assert measured("f6", dialogue(**changes)) == row
    assert measured("f9", dialogue(**changes)).of == row.of


def test_the_time_to_an_answer_counts_those_who_wait_for_as_long_as_they_have() -> None:
    waiting = dialogue(answered_on=None)

    assert measured("f7", dialogue()) == Row(31.0, 1, 1)
    assert measured("f7", dialogue(), waiting, dialogue(answered_on=date(2026, 4, 10))) == Row(31.0, 2, 3)
    assert measured("f7", dialogue(), waiting, waiting) == Row(None, 1, 3, Why.NOT_REACHED)
    assert measured("f7", dialogue(answered_on=date(2026, 3, 20))).value == 0


def test_inspel_and_decisions_are_counted_with_what_they_are_of() -> None:
    unanswered = dialogue(answered=0, has_decision=False)

    assert measured("f8", dialogue(), unanswered) == Row(37.5, 9, 24)
    assert measured("f8", dialogue(inspel=0, answered=0)).why is Why.NOTHING
    assert measured("f9", dialogue(), unanswered) == Row(50.0, 1, 2)


def test_those_who_took_part_are_told_for_each_thousand_there_are() -> None:
    some = dialogue(backgrounds={SILENT: 8})
    young = dialogue(YOUNG, id=2, backgrounds={SILENT: 11})
    known = facts(some, young)

    found = shown(people("f4"), {audience: people("f4").count(known.of(audience)) for audience in Audience}, known)

    assert found.groups[CITIZENS] == Row(2.0, 8, 4000)
    assert found.groups[YOUNG] == Row(27.5, 11, 400)
    assert found.groups[COMPANIES] == Row(None, 0, None, Why.NOTHING)
    assert found.total == Row(1000 * 19 / 4200, 19, 4200)
    assert measured("f4", some, inhabitants=None).why is Why.NO_POPULATION


def test_how_like_the_group_is_said_of_thirty_and_of_half() -> None:
    women = {WOMAN: 30}
    figure = people("f5")

    def of(told: Mapping[Background, int], audience: Audience = CITIZENS, **changes: Any) -> Row:
        known = facts(dialogue(audience, backgrounds=told), **changes).of(audience)
        return figure.row(figure.count(known), known)

    assert of(women) == Row(25.0, 30, 30)
    assert of({WOMAN: 15, (AgeBand.FROM_20, Sex.MAN, None): 15}).value == 50
    assert of(women | {SILENT: 30}).value == 25
    assert of(women | {SILENT: 31}).why is Why.NOT_HALF
    assert of({WOMAN: 29}).why is Why.TOO_FEW
    assert of(women, population={}).why is Why.NO_POPULATION
    assert of({(AgeBand.FROM_16, Sex.OTHER, None): 30}).part == 0
    assert of({(None, None, SizeClass.ALONE): 60, (None, None, SizeClass.FROM_1): 40}, COMPANIES).value == 100
    assert of({(AgeBand.FROM_13, Sex.MAN, None): 40}, YOUNG).value == 25


@given(st.dictionaries(st.sampled_from(sorted(PEOPLE[CITIZENS])), st.integers(0, 300), min_size=1))
def test_likeness_is_from_nothing_to_a_hundred_and_a_hundred_where_the_shares_are_alike(cells: dict[str, int]) -> None:
    n = sum(cells.values())
    known = facts().of(CITIZENS)

    found = people("f5").row({"n": n, "of": n, "cells": cells}, known)
    alike = people("f5").row({"n": 40, "of": 40, "cells": dict.fromkeys(PEOPLE[CITIZENS], 10)}, known)

    assert found.value is None or -1e-9 <= found.value <= 100 + 1e-9
    assert alike.value == 100


def test_how_it_was_is_the_mean_of_at_least_seven_with_an_interval() -> None:
    scores = {1: Cell.of("", [50.0, 75, 100, 75, 50, 75, 100]), 2: Cell.of("", [25.0] * 3)}
    known = facts(dialogue(), dialogue(YOUNG, id=2), scores=scores)
    figure = people("f11")

    found = shown(figure, {audience: figure.count(known.of(audience)) for audience in Audience}, known)

    # The three young would be had from the total and the citizens, so these are hidden too.
    assert found.total.of == 10
    assert {row.value for row in found.groups.values()} == {None}
    assert found.groups[YOUNG].why is Why.TOO_FEW
    assert found.groups[CITIZENS].why is Why.WOULD_TELL
    alone = measured("f11", dialogue(), scores=scores)
    assert alone.value == 75
    assert alone.low is not None
    assert alone.low < 75


COUNTS = st.fixed_dictionaries({audience: st.integers(0, 40) for audience in Audience})


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_no_two_looks_differ_by_fewer_than_five_and_nobody_hidden_can_be_had_by_subtraction(
    days: list[dict[Audience, int]],
) -> None:
    figure, seen = people("f4"), dict[str, Mapping[str, Any]]()
    for day in days:
        before = seen
        bases = settled(seen, {audience: {"n": n} for audience, n in day.items()})
        seen = {audience.value: base for audience, base in bases.items()}
        found = shown(figure, bases, facts())

        hidden = [audience for audience, row in found.groups.items() if row.why in (Why.TOO_FEW, Why.WOULD_TELL)]
        if hidden and found.total.part:
            rest = found.total.part - sum(row.part for row in found.groups.values())
            assert len(hidden) >= 2
            assert rest >= 5
        assert all(row.part >= 5 for row in found.groups.values() if row.part)
        steps = [abs(base["n"] - before[key]["n"]) for key, base in seen.items() if before]
        assert all(step == 0 or step >= 5 for step in steps)


def test_one_who_leaves_while_another_comes_changes_nothing_that_is_seen() -> None:
    before, after = {"n": 8, "total": 10.0, "squares": 900.0}, {"n": 8, "total": 40.0, "squares": 950.0}

    assert settled({"medborgare": before}, {CITIZENS: after}) == {CITIZENS: before}
    assert settled({"medborgare": before}, {CITIZENS: after | {"n": 12}}) == {CITIZENS: before}
    assert settled({"medborgare": before}, {CITIZENS: after | {"n": 13}}) == {CITIZENS: after | {"n": 13}}


def test_every_figure_gives_a_value_or_says_why_not_on_any_day() -> None:
    for days in range(0, 800, 97):
        known = facts(dialogue(backgrounds={SILENT: 3}), today=date(2026, 1, 1) + timedelta(days=days))
        for figure in FORUM:
            row = measured(figure.key.removeprefix("forum-"), *known.dialogues, today=known.today)
            assert (row.value is None) == (row.why is not None), figure.key
