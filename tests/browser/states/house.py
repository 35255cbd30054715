"""The pages of the house itself: home, sign-in, what did not get through, the log, and errors of any address."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.exc import OperationalError

from core import clock, limits
from core.outbox.models import MessageState, OutboxMessage
from core.people import signin
from core.people.access import public
from surveys.topics import RESPONSE_SUBMITTED
from tests.browser.states.state import State, fill, lose_cookies, press, steps
from tests.ground import NOON, working

LOCKED_OUT = "utestangd@example.se"
A_REASON = "OperationalError in readings.py:80"
_SIGN_IN = "/personal/logga-in"


def prepare(app: Flask) -> None:
    """Work given up, a lock-out, and two views that fail."""
    with working(app) as session:
        session.add(_given_up())
        for _ in range(signin.ATTEMPTS_ON_AN_ACCOUNT):
            limits.spend(
                session, "sign-in account", LOCKED_OUT, signin.ATTEMPTS_ON_AN_ACCOUNT, signin.WINDOW, clock.now()
            )
    app.view_functions |= {"home.alive": _fails, "home.ready": _finds_no_database}


def _given_up() -> OutboxMessage:
    return OutboxMessage(
        topic=RESPONSE_SUBMITTED,
        payload={},
        state=MessageState.DEAD,
        attempts=12,
        due_at=NOON,
        last_error=A_REASON,
        dead_at=NOON,
        created_at=NOON,
    )


@public
def _fails() -> str:
    raise RuntimeError


@public
def _finds_no_database() -> str:
    raise OperationalError("SELECT 1", {}, Exception("the database has gone"))


PUBLIC = (
    State("home", "/"),
    State("about", "/om"),
    State("privacy", "/integritet"),
    State("accessibility", "/tillganglighet"),
    State("in English", "/?sprak=en"),
    State("sign in", _SIGN_IN),
    State("sign in with errors", _SIGN_IN, press("Logga in"), is_error=True),
    State(
        "sign in refused",
        _SIGN_IN,
        steps(fill("email", "okand@example.se"), fill("password", "fel"), press("Logga in")),
        is_error=True,
    ),
    State("stale sign in", _SIGN_IN, steps(fill("email", "okand@example.se"), lose_cookies, press("Logga in"))),
    State("error 400", "/om?x=%01", is_error=True),
    State("error 404", "/finns-inte", is_error=True),
    State(
        "error 429",
        _SIGN_IN,
        steps(fill("email", LOCKED_OUT), fill("password", "fel"), press("Logga in")),
        is_error=True,
    ),
    State("error 500", "/healthz", is_error=True),
    State("error 503", "/readyz", is_error=True),
)

STAFF = (
    State("today", "/personal"),
    State("what the analysis has learnt", "/personal/sprakanalys"),
    State("connections", "/personal/anslutningar"),
    State("undelivered", "/personal/gick-inte-fram"),
    State("log", "/personal/logg"),
    State("end of the log", "/personal/logg?fore=1"),
)

READER = (State("error 403", "/personal/logg", is_error=True),)

EMPTY_PUBLIC = (State("empty home", "/"),)

EMPTY_STAFF = (
    State("empty today", "/personal"),
    State("nothing undelivered", "/personal/gick-inte-fram"),
    State("empty log", "/personal/logg?fore=1"),
)

NOT_PAGES = {
    "static": "files",
    "home.alive": "for the machine that watches",
    "home.ready": "for the machine that watches",
}
