"""From a letter that staff write to a mail somebody answers, and to those who want no mail at all."""

from __future__ import annotations

import logging
import re
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import clock
from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from core.outbox.delivering import MOST_ATTEMPTS
from core.people.roles import Role
from integrations.mail.handing import line_of
from surveys import answering, rounds
from surveys.cases.models import Contact
from surveys.letters import sending, unsubscribing
from surveys.letters.letterhead import Letterhead
from surveys.letters.models import Letter, LetterKind, Mail, MailState, Unsubscribed
from surveys.letters.writing import Text
from surveys.models import Invitation
from surveys.rounds import Round
from tests.browsing import Browser, Page
from tests.builders import TODAY, code_round, drain, on_sqlite, run, signed_in, small_survey
from tests.fakes.smtp import CERTIFICATE, Arrived, Inbox, mail_server, only_for, over
from tests.ground import StandingClock, working

AT = "/personal/enkater/prov/utskick/1"
LINK = re.compile(r"http://\S+(/i/[2-9A-Z-]{14})")
WAY_OUT = re.compile(r"http://\S+(/avanmal/\S+)")


@pytest.fixture
def inbox(app: Flask) -> Iterator[Inbox]:
    """A mail server that the app has been told of."""
    with mail_server(enable_SMTPUTF8=False) as (inbox, port):
        connect(app, port)
        yield inbox
        line_of(app).hang_up()


def connect(app: Flask, port: int, **settings: str) -> None:
    known = replace(settings_of(app), smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", **settings)  # type: ignore[arg-type]
    move_in(app, house_of(app), known)


def invite(app: Flask, round_: Round, *people: tuple[str, str | None], customer: str | None = None) -> None:
    with working(app) as session:
        for name, email in people:
            secret = settings_of(app).secret_key
            invitation = answering.invite_known(session, secret, round_.collection_id, customer_hash=customer)
            session.flush()
            session.add(Contact(invitation_id=invitation.id, name=name, email=email, phone=None, case_ref="1"))


def a_round(app: Flask, *people: tuple[str, str | None]) -> Round:
    round_ = code_round(app, small_survey(layout="one_page"))
    invite(app, round_, *people or (("Anna Ek", "anna@example.se"), ("Bo Ås", "bo@example.se")))
    return round_


def press(staff: Browser, page: Page, button: str, **typed: str) -> Page:
    """Fill in the letter on a page and press one of its buttons."""
    return staff.send(page, typed, button=("do", button), to=page.path)


def send(app: Flask, kind: str = "inbjudan", **typed: str) -> Browser:
    """Staff write a letter, see it, and send it."""
    staff = signed_in(app, Role.COMMUNICATOR)
    page = press(staff, staff.open(f"{AT}/{kind}"), "send", **typed)
    page = press(staff, page, "confirm")
    assert page.path == AT, page.text
    drain(app)
    return staff


def answer(app: Flask, mail: Arrived) -> None:
    """Open the link of a mail and send an answer."""
    found = LINK.search(mail.text)
    assert found
    browser = Browser(app)
    page = browser.send(browser.open(found[1]), {"roll": "boende"})
    assert page.path == "/enkat/prov/tack"


def states(app: Flask) -> dict[str, str]:
    """What became of the mail to each address."""
    with working(app) as session:
        rows = session.execute(
            select(Contact.email, Mail.state).join(Mail, Mail.invitation_id == Contact.invitation_id)
        )
        return {str(email): state.value for email, state in rows}


def count(app: Flask, table: type) -> int:
    with working(app) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def out_of(mail: Arrived) -> str:
    found = WAY_OUT.search(mail.text)
    assert found
    return found[1]


def test_a_letter_comes_to_everybody_who_can_be_reached_and_its_link_answers_the_survey(
    app: Flask, inbox: Inbox
) -> None:
    a_round(app, ("Anna Ek", "anna@example.se"), ("", "bo@example.se"), ("Cia Lund", None))
    staff = signed_in(app, Role.STRATEGIST)
    page = staff.open(f"{AT}/inbjudan")
    assert "2 personer att skicka till" in page.text

    page = press(staff, page, "preview", subject="Hej {namn}, hur gick det?")
    assert "Hej Anna Ek, hur gick det?" in page.text
    assert "Avanmäl dig här" in page.text
    page = press(staff, page, "send")
    assert "Skicka till 2 personer?" in page.text
    assert count(app, Letter) == 0
    press(staff, page, "confirm")
    drain(app)

    mail = inbox.to("anna@example.se")[0]
    assert mail.message["Subject"] == "Hej Anna Ek, hur gick det?"
    assert "Hej Anna Ek!" in mail.text
    assert "Svara senast 1 april 2026" in mail.text
    assert "Hej!" in inbox.to("bo@example.se")[0].text
    answer(app, mail)
    page = staff.open(AT)
    assert "1 av 3 har svarat" in page.text
    assert len(inbox.arrived) == 2
    assert inbox.connections == 1


@on_sqlite
def test_only_those_who_have_not_answered_are_reminded_on_the_day_that_was_set(
    app: Flask, inbox: Inbox, time: StandingClock
) -> None:
    round_ = a_round(app)
    invite(app, round_, ("Firman", "firma@example.se"), ("Firman igen", "annan@example.se"), customer="a customer")
    send(app, remind_on="2026-03-12")
    assert len(inbox.arrived) == 4
    for address in ("anna@example.se", "firma@example.se"):
        answer(app, inbox.to(address)[0])

    time.forward(days=9)
    drain(app)
    assert len(inbox.arrived) == 4
    time.forward(days=1)
    drain(app)
    drain(app)

    reminders = inbox.arrived[4:]
    assert [mail.to for mail in reminders] == ["bo@example.se"]
    assert reminders[0].message["Subject"] == "Påminnelse: En liten enkät"
    assert LINK.findall(reminders[0].text) == LINK.findall(inbox.to("bo@example.se")[0].text)
    assert "2 av 4 har svarat" in signed_in(app, Role.STRATEGIST).open(AT).text


@on_sqlite
def test_a_planned_reminder_can_be_changed_and_removed(app: Flask, inbox: Inbox, time: StandingClock) -> None:
    a_round(app)
    staff = send(app)
    page = staff.open(AT)
    assert "Påminnelse: En liten enkät" in page.text

    page = press(staff, staff.open(f"{AT}/andra/2"), "save", subject="Glöm inte oss")
    assert "Glöm inte oss" in page.text
    page = press(staff, staff.open(f"{AT}/andra/2"), "save", body="Ingen länk")
    assert page.title.startswith("Fel: ")
    page = staff.send(staff.open(AT), to="/stoppa/2")

    assert "Glöm inte oss" not in page.text
    time.forward(days=11)
    drain(app)
    assert len(inbox.arrived) == 2


@on_sqlite
def test_a_letter_that_is_stopped_goes_no_further_and_can_be_written_anew(app: Flask, time: StandingClock) -> None:
    a_round(app)
    staff = send(app)
    assert set(states(app).values()) == {"waiting"}

    page = staff.send(staff.open(AT), to="/stoppa/1")
    assert set(states(app).values()) == {"dropped"}
    assert "2 personer att skicka till" in staff.open(f"{AT}/inbjudan").text

    with mail_server() as (inbox, port):
        connect(app, port)
        time.forward(hours=1)
        drain(app)
        assert inbox.arrived == []
    assert page.status == 200


@on_sqlite
def test_one_who_is_refused_in_the_middle_stops_nobody(app: Flask, inbox: Inbox) -> None:
    a_round(app, ("A", "a@example.se"), ("B", "b@example.se"), ("C", "c@exämple.se"), ("D", "d d@example.se"))
    inbox.answers["b@example.se"] = "550 5.1.1 there is no b@example.se here"

    staff = send(app)

    assert states(app) == {
        "a@example.se": "sent",
        "b@example.se": "refused",
        "c@exämple.se": "sent",
        "d d@example.se": "refused",
    }
    assert [mail.to for mail in inbox.arrived] == ["a@example.se", "c@xn--exmple-cua.se"]
    with working(app) as session:
        assert session.scalars(
            select(Mail.detail).where(Mail.state == MailState.REFUSED).order_by(Mail.detail)
        ).all() == [
            "550",
            "address",
        ]
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
    assert "0 personer att skicka till" in staff.open(f"{AT}/inbjudan").text


@on_sqlite
def test_a_recipient_who_cannot_be_reached_now_is_tried_again(app: Flask, inbox: Inbox, time: StandingClock) -> None:
    a_round(app)
    inbox.answers["anna@example.se"] = "451 4.3.0 try later"
    send(app)
    assert states(app) == {"anna@example.se": "waiting", "bo@example.se": "sent"}

    inbox.answers.clear()
    time.forward(minutes=1)
    drain(app)

    assert states(app)["anna@example.se"] == "sent"
    assert len(inbox.arrived) == 2


@on_sqlite
@pytest.mark.parametrize("answer", ["421 closing", "535 who are you", "550 not from you"])
def test_a_server_that_will_not_have_us_makes_mail_wait_and_is_not_asked_for_each(
    app: Flask, inbox: Inbox, time: StandingClock, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    a_round(app)
    inbox.to_everybody = answer
    send(app)
    assert set(states(app).values()) == {"waiting"}
    assert inbox.connections == 1

    inbox.to_everybody = ""
    monkeypatch.setattr("integrations.mail.sender.monotonic", lambda: 10.0**9)
    time.forward(minutes=16)
    drain(app)

    assert set(states(app).values()) == {"sent"}
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


@on_sqlite
def test_a_line_that_breaks_between_two_mails_is_opened_again(app: Flask, inbox: Inbox) -> None:
    a_round(app, *((f"P {n}", f"p{n}@example.se") for n in range(5)))
    inbox.hangs_up_after = 2

    send(app)

    assert sorted(mail.to for mail in inbox.arrived) == [f"p{n}@example.se" for n in range(5)]
    assert inbox.connections == 3


@on_sqlite
def test_a_server_that_takes_a_mail_and_breaks_off_gets_it_few_times_and_the_others_go_on(
    app: Flask, inbox: Inbox, time: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_round(app)
    inbox.hangs_up_on = "anna@example.se"
    send(app)
    assert states(app) == {"anna@example.se": "waiting", "bo@example.se": "waiting"}

    for turn in range(1, MOST_ATTEMPTS + 2):
        monkeypatch.setattr("integrations.mail.sender.monotonic", lambda turn=turn: 10.0**6 * turn)
        time.forward(hours=2)
        drain(app)

    assert states(app) == {"anna@example.se": "waiting", "bo@example.se": "sent"}
    assert len(inbox.to("anna@example.se")) == MOST_ATTEMPTS
    assert len(inbox.to("bo@example.se")) == 1
    assert "the mail server broke off" in signed_in(app, Role.ADMINISTRATOR).open("/personal/gick-inte-fram").text
    time.forward(days=30)
    drain(app)
    time.forward(minutes=10)
    drain(app)
    assert states(app)["anna@example.se"] == "dropped"


@on_sqlite
def test_a_server_that_says_later_is_asked_ever_more_seldom_and_never_given_up_on(
    app: Flask, inbox: Inbox, time: StandingClock
) -> None:
    a_round(app, ("Anna", "anna@example.se"))
    inbox.answers["anna@example.se"] = "452 4.2.2 full"
    send(app)
    for _ in range(4):
        time.forward(hours=6)
        drain(app)

    with working(app) as session:
        (message,) = session.scalars(select(OutboxMessage))
        assert (message.state, message.attempts) == ("pending", 0)
        assert timedelta(hours=4) < message.due_at - clock.now() <= timedelta(hours=6)
    inbox.answers.clear()
    time.forward(hours=6)
    drain(app)
    assert states(app) == {"anna@example.se": "sent"}


@on_sqlite
@pytest.mark.parametrize(("security", "user"), [("starttls", "kalle"), ("tls", "")])
def test_mail_goes_over_tls_to_a_server_that_is_known_and_lets_us_sign_in(
    app: Flask, security: str, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_round(app, ("Anna", "anna@example.se"))
    asked_for = only_for(user, "hemligt") if user else {}
    with mail_server(**over(security), **asked_for) as (inbox, port):
        connect(app, port)
        known = replace(settings_of(app), smtp_host="localhost", smtp_security=security)
        move_in(app, house_of(app), replace(known, smtp_user=user, smtp_password="hemligt"))
        with monkeypatch.context() as trusting:
            trusting.setenv("SSL_CERT_FILE", str(CERTIFICATE))
            send(app)
        assert [mail.to for mail in inbox.arrived] == ["anna@example.se"]
        line_of(app).hang_up()


@on_sqlite
@pytest.mark.parametrize("wrong", ["certificate", "password"])
def test_nothing_is_sent_to_a_server_nobody_vouches_for_or_that_does_not_let_us_in(
    app: Flask, wrong: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_round(app, ("Anna", "anna@example.se"))
    with mail_server(**over("starttls"), **only_for("kalle", "hemligt")) as (inbox, port):
        connect(app, port)
        known = replace(settings_of(app), smtp_host="localhost", smtp_security="starttls", smtp_user="kalle")
        move_in(app, house_of(app), replace(known, smtp_password="fel" if wrong == "password" else "hemligt"))
        if wrong == "password":
            monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        send(app)
        assert inbox.arrived == []
    assert states(app) == {"anna@example.se": "waiting"}
    assert "tried again in 900 s" in caplog.text
    assert "hemligt" not in caplog.text


@on_sqlite
def test_nothing_is_sent_in_the_clear_to_a_server_without_tls(app: Flask) -> None:
    a_round(app)
    with mail_server() as (inbox, port):
        connect(app, port)
        move_in(app, house_of(app), replace(settings_of(app), smtp_security="starttls"))
        send(app)

        assert inbox.arrived == []
    assert set(states(app).values()) == {"waiting"}


@on_sqlite
def test_without_a_mail_server_mails_wait_where_staff_can_read_them(app: Flask, time: StandingClock) -> None:
    a_round(app)
    staff = send(app)

    page = staff.open(AT)
    assert "E-post är inte inkopplad" in page.text
    assert "anna@example.se" in page.text
    page = staff.open(next(link for link in page.links if "/mejl/" in link))
    assert "Hej Anna Ek!" in page.text

    with mail_server() as (inbox, port):
        connect(app, port)
        time.forward(minutes=15)
        drain(app)
        assert len(inbox.arrived) == 2
    assert "E-post är inte inkopplad" not in staff.open(AT).text


def test_whoever_answers_or_leaves_while_the_mail_waits_does_not_get_it(app: Flask, time: StandingClock) -> None:
    a_round(app, ("A", "a@example.se"), ("B", "b@example.se"), ("C", "c@example.se"))
    send(app)
    with working(app) as session:
        secret = settings_of(app).secret_key
        unsubscribing.unsubscribe(session, secret, "B@Example.se", TODAY)
        round_ = rounds.by_id(session, 1)
        invitation = session.get_one(Invitation, 1)
        code = answering.code_of(secret, invitation) or ""
        door = answering.Door("sv", code=code)
        answering.answer_at_once(session, round_, {"roll": "boende"}, door, secret, "nyckel", TODAY)

    with mail_server() as (inbox, port):
        connect(app, port)
        time.forward(minutes=16)
        drain(app)
        assert [mail.to for mail in inbox.arrived] == ["c@example.se"]

    assert states(app) == {"a@example.se": "dropped", "b@example.se": "dropped", "c@example.se": "sent"}
    with working(app) as session:
        found = session.scalars(select(Mail.detail).where(Mail.state == MailState.DROPPED))
        assert sorted(found) == ["answered", "unsubscribed"]


@on_sqlite
def test_no_mail_leaves_after_the_round_has_closed(app: Flask, time: StandingClock) -> None:
    a_round(app)
    staff = send(app)
    with mail_server() as (inbox, port):
        connect(app, port)
        time.forward(days=40)
        drain(app)
        assert inbox.arrived == []
    assert set(states(app).values()) == {"dropped"}
    staff = signed_in(app, Role.STRATEGIST)
    assert "inget mer skickas" in staff.open(AT).text
    assert staff.open(f"{AT}/inbjudan").status == 409


@on_sqlite
def test_looking_at_the_way_out_does_nothing_and_the_button_can_be_taken_back(app: Flask, inbox: Inbox) -> None:
    a_round(app)
    staff = send(app)
    way_out = out_of(inbox.to("anna@example.se")[0])
    reader = Browser(app)

    page = reader.open(way_out)
    assert count(app, Unsubscribed) == 0
    page = reader.send(page, to=way_out)
    assert "Du är avanmäld" in page.text
    assert count(app, Unsubscribed) == 1
    with working(app) as session:
        assert "anna" not in session.scalars(select(Unsubscribed.address_hash)).one()
    assert "Du är avanmäld" in reader.open(way_out).text
    page = reader.send(page, to="/angra")

    assert "Du får mejl igen" in page.text
    assert count(app, Unsubscribed) == 0
    assert staff.open(AT).status == 200


@on_sqlite
def test_a_mail_programme_unsubscribes_at_once_and_later_letters_pass_the_address_by(
    app: Flask, inbox: Inbox, time: StandingClock
) -> None:
    a_round(app)
    send(app)
    mail = inbox.to("anna@example.se")[0]
    way_out = mail.message["List-Unsubscribe"].split(",")[0].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    page = Browser(app).post(way_out, {"List-Unsubscribe": "One-Click"}, follow=False)
    assert page.status == 200
    time.forward(days=10)
    drain(app)
    time.forward(days=30)
    drain(app)
    page = Browser(app).post(way_out, {"List-Unsubscribe": "One-Click"}, follow=False)
    assert page.status == 200

    assert [mail.to for mail in inbox.arrived[2:]] == ["bo@example.se"]
    assert count(app, Unsubscribed) == 1


@on_sqlite
def test_a_way_out_that_was_not_written_by_us_or_whose_address_is_gone_says_so(app: Flask, inbox: Inbox) -> None:
    a_round(app)
    send(app)
    way_out = out_of(inbox.arrived[0])
    with working(app) as session:
        for contact in session.scalars(select(Contact)):
            session.delete(contact)
    head = Letterhead.of(settings_of(app))
    unknown = head.unsubscribe_link(uuid.uuid4()).removeprefix(head.base_url)

    for address in (way_out, way_out[:-1] + "x", unknown, "/avanmal/x", "/avanmal/å"):
        page = Browser(app).open(address)
        assert page.status == 404
        assert "Länken gäller inte längre" in page.text
        assert Browser(app).post(address, {}).status == 404


CANNOT_BE_SENT: list[tuple[dict[str, str], str]] = [
    ({"body": "Svara gärna!"}, "Skriv {länk}"),
    ({"body": "{lank} {länk}"}, "Vi känner inte igen {lank}"),
    ({"subject": "Din kod är {kod}"}, "{kod} kan inte stå i ämnesraden"),
    ({"subject": ""}, "Skriv en ämnesrad"),
    ({"body": "{länk}" + "x" * 5001}, "högst 5000 tecken"),
    ({"send_on": "2026-03-01"}, "redan varit"),
    ({"send_on": "2026-05-01"}, "har stängt den dagen"),
    ({"send_on": "snart"}, "send_on"),
    ({"remind_on": "2026-03-03"}, "minst tre dygn"),
    ({"remind_on": "2026-06-01"}, "har stängt den dagen"),
    ({"remind_on": ""}, "ta bort påminnelsen"),
]


@on_sqlite
def test_a_letter_that_cannot_be_sent_says_why_and_keeps_what_was_typed(app: Flask) -> None:
    a_round(app)
    staff = signed_in(app, Role.COMMUNICATOR)
    blank = staff.open(f"{AT}/inbjudan")

    for typed, words in CANNOT_BE_SENT:
        page = press(staff, blank, "send", **typed)

        assert page.title.startswith("Fel: "), typed
        assert words in page.text or f"#{words}" in page.links, typed
        name, value = next(iter(typed.items()))
        assert [kept.strip() for kept in page.value(name)] == [value]
    assert count(app, Letter) == 0


@on_sqlite
def test_a_letter_written_on_a_page_that_was_open_too_long_is_not_lost(app: Flask) -> None:
    a_round(app)
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(f"{AT}/inbjudan")
    form = page.form("subject").filled({"subject": "Mitt ämne"}, ("do", "send")).to_dict()

    page = staff.post(f"{AT}/inbjudan", form | {"csrf_token": "old", "do": "confirm"})

    assert page.value("subject") == ["Mitt ämne"]
    assert count(app, Letter) == 0


@on_sqlite
def test_a_letter_can_wait_for_its_day_or_for_somebody_to_write_to(
    app: Flask, inbox: Inbox, time: StandingClock
) -> None:
    a_round(app)
    staff = send(app, send_on="2026-03-04", remind_on="2026-03-20")
    assert inbox.arrived == []
    time.forward(days=2)
    drain(app)
    assert len(inbox.arrived) == 2

    staff = signed_in(app, Role.STRATEGIST)
    page = press(staff, staff.open(f"{AT}/inbjudan"), "send")
    assert "ingen att skicka till" in page.text
    page = staff.post(f"{AT}/inbjudan", page.form("subject").filled({}).to_dict() | {"do": "confirm"})

    assert "ingen att skicka till" in page.text
    assert count(app, Letter) == 2


@on_sqlite
def test_a_great_many_are_written_to_a_batch_at_a_time(
    app: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.letters.sending.BATCH", 10)
    a_round(app, *((f"P {n}", f"p{n}@example.se") for n in range(35)))

    staff = send(app)
    press(staff, staff.open(f"{AT}/inbjudan"), "send")

    assert len({mail.to for mail in inbox.arrived}) == len(inbox.arrived) == 35


def test_two_letters_begun_in_the_same_moment_write_to_nobody_twice(app: Flask, time: StandingClock) -> None:
    round_ = a_round(app)
    secret = settings_of(app).secret_key
    with working(app) as session:
        text = Text("Hej", "{länk}")
        for _ in range(2):
            sending.write(session, round_, LetterKind.INVITATION, text, TODAY, clock.now())

    def make() -> None:
        with working(app) as session:
            sending.make_mails(session, 2, 0, secret, TODAY, clock.now())

    other = threading.Thread(target=make)
    with working(app) as session:
        sending.make_mails(session, 1, 0, secret, TODAY, clock.now())
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join()

    assert count(app, Mail) == 2


@on_sqlite
def test_an_address_that_bounced_gets_no_more_of_the_rounds_letters(
    app: Flask, inbox: Inbox, time: StandingClock
) -> None:
    a_round(app, ("Anna", "anna@example.se"), ("Anna igen", "anna@example.se"), ("Bo", "bo@example.se"))
    staff = send(app)
    first = inbox.to("anna@example.se")[0]
    assert first.sender.startswith("bounces+")
    report = f"""To: <{first.sender}>
Subject: Kom inte fram
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.se

Final-Recipient: rfc822; anna@example.se
Action: failed
Status: 5.1.1

--x--
"""

    result = run(app, "mail", "bounce", stdin=report)
    assert result.exit_code == 0
    assert result.stderr == "1 hard bounces\n"
    time.forward(days=10)
    drain(app)

    assert [mail.to for mail in inbox.arrived[3:]] == ["bo@example.se"]
    assert staff.open(AT).status in (200, 303)
    with working(app) as session:
        assert session.scalars(select(Mail.detail).where(Mail.state == MailState.BOUNCED)).all() == ["5.1.1"]


@on_sqlite
def test_names_and_subjects_cannot_add_a_header_or_a_recipient(app: Flask, inbox: Inbox) -> None:
    a_round(app, ("Eva\r\nBcc: alla@example.se\x00\u2028{länk}", "eva@example.se"), ("“Å”, <b@x.se>", "å@example.se"))

    send(app, subject="Hej {namn}\u2028Bcc: b@example.se")

    assert len(inbox.arrived) == 1
    mail = inbox.arrived[0]
    assert mail.to == "eva@example.se"
    assert mail.message["Bcc"] is None
    assert mail.message["To"].addresses[0].display_name == "Eva Bcc: alla@example.se {länk}"
    assert "\n" not in mail.message["Subject"]
    assert len(LINK.findall(mail.text)) == 1
    assert states(app)["å@example.se"] == "refused"


@on_sqlite
def test_a_mail_says_what_it_is_in_ways_that_programmes_read(app: Flask, inbox: Inbox) -> None:
    move_in(app, house_of(app), replace(settings_of(app), mail_domain="dialog.example.se", mail_from="hej@example.se"))
    a_round(app, ("Åke Öst", "ake@example.se"))

    send(app)

    mail = inbox.arrived[0]
    with working(app) as session:
        key = session.scalars(select(Mail.id)).one().hex
    assert mail.sender == f"bounces+{key}@dialog.example.se"
    assert mail.message["Message-ID"] == f"<{key}@dialog.example.se>"
    assert mail.message["From"] == "Malung-Sälens kommun <hej@example.se>"
    assert mail.message["To"] == "Åke Öst <ake@example.se>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-ID"] == "<enkater.dialog.example.se>"
    assert f"<mailto:avanmalan+{key}@dialog.example.se>" in mail.message["List-Unsubscribe"]
    assert mail.message["Date"].datetime == clock.now()
    assert mail.message.get_content_type() == "text/plain"


@on_sqlite
def test_letters_other_than_ascii_before_the_at_are_for_servers_that_know_them(app: Flask) -> None:
    a_round(app, ("Åsa", "åsa@example.se"))
    with mail_server(enable_SMTPUTF8=True) as (inbox, port):
        connect(app, port)
        send(app)

        assert [mail.to for mail in inbox.arrived] == ["åsa@example.se"]
        assert "Hej Åsa!" in inbox.arrived[0].text


@on_sqlite
def test_no_name_or_address_is_written_in_the_log(
    app: Flask, inbox: Inbox, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for room in ("", "core", "surveys", "integrations"):
        caplog.set_level(logging.DEBUG, logger=room)
    a_round(app, ("Anna Ek", "anna@example.se"), ("Bo Ås", "bo@example.se"), ("Cia", "cia@example.se"))
    inbox.answers["bo@example.se"] = "451 greylisted bo@example.se"
    inbox.answers["cia@example.se"] = "421 go away cia@example.se"

    staff = send(app)
    Browser(app).post(out_of(inbox.arrived[0]), {})

    written = caplog.text + "".join(capsys.readouterr()) + staff.open("/personal/gick-inte-fram").text
    assert "the mail server answered 451" in caplog.text
    for personal in ("anna", "Anna", "Ek", "Bo ", "bo@", "cia@", out_of(inbox.arrived[0])):
        assert personal not in written.replace("Kerstin Ek", "")


@on_sqlite
def test_a_letter_of_another_round_cannot_be_reached_through_this_one(app: Flask) -> None:
    a_round(app)
    other = code_round(app, small_survey("annan", "one_page"))
    staff = send(app)
    with working(app) as session:
        mail_id = session.scalars(select(Mail.id)).first()
    at = f"/personal/enkater/annan/utskick/{other.collection_id}"

    assert staff.open(f"{at}/andra/2").status == 404
    assert staff.open(f"{at}/mejl/{mail_id}").status == 404
    assert staff.open("/personal/enkater/annan/utskick/1/inbjudan").status == 404
    token = staff.open(at).value("csrf_token")[0]
    assert staff.post(f"{at}/stoppa/2", {"csrf_token": token}).status == 404
    assert count(app, Letter) == 2
