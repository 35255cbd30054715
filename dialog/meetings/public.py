"""A meeting for those who are in it: the code on the wall, the room at one address, and the adults' own door."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.db import db
from core.i18n import gettext as _
from core.i18n import say
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import joining
from dialog.meetings import public_deeds, public_room, results, room_page, seating
from dialog.meetings.errors import MeetingNotOpen, NoSuchMeeting, TakesPartAlready, WrongAdultCode
from dialog.meetings.public_room import visit
from dialog.models import Channel
from dialog.visitor import pass_of

blueprint = Blueprint("meetings", __name__)

# A whole school comes in through one network at once, each with one right code or a few wrong ones. Of a code of six
# characters there are 480 million: at this pace from one network a code that is in use is found in a few years.
TRIES, TRIED_IN = 1_000, timedelta(minutes=10)
# The code for adults opens a meeting, and few ever type it.
ADULT_TRIES = 50


@blueprint.route("/samtal", methods=["GET", "POST"])
@public
@keeps_typed
def enter_code() -> ResponseReturnValue:
    """Type the code that is on the wall."""
    typed, error = request.form.get("moteskod", ""), ""
    name_fields({"moteskod": _("Kod")})
    if request.method == "POST" and not is_stale():
        _spend("meeting code", TRIES)
        try:
            meeting = results.by_code(db.session(), typed)
        except NoSuchMeeting as met:
            error = say(met)
        else:
            return redirect(url_for("meetings.room", slug=meeting.dialogue.slug, code=meeting.code), 303)
    body = render_template("dialog/meeting/code.html", typed=typed, error=error, stale=is_stale())
    return body, 400 if error else 200


@blueprint.get("/dialog/<slug>/samtal/<code>")
@public
def room(slug: str, code: str) -> ResponseReturnValue:
    """What happens in the meeting right now."""
    return public_room.show(visit(slug, code))


@blueprint.get("/dialog/<slug>/samtal/<code>/lage")
@public
def news(slug: str, code: str) -> ResponseReturnValue:
    """Whether something has changed, for the page that asks."""
    session = db.session()
    meeting = results.view(session, results.find(session, slug, code), clock.now())
    return room_page.polled(
        meeting, results.etag(meeting), public_room.mark_of(meeting), public_room.live_words(meeting)
    )


@blueprint.post("/dialog/<slug>/samtal/<code>/<do>")
@public
@keeps_typed
def act(slug: str, code: str, do: str) -> ResponseReturnValue:
    """Do one thing in the room, and come back to it."""
    return public_deeds.do(slug, code, do)


@blueprint.route("/dialog/<slug>/samtal/<code>/vuxen", methods=["GET", "POST"])
@public
@keeps_typed
def adult(slug: str, code: str) -> ResponseReturnValue:
    """The door of the adults who are there for the young."""
    typed, error = request.form.get("vuxenkod", ""), ""
    name_fields({"vuxenkod": _("Kod för vuxna")})
    here = visit(slug, code)
    if request.method == "POST" and not is_stale():
        _spend("meeting adult", ADULT_TRIES)
        here = visit(slug, code)
        try:
            seating.sit_as_adult(
                db.session(), here.row, joining.web_handle(pass_of(here.dialogue)), Channel.WEB, typed, clock.now()
            )
        except (WrongAdultCode, TakesPartAlready, MeetingNotOpen) as met:
            db.session.rollback()
            error = say(met)
            here = visit(slug, code)
        else:
            db.session.commit()
            return redirect(url_for("meetings.adult", slug=slug, code=code), 303)
    return public_room.show_adult(here, typed, error)


@blueprint.post("/dialog/<slug>/samtal/<code>/vuxen/kvar")
@public
def still_here(slug: str, code: str) -> ResponseReturnValue:
    """An adult is still in the room: their page says so each half minute, or they do."""
    here = visit(slug, code)
    if here.seat is not None:
        seating.seen(db.session(), here.seat, clock.now())
        db.session.commit()
    return redirect(url_for("meetings.adult", slug=slug, code=code), 303)


def _spend(bucket: str, times: int) -> None:
    """Use up one time of a network's; the count stands whatever happens next."""
    limits.spend(db.session(), bucket, limits.network_of(request.remote_addr or ""), times, TRIED_IN, clock.now())
    db.session.commit()
