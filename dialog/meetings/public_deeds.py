"""What is done in a meeting's room: each a form that is sent, one verb, and back to the room."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.db import db
from core.i18n import gettext as _
from core.i18n import say
from core.web.stale import is_stale
from core.web.typed import name_fields
from dialog import ages, cards, voting
from dialog.errors import (
    AgeNeeded,
    BadOrganisationNumber,
    DialogueClosed,
    DialoguePaused,
    NoSuchStatement,
    NotThatAge,
    OrganisationHasVoice,
    OrganisationNeeded,
    SaidEnough,
    StatementLeft,
    StatementTooLong,
    StatementTooShort,
)
from dialog.meetings import casting, public_room, seating, speaking_list, tapping, writing
from dialog.meetings.errors import BadTap, CardsDone, MeetingNotOpen, MeetingOver, NotSeated, StepNotOpen, TooManyDots
from dialog.meetings.models import MeetingSeat
from dialog.meetings.public_room import Visit, visit
from dialog.models import AgeBand, Audience, Choice, StatementState
from dialog.public_doors import AN_HOUR, COMPANIES, NEWCOMERS
from dialog.public_voting import LONGEST_NUMBER
from dialog.public_writing import SENT
from dialog.speaking import Advice
from dialog.visitor import entry_of, participant_of, remember, tongue_of

# The terms that somebody says yes to on the web: those that are written beside the button.
CONSENT = "mote-1"
DOT = "prick-"

Deed = Callable[[Visit, MeetingSeat], ResponseReturnValue | None]


def do(slug: str, code: str, what: str) -> ResponseReturnValue:
    """Do it, commit, and go back to the room; what was typed is there again where it could not be done."""
    name_fields(
        {
            "text": _("Ditt inspel"),
            "namn": _("Vad vill du kallas?"),
            "alder": _("Hur gammal är du?"),
            "orgnr": _("Organisationsnummer"),
        }
    )
    if what != "in" and what not in _DEEDS:
        abort(404)
    if is_stale():
        return public_room.show_again(visit(slug, code), what)
    if what == "in":
        return _come_in(visit(slug, code))
    here = visit(slug, code, to_take_part=True)
    # Asked for now: after the commit it would cost a transaction of its own.
    back = _back(here)
    if here.seat is None:
        # The meeting ended, or the cookie is gone: the room says which, and nothing typed is lost on the way.
        return public_room.show_again(here, what)
    try:
        answer = _DEEDS[what](here, here.seat)
    except (DialoguePaused, DialogueClosed) as met:
        # The meeting goes on, or its own end is told in it; the page of an error would lead away from it.
        db.session.rollback()
        here = visit(slug, code)
        if what == "skriv" and here.seat is not None:
            return public_room.show_writing(here, error=say(met), status=met.status)
        return redirect(url_for("meetings.room", slug=slug, code=code, sent="1"), 303)
    except (StepNotOpen, CardsDone, MeetingOver, MeetingNotOpen, NotSeated):
        db.session.rollback()
        return redirect(url_for("meetings.room", slug=slug, code=code, sent="1"), 303)
    if answer is not None:
        return answer
    db.session.commit()
    return back


def _come_in(here: Visit) -> ResponseReturnValue:
    """Through the door of the väntrum, with what is asked there."""
    dialogue, band = here.dialogue, _age()
    is_new = participant_of(db.session(), dialogue) is None
    if is_new and dialogue.audience is Audience.UNGDOMAR and band is None:
        return public_room.show(here, error=_("Välj hur gammal du är."))
    if is_new:
        _spend_newcomer(dialogue.audience)
    here = visit(here.dialogue.slug, here.row.code, to_take_part=True)
    back = _back(here)
    entry = entry_of(dialogue, band, request.form.get("orgnr", ""))
    try:
        seating.sit(db.session(), here.row, here.dialogue, entry, CONSENT, request.form.get("namn", ""), clock.now())
    except NotThatAge:
        db.session.rollback()
        is_young = band is AgeBand.UNDER_13 or band in ages.AGES
        return render_template("dialog/taking_part/other_age.html", dialogue=dialogue, is_young=is_young)
    except OrganisationHasVoice:
        db.session.rollback()
        return render_template("dialog/taking_part/has_voice.html", dialogue=dialogue, text="")
    except (AgeNeeded, OrganisationNeeded, BadOrganisationNumber, MeetingNotOpen) as met:
        db.session.rollback()
        return public_room.show(visit(here.dialogue.slug, here.row.code), error=say(met))
    db.session.commit()
    remember(dialogue)
    return back


def _tap(here: Visit, seat: MeetingSeat) -> ResponseReturnValue | None:
    sent = {name: request.form[name] for name in public_room.asked_in(here.meeting) if request.form.get(name)}
    try:
        tapping.tap(db.session(), here.row, _step(), seat, sent)
    except BadTap:
        db.session.rollback()
        return public_room.show(visit(here.dialogue.slug, here.row.code), error=_("Välj minst en siffra."))
    return None


def _dots(here: Visit, seat: MeetingSeat) -> ResponseReturnValue | None:
    sent = {_whole(name.removeprefix(DOT)): _whole(n) for name, n in request.form.items() if name.startswith(DOT)}
    try:
        tapping.place_dots(db.session(), here.row, _step(), seat, sent)
    except (TooManyDots, BadTap) as met:
        db.session.rollback()
        placed = {str(number): str(count) for number, count in sent.items()}
        return public_room.show(visit(here.dialogue.slug, here.row.code), error=say(met), given=placed)
    return None


def _judge(here: Visit, seat: MeetingSeat) -> ResponseReturnValue | None:
    try:
        tapping.judge_line(
            db.session(), here.row, _step(), seat, request.form.get("rad", ""), request.form.get("svar", "")
        )
    except BadTap as met:
        db.session.rollback()
        return public_room.show(visit(here.dialogue.slug, here.row.code), error=say(met))
    return None


def _vote(here: Visit, seat: MeetingSeat) -> ResponseReturnValue | None:
    sent, number = request.form.get("rost", ""), _whole(request.form.get("inspel", ""))
    if sent not in list(Choice):
        return public_room.show(here, error=_("Välj ett av de tre svaren."))
    try:
        casting.cast(
            db.session(),
            here.row,
            here.dialogue,
            _step(),
            seat,
            cards.id_of(db.session(), here.dialogue.id, number),
            Choice(sent),
            request.form.get("viktigt") == "1",
            clock.now(),
        )
    except (NoSuchStatement, StatementLeft):
        # It was merged or hidden while they read it: the next one comes.
        db.session.rollback()
    return None


def _write(here: Visit, seat: MeetingSeat) -> ResponseReturnValue | None:
    if "rosta" in request.form:
        return _vote_instead(here, seat)
    limits.spend(db.session(), "inspel", limits.network_of(request.remote_addr or ""), SENT, AN_HOUR, clock.now())
    db.session.commit()
    here = visit(here.dialogue.slug, here.row.code, to_take_part=True)
    try:
        outcome = writing.say(
            db.session(),
            here.row,
            here.dialogue,
            seat,
            request.form.get("text", ""),
            tongue_of(here.dialogue),
            public_room.confirmed(),
            clock.now(),
        )
    except (StatementTooShort, StatementTooLong, SaidEnough) as met:
        db.session.rollback()
        here = visit(here.dialogue.slug, here.row.code)
        return public_room.show_writing(here, error=say(met), status=met.status)
    if isinstance(outcome, Advice):
        db.session.rollback()
        return public_room.show_writing(visit(here.dialogue.slug, here.row.code), advice=outcome)
    number, is_worry = outcome.number, outcome.state is StatementState.FLAGGED
    db.session.commit()
    if is_worry:
        # Where help is comes before the meeting goes on.
        return redirect(url_for("taking_part.thanks", slug=here.dialogue.slug, number=number), 303)
    return redirect(url_for("meetings.room", slug=here.dialogue.slug, code=here.row.code, skickat="1"), 303)


def _vote_instead(here: Visit, seat: MeetingSeat) -> ResponseReturnValue | None:
    """Vote on an inspel that says the same; the own words stay in the form for whoever wants to send them too."""
    sent, _dash, number = request.form["rosta"].partition("-")
    if sent not in list(Choice):
        return public_room.show_writing(here)
    try:
        statement_id = cards.id_of(db.session(), here.dialogue.id, _whole(number))
        voice = seating.voice_of(db.session(), seat)
        voting.vote(db.session(), here.dialogue, voice, statement_id, Choice(sent), False, clock.today())
    except (StatementLeft, NoSuchStatement):
        db.session.rollback()
        return public_room.show_writing(visit(here.dialogue.slug, here.row.code), error=say(StatementLeft()))
    db.session.commit()
    return public_room.show_writing(here, voted=_whole(number))


def _raise_hand(here: Visit, seat: MeetingSeat) -> None:
    name = request.form.get("namn", "")
    if name.strip():
        seating.sit(db.session(), here.row, here.dialogue, entry_of(here.dialogue), CONSENT, name, clock.now())
    speaking_list.raise_hand(db.session(), here.row, seat)


def _lower_hand(here: Visit, seat: MeetingSeat) -> None:
    speaking_list.lower_hand(db.session(), here.row, seat)


def _leave(here: Visit, seat: MeetingSeat) -> ResponseReturnValue | None:
    seating.leave(db.session(), here.row, seat)
    db.session.commit()
    return redirect(url_for("dialogues.show", slug=here.dialogue.slug), 303)


_DEEDS: Mapping[str, Deed] = {
    "tryck": _tap,
    "prickar": _dots,
    "rad": _judge,
    "rosta": _vote,
    "skriv": _write,
    "upp": _raise_hand,
    "ner": _lower_hand,
    "ut": _leave,
}


def _back(here: Visit) -> ResponseReturnValue:
    return redirect(url_for("meetings.room", slug=here.dialogue.slug, code=here.row.code), 303)


def _step() -> int:
    """The step that was open on the page the form stood on."""
    return _whole(request.form.get("steg", ""))


def _whole(sent: str) -> int:
    """A number as it was sent, or 0, which none has."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_NUMBER else 0


def _age() -> AgeBand | None:
    sent = request.form.get("alder", "")
    return AgeBand(sent) if sent in list(AgeBand) else None


def _spend_newcomer(audience: Audience) -> None:
    is_company = audience is Audience.NARINGSLIV
    bucket, times = ("dialogue company", COMPANIES) if is_company else ("dialogue newcomer", NEWCOMERS)
    limits.spend(db.session(), bucket, limits.network_of(request.remote_addr or ""), times, AN_HOUR, clock.now())
    db.session.commit()
