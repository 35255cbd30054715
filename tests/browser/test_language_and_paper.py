from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.browser.conftest import NewPerson
from tests.browser.people import Person
from tests.builders import OWN

# Words of our own pages that English never has.
SWEDISH = re.compile(
    r"\b(och|att|inte|för|enkät\w*|svar\w*|fråg\w+|till|från|är|vi|du|din|sidan|kommunen|öppn\w+|stäng\w+|fel|tack|visa"
    r"|omgång\w*|koder|språk|förbättrad|oförändrad|målområde)\b",
    re.IGNORECASE,
)
# Names of the demo's own things stay as they are.
NAMES = (
    "Receptionen i Malung",
    "Malung-Sälens kommun",
    "Svenska",
    "Miljö- och stadsbyggnadsnämnden",
    "Ungdoms- och demokratiberedningen",
    "påhittat exempel",
)


def _leftovers(page: Page) -> set[str]:
    """Swedish words in what is written in English: text, labels and the title; not what is marked as Swedish."""
    text: str = page.evaluate(
        """() => {
            for (const part of document.querySelectorAll("details")) part.open = true;
            const swedish = [...document.querySelectorAll("body [lang=sv]")];
            for (const part of swedish) part.remove();
            const said = [...document.querySelectorAll("[aria-label]")].map(part => part.getAttribute("aria-label"));
            return [document.title, document.body.innerText, ...said].join("\\n");
        }"""
    )
    for name in NAMES:
        text = text.replace(name, "")
    return {found.group(0).lower() for found in SWEDISH.finditer(text)}


def _english(person: Person) -> None:
    person.open("/").get_by_role("link", name="English").click()
    assert person.page.locator("html").get_attribute("lang") == "en"


def test_public_pages_are_english_all_through_for_who_chooses_it(visitor: Person) -> None:
    _english(visitor)
    left = {}
    for path in (
        "/",
        "/om",
        "/integritet",
        "/tillganglighet",
        "/malbild",
        "/malbild/nki",
        "/enkat/receptionen",
        f"/enkat/{OWN}",
        f"/enkat/{OWN}/fortsatt",
        "/personal/logga-in",
        "/finns-inte",
    ):
        left[path] = _leftovers(visitor.open(path))

    page = visitor.open(f"/enkat/{OWN}")
    page.locator("main form button").click()
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert page.title().startswith("Error:")
    left["a page with errors"] = _leftovers(page)

    assert {path: words for path, words in left.items() if words} == {}


def test_staff_pages_are_english_all_through_for_who_chooses_it(visitor: Person) -> None:
    visitor.sign_in()
    _english(visitor)
    left = {
        path: _leftovers(visitor.open(f"/personal{path}"))
        for path in ("/enkater/besokare-vecka-9/oppna", f"/enkater/{OWN}/forhandsvisning", "/gick-inte-fram", "/logg")
    }

    assert {path: words for path, words in left.items() if words} == {}


def test_a_change_of_language_in_the_middle_keeps_the_answers(visitor: Person) -> None:
    page = visitor.open("/enkat/bygglov-kontakt")
    page.get_by_role("button", name="Börja svara").click()
    page.locator("#kundtyp-forening").check()
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="Back", exact=True).click()

    assert page.locator("#kundtyp-forening").is_checked()
    assert "An association" in page.locator("main").inner_text()


def test_every_kind_of_page_can_be_printed(new_person: NewPerson) -> None:
    staff = new_person()
    staff.sign_in()
    for path in (
        "/",
        "/malbild",
        "/malbild/nki",
        f"/enkat/{OWN}",
        "/enkat/receptionen",
        "/personal/enkater/receptionen",
    ):
        page = staff.open(path)
        page.emulate_media(media="print")
        assert not page.locator("header nav").first.is_visible(), path
        assert page.locator("h1").is_visible(), path
        assert page.pdf(format="A4").startswith(b"%PDF-")
        page.emulate_media(media="screen")
