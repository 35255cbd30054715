"""Dialogues for staff: the list, one dialogue with what is left to do, and the steps it takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, clock
from core.chat import ChatChannel, ChatUse
from core.db import db
from core.house import settings_of
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people.access import Permission, staff_only
from core.people.models import Staff
from core.people.present import signed_in_staff
from core.room import Waiting
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import hosting, listing, results, seeding, states
from dialog.errors import NotReady
from dialog.models import Dialogue
from dialog.planning_forms import SECTIONS, PromiseForm, WithdrawForm, section_of
from dialog.results import DialogueView
from dialog.words import AUDIENCES, CHATS, LADDER, LADDER_MEANS, MODERATION, STATES

blueprint = Blueprint("staff_dialogues", __name__, url_prefix="/personal/dialoger")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def index() -> ResponseReturnValue:
    """Every dialogue with how it stands: those being planned first, and then the latest."""
    page = listing.page_asked_for()
    rows, older = listing.overview(db.session(), clock.today(), page)
    return render_template("dialog/staff/index.html", rows=rows, older=older, page=page, states=STATES)


@blueprint.get("/<slug>")
@staff_only(Permission.SEE_RESULTS)
def show(slug: str) -> ResponseReturnValue:
    """One dialogue: how it stands, what is left before the next step, and the ways on from here."""
    session, today = db.session(), clock.today()
    dialogue = hosting.find(session, slug)
    view = results.view_of(dialogue, today)
    size = results.sizes(session, [view.id])[view.id]
    return render_template(
        "dialog/staff/show.html",
        dialogue=view,
        size=size,
        ways=_ways(view, size.waiting),
        outcome=listing.outcome(session, view),
        seeds=len(seeding.seeds(session, view.id)),
        seeding=seeding,
        left=[(section_of(lack.value), lack) for lack in left_to_do(dialogue, today)],
        sections=SECTIONS,
        may_change_all=hosting.may_change_all(session, dialogue, today),
        states=STATES,
        brief=_brief(session, view),
        today=today,
    )


@blueprint.route("/<slug>/oppna", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
def open_(slug: str) -> ResponseReturnValue:
    """Open a dialogue, once whoever opens it has seen what people will be promised."""
    session, today = db.session(), clock.today()
    dialogue = hosting.find(session, slug)
    if request.method == "POST":
        hosting.open_(session, dialogue, today)
        _record("dialogue.opened", dialogue, closes_on=str(dialogue.closes_on or ""))
        session.commit()
        flash(_("Dialogen är öppen."), "good")
        return _back(slug)
    if left_to_do(dialogue, today):
        raise NotReady
    return render_template(
        "dialog/staff/open.html",
        dialogue=results.view_of(dialogue, today),
        seeds=len(seeding.seeds(session, dialogue.id)),
        seeding=seeding,
        ladder=LADDER,
        ladder_means=LADDER_MEANS,
        moderation=MODERATION,
    )


@blueprint.post("/<slug>/pausa")
@staff_only(Permission.PLAN_DIALOGUES)
def pause(slug: str) -> ResponseReturnValue:
    """Receive nothing for a while."""
    return _take(slug, hosting.pause, "dialogue.paused", _("Dialogen är pausad."))


@blueprint.post("/<slug>/fortsatt")
@staff_only(Permission.PLAN_DIALOGUES)
def resume(slug: str) -> ResponseReturnValue:
    """Go on after a pause."""
    return _take(slug, hosting.resume, "dialogue.resumed", _("Dialogen är öppen igen."))


@blueprint.post("/<slug>/stang")
@staff_only(Permission.PLAN_DIALOGUES)
def close(slug: str) -> ResponseReturnValue:
    """End it for good."""
    return _take(slug, hosting.close, "dialogue.closed", _("Dialogen är stängd."))


@blueprint.route("/<slug>/aterkalla", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def withdraw(slug: str) -> ResponseReturnValue:
    """Take a dialogue back, and say why."""
    session, today = db.session(), clock.today()
    dialogue, form = hosting.find(session, slug), WithdrawForm()
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        hosting.withdraw(session, dialogue, str(form.reason.data), today)
        _record("dialogue.withdrawn", dialogue, reason=dialogue.withdrawn_reason)
        session.commit()
        flash(_("Dialogen är återkallad."), "good")
        return _back(slug)
    view = results.view_of(dialogue, today)
    return _page("dialog/staff/withdraw.html", view, form)


@blueprint.route("/<slug>/loftesdag", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def move_promise(slug: str) -> ResponseReturnValue:
    """Promise another day, and say why."""
    session, today = db.session(), clock.today()
    dialogue, form = hosting.find(session, slug), PromiseForm()
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        assert form.due_on.data is not None
        before = str(dialogue.feedback_due_on)
        try:
            hosting.move_feedback(session, dialogue, form.due_on.data, str(form.reason.data), today)
        except NotReady:
            session.rollback()
            form.due_on.errors = (_("Välj en dag som kommer, efter sista dagen att delta och före gallringen."),)
        else:
            _record("dialogue.promise_moved", dialogue, before=before, after=str(dialogue.feedback_due_on))
            session.commit()
            flash(_("Löftesdagen är flyttad."), "good")
            return _back(slug)
    return _page("dialog/staff/promise.html", results.view_of(dialogue, today), form)


def _brief(session: Session, dialogue: DialogueView) -> dict[str, str]:
    """The most telling thing of each part of the plan, so that the list says what is settled."""
    people = [dialogue.moderator_id, dialogue.safeguarding_lead_id, dialogue.safeguarding_deputy_id]
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(people)))
    names: dict[int | None, str] = {row.id: row.name for row in rows}
    safety = (dialogue.safeguarding_lead_id, dialogue.safeguarding_deputy_id)
    return {
        "fragan": dialogue.question,
        "paverkan": _(LADDER[dialogue.ladder_step]) if dialogue.ladder_step else "",
        "mottagare": dialogue.receiver,
        "deltagare": _(AUDIENCES[dialogue.audience]),
        "lasning": names.get(dialogue.moderator_id, ""),
        "trygghet": ", ".join(names[staff_id] for staff_id in safety if staff_id in names),
        "uppgifter": dialogue.controller,
        "kanaler": ", ".join((_("Webben"), *(CHATS[chat] for chat in ChatChannel if _is_used(dialogue, chat)))),
    }


def _is_used(dialogue: DialogueView, chat: ChatChannel) -> bool:
    return dialogue.use_in(chat) is not ChatUse.OFF


def _ways(dialogue: DialogueView, waiting: int) -> list[Waiting]:
    """Where one goes on from here: the pages of this dialogue that whoever is signed in may open."""
    staff, slug = signed_in_staff(), dialogue.slug
    is_seen = states.is_seen(dialogue.state, dialogue.opened_on)
    is_helped = is_seen and settings_of(current_app).has_llm
    unread = ngettext("ett väntar", "%(num)s väntar", waiting) if waiting else ""
    offered = (
        (is_seen, "dialogues.show", Permission.ENTER, _("Den publika sidan"), ""),
        (is_seen, "moderating.index", Permission.MODERATE, _("Läs inspelen"), unread),
        (is_seen, "staff_feedback.index", Permission.ANSWER_BACK, _("Svara på inspelen"), ""),
        (True, "staff_meetings.index", Permission.SEE_RESULTS, _("Möten"), ""),
        (is_seen, "staff_summary.show", Permission.WRITE_SUMMARIES, _("Sammanfattning"), ""),
        (is_helped, "staff_assistance.show", Permission.WRITE_SUMMARIES, _("Hjälp med formuleringar"), ""),
        (is_seen, "staff_dialogue_analysis.show", Permission.SEE_RESULTS, _("Analys"), ""),
        (dialogue.is_open, "staff_paper.enter", Permission.ENTER_ANSWERS, _("Fyll i från papper"), ""),
        (dialogue.is_over, "staff_exports.show", Permission.EXPORT_ANSWERS, _("Ladda ner"), ""),
    )
    return [
        Waiting(words, url_for(endpoint, slug=slug), note)
        for is_there, endpoint, needs, words, note in offered
        if is_there and staff.may(needs) and endpoint in current_app.view_functions
    ]


def left_to_do(dialogue: Dialogue, today: date) -> tuple[states.Lacks | states.OutOfTime, ...]:
    """What stands in the way of opening, what is missing first and then the days that do not hold."""
    return (*states.lacking(dialogue), *states.out_of_time(dialogue, today))


def _take(slug: str, step: Callable[[Session, Dialogue, date], None], deed: str, done: str) -> ResponseReturnValue:
    session = db.session()
    dialogue = hosting.find(session, slug)
    step(session, dialogue, clock.today())
    _record(deed, dialogue)
    session.commit()
    flash(done, "good")
    return _back(slug)


def _record(deed: str, dialogue: Dialogue, **details: str | None) -> None:
    audit.record(db.session(), signed_in_staff(), deed, "dialogue", dialogue.id, slug=dialogue.slug, **details)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for("staff_dialogues.show", slug=slug), 303)


def _page(template: str, dialogue: DialogueView, form: WithdrawForm | PromiseForm) -> ResponseReturnValue:
    body = render_template(template, dialogue=dialogue, form=form, errors=form.summary, stale=is_stale())
    return body, 422 if form.errors else 200
