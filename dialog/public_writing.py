"""Writing an inspel on the web: advice comes before it is sent, and what was typed stays whatever happens."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, limits
from core.db import db
from core.i18n import gettext as _
from core.i18n import say
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import cards, joining, mine, results, speaking, voting
from dialog.errors import (
    AgeNeeded,
    NoSuchStatement,
    OrganisationNeeded,
    SaidEnough,
    StatementLeft,
    StatementTooLong,
    StatementTooShort,
)
from dialog.models import LONGEST_STATEMENT, Choice
from dialog.public_doors import ask_first, come_in
from dialog.results import DialogueView
from dialog.speaking import Advice, Concerning
from dialog.visitor import participant_of, remember, tongue_of

# All schools of a municipality may come in through one network; advice and what is sent in spite of it are two.
SENT, AN_HOUR = 4_000, timedelta(hours=1)
# A field nobody sees: programmes that fill in everything fill it in too.
TRAP = "webbplats"


@public
@keeps_typed
def write(slug: str) -> ResponseReturnValue:
    """Show the form, or receive an inspel; advice and errors come back with everything that was typed."""
    name_fields({"text": _("Ditt inspel")})
    if request.method == "POST":
        return _receive(slug)
    dialogue = results.find(db.session(), slug, clock.today())
    if not dialogue.is_open:
        return redirect(url_for("dialogues.show", slug=slug))
    if joining.asks_first(dialogue) and participant_of(db.session(), dialogue) is None:
        return ask_first(dialogue, "skriv")
    return _form(dialogue)


@public
def thanks(slug: str, number: int) -> ResponseReturnValue:
    """What happens next to the inspel that was just sent; only its author comes here."""
    dialogue = results.find(db.session(), slug, clock.today())
    me = participant_of(db.session(), dialogue)
    said = mine.one_said(db.session(), me, number) if me is not None else None
    if said is None:
        raise NoSuchStatement
    return render_template("dialog/taking_part/thanks.html", dialogue=dialogue, said=said)


def _receive(slug: str) -> ResponseReturnValue:
    dialogue = results.find(db.session(), slug, clock.today())
    if is_stale():
        return _form(dialogue)
    if request.form.get(TRAP):
        return _form(dialogue, error=_("Kontrollera inspelet och skicka det en gång till."))
    if "rosta" in request.form:
        return _vote_instead(slug)
    limits.spend(db.session(), "inspel", limits.network_of(request.remote_addr or ""), SENT, AN_HOUR, clock.now())
    db.session.commit()
    try:
        dialogue, me = come_in(slug)
        outcome = speaking.say(
            db.session(), dialogue, me, request.form.get("text", ""), tongue_of(dialogue), _confirmed(), clock.today()
        )
    except (AgeNeeded, OrganisationNeeded):
        db.session.rollback()
        return ask_first(dialogue, "skriv")
    except (StatementTooShort, StatementTooLong, SaidEnough) as error:
        db.session.rollback()
        return _form(dialogue, error=say(error), status=error.status)
    if isinstance(outcome, Advice):
        # Nothing was stored, so nobody has become a participant by asking for advice either.
        db.session.rollback()
        return _form(dialogue, advice=outcome)
    number = outcome.number
    db.session.commit()
    remember(dialogue)
    return redirect(url_for("taking_part.thanks", slug=slug, number=number), 303)


def _vote_instead(slug: str) -> ResponseReturnValue:
    """Vote on an inspel that says the same; the own words stay in the form for whoever wants to send them too."""
    sent, _dash, number = request.form["rosta"].partition("-")
    dialogue = results.find(db.session(), slug, clock.today())
    if sent not in list(Choice) or not (number.isascii() and number.isdigit() and len(number) < 10):
        return _form(dialogue)
    try:
        dialogue, me = come_in(slug)
        statement_id = cards.id_of(db.session(), dialogue.id, int(number))
        voting.vote(db.session(), dialogue, me, statement_id, Choice(sent), False, clock.today())
    except (AgeNeeded, OrganisationNeeded):
        db.session.rollback()
        return ask_first(dialogue, "skriv")
    except (StatementLeft, NoSuchStatement):
        db.session.rollback()
        return _form(dialogue, error=say(StatementLeft()))
    db.session.commit()
    remember(dialogue)
    return _form(dialogue, voted=int(number))


def _form(
    dialogue: DialogueView,
    *,
    advice: Advice | None = None,
    error: str = "",
    status: int = 0,
    voted: int | None = None,
) -> ResponseReturnValue:
    body = render_template(
        "dialog/taking_part/write.html",
        dialogue=dialogue,
        text=request.form.get("text", ""),
        confirmed=sorted(_confirmed() | set(advice.concerning if advice else ())),
        advice=advice,
        error=error,
        voted=voted,
        stale=is_stale(),
        most=LONGEST_STATEMENT,
        trap=TRAP,
        choices=Choice,
    )
    return body, status or (400 if error else 200)


def _confirmed() -> set[Concerning]:
    """What somebody has been told to think over, and sends in spite of."""
    return {Concerning(sent) for sent in request.form.getlist("sett") if sent in list(Concerning)}
