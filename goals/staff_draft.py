"""Changing the målbild: one page for each part of the draft, and at the end the decision that makes it a version."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from goals import drafting, drafts, versions
from goals.differences import difference
from goals.draft_checks import remarks
from goals.draft_forms import FORMS, PartForm
from goals.drafting import Kind, NoSuchPart
from goals.drafts import ChangedMeanwhile, Draft
from goals.staff_forms import DecideForm, SureForm

blueprint = Blueprint("staff_draft", __name__, url_prefix="/personal/malbild/utkast")

UP, DOWN = "upp", "ner"
# A målbild is decided for the years to come, and hardly ever more than a term of office ahead.
FURTHEST_AHEAD = timedelta(days=5 * 365)
# A målområde goes by its number and keeps it.
MOVABLE = (Kind.STRATEGY, Kind.INDICATOR, Kind.FIGURE)


@blueprint.post("")
@staff_only(Permission.EDIT_MALBILD)
def begin() -> ResponseReturnValue:
    """Begin a draft, or go to the one there is."""
    staff = signed_in_staff()
    if drafts.begin(db.session(), staff.name, clock.now()):
        audit.record(db.session(), staff, "malbild_draft.begun", "malbild_draft", drafts.THE_ONE)
    db.session.commit()
    return redirect(url_for("staff_draft.show"), 303)


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.EDIT_MALBILD)
def show() -> ResponseReturnValue:
    """The whole draft, each part with a way to change it."""
    draft = drafts.get(db.session())
    before = versions.by_number(db.session(), draft.based_on)
    return render_template("goals/staff/draft.html", draft=draft, changes=difference(before, draft.malbild))


@blueprint.route("/<kind>/<key>", methods=["GET", "POST"])
@staff_only(Permission.EDIT_MALBILD)
@keeps_typed
def edit(kind: str, key: str) -> ResponseReturnValue:
    """Change one part."""
    what, draft = _kind(kind), _draft()
    part = drafting.own(draft.part(what, key))
    form, seen = _form(what, part, draft), drafting.fingerprint(part)
    theirs = None
    if form.is_sent:
        seen = request.form.get("seen", "")
        if not is_stale() and form.validate():
            try:
                drafts.change(db.session(), what, key, form.values(), seen, signed_in_staff().name, clock.now())
            except ChangedMeanwhile as meanwhile:
                theirs, seen = meanwhile.theirs, drafting.fingerprint(meanwhile.theirs)
            else:
                _record("malbild_draft.changed", what, key)
                db.session.commit()
                return redirect(_back(what, key), 303)
    return _edit_page(what, key, form, draft, seen, theirs)


@blueprint.route("/<kind>/ny", methods=["GET", "POST"])
@staff_only(Permission.EDIT_MALBILD)
@keeps_typed
def add(kind: str) -> ResponseReturnValue:
    """Add a part, in a målområde (``?omrade=2``) for what stands in one."""
    what, draft = _kind(kind), _draft()
    area = request.args.get("omrade", type=int)
    if what is Kind.TEXTS or (what in (Kind.STRATEGY, Kind.INDICATOR) and not _has_area(draft, area)):
        raise NoSuchPart
    form = _form(what, {}, draft)
    if form.is_sent and not is_stale() and form.validate():
        key = drafts.add(db.session(), what, area, form.values(), form.name, signed_in_staff().name, clock.now())
        _record("malbild_draft.added", what, key)
        db.session.commit()
        return redirect(_back(what, key), 303)
    return _edit_page(what, "", form, draft, "", None)


@blueprint.post("/<kind>/<key>/flytta")
@staff_only(Permission.EDIT_MALBILD)
def move(kind: str, key: str) -> ResponseReturnValue:
    """Move a part one step among its like."""
    what = _kind(kind)
    if what not in MOVABLE:
        raise NoSuchPart
    step = {UP: -1, DOWN: 1}.get(request.form.get("steg", ""), 0)
    drafts.move(db.session(), what, key, step, signed_in_staff().name, clock.now())
    _record("malbild_draft.moved", what, key)
    db.session.commit()
    return redirect(url_for("staff_draft.edit", kind=what.value, key=key), 303)


@blueprint.route("/<kind>/<key>/ta-bort", methods=["GET", "POST"])
@staff_only(Permission.EDIT_MALBILD)
@keeps_typed
def remove(kind: str, key: str) -> ResponseReturnValue:
    """Take a part away, once somebody has seen what goes with it and is sure."""
    what, draft = _kind(kind), _draft()
    part = draft.part(what, key)
    if what is Kind.TEXTS:
        raise NoSuchPart
    form, seen = SureForm(), drafting.fingerprint(part)
    has_changed = False
    if form.is_sent:
        has_changed = request.form.get("seen", "") != seen
        if not is_stale() and not has_changed and form.validate():
            drafts.remove(db.session(), what, key, seen, signed_in_staff().name, clock.now())
            _record("malbild_draft.removed", what, key)
            db.session.commit()
            return redirect(url_for("staff_draft.show"), 303)
    page = render_template(
        "goals/staff/remove.html",
        kind=what,
        key=key,
        part=part,
        draft=draft,
        form=form,
        seen=seen,
        errors=form.summary,
        has_changed=has_changed,
        stale=is_stale(),
    )
    return page, 409 if has_changed else 200


@blueprint.route("/faststall", methods=["GET", "POST"])
@staff_only(Permission.EDIT_MALBILD)
@keeps_typed
def decide() -> ResponseReturnValue:
    """Make the draft a version: what has changed, what to look at, and the decision it rests on."""
    session, draft = db.session(), _draft()
    before = versions.by_number(session, draft.based_on)
    changes, found = difference(before, draft.malbild), remarks(session, before, draft.malbild)
    stopped = not changes or any(remark.stops for remark in found)
    seen = drafting.fingerprint(draft.document)
    newest = versions.newest(session).version
    form = DecideForm()
    form.earliest = newest.valid_from if newest else None
    form.latest = clock.today() + FURTHEST_AHEAD
    form.must_read = bool(found)
    name_fields({field.name: str(field.label.text) for field in form})
    has_changed = form.is_sent and request.form.get("seen", "") != seen
    if form.is_sent and not is_stale() and form.validate() and not has_changed and not stopped:
        staff = signed_in_staff()
        made = drafts.decide(
            session,
            str(form.decision.data).strip(),
            str(form.paragraph.data).strip(),
            form.valid_from.data or date.max,
            staff.name,
            clock.now(),
        )
        audit.record(session, staff, "malbild.decided", "malbild_version", made.number, decision=made.decision)
        db.session.commit()
        return redirect(url_for("staff_malbild.index"), 303)
    page = render_template(
        "goals/staff/decide.html",
        form=form,
        errors=form.summary,
        changes=changes,
        remarks=found,
        stopped=stopped,
        seen=seen,
        has_changed=has_changed,
        draft=draft,
        stale=is_stale(),
    )
    return page, 409 if has_changed else 200


@blueprint.route("/kasta", methods=["GET", "POST"])
@staff_only(Permission.EDIT_MALBILD)
@keeps_typed
def discard() -> ResponseReturnValue:
    """Throw the draft away, once somebody has seen what is in it and is sure."""
    draft = _draft()
    form = SureForm()
    if form.is_sent and not is_stale() and form.validate():
        drafts.discard(db.session())
        audit.record(db.session(), signed_in_staff(), "malbild_draft.discarded", "malbild_draft", drafts.THE_ONE)
        db.session.commit()
        return redirect(url_for("staff_malbild.index"), 303)
    changes = difference(versions.by_number(db.session(), draft.based_on), draft.malbild)
    return render_template(
        "goals/staff/discard.html", form=form, errors=form.summary, changes=changes, draft=draft, stale=is_stale()
    )


def _kind(word: str) -> Kind:
    try:
        return Kind(word)
    except ValueError as error:
        raise NoSuchPart from error


def _draft() -> Draft:
    """The draft; whoever sends a form holds it until the end of the request."""
    return drafts.get(db.session(), to_change=request.method == "POST")


def _has_area(draft: Draft, number: int | None) -> bool:
    return number is not None and 1 <= number <= len(draft.malbild.areas)


def _form(kind: Kind, part: drafting.Document, draft: Draft) -> PartForm:
    form = FORMS[kind].of(part, draft.malbild)
    name_fields({field.name: str(field.label.text) for field in form})
    return form


def _edit_page(
    kind: Kind, key: str, form: PartForm, draft: Draft, seen: str, theirs: drafting.Document | None
) -> ResponseReturnValue:
    page = render_template(
        "goals/staff/edit.html",
        kind=kind,
        key=key,
        form=form,
        errors=form.summary,
        seen=seen,
        draft=draft,
        theirs=form.shown(theirs) if theirs is not None else None,
        place=drafting.position(draft.document, kind, key) if key and kind in MOVABLE else None,
        stale=is_stale(),
    )
    return page, 409 if theirs is not None else 200


def _back(kind: Kind, key: str) -> str:
    """The draft, at the part."""
    return url_for("staff_draft.show", _anchor=f"{kind}-{key}")


def _record(action: str, kind: Kind, key: str) -> None:
    audit.record(db.session(), signed_in_staff(), action, "malbild_draft", drafts.THE_ONE, part=f"{kind} {key}")
