"""The one cookie: signed, bound to this host, and never sent along from other sites."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from core.settings import Settings


def init_cookies(app: Flask, settings: Settings) -> None:
    """The ``__Host-`` prefix ties the cookie to one host over TLS; a loopback demo has no TLS and a plain name."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-samspel" if settings.is_https else "samspel",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
    )
