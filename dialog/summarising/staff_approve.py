"""A summary sent for approval, and the page of whoever approves: what will be published, what changed, two buttons."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog.moderating.addressing import dialogue_at
from dialog.results import DialogueView
from dialog.summarising import approval_page, approving, checking, reasons, results, review_words
from dialog.summarising.addressing import NAMES, page_asked_for, revision_seen, summary_at
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.review_forms import NoteForm, SubmitForm
from dialog.summarising.states import EDITED
from dialog.summarising.words import SECTIONS, STATES

blueprint = Blueprint("staff_approval", __name__, url_prefix="/personal/dialoger/<slug>/sammanfattning")


@blueprint.route("/skicka", methods=["GET", "POST"])
@staff_only(Permission.WRITE_SUMMARIES)
@keeps_typed
def send(slug: str) -> ResponseReturnValue:
    """Choose who approves, once nothing is left to do."""
    dialogue, session, staff, today = dialogue_at(slug), db.session(), signed_in_staff(), clock.today()
    summary = summary_at(session, dialogue)
    people = approving.approvers(session, results.view(session, summary), staff)
    form, met = SubmitForm(), None
    form.offer([(one.id, one.name) for one in people])
    name_fields({field.name: str(field.label.text) for field in form})
    if form.is_sent and not is_stale() and form.validate():
        try:
            approving.submit(session, summary, form.chosen, staff, today, seen=revision_seen())
        except PersonMet as error:
            db.session.rollback()
            met, summary = error, summary_at(session, dialogue)
        else:
            name = next((one.name for one in people if one.id == form.chosen), "")
            audit.record(session, staff, "summary.sent", "summary", summary.id, to=name)
            db.session.commit()
            flash(_("Sammanfattningen är skickad till %(name)s.", name=name), "good")
            return redirect(url_for("staff_summary.show", slug=slug), 303)
    now = results.view(session, summary)
    body = render_template(
        "dialog/staff/summary/send.html",
        dialogue=dialogue,
        summary=now,
        left=approving.left(session, summary, now, today),
        may_send=summary.state in EDITED,
        people=people,
        form=form,
        errors=form.summary,
        met=met,
        stale=is_stale(),
    )
    return body, met.status if met else 422 if form.errors else 200


@blueprint.post("/ta-tillbaka")
@staff_only(Permission.WRITE_SUMMARIES)
def take_back(slug: str) -> ResponseReturnValue:
    """Change it after all."""
    dialogue, session = dialogue_at(slug), db.session()
    summary = summary_at(session, dialogue)
    approving.take_back(session, summary)
    audit.record(session, signed_in_staff(), "summary.taken_back", "summary", summary.id)
    db.session.commit()
    flash(_("Sammanfattningen är tillbaka och kan ändras."), "good")
    return redirect(url_for("staff_summary.show", slug=slug), 303)


@blueprint.get("/godkann/<id:version>")
@staff_only(Permission.APPROVE_SUMMARIES)
def read(slug: str, version: int) -> ResponseReturnValue:
    """What will be published, what changed, and the checks with their reasons."""
    dialogue = dialogue_at(slug)
    return _page(dialogue, results.version(db.session(), dialogue.id, version))


@blueprint.post("/godkann/<id:version>")
@staff_only(Permission.APPROVE_SUMMARIES)
@keeps_typed
def decide(slug: str, version: int) -> ResponseReturnValue:
    """Approve, or ask for a change."""
    dialogue, session, staff = dialogue_at(slug), db.session(), signed_in_staff()
    summary, form = results.version(session, dialogue.id, version), NoteForm()
    name_fields({field.name: str(field.label.text) for field in form})
    pressed = request.form.get("do", "")
    if is_stale():
        return _page(dialogue, summary, form)
    if pressed not in ("godkann", "andra"):
        abort(400)
    if pressed == "andra" and not form.validate():
        return _page(dialogue, summary, form), 422
    try:
        if pressed == "godkann":
            approving.approve(session, summary, staff, clock.today(), seen=revision_seen())
        else:
            approving.request_changes(session, summary, form.words, seen=revision_seen())
    except PersonMet as error:
        db.session.rollback()
        return _page(dialogue, results.version(session, dialogue.id, version), form, error), error.status
    deed = "summary.approved" if pressed == "godkann" else "summary.change_asked_for"
    audit.record(session, staff, deed, "summary", summary.id, version=version)
    db.session.commit()
    told = {
        "godkann": _("Sammanfattningen är godkänd. %(name)s får veta det.", name=summary.submitted_by),
        "andra": _("%(name)s får veta vad du vill ändra.", name=summary.submitted_by),
    }
    flash(told[pressed], "good")
    return redirect(url_for("staff_approval.read", slug=slug, version=version), 303)


@blueprint.get("/andringar/<id:version>")
@staff_only(Permission.SEE_RESULTS)
def changes(slug: str, version: int) -> ResponseReturnValue:
    """What sets a version apart from the one that was published before it, with the words of both."""
    dialogue, session = dialogue_at(slug), db.session()
    now = results.view(session, results.version(session, dialogue.id, version))
    return render_template(
        "dialog/staff/summary/changes.html",
        dialogue=dialogue,
        summary=now,
        since=approval_page.since_version(session, now),
        sections=SECTIONS,
        states=STATES,
    )


def _page(dialogue: DialogueView, summary: Summary, form: NoteForm | None = None, met: PersonMet | None = None) -> str:
    session, staff = db.session(), signed_in_staff()
    now = results.view(session, summary)
    told = reasons.given(session, summary.id)
    compared = approval_page.since(session, summary, now)
    found = checking.of_sentences(now, told)
    shown = form or NoteForm()
    return render_template(
        "dialog/staff/summary/approve.html",
        dialogue=dialogue,
        summary=now,
        page=approval_page.page_of(now, found, compared, page_asked_for() or 1, request.args.get("mening", "")),
        since=compared,
        whole=checking.of_whole(now, told),
        left=approving.left(session, summary, now, clock.today()),
        explained=sum(one.is_settled for checked in found.values() for one in checked),
        waits=summary.state is SummaryState.IN_REVIEW,
        is_author=staff.id == summary.submitted_by_id or staff.id in approving.authors(now),
        form=shown,
        errors=shown.summary if form is not None else [],
        met=met,
        stale=is_stale(),
        names=NAMES,
        sections=SECTIONS,
        states=STATES,
        words=review_words,
    )
