"""The web door: a person opens an address, answers, and gets a receipt. Views parse, call one verb, commit, render."""

from __future__ import annotations

import secrets
from datetime import timedelta
from time import time

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.db import db
from core.i18n import gettext as _
from core.i18n import language
from core.ids import normal_code
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from surveys import answering, flow, forms, rounds
from surveys.answering import Answers, Door, Missing, NothingAnswered
from surveys.errors import AlreadySent, CodeNeeded, CodeUsed, DraftGone, WrongCode
from surveys.forms import PageForm
from surveys.jobs import DRAFTS_ARE_KEPT
from surveys.models import Access, Response
from surveys.questionnaire import Section
from surveys.questions import KINDS
from surveys.rounds import Round, RoundState

blueprint = Blueprint("surveys", __name__)

# Codes can be guessed at this pace for a hundred thousand years; a class of pupils behind one address still gets in.
GUESSES, GUESS_WINDOW = 60, timedelta(minutes=10)
KEY_LENGTH = 32
RECEIPT_IS_SHOWN = 15 * 60  # seconds


@blueprint.get("/enkat/<slug>")
@public
def start(slug: str) -> ResponseReturnValue:
    """Why, how long and who sees what; the whole survey below when it is on one page."""
    round_ = rounds.current(db.session(), slug, clock.today())
    code = _code(round_)
    state = round_.state(clock.today())
    if state is not RoundState.OPEN:
        return _not_open(round_, state)
    if round_.access is Access.CODE and not code:
        return redirect(url_for("surveys.enter_code", slug=slug))
    if round_.questionnaire.layout == "one_page":
        return _one_page(round_, forms.page_form(round_.questionnaire.questions, tongue_of(round_)), code)
    return _start_page(round_, code)


@blueprint.post("/enkat/<slug>")
@public
@keeps_typed
def send_or_begin(slug: str) -> ResponseReturnValue:
    """Begin the first page, or receive everything when the survey is on one page."""
    round_ = rounds.current(db.session(), slug, clock.today(), to_answer=True)
    code = _code(round_)
    if round_.questionnaire.layout == "one_page":
        return _receive(round_, code)
    if is_stale():
        return _start_page(round_, code)
    token = answering.begin(db.session(), round_, _door(round_, code), clock.today(), clock.now())
    db.session.commit()
    _remember_draft(round_, token)
    return redirect(url_for("surveys.page", slug=slug, number=1), 303)


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
        has_draft=bool(_draft_token(round_)),
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
        key=f"{secrets.token_hex(KEY_LENGTH // 2)}.{_sent_count(round_)}" if fresh_key else request.form["nyckel"],
        errors=page.errors,
        stale=is_stale(),
        sent_before=sent_before,
        has_sent=_sent_count(round_) > 0,
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
    if sent_when_loaded != str(_sent_count(round_)):
        # This browser has sent something since the page was loaded: the same page again, or another tab.
        return _perhaps_again(round_, page, code, secret, key)
    try:
        receipt = answering.answer_at_once(
            db.session(), round_, values, _door(round_, code), secret, key, clock.today()
        )
    except Missing as missing:
        page.ask_for(missing.questions, _words_for(missing))
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
    return _thank(round_, receipt)


def _words_for(missing: Missing | None) -> str:
    if isinstance(missing, NothingAnswered):
        return str(_("Svara på minst en fråga innan du skickar."))
    return str(_("Besvara frågan för att gå vidare."))


def _perhaps_again(round_: Round, page: PageForm, code: str, secret: str, key: str) -> ResponseReturnValue:
    given: Answers = {name: value for name, value in page.values.items() if value is not None}
    try:
        receipt = answering.was_sent(db.session(), round_, secret, key, given)
    except AlreadySent:
        receipt = None
    if receipt is not None:
        return _thank(round_, receipt, counted=True)
    return _one_page(round_, page, code, status=409, sent_before=True)


@blueprint.route("/enkat/<slug>/<id:number>", methods=["GET", "POST"])
@public
@keeps_typed
def page(slug: str, number: int) -> ResponseReturnValue:
    """One section: show it, or keep its answers and go on."""
    round_ = rounds.current(db.session(), slug, clock.today())
    token = _draft_token(round_)
    try:
        response = answering.draft(db.session(), round_, token, to_change=request.method == "POST")
    except DraftGone:
        return _draft_gone(round_, token)
    answers: Answers = response.answers
    sections = flow.sections_for(round_.questionnaire, answers)
    section = _sent_section(round_) or (sections[number - 1] if number <= len(sections) else None)
    if section is None:
        return redirect(url_for("surveys.review", slug=slug), 303)
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
            _remember_draft(round_, token)
            return redirect(following, 303)
        db.session.rollback()
        page_form.ask_for(missing)
    if is_stale():
        _remember_draft(round_, token)
    return render_template(
        "surveys/page.html",
        round=round_,
        language_of_survey=tongue_of(round_),
        section=section,
        fields=page_form.fields,
        number=number,
        total=len(sections),
        token=token,
        back=url_for("surveys.page", slug=slug, number=number - 1)
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
        return url_for("surveys.review", slug=round_.slug)
    keys = [section.key for section in flow.sections_for(round_.questionnaire, answers)]
    following = keys.index(section_key) + 2 if section_key in keys else 1
    if following > len(keys):
        return url_for("surveys.review", slug=round_.slug)
    return url_for("surveys.page", slug=round_.slug, number=following)


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
    token = _draft_token(round_)
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
        change = url_for("surveys.page", slug=round_.slug, number=number, granska="1")
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
    errors = [(row[2], f"{row[0]} – {_words_for(missing)}") for _title, rows in parts for row in rows if row[3]]
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
        return redirect(url_for("surveys.review", slug=slug))
    token = _draft_token(round_)
    try:
        response = answering.draft(db.session(), round_, token, to_change=True)
    except DraftGone:
        return _draft_gone(round_, token)
    if is_stale():
        _remember_draft(round_, token)
        return _review_page(round_, response.answers, token)
    try:
        receipt = answering.submit(
            db.session(), round_, response, str(current_app.config["SECRET_KEY"]), token, clock.today()
        )
    except Missing as missing:
        return _review_page(round_, response.answers, token, missing)
    db.session.commit()
    return _thank(round_, receipt)


def _draft_gone(round_: Round, token: str) -> ResponseReturnValue:
    """A draft that was already sent leads to its thanks again; one that never was is said to be gone."""
    secret = str(current_app.config["SECRET_KEY"])
    receipt = answering.was_sent(db.session(), round_, secret, token) if token else None
    if receipt is None:
        if request.method != "POST":
            _forget("drafts", round_)
            # Back from the thanks leads to the thanks; it leads on to the start where there is none to show.
            return redirect(url_for("surveys.thanks", slug=round_.slug))
        _name_questions(round_)
        raise DraftGone
    page_was_typed = request.method == "POST" and request.endpoint == "surveys.page"
    if page_was_typed:
        _name_questions(round_)
        raise DraftGone
    return _thank(round_, receipt, counted=True)


def _name_questions(round_: Round) -> None:
    """The error page shows what was typed in the words of the questions, although there is no page of them any more."""
    forms.page_form(round_.questionnaire.questions, tongue_of(round_))


@blueprint.get("/enkat/<slug>/tack")
@public
def thanks(slug: str) -> ResponseReturnValue:
    """Thanks, the receipt code, and what happens next."""
    round_ = rounds.current(db.session(), slug, clock.today())
    receipt, since = session.get("receipts", {}).get(str(round_.collection_id), ("", 0))
    if not 0 <= time() - since <= RECEIPT_IS_SHOWN:
        # Whoever sits down at the same computer later has no business with it.
        _forget("receipts", round_)
        return redirect(url_for("surveys.start", slug=slug))
    return render_template("surveys/thanks.html", round=round_, language_of_survey=tongue_of(round_), receipt=receipt)


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
        spend_a_guess()
        try:
            token = answering.resume_token(db.session(), round_, typed)
        except WrongCode:
            error = _("Vi hittar inga sparade svar med den koden. Kontrollera koden och försök igen.")
        else:
            _remember_draft(round_, token)
            return redirect(url_for("surveys.page", slug=slug, number=1), 303)
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
        spend_a_guess()
        try:
            if answering.invitation_for(db.session(), round_, typed) is None:
                raise WrongCode
        except (WrongCode, CodeNeeded):
            error = _("Koden stämmer inte. Kontrollera den och försök igen.")
        except CodeUsed:
            error = _("Koden är redan använd. Varje kod kan användas en gång.")
        else:
            _remember_code(round_, normal_code(typed))
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
    _remember_code(round_, normal_code(code))
    return redirect(url_for("surveys.start", slug=round_.slug))


def spend_a_guess() -> None:
    """A wrong code costs a try; the count stands whatever happens next."""
    limits.spend(db.session(), "code", limits.network_of(request.remote_addr or ""), GUESSES, GUESS_WINDOW, clock.now())
    db.session.commit()


def tongue_of(round_: Round) -> str:
    """The language to show a round in: the reader's, or the one it was written in."""
    return round_.language(language())


def _door(round_: Round, code: str) -> Door:
    return Door(tongue_of(round_), code=code)


# What the cookie carries, by collection: the draft's token, the invitation's code, and what was sent.


def _draft_token(round_: Round) -> str:
    """The form says which draft it belongs to, so an expired cookie loses nothing; a plain visit asks the cookie."""
    sent = request.form.get("utkast", "") if request.method == "POST" else ""
    return sent or str(session.get("drafts", {}).get(str(round_.collection_id), ""))


def _remember_draft(round_: Round, token: str) -> None:
    session["drafts"] = {**session.get("drafts", {}), str(round_.collection_id): token}
    session.permanent = True


def _code(round_: Round) -> str:
    sent = request.form.get("kod", "") if request.method == "POST" else ""
    return sent or str(session.get("codes", {}).get(str(round_.collection_id), ""))


def _remember_code(round_: Round, code: str) -> None:
    session["codes"] = {**session.get("codes", {}), str(round_.collection_id): code}


def _sent_count(round_: Round) -> int:
    count = session.get("sent", {}).get(str(round_.collection_id), 0)
    return count if isinstance(count, int) else 0


def _thank(round_: Round, receipt: str, *, counted: bool = False) -> ResponseReturnValue:
    """Remember the receipt, forget the draft and the code, and show the thanks."""
    key = str(round_.collection_id)
    session["receipts"] = {**session.get("receipts", {}), key: (receipt, int(time()))}
    if not counted:
        session["sent"] = {**session.get("sent", {}), key: _sent_count(round_) + 1}
    _forget("drafts", round_)
    _forget("codes", round_)
    return redirect(url_for("surveys.thanks", slug=round_.slug), 303)


def _forget(name: str, round_: Round) -> None:
    key = str(round_.collection_id)
    session[name] = {other: value for other, value in session.get(name, {}).items() if other != key}
