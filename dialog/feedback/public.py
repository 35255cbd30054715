"""What people got back, for everybody: the answers with their inspel, and whether the promise was kept."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.people.access import public
from dialog import results as dialogues
from dialog.feedback import results

blueprint = Blueprint("feedback", __name__, url_prefix="/dialog/<slug>")

_LARGEST = 2**31 - 1


@blueprint.get("/svar")
@public
def index(slug: str) -> ResponseReturnValue:
    """So blev det: how many inspel have been answered, when it was promised, and each answer."""
    session, today = db.session(), clock.today()
    dialogue = dialogues.find(session, slug, today)
    asked = request.args.get("efter", 0, type=int)
    after = asked if 0 < asked <= _LARGEST else 0
    answers, following = results.of_dialogue(session, dialogue.id, after=after)
    return render_template(
        "dialog/answers.html",
        dialogue=dialogue,
        answers=answers,
        after=following,
        is_first=not after,
        answered=results.answered_of(session, dialogue.id),
        today=today,
    )
