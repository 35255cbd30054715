"""The staff pages that belong to no single room: signing in, the day, what was not delivered, the log."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from core import audit, clock, day, outbox
from core.db import db, reading
from core.forms import SentForm
from core.house import house_of
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from core.people import present, signin
from core.people.access import Permission, public, staff_only
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields

blueprint = Blueprint("staff", __name__, url_prefix="/personal")

ROWS_A_PAGE = 50


class SignInForm(SentForm):
    """E-mail and password; their lengths are checked before anything is hashed."""

    email = EmailField(later("E-postadress"), [InputRequired(later("Skriv din e-postadress.")), Length(max=254)])
    password = PasswordField(later("Lösenord"), [InputRequired(later("Skriv ditt lösenord.")), Length(max=200)])


@blueprint.route("/logga-in", methods=["GET", "POST"])
@public
@keeps_typed
def sign_in() -> ResponseReturnValue:
    """Sign in; the same answer whatever was wrong."""
    form = SignInForm()
    name_fields({field.name: str(field.label.text) for field in form})
    refused = ""
    if form.is_sent and not is_stale() and form.validate():
        email, password = str(form.email.data), str(form.password.data)
        signin.admit(db.session(), email, request.remote_addr or "", clock.now())
        db.session.commit()
        try:
            with reading():
                # The hash takes its time on purpose: no other writer waits for it.
                proven = signin.check(db.session(), email, password)
                db.session.rollback()
            token = signin.enter(db.session(), proven, clock.now())
        except signin.SignInRefused:
            db.session.rollback()
            refused = _("E-postadressen eller lösenordet stämmer inte.")
        else:
            db.session.commit()
            present.remember(token)
            return redirect(signin.safe_next(request.args.get("next")), 303)
    errors = form.summary
    if refused:
        errors = [("#email", refused)]
    return render_template("staff/sign_in.html", form=form, errors=errors, stale=is_stale()), 422 if errors else 200


@blueprint.post("/logga-ut")
@staff_only(Permission.ENTER)
def sign_out() -> ResponseReturnValue:
    """End the session on the server, not only in the cookie."""
    token = present.token()
    if token:
        signin.sign_out(db.session(), token)
        db.session.commit()
    present.forget()
    return redirect(url_for("home.index"), 303)


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.ENTER)
def today() -> ResponseReturnValue:
    """What waits for me, from every room."""
    staff, session = present.signed_in_staff(), db.session()
    found = day.waiting(session, house_of(current_app), staff)
    return render_template("staff/today.html", waiting=found, headings=day.HEADINGS)


@blueprint.get("/gick-inte-fram")
@staff_only(Permission.SEE_UNDELIVERED)
def undelivered() -> ResponseReturnValue:
    """Messages and work that were given up, to look at and try again."""
    letters = outbox.dead_letters(db.session(), ROWS_A_PAGE)
    return render_template("staff/undelivered.html", letters=letters)


@blueprint.post("/gick-inte-fram/<id:message_id>")
@staff_only(Permission.SEE_UNDELIVERED)
def retry(message_id: int) -> ResponseReturnValue:
    """Put one back in line."""
    if outbox.retry(db.session(), message_id):
        audit.record(db.session(), present.signed_in_staff(), "outbox.retried", "outbox_message", str(message_id))
    db.session.commit()
    return redirect(url_for("staff.undelivered"), 303)


@blueprint.get("/logg")
@staff_only(Permission.SEE_LOG)
def audit_log() -> ResponseReturnValue:
    """Who did what, the latest first."""
    before = request.args.get("fore", type=int)
    if before is not None and not 0 < before < 2**31:
        before = None
    entries = audit.entries(db.session(), before, ROWS_A_PAGE)
    following = entries[-1].id if len(entries) == ROWS_A_PAGE else None
    return render_template("staff/audit_log.html", entries=entries, following=following)
