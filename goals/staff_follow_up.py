"""Following up for staff: which indicators are judged, and what is said of one of them in a period."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db
from core.errors import N_, PersonMet
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.periods import is_period, year_of
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from goals import board, follow_ups, versions
from goals.errors import NoSuchIndicator
from goals.follow_ups import Judgement, SaidMeanwhile
from goals.malbild import Malbild
from goals.staff_forms import FULFILMENTS, FollowUpForm

blueprint = Blueprint("staff_follow_up", __name__, url_prefix="/personal/malbild/uppfoljning")

NOBODY = "-"
"""Stands in the address for the indicators nobody is in charge of."""
STEPS_A_PAGE = 10
EARLIEST = 1990
"""The first year that can be followed up: municipalities' figures do not go further back."""


class NoSuchPeriod(PersonMet):
    """What the address calls a period is none, or has not begun."""

    status = 404
    title = N_("Perioden finns inte")
    message = N_("Målbilden följs upp för ett år som har börjat, till exempel 2025, eller en del av det som 2025-K3.")
    advice = N_("Gå till uppföljningen och välj en period där.")


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.SEE_RESULTS)
def index() -> ResponseReturnValue:
    """Every indicator, or those of a nämnd, with its answer and how far its judgement has come."""
    session, period = db.session(), _period()
    malbild = versions.current(session, clock.today())
    found = board.build(session, malbild, year=period[:4])
    owners = Counter(indicator.owner for indicator in malbild.indicators)
    wanted = request.args.get("namnd", "")
    owner = {NOBODY: ""}.get(wanted, wanted)
    is_chosen = bool(wanted) and owner in owners
    lines = [line for line in found.lines if not is_chosen or line.indicator.owner == owner]
    said = follow_ups.latest(session, period)
    return render_template(
        "goals/staff/follow_up_list.html",
        malbild=malbild,
        lines=lines,
        has_answers=found.year == period[:4],
        said=said,
        done=sum(line.indicator.key in said and said[line.indicator.key].is_done for line in lines),
        period=period,
        periods=_periods(found.years),
        owners=owners,
        owner=wanted if is_chosen else "",
        nobody=NOBODY,
        fulfilments=FULFILMENTS,
        today=clock.today(),
    )


@blueprint.get("/<indicator>")
@staff_only(Permission.SEE_RESULTS)
def show(indicator: str) -> ResponseReturnValue:
    """The figures and the answer beside what staff say, and every saving there has been.

    An indicator that is no longer in the målbild is shown out of the last version that had it, to read only.
    """
    session = db.session()
    current = versions.current(session, clock.today())
    malbild = current if current.indicator(indicator) else versions.last_with(session, indicator)
    if malbild is None:
        raise NoSuchIndicator
    period = _period()
    latest = follow_ups.of_indicator(session, indicator, period)
    form = None
    if malbild is current and signed_in_staff().may(Permission.ENTER_READINGS):
        form = _form(current, indicator, latest)
    return _page(malbild, indicator, period, form, latest)


@blueprint.post("/<indicator>")
@staff_only(Permission.ENTER_READINGS)
@keeps_typed
def save(indicator: str) -> ResponseReturnValue:
    """Add what was said; what somebody else has said meanwhile is shown beside it and never written over."""
    session, staff = db.session(), signed_in_staff()
    malbild, period = versions.current(session, clock.today()), _period()
    if malbild.indicator(indicator) is None:
        raise NoSuchIndicator
    form = _form(malbild, indicator, None)
    if is_stale() or not form.validate():
        return _page(malbild, indicator, period, form, follow_ups.of_indicator(session, indicator, period), _seen())
    try:
        said = follow_ups.save(session, indicator, period, form.said(), staff.name, clock.now(), _seen())
    except SaidMeanwhile as meanwhile:
        theirs = meanwhile.theirs
        return _page(malbild, indicator, period, form, theirs, theirs.id, has_changed=True), 409
    audit.record(session, staff, "follow_up.saved", "indicator", indicator, period=period, done=said.is_done)
    db.session.commit()
    flash(_("Bedömningen är sparad."), "good")
    return redirect(url_for("staff_follow_up.show", indicator=indicator, period=period), 303)


def _page(
    malbild: Malbild,
    indicator: str,
    period: str,
    form: FollowUpForm | None,
    latest: Judgement | None,
    seen: int | None = None,
    *,
    has_changed: bool = False,
) -> str:
    session = db.session()
    found = board.build(session, malbild, year=period[:4])
    asked = malbild.indicator(indicator)
    # One more than is shown, so that the last one shown can be set beside what it changed.
    steps = follow_ups.steps(follow_ups.history(session, indicator, period, _before(), STEPS_A_PAGE + 1))
    return render_template(
        "goals/staff/follow_up.html",
        malbild=malbild,
        indicator=asked,
        line=next((line for line in found.lines if line.indicator == asked), None),
        has_answer=found.year == period[:4],
        period=period,
        periods=_periods(found.years),
        form=form,
        errors=form.summary if form else [],
        latest=latest,
        seen=seen if seen is not None or has_changed else latest.id if latest else "",
        has_changed=has_changed,
        steps=steps[:STEPS_A_PAGE],
        older=steps[STEPS_A_PAGE - 1].judgement.id if len(steps) > STEPS_A_PAGE else None,
        fulfilments=FULFILMENTS,
        stale=is_stale(),
    )


def _form(malbild: Malbild, indicator: str, latest: Judgement | None) -> FollowUpForm:
    asked = malbild.indicator(indicator)
    form = FollowUpForm.of(latest, asked.owner if asked else "")
    name_fields({field.name: str(field.label.text) for field in form})
    return form


def _seen() -> int | None:
    """The judgement the writer had before them; what cannot be one is none."""
    found = request.form.get("seen", type=int)
    return found if found is not None and 0 < found < 2**31 else None


def _before() -> int | None:
    """Where in the history the page begins; what cannot be an id is the beginning."""
    asked = request.args.get("fore", type=int)
    return asked if asked is not None and 0 < asked < 2**31 else None


def _period() -> str:
    """The period the address asks for, else the last whole year; raises NoSuchPeriod."""
    today = clock.today()
    asked = request.args.get("period", "")
    if not asked:
        return str(today.year - 1)
    if not is_period(asked) or not EARLIEST <= year_of(asked) <= today.year:
        raise NoSuchPeriod
    return asked


def _periods(known: tuple[str, ...]) -> list[str]:
    """The periods to choose among, the latest first: what is measured, what is said, this year and the one before."""
    today = clock.today()
    found = {*known, *follow_ups.periods(db.session()), str(today.year), str(today.year - 1), _period()}
    return sorted(found, reverse=True)
