"""Ten thousand invitations to a mail server on loopback while the worker is killed again and again: is any lost or sent
twice, and how far is the pace from a bare loop of smtplib over the same letters?

Each kill is a SIGKILL in the middle of the work, and a new worker takes over. The letters are real: written, filled in
and composed for each person, with one row in the outbox, and handed over one by one.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import smtplib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Caller
from sqlalchemy import func, select

from benchmarks import people, town
from core import clock
from core.db import db
from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from core.settings import Settings
from core.worker import Worker
from surveys import answering, rounds
from surveys.cases.models import Contact
from surveys.letters import sending, writing
from surveys.letters.letterhead import Letterhead
from surveys.letters.models import LetterKind, Mail, MailState
from tests.fakes.smtp import HOST, mail_server
from wsgi import create_app

INVITED, KILLS = 10_000, 10
SHORT_INVITED, SHORT_KILLS = 300, 3
SURVEY = "bygglov-kontakt"
LEASE = timedelta(seconds=3)
SECONDS_TO_STAND_STILL = 60
# The loop beside it is measured on so many, which is enough for a pace.
BARE = 1_000


class _Counting:
    """Takes every message and writes down its name."""

    def __init__(self, file: Path) -> None:
        self._file = file.open("a", buffering=1)

    async def handle_DATA(self, server: SMTP, session: Caller, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        name = content.partition(b"\r\nMessage-ID: ")[2].partition(b"\r\n")[0]
        self._file.write(name.decode() + "\n")
        return "250 OK"


def _serve(file: Path, told: Connection) -> None:
    with mail_server(_Counting(file)) as (_, port):
        told.send(port)
        told.recv()


@contextmanager
def post_office(file: Path) -> Iterator[int]:
    """A mail server in a process of its own that writes the Message-ID of what it takes to a file; gives its port."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(file, there), daemon=True)
    process.start()
    try:
        yield int(here.recv())
    finally:
        here.send("close")
        process.join()


def work(settings: Settings) -> None:
    """A worker until it is killed; what it had in its hands is another's after three seconds instead of sixty."""
    logging.disable()
    app = create_app(settings)
    Worker(app, house_of(app), lease_outward=LEASE).run_forever()


def invite(settings: Settings, invited: int) -> None:
    """Publish a survey, open it, invite people who have addresses, and begin a letter to all; committed."""
    session, head = db.session(), Letterhead.of(settings)
    collection = town.open_survey(*people.questionnaire(SURVEY), "2026")
    invitations = [answering.invite_known(session, head.secret, collection.id) for _ in range(invited)]
    session.flush()
    session.add_all(
        Contact(invitation_id=one.id, name="Åsa Öst", email=f"a{one.id}@example.se", phone=None, case_ref="1")
        for one in invitations
    )
    round_ = rounds.by_id(session, collection.id)
    text = writing.suggested(LetterKind.INVITATION, round_, head)
    letter = sending.write(session, round_, LetterKind.INVITATION, text, clock.today(), clock.now())
    sending.begin(session, letter.id, clock.now())
    session.commit()


def deliver(settings: Settings, arrived: Path, invited: int, kills: int) -> float:
    """Let one worker after the other carry on, killing each at its turn; gives the seconds in which they sent."""
    context = multiprocessing.get_context("spawn")
    seconds, before = 0.0, 0
    for turn in range(kills + 1):
        goal = round(invited * (turn + 1) / (kills + 1))
        process = context.Process(target=work, args=(settings,), daemon=True)
        process.start()
        _wait_until(arrived, before + 1)
        begun = time.perf_counter()
        _wait_until(arrived, goal)
        seconds += time.perf_counter() - begun
        before = goal
        if turn == kills:
            _wait_until_settled()
            process.terminate()
        else:
            process.kill()
        process.join()
    return seconds


def bare_pace(port: int) -> float:
    """Mails a second of a loop that sends one made letter over one connection."""
    letter = "From: a@example.se\r\nTo: b@example.se\r\nMessage-ID: <bare>\r\n\r\n" + ("Hej! " * 14 + "\r\n") * 20
    begun = time.perf_counter()
    with smtplib.SMTP(HOST, port, local_hostname="localhost") as smtp:
        for number in range(BARE):
            smtp.sendmail("a@example.se", f"b{number}@example.se", letter)
    return BARE / (time.perf_counter() - begun)


def measure(kind: str, invited: int, kills: int) -> bool:
    """Send to everybody on one database and print how it went; whether nothing was lost or too often repeated."""
    with tempfile.TemporaryDirectory(prefix="samspel-mail-") as name, town.database_server(kind) as server:
        folder = Path(name)
        arrived, beside = folder / "arrived", folder / "beside"
        with town.empty_database(server, folder) as url, town.built(url, folder) as app:
            with post_office(arrived) as port, post_office(beside) as other_port:
                settings = replace(settings_of(app), smtp_host=HOST, smtp_port=port, smtp_security="none")
                move_in(app, house_of(app), settings)
                invite(settings, invited)
                seconds = deliver(settings, arrived, invited, kills)
                bare = bare_pace(other_port)
            names = Counter(arrived.read_text().split())
            sent = _count(Mail, MailState.SENT)
    lost, duplicates, pace = invited - len(names), names.total() - len(names), invited / seconds
    print(f"\n{kind}: {invited} invitations, the worker killed {kills} times, {seconds:.0f} s")
    print(f"  lost {lost}, duplicates {duplicates}, noted as sent {sent}")
    print(
        f"  {pace:.0f} mails/s once a worker has started; a bare loop {bare:.0f} mails/s; ratio {pace / bare:.3f}",
        flush=True,
    )
    return lost == 0 and duplicates <= kills and sent == invited


def _wait_until(arrived: Path, n: int) -> None:
    """Until so many different mails have come; raises SystemExit when nothing moves any more."""
    seen, since = -1, time.monotonic()
    while True:
        found = len(set(arrived.read_text().split())) if arrived.exists() else 0
        if found >= n:
            return
        if found != seen:
            seen, since = found, time.monotonic()
        elif time.monotonic() - since > SECONDS_TO_STAND_STILL:
            raise SystemExit(f"only {found} of {n} mails came, and then nothing more")
        time.sleep(0.05)


def _wait_until_settled() -> None:
    end = time.monotonic() + SECONDS_TO_STAND_STILL
    while _count(OutboxMessage) and time.monotonic() < end:
        time.sleep(0.1)


def _count(table: type[Mail] | type[OutboxMessage], state: MailState | None = None) -> int:
    query = select(func.count()).select_from(table)
    query = query.where(Mail.state == state) if state else query
    with db.session.begin():
        return db.session.scalar(query) or 0


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=town.DATABASES, default=town.DATABASES)
    parser.add_argument("--invited", type=int, default=INVITED)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--short", action="store_true", help=f"{SHORT_INVITED} invitations and {SHORT_KILLS} kills")
    wanted = parser.parse_args()
    logging.disable()
    invited, kills = (SHORT_INVITED, SHORT_KILLS) if wanted.short else (wanted.invited, wanted.kills)
    is_well = [measure(kind, invited, kills) for kind in wanted.databases]
    return 0 if all(is_well) else 1


if __name__ == "__main__":
    sys.exit(main())
