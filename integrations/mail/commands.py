"""``flask mail bounce``: mail that came back, from standard input or from files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from core import clock
from core.cli import fail
from core.db import db
from core.house import settings_of
from integrations.following import following
from integrations.mail import bounces
from integrations.mail.bounces import Kind, Returned
from surveys.letters import sending, unsubscribing

mail = AppGroup("mail", help="Mail that comes back.")

# What a mail server takes as "try again later" from a programme it hands mail to.
TRY_AGAIN = 75


@mail.command("bounce")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
def bounce(files: tuple[Path, ...]) -> None:
    """Read returned mail from FILES, or from standard input: one message each, or an mbox."""
    # All is read before anything is noted: nobody who answers should wait while a heap of old mail is understood.
    returned = [bounces.read(message) for data in _given(files) for message in bounces.messages_in(data)]
    try:
        counted = Counter(_note(one) for one in returned)
        db.session.commit()
    except DBAPIError:
        click.echo("the database does not answer; nothing has been noted", err=True)
        sys.exit(TRY_AGAIN)
    click.echo(", ".join(f"{n} {what}" for what, n in sorted(counted.items())) or "nothing to read", err=True)


def _given(files: tuple[Path, ...]) -> Iterator[bytes]:
    yield from (_read(file) for file in files)
    if not files:
        yield sys.stdin.buffer.read()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}")


def _note(returned: Returned | None) -> str:
    """Note what came back; gives what it was, for the count."""
    session = db.session()
    if returned is None:
        return "not understood"
    if returned.kind is Kind.LEAVES:
        address = unsubscribing.address_of(session, returned.mail_id)
        if not address:
            left = following.forget(session, returned.mail_id)
            return "stopped following" if left else "about mail we do not know"
        unsubscribing.unsubscribe(session, settings_of(current_app).secret_key, address, clock.today())
        return "unsubscribed"
    if returned.kind is Kind.HARD:
        known = sending.bounced(session, returned.mail_id, returned.status, clock.now())
        known = known or following.bounced(session, returned.mail_id, returned.status)
    else:
        known = sending.delayed(session, returned.mail_id, returned.status)
    return f"{returned.kind} bounces" if known else "about mail we do not know"
