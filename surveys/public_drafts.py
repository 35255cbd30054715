"""A survey in pages: one section at a time, checked before it is sent. What is under way is a draft."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from surveys import answering, flow, forms, rounds
from surveys.answering import Answers, Missing
from surveys.errors import DraftGone
from surveys.jobs import DRAFTS_ARE_KEPT
from surveys.models import Response
from surveys.questionnaire import Section
from surveys.questions import KINDS
from surveys.rounds import Round
from surveys.visitor import draft_token, forget, remember_draft, thank, tongue_of, words_for

blueprint = Blueprint("survey_drafts", __name__)


@blueprint.route("/enkat/<slug>/<id:number>", methods=["GET", "POST"])
@public
@keeps_typed
def page(slug: str, number: int) -> ResponseReturnValue:
    """One section: show it, or keep its answers and go on."""
    round_ = rounds.current(db.session(), slug, clock.today())
    token = draft_token(round_)
    try:
        response = answering.draft(db.session(), round_, token, to_change=request.method == "POST")
    except DraftGone:
        return _draft_gone(round_, token)
    answers: Answers = response.answers
    sections = flow.sections_for(round_.questionnaire, answers)
    section = _sent_section(round_) or (sections[number - 1] if number <= len(sections) else None)
    if section is None:
        return redirect(url_for("survey_drafts.review", slug=slug), 303)
    questions = flow.questions_in(section, answers)
    page_form = forms.page_form(questions, tongue_of(round_), answers)
    sent = request.method == "POST"
    understood = sent and page_form.form.validate()
    if understood and not is_stale():
        round_.must_be_open(clock.today())
        answering.record(response, section, page_form.values, clock.now())
        if request.form.get("do") == "save":
            return _save_for_later(round_, response, number)
        after = flow.reachable(round_.questionnaire, response.answers)
        missing = [question for question in flow.missing(round_.questionnaire, after) if question in section.questions]
        if not missing:
            following = _next_page(round_, section.key, response.answers)
            db.session.commit()
            remember_draft(round_, token)
            return redirect(following, 303)
        db.session.rollback()
        page_form.ask_for(missing)
    if is_stale():
        remember_draft(round_, token)
    return render_template(
        "surveys/page.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        section=section,
        fields=page_form.fields,
        number=number,
        total=len(sections),
        token=token,
        back=url_for("survey_drafts.page", slug=slug, number=number - 1)
        if number > 1
        else url_for("surveys.start", slug=slug),
        errors=page_form.errors,
        stale=is_stale(),
        to_review="granska" in request.args,
        condition_data=forms.condition_data,
    )


def _sent_section(round_: Round) -> Section | None:
    """The section a form was shown for: answers given in another tab may since have moved it to another number."""
    key = request.form.get("avsnitt") if request.method == "POST" else None
    return next((section for section in round_.questionnaire.sections if section.key == key), None)


def _next_page(round_: Round, section_key: str, answers: Answers) -> str:
    """The next section, or the review; a person who came from the review goes back to it."""
    if "granska" in request.args:
        return url_for("survey_drafts.review", slug=round_.slug)
    keys = [section.key for section in flow.sections_for(round_.questionnaire, answers)]
    following = keys.index(section_key) + 2 if section_key in keys else 1
    if following > len(keys):
        return url_for("survey_drafts.review", slug=round_.slug)
    return url_for("survey_drafts.page", slug=round_.slug, number=following)


def _save_for_later(round_: Round, response: Response, number: int) -> ResponseReturnValue:
    code = answering.save_for_later(response, str(current_app.config["SECRET_KEY"]), clock.now())
    db.session.commit()
    kept_until = clock.today() + DRAFTS_ARE_KEPT
    return render_template(
        "surveys/saved.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        code=code,
        number=number,
        kept_until=min(kept_until, round_.closes_on or kept_until),
    )


@blueprint.get("/enkat/<slug>/granska")
@public
def review(slug: str) -> ResponseReturnValue:
    """Check your answers."""
    round_ = rounds.current(db.session(), slug, clock.today())
    token = draft_token(round_)
    try:
        response = answering.draft(db.session(), round_, token)
    except DraftGone:
        return _draft_gone(round_, token)
    return _review_page(round_, response.answers, token)


def _review_page(round_: Round, answers: Answers, token: str, missing: Missing | None = None) -> ResponseReturnValue:
    tongue = tongue_of(round_)
    unanswered = {question.key for question in missing.questions} if missing else set()
    parts = []
    for number, section in enumerate(flow.sections_for(round_.questionnaire, answers), start=1):
        change = url_for("survey_drafts.page", slug=round_.slug, number=number, granska="1")
        kept = flow.reachable(round_.questionnaire, answers)
        rows = [
            (
                question.text.into(tongue),
                KINDS[question.kind].show(question, kept[question.key], tongue) if question.key in kept else "",
                f"{change}#{forms.first_input(KINDS[question.kind].prompt(question, tongue))}",
                question.key in unanswered,
            )
            for question in section.questions
            if question.kind != "information" and (question.show_if is None or question.show_if.holds(kept))
        ]
        if rows:
            parts.append((section.title.into(tongue), rows))
    errors = [(row[2], f"{row[0]} – {words_for(missing)}") for _title, rows in parts for row in rows if row[3]]
    return render_template(
        "surveys/review.html",
        round=round_,
        language_of_survey=tongue,
        parts=parts,
        errors=errors,
        token=token,
        stale=is_stale(),
    )


@blueprint.route("/enkat/<slug>/skicka", methods=["GET", "POST"])
@public
@keeps_typed
def submit(slug: str) -> ResponseReturnValue:
    """Send the draft in, once; who comes here by an address, or to change language, checks their answers first."""
    round_ = rounds.current(db.session(), slug, clock.today(), to_answer=request.method == "POST")
    if request.method != "POST":
        return redirect(url_for("survey_drafts.review", slug=slug))
    token = draft_token(round_)
    try:
        response = answering.draft(db.session(), round_, token, to_change=True)
    except DraftGone:
        return _draft_gone(round_, token)
    if is_stale():
        remember_draft(round_, token)
        return _review_page(round_, response.answers, token)
    try:
        receipt = answering.submit(
            db.session(), round_, response, str(current_app.config["SECRET_KEY"]), token, clock.today()
        )
    except Missing as missing:
        return _review_page(round_, response.answers, token, missing)
    db.session.commit()
    return thank(round_, receipt)


def _draft_gone(round_: Round, token: str) -> ResponseReturnValue:
    """A draft that was already sent leads to its thanks again; one that never was is said to be gone."""
    secret = str(current_app.config["SECRET_KEY"])
    receipt = answering.was_sent(db.session(), round_, secret, token) if token else None
    if receipt is None:
        if request.method != "POST":
            forget("drafts", round_)
            # Back from the thanks leads to the thanks; it leads on to the start where there is none to show.
            return redirect(url_for("surveys.thanks", slug=round_.slug))
        _name_questions(round_)
        raise DraftGone
    page_was_typed = request.method == "POST" and request.endpoint == "survey_drafts.page"
    if page_was_typed:
        _name_questions(round_)
        raise DraftGone
    return thank(round_, receipt, counted=True)


def _name_questions(round_: Round) -> None:
    """The error page shows what was typed in the words of the questions, although there is no page of them any more."""
    forms.page_form(round_.questionnaire.questions, tongue_of(round_))
