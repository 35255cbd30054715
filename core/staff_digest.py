"""The page where a member of staff chooses how often a mail says what waits for them."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired

from core import audit, clock, digest
from core.db import db
from core.errors import N_
from core.forms import SentForm
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import lazy_gettext as later
from core.people.access import Permission, staff_only
from core.people.models import Digest
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields

blueprint = Blueprint("digest", __name__)

WORDS = {
    Digest.OFF: N_("Inget mejl"),
    Digest.DAILY: N_("Varje vardag klockan sju"),
    Digest.WEEKLY: N_("Varje måndag klockan sju"),
}


class DigestForm(SentForm):
    """How often."""

    often = RadioField(
        later("Hur ofta?"),
        [DataRequired(later("Välj hur ofta."))],
        choices=lambda: [SelectChoice(often.value, _(words)) for often, words in WORDS.items()],
    )


@blueprint.route("/personal/utskick", methods=["GET", "POST"])
@staff_only(Permission.ENTER)
@keeps_typed
def show() -> ResponseReturnValue:
    """What is chosen, and choosing anew."""
    session, staff = db.session(), signed_in_staff()
    form = DigestForm(data={"often": digest.chosen(session, staff.id).value})
    name_fields({"often": str(form.often.label.text)}, _words)
    if form.is_sent and not is_stale() and form.validate():
        wanted = Digest(str(form.often.data))
        digest.choose(session, staff.id, wanted, clock.today())
        audit.record(session, staff, "staff.digest_chosen", "staff", staff.id, often=wanted.value)
        session.commit()
        flash(_("Valet är sparat: %(often)s.", often=_(WORDS[wanted]).lower()), "good")
        return redirect(url_for("staff.today"), 303)
    body = render_template(
        "staff/digest.html",
        form=form,
        email=staff.email,
        sends_mail=settings_of(current_app).sends_mail,
        reads_concerns=staff.may(Permission.HANDLE_CONCERNS),
        stale=is_stale(),
    )
    return body, 422 if form.summary else 200


def _words(name: str, value: str) -> str:
    return _(WORDS[Digest(value)]) if name == "often" and value in list(Digest) else value
