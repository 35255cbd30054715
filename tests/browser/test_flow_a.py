"""A quarter of closed cases becomes a delårsrapport, as a strateg does it: every click counted, the machine timed."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Locator, Page

from core.house import house_of, move_in, settings_of
from integrations.mail.handing import line_of
from tests.browser.conftest import NewPerson
from tests.browser.keyboard import press_on, tab_to
from tests.browser.looking import is_wider_than_its_window
from tests.browser.people import PHONE, Person, answer_everything
from tests.browser.serving import Site
from tests.browsing import Browser
from tests.builders import drain
from tests.fakes.smtp import Arrived, Inbox, mail_server

HEADINGS = ("Diarienr", "Verksamhet", "Beslutsdatum", "Kundtyp", "Orgnr", "Kontaktperson", "Mejl", "Mobil")
AREAS = ("Bygglov", "Miljö- och hälsoskydd", "Livsmedelskontroll", "Serveringstillstånd")
SLUG = "hur-gick-ditt-arende"
INDICATOR = "Topp 100 i Svenskt Näringslivs ranking"
OWNER = "Kommunstyrelsen"
COMMENT = "Företagen når oss lättare sedan telefontiden blev längre, men väntar fortfarande på besked."
ACTION = "Ge besked om handläggningstid inom tre dagar."
ANSWERED = 17
LINK = re.compile(r"^http://\S+/i/[2-9A-Z-]{14}$", re.MULTILINE)

# A strateg does this between two meetings. Whoever adds a click to the way makes a case for it here.
MOST_CLICKS = 24
MOST_TYPED = 2
# Work of a second or two; the rest is for a busy machine.
MOST_SECONDS = 30.0


@dataclass
class Walk:
    """Somebody at a desk: how often they clicked, what they typed in, and how long the machine kept them waiting."""

    person: Person
    clicks: int = 0
    typed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def page(self) -> Page:
        """The one tab they work in."""
        return self.person.page

    def click(self, target: Locator) -> None:
        """A click that stays on the page."""
        self.clicks += 1
        target.click()

    def go(self, target: Locator) -> None:
        """A click that leads to another page."""
        with self.waiting(), self.page.expect_navigation():
            self.click(target)

    def follow(self, words: str | re.Pattern[str]) -> None:
        """Click a link."""
        self.go(self.page.get_by_role("link", name=words).first)

    def press(self, words: str) -> None:
        """Click a button."""
        self.go(self.page.get_by_role("button", name=words, exact=True))

    def choose(self, name: str, value: str) -> None:
        """Open a list and pick from it: two clicks."""
        self.clicks += 2
        self.page.locator(f"#{name}").select_option(value)

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        self.typed.append(name)
        self.page.locator(f"#{name}").fill(text)

    def give_file(self, name: str, content: bytes) -> None:
        """Click the file field and a file in the computer's own window."""
        self.clicks += 2
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        self.page.locator("#file").set_input_files({"name": name, "mimeType": kind, "buffer": content})

    def says(self) -> str:
        """The words of the page."""
        return " ".join(self.page.locator("main").inner_text().split())

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Time that is the machine's."""
        begun = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - begun


@pytest.fixture
def inbox(site: Site) -> Iterator[Inbox]:
    """A mail server on loopback, and letters whose links lead to the running site."""
    with mail_server() as (inbox, port):
        known = replace(
            settings_of(site.app), smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", base_url=site.url
        )
        move_in(site.app, house_of(site.app), known)
        yield inbox
        line_of(site.app).hang_up()


def quarter() -> bytes:
    """Forty-one closed cases as a case system exports them; the last three have something to put right."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for number in range(41):
        case, area, closed_on = f"MSN 2026-{number:03d}", AREAS[number % len(AREAS)], date(2026, 1 + number % 2, 20)
        email = f"kim{number}@foretaget.example"
        area, closed_on = {38: "Simhallen"}.get(number, area), {39: date(2025, 12, 20)}.get(number, closed_on)
        email = {40: "kim40"}.get(number, email)
        sheet.append((case, area, closed_on, "Ett företag", 5560000000 + number, f"Kim {number}", email, None))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def link_in(mail: Arrived) -> str:
    found = LINK.search(mail.text)
    assert found, mail.text
    return found[0]


def answer(app: Flask, link: str, site: str, score: int) -> None:
    """Open the link of a mail, answer the questions on the second page and send."""
    browser = Browser(app)
    page = browser.send(browser.open(link.removeprefix(site)))
    page = browser.open(f"/enkat/{SLUG}/2")
    page = browser.send(page, {"nki_helhet": str(score), "nki_forvantan": str(score), "nki_ideal": str(score)})
    page = browser.send(browser.open(f"/enkat/{SLUG}/granska"), to="/skicka")
    assert page.path == f"/enkat/{SLUG}/tack", page.text


def answer_by_hand(visitor: Person, link: str) -> None:
    """The same with a browser: every question, page by page."""
    page = visitor.page
    page.goto(link)
    page.get_by_role("button", name="Börja svara").click()
    page.wait_for_url("**/1")
    while page.locator("h1").inner_text() != "Kontrollera dina svar":
        answer_everything(page, 8)
        with page.expect_navigation():
            page.get_by_role("button", name="Fortsätt", exact=True).click()
    page.get_by_role("button", name="Skicka svaren").click()
    page.wait_for_url("**/tack")


def test_a_quarter_of_cases_becomes_a_report_without_a_formula_and_in_few_clicks(
    new_person: NewPerson, site: Site, inbox: Inbox, tmp_path: Path
) -> None:
    strateg = new_person()
    strateg.sign_in()
    walk = Walk(strateg)

    # The day says what to do; the columns are known by their headings, and the counts come before anything happens.
    walk.follow("Ladda upp ärenden för 2026-K1")
    walk.give_file("kvartal-1.xlsx", quarter())
    walk.press("Ladda upp")
    walk.press("Fortsätt")
    assert "41 rader, 38 ok, 3 med orsak" in walk.says()
    walk.press("Läs in 38 ärenden")
    assert "38 ärenden är inlästa." in walk.page.locator(".notice").inner_text()
    assert "0 av 38 har svarat" in walk.says()

    # The letter is ready, and so is the reminder.
    walk.follow("Skriv inbjudan")
    assert walk.page.locator("#is_reminded").is_checked()
    assert walk.page.locator("#remind_on").input_value() == "2026-03-12"
    walk.press("Fortsätt till utskicket")
    assert "Hej Kim 0!" in walk.says()
    assert "De som inte har svarat får en påminnelse 12 mars 2026." in walk.says()
    walk.press("Skicka till 38 personer")
    with walk.waiting():
        drain(site.app)
    assert len(inbox.arrived) == 38

    links = [link_in(mail) for mail in inbox.arrived]
    answer_by_hand(new_person(), links[0])
    for number, link in enumerate(links[1:ANSWERED]):
        answer(site.app, link, site.url, 6 + number % 4)
    with walk.waiting():
        drain(site.app)

    # Some days later: how many, and who is still to answer, but never what anybody said.
    walk.follow("Enkäter")
    walk.follow("Hur gick ditt ärende hos kommunen?")
    walk.follow("Ärenden och inbjudningar")
    assert "17 av 38 har svarat" in walk.says()
    walk.follow("Vem har inte svarat?")
    silent = walk.page.locator("tbody tr").all_inner_texts()
    assert len(silent) == 38 - ANSWERED
    assert not any("Kim 0\t" in row for row in silent)

    # What the figures mean is for a person to say.
    walk.follow("Målbild")
    walk.follow(re.compile(INDICATOR))
    walk.click(walk.page.get_by_label("Delvis uppfyllt"))
    walk.write("comment", COMMENT)
    walk.write("action", ACTION)
    walk.click(walk.page.get_by_label("Klar", exact=True))
    walk.press("Spara")
    assert "Bedömningen är sparad." in walk.page.locator(".notice").first.inner_text()

    # One nämnd's part of it, in a document to add to the minutes.
    walk.follow("Till uppföljningen")
    walk.choose("namnd", OWNER)
    walk.press("Visa")
    walk.follow(f"Delårsrapport 2025, {OWNER}")
    assert COMMENT in walk.says()
    with walk.waiting(), walk.page.expect_download() as download:
        walk.click(walk.page.get_by_role("link", name="Ladda ner Word"))
    file = tmp_path / "rapport.docx"
    download.value.save_as(file)
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(file)).paragraphs)
    assert COMMENT in words
    assert ACTION in words
    assert download.value.suggested_filename == "delarsrapport-2025-kommunstyrelsen.docx"

    assert walk.clicks <= MOST_CLICKS, f"{walk.clicks} clicks from the day's page to the report, {MOST_CLICKS} before"
    assert len(walk.typed) <= MOST_TYPED, f"had to type {walk.typed}"
    assert walk.seconds < MOST_SECONDS, f"the machine's part took {walk.seconds:.1f} seconds"


def test_cases_are_read_in_by_keyboard_alone_on_a_narrow_screen(new_person: NewPerson, tmp_path: Path) -> None:
    strateg = new_person(width=PHONE)
    strateg.sign_in()
    page = strateg.page

    press_on(page, "Ladda upp ärenden för 2026-K1")
    with page.expect_download() as download:
        tab_to(page, words="Hämta en exempelfil med påhittade ärenden (Excel)")
        page.keyboard.press("Enter")
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    tab_to(page, id="file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)
    press_on(page, "Ladda upp")
    assert not is_wider_than_its_window(page)
    press_on(page, "Fortsätt")
    assert "41 rader, 38 ok, 3 med orsak" in page.locator("main").inner_text()
    assert not is_wider_than_its_window(page)
    press_on(page, "Läs in 38 ärenden")

    assert "38 ärenden är inlästa." in page.locator(".notice").inner_text()
    assert not is_wider_than_its_window(page)
