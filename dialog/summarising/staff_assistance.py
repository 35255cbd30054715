"""Help with words for staff: the switch of a dialogue, what would leave the house, and all that has left it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit
from core.db import db
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog.moderating.addressing import dialogue_at
from dialog.results import DialogueView
from dialog.summarising import assistance_log, assisting, results, wording
from dialog.summarising.assistance_forms import SwitchForm
from dialog.summarising.assistance_words import DOUBTS, OUTCOMES
from dialog.summarising.assisting import Question
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.states import EDITED

blueprint = Blueprint("staff_assistance", __name__, url_prefix="/personal/dialoger/<slug>/hjalp")

ON, OFF, ASK, UNDO = "pa", "av", "fraga", "tillbaka"


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.WRITE_SUMMARIES)
def show(slug: str) -> ResponseReturnValue:
    """Whether help is on, what would be sent now, and the calls there have been."""
    dialogue = dialogue_at(slug)
    return _page(dialogue, SwitchForm.of(dialogue.audience))


@blueprint.post("", strict_slashes=False)
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def switch(slug: str) -> ResponseReturnValue:
    """Switch help on or off, have the draft worded now, or take all wordings back."""
    dialogue, session, pressed = dialogue_at(slug), db.session(), request.form.get("do", "")
    form = SwitchForm.of(dialogue.audience)
    if pressed not in (ON, OFF, ASK, UNDO):
        abort(400)
    if is_stale():
        return _page(dialogue, form)
    if pressed in (ASK, UNDO):
        return _ask(dialogue) if pressed == ASK else _undo(dialogue)
    if pressed == ON and not form.validate():
        return _page(dialogue, form), 422
    if wording.switch(session, dialogue.id, is_on=pressed == ON):
        deed = "assistance.switched_on" if pressed == ON else "assistance.switched_off"
        audit.record(session, signed_in_staff(), deed, "dialogue", dialogue.id, slug=slug)
    session.commit()
    flash(_("Hjälpen är på i den här dialogen.") if pressed == ON else _("Hjälpen är av. Inget mer skickas."), "good")
    return redirect(url_for("staff_assistance.show", slug=slug), 303)


@blueprint.get("/<id:call_id>")
@staff_only(Permission.WRITE_SUMMARIES)
def call(slug: str, call_id: int) -> ResponseReturnValue:
    """One call: what was sent, what came back and what became of it."""
    dialogue = dialogue_at(slug)
    found, letters = assistance_log.find(db.session(), dialogue.id, call_id)
    return render_template(
        "dialog/staff/assistance/call.html",
        dialogue=dialogue,
        call=found,
        letters=letters,
        outcomes=OUTCOMES,
        doubts=DOUBTS,
        longest=wording.LONGEST_KEPT,
    )


@blueprint.get("/<id:call_id>/<any(skickat, svar):letter>")
@staff_only(Permission.WRITE_SUMMARIES)
def letters(slug: str, call_id: int, letter: str) -> ResponseReturnValue:
    """What was sent or what came back as a file, to the letter."""
    _found, said = assistance_log.find(db.session(), dialogue_at(slug).id, call_id)
    text = said.sent if letter == "skickat" else said.received
    headers = {"Content-Disposition": f'attachment; filename="{letter}-{call_id}.txt"'}
    return Response(text, mimetype="text/plain", headers=headers)


def _ask(dialogue: DialogueView) -> ResponseReturnValue:
    session = db.session()
    draft = _draft(dialogue)
    if draft is not None and _question(dialogue) is not None and wording.ask_for(session, draft):
        audit.record(session, signed_in_staff(), "assistance.asked", "dialogue", dialogue.id, slug=dialogue.slug)
        flash(_("Formuleringar är beställda. Ladda om sidan om en stund för att se hur det gick."), "good")
    else:
        flash(_("Det finns inget att fråga om just nu. Inget har skickats."), "info")
    session.commit()
    return redirect(url_for("staff_assistance.show", slug=dialogue.slug), 303)


def _undo(dialogue: DialogueView) -> ResponseReturnValue:
    session = db.session()
    summary = results.under_way(session, dialogue.id)
    many = wording.undo(session, summary) if summary is not None else 0
    if many:
        audit.record(session, signed_in_staff(), "assistance.undone", "dialogue", dialogue.id, slug=dialogue.slug)
    session.commit()
    flash(ngettext("En mening står som programmet skrev den.", "%(num)s meningar står som programmet skrev dem.", many))
    return redirect(url_for("staff_assistance.show", slug=dialogue.slug), 303)


def _draft(dialogue: DialogueView) -> Summary | None:
    return results.latest(db.session(), dialogue.id, SummaryState.DRAFT)


def _question(dialogue: DialogueView) -> Question | None:
    draft = _draft(dialogue)
    model = settings_of(current_app).llm_model
    return assisting.question(results.view(db.session(), draft), model) if draft is not None else None


def _worded(dialogue: DialogueView) -> int:
    """How many sentences of the version that is being worked on have words from outside, where that can be undone."""
    summary = results.under_way(db.session(), dialogue.id)
    return assistance_log.worded(db.session(), summary.id) if summary is not None and summary.state in EDITED else 0


def _page(dialogue: DialogueView, form: SwitchForm) -> str:
    session, settings = db.session(), settings_of(current_app)
    name_fields({field.name: str(field.label.text) for field in form})
    asked = _question(dialogue) if settings.has_llm else None
    return render_template(
        "dialog/staff/assistance/show.html",
        dialogue=dialogue,
        settings=settings,
        is_on=wording.is_on(session, dialogue.id),
        question=asked,
        told=assistance_log.messages(asked.body) if asked else (),
        worded=_worded(dialogue),
        calls=assistance_log.latest(session, dialogue.id),
        most=assistance_log.MOST_SHOWN,
        outcomes=OUTCOMES,
        form=form,
        errors=form.summary,
        stale=is_stale(),
    )
