"""A personal code from a letter opens one answer, once."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.ids import new_code
from core.people.roles import Role
from surveys import answering
from surveys.models import Invitation, Receipt, Response, ResponseState
from tests.browsing import Browser
from tests.builders import code_round, on_sqlite, signed_in, small_survey
from tests.ground import working

CODE = re.compile("<code>([2-9A-Z-]{14})</code>")
LAYOUTS = pytest.mark.parametrize("layout", ["one_page", "section_pages"])


def invited(app: Flask, layout: str, **known: str) -> str:
    round_ = code_round(app, small_survey(layout=layout))
    with working(app) as session:
        return answering.invite(session, round_.collection_id, **known)


def answer(browser: Browser, layout: str) -> str:
    """Answer from the survey's first page; gives the address where it ended."""
    page = browser.open("/enkat/prov")
    if layout == "section_pages":
        page = browser.send(page)
        page = browser.send(page, {"roll": "boende"})
        page = browser.send(page)
        return browser.send(page).path
    return browser.send(page, {"roll": "boende"}).path


def count(app: Flask, table: type) -> int:
    with working(app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@LAYOUTS
def test_a_code_opens_its_survey_and_is_used_up_by_the_answer(app: Flask, browser: Browser, layout: str) -> None:
    code = invited(app, layout)

    assert browser.open(f"/i/{code}").path == "/enkat/prov"
    assert answer(browser, layout) == "/enkat/prov/tack"

    assert count(app, Receipt) == 1
    again = Browser(app).open(f"/i/{code}")
    assert again.status == 409
    assert "redan använd" in again.text


@on_sqlite
def test_a_code_is_typed_as_people_type(app: Flask, browser: Browser) -> None:
    code = invited(app, "one_page")
    page = browser.open("/enkat/prov")
    assert page.path == "/enkat/prov/kod"

    page = browser.send(page, {"inbjudan": f" {code.lower().replace('-', ' ')} "})

    assert page.path == "/enkat/prov"
    assert "nyckel" in page.html


@on_sqlite
@pytest.mark.parametrize("typed", ["", "ABCD-EFGH-JKMN", "å", "x" * 300])
def test_a_wrong_code_is_said_to_be_wrong_and_kept_in_its_field(app: Flask, browser: Browser, typed: str) -> None:
    invited(app, "one_page")

    page = browser.send(browser.open("/enkat/prov/kod"), {"inbjudan": typed})

    assert page.title.startswith("Fel: ")
    assert page.value("inbjudan") == [typed]


def test_guessing_codes_comes_to_an_end(app: Flask, browser: Browser) -> None:
    invited(app, "one_page")
    page = browser.open("/enkat/prov/kod")

    statuses = {browser.send(page, {"inbjudan": new_code()}).status for _ in range(61)}

    assert statuses == {200, 429}


@LAYOUTS
def test_two_browsers_with_one_code_give_one_answer(app: Flask, layout: str) -> None:
    code = invited(app, layout)
    one, two = Browser(app), Browser(app)
    one.open(f"/i/{code}")
    two.open(f"/i/{code}")
    if layout == "one_page":
        page_one, page_two = one.open("/enkat/prov"), two.open("/enkat/prov")
        ended = [one.send(page_one, {"roll": "boende"}), two.send(page_two, {"roll": "foretag"})]
    else:
        reviews = []
        for browser in (one, two):
            page = browser.send(browser.open("/enkat/prov"))
            reviews.append(browser.send(browser.send(page, {"roll": "boende"})))
        ended = [one.send(reviews[0]), two.send(reviews[1])]

    assert [page.status for page in ended] == [200, 409]
    assert "redan" in ended[1].text
    assert count(app, Receipt) == 1
    with working(app) as session:
        sent = session.scalars(select(Response.id).where(Response.state == ResponseState.SUBMITTED)).all()
    assert len(sent) == 1


@on_sqlite
def test_nothing_is_begun_without_a_code(app: Flask, browser: Browser) -> None:
    invited(app, "one_page")
    form = {"csrf_token": browser.open("/enkat/prov/kod").value("csrf_token")[0]}

    page = browser.post("/enkat/prov", form | {"roll": "boende", "nyckel": "0" * 32 + ".0"}, follow=False)

    assert page.status in (303, 403)
    assert count(app, Response) == 0


@on_sqlite
def test_a_code_of_one_survey_opens_no_other(app: Flask, browser: Browser) -> None:
    code = invited(app, "one_page")
    code_round(app, small_survey("annan", "one_page"))

    page = browser.send(browser.open("/enkat/annan/kod"), {"inbjudan": code})

    assert page.title.startswith("Fel: ")


@on_sqlite
@LAYOUTS
def test_a_cookie_that_is_lost_on_the_way_does_not_lose_the_code(app: Flask, browser: Browser, layout: str) -> None:
    browser.open(f"/i/{invited(app, layout)}")
    page = browser.open("/enkat/prov")
    browser.lose_cookies()

    page = browser.send(page, {"roll": "boende"} if layout == "one_page" else {})
    page = browser.send(page)

    assert page.status == 200
    assert "/kod" not in page.path


def test_only_the_fingerprint_of_a_code_is_kept(app: Flask) -> None:
    code = invited(app, "one_page")

    with working(app) as session:
        kept = session.scalars(select(Invitation.code_hash)).one()
    assert code not in kept
    assert len(kept) == 64


@on_sqlite
def test_staff_make_codes_that_are_shown_once_and_open_the_survey(app: Flask) -> None:
    code_round(app, small_survey(layout="one_page"))
    staff = signed_in(app, Role.COMMUNICATOR)

    page = staff.send(staff.open("/personal/enkater/prov/koder/1"), {"count": "3"})

    codes = set(CODE.findall(page.html))
    assert len(codes) == 3
    assert not CODE.search(staff.open("/personal/enkater/prov/koder/1").html)
    assert Browser(app).open(f"/i/{codes.pop()}").path == "/enkat/prov"


@on_sqlite
@pytest.mark.parametrize("number", ["0", "-1", "många", "100000", ""])
def test_a_number_of_codes_that_makes_no_sense_makes_none(app: Flask, number: str) -> None:
    code_round(app, small_survey(layout="one_page"))
    staff = signed_in(app, Role.COMMUNICATOR)

    page = staff.send(staff.open("/personal/enkater/prov/koder/1"), {"count": number})

    assert page.title.startswith("Fel: ")
    assert count(app, Invitation) == 0
