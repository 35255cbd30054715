"""Two languages, and numbers and dates as each of them writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template_string

from core import i18n
from tests.browsing import Browser
from tests.builders import on_sqlite

pytestmark = on_sqlite

CASES = [
    ("{{ 1234.5|number(1) }}", "1\xa0234,5", "1,234.5"),
    ("{{ 0.5|number }} {{ 1.5|number }} {{ 2.5|number }}", "1 2 3", "1 2 3"),
    ("{{ none|number }}", "–", "–"),
    ("{{ 0|number }}", "0", "0"),
    ("{{ day|date }}", "23 november 2026", "23 November 2026"),
    ("{{ none|date }}", "", ""),
    ("{{ moment|datetime }}", "1 juli 2026 14:00", "1 July 2026 14:00"),
]


@pytest.mark.parametrize(("source", "swedish", "english"), CASES)
def test_each_language_writes_numbers_and_dates_its_own_way(
    app: Flask, source: str, swedish: str, english: str
) -> None:
    given = {"day": date(2026, 11, 23), "moment": datetime(2026, 7, 1, 12, 0, tzinfo=UTC)}
    for language, wanted in (("sv", swedish), ("en", english)):
        with app.test_request_context(f"/?sprak={language}"):
            assert render_template_string(source, **given) == wanted


def test_swedish_is_spoken_until_somebody_chooses(app: Flask) -> None:
    browser = Browser(app)
    answer = browser.client.get("/om", headers={"Accept-Language": "en-GB"})

    assert b'<html lang="sv"' in answer.data


def test_a_choice_of_language_lasts(app: Flask) -> None:
    browser = Browser(app)

    browser.open("/om?sprak=en")

    assert '<html lang="en"' in browser.open("/").html
    assert '<html lang="sv"' in browser.open("/?sprak=sv").html
    assert '<html lang="sv"' in browser.open("/om").html


@pytest.mark.parametrize("wanted", ["xx", "", "sv-SE", "../en", "EN"])
def test_a_language_nobody_speaks_here_changes_nothing(app: Flask, wanted: str) -> None:
    assert '<html lang="sv"' in Browser(app).open(f"/om?sprak={wanted}").html


def test_changing_language_stays_on_the_same_page_with_what_it_was_asked(app: Flask) -> None:
    with app.test_request_context("/malbild/nki?a=1&a=2&sprak=sv"):
        assert i18n.language_url("en") == "/malbild/nki?a=1&a=2&sprak=en"


def test_outside_a_request_the_source_language_is_spoken(app: Flask) -> None:
    with app.app_context():
        assert i18n.language() == "sv"
