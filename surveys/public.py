"""The web door: a person opens an address, answers, and gets a receipt. Views parse, call one verb, commit, render."""

from __future__ import annotations

import secrets

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from surveys import answering, forms, rounds, visitor
from surveys.answering import Answers, Missing
from surveys.errors import AlreadySent, CodeUsed
from surveys.forms import PageForm
from surveys.models import Access
from surveys.rounds import Round, RoundState
from surveys.visitor import code_of, door_of, draft_token, remember_draft, sent_count, thank, tongue_of, words_for

blueprint = Blueprint("surveys", __name__)

KEY_LENGTH = 32


@blueprint.get("/enkat/<slug>")
@public
def start(slug: str) -> ResponseReturnValue:
    """Why, how long and who sees what; the whole survey below when it is on one page."""
    round_ = rounds.current(db.session(), slug, clock.today())
    code = code_of(round_)
    state = round_.state(clock.today())
    if state is not RoundState.OPEN:
        return _not_open(round_, state)
    if round_.access is Access.CODE and not code:
        return redirect(url_for("survey_codes.enter_code", slug=slug))
    if round_.questionnaire.layout == "one_page":
        return _one_page(round_, forms.page_form(round_.questionnaire.questions, tongue_of(round_)), code)
    return _start_page(round_, code)


@blueprint.post("/enkat/<slug>")
@public
@keeps_typed
def send_or_begin(slug: str) -> ResponseReturnValue:
    """Begin the first page, or receive everything when the survey is on one page."""
    round_ = rounds.current(db.session(), slug, clock.today(), to_answer=True)
    code = code_of(round_)
    if round_.questionnaire.layout == "one_page":
        return _receive(round_, code)
    if is_stale():
        return _start_page(round_, code)
    token = answering.begin(db.session(), round_, door_of(round_, code), clock.today(), clock.now())
    db.session.commit()
    remember_draft(round_, token)
    return redirect(url_for("survey_drafts.page", slug=slug, number=1), 303)


def _not_open(round_: Round, state: RoundState) -> ResponseReturnValue:
    # A round that staff closed ahead of its last day closed that day, as the day is in Sweden.
    closed_on = round_.closed_at.astimezone(clock.STOCKHOLM).date() if round_.closed_at else round_.closes_on
    return render_template(
        "surveys/not_open.html", round=round_, language_of_survey=tongue_of(round_), state=state, closed_on=closed_on
    )


def _start_page(round_: Round, code: str) -> ResponseReturnValue:
    return render_template(
        "surveys/start.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        code=code,
        has_draft=bool(draft_token(round_)),
        stale=is_stale(),
    )


def _one_page(
    round_: Round, page: PageForm, code: str, status: int = 200, sent_before: bool = False, fresh_key: bool = True
) -> ResponseReturnValue:
    body = render_template(
        "surveys/one_page.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        page=page,
        groups=_groups(round_, page),
        code=code,
        key=f"{secrets.token_hex(KEY_LENGTH // 2)}.{sent_count(round_)}" if fresh_key else request.form["nyckel"],
        errors=page.errors,
        stale=is_stale(),
        sent_before=sent_before,
        has_sent=sent_count(round_) > 0,
        condition_data=forms.condition_data,
    )
    return body, status


def _groups(round_: Round, page: PageForm) -> list[tuple[object, list[forms.PromptField]]]:
    by_key = {field.question.key: field for field in page.fields}
    return [
        (section, [by_key[question.key] for question in section.questions if question.key in by_key])
        for section in round_.questionnaire.sections
    ]


def _receive(round_: Round, code: str) -> ResponseReturnValue:
    """Store a one-page answer once: the key of the page load makes a second click or a reload the same answer."""
    tongue = tongue_of(round_)
    page = forms.page_form(round_.questionnaire.questions, tongue)
    key, _dot, sent_when_loaded = request.form.get("nyckel", "").partition(".")
    understood = page.form.validate()
    if is_stale() or len(key) != KEY_LENGTH:
        return _one_page(round_, page, code)
    if not understood:
        return _one_page(round_, page, code, fresh_key=False)
    values = page.values
    secret = str(current_app.config["SECRET_KEY"])
    if sent_when_loaded != str(sent_count(round_)):
        # This browser has sent something since the page was loaded: the same page again, or another tab.
        return _perhaps_again(round_, page, code, secret, key)
    try:
        receipt = answering.answer_at_once(
            db.session(), round_, values, door_of(round_, code), secret, key, clock.today()
        )
    except Missing as missing:
        page.ask_for(missing.questions, words_for(missing))
        return _one_page(round_, page, code, fresh_key=False)
    except AlreadySent:
        db.session.rollback()
        return _perhaps_again(round_, page, code, secret, key)
    except CodeUsed:
        # Perhaps by this very page a moment ago.
        db.session.rollback()
        if answering.was_sent(db.session(), round_, secret, key) is None:
            raise
        return _perhaps_again(round_, page, code, secret, key)
    db.session.commit()
    return thank(round_, receipt)


def _perhaps_again(round_: Round, page: PageForm, code: str, secret: str, key: str) -> ResponseReturnValue:
    given: Answers = {name: value for name, value in page.values.items() if value is not None}
    try:
        receipt = answering.was_sent(db.session(), round_, secret, key, given)
    except AlreadySent:
        receipt = None
    if receipt is not None:
        return thank(round_, receipt, counted=True)
    return _one_page(round_, page, code, status=409, sent_before=True)


@blueprint.get("/enkat/<slug>/tack")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """Thanks, the receipt code, and what happens next."""
    round_ = rounds.current(db.session(), slug, clock.today())
    receipt = visitor.receipt_of(round_)
    if not receipt:
        return redirect(url_for("surveys.start", slug=slug))
    return render_template("surveys/thanks.html", round=round_, language_of_survey=tongue_of(round_), receipt=receipt)
