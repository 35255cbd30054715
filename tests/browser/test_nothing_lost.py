from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import func, select

from core.db import db, reading
from surveys.models import Response, ResponseState
from tests.browser.people import Person, answer_everything
from tests.browser.serving import Site

ONE_PAGE, PAGES = "/enkat/receptionen", "/enkat/bygglov-kontakt"
SENT_BEFORE = "Du har redan skickat in ett svar"
COMMENT = "Hon i receptionen var mycket hjälpsam."

Counted = Callable[[], int]


@pytest.fixture
def new_answers(site: Site) -> Counted:
    """How many answers have been received since the test began."""

    def count() -> int:
        with site.app.app_context(), reading():
            wanted = select(func.count()).select_from(Response).where(Response.state == ResponseState.SUBMITTED)
            return int(db.session().scalar(wanted) or 0)

    before = count()
    return lambda: count() - before


def _fill_in(page: Page) -> None:
    answer_everything(page, 4)
    page.locator("#kommentar").fill(COMMENT)


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def _press_twice(page: Page, name: str) -> None:
    with page.expect_navigation(url="**/tack"):
        page.get_by_role("button", name=name, exact=True).dblclick(no_wait_after=True)
    page.wait_for_load_state()


def _to_review(page: Page) -> None:
    _press(page, "Börja svara")
    while "/granska" not in page.url:
        answer_everything(page, 4)
        _press(page, "Fortsätt")


def test_a_double_click_sends_once(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    _press_twice(page, "Skicka svaren")

    assert page.locator("h1").inner_text() == "Tack"
    assert new_answers() == 1


def test_a_form_sent_twice_by_script_is_kept_once(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    # As a browser without our script does it: two requests are on their way at once, with the same page's key.
    answers = page.evaluate(
        """async () => {
            const form = document.querySelector("main form[method=post]");
            const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
            return (await Promise.all([send(), send(), send()])).map(answer => answer.url);
        }"""
    )

    assert {url.rpartition("/")[2] for url in answers} == {"tack"}
    assert new_answers() == 1


def test_a_double_click_on_the_review_sends_once(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(PAGES)
    _to_review(page)
    _press_twice(page, "Skicka svaren")

    assert page.locator("h1").inner_text() == "Tack"
    assert new_answers() == 1


def test_back_after_sending_shows_an_empty_form_that_says_so(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    _press(page, "Skicka svaren")

    page.go_back()

    # The browser fetched the page anew: what was sent is not filled in again.
    assert SENT_BEFORE in page.locator("main").inner_text()
    assert page.locator("#kommentar").input_value() == ""
    _press(page, "Skicka svaren")
    assert page.title().startswith("Fel:")
    assert new_answers() == 1


def test_somebody_else_may_answer_after_back(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    _press(page, "Skicka svaren")

    page.go_back()
    page.locator("#kommentar").fill("Jag är en granne med en egen mening.")
    _press(page, "Skicka svaren")

    assert page.locator("h1").inner_text() == "Tack"
    assert new_answers() == 2


def test_back_to_a_half_filled_form_brings_back_what_was_typed(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    page.get_by_role("link", name="Så behandlar vi dina uppgifter").click()
    page.wait_for_load_state()

    page.go_back()

    assert page.locator("#kommentar").input_value() == COMMENT
    _press(page, "Skicka svaren")
    assert page.locator("h1").inner_text() == "Tack"
    assert new_answers() == 1


def test_back_from_the_thanks_of_a_review_offers_nothing_to_send(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(PAGES)
    _to_review(page)
    _press(page, "Skicka svaren")

    page.go_back()

    assert page.get_by_role("button", name="Skicka svaren").count() == 0
    assert new_answers() == 1


def test_back_through_the_pages_shows_what_was_answered(visitor: Person) -> None:
    page = visitor.open(PAGES)
    _to_review(page)
    page.go_back()
    page.go_back()

    assert page.locator("input[name=info_behov]:checked").get_attribute("value") == "4"
    _press(page, "Fortsätt")
    _press(page, "Fortsätt")
    assert page.locator("h1").inner_text() == "Kontrollera dina svar"


def test_two_tabs_of_a_survey_in_pages_are_one_answer(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(PAGES)
    _press(page, "Börja svara")
    other = visitor.new_tab()
    other.goto(page.url)
    answer_everything(other, 4)
    _press(other, "Fortsätt")
    answer_everything(page, 4)
    _press(page, "Fortsätt")
    for tab in (page, other):
        tab.goto(f"{visitor.site.url}{PAGES}/granska")

    _press(page, "Skicka svaren")
    _press(other, "Skicka svaren")

    assert {tab.locator("h1").inner_text() for tab in (page, other)} == {"Tack"}
    assert page.locator("p.code").inner_text() == other.locator("p.code").inner_text()
    assert new_answers() == 1


def test_two_tabs_of_a_survey_on_one_page_are_asked_about(visitor: Person, new_answers: Counted) -> None:
    page, other = visitor.open(ONE_PAGE), visitor.new_tab()
    other.goto(page.url)
    for tab in (page, other):
        _fill_in(tab)
        _press(tab, "Skicka svaren")

    assert page.locator("h1").inner_text() == "Tack"
    assert SENT_BEFORE in other.locator("main").inner_text()
    assert other.locator("#kommentar").input_value() == COMMENT
    assert new_answers() == 1


def test_lost_cookies_lose_no_answer_on_one_page(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    visitor.context.clear_cookies()
    _press(page, "Skicka svaren")
    assert "Inget är förlorat" in page.locator("main").inner_text()
    assert page.locator("#kommentar").input_value() == COMMENT
    assert page.locator("input[name=bemott]:checked").get_attribute("value") == "4"
    assert new_answers() == 0

    _press(page, "Skicka svaren")

    assert page.locator("h1").inner_text() == "Tack"
    assert new_answers() == 1


def test_lost_cookies_lose_no_answer_in_pages(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(PAGES)
    _press(page, "Börja svara")
    answer_everything(page, 4)
    _press(page, "Fortsätt")
    answer_everything(page, 4)
    visitor.context.clear_cookies()
    _press(page, "Fortsätt")
    assert "Inget är förlorat" in page.locator("main").inner_text()
    assert page.locator("input[name=till_person]:checked").get_attribute("value") == "4"

    while "/granska" not in page.url:
        _press(page, "Fortsätt")
    visitor.context.clear_cookies()
    _press(page, "Skicka svaren")
    assert "Inget är förlorat" in page.locator("main").inner_text()
    _press(page, "Skicka svaren")

    assert page.locator("h1").inner_text() == "Tack"
    assert new_answers() == 1


def test_an_answer_is_taken_back_with_its_receipt_and_only_once(visitor: Person, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    _press(page, "Skicka svaren")
    receipt = page.locator("p.code").inner_text()
    page.get_by_role("link", name="Ta tillbaka ditt svar").click()
    page.locator("#kvittokod").fill(receipt.lower())
    _press(page, "Ta bort mitt svar")
    assert page.locator("h1").inner_text() == "Svaret är borttaget"
    assert new_answers() == 0

    visitor.open(f"{ONE_PAGE}/ta-tillbaka")
    page.locator("#kvittokod").fill(receipt)
    _press(page, "Ta bort mitt svar")

    assert page.title().startswith("Fel:")
    assert new_answers() == 0


def test_a_database_that_is_gone_gives_back_what_was_typed(visitor: Person, site: Site, new_answers: Counted) -> None:
    page = visitor.open(ONE_PAGE)
    _fill_in(page)
    with site.app.app_context():
        db.engine.dispose()
        file = db.engine.url.database or ""
    hidden = f"{file}.away"
    _move(file, hidden)
    _press(page, "Skicka svaren")
    assert page.title().startswith("Fel: Tjänsten är stängd en kort stund")
    assert COMMENT in page.locator("main").inner_text()

    with site.app.app_context():
        db.engine.dispose()
    _move(hidden, file)
    _press(page, "Skicka igen")

    assert page.locator("h1").inner_text() == "Tack"
    assert new_answers() == 1


def _move(source: str, target: str) -> None:
    """Move a database file, and leave nothing of another one in the target's place."""
    for path in (target, f"{target}-wal", f"{target}-shm"):
        Path(path).unlink(missing_ok=True)
    Path(source).rename(target)
