"""Short mails to staff: to whoever has the account now, waiting for a server, and read where no server is set up."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from core import staff_mail
from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from core.people import accounts
from core.people.roles import Role
from core.settings import Settings
from tests.builders import drain, on_sqlite, signed_in
from tests.dialogues import open_dialogue
from tests.ground import EMAIL, StandingClock, hire, working
from tests.integrations.followers import LINK, ask, connected

pytestmark = on_sqlite

MAILS = "/personal/anslutningar/mejl"


def tell(app: Flask, staff_id: int, subject: str = "En sammanfattning väntar") -> None:
    with working(app) as session:
        staff_mail.tell(session, staff_id, subject, ["Åsa ber dig godkänna.", "Det tar en stund."], "/personal/x?a=1")


def test_a_mail_goes_to_the_person_with_one_link_and_belongs_to_no_list(app: Flask) -> None:
    kerstin = hire(app, Role.MANAGER)
    left = hire(app, Role.MANAGER, email="bo@example.se")
    with working(app) as session:
        accounts.disable(session, left)
    tell(app, kerstin)
    tell(app, left)

    with connected(app) as inbox:
        drain(app)
        drain(app)

    (mail,) = inbox.arrived
    assert mail.to == EMAIL
    assert mail.message["To"] == f"Kerstin Ek <{EMAIL}>"
    assert mail.message["Subject"] == "En sammanfattning väntar"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Unsubscribe"] is None
    assert mail.text.split("\n\n") == [
        "Åsa ber dig godkänna.",
        "Det tar en stund.",
        "http://127.0.0.1:8000/personal/x?a=1",
        "Malung-Sälens kommun\n",
    ]


def test_what_is_refused_stops_no_other_and_no_address_is_logged(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="integrations")
    for email in (EMAIL, "bo@example.se"):
        tell(app, hire(app, Role.MANAGER, email=email))

    with connected(app) as inbox:
        inbox.answers[EMAIL] = f"550 5.1.1 no {EMAIL}"
        drain(app)

    assert [mail.to for mail in inbox.arrived] == ["bo@example.se"]
    assert "refused: 550" in caplog.text
    assert EMAIL not in caplog.text
    with working(app) as session:
        assert not session.scalars(select(OutboxMessage)).all()


def test_without_a_server_mails_wait_and_can_be_read_for_a_week(app: Flask, time: StandingClock) -> None:
    admin = signed_in(app, Role.ADMINISTRATOR)
    assert "Inga mejl väntar." in admin.open(MAILS).text
    tell(app, hire(app, Role.MANAGER, email="bo@example.se"), "Hej <b>du</b>")
    open_dialogue(app)
    ask(app, "anna@example.org")
    drain(app)

    page = admin.open(MAILS)

    assert "Åsa ber dig godkänna." in page.text
    assert "Hej &lt;b&gt;du" in page.html
    assert "anna@example.org" not in page.html
    # On a machine of one's own the whole of it can be tried; elsewhere nobody says yes for another.
    assert LINK.search(page.text)
    move_in(app, house_of(app), elsewhere(app))
    page = admin.open(MAILS)
    assert "Vill du ha mejl om dialogen?" in page.text
    assert "/folj/…" in page.text
    time.forward(days=7, minutes=1)
    with connected(app) as inbox:
        drain(app)
        assert inbox.arrived == []


def elsewhere(app: Flask) -> Settings:
    return replace(settings_of(app), base_url="https://dialog.example.se")
