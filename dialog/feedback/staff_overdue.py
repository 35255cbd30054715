"""What is owed, for staff: promises that are near or late in any dialogue, answers whose own day has passed, a file."""

from __future__ import annotations

import io

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db, reading
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.tables import write_rows
from dialog.feedback import overdue

blueprint = Blueprint("staff_overdue", __name__, url_prefix="/personal/aterkoppling")

HEADER = ("dialog", "nr", "mottagare", "lovat", "dagar_sent", "besvarade", "av", "beslut")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.ANSWER_BACK)
def index() -> ResponseReturnValue:
    """What is late and what is near, the latest first, each with who is to answer."""
    session, today = db.session(), clock.today()
    promises = overdue.promises(session, today)
    return render_template(
        "dialog/staff/overdue.html",
        late=[due for due in promises if due.days_late],
        near=[due for due in promises if not due.days_late],
        answers=overdue.answers(session, today),
        most=overdue.MOST_ANSWERS,
        today=today,
    )


@blueprint.post("/fil.csv")
@staff_only(Permission.ANSWER_BACK)
def save() -> ResponseReturnValue:
    """The same as a file, without anybody's words; that somebody took it is noted."""
    today = clock.today()
    audit.record(db.session(), signed_in_staff(), "overdue_answers.exported", "dialogue", "")
    db.session.commit()
    with reading():
        rows: list[list[object]] = [
            [due.view.slug, "", due.view.receiver, due.view.feedback_due_on, due.days_late, *_count(due), ""]
            for due in overdue.promises(db.session(), today)
        ]
        rows += [
            [one.slug, one.number, one.unit, one.due_on, (today - one.due_on).days, "", "", one.decision or ""]
            for one in overdue.answers(db.session(), today)
            if one.due_on
        ]
        db.session.rollback()
    file = io.StringIO()
    write_rows(file, HEADER, rows, delimiter=";")
    answer = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="aterkoppling-{today}.csv"'
    return answer


def _count(due: overdue.Due) -> tuple[int, int]:
    return due.answered.answered, due.answered.asked
