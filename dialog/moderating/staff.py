"""The queue for staff: what waits to be read, decided about one by one or many at once, and the log of it all."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from core import audit, clock, tables
from core.db import db, reading
from core.i18n import gettext as _
from core.i18n import ngettext, say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog.models import Statement
from dialog.moderating import deciding, log, queue, suggestions
from dialog.moderating.addressing import (
    after_asked_for,
    back_to_list,
    dialogue_at,
    statement_at,
    view_asked_for,
)
from dialog.moderating.errors import CannotMergeInto, DecidedMeanwhile, NotPossibleNow
from dialog.moderating.forms import ReasonForm
from dialog.moderating.reasons import NAMES
from dialog.results import DialogueView

blueprint = Blueprint("moderating", __name__, url_prefix="/personal/dialoger/<slug>/inspel")

# A box in the list says which inspel it ticks and what had been decided about it when the page was made.
_TICKED = re.compile(r"([1-9]\d{0,8})-(\d{1,9})")
# A button says the same after its deed, and the inspel to merge with.
_PRESSED = re.compile(r"(publicera|vanta|maskera|slaihop|oro)-([1-9]\d{0,8})-(\d{1,9})(?:-([1-9]\d{0,8}))?")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.MODERATE)
def index(slug: str) -> ResponseReturnValue:
    """A part of the queue, the oldest first."""
    return _list(dialogue_at(slug))


@blueprint.post("", strict_slashes=False)
@staff_only(Permission.MODERATE)
@keeps_typed
def decide(slug: str) -> ResponseReturnValue:
    """One press of a button in the list: a decision about one inspel, or about all that are ticked."""
    dialogue, pressed = dialogue_at(slug), request.form.get("do", "")
    name_fields({"valda": _("Valda inspel"), "reason": _("Skäl"), "note": _("Hälsning till den som skrev")})
    if is_stale():
        return _list(dialogue)
    if pressed in ("publicera", "neka"):
        return _decide_many(dialogue, pressed)
    found = _PRESSED.fullmatch(pressed)
    if found is None:
        abort(400)
    deed, number, seen, into = found.groups()
    statement = statement_at(dialogue, int(number))
    try:
        told = _press(dialogue, deed, statement, int(seen), int(into or 0))
    except (DecidedMeanwhile, NotPossibleNow, CannotMergeInto) as error:
        db.session.rollback()
        flash(say(error), "caution")
    else:
        db.session.commit()
        flash(told, "good")
    return back_to_list(dialogue, int(number))


@blueprint.post("/logg.csv")
@staff_only(Permission.MODERATE)
def save_log(slug: str) -> ResponseReturnValue:
    """Every decision as a file; that somebody took it is noted."""
    dialogue = dialogue_at(slug)
    audit.record(db.session(), signed_in_staff(), "moderation_log.exported", "dialogue", dialogue.id, slug=slug)
    db.session.commit()
    file = io.StringIO()
    with reading():
        tables.write_rows(file, log.HEADER, log.rows(db.session(), dialogue.id), delimiter=";")
        db.session.rollback()
    answer = Response(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="beslut-{dialogue.slug}.csv"'
    return answer


def _press(dialogue: DialogueView, deed: str, statement: Statement, seen: int, into: int) -> str:
    """Carry out one button of the list; gives what was done, in words."""
    session, by, now = db.session(), signed_in_staff(), clock.now()
    match deed:
        case "vanta":
            deciding.hold(session, statement, by, now, seen=seen)
            return str(_("Nr %(number)s får vänta.", number=statement.number))
        case "maskera":
            masked = suggestions.masked(statement.text)
            deciding.approve(session, statement, by, now, masked=masked, seen=seen)
            return str(_("Nr %(number)s är publicerat utan personuppgifterna.", number=statement.number))
        case "slaihop":
            other = queue.by_number(session, dialogue.id, [into]).get(into)
            if other is None:
                raise CannotMergeInto
            target = deciding.merge(session, statement, other, by, now, seen=seen)
            return str(_("Nr %(number)s är sammanslaget med nr %(into)s.", number=statement.number, into=target.number))
        case "oro":
            deciding.flag(session, statement, suggestions.worry(statement.text), by, now, seen=seen)
            return str(_("Nr %(number)s är flyttat till Oro och trygghet.", number=statement.number))
        case _:
            deciding.approve(session, statement, by, now, seen=seen)
            return str(_("Nr %(number)s är publicerat.", number=statement.number))


def _decide_many(dialogue: DialogueView, pressed: str) -> ResponseReturnValue:
    """Publish or refuse all that are ticked.

    Those somebody has decided about meanwhile are left as they are, and so are those to publish in which something was
    found that a person should look at by itself.
    """
    form, ticked = ReasonForm(), _ticked()
    errors = [] if ticked else [("#lista", _("Kryssa för minst ett inspel."))]
    if pressed == "neka" and not form.validate():
        errors += form.summary
    if errors:
        return _list(dialogue, form, errors), 422
    session, by, now = db.session(), signed_in_staff(), clock.now()
    rows = queue.by_number(session, dialogue.id, ticked)
    deciding.take_all(session, list(rows.values()))
    done: list[int] = []
    taken: list[int] = []
    left: list[int] = []
    for number, statement in sorted(rows.items()):
        if pressed == "publicera" and suggestions.needs_a_reader(statement.text):
            left.append(number)
            continue
        try:
            if pressed == "publicera":
                deciding.approve(session, statement, by, now, seen=ticked[number])
            else:
                deciding.reject(session, statement, form.chosen, by, now, note=form.words, seen=ticked[number])
        except (DecidedMeanwhile, NotPossibleNow):
            taken.append(number)
        else:
            done.append(number)
    db.session.commit()
    _tell(pressed, done, taken, left)
    return back_to_list(dialogue, min(left, default=max(ticked) + 1) - 1)


def _tell(pressed: str, done: Sequence[int], taken: Sequence[int], left: Sequence[int]) -> None:
    if done and pressed == "publicera":
        flash(ngettext("Ett inspel är publicerat.", "%(num)s inspel är publicerade.", len(done)), "good")
    elif done:
        flash(ngettext("Ett inspel är nekat.", "%(num)s inspel är nekade.", len(done)), "good")
    if taken:
        numbers = ", ".join(map(str, taken))
        flash(_("Någon annan hann före med nr %(numbers)s. Där gäller det beslutet.", numbers=numbers), "caution")
    if left:
        numbers = ", ".join(map(str, left))
        flash(_("Läs nr %(numbers)s för sig. De är inte publicerade än.", numbers=numbers), "caution")


def _list(dialogue: DialogueView, form: ReasonForm | None = None, errors: Sequence[tuple[str, str]] = ()) -> str:
    session, view = db.session(), view_asked_for()
    found = queue.page(session, dialogue.id, view, after_asked_for())
    suggested = suggestions.find(session, dialogue, found.entries if view in queue.WAITING else ())
    ticked = set(_ticked()) if request.method == "POST" else set()
    if "alla" in request.args:
        ticked |= {entry.number for entry in found.entries if entry.id in suggested and suggested[entry.id].is_plain}
    return render_template(
        "dialog/staff/moderating/queue.html",
        dialogue=dialogue,
        view=view,
        counts=queue.counts(session, dialogue.id),
        page=found,
        suggested=suggested,
        ticked=ticked,
        form=form or ReasonForm(),
        errors=errors,
        reasons=NAMES,
        is_waiting=view in queue.WAITING,
        stale=is_stale(),
    )


def _ticked() -> dict[int, int]:
    """By the number of each ticked inspel the latest decision its reader knew of; what cannot be one is left out."""
    found = [_TICKED.fullmatch(box) for box in request.form.getlist("valda")[: queue.A_PAGE]]
    return {int(box[1]): int(box[2]) for box in found if box}
