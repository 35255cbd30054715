"""The one cookie: signed, bound to this host, and never sent along from other sites."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from core.settings import Settings

A_WEEK, A_YEAR = timedelta(days=7), timedelta(days=365)
# Ways back to a voice in a dialogue: who comes back after the holidays is the same voice, and the answer to what they
# said may take months.
LASTING = "passes"


class Cookie(SecureCookieSessionInterface):
    """What is carried on after the browser is closed lasts a week from the latest visit, with a voice in it a year."""

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """When the browser forgets the cookie; None for when it is closed."""
        in_a_year = super().get_expiration_time(app, session)
        return in_a_year if in_a_year is None or session.get(LASTING) else in_a_year - (A_YEAR - A_WEEK)


def init_cookies(app: Flask, settings: Settings) -> None:
    """The ``__Host-`` prefix ties the cookie to one host over TLS; a loopback demo has no TLS and a plain name."""
    app.session_interface = Cookie()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-samspel" if settings.is_https else "samspel",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # How old a signature may be.
        PERMANENT_SESSION_LIFETIME=A_YEAR,
    )
