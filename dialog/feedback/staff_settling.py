"""The last steps of answering, for staff: all drafts published in one go, the dialogue answered, and put aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from core import audit, clock
from core.db import db
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from dialog import hosting
from dialog.feedback import answering, results, settling
from dialog.feedback.errors import AnsweredMeanwhile
from dialog.models import Dialogue
from dialog.moderating.addressing import dialogue_at

blueprint = Blueprint("staff_settling", __name__, url_prefix="/personal/dialoger/<slug>/svar")


@blueprint.get("/utkast")
@staff_only(Permission.ANSWER_BACK)
def drafts(slug: str) -> ResponseReturnValue:
    """The first drafts as people will read them, and one button that publishes them all."""
    dialogue, session, today = dialogue_at(slug), db.session(), clock.today()
    found = answering.drafts(session, dialogue.id)
    return render_template(
        "dialog/staff/feedback/drafts.html",
        dialogue=dialogue,
        drafts=[
            (statement, results.previewed(dialogue, answer.kind, answering.written(answer), today))
            for answer, statement in answering.with_inspel(session, found)
        ],
        may_be_more=len(found) == answering.MOST_AT_ONCE,
        seen=answering.mark_of_all(found),
        today=today,
    )


@blueprint.post("/utkast")
@staff_only(Permission.ANSWER_BACK)
def publish(slug: str) -> ResponseReturnValue:
    """Publish what was shown; if somebody has changed a draft meanwhile, nothing is published."""
    dialogue, session = dialogue_at(slug), db.session()
    try:
        found = answering.publish_drafts(session, dialogue.id, clock.today(), seen=request.form.get("seen", ""))
    except AnsweredMeanwhile:
        db.session.rollback()
        flash(_("Utkasten har ändrats sedan du öppnade sidan, så inget är publicerat. Läs dem igen."), "caution")
        return redirect(url_for("staff_settling.drafts", slug=slug), 303)
    for answer in found:
        audit.record(session, signed_in_staff(), "answer.published", "statement", answer.statement_id, slug=slug)
    db.session.commit()
    flash(ngettext("Ett svar är publicerat.", "%(num)s svar är publicerade.", len(found)), "good")
    return redirect(url_for("staff_feedback.index", slug=slug), 303)


@blueprint.post("/klar")
@staff_only(Permission.ANSWER_BACK)
def mark_answered(slug: str) -> ResponseReturnValue:
    """Say that everything that was highlighted has its answer."""
    return _take(slug, settling.mark_answered, "dialogue.answered", _("Dialogen är besvarad."))


@blueprint.post("/arkivera")
@staff_only(Permission.ANSWER_BACK)
def archive(slug: str) -> ResponseReturnValue:
    """Put the dialogue aside; it stays to be read."""
    return _take(slug, settling.archive, "dialogue.archived", _("Dialogen är arkiverad. Den går fortfarande att läsa."))


def _take(slug: str, step: Callable[[Session, Dialogue, date], None], deed: str, done: str) -> ResponseReturnValue:
    session = db.session()
    dialogue = hosting.find(session, slug)
    step(session, dialogue, clock.today())
    audit.record(session, signed_in_staff(), deed, "dialogue", dialogue.id, slug=slug)
    session.commit()
    flash(done, "good")
    return redirect(url_for("staff_feedback.index", slug=slug), 303)
