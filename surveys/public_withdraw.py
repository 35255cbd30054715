"""The page where a person takes a sent response back."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.i18n import gettext as _
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from surveys import rounds, withdrawing
from surveys.errors import WrongCode
from surveys.public import spend_a_guess, tongue_of

blueprint = Blueprint("withdrawing", __name__)


@blueprint.route("/enkat/<slug>/ta-tillbaka", methods=["GET", "POST"])
@public
@keeps_typed
def withdraw(slug: str) -> ResponseReturnValue:
    """Ask for the receipt code and remove the response it belongs to, for good."""
    round_ = rounds.current(db.session(), slug, clock.today())
    typed, error, done = request.form.get("kvittokod", ""), "", False
    if request.method == "POST" and not is_stale():
        spend_a_guess()
        try:
            withdrawing.withdraw(db.session(), round_, typed)
        except WrongCode:
            error = _("Vi hittar inget svar med den koden. Kontrollera koden och försök igen.")
        else:
            db.session.commit()
            done = True
    return render_template(
        "surveys/withdraw.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        typed=typed,
        error=error,
        done=done,
        stale=is_stale(),
    )
