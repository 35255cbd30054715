"""Asking for mail about a dialogue, confirming it, and stopping: looking stores nothing, a button does.

It is never said whether an address is known; that stands in the mail to it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.db import db
from core.house import settings_of
from core.i18n import language
from core.limits import TooMany
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import results
from dialog.results import DialogueView
from integrations.following import following
from integrations.following.following import Follower
from integrations.following.forms import FollowForm

blueprint = Blueprint("following", __name__)

# A class may come through one network within the hour; nobody writes to strangers by the thousand.
ASKING, AN_HOUR = 100, timedelta(hours=1)
# Nobody's mailbox is filled by others. The page says the same when no more is sent.
MAILS_TO_ONE, A_DAY = 3, timedelta(days=1)


@blueprint.app_template_global()
def follow_address(dialogue: DialogueView) -> str:
    """Where one asks for mail about a dialogue; "" where nothing more is told."""
    return url_for("following.ask", slug=dialogue.slug) if following.is_told_of(dialogue, clock.today()) else ""


@blueprint.route("/dialog/<slug>/folj", methods=["GET", "POST"])
@public
@keeps_typed
def ask(slug: str) -> ResponseReturnValue:
    """What is kept and until when, and the form."""
    session, today = db.session(), clock.today()
    dialogue = results.find(session, slug, today)
    following.must_be_told_of(dialogue, today)
    form = FollowForm(data={"mejl_pa": language()})
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        if _may_be_written_to(form.email):
            secret = settings_of(current_app).secret_key
            following.ask(session, secret, dialogue, form.email, str(form.mejl_pa.data), today)
            session.commit()
        return redirect(url_for("following.ask", slug=slug, skickat="1"), 303)
    body = render_template(
        "following/ask.html",
        dialogue=dialogue,
        form=form,
        is_asked="skickat" in request.args and not form.is_sent,
        until=following.until(dialogue, today),
        stale=is_stale(),
    )
    return body, 422 if form.summary else 200


@blueprint.route("/folj/<token>", methods=["GET", "POST"])
@public
@keeps_typed
def confirm(token: str) -> ResponseReturnValue:
    """The link of the first mail: a button that says yes."""
    follower = following.with_token(db.session(), token)
    if request.method == "POST" and not is_stale():
        follower = following.confirm(db.session(), token, clock.today())
        db.session.commit()
    return _page("following/confirm.html", follower, token=token, stale=is_stale())


@blueprint.route("/folj/<token>/avsluta", methods=["GET", "POST"])
@public
def stop(token: str) -> ResponseReturnValue:
    """From the button, or at once from a mail programme (RFC 8058); the link itself proves who asks."""
    if request.method == "POST":
        follower = following.stop(db.session(), token)
        db.session.commit()
        return _page("following/stop.html", follower, token=token, is_stopped=True)
    return _page("following/stop.html", following.with_token(db.session(), token), token=token, is_stopped=False)


def _may_be_written_to(email: str) -> bool:
    """Use up one time of the network's and one of the address's; raises TooMany for the network alone."""
    network, now = limits.network_of(request.remote_addr or ""), clock.now()
    limits.spend(db.session(), "follow network", network, ASKING, AN_HOUR, now)
    db.session.commit()
    with suppress(TooMany):
        limits.spend(db.session(), "follow address", email, MAILS_TO_ONE, A_DAY, now)
        db.session.commit()
        return True
    db.session.rollback()
    return False


def _page(template: str, follower: Follower, **values: object) -> ResponseReturnValue:
    dialogue = results.by_id(db.session(), follower.dialogue_id, clock.today())
    return render_template(template, dialogue=dialogue, follower=follower, **values)
