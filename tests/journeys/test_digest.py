"""The mail in the morning with what waits: chosen on a page, once a day, and with nothing in it that anybody said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select, update

from core import audit, clock, digest
from core.concerns import raising
from core.concerns.models import Raiser
from core.outbox import OutboxMessage
from core.people.models import Digest, Staff
from core.people.roles import Role
from core.staff_mail import STAFF_MAIL_DUE
from dialog.models import Source, StatementState
from tests.builders import drain, on_sqlite, signed_in
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import EMAIL, StandingClock, hire, working

PAGE = "/personal/utskick"
SECRET_WORDS = "Ingen vet att jag sover i trapphuset"


def at(time: StandingClock, day: int, hour: int, minute: int = 0) -> None:
    """A time in Stockholm in March 2026, which begins on a Sunday; it is an hour before in UTC."""
    time.time = datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


def mails(app: Flask) -> list[tuple[str, Sequence[str]]]:
    """What has been written since the last time, to whom; the worker can send none of it."""
    drain(app)
    with working(app) as session:
        rows = session.execute(
            select(Staff.email, OutboxMessage.payload)
            .join(Staff, Staff.id == OutboxMessage.payload["staff_id"].as_integer())
            .where(OutboxMessage.topic == STAFF_MAIL_DUE)
        ).all()
        session.query(OutboxMessage).where(OutboxMessage.topic == STAFF_MAIL_DUE).delete(synchronize_session=False)
        return sorted((email, (payload["subject"], *payload["lines"])) for email, payload in rows)


def choose(app: Flask, often: Digest, *roles: Role, email: str = EMAIL) -> int:
    staff_id = hire(app, *roles, email=email)
    with working(app) as session:
        session.execute(update(Staff).where(Staff.id == staff_id).values(digest=often))
    return staff_id


def an_unread_inspel(app: Flask) -> None:
    """One that waits for any moderator, as the dialogue's own has left."""
    dialogue = open_dialogue(app)
    with working(app) as session:
        add_inspel(session, dialogue.id, SECRET_WORDS, source=Source.WEB, state=StatementState.SUBMITTED)
        session.execute(update(Staff).where(Staff.email.startswith("samtalsledare")).values(is_active=False))


def test_a_daily_mail_comes_once_on_the_morning_of_a_working_day(app: Flask, time: StandingClock) -> None:
    an_unread_inspel(app)
    choose(app, Digest.DAILY, Role.MODERATOR)
    at(time, 3, 6, 59)
    assert mails(app) == []
    at(time, 3, 7, 5)
    ((to, (subject, line, foot)),) = mails(app)

    assert to == EMAIL
    assert subject == "En sak väntar på dig i Samspel"
    assert line.splitlines() == [
        "I dag: Ett inspel väntar på att bli läst",
        "http://127.0.0.1:8000/personal/dialoger/hem/inspel?visa=att-lasa",
    ]
    assert "Mejl om det som väntar" in foot
    assert SECRET_WORDS not in line + foot
    with working(app) as session:
        # A second worker that looks at the same moment finds it done.
        digest.send_due(session, clock.now())
    # Nothing more that day, and on a Saturday nothing at all.
    for day, hour in ((3, 9), (3, 17), (7, 8), (8, 8)):
        at(time, day, hour)
        assert mails(app) == [], day
    # Nothing ran on Monday: on Tuesday there is one mail and not two.
    at(time, 10, 16)
    assert len(mails(app)) == 1
    at(time, 11, 20)
    assert mails(app) == []


@on_sqlite
def test_a_weekly_mail_comes_on_monday_or_on_the_first_day_that_anything_ran(app: Flask, time: StandingClock) -> None:
    an_unread_inspel(app)
    choose(app, Digest.WEEKLY, Role.MODERATOR)
    came = []
    for day in (2, 3, 4, 9, 10, 17, 18):
        at(time, day, 8)
        came += [day] * len(mails(app))

    assert came == [2, 9, 17]


@on_sqlite
def test_where_nothing_waits_no_mail_comes_and_not_later_that_day_either(app: Flask, time: StandingClock) -> None:
    choose(app, Digest.DAILY, Role.MODERATOR)
    choose(app, Digest.OFF, Role.MODERATOR, email="bo@example.se")
    at(time, 3, 7, 5)
    assert mails(app) == []
    an_unread_inspel(app)
    at(time, 3, 8)
    assert mails(app) == []
    at(time, 4, 8)
    assert [to for to, _lines in mails(app)] == [EMAIL]


@on_sqlite
def test_of_what_worries_the_mail_has_a_number_for_those_who_read_it_and_nothing_for_others(
    app: Flask, time: StandingClock
) -> None:
    choose(app, Digest.DAILY, *Role)
    # Nobody reads it when only this one is left: their page says so, and the mail does not.
    admin = choose(app, Digest.DAILY, Role.ADMINISTRATOR, email="admin@example.se")
    with working(app) as session:
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
    at(time, 3, 7)
    ((to, (_subject, line, _foot)),) = mails(app)
    assert to == EMAIL
    assert line == "Oro och trygghet: 1 väntar\nhttp://127.0.0.1:8000/personal/oro"

    with working(app) as session:
        session.execute(update(Staff).where(Staff.id != admin).values(is_active=False))
    at(time, 4, 7)
    assert mails(app) == []


@on_sqlite
def test_how_often_is_chosen_on_a_page_and_begins_the_next_morning(app: Flask, time: StandingClock) -> None:
    an_unread_inspel(app)
    at(time, 3, 9)
    staff = signed_in(app, Role.MODERATOR)
    page = staff.open("/personal")
    assert PAGE in page.links
    page = staff.open(PAGE)
    assert page.value("often") == ["off"]

    page = staff.send(page, {"often": "daily"}, to="/utskick")
    assert page.path == "/personal"
    assert "Valet är sparat: varje vardag klockan sju." in page.text
    assert staff.open(PAGE).value("often") == ["daily"]
    assert mails(app) == []
    at(time, 4, 7)
    assert len(mails(app)) == 1
    with working(app) as session:
        assert [
            entry.details for entry in audit.entries(session, None, 9) if entry.action == "staff.digest_chosen"
        ] == [{"often": "daily"}]


@on_sqlite
def test_what_cannot_be_chosen_and_a_page_open_too_long_change_nothing(app: Flask) -> None:
    staff = signed_in(app, Role.READER)
    page = staff.open(PAGE)
    token = page.value("csrf_token")[0]
    refused = staff.post(PAGE, {"csrf_token": token, "often": "hourly"})
    assert refused.status == 422
    assert refused.title.startswith("Fel: ")
    stale = staff.post(PAGE, {"csrf_token": "old", "often": "weekly"})
    assert stale.value("often") == ["weekly"]
    assert staff.open(PAGE).value("often") == ["off"]
