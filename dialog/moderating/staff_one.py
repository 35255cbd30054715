"""One inspel for staff: everything that can be done about it, and what has been decided before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields, typed
from dialog.models import Statement
from dialog.moderating import appeals, deciding, queue, suggestions
from dialog.moderating.addressing import back_to_list, dialogue_at, entry_at, statement_at, view_asked_for
from dialog.moderating.errors import CannotMergeInto
from dialog.moderating.forms import AppealForm, MaskForm, MergeForm, ReasonForm
from dialog.moderating.models import AppealOutcome
from dialog.moderating.queue import Entry
from dialog.moderating.reasons import NAMES
from dialog.moderating.suggestions import Suggestions
from dialog.results import DialogueView

blueprint = Blueprint("moderating_one", __name__, url_prefix="/personal/dialoger/<slug>/inspel/<id:number>")


# What somebody has put into words or figures, and would have to write again.
_TYPED = frozenset({"note", "into", "masked", "answer"})


@dataclass(frozen=True, slots=True)
class _Forms:
    """What can be filled in about one inspel."""

    reason: ReasonForm
    merge: MergeForm
    mask: MaskForm
    appeal: AppealForm

    @classmethod
    def of(cls, entry: Entry, found: Suggestions) -> _Forms:
        """Filled in with what was sent, else with what is suggested."""
        alike = found.alike[0].number if found.alike else None
        forms = cls(
            ReasonForm(),
            MergeForm(data={"into": alike}),
            MaskForm(entry.text, found.masked or entry.text),
            AppealForm(),
        )
        name_fields({field.name: str(field.label.text) for form in forms.each for field in form})
        return forms

    @property
    def each(self) -> tuple[ReasonForm | MergeForm | MaskForm | AppealForm, ...]:
        """All of them, in the order of the page."""
        return self.appeal, self.reason, self.merge, self.mask

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What to put right in any of them."""
        return [line for form in self.each for line in form.summary]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A decision that somebody asks for: about which inspel, knowing which latest decision, with what filled in."""

    dialogue: DialogueView
    statement: Statement
    seen: int | None
    forms: _Forms


@blueprint.get("")
@staff_only(Permission.MODERATE)
def show(slug: str, number: int) -> ResponseReturnValue:
    """The inspel, what to look at in it, and its forms."""
    dialogue = dialogue_at(slug)
    return _page(dialogue, entry_at(dialogue, number))


@blueprint.post("")
@staff_only(Permission.MODERATE)
@keeps_typed
def decide(slug: str, number: int) -> ResponseReturnValue:
    """Carry out what was asked for; what was typed comes back where it could not be."""
    dialogue = dialogue_at(slug)
    entry = entry_at(dialogue, number)
    deed = _DEEDS.get(request.form.get("do", ""))
    if is_stale():
        return _page(dialogue, entry)
    if deed is None:
        abort(400)
    forms = _Forms.of(entry, _suggested(dialogue, entry))
    asked = _Asked(dialogue, statement_at(dialogue, number), request.form.get("seen", type=int), forms)
    try:
        told = deed(asked)
    except PersonMet as error:
        db.session.rollback()
        return _page(dialogue, entry_at(dialogue, number), forms, error), error.status
    if told is None:
        return _page(dialogue, entry, forms), 422
    db.session.commit()
    flash(told, "good")
    return back_to_list(dialogue, number)


def _publish(asked: _Asked) -> str | None:
    deciding.approve(db.session(), asked.statement, signed_in_staff(), clock.now(), seen=asked.seen)
    return _published(asked)


def _hold(asked: _Asked) -> str | None:
    deciding.hold(db.session(), asked.statement, signed_in_staff(), clock.now(), seen=asked.seen)
    return str(_("Nr %(number)s får vänta.", number=asked.statement.number))


def _reject(asked: _Asked) -> str | None:
    form, by = asked.forms.reason, signed_in_staff()
    if not form.validate():
        return None
    deciding.reject(db.session(), asked.statement, form.chosen, by, clock.now(), note=form.words, seen=asked.seen)
    return str(_("Nr %(number)s är nekat.", number=asked.statement.number))


def _hide(asked: _Asked) -> str | None:
    form, by = asked.forms.reason, signed_in_staff()
    if not form.validate():
        return None
    deciding.hide(db.session(), asked.statement, form.chosen, by, clock.now(), note=form.words, seen=asked.seen)
    return str(_("Nr %(number)s är dolt.", number=asked.statement.number))


def _merge(asked: _Asked) -> str | None:
    form = asked.forms.merge
    if not form.validate():
        return None
    number = form.into.data or 0
    other = queue.by_number(db.session(), asked.dialogue.id, [number]).get(number)
    if other is None:
        raise CannotMergeInto
    into = deciding.merge(db.session(), asked.statement, other, signed_in_staff(), clock.now(), seen=asked.seen)
    return str(_("Nr %(number)s är sammanslaget med nr %(into)s.", number=asked.statement.number, into=into.number))


def _mask(asked: _Asked) -> str | None:
    form, by = asked.forms.mask, signed_in_staff()
    if not form.validate():
        return None
    deciding.approve(db.session(), asked.statement, by, clock.now(), masked=form.words, seen=asked.seen)
    return _published(asked)


def _restore(asked: _Asked) -> str | None:
    deciding.restore(db.session(), asked.statement, signed_in_staff(), clock.now(), seen=asked.seen)
    return _published(asked)


def _flag(asked: _Asked) -> str | None:
    kind = suggestions.worry(asked.statement.text)
    deciding.flag(db.session(), asked.statement, kind, signed_in_staff(), clock.now(), seen=asked.seen)
    return str(_("Nr %(number)s är flyttat till Oro och trygghet.", number=asked.statement.number))


def _answer_appeal(asked: _Asked) -> str | None:
    form, by = asked.forms.appeal, signed_in_staff()
    if not form.validate():
        return None
    outcome = AppealOutcome(form.outcome.data)
    appeals.decide(db.session(), asked.statement, outcome, by, clock.now(), note=form.words)
    if outcome is AppealOutcome.CHANGED:
        return _published(asked)
    return str(_("Beslutet om nr %(number)s står fast.", number=asked.statement.number))


def _published(asked: _Asked) -> str:
    return str(_("Nr %(number)s är publicerat.", number=asked.statement.number))


_DEEDS: Mapping[str, Callable[[_Asked], str | None]] = {
    "publicera": _publish,
    "vanta": _hold,
    "neka": _reject,
    "dolj": _hide,
    "slaihop": _merge,
    "maskera": _mask,
    "atersta": _restore,
    "oro": _flag,
    "avgor": _answer_appeal,
}


def _page(dialogue: DialogueView, entry: Entry, forms: _Forms | None = None, met: PersonMet | None = None) -> str:
    session = db.session()
    found = _suggested(dialogue, entry)
    shown = forms or _Forms.of(entry, found)
    has_objection = entry.objection is not None and entry.objection.outcome is None
    return render_template(
        "dialog/staff/moderating/show.html",
        dialogue=dialogue,
        entry=entry,
        view=view_asked_for(),
        found=found,
        forms=shown,
        errors=shown.summary,
        met=met,
        met_words=say(met) if met else "",
        typed=[one for one in typed() if one.name in _TYPED] if met else [],
        reasons=NAMES,
        decisions=queue.decisions(session, entry.id),
        may_answer=has_objection
        and appeals.may_decide(session, statement_at(dialogue, entry.number), signed_in_staff().id),
        stale=is_stale(),
    )


def _suggested(dialogue: DialogueView, entry: Entry) -> Suggestions:
    return suggestions.find(db.session(), dialogue, [entry]).get(entry.id, Suggestions())
