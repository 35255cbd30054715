"""People who follow a dialogue by mail, and the mail server they are reached through, in a line each."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask

from core import clock
from core.house import house_of, move_in, settings_of
from core.ids import fingerprint
from dialog import results
from dialog.chat.here import subject_of
from integrations.following import following
from integrations.mail.handing import line_of
from integrations.models import MailFollower
from tests.browsing import Browser, Page
from tests.builders import drain
from tests.fakes.smtp import Arrived, Inbox, mail_server
from tests.ground import working

LINK = re.compile(r"http://[^/\s]+(/folj/[A-Za-z0-9_-]{32})\s")
WAY_OUT = re.compile(r"http://[^/\s]+(/folj/[A-Za-z0-9_-]{32}/avsluta)\s")


@contextmanager
def connected(app: Flask) -> Iterator[Inbox]:
    """A mail server that the app has been told of; settings and the line to it are put back afterwards."""
    before = settings_of(app)
    with mail_server() as (inbox, port):
        known = replace(before, smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", mail_domain="example.se")
        move_in(app, house_of(app), known)
        app.extensions.pop("samspel.mail_line", None)
        yield inbox
        line_of(app).hang_up()
        move_in(app, house_of(app), before)
        app.extensions.pop("samspel.mail_line", None)


def ask(app: Flask, email: str, slug: str = "hem", **typed: str) -> Page:
    """Write an address in the form; gives the page that comes."""
    browser = Browser(app)
    return browser.send(browser.open(f"/dialog/{slug}/folj"), {"epost": email, **typed})


def follow(app: Flask, inbox: Inbox, email: str, slug: str = "hem", **typed: str) -> None:
    """Ask, read the mail and confirm; the inbox is then empty."""
    ask(app, email, slug, **typed)
    drain(app)
    browser = Browser(app)
    page = browser.send(browser.open(link_in(inbox.to(email)[-1])), {})
    assert page.status == 200, page.text
    inbox.arrived.clear()


def add_followers(app: Flask, dialogue_id: int, *emails: str) -> None:
    """Some who have confirmed, without their mails."""
    secret, today = settings_of(app).secret_key, clock.today()
    with working(app) as session:
        dialogue = results.by_id(session, dialogue_id, today)
        for email in emails:
            follower_id = uuid.uuid4()
            session.add(
                MailFollower(
                    id=follower_id,
                    subject_ref=subject_of(dialogue_id),
                    email=email,
                    language="sv",
                    token_hash=fingerprint(following.token_of(secret, follower_id)),
                    asked_on=today,
                    confirmed_on=today,
                    expires_on=following.until(dialogue, today),
                )
            )


def link_in(mail: Arrived) -> str:
    """The link that confirms."""
    return _found(LINK, mail)


def way_out_of(mail: Arrived) -> str:
    """The link that stops."""
    return _found(WAY_OUT, mail)


def _found(pattern: re.Pattern[str], mail: Arrived) -> str:
    found = pattern.search(mail.text)
    assert found, mail.text
    return found[1]
