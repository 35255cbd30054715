"""The person behind this request: the token in the cookie and, on staff pages only, whose it is."""

from __future__ import annotations

import flask

from core import clock
from core.db import db
from core.people import sessions
from core.people.sessions import CurrentStaff

COOKIE_KEY = "staff"
# The reader's choice of language says nothing about who they are and opens nothing.
KEPT = ("language",)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def remember(token: str) -> None:
    """Put the token of a sign-in in a cookie begun afresh: but for the language, nothing from before lives on."""
    forget()
    flask.session[COOKIE_KEY] = token


def forget() -> None:
    """Empty the cookie after signing out; only the language stays."""
    kept = {key: flask.session[key] for key in KEPT if key in flask.session}
    flask.session.clear()
    flask.session.update(kept)


def token() -> str | None:
    """The token this browser presents, whether or not it is still good."""
    presented = flask.session.get(COOKIE_KEY)
    return presented if isinstance(presented, str) else None


def recognise() -> CurrentStaff | None:
    """Find out who is here; the gate calls it, for staff pages only.

    A request that may write notes that the session is in use, in the view's own transaction; a GET stores nothing.
    """
    presented = token()
    now = clock.now()
    staff = sessions.resolve(db.session(), presented, now) if presented else None
    if presented and staff and flask.request.method not in SAFE_METHODS:
        sessions.touch(db.session(), presented, now)
    flask.g.staff = staff
    return staff


def signed_in_staff() -> CurrentStaff:
    """The same on a page for staff, where the gate has seen to it that there is somebody."""
    staff = current_staff()
    if staff is None:
        raise RuntimeError("nobody is signed in: the view is not declared staff_only")
    return staff


def current_staff() -> CurrentStaff | None:
    """Who the gate let in; always None on a public page, which never asks who its visitor is."""
    staff: CurrentStaff | None = flask.g.get("staff")
    return staff
