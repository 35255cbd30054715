"""A meeting that is over becomes a summary, a chef's approval, a page for everybody, and answers that come back."""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import Page

from core import clock
from core.commands import MANAGER_EMAIL
from dialog.meetings import results as meetings
from dialog.meetings import running
from dialog.meetings.models import StepKind
from dialog.models import Choice
from tests.browser.conftest import NewPerson
from tests.browser.looking import is_wider_than_its_window
from tests.browser.people import PHONE
from tests.browser.serving import Site
from tests.builders import drain
from tests.dialogues import open_dialogue
from tests.ground import StandingClock, working
from tests.integrations.followers import connected, follow
from tests.integrations.meeting_guests import OnWeb
from tests.meetings import LEADER, go_to, plan_meeting

SLUG, CODE = "kvallsbussen", "ABC234"
STAFF, EVERYBODY = f"/personal/dialoger/{SLUG}", f"/dialog/{SLUG}"
BUS, CLUB = "Sista bussen går före träningen slutar", "Öppna fritidsgården i Lima på fredagar"
FOLLOWER = "anna@example.org"
INGRESS = "Ni vill kunna ta er hem när träningen är slut."
ANSWER = "Vi räknar på en kvällsbuss tre kvällar i veckan."


def held(app: Flask) -> None:
    """Eight come to a meeting, vote, and say of what was noted whether it is right."""
    open_dialogue(app, BUS, CLUB, slug=SLUG, title="Kvällsbussen", languages=["sv"])
    meeting_id = plan_meeting(app, SLUG, CODE)
    with working(app) as session:
        running.open_lobby(session, meetings.by_id(session, meeting_id), LEADER, clock.now())
    guests = [OnWeb(app) for _ in range(8)]
    for guest in guests:
        guest.come(SLUG, CODE)
    go_to(app, meeting_id, StepKind.VOTING)
    for place, guest in enumerate(guests):
        guest.vote((BUS, CLUB), lambda text, place=place: against(text, place))  # type: ignore[misc]
    go_to(app, meeting_id, StepKind.READ_BACK)
    with working(app) as session:
        step = meetings.view(session, meetings.by_id(session, meeting_id), clock.now()).step
        assert step is not None
    for guest in guests:
        guest.judge(["stammer"] * len(step.lines))
    go_to(app, meeting_id)
    drain(app)


def against(text: str, place: int) -> Choice:
    """Everybody wants the bus; half want the club."""
    return Choice.DISAGREE if text == CLUB and place % 2 else Choice.AGREE


def press(page: Page, words: str) -> None:
    """A button that leads to a page."""
    with page.expect_navigation():
        page.get_by_role("button", name=words).first.click()


def follow_link(page: Page, words: str) -> None:
    """A link whose words fit."""
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(words)).first.click()


def said(page: Page) -> str:
    """The words of the page."""
    return " ".join(page.locator("main").inner_text().split())


def test_a_closed_meeting_becomes_a_summary_that_is_approved_published_and_answered(
    site: Site, new_person: NewPerson, time: StandingClock
) -> None:
    app = site.app
    with connected(app) as inbox:
        held(app)
        follow(app, inbox, FOLLOWER, SLUG)
        writer, chief, young = new_person(), new_person(width=PHONE), new_person(width=PHONE)

        # The draft was made when the meeting ended; the dialogue is closed before it can be sent to anybody.
        writer.sign_in()
        page = writer.open(STAFF)
        page.locator("summary", has_text="Stäng dialogen").click()
        press(page, "Ja, stäng dialogen för gott")
        drain(app)
        page = writer.open("/personal")
        with page.expect_navigation():
            page.locator(f".card a[href*='/{SLUG}/']").first.click()
        follow_link(page, "^Ändra$")
        page.locator("#text").fill(INGRESS)
        press(page, "Spara meningen")
        writer.open(f"{STAFF}/sammanfattning")
        while page.get_by_role("button", name="Behåll alla").count():
            press(page, "Behåll alla")
        follow_link(page, "Skicka för godkännande")
        page.locator("#approver").select_option(label="Demo Chef")
        press(page, "Skicka")
        drain(app)

        # The chef gets one link, on a phone.
        (asked,) = inbox.to(MANAGER_EMAIL)
        link = re.search(rf"http://[^/\s]+({STAFF}/\S+)", asked.text)
        assert link, asked.text
        chief.sign_in(MANAGER_EMAIL)
        phone = chief.open(link[1])
        assert INGRESS in said(phone)
        assert not is_wider_than_its_window(phone)
        press(phone, "Godkänn")
        assert "Sammanfattningen är godkänd" in said(phone)

        # What every channel will say is seen before it is published; whoever asked for a mail gets one.
        page = writer.open(f"{STAFF}/sammanfattning/publicera")
        assert said(page).count(INGRESS) >= 4
        press(page, "Publicera")
        drain(app)
        (told,) = inbox.to(FOLLOWER)
        assert INGRESS in told.text
        reader = young.open(f"{EVERYBODY}/sammanfattning")
        assert "8 av 8 håller med om" in said(reader)
        assert "Besvarat 0 av 2" in said(reader)

        # Each point gets its answer, and the answer comes back to those who waited for it.
        follow_link(writer.open(f"{STAFF}/svar"), "^Svara på punkten")
        page.get_by_label("Utreds").check()
        page.locator("#words").fill(ANSWER)
        page.locator("#due_on").fill("2027-03-15")
        page.locator("#reference").fill("KS 2026/311")
        press(page, "Publicera svaret")
        reader = young.open(f"{EVERYBODY}/svar")
        assert "Besvarat 1 av 2" in said(reader)
        assert ANSWER in said(reader)
        assert not is_wider_than_its_window(reader)
        # Whoever answers does so in one go, and is told of once.
        drain(app)
        time.forward(minutes=11)
        drain(app)
        assert f"{EVERYBODY}/svar" in inbox.to(FOLLOWER)[-1].text
        assert len(inbox.to(FOLLOWER)) == 2
