"""What people got back, for everybody: the answers of one dialogue with their inspel, and what came of all of them."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.people.access import public
from dialog import results as dialogues
from dialog.feedback import outcomes, reading, results
from dialog.feedback.times import pace
from dialog.listing import page_asked_for
from dialog.models import Audience
from dialog.words import AUDIENCES

blueprint = Blueprint("feedback", __name__)

_LARGEST = 2**31 - 1


@blueprint.get("/dialog/<slug>/svar")
@public
def index(slug: str) -> ResponseReturnValue:
    """So blev det: how much has been answered, how long it took, and each answer; ``inspel`` finds the page of one."""
    session, today = db.session(), clock.today()
    dialogue = dialogues.find(session, slug, today)
    asked = request.args.get("inspel", 0, type=int)
    sought = asked if 0 < asked <= _LARGEST else None
    line = results.timeline(session, [dialogue.id])[dialogue.id]
    return render_template(
        "dialog/answers.html",
        dialogue=dialogue,
        page=reading.page(session, dialogue.id, page_asked_for(), line.highlighted, sought),
        line=line,
        pace=pace(line.closed_on, line.due_on, line.first_on, line.all_on, today),
        decided=results.decided(session, [dialogue.id]).get(dialogue.id, {}),
        today=today,
    )


@blueprint.get("/sa-blev-det")
@public
def everything() -> ResponseReturnValue:
    """What came of every dialogue that is over, the latest first: answered, decided, and how long it took."""
    asked = request.args.get("for", "")
    audience = Audience(asked) if asked in set(Audience) else None
    session, today = db.session(), clock.today()
    return render_template(
        "dialog/sa_blev_det.html",
        page=outcomes.page(session, today, audience, page_asked_for()),
        record=outcomes.record(session, today, audience),
        audience=audience,
        audiences=AUDIENCES,
        today=today,
    )
