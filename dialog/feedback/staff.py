"""Answering for staff: which inspel have an answer, and writing one or sending the matter on."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.errors import PersonMet
from core.house import house_of
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog.errors import NoSuchStatement
from dialog.feedback import answering, claims, listing, overdue, results, settling
from dialog.feedback.errors import CannotBeAnswered
from dialog.feedback.forms import AnswerForm, ReferralForm, is_odd
from dialog.feedback.listing import Show
from dialog.feedback.models import Answer, AnswerKind
from dialog.listing import page_asked_for
from dialog.models import DialogueState, Statement, StatementKind, StatementState
from dialog.moderating import queue
from dialog.moderating.addressing import after_asked_for, dialogue_at, statement_at
from dialog.results import DialogueView

blueprint = Blueprint("staff_feedback", __name__, url_prefix="/personal/dialoger/<slug>")

_KINDS = {"svara": AnswerKind.ANSWER, "hanvisa": AnswerKind.REFERRAL}
_WAYS = {kind: way for way, kind in _KINDS.items()}


@blueprint.get("/svar")
@staff_only(Permission.ANSWER_BACK)
def index(slug: str) -> ResponseReturnValue:
    """What the summary highlights with what has been answered; without one, the inspel that have no answer yet."""
    dialogue, session, today = dialogue_at(slug), db.session(), clock.today()
    answered = results.answered_of(session, dialogue.id)
    asked = request.args.get("visa", "")
    first = Show.HIGHLIGHTED if answered.is_highlighted else Show.UNANSWERED
    show = Show(asked) if asked in set(Show) else first
    points = claims.page(session, dialogue.id, page_asked_for()) if show is Show.HIGHLIGHTED else None
    unsettled = overdue.unsettled_of(session, dialogue.id, today)
    return render_template(
        "dialog/staff/feedback/index.html",
        dialogue=dialogue,
        show=show,
        points=points,
        page=None if show is Show.HIGHLIGHTED else listing.page(session, dialogue.id, show, after_asked_for()),
        answered=answered,
        drafts=len(answering.drafts(session, dialogue.id)),
        unsettled=unsettled,
        may_be_done=dialogue.state is DialogueState.PUBLISHED and not settling.left(answered, unsettled),
        may_be_archived=dialogue.state is DialogueState.ANSWERED and not answered.left,
        today=today,
    )


@blueprint.get("/inspel/<id:number>/<any(svara, hanvisa):way>")
@staff_only(Permission.ANSWER_BACK)
def write(slug: str, number: int, way: str) -> ResponseReturnValue:
    """The inspel beside its answer, to write or to change."""
    dialogue = dialogue_at(slug)
    statement = _answerable(dialogue, number, _KINDS[way])
    return _page(dialogue, statement, _KINDS[way])


@blueprint.post("/inspel/<id:number>/<any(svara, hanvisa):way>")
@staff_only(Permission.ANSWER_BACK)
@keeps_typed
def save(slug: str, number: int, way: str) -> ResponseReturnValue:
    """Keep a draft, show it to everybody, or throw a draft away; nobody writes over what somebody else has written."""
    dialogue, kind, pressed = dialogue_at(slug), _KINDS[way], request.form.get("do", "")
    statement = _answerable(dialogue, number, kind)
    session, staff, seen = db.session(), signed_in_staff(), request.form.get("seen", "")
    form = _form(dialogue, statement, kind)
    if is_stale():
        return _page(dialogue, statement, kind, form)
    if pressed not in ("utkast", "publicera", "kasta", "visa"):
        abort(400)
    if pressed != "kasta" and not form.validate():
        return _page(dialogue, statement, kind, form), 422
    if pressed == "visa":
        return _page(dialogue, statement, kind, form, is_shown=True)
    try:
        if pressed == "kasta":
            answering.discard(session, statement, kind, seen=seen)
        else:
            publish = pressed == "publicera"
            answering.save(
                session, statement, kind, form.written(), staff.name, clock.today(), publish=publish, seen=seen
            )
    except PersonMet as error:
        db.session.rollback()
        return _page(dialogue, statement_at(dialogue, number), kind, form, error), error.status
    deed = {"utkast": "answer.drafted", "publicera": "answer.published", "kasta": "answer.discarded"}[pressed]
    audit.record(session, staff, deed, "statement", statement.id, number=number, kind=kind.value)
    db.session.commit()
    words = {
        "utkast": _("Svaret på nr %(number)s är sparat och syns bara här.", number=number),
        "publicera": _("Svaret på nr %(number)s är publicerat.", number=number),
        "kasta": _("Utkastet till svar på nr %(number)s är borta.", number=number),
    }
    flash(words[pressed], "good")
    if pressed != "kasta":
        remark_on(form.written().reference)
    return redirect(url_for("staff_feedback.index", slug=slug, visa=request.args.get("visa")), 303)


def remark_on(reference: str) -> None:
    """Say that a diary number looks odd; it is kept as it was written."""
    if is_odd(reference):
        flash(_("Diarienumret ”%(number)s” ser ovanligt ut. Kontrollera att det stämmer.", number=reference), "caution")


def _answerable(dialogue: DialogueView, number: int, kind: AnswerKind) -> Statement:
    """The inspel, if everybody can read it or it has such an answer already; raises NoSuchStatement otherwise."""
    statement = statement_at(dialogue, number)
    if statement.state in (StatementState.FLAGGED, StatementState.WITHDRAWN):
        raise NoSuchStatement
    is_read = statement.state is StatementState.PUBLISHED and statement.kind is not StatementKind.ABOUT_SELF
    if not is_read and answering.find(db.session(), statement.id, kind) is None:
        raise CannotBeAnswered
    return statement


def _form(dialogue: DialogueView, statement: Statement, kind: AnswerKind) -> AnswerForm | ReferralForm:
    found = answering.find(db.session(), statement.id, kind)
    known = answering.written(found) if found else None
    form = AnswerForm.of(known, dialogue.receiver) if kind is AnswerKind.ANSWER else ReferralForm.of(known)
    name_fields({field.name: str(field.label.text) for field in form})
    return form


def _page(
    dialogue: DialogueView,
    statement: Statement,
    kind: AnswerKind,
    form: AnswerForm | ReferralForm | None = None,
    met: PersonMet | None = None,
    *,
    is_shown: bool = False,
) -> str:
    found: Answer | None = answering.find(db.session(), statement.id, kind)
    shown = form or _form(dialogue, statement, kind)
    # Who meets an error saves next time over what they then have before them.
    seen = request.form.get("seen", "") if form and met is None else answering.mark_of(found)
    return render_template(
        "dialog/staff/feedback/write.html",
        dialogue=dialogue,
        entry=queue.entry(db.session(), dialogue.id, statement.number),
        kind=kind,
        way=_WAYS[kind],
        form=shown,
        errors=shown.summary,
        boards=house_of(current_app).boards(db.session(), clock.today()),
        preview=results.previewed(dialogue, kind, shown.written(), clock.today()) if is_shown else None,
        today=clock.today(),
        answer=found,
        theirs=answering.written(found) if found and met else None,
        seen=seen,
        met=met,
        visa=request.args.get("visa"),
        stale=is_stale(),
    )
