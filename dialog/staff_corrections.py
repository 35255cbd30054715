"""Staff say what a published inspel is when the analysis of its tone or of what it is about is wrong."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core import audit, clock
from core.corrections import correcting
from core.corrections.forms import FACTOR_NAMES, TONES, CorrectionForm
from core.db import db
from core.i18n import gettext as _
from core.language.analysing import TextFindings
from core.language.personal_data import redact
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from dialog.analysing import keeping
from dialog.analysing.models import StatementFinding
from dialog.errors import NoSuchStatement
from dialog.models import Statement, StatementState
from dialog.moderating.addressing import dialogue_at

blueprint = Blueprint("staff_dialogue_corrections", __name__, url_prefix="/personal/dialoger/<slug>/analys")


@blueprint.route("/<id:number>", methods=["GET", "POST"])
@staff_only(Permission.READ_COMMENTS)
@keeps_typed
def show(slug: str, number: int) -> ResponseReturnValue:
    """What was found in one inspel, and the form that corrects it."""
    session, dialogue = db.session(), dialogue_at(slug)
    statement_id, found = _found(dialogue.id, number)
    ref = f"dialog:{statement_id}"
    said = correcting.of(session, [ref]).get(ref)
    form = CorrectionForm.of(found, said) if found else None
    if form and found and form.is_sent and not is_stale() and form.validate():
        by, tone = signed_in_staff(), str(form.tone.data)
        correcting.correct(
            session, ref, found.redacted, found.language, tone, form.chosen_factors, by.name, clock.now()
        )
        keeping.ask_for(session, dialogue.id, clock.now(), at_once=True)
        audit.record(session, by, "statement.corrected", "dialogue", dialogue.id, number=number, tone=tone)
        db.session.commit()
        flash(_("Tack! Rättningen räknas från och med nu."), "good")
        return redirect(url_for("staff_dialogue_corrections.show", slug=slug, number=number), 303)
    return render_template(
        "dialog/staff/correct.html",
        dialogue=dialogue,
        number=number,
        found=found,
        said=said,
        tone=said.tone if said and said.tone else found.tone.label if found else None,
        factors=_factors(found, said) if found else (),
        form=form,
        errors=form.summary if form else [],
        tones=TONES,
        factor_names=FACTOR_NAMES,
        stale=is_stale(),
    ), 422 if form and form.errors else 200


def _found(dialogue_id: int, number: int) -> tuple[int, TextFindings | None]:
    """The key of a published inspel and what was found in it, None until the worker has read it."""
    row = db.session.execute(
        select(Statement.id, Statement.text, StatementFinding.document)
        .outerjoin(StatementFinding, StatementFinding.statement_id == Statement.id)
        .where(
            Statement.dialogue_id == dialogue_id,
            Statement.number == number,
            Statement.state == StatementState.PUBLISHED,
        )
    ).first()
    if row is None:
        raise NoSuchStatement
    if row.document is None:
        return row.id, None
    # What is found in an inspel is stored without its words.
    return row.id, replace(TextFindings.from_document(row.document), redacted=redact(row.text).text)


def _factors(found: TextFindings, said: correcting.Correction | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    words = {tag.factor: tag.words for tag in found.factors}
    names = said.factors if said and said.factors is not None else tuple(words)
    return tuple((factor, words.get(factor, ())) for factor in names)
