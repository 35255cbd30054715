"""Meetings for staff: the list, a new one, its plan, the way in on paper, and the record of one that is over."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, clock
from core.db import db
from core.house import house_of
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import hosting, listing, states
from dialog import results as dialogues
from dialog.meetings import founding, holding, overview, planning, posters, results, templates, words
from dialog.meetings.forms import FOR_ANYBODY, NEW, MeetingForm, StepForm
from dialog.meetings.models import Meeting, Pace
from dialog.models import Dialogue, DialogueState
from dialog.results import DialogueView

blueprint = Blueprint("staff_meetings", __name__, url_prefix="/personal/moten")

MOST_RUNNING = 50


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def index() -> ResponseReturnValue:
    """Every meeting, or those of one dialogue: what is not over first, and then the latest."""
    page, slug = listing.page_asked_for(), request.args.get("slug", "")
    rows, older = overview.page(db.session(), page, slug)
    return render_template(
        "dialog/staff/meetings/index.html", rows=rows, older=older, page=page, slug=slug, states=words.STATES
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
    session, today, staff = db.session(), clock.today(), signed_in_staff()
    meeting, dialogue = found_by(session, meeting_id)
    steps = overview.steps(session, meeting.id)
    unit = templates.MINUTE * templates.PACES[meeting.pace]
    is_draft = dialogue.state is DialogueState.DRAFT
    return render_template(
        "dialog/staff/meetings/show.html",
        meeting=meeting,
        dialogue=dialogues.view_of(dialogue, today),
        lacks=len(states.lacking(dialogue)) + len(states.out_of_time(dialogue, today)) if is_draft else 0,
        steps=steps,
        unit=unit,
        length=sum(step.seconds for step in steps) // unit,
        bindings=overview.bindings(session, meeting.id),
        may_change=meeting.state in holding.PLANNED and staff.may(Permission.PLAN_DIALOGUES),
        may_lead=staff.may(Permission.MODERATE),
        is_over=meeting.state in holding.OVER,
        picture=posters.picture(posters.address(dialogue.slug, meeting.code)),
        short_address=posters.short_address(),
        states=words.STATES,
        said=words.said,
    )


@blueprint.route("/<id:meeting_id>/steg/<id:position>", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def step(meeting_id: int, position: int) -> ResponseReturnValue:
    """Change one step before the first one opens: what it is called and says, how long it is, its place."""
    session = db.session()
    meeting, _dialogue = found_by(session, meeting_id)
    found = overview.step(session, meeting.id, position) or abort(404)
    unit = templates.MINUTE * templates.PACES[meeting.pace]
    form = StepForm(
        data={"title": words.said(found.title), "words": words.said(found.words), "minutes": found.seconds // unit}
    )
    name_fields({field.name: str(field.label.text) for field in form})
    if meeting.pace is Pace.DAYS:
        form.minutes.label.text = _("Dagar")
    do = request.form.get("do", "")
    if form.is_sent and not is_stale() and (do in _MOVES or form.validate()):
        _settle(session, meeting, found, do, form)
        _record("meeting.step_changed", meeting, step=position)
        session.commit()
        return redirect(url_for("staff_meetings.show", meeting_id=meeting.id, _anchor="steg"), 303)
    body = render_template(
        "dialog/staff/meetings/step.html",
        meeting=meeting,
        form=form,
        is_only=len(overview.steps(session, meeting.id)) == 1,
        errors=form.summary if not do else [],
        stale=is_stale(),
    )
    return body, 422 if form.errors else 200


@blueprint.get("/<id:meeting_id>/affisch")
@staff_only(Permission.SEE_RESULTS)
def poster(meeting_id: int) -> ResponseReturnValue:
    """The way in, for a wall or a screen."""
    meeting, dialogue = found_by(db.session(), meeting_id)
    return render_template(
        "dialog/staff/meetings/poster.html",
        meeting=meeting,
        dialogue=dialogues.view_of(dialogue, clock.today()),
        picture=posters.picture(posters.address(dialogue.slug, meeting.code)),
        short_address=posters.short_address(),
    )


@blueprint.get("/<id:meeting_id>/protokoll")
@staff_only(Permission.SEE_RESULTS)
def record(meeting_id: int) -> ResponseReturnValue:
    """What a meeting led to: its steps and counts, and nobody who was there."""
    session = db.session()
    _meeting, dialogue = found_by(session, meeting_id)
    found = results.record(session, meeting_id)
    return render_template(
        "dialog/staff/meetings/record.html",
        meeting=found,
        dialogue=dialogues.view_of(dialogue, clock.today()),
        is_over=found.state in holding.OVER,
        states=words.STATES,
        judgements=words.JUDGEMENTS,
        said=words.said,
        sentence=words.sentence,
        minute=templates.MINUTE,
    )


def found_by(session: Session, meeting_id: int) -> tuple[Meeting, Dialogue]:
    """A meeting and its dialogue, in whatever state; raises NoSuchMeeting."""
    meeting = results.by_id(session, meeting_id)
    return meeting, meeting.dialogue


_MOVES = {"upp": -1, "ner": 1, "bort": 0}


def _settle(session: Session, meeting: Meeting, step: overview.Step, do: str, form: StepForm) -> None:
    """Move the step, remove it, or change it; words that stand as they were stay in every reader's language."""
    if do == "bort":
        planning.remove_step(session, meeting, step.position)
    elif do in _MOVES:
        planning.move_step(session, meeting, step.position, _MOVES[do])
    else:
        values = form.values()
        for name, kept in (("title", step.title), ("words", step.words)):
            if values[name] == words.said(kept):
                values[name] = kept
        planning.change_step(session, meeting, step.position, **values)


def _running(session: Session) -> list[DialogueView]:
    """The dialogues that are open, the latest first."""
    today = clock.today()
    query = select(Dialogue).where(Dialogue.state == DialogueState.OPEN).order_by(Dialogue.id.desc())
    found = [dialogues.view_of(row, today) for row in session.scalars(query.limit(MOST_RUNNING))]
    return [dialogue for dialogue in found if dialogue.is_open]


def _found(session: Session, form: MeetingForm) -> Dialogue:
    """A new dialogue about the question, open if nothing is lacking."""
    staff = signed_in_staff()
    reader = staff.id if staff.may(Permission.MODERATE) else None
    dialogue = founding.begin(session, form.asked(), reader, clock.now(), clock.today())
    audit.record(session, staff, "dialogue.planned", "dialogue", dialogue.id, slug=dialogue.slug)
    if dialogue.state is DialogueState.OPEN:
        audit.record(session, staff, "dialogue.opened", "dialogue", dialogue.id, slug=dialogue.slug)
    return dialogue


def _plan(session: Session, dialogue: DialogueView, form: MeetingForm) -> Meeting:
    template = str(form.template.data)
    plan = planning.Plan(dialogue.title, template, form.starts_at(), facilitator_id=signed_in_staff().id)
    meeting = planning.plan(session, dialogue, plan, clock.now())
    _record("meeting.planned", meeting, template=template)
    return meeting


def _record(deed: str, meeting: Meeting, **details: str | int) -> None:
    audit.record(db.session(), signed_in_staff(), deed, "meeting", meeting.id, **details)
