"""The målbild for staff: the version in force, those before and after it, and what tells two of them apart."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.people.access import Permission, staff_only
from goals import drafts, versions
from goals.differences import difference

blueprint = Blueprint("staff_malbild", __name__, url_prefix="/personal/malbild")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def index() -> ResponseReturnValue:
    """Which version is in force, which are coming and which were, and whether somebody is changing it."""
    session, today = db.session(), clock.today()
    return render_template(
        "goals/staff/versions.html",
        malbild=versions.current(session, today),
        versions=versions.listed(session),
        draft=drafts.find(session),
        today=today,
    )


@blueprint.get("/version/<int:number>")
@staff_only(Permission.SEE_RESULTS)
def version(number: int) -> ResponseReturnValue:
    """One version, whole; 0 is the one that came with Samspel."""
    return render_template("goals/staff/version.html", malbild=versions.by_number(db.session(), number), number=number)


@blueprint.get("/jamfor")
@staff_only(Permission.SEE_RESULTS)
def compare() -> ResponseReturnValue:
    """What one version says that another does not; unless asked otherwise, the newest beside the one before it."""
    session = db.session()
    known = [*(row.decided.number for row in versions.listed(session)), versions.SHIPPED]
    after = request.args.get("till", known[0], type=int)
    before = request.args.get("fran", known[min(1, len(known) - 1)], type=int)
    old, new = versions.by_number(session, before), versions.by_number(session, after)
    return render_template(
        "goals/staff/compare.html", known=known, before=before, after=after, changes=difference(old, new)
    )
