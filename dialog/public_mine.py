"""Somebody's own page in a dialogue: their inspel and votes, objecting to a refusal, taking back, and leaving."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core import clock, limits
from core.db import db
from core.i18n import gettext as _
from core.i18n import say
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import backgrounds, leaving, results
from dialog import mine as own
from dialog.errors import NoSuchStatement
from dialog.feedback import results as feedback
from dialog.mine import VOTES_A_PAGE, Said
from dialog.models import DialogueState, Participant, Statement
from dialog.moderating import appeals
from dialog.moderating.errors import AlreadyAppealed, NotRefused
from dialog.moderating.reasons import TO_AUTHORS
from dialog.results import DialogueView
from dialog.visitor import forget, participant_of

MOST_PAGES = 100
OBJECTIONS, AN_HOUR = 200, timedelta(hours=1)


@public
def mine(slug: str) -> ResponseReturnValue:
    """One's own inspel and what became of them, one's own votes, and the ways out."""
    dialogue, me = _here(slug)
    number = min(max(request.args.get("sida", 1, type=int), 1), MOST_PAGES)
    # Of a dialogue that was taken back nothing is shown that others have said.
    is_shown = dialogue.state is not DialogueState.WITHDRAWN
    votes, total = own.votes(db.session(), me, number) if me is not None and is_shown else ((), 0)
    said = own.said(db.session(), me) if me is not None else ()
    return render_template(
        "dialog/taking_part/mine.html",
        dialogue=dialogue,
        me=me,
        said=said,
        answers=feedback.of_statements(db.session(), [one.id for one in said] if is_shown else []),
        shows_figures=dialogue.is_over and results.crowd(db.session(), dialogue) is not None,
        votes=votes,
        total=total,
        page=number,
        pages=-(-total // VOTES_A_PAGE),
        reasons=TO_AUTHORS,
        is_linked="kopplad" in request.args,
        objected="invant" in request.args,
        taken_back="tillbaka" in request.args,
        has_told=me is not None and backgrounds.has_told(dialogue, me),
        just_told="berattat" in request.args,
    )


@public
@keeps_typed
def appeal(slug: str, number: int) -> ResponseReturnValue:
    """Object to a refusal, once, in one's own words."""
    dialogue, _me, said = _own(slug, number)
    typed, error = request.form.get("varfor", ""), ""
    name_fields({"varfor": _("Varför tycker du att inspelet ska publiceras?")})
    if request.method == "POST" and not is_stale():
        error = _object(said, typed.strip())
        if not error:
            return redirect(url_for("taking_part.mine", slug=slug, invant="1"), 303)
    elif not said.is_refused or said.objection is not None:
        return redirect(url_for("taking_part.mine", slug=slug))
    body = render_template(
        "dialog/taking_part/appeal.html",
        dialogue=dialogue,
        said=said,
        typed=typed,
        error=error,
        stale=is_stale(),
        reasons=TO_AUTHORS,
        most=appeals.LONGEST_APPEAL,
    )
    return body, 400 if error else 200


@public
@keeps_typed
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Take one's own inspel back, after having read what that means."""
    dialogue, me, said = _own(slug, number)
    if said.state in leaving.TAKEN_BACK:
        return redirect(url_for("taking_part.mine", slug=slug))
    if request.method == "POST" and not is_stale():
        leaving.withdraw(db.session(), me, number)
        db.session.commit()
        return redirect(url_for("taking_part.mine", slug=slug, tillbaka="1"), 303)
    return render_template("dialog/taking_part/withdraw.html", dialogue=dialogue, said=said, stale=is_stale())


@public
@keeps_typed
def leave(slug: str) -> ResponseReturnValue:
    """Leave the dialogue and have everything erased, after having read what goes and what stays."""
    dialogue, me = _here(slug)
    if me is None:
        return redirect(url_for("taking_part.mine", slug=slug))
    if request.method == "POST" and not is_stale():
        leaving.leave(db.session(), dialogue, me)
        db.session.commit()
        forget(dialogue)
        return render_template("dialog/taking_part/left.html", dialogue=dialogue)
    return render_template("dialog/taking_part/leave.html", dialogue=dialogue, stale=is_stale())


def _here(slug: str) -> tuple[DialogueView, Participant | None]:
    """The dialogue and the visitor's voice in it; before something is erased it is kept from closing meanwhile."""
    to_change = request.method == "POST"
    dialogue = results.find(db.session(), slug, clock.today(), to_take_part=to_change)
    return dialogue, participant_of(db.session(), dialogue)


def _own(slug: str, number: int) -> tuple[DialogueView, Participant, Said]:
    """One's own inspel; nobody else's is found."""
    dialogue, me = _here(slug)
    said = own.one_said(db.session(), me, number) if me is not None else None
    if me is None or said is None:
        raise NoSuchStatement
    return dialogue, me, said


def _object(said: Said, words: str) -> str:
    """Keep an objection; gives what is wrong with it, or nothing."""
    if not words:
        return str(_("Skriv varför du tycker att inspelet ska publiceras."))
    if len(words) > appeals.LONGEST_APPEAL:
        return str(_("Korta texten till högst %(most)s tecken.", most=appeals.LONGEST_APPEAL))
    network = limits.network_of(request.remote_addr or "")
    limits.spend(db.session(), "objection", network, OBJECTIONS, AN_HOUR, clock.now())
    db.session.commit()
    statement = db.session.scalars(select(Statement).where(Statement.id == said.id)).one()
    try:
        appeals.appeal(db.session(), statement, words, clock.now())
    except (NotRefused, AlreadyAppealed) as error:
        db.session.rollback()
        return say(error)
    db.session.commit()
    return ""
