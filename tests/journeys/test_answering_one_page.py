"""A citizen answers a survey on one page: each thing that happens to a form on a phone, and nothing lost or doubled."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from surveys.models import Comment, Response
from surveys.rounds import Round
from tests.browsing import Browser, Page
from tests.builders import drain, on_sqlite, open_round, small_survey
from tests.ground import StandingClock, working

ANSWERS = {"roll": "boende", "nojd": "2", "varfor": "Ingen svarade.", "igen": "nej"}
UNDERSTOOD = {"roll": "boende", "nojd": 2, "varfor": "Ingen svarade.", "igen": "nej"}


@pytest.fixture(autouse=True)
def round_(app: Flask) -> Round:
    return open_round(app, small_survey(layout="one_page"))


def stored(app: Flask) -> list[dict[str, Any]]:
    with working(app) as session:
        return list(session.scalars(select(Response.answers)))


def test_one_page_is_answered_with_one_button(app: Flask, browser: Browser) -> None:
    page = browser.send(browser.open("/enkat/prov"), ANSWERS)

    assert page.path == "/enkat/prov/tack"
    assert stored(app) == [UNDERSTOOD]
    with working(app) as session:
        assert session.scalars(select(Comment.words)).all() == ["Ingen svarade."]


@on_sqlite
def test_looking_at_the_page_stores_nothing(app: Flask, browser: Browser) -> None:
    browser.open("/enkat/prov")

    assert stored(app) == []


@on_sqlite
def test_answers_to_questions_that_were_not_asked_are_left_out(app: Flask, browser: Browser) -> None:
    browser.send(browser.open("/enkat/prov"), ANSWERS | {"antal": "5", "nojd": "5"})

    assert stored(app) == [{"roll": "boende", "nojd": 5, "igen": "nej"}]


@on_sqlite
def test_a_missing_answer_is_asked_for_and_the_rest_stays(app: Flask, browser: Browser) -> None:
    page = browser.send(browser.open("/enkat/prov"), {"nojd": "2", "varfor": "Ingen svarade."})

    assert page.title.startswith("Fel: ")
    assert "#roll-boende" in page.links
    assert page.value("nojd") == ["2"]
    assert page.value("varfor") == ["Ingen svarade."]
    assert stored(app) == []

    assert browser.send(page, {"roll": "boende"}).path == "/enkat/prov/tack"
    assert stored(app) == [{"roll": "boende", "nojd": 2, "varfor": "Ingen svarade."}]


def test_a_second_click_is_the_same_answer(app: Flask, browser: Browser) -> None:
    page = browser.open("/enkat/prov")

    first, second = browser.send(page, ANSWERS), browser.send(page, ANSWERS)

    assert first.path == second.path == "/enkat/prov/tack"
    assert first.text == second.text
    assert stored(app) == [UNDERSTOOD]


def test_four_clicks_at_the_same_moment_are_one_answer(app: Flask, browser: Browser) -> None:
    page = browser.open("/enkat/prov")
    together, pages = Barrier(4), list[Page]()

    def click(twin: Browser) -> None:
        together.wait(10)
        pages.append(twin.send(page, ANSWERS))

    threads = [Thread(target=click, args=[browser.twin()]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {page.path for page in pages} == {"/enkat/prov/tack"}
    assert stored(app) == [UNDERSTOOD]


@on_sqlite
def test_the_back_button_and_other_answers_are_asked_about_before_they_count_as_a_new_answer(
    app: Flask, browser: Browser
) -> None:
    page = browser.open("/enkat/prov")
    browser.send(page, ANSWERS)

    again = browser.send(page, ANSWERS | {"nojd": "4"})
    assert again.status == 409
    assert "redan skickat in ett svar" in again.text
    assert again.value("nojd") == ["4"]
    assert stored(app) == [UNDERSTOOD]

    assert browser.send(again).path == "/enkat/prov/tack"
    assert len(stored(app)) == 2


@on_sqlite
def test_somebody_else_on_the_same_phone_may_answer_too(app: Flask, browser: Browser) -> None:
    browser.send(browser.open("/enkat/prov"), ANSWERS)
    page = browser.send(browser.open("/enkat/prov"), ANSWERS)

    assert page.path == "/enkat/prov/tack"
    assert len(stored(app)) == 2


@on_sqlite
def test_a_second_tab_is_asked_whether_it_is_another_answer(app: Flask, browser: Browser) -> None:
    tab_one, tab_two = browser.open("/enkat/prov"), browser.open("/enkat/prov")
    browser.send(tab_one, ANSWERS)

    page = browser.send(tab_two, ANSWERS)

    assert page.status == 409
    assert page.value("varfor") == ["Ingen svarade."]
    assert len(stored(app)) == 1


@on_sqlite
def test_a_page_left_open_until_the_cookie_was_gone_comes_back_filled_in_and_is_stored_once(
    app: Flask, browser: Browser
) -> None:
    page = browser.open("/enkat/prov")
    browser.lose_cookies()

    page = browser.send(page, ANSWERS)
    assert page.status == 200
    assert {name: page.value(name) for name in ANSWERS} == {name: [value] for name, value in ANSWERS.items()}
    assert stored(app) == []
    browser.send(page)
    browser.send(page)

    assert stored(app) == [UNDERSTOOD]


@on_sqlite
def test_a_key_that_was_tampered_with_stores_nothing(app: Flask, browser: Browser) -> None:
    form = browser.open("/enkat/prov").form("nyckel").filled(ANSWERS)
    form["nyckel"] = "kort.0"

    page = browser.post("/enkat/prov", form)

    assert page.status == 200
    assert page.value("varfor") == ["Ingen svarade."]
    assert stored(app) == []


@on_sqlite
def test_a_survey_that_closed_meanwhile_says_so_and_keeps_the_words(
    app: Flask, browser: Browser, time: StandingClock
) -> None:
    page = browser.open("/enkat/prov")
    time.forward(days=31)

    page = browser.send(page, ANSWERS)

    assert page.status == 409
    assert "Ingen svarade." in page.text
    assert stored(app) == []


def test_what_was_answered_is_counted_once_however_often_the_worker_is_asked(app: Flask, browser: Browser) -> None:
    browser.send(browser.open("/enkat/prov"), ANSWERS)

    drain(app)
    drain(app)

    with working(app) as session:
        assert session.scalars(select(Response.is_tallied)).all() == [True]


@on_sqlite
def test_hostile_words_are_shown_as_words(browser: Browser) -> None:
    hostile = "<script>alert(1)</script>\"'>&lt;"

    page = browser.send(browser.open("/enkat/prov"), {"nojd": "1", "varfor": hostile, "ord": hostile})

    assert page.title.startswith("Fel: ")
    assert "<script>alert" not in page.html
    assert page.value("varfor") == [hostile]
    assert page.value("ord") == [hostile]
