"""Staff sign in, see the numbers as they come, open and close rounds, and read what people wrote."""

from __future__ import annotations

import pytest
from flask import Flask

from core import audit
from core.people import accounts
from core.people.roles import Role
from tests.browsing import Browser
from tests.builders import drain, on_sqlite, open_round, signed_in, small_survey
from tests.ground import EMAIL, PASSWORD, StandingClock, hire, working


def answer(app: Flask, **answers: str) -> None:
    browser = Browser(app)
    page = browser.send(browser.open("/enkat/prov"), {"roll": "boende"} | answers)
    assert page.path == "/enkat/prov/tack"


@on_sqlite
def test_a_stranger_is_led_to_sign_in_and_then_to_where_they_were_going(app: Flask, browser: Browser) -> None:
    hire(app, Role.STRATEGIST)
    page = browser.open("/personal/enkater")
    assert page.path == "/personal/logga-in"

    page = browser.send(page, {"email": f" {EMAIL.upper()} ", "password": PASSWORD})

    assert page.path == "/personal/enkater"


@on_sqlite
@pytest.mark.parametrize(("email", "password"), [(EMAIL, "fel lösenord här"), ("ingen@example.se", PASSWORD)])
def test_a_wrong_sign_in_is_refused_in_the_same_words_whatever_was_wrong(
    app: Flask, browser: Browser, email: str, password: str
) -> None:
    hire(app)

    page = browser.send(browser.open("/personal/logga-in"), {"email": email, "password": password})

    assert page.status == 422
    assert page.title.startswith("Fel: ")
    assert "stämmer inte" in page.text
    assert page.value("email") == [email]
    assert page.value("password") == [""]


def test_signing_out_ends_the_session_for_a_stolen_cookie_too(app: Flask) -> None:
    browser = signed_in(app, Role.READER)
    thief = browser.twin()

    page = browser.send(browser.open("/personal"), to="/logga-ut")

    assert page.path == "/"
    assert browser.open("/personal").path == "/personal/logga-in"
    assert thief.open("/personal").path == "/personal/logga-in"


@on_sqlite
def test_after_a_day_staff_sign_in_again(app: Flask, time: StandingClock) -> None:
    browser = signed_in(app, Role.READER)

    time.forward(hours=13)

    assert browser.open("/personal").path == "/personal/logga-in"


def test_the_numbers_change_the_moment_somebody_has_answered_and_the_worker_changes_nothing(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    staff = signed_in(app, Role.STRATEGIST)

    for number in range(1, 7):
        answer(app, nojd="4", ord="Bra")
        at_once = staff.open("/personal/enkater/prov").text
        assert f"{number} har svarat" in at_once

    drain(app)

    assert staff.open("/personal/enkater/prov").text == at_once


@on_sqlite
def test_staff_too_see_how_the_answers_fell_only_from_five_on(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    staff = signed_in(app, Role.STRATEGIST)
    for _ in range(4):
        answer(app, nojd="4")
    assert "Hur gick det?" not in staff.open("/personal/enkater/prov").text

    answer(app, nojd="4")

    assert "Hur gick det?" in staff.open("/personal/enkater/prov").text


@on_sqlite
def test_staff_read_peoples_own_words_and_never_as_markup(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    answer(app, nojd="1", varfor="<b>Dyrt</b> & långsamt")

    page = signed_in(app, Role.COMMUNICATOR).open("/personal/enkater/prov/kommentarer")

    assert "<b>Dyrt</b> & långsamt" in page.text
    assert "<b>Dyrt" not in page.html


def test_a_round_is_opened_in_the_browser_and_people_can_answer(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    staff = signed_in(app, Role.STRATEGIST)
    page = staff.send(staff.open("/personal/enkater/prov"), to="/personal/enkater/prov/stang/1")
    assert "stängd" in Browser(app).open("/enkat/prov").text

    page = staff.open("/personal/enkater/prov/oppna")
    page = staff.send(
        page,
        {
            "period": "2026-H2",
            "controller": "Kommunstyrelsen",
            "legal_basis": "Uppgift av allmänt intresse",
            "contact": "enkat@example.se",
            "erase_decision": "KS 2026-2",
        },
    )

    assert page.path == "/personal/enkater/prov"
    assert "2026-H2" in page.text
    answer(app, nojd="5")
    with working(app) as session:
        assert [entry.action for entry in audit.entries(session)][:2] == ["collection.opened", "collection.closed"]


@on_sqlite
def test_a_round_cannot_be_opened_before_what_the_law_asks_is_settled(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    staff = signed_in(app, Role.STRATEGIST)
    staff.send(staff.open("/personal/enkater/prov"), to="/personal/enkater/prov/stang/1")

    page = staff.send(staff.open("/personal/enkater/prov/oppna"), {"period": "snart", "closes_on": "2025-01-01"})

    assert page.title.startswith("Fel: ")
    for field in ("period", "closes_on", "controller", "legal_basis", "contact", "erase_decision"):
        assert f"#{field}" in page.links
    assert page.value("period") == ["snart"]


@on_sqlite
def test_two_open_rounds_of_one_survey_are_refused_in_words(app: Flask) -> None:
    open_round(app, small_survey(layout="one_page"))
    staff = signed_in(app, Role.STRATEGIST)
    settled = {"controller": "KS", "legal_basis": "Lag", "contact": "a@example.se", "erase_decision": "KS 1"}

    page = staff.send(staff.open("/personal/enkater/prov/oppna"), settled)

    assert page.status == 409
    assert "redan öppen" in page.text


@on_sqlite
def test_a_preview_shows_every_question_and_has_nothing_to_send(app: Flask) -> None:
    open_round(app, small_survey())

    page = signed_in(app, Role.READER).open("/personal/enkater/prov/forhandsvisning")

    for words in ("Vem är du?", "Hur många är ni?", "Hur gick det?", "Vad gick snett?", "Kommer du igen?"):
        assert words in page.text
    assert all(form.action.endswith("/logga-ut") for form in page.forms if form.method == "post")


def test_a_disabled_account_is_out_at_once(app: Flask) -> None:
    browser = signed_in(app, Role.READER)
    with working(app) as session:
        accounts.disable(session, accounts.staff_with(session, "reader@example.se"))

    assert browser.open("/personal").path == "/personal/logga-in"
