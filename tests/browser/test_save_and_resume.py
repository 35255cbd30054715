from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPerson
from tests.browser.people import PHONE, answer_everything
from tests.builders import OWN


def _save(page: Page) -> str:
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    assert page.locator("h1").inner_text() == "Dina svar är sparade"
    return page.locator("p.code").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_answers_saved_at_a_desk_are_sent_from_a_phone(new_person: NewPerson, scripts: bool) -> None:
    desk = new_person(java_script_enabled=scripts).open(f"/enkat/{OWN}")
    desk.get_by_role("button", name="Börja svara").click()
    answer_everything(desk, 7)
    desk.get_by_role("button", name="Fortsätt", exact=True).click()
    answer_everything(desk, 7)
    code = _save(desk)

    # The code is typed from a note, in small letters and without its dashes.
    phone = new_person(width=PHONE, java_script_enabled=scripts).open(f"/enkat/{OWN}")
    phone.get_by_role("link", name="Har du en fortsättningskod?").click()
    phone.locator("#sparkod").fill(code.replace("-", " ").lower())
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    assert phone.locator("#omrade-bygglov").is_checked()
    phone.get_by_role("button", name="Fortsätt", exact=True).click()
    assert phone.locator("#nki_helhet-7").is_checked()
    while phone.locator("h1").inner_text() != "Kontrollera dina svar":
        phone.get_by_role("button", name="Fortsätt", exact=True).click()
    phone.get_by_role("button", name="Skicka svaren").click()
    assert phone.locator("h1").inner_text() == "Tack"

    # What has been sent cannot be gone on with.
    desk.get_by_role("link", name="Fortsätt svara nu").click()
    assert desk.locator("input:checked").count() == 0
    assert desk.get_by_role("button", name="Skicka svaren").count() == 0


def test_a_wrong_code_says_so_and_keeps_what_was_typed(new_person: NewPerson) -> None:
    page = new_person().open(f"/enkat/{OWN}/fortsatt")
    page.locator("#sparkod").fill("ABCD-EFGH-JKLM")
    page.locator("#sparkod").press("Enter")

    page.wait_for_selector(".error-summary")
    assert page.title().startswith("Fel:")
    assert page.locator("#sparkod").input_value() == "ABCD-EFGH-JKLM"
    page.locator(".error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "sparkod"
