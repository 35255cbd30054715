"""Where somebody says that they want no more mail: looking does nothing, a button or their mail programme does."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.house import settings_of
from core.people.access import public
from surveys.letters import unsubscribing

blueprint = Blueprint("letters", __name__, url_prefix="/avanmal")


@blueprint.get("/<token>")
@public
def ask(token: str) -> ResponseReturnValue:
    """A button: programmes that look through mail follow links, and must not unsubscribe anybody."""
    address = unsubscribing.address_behind(db.session(), _secret(), token)
    return _page(token, is_out=unsubscribing.is_unsubscribed(db.session(), _secret(), address))


@blueprint.post("/<token>")
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    """From the button, or at once from a mail programme (RFC 8058); the link itself proves who asks."""
    address = unsubscribing.address_behind(db.session(), _secret(), token)
    unsubscribing.unsubscribe(db.session(), _secret(), address, clock.today())
    db.session.commit()
    return _page(token, is_out=True)


@blueprint.post("/<token>/angra")
@public
def undo(token: str) -> ResponseReturnValue:
    """Back again."""
    address = unsubscribing.address_behind(db.session(), _secret(), token)
    unsubscribing.undo(db.session(), _secret(), address)
    db.session.commit()
    return _page(token, is_out=False, is_back=True)


def _page(token: str, *, is_out: bool, is_back: bool = False) -> ResponseReturnValue:
    return render_template("surveys/unsubscribe.html", token=token, is_out=is_out, is_back=is_back)


def _secret() -> str:
    return settings_of(current_app).secret_key
