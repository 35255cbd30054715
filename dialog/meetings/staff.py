"""Meetings for staff: the list, a new one, its plan, the way in on paper, and the record of one that is over."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, clock
from core.db import db
from core.forms import SentForm
from core.house import house_of
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import hosting, listing, states
from dialog import results as dialogues
from dialog.meetings import founding, overview, planning, posters, results, templates, words
from dialog.meetings.errors import LastStep
from dialog.meetings.forms import FOR_ANYBODY, NEW, MeetingForm, StepForm
from dialog.meetings.models import Meeting, MeetingState
from dialog.models import Audience, Dialogue, DialogueState
from dialog.results import DialogueView

blueprint = Blueprint("staff_meetings", __name__, url_prefix="/personal/moten")

MOST_RUNNING = 50
# Until it begins, its steps may change.
BEFORE = (MeetingState.DRAFT, MeetingState.SCHEDULED, MeetingState.LOBBY)


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def index() -> ResponseReturnValue:
    """Every meeting: those that are not over first, and then the latest."""
    page = listing.page_asked_for()
    rows, older = overview.page(db.session(), page)
    return render_template(
        "dialog/staff/meetings/index.html", rows=rows, older=older, page=page, states=words.STATES
    )


@blueprint.route("/nytt", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def begin() -> ResponseReturnValue:
    """Plan a meeting: in a dialogue that is open, or with a question of its own, which then becomes one."""
    session, today = db.session(), clock.today()
    form = MeetingForm.of(_running(session), request.args.get("dialog", ""))
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        dialogue = _found(session, form) if form.is_about_something_new else hosting.find(session, form.dialogue.data)
        meeting = _plan(session, dialogues.view_of(dialogue, today), form)
        session.commit()
        return redirect(url_for("staff_meetings.show", meeting_id=meeting.id), 303)
    body = render_template(
        "dialog/staff/meetings/begin.html",
        form=form,
        new=NEW,
        for_anybody=FOR_ANYBODY,
        boards=house_of(current_app).boards(session, today),
        errors=form.summary,
        stale=is_stale(),
    )
    return body, 422 if form.errors else 200


@blueprint.get("/<id:meeting_id>")
@staff_only(Permission.SEE_RESULTS)
def show(meeting_id: int) -> ResponseReturnValue:
    """One meeting: the way in, its steps, and where else it is held."""
    session, today = db.session(), clock.today()
    meeting, dialogue = _found_by(session, meeting_id)
    steps = overview.steps(session, meeting.id)
    is_draft = dialogue.state is DialogueState.DRAFT
    return render_template(
        "dialog/staff/meetings/show.html",
        meeting=meeting,
        dialogue=dialogues.view_of(dialogue, today),
        lacks=len(states.lacking(dialogue)) + len(states.out_of_time(dialogue, today)) if is_draft else 0,
        steps=steps,
        unit=templates.MINUTE * templates.PACES[meeting.pace],
        whole=sum(step.seconds for step in steps) // (templates.MINUTE * templates.PACES[meeting.pace]),
        bindings=overview.bindings(session, meeting.id),
        may_change=meeting.state in BEFORE and signed_in_staff().may(Permission.PLAN_DIALOGUES),
        may_lead=signed_in_staff().may(Permission.MODERATE),
        is_over=meeting.state in overview.OVER,
        picture=posters.picture(posters.address(dialogue.slug, meeting.code)),
        short_address=posters.short_address(),
        states=words.STATES,
        said=words.said,
    )


@blueprint.route("/<id:meeting_id>/steg/<id:step_id>", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def step(meeting_id: int, step_id: int) -> ResponseReturnValue:
    """Change one step before the meeting begins: its name, its words, its length, its place, or take it away."""
    session = db.session()
    meeting, _dialogue = _found_by(session, meeting_id)
    found = next((one for one in overview.steps(session, meeting.id) if one.id == step_id), None) or abort(404)
    unit = templates.MINUTE * templates.PACES[meeting.pace]
    shown = {"title": words.said(found.title), "words": words.said(found.words), "length": found.seconds // unit}
    form = StepForm(data=shown)
    name_fields({field.name: str(field.label.text) for field in form})
    do = request.form.get("do", "")
    if form.is_sent and not is_stale() and (do in _MOVES or form.validate()):
        ...
    return _page("dialog/staff/meetings/step.html", form, meeting=meeting, step=found)
