"""Oro och trygghet for those who read it: the list, one text, what is done about it, and a file that is marked.

A text is opened by a button and never by an address alone: each opening is a line in the log, and a GET stores nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from core import audit, clock, tables
from core.concerns import exporting, handling, help_card, results
from core.concerns.help_card import Contact
from core.concerns.kinds import RAISED_BY, name_of
from core.concerns.models import Concern
from core.concerns.results import Part
from core.db import db, reading
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import ngettext, write_date
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.people.sessions import CurrentStaff
from core.room import Urgency, Waiting

blueprint = Blueprint("concerns", __name__, url_prefix="/personal/oro")

LARGEST_ID = 2**31 - 1


@blueprint.app_template_global()
def help_contacts() -> list[Contact]:
    """Whom to call, for the help card; our own words in the reader's language."""
    contacts = help_card.read(settings_of(current_app).help_contacts)
    return [Contact(one.name, one.number, _(one.words) if one.words else "") for one in contacts]


@blueprint.get("")
@staff_only(Permission.HANDLE_CONCERNS)
def index() -> ResponseReturnValue:
    """What needs somebody, or what is done with."""
    part = Part.DONE if request.args.get("visa") == Part.DONE else Part.TO_DO
    before = request.args.get("fore", type=int)
    if before is not None and not 0 < before <= LARGEST_ID:
        before = None
    rows, following = results.listed(db.session(), signed_in_staff().id, part, before)
    return render_template(
        "staff/concerns/index.html", rows=rows, part=part, before=before, following=following, name_of=name_of
    )


@blueprint.get("/<id:concern_id>")
@staff_only(Permission.HANDLE_CONCERNS)
def show(concern_id: int) -> ResponseReturnValue:
    """What there is to know without opening the text."""
    return _page(_concern(concern_id), is_opened=False)


@blueprint.post("/<id:concern_id>")
@staff_only(Permission.HANDLE_CONCERNS)
def act(concern_id: int) -> ResponseReturnValue:
    """Open the text, take it along on paper, or say what became of it."""
    deed = _DEEDS.get(request.form.get("do", ""))
    concern = _concern(concern_id)
    if deed is None:
        abort(400)
    return deed(concern)


@blueprint.post("/fil")
@staff_only(Permission.HANDLE_CONCERNS)
def save_file() -> ResponseReturnValue:
    """Everything this person is to read, as a file where every row is marked; that somebody took it is noted."""
    staff = signed_in_staff()
    audit.record(db.session(), staff, "concern.exported", "staff", staff.id)
    db.session.commit()
    file = io.StringIO()
    with reading():
        tables.write_rows(file, exporting.HEADER, exporting.rows(db.session(), staff.id), delimiter=";")
        db.session.rollback()
    answer = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="sekretess-oro-och-trygghet.csv"'
    return answer


def waiting_for(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    """That something waits and since when; never what it is about. The deputy is told at once, as the lead is."""
    if staff.may(Permission.HANDLE_CONCERNS):
        return _waiting(session, staff)
    if staff.may(Permission.MANAGE_STAFF) and results.is_read_by_nobody(session):
        note = _("Ingen har rollen trygghetsansvarig. Ge den till någon nu.")
        return [Waiting(_("Oro väntar på att läsas"), url_for("staff.today"), note, Urgency.LATE)]
    return []


def _waiting(session: Session, staff: CurrentStaff) -> list[Waiting]:
    found, url = results.standing(session, staff.id), url_for("concerns.index")
    waiting = []
    if found.n_open:
        title = ngettext("Oro: en text att ta hand om", "Oro: %(num)s texter att ta hand om", found.n_open)
        note = _("Den äldsta kom %(day)s.", day=write_date(found.since_day))
        waiting.append(Waiting(title, url, note, Urgency.TODAY))
    if found.n_to_erase:
        title = ngettext("Oro: en text att radera", "Oro: %(num)s texter att radera", found.n_to_erase)
        waiting.append(Waiting(title, url, _("Radera texten när ärendet är övertaget.")))
    return waiting


def _concern(concern_id: int) -> Concern:
    return results.find(db.session(), signed_in_staff().id, concern_id)


def _read(concern: Concern) -> ResponseReturnValue:
    handling.see(db.session(), concern, signed_in_staff(), clock.now())
    db.session.commit()
    return _page(concern, is_opened=True)


def _print(concern: Concern) -> ResponseReturnValue:
    handling.print_out(db.session(), concern, signed_in_staff(), clock.now())
    db.session.commit()
    return render_template(
        "staff/concerns/paper.html",
        row=results.row_of(concern),
        opened=concern,
        kind=_(name_of(concern.kind)),
        raised_by=_(RAISED_BY[concern.raised_by]),
        printed_on=clock.today(),
        marking=_(exporting.MARKING),
    )


def _hand_over(concern: Concern) -> ResponseReturnValue:
    handling.hand_over(db.session(), concern, signed_in_staff(), clock.now())
    return _done(_("Texten är överlämnad. Radera den här när ärendet är övertaget."), concern)


def _no_action(concern: Concern) -> ResponseReturnValue:
    handling.no_action(db.session(), concern, signed_in_staff(), clock.now())
    return _done(_("Texten går tillbaka dit den skrevs."))


def _erase(concern: Concern) -> ResponseReturnValue:
    handling.erase(db.session(), concern, signed_in_staff())
    return _done(_("Texten är raderad."))


def _done(told: str, concern: Concern | None = None) -> ResponseReturnValue:
    db.session.commit()
    flash(told, "good")
    here = url_for("concerns.show", concern_id=concern.id) if concern else url_for("concerns.index")
    return redirect(here, 303)


_DEEDS: Mapping[str, Callable[[Concern], ResponseReturnValue]] = {
    "las": _read,
    "underlag": _print,
    "overlamna": _hand_over,
    "ingen-atgard": _no_action,
    "radera": _erase,
}


def _page(concern: Concern, *, is_opened: bool) -> str:
    """The texts are handed to the page when they are opened, and only then."""
    return render_template(
        "staff/concerns/show.html",
        row=results.row_of(concern),
        kind=_(name_of(concern.kind)),
        raised_by=_(RAISED_BY[concern.raised_by]),
        opened=concern if is_opened else None,
        marking=_(exporting.MARKING),
    )
