"""What every request passes on its way in and out; ``init_web`` installs it in the order it happens."""

from __future__ import annotations

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from core.db import begin_reading, begin_writing
from core.people.access import gate
from core.settings import Settings
from core.web import cookies, errors, files, headers, inputs, logs, stale

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Doors that programmes knock on too: they carry no form token, and prove in another way that they may. Whoever can
# write the signed address of a letter's page may do what its one button does; the chats sign what they send.
WITHOUT_FORM_TOKEN = frozenset({"following.stop", "letters.unsubscribe", "slack.events", "teams.messages"})

csrf = CSRFProtect()

__all__ = ["csrf", "init_web"]


def init_web(app: Flask, settings: Settings) -> None:
    """Proxy headers, cookies, request id, input layer, CSRF, the gate, security headers, error pages, logs."""
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    app.request_class = files.TidyRequest
    cookies.init_cookies(app, settings)
    logs.init_logs(app, settings)
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=500_000,
        MAX_FORM_PARTS=1_000,
    )
    csrf.init_app(app)

    @app.before_request
    def say_whether_it_writes() -> None:
        # A page that is only shown opens read-only transactions and never waits for the writer.
        if request.method in SAFE_METHODS:
            begin_reading()
        else:
            begin_writing()

    app.before_request(inputs.refuse_malformed)

    @app.before_request
    def check_form_token() -> None:
        if request.method in SAFE_METHODS or request.endpoint is None or request.endpoint in WITHOUT_FORM_TOKEN:
            return
        try:
            csrf.protect()
        except CSRFError:
            if not stale.is_kept(request.endpoint):
                raise
            stale.mark()

    app.before_request(gate)
    headers.init_headers(app, settings)
    errors.init_errors(app)
