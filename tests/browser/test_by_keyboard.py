from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPerson
from tests.browser.keyboard import focused, press_on, tab_to
from tests.browser.looking import is_wider_than_its_window
from tests.browser.people import DESKTOP, NARROW, PHONE, Person
from tests.builders import OWN


def _checked(page: Page, name: str) -> str:
    return str(page.locator(f"input[name={name}]:checked").get_attribute("value"))


@pytest.mark.parametrize("width", [DESKTOP, PHONE, NARROW])
def test_a_survey_in_pages_is_answered_by_keyboard_alone(new_person: NewPerson, width: int) -> None:
    page = new_person(width=width).open(f"/enkat/{OWN}")

    def fits() -> None:
        assert not is_wider_than_its_window(page), page.url

    # The first stop leads past the top of the page.
    page.keyboard.press("Tab")
    assert focused(page)["words"] == "Hoppa till innehållet"
    fits()
    page.keyboard.press("Enter")
    press_on(page, "Börja svara")

    # Nothing is chosen: the error summary has the focus, and its link leads to the question.
    press_on(page, "Fortsätt")
    assert page.title().startswith("Fel:")
    assert page.locator(".error-summary").evaluate("summary => summary === document.activeElement")
    fits()
    page.keyboard.press("Tab")
    assert focused(page)["tag"] == "A"
    page.keyboard.press("Enter")
    assert focused(page)["id"] == "omrade-bygglov"
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert _checked(page, "omrade") == "miljo_halsoskydd"
    tab_to(page, id="kundtyp-foretag")
    page.keyboard.press("Space")
    press_on(page, "Fortsätt")
    assert not page.title().startswith("Fel:")

    # A scale is one stop, moved along with the arrows; "Vet ej" belongs to it.
    fits()
    tab_to(page, id="nki_helhet-1")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert _checked(page, "nki_helhet") == "3"
    page.keyboard.press("Tab")
    assert focused(page)["name"] == "nki_forvantan"
    page.keyboard.press("ArrowLeft")
    assert _checked(page, "nki_forvantan") == "vet_ej"
    page.keyboard.press("Shift+Tab")
    assert focused(page)["id"] == "nki_helhet-3"

    # The rest is left out, page by page, and sent.
    while page.locator("h1").inner_text() != "Kontrollera dina svar":
        fits()
        press_on(page, "Fortsätt")
    fits()
    press_on(page, "Skicka svaren")
    assert page.locator("h1").inner_text() == "Tack"
    fits()


def test_a_survey_on_one_page_is_answered_by_keyboard_alone(new_person: NewPerson) -> None:
    page = new_person(width=NARROW).open("/enkat/receptionen")

    tab_to(page, id="kontaktsatt-besok")
    page.keyboard.press("Space")
    questions = [stop["name"] for stop in tab_to(page, id="kommentar")]
    page.keyboard.type("Snabbt och vänligt")
    press_on(page, "Skicka svaren")

    assert questions == ["bemott", "enkelt", "tydligt", "hjalp", "kommentar"]
    assert page.locator("h1").inner_text() == "Tack"


def test_a_change_from_the_review_leads_to_the_question_and_back(visitor: Person) -> None:
    page = visitor.open("/enkat/bygglov-kontakt")
    press_on(page, "Börja svara")
    visitor.open("/enkat/bygglov-kontakt/granska")

    change = page.get_by_role("link", name=re.compile("^Ändra")).nth(2)
    question = (change.get_attribute("href") or "").partition("#")[2]
    change.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**granska=1*")
    assert focused(page)["id"] == question
    press_on(page, "Fortsätt")

    assert page.locator("h1").inner_text() == "Kontrollera dina svar"


def test_a_page_can_be_read_at_four_hundred_percent(new_person: NewPerson) -> None:
    # A desk's 1280 by 1024 pixels are 320 by 256 when everything is four times as large.
    person = new_person(width=NARROW)
    person.page.set_viewport_size({"width": NARROW, "height": 256})
    for path in ("/", "/malbild", "/malbild/nki", "/enkat/receptionen", f"/enkat/{OWN}"):
        page = person.open(path)
        assert not is_wider_than_its_window(page), path
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert focused(page)["ring"] == "seen", path
