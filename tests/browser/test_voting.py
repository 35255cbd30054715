"""Voting and writing in a dialogue with a real browser: by keyboard on a narrow screen, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from dialog.models import Dialogue, DialogueState, ModerationMode, Statement, Vote
from dialog.results import DialogueView
from tests.browser.conftest import NewPerson
from tests.browser.keyboard import focused, press_on, tab_to
from tests.browser.looking import is_wider_than_its_window
from tests.browser.people import NARROW, PHONE
from tests.browser.serving import Site
from tests.dialogues import open_dialogue
from tests.ground import working

SEEDS = ("Kortet borde vara billigare", "Hallen är för kall", "Fler bänkar vid torget")
OWN = "Kortet borde vara mycket billigare"


def stored(site: Site, dialogue: DialogueView) -> tuple[int, int]:
    """How many votes and inspel there are in a dialogue."""
    with working(site.app) as session:
        said = select(Statement.id).where(Statement.dialogue_id == dialogue.id)
        votes = session.scalars(select(Vote.statement_id).where(Vote.statement_id.in_(said))).all()
        return len(votes), len(session.scalars(said).all())


def _vote_on_all(page: Page, with_scripts: bool) -> None:
    """Vote card by card with the keyboard; with scripts the page is never loaded anew."""
    if with_scripts:
        page.evaluate("window.isTheSamePage = true")
    for done, words in enumerate(("Håller med", "Håller inte med", "Vet inte")):
        expect(page.locator(".steps")).to_contain_text(f"{done} av 3 inspel")
        if done == 0:
            tab_to(page, id="viktigt")
            page.keyboard.press("Space")
        tab_to(page, words=words)
        assert not is_wider_than_its_window(page)
        if with_scripts:
            page.wait_for_load_state("networkidle")
            page.keyboard.press("Enter")
        else:
            with page.expect_navigation():
                page.keyboard.press("Enter")
        expect(page.locator("#besked")).to_contain_text(f"är sparad: {words}")
        # Whoever hears the page or sees it through a keyhole is at the next card, not at the top of the page.
        expect(page.locator("#inspel")).to_be_focused()
        if with_scripts:
            assert page.evaluate("window.isTheSamePage") is True
            # A tap that follows at once is taken for the second one of a double tap.
            page.wait_for_timeout(600)
    expect(page.locator("#inspel")).to_have_text("Du har röstat på alla inspel")


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_dialogue_is_taken_part_in_by_keyboard_alone_on_a_narrow_screen(
    new_person: NewPerson, site: Site, with_scripts: bool
) -> None:
    dialogue = open_dialogue(site.app, *SEEDS, moderation=ModerationMode.POST)
    page = new_person(width=NARROW, java_script_enabled=with_scripts).open("/dialog/hem")

    press_on(page, "Rösta på inspel")
    _vote_on_all(page, with_scripts)

    # An own inspel is advised about, has nothing typed lost, and is sent all the same.
    press_on(page, "Skriv ett inspel")
    tab_to(page, id="text")
    page.keyboard.type(OWN)
    if with_scripts:
        expect(page.locator("[data-counts]")).to_have_text(f"{len(OWN)} av 280 tecken")
    press_on(page, "Skicka inspelet")
    expect(page.get_by_role("heading", name="Det finns ett liknande inspel")).to_be_visible()
    assert focused(page)["id"] == "rad"
    assert page.locator("#text").input_value() == OWN
    assert not is_wider_than_its_window(page)
    press_on(page, "Skicka mitt ändå")
    expect(page.locator("h1")).to_have_text("Tack för ditt inspel")
    press_on(page, "Mina inspel")

    expect(page.locator("section.own")).to_contain_text(OWN)
    assert not is_wider_than_its_window(page)
    assert stored(site, dialogue) == (3, 4)


def test_a_double_tap_votes_on_one_card_and_a_fault_shows_the_ordinary_page(new_person: NewPerson, site: Site) -> None:
    dialogue = open_dialogue(site.app, *SEEDS)
    phone = new_person(width=PHONE)
    page = phone.open("/dialog/hem/rosta")
    page.locator("#viktigt").focus()
    page.wait_for_load_state("networkidle")

    page.get_by_role("button", name="Vet inte").dblclick()
    expect(page.locator(".steps")).to_contain_text("1 av 3 inspel")
    page.get_by_role("button", name=re.compile("^Ångra rösten")).click(delay=0)
    page.wait_for_timeout(600)
    expect(page.locator(".steps")).to_contain_text("1 av 3 inspel")
    page.get_by_role("button", name=re.compile("^Ångra rösten")).click()
    expect(page.locator("#besked")).to_contain_text("är borttagen")
    page.wait_for_timeout(600)
    # The cookie is gone meanwhile: nothing is counted, and a good form is there.
    phone.context.clear_cookies()
    page.get_by_role("button", name="Vet inte").click()
    expect(page.locator("#besked")).to_contain_text("Sidan hade varit öppen för länge")
    page.wait_for_timeout(600)
    # What cannot be received is said by the ordinary page.
    with working(site.app) as session:
        session.get_one(Dialogue, dialogue.id).state = DialogueState.PAUSED
    page.get_by_role("button", name="Vet inte").click()
    expect(page.locator("h1")).to_have_text("Dialogen är pausad")
    # The library tells the console as well; that is all there is to complain about.
    assert [complaint.count("409") for complaint in phone.complaints] == [1]
    phone.complaints.clear()
    assert stored(site, dialogue) == (0, 3)
