"""A meeting with real browsers: the page follows the room by itself, and interrupts nobody who writes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.commands import DEMO_EMAIL
from dialog.meetings.models import MeetingInput, StepKind
from dialog.models import Source, Statement
from tests.browser.conftest import NewPerson
from tests.browser.keyboard import tab_to
from tests.browser.looking import is_wider_than_its_window
from tests.browser.people import NARROW, PHONE
from tests.browser.serving import Site
from tests.dialogues import open_dialogue
from tests.ground import working
from tests.meetings import go_to, open_meeting

ROOM = "/dialog/hem/samtal/ABC234"
SEEDS = ("Kortet borde vara billigare", "Hallen är för kall")
# What has just come takes no second tap of a double tap.
SETTLED = 600


def look_up(page: Page) -> None:
    """As when somebody takes up their phone again: the page asks at once what has happened."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_page_follows_the_room_and_what_is_being_written_stays(new_person: NewPerson, site: Site) -> None:
    open_dialogue(site.app, *SEEDS)
    meeting_id = open_meeting(site.app, "hem", "ABC234")
    page = new_person(width=NARROW).open(ROOM)
    page.evaluate("window.isTheSamePage = true")
    tab_to(page, id="namn")
    page.keyboard.type("Alva")
    tab_to(page, words="Jag är med")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Du är inne")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("#inne")).to_have_text("6 inne")

    go_to(site.app, meeting_id, StepKind.WRITING)
    look_up(page)
    expect(page.locator("h1")).to_have_text("Skriv tyst")
    expect(page.locator(".clock")).to_have_text(re.compile(r"^[78]:\d\d kvar$"))
    page.locator("#text").fill("Fler bänkar vid")
    go_to(site.app, meeting_id, StepKind.RELEASE)
    look_up(page)

    # Whoever writes is told, and goes on when they want to; the words go with them.
    expect(page.locator("[data-went-on]")).to_be_visible()
    assert page.locator("#text").input_value() == "Fler bänkar vid"
    assert not is_wider_than_its_window(page)
    page.get_by_role("link", name="Gå vidare").click()
    expect(page.locator("h1")).to_have_text("Släpp fram inspelen")
    go_to(site.app, meeting_id, StepKind.VOTING)
    look_up(page)
    expect(page.locator("h1")).to_have_text("Rösta")
    expect(page.locator("#osant")).to_have_value("Fler bänkar vid")
    page.wait_for_timeout(SETTLED)
    page.locator("#osant").fill("Fler bänkar vid torget")
    page.get_by_role("button", name="Skicka inspelet").click()
    expect(page.locator("[data-draft]")).to_be_hidden()
    page.wait_for_timeout(SETTLED)
    tab_to(page, words="Håller med")
    page.keyboard.press("Enter")
    expect(page.locator("#inspel")).to_have_text("Inspel 2 av 2")
    assert page.evaluate("window.isTheSamePage") is True
    with working(site.app) as session:
        sent = session.scalars(select(Statement).where(Statement.text == "Fler bänkar vid torget")).one()
        assert sent.source is Source.WEB
        assert len(session.scalars(select(MeetingInput.value)).all()) == 1


def test_a_meeting_is_led_with_one_button_and_without_scripts_by_looking_again(
    new_person: NewPerson, site: Site
) -> None:
    open_dialogue(site.app, *SEEDS)
    meeting_id = open_meeting(site.app, "hem", "ABC234", adults=1)
    leader = new_person(width=PHONE)
    leader.sign_in(DEMO_EMAIL)
    phone = leader.open(f"/personal/moten/{meeting_id}/led")
    # Without scripts everything is a form and a link.
    plain = new_person(width=PHONE, java_script_enabled=False).open(ROOM)
    with plain.expect_navigation():
        plain.get_by_role("button", name="Jag är med").click()
    look_up(phone)
    expect(phone.locator("#inne")).to_contain_text("6 inne")

    phone.get_by_role("button", name="Starta").click()
    expect(phone.locator("h1")).to_have_text("Välkommen")
    phone.wait_for_timeout(SETTLED)
    phone.get_by_role("button", name="Nästa steg").dblclick()
    expect(phone.locator("h1")).to_have_text("Incheckning")
    with plain.expect_navigation():
        plain.get_by_role("link", name="Uppdatera").click()
    plain.locator("#lage-4").check(force=True)
    with plain.expect_navigation():
        plain.get_by_role("button", name="Skicka").click()
    look_up(phone)

    expect(phone.locator("#klara")).to_have_text("1 klar")
    expect(plain.locator("main")).to_contain_text("Tack, ditt svar är sparat")
    phone.wait_for_timeout(SETTLED)
    phone.get_by_role("button", name="Paus").click()
    expect(phone.get_by_role("button", name="Fortsätt")).to_be_visible()
    assert not is_wider_than_its_window(phone)
    # The room cannot be reached: it says so, and comes back by itself.
    leader.context.set_offline(True)
    look_up(phone)
    expect(phone.locator("#besked")).to_contain_text("Vi når inte mötet")
    leader.context.set_offline(False)
    look_up(phone)
    expect(phone.locator("#besked")).to_have_text("")
    leader.complaints.clear()
