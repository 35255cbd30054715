"""The comments on a question for staff: what they are about, how they sound, and where the analysis is wrong."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.corrections.forms import FACTOR_NAMES, TONES, CorrectionForm
from core.db import db
from core.errors import N_
from core.i18n import gettext as _
from core.i18n import language
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from surveys import results as survey_results
from surveys import rounds
from surveys.comments import correcting, marks, reporting, results, telling
from surveys.comments.results import CommentView, Overview
from surveys.comments.telling import Telling
from surveys.errors import NoSuchSurvey
from surveys.rounds import Round, RoundState

blueprint = Blueprint("staff_comments", __name__, url_prefix="/personal/enkater/<slug>/kommentarer/<key>")

WHY_NO_THEMES = {
    "few_texts": N_("Det behövs minst femton kommentarer för att hitta ämnen."),
    "few_words": N_("Kommentarerna har för få ord gemensamt för att hitta ämnen."),
}


@blueprint.get("")
@staff_only(Permission.READ_COMMENTS)
def show(slug: str, key: str) -> ResponseReturnValue:
    """What the comments on a question say together, and the comments one theme, factor or tone has."""
    all_rounds, round_ = _round(slug, key)
    session = db.session()
    overview = results.overview(session, round_.collection_id, key)
    picked = {name: request.args.get(name, "") for name in ("tema", "faktor", "ton")}
    asked = [
        make(picked[name])
        for name, make in (("tema", marks.theme), ("faktor", marks.factor), ("ton", marks.tone))
        if picked[name]
    ]
    after = request.args.get("efter")
    is_reported = slug in reporting.REPORTED
    most = reporting.MOST_QUOTES
    in_report = results.for_report(session, round_.collection_id, key, most) if is_reported else ()
    return render_template(
        "surveys/staff/comments_question.html",
        slug=slug,
        key=key,
        round=round_,
        rounds=all_rounds,
        question=_question(round_, key),
        overview=overview,
        picked={name: value for name, value in picked.items() if value},
        page=results.page(session, round_.collection_id, key, asked, after),
        summary=_summary(round_, overview) if overview and not asked and not after else None,
        is_reported=is_reported,
        in_report={one.response_id for one in in_report},
        extracts=results.page(session, round_.collection_id, key, [marks.EXTRACT]).rows
        if overview and not asked and not after
        else (),
        tones=TONES,
        factor_names=FACTOR_NAMES,
        why=WHY_NO_THEMES,
    )


@blueprint.route("/<uuid:response_id>", methods=["GET", "POST"])
@staff_only(Permission.READ_COMMENTS)
@keeps_typed
def correct(slug: str, key: str, response_id: uuid.UUID) -> ResponseReturnValue:
    """Say what a comment is when the analysis is wrong."""
    _all, round_ = _round(slug, key)
    comment = _comment(round_, key, response_id)
    form = CorrectionForm.of(comment.findings, comment.said)
    if form.is_sent and not is_stale() and form.validate():
        session, by = db.session(), signed_in_staff()
        correcting.correct(session, comment, str(form.tone.data), form.chosen_factors, by.name, clock.now())
        # Which comment it was is not said: the log is kept for ever, and the answer is not.
        audit.record(session, by, "comment.corrected", "collection", round_.collection_id, question=key)
        db.session.commit()
        flash(_("Tack! Rättningen räknas från och med nu."), "good")
        return redirect(_back(round_, key), 303)
    return render_template(
        "surveys/staff/comments_correct.html",
        slug=slug,
        key=key,
        round=round_,
        question=_question(round_, key),
        comment=comment,
        form=form,
        errors=form.summary,
        back=_back(round_, key),
        tones=TONES,
        factor_names=FACTOR_NAMES,
        stale=is_stale(),
    ), 422 if form.errors else 200


@blueprint.post("/<uuid:response_id>/rapport")
@staff_only(Permission.READ_COMMENTS)
def quote(slug: str, key: str, response_id: uuid.UUID) -> ResponseReturnValue:
    """Let the delårsrapport quote a comment, or no longer; only of a survey that the report is about."""
    if slug not in reporting.REPORTED:
        raise NoSuchSurvey
    _all, round_ = _round(slug, key)
    comment = _comment(round_, key, response_id)
    session, by = db.session(), signed_in_staff()
    is_in = request.form.get("do") == "in"
    changed = reporting.allow(session, comment) if is_in else reporting.disallow(session, comment)
    if changed:
        deed = "comment.let_into_report" if is_in else "comment.taken_from_report"
        # Which comment it was is not said here either.
        audit.record(session, by, deed, "collection", round_.collection_id, question=key)
    db.session.commit()
    if is_in:
        flash(_("Kommentaren är med i delårsrapporten."), "good")
    else:
        flash(_("Kommentaren är inte med i delårsrapporten."), "good")
    return redirect(_back(round_, key), 303)


def _summary(round_: Round, overview: Overview) -> Telling | None:
    quoted = results.quoted(db.session(), round_.collection_id, overview)
    return telling.tell(overview, quoted, is_closed=round_.state(clock.today()) is RoundState.CLOSED)


def _back(round_: Round, key: str) -> str:
    picked = {name: request.args[name] for name in ("tema", "faktor", "ton", "efter") if name in request.args}
    here: dict[str, Any] = {"slug": round_.slug, "key": key, "omgang": round_.collection_id, **picked}
    return url_for("staff_comments.show", **here)


def _round(slug: str, key: str) -> tuple[list[Round], Round]:
    """The survey's rounds that ask the question, and the one the address asks for, else the latest."""
    survey_id = survey_results.survey_id(db.session(), slug)
    if survey_id is None:
        raise NoSuchSurvey
    asking = [
        round_
        for round_ in rounds.of_survey(db.session(), survey_id)
        if any(question.key == key for question in round_.questionnaire.questions)
    ]
    wanted = request.args.get("omgang", type=int)
    chosen = [round_ for round_ in asking if wanted in (None, round_.collection_id)]
    if not chosen:
        raise NoSuchSurvey
    return asking, chosen[0]


def _question(round_: Round, key: str) -> str:
    return next(one.text.into(language()) for one in round_.questionnaire.questions if one.key == key)


def _comment(round_: Round, key: str, response_id: uuid.UUID) -> CommentView:
    found = results.one(db.session(), round_.collection_id, key, response_id)
    if found is None:
        abort(404)
    return found
