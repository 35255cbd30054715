"""Mail about what comes of a dialogue: asked for, confirmed, stopped and forgotten, and tied to nobody's voice."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from core import clock, retention
from core.db import Base, db
from core.house import house_of
from core.outbox import OutboxMessage
from dialog import hosting
from dialog.models import Audience, Choice, Participant
from integrations.following import public
from integrations.mail import addresses
from integrations.models import MailFollower
from tests.browsing import Browser, Page
from tests.builders import TODAY, drain, on_sqlite, run
from tests.dialog.taking_part import cast, voice
from tests.dialogues import close_dialogue, open_dialogue
from tests.fakes.smtp import Inbox
from tests.ground import StandingClock, working
from tests.integrations.followers import LINK, add_followers, ask, connected, follow, link_in, way_out_of

FOLLOW = "/dialog/hem/folj"
ANNA = "anna@example.org"


@pytest.fixture
def inbox(app: Flask) -> Iterator[Inbox]:
    """A mail server that the app has been told of."""
    with connected(app) as inbox:
        yield inbox


def followers(app: Flask) -> dict[str, bool]:
    """Every kept address, and whether it has been confirmed."""
    with working(app) as session:
        rows = session.execute(select(MailFollower.email, MailFollower.confirmed_on))
        return {row.email: row.confirmed_on is not None for row in rows}


def bounce(app: Flask, to: str, status: str = "") -> str:
    """Hand a returned mail to the command; gives what it says."""
    report = (
        f"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        f"Final-Recipient: rfc822; x@example.org\nAction: failed\nStatus: {status}\n"
    )
    if not status:
        return run(app, "mail", "bounce", stdin=f"To: {to}\nSubject: bort\n\n").stderr
    whole = f'To: {to}\nContent-Type: multipart/report; boundary="b"\n\n--b\n{report}\n--b--\n'
    assert message_from_string(whole).is_multipart()
    return run(app, "mail", "bounce", stdin=whole).stderr


def test_somebody_asks_confirms_hears_and_stops_and_looking_stores_nothing(
    app: Flask, inbox: Inbox, time: StandingClock
) -> None:
    open_dialogue(app, "Sista bussen går före träningen slutar")
    page = Browser(app).open("/dialog/hem")
    assert FOLLOW in page.links
    page = Browser(app).open(FOLLOW)
    assert "Längst till 30 juli 2026" in page.text
    assert followers(app) == {}

    page = ask(app, "  Anna@Example.ORG ")
    assert page.title.startswith("Titta i din inkorg")
    assert followers(app) == {ANNA: False}
    drain(app)
    (mail,) = inbox.arrived
    assert mail.to == ANNA
    assert "Hur kommer vi hem efter träningen?" in mail.text
    browser = Browser(app)
    page = browser.open(link_in(mail))
    # Programmes that look through mail follow its links.
    assert "Ja, mejla mig" in page.text
    assert followers(app) == {ANNA: False}
    assert "Vi mejlar dig" in browser.send(page).text
    assert followers(app) == {ANNA: True}

    way_out = way_out_of(mail)
    assert mail.message["List-Unsubscribe"].startswith(f"<http://127.0.0.1:8000{way_out}>, <mailto:avanmalan+")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.message["List-ID"] == "<dialoger.example.se>"
    assert "Sluta få mejl om dialogen?" in browser.open(way_out).text
    assert followers(app) == {ANNA: True}
    page = Page(app.test_client().post(way_out, data={"List-Unsubscribe": "One-Click"}))
    assert "Du får inga fler mejl" in page.text
    assert followers(app) == {}
    assert browser.open(way_out).status == 404
    assert browser.open(link_in(mail)).title.startswith("Fel: Länken gäller inte längre")


@on_sqlite
def test_whoever_takes_part_is_shown_the_way_there_when_they_are_done(app: Flask) -> None:
    open_dialogue(app, "Sista bussen går före träningen slutar")
    browser = Browser(app)
    page = browser.open("/dialog/hem/rosta")
    assert FOLLOW not in page.links

    page = browser.send(page, button=("rost", "agree"))
    assert FOLLOW in page.links
    page = browser.send(browser.open("/dialog/hem/skriv"), {"text": "Fler bänkar vid torget"})
    assert page.path.startswith("/dialog/hem/skriv/tack/")
    assert FOLLOW in page.links
    assert FOLLOW in browser.open("/dialog/hem/mina").links


@on_sqlite
def test_the_page_says_the_same_of_an_address_it_knows_and_only_the_mail_tells(app: Flask, inbox: Inbox) -> None:
    open_dialogue(app)
    follow(app, inbox, ANNA)

    pages = [ask(app, email, mejl_pa="en") for email in (ANNA, "bo@example.org")]
    drain(app)

    assert pages[0].text == pages[1].text
    assert pages[0].status == pages[1].status == 200
    # Whoever has said yes keeps their language, whoever writes their address in the form.
    assert "Du får redan mejl" in inbox.to(ANNA)[0].message["Subject"]
    assert not LINK.search(inbox.to(ANNA)[0].text)
    assert LINK.search(inbox.to("bo@example.org")[0].text)
    with working(app) as session:
        kept = dict(session.execute(select(MailFollower.email, MailFollower.language)).tuples().all())
    assert kept == {ANNA: "sv", "bo@example.org": "en"}


@on_sqlite
def test_nobody_fills_anothers_mailbox_and_a_refused_network_loses_nothing(
    app: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_dialogue(app)
    for _ in range(public.MAILS_TO_ONE + 2):
        assert ask(app, ANNA).title.startswith("Titta i din inkorg")
        drain(app)
    assert len(inbox.arrived) == public.MAILS_TO_ONE

    monkeypatch.setattr(public, "ASKING", 1)
    page = ask(app, "bo@example.org")
    assert page.status == 429
    assert "bo@example.org" in page.text
    assert followers(app) == {ANNA: False}


@on_sqlite
@pytest.mark.parametrize("typed", ["", "anna", "anna@exempel", "a@b.se, c@d.se", f"{'x' * 255}@example.org"])
def test_what_is_no_address_is_said_and_comes_back_filled_in(app: Flask, typed: str) -> None:
    open_dialogue(app)

    page = ask(app, typed)

    assert page.status == 422
    assert page.title.startswith("Fel: ")
    assert page.value("epost") == [typed.strip("\n")]
    assert followers(app) == {}


@on_sqlite
def test_a_form_that_was_open_too_long_comes_back_and_sends_nothing(app: Flask) -> None:
    open_dialogue(app)
    browser = Browser(app)
    form = browser.open(FOLLOW)
    browser.lose_cookies()

    page = browser.send(form, {"epost": ANNA})

    assert page.value("epost") == [ANNA]
    assert "Sidan hade varit öppen för länge" in page.text
    assert followers(app) == {}


@on_sqlite
def test_young_people_are_asked_for_nothing_more_and_told_of_other_ways(app: Flask) -> None:
    open_dialogue(app, slug="unga", audience=Audience.UNGDOMAR)

    page = Browser(app).open("/dialog/unga/folj")

    assert "Använd en adress som bara du läser." in page.text
    assert page.form("epost").names() == {"epost", "mejl_pa"}


def sweep(app: Flask) -> None:
    with working(app) as session:
        rules = [rule for rule in house_of(app).retention if rule.table == "mail_follower"]
        for job in retention.sweeps(rules):
            job.run(session, clock.now())


def test_an_address_goes_when_it_is_not_confirmed_and_the_last_day_moves_with_the_promise(
    app: Flask, time: StandingClock
) -> None:
    dialogue = open_dialogue(app)
    add_followers(app, dialogue.id, "bo@example.org")
    ask(app, ANNA)
    time.forward(days=7)
    sweep(app)
    assert followers(app) == {ANNA: False, "bo@example.org": True}
    time.forward(days=1)
    sweep(app)
    assert followers(app) == {"bo@example.org": True}

    close_dialogue(app)
    drain(app)
    promised = TODAY + timedelta(days=120)
    with working(app) as session:
        hosting.move_feedback(session, hosting.find(session, "hem"), promised, "Nämnden möts senare.", clock.today())
    time.forward(days=(promised - clock.today()).days + 90)
    sweep(app)
    assert followers(app) == {"bo@example.org": True}
    time.forward(days=1)
    sweep(app)
    assert followers(app) == {}


@on_sqlite
def test_nothing_is_kept_or_asked_for_where_nothing_more_is_told(app: Flask) -> None:
    dialogue = open_dialogue(app)
    add_followers(app, dialogue.id, ANNA)
    with working(app) as session:
        hosting.withdraw(session, hosting.find(session, "hem"), "Regionen tar över frågan.", TODAY)

    assert FOLLOW not in Browser(app).open("/dialog/hem").links
    assert Browser(app).open(FOLLOW).status == 409
    sweep(app)
    assert followers(app) == {}


@on_sqlite
def test_a_mailbox_that_is_not_there_is_forgotten_and_a_mail_that_is_not_wanted_is_not_held_against_anybody(
    app: Flask,
) -> None:
    dialogue = open_dialogue(app)
    add_followers(app, dialogue.id, ANNA, "bo@example.org", "cia@example.org")
    with working(app) as session:
        ids: dict[str, uuid.UUID] = dict(session.execute(select(MailFollower.email, MailFollower.id)).tuples().all())

    def at(kind: str, email: str) -> str:
        return addresses.own(kind, ids[email], "example.se")

    assert "1 hard bounces" in bounce(app, at("bounces", ANNA), "5.1.1")
    assert "1 hard bounces" in bounce(app, at("bounces", "bo@example.org"), "5.7.1")
    assert "1 stopped following" in bounce(app, at("avanmalan", "cia@example.org"))
    assert followers(app) == {"bo@example.org": True}
    assert "about mail we do not know" in bounce(app, at("bounces", ANNA), "5.1.1")


@on_sqlite
def test_links_work_in_mail_that_is_sent_after_the_secret_was_changed(app: Flask, inbox: Inbox) -> None:
    dialogue = open_dialogue(app)
    add_followers(app, dialogue.id, ANNA)
    with working(app) as session:
        session.execute(update(MailFollower).values(token_hash="made with another secret"))
    ask(app, ANNA)
    drain(app)

    Browser(app).client.post(way_out_of(inbox.arrived[0]))

    assert followers(app) == {}


@on_sqlite
def test_no_address_stands_in_the_log_or_in_what_waits(
    app: Flask, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    open_dialogue(app)
    inbox.answers[ANNA] = f"550 5.1.1 no mailbox {ANNA}"
    caplog.set_level(logging.INFO, logger="integrations")
    ask(app, ANNA)
    with working(app) as session:
        waiting = [str(payload) for payload in session.scalars(select(OutboxMessage.payload))]

    drain(app)

    assert waiting
    assert ANNA not in "".join(waiting) + caplog.text
    assert "refused: 550" in caplog.text
    assert followers(app) == {ANNA: False}


def test_nothing_in_the_database_ties_an_address_to_a_voice(app: Flask, time: StandingClock) -> None:
    # Each takes part and asks for mail at once, one a day: as easy as it can be made for whoever looks.
    dialogue = open_dialogue(app, "Sista bussen går före träningen slutar")
    emails = [f"person{n}@example.org" for n in range(6)]
    for n, email in enumerate(emails):
        with working(app) as session:
            cast(session, dialogue, voice(session, dialogue, f"pass {n}"), 1, Choice.AGREE)
        ask(app, email)
        with working(app) as session:
            session.execute(update(MailFollower).where(MailFollower.email == email).values(confirmed_on=clock.today()))
            # The mail has been sent.
            session.query(OutboxMessage).delete()
        time.forward(days=1)
    with working(app) as session:
        participants = {str(one) for one in session.scalars(select(Participant.id))}

    close_dialogue(app)
    drain(app)

    found = rows(app)
    kept = found["mail_follower"]
    assert {row["email"] for row in kept} == set(emails)
    # The days and, on PostgreSQL, the transaction are those of all; the key is random, and so is the place.
    for same in ("asked_on", "confirmed_on", "expires_on", "language", "subject_ref", "_written_by"):
        assert len({row[same] for row in kept}) == 1, same
    names = {str(value) for row in kept for name, value in row.items() if name in ("id", "token_hash", "email")}
    elsewhere = [
        (table, name)
        for table, lines in found.items()
        if table != "mail_follower"
        for row in lines
        for name, value in row.items()
        if any(re.search(re.escape(one), str(value)) for one in names)
    ]
    assert elsewhere == []
    voices = {uuid.UUID(one).hex for one in participants} | participants
    assert not [row for row in kept if voices & {str(value) for value in row.values()}]


def rows(app: Flask) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, with the transaction that PostgreSQL notes for it."""
    found = {}
    with app.app_context(), db.engine.connect() as connection:
        written_by = "xmin::text" if db.engine.dialect.name == "postgresql" else "0"
        for name in Base.metadata.tables:
            lines = connection.execute(text(f'SELECT {written_by} AS _written_by, t.* FROM "{name}" AS t')).mappings()
            found[name] = [dict(line) for line in lines]
    return found
