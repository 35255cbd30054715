from __future__ import annotations

from playwright.sync_api import Page

from core.commands import DEMO_EMAIL, DEMO_PASSWORD
from tests.browser.conftest import NewPerson
from tests.browser.people import Person
from tests.builders import TODAY

CLOSED_BEFORE = "besokare-vecka-9"


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def _open_a_round(staff: Person) -> None:
    page = staff.open(f"/personal/enkater/{CLOSED_BEFORE}")
    page.get_by_role("link", name="Öppna en ny mätomgång").click()
    page.locator("#period").fill("2026-V10")
    _press(page, "Öppna omgången")
    assert page.title().startswith("Fel:")
    assert page.locator(".error-summary").evaluate("summary => summary === document.activeElement")
    assert page.locator("#period").input_value() == "2026-V10"
    page.locator("#controller").fill("Kommunstyrelsen")
    page.locator("#legal_basis").fill("Uppgift av allmänt intresse")
    page.locator("#contact").fill("besok@example.se")
    page.locator("#erase_decision").fill("KS 2026-7")
    _press(page, "Öppna omgången")


def test_staff_open_a_round_and_close_it(visitor: Person, new_person: NewPerson) -> None:
    staff = new_person()
    staff.sign_in()
    assert visitor.open(f"/enkat/{CLOSED_BEFORE}").locator("h1").inner_text() == "Enkäten är stängd"

    _open_a_round(staff)
    assert "2026-V10" in staff.page.locator("main").inner_text()
    page = visitor.open(f"/enkat/{CLOSED_BEFORE}")
    assert page.get_by_role("button").count() == 1

    # Closing is for good, so it is asked about first, also where no script runs.
    assert not staff.page.get_by_role("button", name="Ja, stäng omgången för gott").is_visible()
    staff.page.locator("summary", has_text="Stäng mätomgången").click()
    _press(staff.page, "Ja, stäng omgången för gott")
    assert "Stängd" in staff.page.locator("main").inner_text()
    assert visitor.open(f"/enkat/{CLOSED_BEFORE}").locator("h1").inner_text() == "Enkäten är stängd"

    log = staff.open("/personal/logg").locator("tbody tr")
    assert [row.locator("td").nth(1).inner_text() for row in log.all()[:2]] == [
        "Stängde en mätomgång",
        "Öppnade en mätomgång",
    ]


def test_staff_read_every_comment_once(new_person: NewPerson) -> None:
    staff = new_person()
    staff.sign_in()
    page = staff.open("/personal/enkater/receptionen")
    page.get_by_role("link", name="Läs kommentarerna").click()
    pages = [page.locator(".comments li").all_inner_texts()]
    while page.get_by_role("link", name="Nästa kommentarer").count():
        page.get_by_role("link", name="Nästa kommentarer").click()
        pages.append(page.locator(".comments li").all_inner_texts())

    assert len(pages) > 1
    assert all(pages)
    assert all(len(texts) <= 20 for texts in pages)


def test_who_signs_out_is_out_in_every_tab_and_with_the_back_button(new_person: NewPerson) -> None:
    staff = new_person()
    staff.open("/personal/enkater/receptionen/kommentarer")
    assert staff.path().startswith("/personal/logga-in?next=")
    staff.page.locator("#email").fill(DEMO_EMAIL)
    staff.page.locator("#password").fill("fel lösenord")
    staff.page.locator("#password").press("Enter")
    staff.page.wait_for_selector(".error-summary")
    assert staff.page.locator("#email").input_value() == DEMO_EMAIL
    staff.page.locator("#password").fill(DEMO_PASSWORD)
    _press(staff.page, "Logga in")
    assert staff.path() == "/personal/enkater/receptionen/kommentarer"
    other = staff.new_tab()
    other.goto(f"{staff.site.url}/personal")

    _press(staff.page, "Logga ut")
    assert staff.path() == "/"

    other.reload()
    assert other.locator("h1").inner_text() == "Logga in"
    staff.page.go_back()
    assert staff.page.locator("h1").inner_text() == "Logga in"
    assert staff.page.locator(".comments").count() == 0


def test_a_round_that_would_close_before_it_opens_is_refused_in_words(new_person: NewPerson) -> None:
    staff = new_person()
    staff.sign_in()
    page = staff.open(f"/personal/enkater/{CLOSED_BEFORE}/oppna")

    assert page.locator("#opens_on").input_value() == TODAY.isoformat()
    page.locator("#closes_on").fill("2026-03-01")
    _press(page, "Öppna omgången")

    assert "Enkäten kan inte stänga innan den öppnar." in page.locator(".error-summary").inner_text()
