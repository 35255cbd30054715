"""Leading a meeting from a phone: one large button, what the room is doing, and the inspel that wait to be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from core import clock
from core.audit import Who
from core.db import db
from core.errors import PersonMet
from core.i18n import gettext as _
from core.i18n import ngettext, say
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from dialog import results as dialogues
from dialog.meetings import holding, overview, posters, results, room_page, running, seating, speaking_list, words
from dialog.meetings.models import Meeting, StepKind
from dialog.meetings.results import MeetingView
from dialog.meetings.staff import found_by
from dialog.moderating import deciding, queue, suggestions
from dialog.moderating.addressing import statement_at
from dialog.moderating.errors import CannotMergeInto
from dialog.moderating.queue import Entry, View
from dialog.results import DialogueView

blueprint = Blueprint("meeting_leading", __name__, url_prefix="/personal/moten/<id:meeting_id>/led")

# A phone shows so many inspel to read; the queue has the rest.
MOST_WAITING = 10
# Steps in which somebody can be done before the others.
_DOING = frozenset(StepKind) - {StepKind.WELCOME, StepKind.FACTS, StepKind.RELEASE, StepKind.TALK}
# A button says its deed, the inspel, the latest decision that was known, and the inspel to merge with.
_PRESSED = re.compile(r"(publicera|vanta|maskera|slaihop|oro)-([1-9]\d{0,8})-(\d{1,9})(?:-([1-9]\d{0,8}))?")

Deed = Callable[[Session, Meeting, Who, datetime], object]


@blueprint.get("")
@staff_only(Permission.MODERATE)
def show(meeting_id: int) -> ResponseReturnValue:
    """The step that is open and what may be needed in it."""
    session = db.session()
    row, found = found_by(session, meeting_id)
    dialogue = dialogues.view_of(found, clock.today())
    meeting = results.view(session, row, clock.now())
    step, n_waiting = meeting.step, _n_waiting(session, dialogue.id)
    entries: tuple[Entry, ...] = ()
    if step is not None and step.kind is StepKind.RELEASE and n_waiting:
        entries = queue.page(session, dialogue.id, View.TO_READ).entries[:MOST_WAITING]
    following = overview.step(session, row.id, (step.position if step else 0) + 1)
    return render_template(
        "dialog/staff/meetings/lead.html",
        dialogue=dialogue,
        meeting=meeting,
        adult_code=row.adult_code,
        step=step,
        said_words=words.said(step.words) if step else "",
        heading=words.said(step.title) if step else _(words.STATES[meeting.state]),
        next_title=words.said(following.title) if following and row.state not in holding.OVER else "",
        seconds=step.seconds_left if step else None,
        short_address=posters.short_address(),
        time_left=room_page.time_left,
        is_over=row.state in holding.OVER,
        n_waiting=n_waiting,
        waiting=entries,
        suggested=suggestions.find(session, dialogue, entries),
        sentence=words.sentence,
        judgements=words.JUDGEMENTS,
        mark=_mark(meeting, n_waiting),
        here=url_for("meeting_leading.show", meeting_id=meeting_id),
        news=url_for("meeting_leading.news", meeting_id=meeting_id),
        live=_live(meeting, n_waiting),
    )


@blueprint.get("/lage")
@staff_only(Permission.MODERATE)
def news(meeting_id: int) -> ResponseReturnValue:
    """Whether something has changed, for the phone that asks."""
    session = db.session()
    row, found = found_by(session, meeting_id)
    meeting = results.view(session, row, clock.now())
    n_waiting = _n_waiting(session, found.id)
    tag = f"{results.etag(meeting, with_done=True)}-{n_waiting}"
    return room_page.polled(meeting, tag, _mark(meeting, n_waiting), _live(meeting, n_waiting))


@blueprint.post("/<do>")
@staff_only(Permission.MODERATE)
def act(meeting_id: int, do: str) -> ResponseReturnValue:
    """One press of a button; what could not be done is said on the same page, as nothing was typed."""
    session = db.session()
    meeting, _dialogue = found_by(session, meeting_id)
    deed = _DEEDS.get(do) or abort(404)
    return _tried(meeting_id, lambda: deed(session, meeting, signed_in_staff(), clock.now()))


@blueprint.post("/inspel")
@staff_only(Permission.MODERATE)
def decide(meeting_id: int) -> ResponseReturnValue:
    """A decision about one inspel that waits."""
    _meeting, found = found_by(db.session(), meeting_id)
    dialogue = dialogues.view_of(found, clock.today())
    pressed = _PRESSED.fullmatch(request.form.get("do", "")) or abort(400)
    deed, number, seen, into = pressed.groups()
    return _tried(meeting_id, lambda: _read(dialogue, deed, int(number), int(seen), int(into or 0)))


@blueprint.post("/kvar")
@staff_only(Permission.MODERATE)
def still_here(meeting_id: int) -> ResponseReturnValue:
    """Whoever leads the meeting is in the room, and counts among its adults."""
    session = db.session()
    meeting, _dialogue = found_by(session, meeting_id)
    seating.seen_staff(session, meeting, signed_in_staff().id, clock.now())
    session.commit()
    return redirect(url_for("meeting_leading.show", meeting_id=meeting_id), 303)


def _tried(meeting_id: int, deed: Callable[[], object]) -> ResponseReturnValue:
    try:
        deed()
    except PersonMet as met:
        db.session.rollback()
        flash(" ".join(filter(None, (say(met), say(met, "advice")))), "caution")
    else:
        db.session.commit()
    return redirect(url_for("meeting_leading.show", meeting_id=meeting_id), 303)


def _n_waiting(session: Session, dialogue_id: int) -> int:
    return queue.counts(session, dialogue_id)[View.TO_READ]


def _mark(meeting: MeetingView, n_waiting: int) -> str:
    """What the phone shows; people who come and taps that are made change in place.

    So do inspel that come in, but where they are read: a button must not move under the thumb that presses it.
    """
    step = meeting.step
    to_read = n_waiting if step is not None and step.kind is StepKind.RELEASE else ""
    speaking = "-".join(str(one.seat_id)[:8] for one in meeting.speaking)
    lacks = "" if meeting.has_enough_adults else "lacks"
    return f"{meeting.state.value}-{step.id if step else 0}-{to_read}-{lacks}-{speaking}"


def _live(meeting: MeetingView, n_waiting: int) -> dict[str, str]:
    """What changes in place: who is inside, how many are done where one can be, and how many inspel wait."""
    found = {"inne": room_page.inside(meeting), "klara": "", "vantande": ""}
    if meeting.step is not None and meeting.step.kind in _DOING:
        found["klara"] = ngettext("%(num)s klar", "%(num)s klara", meeting.n_done)
    if n_waiting:
        found["vantande"] = ngettext("ett väntar", "%(num)s väntar", n_waiting)
    return found


def _read(dialogue: DialogueView, deed: str, number: int, seen: int, into: int) -> None:
    session, by, now = db.session(), signed_in_staff(), clock.now()
    statement = statement_at(dialogue, number)
    match deed:
        case "vanta":
            deciding.hold(session, statement, by, now, seen=seen)
        case "maskera":
            deciding.approve(session, statement, by, now, masked=suggestions.masked(statement.text), seen=seen)
        case "slaihop":
            other = queue.by_number(session, dialogue.id, [into]).get(into)
            if other is None:
                raise CannotMergeInto
            deciding.merge(session, statement, other, by, now, seen=seen)
        case "oro":
            deciding.flag(session, statement, suggestions.worry(statement.text), by, now, seen=seen)
        case _:
            deciding.approve(session, statement, by, now, seen=seen)


def _next(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    running.next_step(session, meeting, by, now, after=_seen_step())


def _skip(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    running.skip(session, meeting, by, now, after=_seen_step())


def _next_speaker(session: Session, meeting: Meeting, by: Who, now: datetime) -> None:
    speaking_list.next_speaker(session, meeting, by, now, after=_seen_speaker())


def _seen_step() -> int:
    """The step that was open on the page whose button was pressed; 0, which none is, where it says none."""
    return request.form.get("steg", 0, type=int)


def _seen_speaker() -> UUID | None:
    """Who spoke on that page."""
    return request.form.get("talare", None, type=UUID)


_DEEDS: Mapping[str, Deed] = {
    "vantrum": running.open_lobby,
    "starta": running.start,
    "nasta": _next,
    "hoppa": _skip,
    "forlang": running.extend,
    "paus": running.pause,
    "fortsatt": running.resume,
    "avbryt": running.stop,
    "talare": _next_speaker,
}
