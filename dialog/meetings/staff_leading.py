"""Leading a meeting from a phone: one large button, what the room is doing, and the inspel that wait to be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from core import clock
from core.audit import Who
from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from dialog import results as dialogues
from dialog.meetings import presence, results, running, speaking_list, words
from dialog.meetings.errors import MeetingMoved
from dialog.meetings.models import Meeting, MeetingState, StepKind
from dialog.meetings.room_page import in_words, polled, time_left
from dialog.meetings.staff import found_by
from dialog.moderating import deciding, queue, suggestions
from dialog.moderating.errors import CannotMergeInto, DecidedMeanwhile, NotPossibleNow
from dialog.moderating.queue import View
from dialog.results import DialogueView

blueprint = Blueprint("meeting_leading", __name__, url_prefix="/personal/moten/<id:meeting_id>/led")

Deed = Callable[[Session, Meeting, Who, datetime], None]


@blueprint.get("")
@staff_only(Permission.MODERATE)
def show(meeting_id: int) -> ResponseReturnValue:
    """The step that is open and what may be needed in it."""
    session = db.session()
    meeting, dialogue = _at(session, meeting_id)
    view = results.view(session, meeting, clock.now())
    step, is_talk = view.step, view.step is not None and view.step.kind is StepKind.TALK
    waiting, n_waiting = _waiting(session, dialogue, view)
    return render_template(
        "dialog/staff/meetings/lead.html",
        dialogue=dialogue,
        meeting=view,
        step=step,
        heading=words.said(step.title) if step else _(words.STATES[view.state]),
        mark=f"v{view.version}-{n_waiting}",
        here=url_for("meeting_leading.show", meeting_id=meeting_id),
        news=url_for("meeting_leading.news", meeting_id=meeting_id),
        **in_words(view),
    )


@blueprint.post("/<do>")
@staff_only(Permission.MODERATE)
def act(meeting_id: int, do: str) -> ResponseReturnValue:
    """One press of a button; what could not be done is said on the same page, as nothing was typed."""
    session = db.session()
    meeting, _dialogue = _at(session, meeting_id)
    deed = _DEEDS.get(do) or abort(404)
    try:
        deed(session, meeting, signed_in_staff(), clock.now())
    except PersonMet as met:
        session.rollback()
        flash(" ".join(filter(None, (say(met), say(met, "advice")))), "caution")
    else:
        session.commit()
    return redirect(url_for("meeting_leading.show", meeting_id=meeting_id), 303)


def _after() -> int:
    """The step that was open on the page whose button was pressed; 0, which none is, where it says none."""
    return request.form.get("steg", 0, type=int)


def _next(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    running.next_step(session, meeting, by, now, after=_after())


def _skip(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    running.skip(session, meeting, by, now, after=_after())


_DEEDS: Mapping[str, Deed] = {
    "vantrum": running.open_lobby,
    "starta": running.start,
    "nasta": _next,
    "hoppa": _skip,
    "forlang": running.extend,
    "paus": running.pause,
    "fortsatt": running.resume,
    "avbryt": running.stop,
}
