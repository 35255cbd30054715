"""The one place that turns errors into pages: plain words, what to do now, and what the person had typed."""

from __future__ import annotations

import logging

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.limits import TooMany
from core.met import Words, words_of
from core.people.access import is_public
from core.web.typed import typed

RETRY_AFTER = 5
# Where the same form may well be received a moment later; what was refused for what it says would be refused again.
_PASSING = frozenset({429, 500, 503})

log = logging.getLogger(__name__)


def words_for(status: int) -> Words:
    """The words of each status, in the reader's language."""
    known = {
        400: Words(
            _("Vi kunde inte läsa det som skickades"),
            _("Något i adressen eller formuläret gick inte att läsa. Ingenting har sparats."),
            _("Gå tillbaka till förra sidan och försök igen."),
        ),
        403: Words(
            _("Du har inte tillgång till den här sidan"),
            _("Sidan är bara till för vissa medarbetare."),
            _("Behöver du behörighet, be den som ansvarar för Samspel på din arbetsplats."),
        ),
        404: Words(
            _("Sidan finns inte"),
            _("Adressen kan vara felskriven, eller så har sidan tagits bort."),
            _("Kontrollera adressen eller börja från startsidan."),
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
            _("Det du skickade är för stort"),
            _("Vi kan inte ta emot så mycket på en gång. Ingenting har sparats."),
            _("Korta texten, eller välj en mindre fil, och försök igen."),
        ),
        429: Words(
            _("Vänta en stund"),
            _("Det har kommit ovanligt många försök på kort tid. Därför tar vi en paus."),
            _("Vänta några minuter och försök igen."),
        ),
        500: Words(
            _("Något gick fel hos oss"),
            _("Felet är vårt, inte ditt. Det är antecknat."),
            _("Försök igen om en stund. Kontakta kommunen om felet är kvar."),
        ),
        503: Words(
            _("Tjänsten är stängd en kort stund"),
            _("Vi kan inte ta emot något just nu. Ingenting har sparats."),
            _("Låt sidan vara öppen, vänta en minut och försök igen."),
        ),
    }
    return known.get(status) or (known[500] if status >= 500 else known[400])


def init_errors(app: Flask) -> None:
    """Register the handlers; the most telling one for an error wins."""

    @app.errorhandler(PersonMet)
    def met(error: PersonMet) -> ResponseReturnValue:
        return page(error.status, words_of(error))

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> ResponseReturnValue:
        words = Words(
            _("Sidan hade varit öppen för länge"),
            _("Av säkerhetsskäl gäller ett formulär bara en viss tid. Ingenting har sparats."),
            _("Gå tillbaka till förra sidan, ladda om den och försök igen."),
        )
        return page(400, words)

    @app.errorhandler(TooMany)
    def too_many(error: TooMany) -> ResponseReturnValue:
        return page(429, words_of(error), {"Retry-After": str(error.retry_after_seconds)})

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
    kept = typed()
    body = render_template(
        "errors/error.html",
        status=status,
        title=words.title,
        message=words.message,
        advice=words.advice,
        typed=kept,
        resend_to=request.full_path.rstrip("?") if kept and status in _PASSING and _may_resend() else None,
        request_id=g.get("request_id", ""),
    )
    return body, status, headers or {}


def _may_resend() -> bool:
    """Only public forms are offered to be sent again: a stranger's form must not borrow a member of staff's rights."""
    return is_public(request.endpoint)
