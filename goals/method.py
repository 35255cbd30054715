"""How the figures come about, for anybody who wonders; the numbers on the page are the code's own."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from core.people.access import public
from core.statistics import suppression
from goals.definitions import BREAK_YEAR
from goals.readings import BATCH
from surveys.statistics.calibration import FEWEST
from surveys.statistics.methods import CURRENT

blueprint = Blueprint("method", __name__)


@blueprint.get("/malbild/sa-raknar-vi")
@public
def show() -> ResponseReturnValue:
    """In plain words, one question at a time."""
    return render_template(
        "goals/method.html",
        method=CURRENT,
        least_ever=suppression.FLOOR_NEVER,
        batch=BATCH,
        break_year=BREAK_YEAR,
        least_weighted=FEWEST,
        percent=round(CURRENT.confidence * 100),
        most_left_out=round(CURRENT.most_left_out * 100),
    )
