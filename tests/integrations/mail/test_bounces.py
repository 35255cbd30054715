"""Reports as mail servers of different makes write them, and what is no report at all."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as some

from integrations.mail import bounces
from integrations.mail.bounces import Kind, Returned
from tests.builders import on_sqlite, run

MAIL = uuid.UUID(int=0xABCDEF)
KEY = MAIL.hex

# The shape of a report from a server such as Postfix: to the address of the mail, and the whole mail comes along.
UNKNOWN_USER = f"""Return-Path: <>
Delivered-To: bounces+{KEY}@dialog.example.se
From: MAILER-DAEMON@mx.example.se (Posthanteringen)
To: bounces+{KEY}@dialog.example.se
Subject: Brevet kom inte fram
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="grans"

--grans
Content-Type: text/plain; charset=us-ascii

Detta är ett automatiskt besked.

--grans
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.se
Arrival-Date: Mon, 2 Mar 2026 13:00:02 +0100

Final-Recipient: rfc822; anna@example.se
Original-Recipient: rfc822;anna@example.se
Action: failed
Status: 5.1.1
Remote-MTA: dns; post.example.se
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.se>: no such person

--grans
Content-Type: message/rfc822

From: kommun@example.se
To: anna@example.se
Subject: Hej
Message-ID: <{KEY}@dialog.example.se>

Hej!

--grans--
"""
# As from a server that rewrites whom it was to, and sends only the headers back: a mailbox that is full for now.
FULL_MAILBOX = f"""From: postmaster@outlook.example
To: kommun@example.se
Subject: Undeliverable
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

Brevlådan är full.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns;out.example

Final-Recipient: rfc822;bo@example.se
Action: delayed
Status: 4.2.2
Will-Retry-Until: Wed, 4 Mar 2026 12:00:00 +0000

--b1
Content-Type: text/rfc822-headers

Received: from a by b
Message-ID:
 <{KEY}@dialog.example.se>
Subject: =?utf-8?q?P=C3=A5minnelse?=

--b1--
"""
# As from a list of several recipients, where one got it and one did not; line ends and capitals vary.
PARTLY = f"""X-Original-To: Bounces+{KEY.upper()}@Dialog.Example.se
Content-Type: MULTIPART/REPORT; Report-Type=Delivery-Status; boundary=b2

--b2
Content-Type: message/delivery-status

Reporting-MTA: x-local; here

Final-Recipient: rfc822; one@example.se
Action: Relayed
Status: 2.0.0 (passed on)

Final-Recipient: rfc822; two@example.se
Action: FAILED
Status: 5.7.1 (not allowed)

--b2--
""".replace("\n", "\r\n")
LEAVES = f"From: anna@example.se\nTo: <avanmalan+{KEY}@dialog.example.se>\nSubject: nej\n\nTack, det räcker.\n"
AWAY = (
    f"From: anna@example.se\nTo: bounces+{KEY}@dialog.example.se\nSubject: Ledig\n\nJag är borta. 5.1.1 är ett rum.\n"
)
ARRIVED = UNKNOWN_USER.replace("failed", "delivered").replace("Status: 5.1.1", "Status: 2.1.5")


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (UNKNOWN_USER, Returned(MAIL, Kind.HARD, "5.1.1")),
        (FULL_MAILBOX, Returned(MAIL, Kind.SOFT, "4.2.2")),
        (PARTLY, Returned(MAIL, Kind.HARD, "5.7.1")),
        (LEAVES, Returned(MAIL, Kind.LEAVES, "")),
        (AWAY, None),
        (ARRIVED, None),
        ("", None),
    ],
)
def test_a_report_says_which_mail_came_back_and_whether_it_is_for_good(report: str, expected: Returned | None) -> None:
    assert bounces.read(report.encode()) == expected


def test_parts_within_parts_without_end_are_passed_over() -> None:
    nested = b"".join(b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000))

    assert bounces.read(b"To: <bounces+%s@dialog.example.se>\n" % KEY.encode() + nested) is None


def test_a_file_of_several_messages_is_read_as_several() -> None:
    mbox = "".join(
        f"From MAILER-DAEMON Mon Mar  2 13:00:02 2026\n{one}\n" for one in (UNKNOWN_USER, AWAY, FULL_MAILBOX)
    )

    found = [bounces.read(message) for message in bounces.messages_in(mbox.encode())]

    assert [one.kind if one else None for one in found] == [Kind.HARD, None, Kind.SOFT]


@settings(max_examples=150, deadline=None)
@given(some.data())
def test_whatever_strangers_send_is_read_or_passed_over(data: some.DataObject) -> None:
    whole = UNKNOWN_USER.encode()
    start, length = data.draw(some.integers(0, len(whole))), data.draw(some.integers(0, 200))
    damaged = whole[:start] + data.draw(some.binary(max_size=40)) + whole[start + length :]

    for message in bounces.messages_in(damaged):
        found = bounces.read(message)
        assert found is None or found.status == "" or found.status[0] in "45"


@on_sqlite
def test_the_command_counts_what_it_understood_and_never_fails_on_a_message(app: Flask, tmp_path: Path) -> None:
    files = []
    for number, text in enumerate((UNKNOWN_USER, LEAVES, FULL_MAILBOX, AWAY)):
        file = tmp_path / f"{number}.eml"
        file.write_text(text)
        files.append(str(file))

    assert run(app, "mail", "bounce", *files).stderr == "3 about mail we do not know, 1 not understood\n"
    assert run(app, "mail", "bounce", stdin="").stderr == "1 not understood\n"
    gone = run(app, "mail", "bounce", str(tmp_path / "borta"))
    assert gone.exit_code == 1
    assert "borta" in gone.stderr
