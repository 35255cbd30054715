"""Planning for staff: beginning a draft, settling it part by part, its address, and the inspel it begins with."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from core import audit, clock
from core.db import db
from core.forms import SentForm
from core.house import house_of
from core.i18n import gettext as _
from core.i18n import ngettext
from core.people import accounts
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.people.roles import PERMISSIONS
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import hosting, results, seeding
from dialog.errors import AddressTaken
from dialog.hosting import Plan
from dialog.models import Dialogue
from dialog.planning_forms import SECTIONS, AddressForm, Offered, QuestionForm, Section, mark_of
from dialog.results import DialogueView
from dialog.seed_forms import SeedForm, SeedsForm
from dialog.states import Lacks

blueprint = Blueprint("dialogue_planning", __name__, url_prefix="/personal/dialoger")

# What may be left for later, but not for ever.
NEEDED = frozenset(lack.value for lack in Lacks)


@blueprint.route("/ny", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def begin() -> ResponseReturnValue:
    """Begin a draft with its question; the rest is settled part by part."""
    session = db.session()
    form = QuestionForm.of(Plan(title=""), Offered((), (), ()))
    _name(form)
    if form.is_sent and not is_stale() and form.validate():
        dialogue = hosting.plan(session, Plan(**form.values()), clock.now())
        _record("dialogue.planned", dialogue)
        session.commit()
        return redirect(url_for("staff_dialogues.show", slug=dialogue.slug), 303)
    body = render_template("dialog/staff/begin.html", form=form, needed=NEEDED, errors=form.summary, stale=is_stale())
    return body, 422 if form.errors else 200


@blueprint.route("/<slug>/plan/<section>", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def settle(slug: str, section: str) -> ResponseReturnValue:
    """Settle one part of the plan; what somebody else has settled meanwhile is shown and never written over."""
    session, today, part = db.session(), clock.today(), _section(section)
    dialogue = hosting.find(session, slug)
    plan = hosting.plan_of(dialogue)
    only_free = not hosting.may_change_all(session, dialogue, today)
    form = part.form.of(plan, _offered(session), only_free=only_free)
    _name(form)
    seen = mark_of(plan, part)
    has_changed = False
    if form.is_sent:
        has_changed = request.form.get("seen", "") != seen
        if not is_stale() and form.validate() and not has_changed:
            hosting.change(session, dialogue, form.values(), today)
            _record("dialogue.changed", dialogue, part=part.key)
            session.commit()
            flash(_("Sparat."), "good")
            return redirect(url_for("staff_dialogues.show", slug=slug), 303)
    body = render_template(
        "dialog/staff/settle.html",
        dialogue=results.view_of(dialogue, today),
        section=part,
        form=form,
        needed=NEEDED,
        seen=seen,
        theirs=form.shown(plan) if has_changed else [],
        has_changed=has_changed,
        only_free=only_free,
        errors=form.summary,
        stale=is_stale(),
    )
    return body, 409 if has_changed else 422 if form.errors else 200


@blueprint.route("/<slug>/adress", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def move(slug: str) -> ResponseReturnValue:
    """Give a draft another address."""
    session = db.session()
    dialogue = hosting.find(session, slug)
    form = AddressForm(data={"slug": dialogue.slug})
    _name(form)
    if form.is_sent and not is_stale() and form.validate():
        try:
            hosting.move(session, dialogue, str(form.slug.data))
        except AddressTaken:
            session.rollback()
            form.slug.errors = (_("En annan dialog har redan den adressen."),)
        else:
            _record("dialogue.moved", dialogue, before=slug)
            session.commit()
            return redirect(url_for("staff_dialogues.show", slug=dialogue.slug), 303)
    return _page("dialog/staff/address.html", results.view_of(dialogue, clock.today()), form)


@blueprint.route("/<slug>/startinspel", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def seeds(slug: str) -> ResponseReturnValue:
    """The inspel the dialogue begins with, and a place to write more."""
    session, today = db.session(), clock.today()
    dialogue = hosting.find(session, slug)
    view = results.view_of(dialogue, today)
    found = seeding.seeds(session, view.id)
    form = SeedsForm()
    form.already = len(found)
    _name(form)
    if form.is_sent and not is_stale() and form.validate():
        added = seeding.add(session, view, form.lines, today)
        _record("dialogue.seeds_added", dialogue, count=added)
        session.commit()
        flash(ngettext("Ett inspel är tillagt.", "%(num)s inspel är tillagda.", added), "good")
        return redirect(url_for("dialogue_planning.seeds", slug=slug), 303)
    return _page("dialog/staff/seeds.html", view, form, seeds=found, seeding=seeding)


@blueprint.route("/<slug>/startinspel/<id:number>", methods=["GET", "POST"])
@staff_only(Permission.PLAN_DIALOGUES)
@keeps_typed
def seed(slug: str, number: int) -> ResponseReturnValue:
    """Put one of them in other words, or take it away, as long as nobody has voted on it."""
    session, today = db.session(), clock.today()
    dialogue = hosting.find(session, slug)
    view = results.view_of(dialogue, today)
    found = seeding.find(session, view, number)
    form = SeedForm(data={"text": found.text})
    _name(form)
    is_removal = request.form.get("do") == "remove"
    if form.is_sent and not is_stale() and (is_removal or form.validate()):
        if is_removal:
            seeding.remove(session, view, number)
        else:
            seeding.change(session, view, number, form.tidy)
        _record("dialogue.seed_removed" if is_removal else "dialogue.seed_changed", dialogue, number=number)
        session.commit()
        return redirect(url_for("dialogue_planning.seeds", slug=slug), 303)
    return _page("dialog/staff/seed.html", view, form, seed=found)


def _section(key: str) -> Section:
    return next((section for section in SECTIONS if section.key == key), None) or abort(404)


def _offered(session: Session) -> Offered:
    """The nämnder that the house knows, and those of the staff who may read inspel or what worries somebody."""
    people = [account for account in accounts.accounts(session) if account.is_active]
    moderators, leads = (
        [(account.id, account.name) for account in people if not PERMISSIONS[permission].isdisjoint(account.roles)]
        for permission in (Permission.MODERATE, Permission.HANDLE_CONCERNS)
    )
    return Offered(house_of(current_app).boards(session, clock.today()), moderators, leads)


def _name(form: SentForm) -> None:
    name_fields({field.name: str(field.label.text) for field in form})


def _record(deed: str, dialogue: Dialogue, **details: str | int) -> None:
    audit.record(db.session(), signed_in_staff(), deed, "dialogue", dialogue.id, slug=dialogue.slug, **details)


def _page(template: str, dialogue: DialogueView, form: SentForm, **values: object) -> ResponseReturnValue:
    body = render_template(template, dialogue=dialogue, form=form, errors=form.summary, stale=is_stale(), **values)
    return body, 422 if form.errors else 200
