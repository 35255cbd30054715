"""Every summary that is being worked on, for staff: how far each has come and who it waits for."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from core.db import db
from core.people.access import Permission, staff_only
from dialog.listing import page_asked_for
from dialog.summarising import listing
from dialog.summarising.words import STATES

blueprint = Blueprint("staff_summaries", __name__, url_prefix="/personal/sammanfattningar")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def index() -> ResponseReturnValue:
    """What was promised first stands first."""
    page = page_asked_for()
    lines, later = listing.page(db.session(), page)
    return render_template("dialog/staff/summary/index.html", lines=lines, page=page, later=later, states=STATES)
