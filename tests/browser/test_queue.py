"""The queue by keyboard alone: reading forty inspel is tabbing, a space here and there, and Enter."""

from __future__ import annotations

from flask import Flask

from core.people.roles import Role
from dialog.models import Source, Statement, StatementState
from tests.browser.conftest import NewPerson
from tests.browser.keyboard import focused, press_on, tab_to
from tests.browser.looking import is_wider_than_its_window
from tests.browser.people import DESKTOP
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import EMAIL, PASSWORD, hire, working

TEXTS = (
    "Ring mig på 070-123 45 67",
    "Tak vid hållplatsen",
    "Mer snöröjning",
    "En skatepark i centrum",
    "Nya gungor i parken",
)


def test_the_queue_is_worked_through_by_keyboard_alone(demo_app: Flask, new_person: NewPerson) -> None:
    dialogue = open_dialogue(demo_app, slug="kon")
    hire(demo_app, Role.MODERATOR)
    with working(demo_app) as session:
        for text in TEXTS:
            add_inspel(session, dialogue.id, text, source=Source.WEB, state=StatementState.SUBMITTED)
    person = new_person(width=DESKTOP)
    person.sign_in(EMAIL, PASSWORD)
    page = person.open("/personal/dialoger/kon/inspel")
    assert not is_wider_than_its_window(page)

    # A decision leads on to the inspel after it, from where Tab goes on.
    press_on(page, "Publicera utan uppgifterna\nnr 1")
    assert page.url.endswith("#inspel-2")
    page.keyboard.press("Tab")
    assert focused(page)["name"] == "valda"
    page.keyboard.press("Tab")
    assert focused(page)["words"].strip() == "Publicera\nnr 2"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("#inspel-3")

    # One is ticked with the space bar and refused with a reason; the rest are published together.
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("[name=valda]:checked").get_attribute("value") == "3-0"
    tab_to(page, id="reason")
    page.keyboard.type("Handlar")
    press_on(page, "Neka valda")
    assert page.url.endswith("#inspel-4")
    page = person.open("/personal/dialoger/kon/inspel")
    press_on(page, "Kryssa för alla utan anmärkning")
    press_on(page, "Publicera valda")

    assert "Inget att läsa just nu" in page.locator("main").inner_text()
    with working(demo_app) as session:
        rows = session.query(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number)
        published = StatementState.PUBLISHED
        assert [row.state for row in rows] == [published, published, StatementState.REJECTED, published, published]
