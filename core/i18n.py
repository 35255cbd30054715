"""The languages of our own pages: which one a person reads, and how numbers and dates are written in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, g, has_request_context, request, session
from flask_babel import (
    Babel,
    force_locale,
    format_date,
    format_datetime,
    format_decimal,
    get_translations,
    gettext,
    lazy_gettext,
    ngettext,
)

from core.errors import PersonMet
from core.prompts import Refused
from core.statistics.rounding import round_half_up

LANGUAGES = (("sv", "Svenska"), ("en", "English"))
SOURCE = "sv"
PARAMETER = "sprak"

__all__ = [
    "LANGUAGES",
    "gettext",
    "in_language",
    "init_i18n",
    "language",
    "language_url",
    "lazy_gettext",
    "ngettext",
    "say",
]


def language() -> str:
    """The reader's choice; Swedish until they choose, because the municipality's pages are in Swedish."""
    if not has_request_context():
        return SOURCE
    if "language" not in g:
        known = dict(LANGUAGES)
        chosen = request.args.get(PARAMETER, "")
        if chosen in known and session.get("language", SOURCE) != chosen:
            session["language"] = chosen
        kept = str(session.get("language", SOURCE))
        g.language = kept if kept in known else SOURCE
    return str(g.language)


def language_url(code: str) -> str:
    """This page in another language."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != PARAMETER]
    return f"{quote(request.path)}?{urlencode([*kept, (PARAMETER, code)])}"


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Texts and dates inside are in that language whatever the reader's, for a file that speaks several."""
    with force_locale(code):
        yield


def say(error: Refused | PersonMet, part: str = "message") -> str:
    """An error's words in the reader's language."""
    words = str(getattr(error, part))
    return gettext(words, **error.values) if words else ""


def number(value: float | None, digits: int = 0) -> str:
    """``1 234,5`` in Swedish, ``1,234.5`` in English; halves go away from zero, as in the published integer."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(round_half_up(value, digits), format=pattern))


def write_date(value: date | None) -> str:
    """``23 november 2026``, in the reader's language; nothing for no day."""
    return str(format_date(value, "d MMMM y")) if value else ""


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def init_i18n(app: Flask) -> None:
    """Install translations, filters and the words every template may use."""
    app.config["BABEL_DEFAULT_LOCALE"] = SOURCE
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Stockholm"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS"])
    Babel(app, locale_selector=language)
    # A page says dozens of things in one language: its catalogue is looked up once, not for every text.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )

    app.template_filter("date")(write_date)

    @app.template_filter("datetime")
    def write_datetime(value: datetime | None) -> str:
        return format_datetime(value, "d MMMM y HH:mm") if value else ""

    app.template_filter("number")(number)

    @app.context_processor
    def words() -> dict[str, object]:
        return {"language": language(), "languages": LANGUAGES, "language_url": language_url}
