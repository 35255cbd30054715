"""The day's page: each role sees exactly what that person can do something about, in the order of urgency."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update

from core import clock
from core.concerns import raising
from core.concerns.models import Raiser
from core.house import house_of, move_in, settings_of
from core.outbox.models import MessageState, OutboxMessage
from core.people.models import Staff
from core.people.roles import Role
from dialog.models import Source, StatementState
from dialog.summarising.models import Summary, SummaryState
from goals import follow_ups
from goals.follow_ups import Said
from goals.models import Fulfilment
from surveys import answering
from surveys.cases.models import Contact
from surveys.letters import sending
from surveys.letters.models import LetterKind
from surveys.letters.writing import Text
from surveys.models import Invitation, Receipt
from surveys.rounds import Round
from tests.browsing import Browser, Page
from tests.builders import TODAY, case_survey, code_round, on_sqlite, signed_in, small_survey
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON, PASSWORD, StandingClock, hire, working
from tests.published import approved, over

pytestmark = on_sqlite
CHEF = "chef-hem-1@example.se"
SECRET_WORDS = "Ingen vet att jag sover i trapphuset"
_SECTION = re.compile(r'<section aria-labelledby="(late|today|waiting|soon)">(.*?)</section>', re.DOTALL)
_CARD = re.compile(r'<h3><a href="([^"]*)">(.*?)</a></h3>(?:<p class="muted">(.*?)</p>)?', re.DOTALL)

CASES = "Ladda upp ärenden för 2026-K1"
REMIND = "Påminn dem som inte har svarat på En liten enkät"
CLOSES = "En liten enkät stänger snart"
CONCERN = "Oro: en text att ta hand om"
DEAD = "Ett meddelande gick inte fram"
UNREAD = "Ett inspel väntar på att bli läst"
TO_APPROVE = "Godkänn sammanfattningen av ”Hur kommer vi hem efter träningen?”"
JUDGE = "Kommentera ”Kommunfullmäktiges fastställda finansiella mål.” för 2025"
JUDGE_ALL = "Bedöm 9 indikatorer för 2025"


def day_of(page: Page) -> dict[str, list[str]]:
    """The titles under each heading of a day's page."""
    return {
        urgency: [unescape(found[1]) for found in _CARD.findall(cards)]
        for urgency, cards in _SECTION.findall(page.html)
    }


def titles(page: Page) -> list[str]:
    return [title for under in day_of(page).values() for title in under]


def note_of(page: Page, title: str) -> str:
    return next(unescape(note) for _href, found, note in _CARD.findall(page.html) if unescape(found) == title)


def link_of(page: Page, title: str) -> str:
    return next(unescape(href) for href, found, _note in _CARD.findall(page.html) if unescape(found) == title)


def invited(app: Flask, **changes: object) -> Round:
    """A round with codes that closes within the week, and two people in it; the first has answered."""
    round_ = code_round(app, small_survey(layout="one_page"), closes_on=TODAY + timedelta(days=5), **changes)
    with working(app) as session:
        secret = settings_of(app).secret_key
        for name in ("Anna Ek", "Bo Ås"):
            invitation = answering.invite_known(session, secret, round_.collection_id, customer_hash=None)
            session.flush()
            email = f"{name[:2].lower()}@example.se"
            session.add(Contact(invitation_id=invitation.id, name=name, email=email, phone=None, case_ref="1"))
        first = session.query(Invitation).order_by(Invitation.id).first()
        assert first is not None
        session.add(Receipt(invitation_id=first.id))
    return round_


def sends_mail(app: Flask) -> None:
    move_in(app, house_of(app), replace(settings_of(app), smtp_host="127.0.0.1", smtp_security="none"))


@pytest.fixture
def busy(app: Flask) -> Flask:
    """A house where something of every kind waits."""
    sends_mail(app)
    invited(app)
    code_round(app, case_survey(), period="2026-K1")
    dialogue = open_dialogue(app, slug="bussen")
    over(app)
    approved(app)
    sent = {"state": SummaryState.IN_REVIEW, "submitted_by": "Ida Ek", "submitted_on": TODAY}
    with working(app) as session:
        chef = session.scalars(select(Staff.id).where(Staff.email == CHEF)).one()
        forget = {"approved_by": "", "approved_by_id": None, "approved_on": None}
        session.execute(update(Summary).values(approver_id=chef, **sent, **forget))
        add_inspel(session, dialogue.id, "Fler turer", source=Source.WEB, state=StatementState.SUBMITTED)
        session.execute(update(Staff).where(Staff.email.startswith("samtalsledare")).values(is_active=False))
        session.add(
            OutboxMessage(
                topic="prov",
                payload={},
                due_at=NOON,
                created_at=NOON,
                state=MessageState.DEAD,
                attempts=8,
                dead_at=NOON,
                last_error="x",
            )
        )
        said = Said(Fulfilment.PARTLY, "", "", "Ekonomichef")
        follow_ups.save(session, "finansiella-mal", "2025", replace(said, remind_on=TODAY), "Kerstin Ek", NOON, None)
        raising.raise_(
            session,
            "prov:1",
            about="Hur har du det?",
            kind="self_harm",
            raiser=Raiser.SCREENING,
            words=SECRET_WORDS,
            lead_id=None,
            deputy_id=None,
            now=clock.now(),
        )
    return app


def sign_in(app: Flask, email: str) -> Browser:
    browser = Browser(app)
    page = browser.send(browser.open("/personal/logga-in"), {"email": email, "password": PASSWORD})
    assert page.path == "/personal", page.text
    return browser


def test_each_role_sees_exactly_what_it_can_do_something_about(busy: Flask) -> None:
    safeguarding = signed_in(busy, Role.SAFEGUARDING)
    shared = {"late": [DEAD], "waiting": [CASES], "soon": [REMIND]}

    seen = {role: day_of(signed_in(busy, role).open("/personal")) for role in set(Role) - {Role.SAFEGUARDING}}

    assert seen[Role.COMMUNICATOR] == shared | {"today": [UNREAD]}
    assert seen[Role.STRATEGIST] == shared | {"today": [JUDGE], "waiting": [CASES, JUDGE_ALL]}
    assert seen[Role.MODERATOR] == {"today": [UNREAD]}
    assert seen[Role.ADMINISTRATOR] == {"late": [DEAD]}
    # The summary waits for the chef who was asked, and for no other.
    assert seen[Role.MANAGER] == seen[Role.READER] == {}
    assert day_of(sign_in(busy, CHEF).open("/personal")) == {"today": [TO_APPROVE]}
    assert day_of(safeguarding.open("/personal")) == {"today": [CONCERN]}


def test_every_thing_that_waits_leads_to_where_it_is_done_and_none_tells_what_worries(busy: Flask) -> None:
    hire(busy, Role.SAFEGUARDING, email="trygghet@example.se")
    everybody = [signed_in(busy, role) for role in (Role.COMMUNICATOR, Role.STRATEGIST, Role.ADMINISTRATOR)]
    everybody += [sign_in(busy, email) for email in (CHEF, "trygghet@example.se")]

    for browser in everybody:
        page = browser.open("/personal")
        assert SECRET_WORDS not in page.html
        assert titles(page)
        for title in titles(page):
            assert browser.open(link_of(page, title)).status == 200, title


def test_a_survey_that_closes_soon_asks_for_a_reminder_until_one_is_on_its_way(app: Flask, time: StandingClock) -> None:
    round_ = invited(app)
    staff = signed_in(app, Role.COMMUNICATOR)
    # Where no mail can be sent there is nobody to remind.
    assert titles(staff.open("/personal")) == [CLOSES]
    sends_mail(app)

    page = staff.open("/personal")
    assert day_of(page) == {"soon": [REMIND]}
    assert note_of(page, REMIND) == "1 av 2 inbjudna har svarat. Sista dagen är 7 mars 2026."
    assert "Skriv påminnelse" in staff.open(link_of(page, REMIND)).text

    with working(app) as session:
        text = Text("Påminnelse", "Hej! [länk]")
        sending.write(session, round_, LetterKind.REMINDER, text, TODAY, NOON)
    assert titles(staff.open("/personal")) == [CLOSES]
    time.forward(days=5)
    staff = signed_in(app, Role.STRATEGIST)
    assert day_of(staff.open("/personal")) == {"today": ["En liten enkät stänger i dag"]}
    time.forward(days=1)
    assert titles(sign_in(app, "strategist@example.se").open("/personal")) == []


def test_when_everybody_has_answered_nobody_is_reminded(app: Flask) -> None:
    sends_mail(app)
    invited(app)
    with working(app) as session:
        last = session.scalars(select(Invitation.id).order_by(Invitation.id.desc()).limit(1)).one()
        session.add(Receipt(invitation_id=last))

    assert titles(signed_in(app, Role.COMMUNICATOR).open("/personal")) == [CLOSES]


def test_where_nothing_waits_the_page_says_so(app: Flask) -> None:
    assert "Inget väntar på dig just nu." in signed_in(app, Role.READER).open("/personal").text
