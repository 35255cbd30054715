"""A summary of fifty inspel is gone through with few presses, with a mouse or without, and approved with two."""

from __future__ import annotations

import random
import uuid
from typing import Literal

from flask import Flask
from sqlalchemy import select

from core.people.roles import Role
from core.summaries.sentences import Section
from dialog.models import Choice, Participant, Statement, Vote
from tests.browser.conftest import NewPerson
from tests.browser.keyboard import focused, press_on, tab_to
from tests.browser.people import Person
from tests.browser.serving import Site
from tests.builders import TODAY, drain
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import PASSWORD, hire, working
from tests.summaries import HEARD, INGRESS, THANKS, about, claim, draft, sentence

WRITER, CHIEF = "anna@example.se", "chef@example.se"
HERE = "/personal/dialoger/femtio/sammanfattning"
# From the day's page until it is sent: reading fifty inspel takes some minutes, and what is pressed takes none.
PRESSES = 14
WISHES = ("Belys", "Bygg ut", "Håll öppet vid", "Städa oftare kring", "Låt föreningarna sköta")
PLACES = ["simhallen", "skolan i Lima", "bystugan", "ridvägen", "isbanan", "bussgaraget", "torget", "skidspåret"]
PLACES += ["biblioteket", "båtbryggan"]


def voted(app: Flask, people: int = 40) -> None:
    """A dialogue of fifty inspel that do not resemble each other, with votes, over and drafted by the worker."""
    hire(app, Role.COMMUNICATOR, email=WRITER)
    hire(app, Role.MANAGER, email=CHIEF)
    draw = random.Random(50)
    dialogue = open_dialogue(app, *(f"{wish} {place}" for wish in WISHES for place in PLACES), slug="femtio")
    with working(app) as session:
        shares = {
            inspel_id: draw.uniform(0.2, 0.95)
            for inspel_id in session.scalars(select(Statement.id).where(Statement.dialogue_id == dialogue.id))
        }
        for _ in range(people):
            person = Participant(id=uuid.UUID(int=draw.getrandbits(128)), dialogue_id=dialogue.id, joined_on=TODAY)
            session.add(person)
            session.flush()
            for inspel_id, share in shares.items():
                choice = Choice.AGREE if draw.random() < share else draw.choice((Choice.DISAGREE, Choice.PASS))
                vote = Vote(participant_id=person.id, statement_id=inspel_id, choice=choice, voted_on=TODAY)
                session.add(vote)
    close_dialogue(app, "femtio")
    drain(app)


def by_hand(app: Flask) -> None:
    """The same with a draft made by hand, in which every sentence has the key it is asked for by."""
    hire(app, Role.COMMUNICATOR, email=WRITER)
    open_dialogue(app, *(f"Det behövs fler bussar på linje {n}" for n in range(1, 51)), slug="femtio")
    dialogue = close_dialogue(app, "femtio")
    divides = [
        sentence(
            f"divides-{n}",
            Section.DIVIDES,
            f"6 av 11 håller med om {{i{n}}}, och 5 håller inte med.",
            (f"i{n}", f"c{n}"),
            {f"c{n}": claim(6, 5)},
        )
        for n in range(21, 29)
    ]
    few = sentence("few", Section.TOO_FEW, "På de här inspelen har för få röstat.", [f"i{n}" for n in range(29, 51)])
    sentences = (INGRESS, HEARD, *(about(n) for n in range(1, 21)), *divides, few, THANKS)
    with working(app) as session:
        draft(session, dialogue.id, *sentences)


class Presses:
    """Somebody who goes through a page and counts what they press."""

    def __init__(self, person: Person) -> None:
        """Nothing is pressed yet."""
        self.page, self.count = person.page, 0

    def card(self, slug: str) -> None:
        """Follow the day's first link to what waits in a dialogue."""
        with self.page.expect_navigation():
            self.page.locator(f".card a[href*='/{slug}/']").first.click()
        self.count += 1

    def link(self, words: str) -> None:
        """Follow a link."""
        self._press("link", words)

    def button(self, words: str) -> None:
        """Press a button."""
        self._press("button", words)

    def choose(self, field: str, words: str) -> None:
        """Take something from a list."""
        self.page.locator(f"#{field}").select_option(label=words)
        self.count += 1

    def _press(self, role: Literal["link", "button"], words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=words, exact=False).first.click()
        self.count += 1


def test_fifty_inspel_are_gone_through_sent_and_approved_with_few_presses(site: Site, new_person: NewPerson) -> None:
    voted(site.app)
    writer = new_person()
    writer.sign_in(WRITER, PASSWORD)
    presses = Presses(writer)

    presses.card("femtio")
    while writer.page.get_by_role("button", name="Behåll alla").count():
        presses.button("Behåll alla")
    presses.link("Skicka för godkännande")
    presses.choose("approver", "Kerstin Ek")
    presses.button("Skicka")

    assert "Den väntar på godkännande" in writer.page.inner_text("main")
    assert presses.count == PRESSES
    chief = new_person()
    chief.sign_in(CHIEF, PASSWORD)
    presses = Presses(chief)
    presses.link("Godkänn sammanfattningen")
    presses.button("Godkänn")
    assert "Sammanfattningen är godkänd." in chief.page.inner_text("main")
    assert presses.count == 2


def test_a_sentence_is_kept_changed_and_struck_by_keyboard_and_the_next_one_is_at_hand(
    site: Site, visitor: Person
) -> None:
    by_hand(site.app)
    visitor.sign_in(WRITER, PASSWORD)
    page = visitor.open(f"{HERE}?del=isar")

    tab_to(page, words="Behåll")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.url.endswith("#mening-divides-22")
    assert focused(page)["words"] == "Behåll"
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("#text").fill("6 av 11 vill ha linje 22, och 7 vill det inte.")
    press_on(page, "Spara meningen")
    assert "7 finns inte" in page.inner_text(".error-summary")
    page.locator("#text").fill("6 av 11 vill ha fler bussar, och 5 håller inte med.")
    press_on(page, "Spara meningen")
    assert "Meningen är sparad." in page.inner_text("main")
    press_on(page, "Stryk")
    assert page.get_by_role("button", name="Ångra").count() == 1
