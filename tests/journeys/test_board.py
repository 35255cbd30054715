"""What the council and everybody else sees: figures change five people at a time, and small groups stay hidden."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.statistics import suppression
from goals.models import Reading
from surveys import rounds
from surveys.questions import Value
from surveys.rounds import Round
from surveys.statistics.methods import CURRENT
from tests.browsing import Browser
from tests.builders import OWN, TODAY, drain, open_round, store
from tests.ground import working

FLOOR = CURRENT.report_min


def own_round(app: Flask) -> Round:
    """The round of the own measurement that is open in the demo."""
    with working(app) as session:
        return rounds.current(session, OWN, TODAY)


def company(round_: Round, area: str, step: int = 10) -> dict[str, Value]:
    """A company's answers, every step the same."""
    answers: dict[str, Value] = {"omrade": area, "kundtyp": "foretag"}
    return answers | {
        question.key: step
        for question in round_.questionnaire.questions
        if question.kind == "scale" and question.measures
    }


def figure(app: Flask, key: str = "nki") -> dict[str, Any]:
    """The latest reading as the public gets it."""
    document = json.loads(Browser(app).open(f"/malbild/{key}.json").body)
    found: dict[str, Any] = document["readings"][-1]
    return found


def every_face(app: Flask) -> list[bytes]:
    """The board, a figure's page, and both files."""
    browser = Browser(app)
    addresses = ("/malbild", "/malbild/nki", "/malbild/nki.csv", "/malbild/nki.json", "/malbild/bemotande")
    return [without_nonce(browser.open(address).body) for address in addresses]


def without_nonce(body: bytes) -> bytes:
    return re.sub(rb'nonce="[^"]+"', b"", body)


def test_the_board_changes_after_five_new_answers_and_not_after_four(demo_app: Flask) -> None:
    round_ = own_round(demo_app)
    before, seen = figure(demo_app), every_face(demo_app)

    for _ in range(4):
        store(demo_app, round_, company(round_, "livsmedelskontroll"))
        drain(demo_app)
        assert every_face(demo_app) == seen

    store(demo_app, round_, company(round_, "livsmedelskontroll"))
    drain(demo_app)

    after = figure(demo_app)
    assert (before["n"], after["n"]) == (75, 80)
    assert after["value"] > before["value"]
    assert every_face(demo_app) != seen


def test_answers_given_through_the_web_reach_the_board_five_at_a_time(demo_app: Flask) -> None:
    before = figure(demo_app)

    for _ in range(5):
        browser = Browser(demo_app)
        page = browser.send(browser.open(f"/enkat/{OWN}"))
        while page.path != f"/enkat/{OWN}/granska":
            asked = page.form().choices
            first = {"omrade": "bygglov", "kundtyp": "foretag"} if "omrade" in asked else {}
            scales = {name: "9" for name, steps in asked.items() if "9" in steps}
            page = browser.send(page, first | scales)
        assert browser.send(page).path == f"/enkat/{OWN}/tack"
        drain(demo_app)

    assert figure(demo_app)["n"] == before["n"] + 5


def test_the_demo_tells_its_story(demo_app: Flask) -> None:
    figures = {key: figure(demo_app, key) for key in ("nki", "tillganglighet", "bemotande", "service")}

    assert {key: found["published"] for key, found in figures.items()} == {
        "nki": 73,
        "tillganglighet": 71,
        "bemotande": 79,
        "service": 70,
    }
    assert figures["nki"]["compared"]["verdict"] == "oforandrad"
    assert figures["tillganglighet"]["compared"]["verdict"] == "forbattrad"
    assert (figures["nki"]["n"], figures["nki"]["N"]) == (75, 154)
    assert all(found["is_demo"] for found in figures.values())
    assert "påhittade data" in Browser(demo_app).open("/malbild").text


def test_small_areas_are_hidden_on_the_page_and_in_both_files(demo_app: Flask) -> None:
    hidden = {"serveringstillstand", "miljo_halsoskydd"}

    for key in ("nki", "tillganglighet", "bemotande", "service"):
        by_json = {row["area"]: row for row in figure(demo_app, key)["areas"]}
        rows = csv.DictReader(io.StringIO(Browser(demo_app).open(f"/malbild/{key}.csv").body.decode("utf-8-sig")))
        by_csv = {row["area"]: row for row in rows if row["period"] == "2025" and row["area"]}
        assert {area for area, row in by_json.items() if row["is_hidden"]} == hidden
        for area in hidden:
            assert by_json[area]["mean"] is None
            assert not {"se_fpc", "sd", "n"} & set(by_json[area])
            assert by_csv[area]["value"] == ""
        assert all(by_csv[area]["value"] for area in set(by_csv) - hidden)


def test_what_is_hidden_cannot_be_worked_out_from_what_is_shown(demo_app: Flask) -> None:
    """With one area hidden its mean would be the total less the rest: so two are, or the total is."""
    for reading in json.loads(Browser(demo_app).open("/malbild/nki.json").body)["readings"]:
        areas = [row for row in reading["areas"] if row["in_total"]]
        small = {row["area"] for row in areas if row["base"] and row["base"] < FLOOR}
        hidden = {row["area"] for row in areas if row["is_hidden"] and row["base"]}

        assert small <= hidden
        assert not small or len(hidden) >= 2 or reading["value"] is None
        bases = {row["area"]: row["base"] for row in areas}
        assert hidden == {
            area for area in suppression.hidden_cells(bases, floor=FLOOR, total_shown=True) if bases[area]
        }


def test_an_area_that_grows_past_the_floor_one_by_one_shows_nobody_alone(demo_app: Flask) -> None:
    """Every two looks at an area's row differ by nobody, or by five people or more."""
    round_ = own_round(demo_app)
    looks: list[Mapping[str, int]] = [bases(demo_app)]

    for number in range(12):
        area = "serveringstillstand" if number % 2 else "bygglov"
        store(demo_app, round_, company(round_, area, step=1 + number % 10))
        drain(demo_app)
        looks.append(bases(demo_app))

    for earlier, later in pairwise(looks):
        for area in earlier:
            step = later[area] - earlier[area]
            assert step == 0 or step >= 5
    assert looks[0] != looks[-1]


def bases(app: Flask) -> dict[str, int]:
    return {row["area"]: row["base"] for row in figure(app)["areas"] if not row["is_hidden"]} | {
        "": figure(app)["n"],
        **{row["area"]: 0 for row in figure(app)["areas"] if row["is_hidden"]},
    }


def test_a_first_figure_is_shown_when_enough_have_answered(app: Flask) -> None:
    round_ = open_round(app, OWN, period="2026")

    store(app, round_, *(company(round_, "bygglov") for _ in range(CURRENT.total_min - 1)))
    drain(app)
    with working(app) as session:
        assert set(session.scalars(select(Reading.value))) == {None}

    store(app, round_, *(company(round_, "bygglov") for _ in range(5)))
    drain(app)

    assert figure(app)["value"] == 100.0


def test_an_empty_board_says_that_nothing_has_been_measured(app: Flask) -> None:
    page = Browser(app).open("/malbild")

    assert page.status == 200
    assert "inte mätt ännu" in page.text.lower()
    assert "100" not in page.text.split("Topp 100", 1)[0]


def test_figures_that_do_not_exist_are_not_found(app: Flask) -> None:
    browser = Browser(app)

    for address in ("/malbild/finns-inte", "/malbild/finns-inte.csv", "/malbild/finns-inte.json"):
        assert browser.open(address).status == 404
