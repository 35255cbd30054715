"""A citizen answers a survey of several pages: forwards, backwards, twice, in two tabs and after a long lunch."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from surveys.models import Response, ResponseState
from tests.browsing import Browser, Page
from tests.builders import on_sqlite, open_round, small_survey
from tests.ground import StandingClock, working


@pytest.fixture(autouse=True)
def _is_open(app: Flask) -> None:
    open_round(app, small_survey())


def stored(app: Flask) -> list[dict[str, Any]]:
    """The answers that have been sent in."""
    with working(app) as session:
        return list(session.scalars(select(Response.answers).where(Response.state == ResponseState.SUBMITTED)))


def drafts(app: Flask) -> list[dict[str, Any]]:
    with working(app) as session:
        return list(session.scalars(select(Response.answers).where(Response.state == ResponseState.DRAFT)))


def begun(browser: Browser) -> Page:
    return browser.send(browser.open("/enkat/prov"))


def at_review(browser: Browser, **last: str) -> Page:
    page = browser.send(begun(browser), {"roll": "boende"})
    return browser.send(page, {"nojd": "4", **last})


def test_a_resident_answers_checks_and_sends(app: Flask, browser: Browser) -> None:
    page = browser.open("/enkat/prov")
    assert "En liten enkät" in page.text
    assert "Kommunstyrelsen" in page.text

    page = browser.send(page)
    assert (page.path, page.title.startswith("Om dig")) == ("/enkat/prov/1", True)
    page = browser.send(page, {"roll": "boende"})
    assert "Ditt betyg" in page.text
    page = browser.send(page, {"nojd": "4", "ord": "Vänliga", "igen": "ja"})
    assert page.path == "/enkat/prov/granska"
    assert "Boende" in page.text
    assert "Vänliga" in page.text
    page = browser.send(page)

    assert page.path == "/enkat/prov/tack"
    assert "Vi läser allt." in page.text
    assert stored(app) == [{"roll": "boende", "nojd": 4, "ord": "Vänliga", "igen": "ja"}]
    assert drafts(app) == []


@on_sqlite
def test_a_company_is_asked_what_only_companies_are_asked(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser), {"roll": "foretag"})
    assert "Företaget" in page.text

    page = browser.send(page, {"antal": "12", "kanaler": ["besok", "epost"]})
    page = browser.send(browser.send(page, {"nojd": "2", "varfor": "Det tog tid."}))

    assert page.path == "/enkat/prov/tack"
    assert stored(app) == [
        {"roll": "foretag", "antal": 12, "kanaler": ["besok", "epost"], "nojd": 2, "varfor": "Det tog tid."}
    ]


@on_sqlite
def test_an_answer_whose_condition_no_longer_holds_is_not_sent(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser), {"roll": "foretag"})
    page = browser.send(page, {"antal": "12"})
    browser.send(page, {"nojd": "2", "varfor": "Det tog tid."})

    browser.send(browser.open("/enkat/prov/1"), {"roll": "boende"})
    browser.send(browser.open("/enkat/prov/2"), {"nojd": "5"})
    page = browser.send(browser.open("/enkat/prov/granska"))

    assert page.path == "/enkat/prov/tack"
    assert stored(app) == [{"roll": "boende", "nojd": 5}]


@on_sqlite
def test_a_question_that_must_be_answered_is_asked_for_with_a_link_to_it(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser))

    assert page.title.startswith("Fel: ")
    assert "#roll-boende" in page.links
    assert 'id="roll-boende"' in page.html
    assert stored(app) == []


@on_sqlite
@pytest.mark.parametrize(
    ("answer", "words"),
    [("många", "Skriv ett tal med siffror"), ("1001", "mellan 0 och 1000"), ("1e400", "Skriv ett tal")],
)
def test_an_answer_that_cannot_be_understood_is_shown_again_with_what_to_do(
    browser: Browser, answer: str, words: str
) -> None:
    page = browser.send(begun(browser), {"roll": "foretag"})

    page = browser.send(page, {"antal": answer, "kanaler": "besok"})

    assert page.title.startswith("Fel: ")
    assert words in page.text
    assert "#antal" in page.links
    assert page.value("antal") == [answer]
    assert page.value("kanaler") == ["besok"]


@on_sqlite
def test_the_back_button_shows_what_was_answered_and_lets_it_be_changed(app: Flask, browser: Browser) -> None:
    first = begun(browser)
    browser.send(first, {"roll": "boende"})

    again = browser.open("/enkat/prov/1")
    assert again.value("roll") == ["boende"]
    # The page in the browser's memory is as good as a fresh one.
    page = browser.send(first, {"roll": "foretag"})

    assert "Företaget" in page.text
    assert drafts(app) == [{"roll": "foretag"}]


@on_sqlite
def test_changing_an_answer_from_the_review_leads_back_to_the_review(browser: Browser) -> None:
    review = at_review(browser, ord="Snabba")
    change = next(link for link in review.links if link.startswith("/enkat/prov/2"))

    page = browser.open(change)
    assert f'id="{change.split("#")[1]}"' in page.html
    page = browser.send(page, {"ord": "Långsamma"})

    assert page.path == "/enkat/prov/granska"
    assert "Långsamma" in page.text
    assert "Snabba" not in page.text


def test_a_second_click_on_send_is_the_same_answer(app: Flask, browser: Browser) -> None:
    review = at_review(browser)

    first = browser.send(review)
    second = browser.send(review)

    assert first.path == second.path == "/enkat/prov/tack"
    assert first.text == second.text
    assert len(stored(app)) == 1


def test_two_clicks_at_the_same_moment_are_one_answer(app: Flask, browser: Browser) -> None:
    review = at_review(browser)
    pages = at_the_same_moment(browser, review, 4)

    assert {page.path for page in pages} == {"/enkat/prov/tack"}
    assert len({page.text for page in pages}) == 1
    assert len(stored(app)) == 1


def at_the_same_moment(browser: Browser, page: Page, times: int) -> list[Page]:
    together, pages = Barrier(times), list[Page]()

    def click(twin: Browser) -> None:
        together.wait(10)
        pages.append(twin.send(page))

    threads = [Thread(target=click, args=[browser.twin()]) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pages


def test_two_tabs_fill_in_one_draft_and_neither_loses_anything(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser), {"roll": "boende"})
    tab_one, tab_two = browser.open("/enkat/prov/1"), browser.open("/enkat/prov/2")

    browser.send(tab_two, {"ord": "Bra"})
    browser.send(tab_one, {"roll": "boende"})
    browser.send(browser.open("/enkat/prov/granska"))

    assert page.status == 200
    assert stored(app) == [{"roll": "boende", "ord": "Bra"}]


@on_sqlite
def test_a_tab_whose_page_has_moved_does_not_overwrite_another_page(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser), {"roll": "foretag"})
    left_open = browser.open("/enkat/prov/2")
    page = browser.send(page, {"antal": "3"})
    browser.send(page, {"nojd": "5", "ord": "Bra"})
    browser.send(browser.open("/enkat/prov/1"), {"roll": "boende"})

    # In this tab page two still asks about the company, which is no longer page two.
    browser.send(left_open, {"antal": "4"})

    assert drafts(app) == [{"roll": "boende", "antal": 4, "nojd": 5, "ord": "Bra"}]


def test_a_draft_that_was_sent_in_another_tab_is_not_begun_again(app: Flask, browser: Browser) -> None:
    review = at_review(browser)
    left_open = browser.open("/enkat/prov/2")
    browser.send(review)

    page = browser.send(left_open, {"ord": "För sent"})

    assert page.status == 409
    assert "redan inskickade" in page.text
    assert "För sent" in page.text
    assert len(stored(app)) == 1


@on_sqlite
def test_a_page_left_open_until_the_cookie_was_gone_comes_back_filled_in(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser), {"roll": "foretag"})
    browser.lose_cookies()

    page = browser.send(page, {"antal": "12", "kanaler": "telefon"})
    assert page.status == 200
    assert page.value("antal") == ["12"]
    assert page.value("kanaler") == ["telefon"]
    assert drafts(app) == [{"roll": "foretag"}]

    page = browser.send(page)
    page = browser.send(browser.send(page, {"nojd": "3"}))

    assert page.path == "/enkat/prov/tack"
    assert stored(app) == [{"roll": "foretag", "antal": 12, "kanaler": ["telefon"], "nojd": 3}]


@on_sqlite
def test_a_review_left_open_until_the_cookie_was_gone_can_still_be_sent(app: Flask, browser: Browser) -> None:
    review = at_review(browser)
    browser.lose_cookies()

    page = browser.send(review)
    assert page.status == 200
    assert stored(app) == []
    page = browser.send(page)

    assert page.path == "/enkat/prov/tack"
    assert len(stored(app)) == 1


@on_sqlite
def test_a_forged_form_from_another_site_stores_nothing(app: Flask, browser: Browser) -> None:
    review = at_review(browser)

    page = browser.post("/enkat/prov/skicka", {"csrf_token": "forged", "utkast": review.value("utkast")[0]})

    assert page.status == 200
    assert stored(app) == []


def test_answers_saved_for_later_go_on_with_a_code_on_another_device(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser), {"roll": "boende"})
    page = browser.send(page, {"ord": "Kallt"}, button=("do", "save"))
    code = next(word for word in page.text.split() if len(word) == 14 and word.count("-") == 2)

    phone = Browser(app)
    page = phone.send(phone.open("/enkat/prov/fortsatt"), {"sparkod": code.lower().replace("-", " ")})
    assert page.path == "/enkat/prov/1"
    page = phone.open("/enkat/prov/2")
    assert page.value("ord") == ["Kallt"]
    page = phone.send(phone.send(page, {"nojd": "3"}))

    assert page.path == "/enkat/prov/tack"
    assert stored(app) == [{"roll": "boende", "nojd": 3, "ord": "Kallt"}]


@on_sqlite
def test_a_wrong_code_for_later_is_said_to_be_wrong_and_kept_in_its_field(browser: Browser) -> None:
    page = browser.send(browser.open("/enkat/prov/fortsatt"), {"sparkod": "ABCD-EFGH"})

    assert page.title.startswith("Fel: ")
    assert page.value("sparkod") == ["ABCD-EFGH"]
    assert "Vi hittar inga sparade svar" in page.text


@on_sqlite
def test_a_question_that_must_be_answered_may_wait_when_saving_for_later(app: Flask, browser: Browser) -> None:
    page = browser.send(begun(browser), button=("do", "save"))

    assert "Dina svar är sparade" in page.text
    assert drafts(app) == [{}]


@on_sqlite
def test_whoever_jumps_past_a_question_that_must_be_answered_is_asked_for_it_at_the_end(
    app: Flask, browser: Browser
) -> None:
    begun(browser)

    page = browser.send(browser.open("/enkat/prov/granska"))

    assert page.title.startswith("Fel: ")
    assert any(link.startswith("/enkat/prov/1") for link in page.links)
    assert stored(app) == []


@on_sqlite
def test_a_survey_asked_for_in_english_is_asked_in_english_to_the_end(app: Flask, browser: Browser) -> None:
    page = browser.open("/enkat/prov?sprak=en")
    assert "A small survey" in page.text

    page = browser.send(page)
    assert "Who are you?" in page.text
    page = browser.send(browser.send(browser.send(page, {"roll": "boende"}), {"igen": "ja"}))

    assert "We read everything." in page.text
    with working(app) as session:
        assert session.scalar(select(Response.language)) == "en"


@on_sqlite
def test_a_survey_that_closes_while_somebody_answers_keeps_what_was_typed_on_the_page(
    app: Flask, browser: Browser, time: StandingClock
) -> None:
    page = browser.send(begun(browser), {"roll": "boende"})
    time.forward(days=31)

    page = browser.send(page, {"ord": "Nästan klar"})

    assert page.status == 409
    assert "stängd" in page.text
    assert "Nästan klar" in page.text
    assert drafts(app) == [{"roll": "boende"}]
    assert stored(app) == []


def test_an_old_draft_is_forgotten_and_whoever_comes_back_begins_anew(
    app: Flask, browser: Browser, time: StandingClock
) -> None:
    begun(browser)
    with working(app) as session:
        session.execute(delete(Response))

    page = browser.open("/enkat/prov/1")

    assert page.path == "/enkat/prov"
    assert page.status == 200


@on_sqlite
@pytest.mark.parametrize(("days", "words"), [(31, "stängd"), (-1, "inte öppnat")])
def test_a_survey_that_is_not_open_accepts_no_answers(
    app: Flask, browser: Browser, time: StandingClock, days: int, words: str
) -> None:
    page = browser.open("/enkat/prov")
    time.forward(days=days)

    assert words in browser.open("/enkat/prov").text
    assert browser.send(page).status == 409
    assert drafts(app) == []


@on_sqlite
def test_an_address_that_leads_to_no_survey_is_not_found(browser: Browser) -> None:
    assert browser.open("/enkat/finns-inte").status == 404


@on_sqlite
def test_asking_only_for_the_head_of_an_address_sends_nothing(app: Flask, browser: Browser) -> None:
    at_review(browser)

    statuses = {browser.client.head(f"/enkat/prov{part}").status_code for part in ("", "/1", "/granska", "/skicka")}

    assert statuses <= {200, 302}
    assert stored(app) == []
