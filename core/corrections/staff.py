"""What the analysis of language has learnt from staff, for them to see and to switch off."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit
from core.corrections import calibrating
from core.db import db
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff

blueprint = Blueprint("staff_corrections", __name__, url_prefix="/personal/sprakanalys")


@blueprint.get("")
@staff_only(Permission.READ_COMMENTS)
def show() -> ResponseReturnValue:
    """How many corrections there are, what they taught and how well it works."""
    return render_template("corrections/learnt.html", standing=calibrating.standing(db.session()))


@blueprint.post("")
@staff_only(Permission.READ_COMMENTS)
def switch() -> ResponseReturnValue:
    """Use what was learnt or leave it; everything is then read anew in the background."""
    is_on = request.form.get("do") == "pa"
    if calibrating.switch(db.session(), is_on):
        deed = "calibration.switched_on" if is_on else "calibration.switched_off"
        audit.record(db.session(), signed_in_staff(), deed, "calibration", 1)
        db.session.commit()
        flash(
            _("Det inlärda används igen. Texterna läses om av sig själva.")
            if is_on
            else _("Det inlärda används inte längre. Texterna läses om av sig själva."),
            "good",
        )
    return redirect(url_for("staff_corrections.show"), 303)
