"""The page of connections: what is set up, where the bot is, when something last came, and a button to try."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core import audit
from core.db import db
from core.errors import N_, PersonMet
from core.house import settings_of
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from goals import sources
from integrations.connections import checking
from integrations.connections.checking import Connection
from integrations.conversations import connecting

blueprint = Blueprint("connections", __name__, url_prefix="/personal/anslutningar")

MOST_PLACES = 100


class NoSuchConnection(PersonMet):
    """There is no such connection, or it is not set up."""

    status = 404
    title = N_("Anslutningen finns inte")
    message = N_("Anslutningen är inte inställd, så det finns inget att prova.")
    advice = N_("Gå till anslutningarna och välj bland dem som är inställda.")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.MANAGE_CONNECTIONS)
def index() -> ResponseReturnValue:
    """Every connection there can be, set up or not."""
    settings, session = settings_of(current_app), db.session()
    return render_template(
        "integrations/connections.html",
        connections=[(which, which.is_set(settings)) for which in Connection],
        checked=checking.latest(session),
        places=connecting.places(session, MOST_PLACES),
        reports=sources.reports(session),
        names=sources.NAMES,
        no_answer=checking.NO_ANSWER,
        is_anonymous=settings.teams_anonymous,
    )


@blueprint.post("/<which>/prova")
@staff_only(Permission.MANAGE_CONNECTIONS)
def check(which: str) -> ResponseReturnValue:
    """Have one tried by the worker."""
    if which not in list(Connection) or not Connection(which).is_set(settings_of(current_app)):
        raise NoSuchConnection
    checking.ask_for(db.session(), Connection(which))
    audit.record(db.session(), signed_in_staff(), "connection.tried", "connection", which)
    db.session.commit()
    flash(_("Provet är beställt. Ladda om sidan om en stund för att se hur det gick."), "good")
    return redirect(url_for("connections.index"), 303)
