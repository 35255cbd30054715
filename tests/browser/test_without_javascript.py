from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPerson
from tests.browser.people import Person, answer_everything
from tests.browser.serving import Site
from tests.builders import OWN, drain


@pytest.fixture
def plain_person(new_person: NewPerson) -> Person:
    """Somebody whose browser runs no scripts."""
    return new_person(java_script_enabled=False)


def _send(page: Page) -> str:
    """Send the answers; gives the receipt code of the thanks."""
    page.get_by_role("button", name="Skicka svaren").click()
    assert page.locator("h1").inner_text() == "Tack"
    return page.locator("p.code").inner_text()


def test_five_answers_on_one_page_reach_the_staff_page_at_once(plain_person: Person, new_person: NewPerson) -> None:
    staff = new_person()
    staff.sign_in()
    answered = staff.open("/personal/enkater/receptionen").locator("p.now b")
    assert answered.inner_text() == "212"

    for score in (5, 4, 3, 2, 1):
        # Five people, each with a phone of their own.
        plain_person.context.clear_cookies()
        page = plain_person.open("/enkat/receptionen")
        answer_everything(page, score)
        page.locator("#kommentar").fill(f"Betyg {score}, tack för hjälpen.")
        _send(page)

    staff.page.reload()
    assert answered.inner_text() == "217"


def _begin(person: Person) -> Page:
    page = person.open(f"/enkat/{OWN}")
    page.get_by_role("button", name=re.compile("^Börja")).click()
    return page


def _go_on(page: Page, score: int) -> None:
    answer_everything(page, score)
    page.get_by_role("button", name="Fortsätt", exact=True).click()


def _answer_every_page(person: Person, score: int) -> str:
    page = _begin(person)
    while page.locator("h1").inner_text() != "Kontrollera dina svar":
        _go_on(page, score)
    assert page.locator("dl.summary dd", has_text=re.compile(rf"^\s*{score} \(")).count() > 20
    return _send(page)


def _answer_two_pages(person: Person, score: int) -> str:
    """Who it was about and the three questions of the index; the rest is left out."""
    page = _begin(person)
    _go_on(page, score)
    _go_on(page, score)
    person.open(f"/enkat/{OWN}/granska")
    assert page.locator("dl.summary").get_by_text("Inte besvarad").count() > 20
    return _send(page)


def test_the_board_changes_with_the_fifth_answer_and_not_with_the_fourth(plain_person: Person, site: Site) -> None:
    def board() -> str:
        drain(site.app)
        return plain_person.open("/malbild").locator("main").inner_text()

    before = board()
    assert "75 svar av 154" in before

    receipts = [_answer_every_page(plain_person, 10), *(_answer_two_pages(plain_person, 10) for _ in range(3))]
    assert board() == before

    receipts.append(_answer_two_pages(plain_person, 10))
    assert "80 svar av 154" in board()
    assert len(set(receipts)) == 5
