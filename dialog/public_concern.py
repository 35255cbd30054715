"""Reporting a worry about somebody, beside an inspel: open to everybody who reads, without an account."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.concerns.kinds import NAMES
from core.db import db
from core.i18n import gettext as _
from core.limits import TooMany
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import reporting, results
from dialog.models import DialogueState
from dialog.results import DialogueView

blueprint = Blueprint("concern_reports", __name__, url_prefix="/dialog/<slug>/oro")

A_DAY = timedelta(days=1)
# So many inspel leave view at once when one network reports; further reports are passed on, and the inspel stay.
TAKES_AWAY = 3
# A class that writes about something that has happened stays below it.
REPORTS = 60


@blueprint.route("/<id:number>", methods=["GET", "POST"])
@public
@keeps_typed
def report(slug: str, number: int) -> ResponseReturnValue:
    """Show the inspel and ask what the worry is about, or receive the report."""
    name_fields({"orsak": _("Vad är du orolig för?"), "ord": _("Vill du berätta mer?")})
    dialogue = results.find(db.session(), slug, clock.today())
    if dialogue.state is DialogueState.WITHDRAWN:
        return redirect(url_for("dialogues.show", slug=slug))
    errors: dict[str, str] = {}
    if request.method == "POST" and not is_stale():
        errors = _wrong()
        if not errors:
            return _receive(dialogue, number)
    body = render_template(
        "dialog/concern.html",
        dialogue=dialogue,
        said=reporting.readable(db.session(), dialogue.id, number),
        kinds=[(kind, _(name)) for kind, name in NAMES.items()],
        kind=request.form.get("orsak", ""),
        words=request.form.get("ord", ""),
        most=reporting.LONGEST_REPORT,
        wrong=errors,
        wrong_in_order=[(f"#{field}", message) for field, message in errors.items()],
        stale=is_stale(),
    )
    return body, 400 if errors else 200


@blueprint.get("/tack")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """What happens with a report, and where to turn meanwhile; says nothing of which inspel it was."""
    dialogue = results.find(db.session(), slug, clock.today())
    return render_template("dialog/concern_thanks.html", dialogue=dialogue, stays=request.args.get("kvar") == "1")


def _wrong() -> dict[str, str]:
    errors = {}
    if request.form.get("orsak") not in NAMES:
        errors["orsak"] = _("Välj vad du är orolig för.")
    if len(_words()) > reporting.LONGEST_REPORT:
        errors["ord"] = _("Korta texten till högst %(most)s tecken.", most=reporting.LONGEST_REPORT)
    return errors


def _words() -> str:
    """What was typed, as the person counts it: a browser sends every line break as two characters."""
    return request.form.get("ord", "").replace("\r\n", "\n").strip()


def _receive(dialogue: DialogueView, number: int) -> ResponseReturnValue:
    session, network = db.session(), limits.network_of(request.remote_addr or "")
    limits.spend(session, "concern report", network, REPORTS, A_DAY, clock.now())
    session.commit()
    takes_away = _may_take_away(network)
    left = reporting.report(
        session, dialogue, number, request.form["orsak"], _words(), clock.now(), takes_away=takes_away
    )
    session.commit()
    return redirect(url_for("concern_reports.thanks", slug=dialogue.slug, kvar=None if left else "1"), 303)


def _may_take_away(network: str) -> bool:
    """Whether what this network reports still leaves view at once."""
    session = db.session()
    try:
        limits.spend(session, "concern takes away", network, TAKES_AWAY, A_DAY, clock.now())
    except TooMany:
        session.rollback()
        return False
    session.commit()
    return True
