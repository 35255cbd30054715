"""The public pages that belong to no single room, gathered from what each room offers."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from core import clock
from core.db import db
from core.house import house_of, settings_of
from core.people.access import public
from core.schema import is_at_head

blueprint = Blueprint("home", __name__)

MOST_NEWS = 3
# The day the pages were last gone through with axe, by keyboard alone and on a narrow screen.
REVIEWED_ON = date(2026, 11, 23)


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """What is open now, what came of the last ones and how to be heard."""
    session, today, rooms = db.session(), clock.today(), house_of(current_app).rooms
    things = [thing for room in rooms if room.open_now for thing in room.open_now(session, today)]
    news = [item for room in rooms if room.news for item in room.news(session, today)]
    news.sort(key=lambda item: item.on, reverse=True)
    contact = settings_of(current_app).contact_email
    return render_template("home/index.html", things=things, news=news[:MOST_NEWS], contact=contact)


@blueprint.get("/om")
@public
def about() -> ResponseReturnValue:
    """What Samspel is."""
    return render_template("home/about.html", contact=settings_of(current_app).contact_email)


@blueprint.get("/integritet")
@public
def privacy() -> ResponseReturnValue:
    """What is kept, why and for how long."""
    rules = house_of(current_app).retention
    return render_template("home/privacy.html", rules=rules, contact=settings_of(current_app).contact_email)


@blueprint.get("/tillganglighet")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement the law asks for."""
    contact = settings_of(current_app).contact_email
    return render_template("home/accessibility.html", contact=contact, reviewed_on=REVIEWED_ON)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The database answers and has the schema this code needs; 503 otherwise."""
    db.session.execute(text("SELECT 1"))
    if not is_at_head(db.session().connection()):
        return {"status": "migrations are missing; run: flask db upgrade"}, 503
    return {"status": "ok"}
