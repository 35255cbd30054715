"""Answering what a summary highlights, for staff: one answer to a sentence, given to every inspel it rests on."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.errors import PersonMet
from core.house import house_of
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog.feedback import answering, claims, results
from dialog.feedback.claims import Point
from dialog.feedback.forms import AnswerForm
from dialog.feedback.models import Answer, AnswerKind
from dialog.feedback.staff import remark_on
from dialog.moderating.addressing import dialogue_at
from dialog.results import DialogueView

blueprint = Blueprint("staff_points", __name__, url_prefix="/personal/dialoger/<slug>/svar")


@blueprint.get("/punkter/<key>")
@staff_only(Permission.ANSWER_BACK)
def write(slug: str, key: str) -> ResponseReturnValue:
    """The sentence with its inspel beside the answer they all get."""
    dialogue = dialogue_at(slug)
    return _page(dialogue, claims.point(db.session(), dialogue.id, key))


@blueprint.post("/punkter/<key>")
@staff_only(Permission.ANSWER_BACK)
@keeps_typed
def save(slug: str, key: str) -> ResponseReturnValue:
    """Keep the answer as a draft, or show it to everybody, at every inspel of the sentence at once."""
    session, staff, dialogue = db.session(), signed_in_staff(), dialogue_at(slug)
    point, pressed = claims.point(session, dialogue.id, key), request.form.get("do", "")
    form, seen = _form(dialogue, _answers(dialogue, point)), request.form.get("seen", "")
    if is_stale():
        return _page(dialogue, point, form)
    if pressed not in ("utkast", "publicera", "visa"):
        abort(400)
    if not form.validate():
        return _page(dialogue, point, form), 422
    if pressed == "visa":
        return _page(dialogue, point, form, is_shown=True)
    publish, rows = pressed == "publicera", claims.statements(session, dialogue.id, point)
    try:
        answering.save_together(session, rows, form.written(), staff.name, clock.today(), publish=publish, seen=seen)
    except PersonMet as error:
        db.session.rollback()
        return _page(dialogue, claims.point(session, dialogue.id, key), form, error), error.status
    for number in point.numbers:
        deed = "answer.published" if publish else "answer.drafted"
        audit.record(session, staff, deed, "dialogue", dialogue.id, slug=slug, number=number, sentence=key)
    db.session.commit()
    n = len(point.numbers)
    flash(
        ngettext("Svaret är publicerat vid ett inspel.", "Svaret är publicerat vid %(num)s inspel.", n)
        if publish
        else _("Svaret är sparat och syns bara här."),
        "good",
    )
    remark_on(form.written().reference)
    return redirect(url_for("staff_feedback.index", slug=slug, _anchor=f"punkt-{key}"), 303)


def _answers(dialogue: DialogueView, point: Point) -> tuple[Answer | None, ...]:
    session = db.session()
    return answering.answers_to(session, claims.statements(session, dialogue.id, point))


def _form(dialogue: DialogueView, answers: tuple[Answer | None, ...]) -> AnswerForm:
    known = next((answering.written(answer) for answer in answers if answer), None)
    form = AnswerForm.of(known, dialogue.receiver)
    name_fields({field.name: str(field.label.text) for field in form})
    return form


def _page(
    dialogue: DialogueView,
    point: Point,
    form: AnswerForm | None = None,
    met: PersonMet | None = None,
    *,
    is_shown: bool = False,
) -> str:
    answers = _answers(dialogue, point)
    shown = form or _form(dialogue, answers)
    told = {answering.written(answer) for answer in answers if answer}
    return render_template(
        "dialog/staff/feedback/point.html",
        dialogue=dialogue,
        point=point,
        form=shown,
        errors=shown.summary,
        boards=house_of(current_app).boards(db.session(), clock.today()),
        preview=results.previewed(dialogue, AnswerKind.ANSWER, shown.written(), clock.today()) if is_shown else None,
        is_published=any(answer.published_on for answer in answers if answer),
        differ=len(told) > 1,
        # Who meets an error saves next time over what they then have before them.
        seen=request.form.get("seen", "") if form and met is None else answering.mark_of_all(answers),
        met=met,
        today=clock.today(),
        stale=is_stale(),
    )
