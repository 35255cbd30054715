"""Security headers: nothing inline, nothing from elsewhere, nothing told to the next site."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

from core.people.access import is_public
from core.settings import Settings


def csp_nonce() -> str:
    """The nonce of this response, for the few elements that need one."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_headers(app: Flask, settings: Settings) -> None:
    """Add the headers to every response and the nonce to every template."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; "
            f"script-src 'nonce-{csp_nonce()}'; "
            "style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        if settings.is_https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint == "static":
            response.headers["Cache-Control"] = "public, max-age=3600"
        elif "Cache-Control" not in response.headers:
            # A public page may be kept by the reader's own browser, so that Back brings back a half-filled form.
            response.headers["Cache-Control"] = "private, no-cache" if is_public(request.endpoint) else "no-store"
        return response
