"""Paper for staff: the sheet to print, entering what comes back on it, and taking back one that was entered wrong."""

from __future__ import annotations

import secrets

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock, ids
from core.db import db
from core.i18n import gettext as _
from core.i18n import say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import errors, paper, results
from dialog.paper import NoSuchReceipt
from dialog.paper_forms import IMPORTANT, MARK, ReceiptForm, SheetForm
from dialog.results import DialogueView

blueprint = Blueprint("staff_paper", __name__, url_prefix="/personal/dialoger/<slug>/papper")

KEY_BYTES = 16
KEY_LENGTH = 2 * KEY_BYTES
LARGEST_NUMBER = 2**31 - 1
# Which field of the form each thing that may be wrong with a sheet belongs to.
_FIELD_OF = {
    errors.AgeNeeded: "age_band",
    errors.NotThatAge: "age_band",
    errors.OrganisationNeeded: "organisation_number",
    errors.BadOrganisationNumber: "organisation_number",
    errors.OrganisationHasVoice: "organisation_number",
    errors.StatementTooShort: "text",
    errors.StatementTooLong: "text",
}


@blueprint.route("", methods=["GET", "POST"], strict_slashes=False)
@staff_only(Permission.ENTER_ANSWERS)
@keeps_typed
def enter(slug: str) -> ResponseReturnValue:
    """Enter a sheet: a double click, or the same page sent again, is the same sheet."""
    session, today = db.session(), clock.today()
    is_sent = request.method == "POST"
    dialogue = results.find(session, slug, today, to_take_part=is_sent)
    dialogue.must_be_open()
    form, key = SheetForm.of(dialogue), request.form.get("nyckel", "")
    inspel, next_sheet = paper.offered(session, dialogue.id, _first())
    marks = {f"{MARK}-{one.number}": one.text for one in inspel}
    name_fields(marks | {field.name: str(field.label.text) for field in form})
    if is_sent and not is_stale() and form.validate() and len(key) == KEY_LENGTH:
        sheet = form.sheet()
        if sheet.marks or sheet.text:
            receipt = ids.code_from(str(current_app.config["SECRET_KEY"]), f"paper {dialogue.id}", key)
            try:
                left = paper.enter(session, dialogue, sheet, receipt, today)
            except tuple(_FIELD_OF) as refused:
                session.rollback()
                form[_FIELD_OF[type(refused)]].errors = (say(refused),)
            else:
                _record("paper.entered", dialogue)
                session.commit()
                _tell(receipt, left)
                return redirect(url_for("staff_paper.enter", slug=slug, fran=_first() or None), 303)
        else:
            form.text.errors = (_("Blanketten är tom. Markera minst ett inspel eller skriv av det som står på den."),)
    body = render_template(
        "dialog/staff/paper.html",
        dialogue=dialogue,
        form=form,
        inspel=inspel,
        first=_first(),
        next_sheet=next_sheet,
        sent=request.form,
        mark=MARK,
        important=IMPORTANT,
        key=key if len(key) == KEY_LENGTH else secrets.token_hex(KEY_BYTES),
        errors=form.summary,
        stale=is_stale(),
    )
    return body, 422 if form.errors else 200


@blueprint.get("/blankett")
@staff_only(Permission.ENTER_ANSWERS)
def sheet(slug: str) -> ResponseReturnValue:
    """The sheet to print and hand out."""
    session = db.session()
    dialogue = results.find(session, slug, clock.today())
    dialogue.must_be_open()
    inspel, next_sheet = paper.offered(session, dialogue.id, _first())
    return render_template("dialog/staff/sheet.html", dialogue=dialogue, inspel=inspel, next_sheet=next_sheet)


@blueprint.route("/ta-tillbaka", methods=["GET", "POST"])
@staff_only(Permission.ENTER_ANSWERS)
@keeps_typed
def take_back(slug: str) -> ResponseReturnValue:
    """Take back a sheet that was entered wrong, the day it was entered."""
    session, today = db.session(), clock.today()
    form = ReceiptForm()
    dialogue = results.find(session, slug, today, to_take_part=form.is_sent)
    dialogue.must_be_open()
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        try:
            paper.take_back(session, dialogue, str(form.receipt.data), today)
        except NoSuchReceipt as refused:
            session.rollback()
            form.receipt.errors = (say(refused),)
        else:
            _record("paper.taken_back", dialogue)
            session.commit()
            flash(_("Blanketten är borttagen."), "good")
            return redirect(url_for("staff_paper.enter", slug=slug), 303)
    body = render_template(
        "dialog/staff/take_back.html", dialogue=dialogue, form=form, errors=form.summary, stale=is_stale()
    )
    return body, 422 if form.errors else 200


def _first() -> int:
    """Which number the sheet begins with; what cannot be one is the beginning."""
    asked = request.args.get("fran", 0, type=int)
    return asked if 0 <= asked <= LARGEST_NUMBER else 0


def _tell(receipt: str, left: tuple[int, ...]) -> None:
    flash(_("Blanketten är inlagd. Skriv kvittot på den: %(receipt)s", receipt=receipt), "good")
    if left:
        numbers = ", ".join(map(str, left))
        flash(
            _("Rösterna på de här inspelen räknas inte, för de har tagits bort: %(numbers)s", numbers=numbers), "info"
        )


def _record(deed: str, dialogue: DialogueView) -> None:
    audit.record(db.session(), signed_in_staff(), deed, "dialogue", dialogue.id, slug=dialogue.slug)
