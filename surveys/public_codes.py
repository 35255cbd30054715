"""The pages where a code is typed: an invitation's, the one to go on with, and the one that takes an answer back."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.db import db
from core.i18n import gettext as _
from core.ids import normal_code
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from surveys import answering, rounds, withdrawing
from surveys.errors import CodeNeeded, CodeUsed, WrongCode
from surveys.visitor import remember_code, remember_draft, tongue_of

blueprint = Blueprint("survey_codes", __name__)

# Codes can be guessed at this pace for a hundred thousand years; a class of pupils behind one address still gets in.
GUESSES, GUESS_WINDOW = 60, timedelta(minutes=10)


@blueprint.route("/enkat/<slug>/fortsatt", methods=["GET", "POST"])
@public
@keeps_typed
def resume(slug: str) -> ResponseReturnValue:
    """Go on with answers that were saved for later."""
    round_ = rounds.current(db.session(), slug, clock.today())
    typed = request.form.get("sparkod", "")
    name_fields({"sparkod": _("Din fortsättningskod")})
    error = ""
    if request.method == "POST" and not is_stale():
        _spend_a_guess()
        try:
            token = answering.resume_token(db.session(), round_, typed)
        except WrongCode:
            error = _("Vi hittar inga sparade svar med den koden. Kontrollera koden och försök igen.")
        else:
            remember_draft(round_, token)
            return redirect(url_for("survey_drafts.page", slug=slug, number=1), 303)
    return render_template(
        "surveys/resume.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        typed=typed,
        error=error,
        stale=is_stale(),
    )


@blueprint.route("/enkat/<slug>/kod", methods=["GET", "POST"])
@public
@keeps_typed
def enter_code(slug: str) -> ResponseReturnValue:
    """Type the code from a letter."""
    round_ = rounds.current(db.session(), slug, clock.today())
    typed = request.form.get("inbjudan", "")
    name_fields({"inbjudan": _("Din kod")})
    error = ""
    if request.method == "POST" and not is_stale():
        _spend_a_guess()
        try:
            if answering.invitation_for(db.session(), round_, typed) is None:
                raise WrongCode
        except (WrongCode, CodeNeeded):
            error = _("Koden stämmer inte. Kontrollera den och försök igen.")
        except CodeUsed:
            error = _("Koden är redan använd. Varje kod kan användas en gång.")
        else:
            remember_code(round_, normal_code(typed))
            return redirect(url_for("surveys.start", slug=slug), 303)
    return render_template(
        "surveys/code.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        typed=typed,
        error=error,
        stale=is_stale(),
    )


@blueprint.get("/i/<code>")
@public
def invited(code: str) -> ResponseReturnValue:
    """The address in an invitation: find its survey and carry the code there in the cookie."""
    round_ = answering.round_of_code(db.session(), code)
    answering.invitation_for(db.session(), round_, code)
    remember_code(round_, normal_code(code))
    return redirect(url_for("surveys.start", slug=round_.slug))


@blueprint.route("/enkat/<slug>/ta-tillbaka", methods=["GET", "POST"])
@public
@keeps_typed
def withdraw(slug: str) -> ResponseReturnValue:
    """Ask for the receipt code and remove the response it belongs to, for good."""
    round_ = rounds.current(db.session(), slug, clock.today())
    typed, error, done = request.form.get("kvittokod", ""), "", False
    if request.method == "POST" and not is_stale():
        _spend_a_guess()
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


def _spend_a_guess() -> None:
    """A wrong code costs a try; the count stands whatever happens next."""
    limits.spend(db.session(), "code", limits.network_of(request.remote_addr or ""), GUESSES, GUESS_WINDOW, clock.now())
    db.session.commit()
