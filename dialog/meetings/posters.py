"""The way into a meeting as a picture that a phone reads."""

from __future__ import annotations

import segno
from flask import current_app, url_for
from markupsafe import Markup

from core.house import settings_of

# Error correction M: read from across a room, also with a thumb's shadow on it.
CORRECTION = "m"
QUIET_ZONE = 4


def address(slug: str, code: str) -> str:
    """The whole address of a meeting's room, under the name that people outside know the site by."""
    return settings_of(current_app).base_url + url_for("meetings.room", slug=slug, code=code)


def short_address() -> str:
    """Where the code is typed, without what nobody needs to type."""
    whole = settings_of(current_app).base_url + url_for("meetings.enter_code")
    return whole.partition("//")[2]


def picture(words: str) -> Markup:
    """A QR code as an SVG element, black on white in light and dark alike, as wide as its place."""
    code = segno.make(words, error=CORRECTION, micro=False)
    drawn = code.svg_inline(border=QUIET_ZONE, light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  Made by us alone.
