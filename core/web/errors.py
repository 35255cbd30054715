"""The one place that turns errors into pages: plain words, what to do now, and what the person had typed."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import say
from core.limits import TooMany
from core.people.access import is_public

RETRY_AFTER = 5
_NEVER_KEPT = ("csrf_token", "password")
_MACHINERY = ("utkast", "nyckel", "kod", "do")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says."""

    title: str
    message: str
    advice: str


def words_for(status: int) -> Words:
    """The words of each status, in the reader's language."""
    known = {
        400: Words(
            _("Vi kunde inte läsa det som skickades"),
            _("Något i adressen eller formuläret gick inte att läsa."),
            _("Gå tillbaka och försök igen."),
        ),
        403: Words(
            _("Du har inte tillgång till sidan"),
            _("Sidan är bara öppen för den som har rätt behörighet."),
            _("Logga in med ett annat konto, eller be en administratör om behörighet."),
        ),
        404: Words(
            _("Sidan finns inte"),
            _("Det finns ingen sida på den här adressen. Den kan ha flyttats eller tagits bort."),
            _("Kontrollera adressen eller gå till startsidan."),
        ),
        405: Words(
            _("Sidan kan inte användas så"),
            _("Adressen finns, men tar inte emot det som skickades."),
            _("Gå till startsidan och börja därifrån."),
        ),
        409: Words(
            _("Något har hunnit ändras"),
            _("Det du skickade stämmer inte längre med det som är sparat."),
            _("Ladda om sidan och försök igen."),
        ),
        413: Words(
            _("Det som skickades är för stort"),
            _("Vi kan inte ta emot så mycket på en gång."),
            _("Korta texten och försök igen."),
        ),
        429: Words(
            _("För många försök"),
            _("Det har kommit många försök på kort tid, så vi väntar en stund."),
            _("Vänta några minuter och försök igen."),
        ),
        500: Words(
            _("Något gick fel hos oss"),
            _("Ett tekniskt fel gjorde att sidan inte kunde visas. Felet är antecknat."),
            _("Försök igen om en stund. Kontakta kommunen om felet är kvar."),
        ),
        503: Words(
            _("Tjänsten svarar inte just nu"),
            _("Vi kan inte nå databasen. Inget av det du skrev har sparats."),
            _("Vänta en stund och försök igen."),
        ),
    }
    return known.get(status) or (known[500] if status >= 500 else known[400])


def init_errors(app: Flask) -> None:
    """Register the handlers; the most telling one for an error wins."""

    @app.errorhandler(PersonMet)
    def met(error: PersonMet) -> ResponseReturnValue:
        words = Words(say(error, "title"), say(error), say(error, "advice"))
        return page(error.status, words)

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> ResponseReturnValue:
        words = Words(
            _("Sidan hade varit öppen för länge"),
            _("Av säkerhetsskäl gäller ett formulär en begränsad tid. Inget har sparats."),
            _("Kontrollera det du skrev och skicka igen."),
        )
        return page(400, words)

    @app.errorhandler(TooMany)
    def too_many(error: TooMany) -> ResponseReturnValue:
        return page(429, words_for(429), {"Retry-After": str(error.retry_after_seconds)})

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error.get_response()
        return page(status, words_for(status))

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def database_gone(error: Exception) -> ResponseReturnValue:
        log.error("database does not answer", extra={"facts": {"kind": type(error).__name__}})
        return page(503, words_for(503), {"Retry-After": str(RETRY_AFTER)})

    @app.errorhandler(Exception)
    def failed(error: Exception) -> ResponseReturnValue:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            return database_gone(error)
        log.error("a page failed", exc_info=error)
        return page(500, words_for(500))


def page(status: int, words: Words, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    """The error page, with what the person typed kept on it."""
    db.session.rollback()
    typed = _typed()
    body = render_template(
        "errors/error.html",
        status=status,
        title=words.title,
        message=words.message,
        advice=words.advice,
        typed=typed,
        resend_to=request.full_path.rstrip("?") if typed and _may_resend() else None,
        request_id=g.get("request_id", ""),
    )
    return body, status, headers or {}


def _form() -> list[tuple[str, list[str]]]:
    try:
        return list(request.form.lists())
    except HTTPException:
        # The form itself was what could not be read, for example because it was too large.
        return []


def _typed() -> list[tuple[str, str, str]]:
    """Every field but the form token and passwords, as (label, value, name).

    What only the machinery reads has no label, so it is sent again but not shown.
    """
    labels = g.get("field_labels", {})
    return [
        ("" if name in _MACHINERY else labels.get(name, name), value, name)
        for name, values in _form()
        for value in values
        if value.strip() and name not in _NEVER_KEPT
    ]


def _may_resend() -> bool:
    """Only public forms are offered to be sent again: a stranger's form must not borrow a member of staff's rights."""
    return is_public(request.endpoint)
