"""Error pages: plain words, a title that says it is an error, what was typed, and nothing about how it went wrong."""

from __future__ import annotations

import json
import logging
from typing import NoReturn

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from core.errors import PersonMet
from core.limits import TooMany
from core.people.access import public
from core.web.logs import JsonLines
from tests.browsing import Browser, Page
from tests.builders import on_sqlite

pytestmark = on_sqlite

SECRET = "hemligt@example.se"


class Snowed(PersonMet):
    """For these tests."""

    status = 409
    title = "Vägen är %(state)s"
    message = "Det går inte att komma fram."
    advice = "Vänta på plogen."


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The app with a view for each way to fail."""

    def add(name: str, error: Exception) -> None:
        def fail() -> NoReturn:
            raise error

        app.add_url_rule(f"/{name}", name, public(fail), methods=["GET", "POST"])

    add("fel", RuntimeError(SECRET))
    add("borta", OperationalError("SELECT 1", {"epost": SECRET}, Exception(SECRET)))
    add("ofta", TooMany(90))
    add("snö", Snowed(state="snötäckt"))
    for status in (400, 403, 404, 405, 409, 413, 418, 429, 500, 503):
        app.add_url_rule(f"/kod{status}", f"kod{status}", public(lambda status=status: abort(status)))
    return app


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500, 503])
def test_every_status_has_a_page_in_words(failing: Flask, status: int) -> None:
    page = Browser(failing).open(f"/kod{status}")

    assert page.status == status
    assert page.title.startswith("Fel: ")
    assert str(status) not in page.text.split("felet har nummer")[0]
    assert "/" in page.links


def test_a_status_nobody_thought_of_has_a_page_too(failing: Flask) -> None:
    assert Browser(failing).open("/kod418").title.startswith("Fel: ")


def test_a_failure_shows_a_number_and_nothing_of_what_happened(failing: Flask) -> None:
    page = Browser(failing).open("/fel")

    assert page.status == 500
    assert SECRET not in page.html
    assert "RuntimeError" not in page.html
    assert page.headers["X-Request-ID"] in page.text


def test_the_log_tells_where_a_failure_was_and_not_what_it_said(failing: Flask) -> None:
    try:
        raise RuntimeError(SECRET)
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "a page failed", (), info)

    line = json.loads(JsonLines().format(record))

    assert SECRET not in json.dumps(line)
    assert line["error"] == "RuntimeError"
    assert line["trace"][-1].startswith("test_errors.py:")


def test_a_database_that_does_not_answer_says_when_to_come_back(failing: Flask) -> None:
    page = Browser(failing).open("/borta")

    assert (page.status, page.headers["Retry-After"]) == (503, "5")
    assert SECRET not in page.html


def test_too_many_tries_say_when_to_come_back(failing: Flask) -> None:
    page = Browser(failing).open("/ofta")

    assert (page.status, page.headers["Retry-After"]) == (429, "90")


def test_what_a_person_met_is_told_in_its_own_words(failing: Flask) -> None:
    page = Browser(failing).open("/sn%C3%B6")

    assert page.status == 409
    for words in ("Vägen är snötäckt", "Det går inte att komma fram.", "Vänta på plogen."):
        assert words in page.text


def test_what_was_typed_is_given_back_but_never_a_password(failing: Flask) -> None:
    page = typed(failing, {"text": "Lång <b>berättelse</b>", "password": "hemligheten"})

    assert "Lång <b>berättelse</b>" in page.text
    assert "<b>" not in page.html.split("<main")[1].split("<dd")[1].split("</dd>")[0]
    assert "hemligheten" not in page.html


def typed(app: Flask, data: dict[str, str]) -> Page:
    browser = Browser(app)
    token = browser.open("/personal/logga-in").value("csrf_token")[0]
    return browser.post("/fel", data | {"csrf_token": token})


def test_an_error_in_english_is_in_english(failing: Flask) -> None:
    assert Browser(failing).open("/kod404?sprak=en").title.startswith("Error: ")
