"""Coming in on the web: what is asked before one begins, and one voice on two devices."""

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
from dialog import ages, joining, linking, results
from dialog.errors import (
    BadOrganisationNumber,
    NotThatAge,
    OrganisationHasVoice,
    OrganisationNeeded,
    WrongLinkCode,
)
from dialog.models import AgeBand, Audience, Participant
from dialog.results import DialogueView
from dialog.visitor import entry_of, participant_of, remember
from dialog.words import AGE_BANDS

# All schools of a municipality may come in through one network within the hour. Companies do not, and whoever guesses
# their numbers takes their voices: that is slow.
NEWCOMERS, COMPANIES, AN_HOUR = 2_000, 100, timedelta(hours=1)
# As for other codes: guessed at this pace for ten minutes, a code of twelve characters is not found.
GUESSES, GUESS_WINDOW = 200, timedelta(minutes=10)

# Where somebody was going when they were asked.
NEXT = {"rosta": "taking_part.vote", "skriv": "taking_part.write", "mina": "taking_part.mine"}
# What they had sent when it turned out that they must be asked first; it goes with them and then on, and is not lost.
CARRIED = ("text", "sett", "rosta", "rost", "inspel", "viktigt")


def come_in(slug: str) -> tuple[DialogueView, Participant]:
    """The dialogue, kept from closing until the commit, and the visitor's voice in it, made now if it is new.

    Raises what ``joining.join`` raises, and TooMany where hundreds come through one network.
    """
    dialogue = results.find(db.session(), slug, clock.today(), to_take_part=True)
    known = participant_of(db.session(), dialogue)
    if known is not None:
        dialogue.must_be_open()
        return dialogue, known
    _spend_newcomer(dialogue)
    dialogue = results.find(db.session(), slug, clock.today(), to_take_part=True)
    return dialogue, joining.join(db.session(), dialogue, entry_of(dialogue), clock.today())


def ask_first(dialogue: DialogueView, going_to: str) -> ResponseReturnValue:
    """To what must be said before taking part, and then on to where the person was going, with what they had sent."""
    address = url_for("taking_part.begin", slug=dialogue.slug, sedan=going_to)
    if request.headers.get("HX-Request") == "true":
        # A whole page has no room in the place of a card.
        return "", {"HX-Redirect": address}
    return redirect(address, 307 if request.method == "POST" else 303)


@public
@keeps_typed
def begin(slug: str) -> ResponseReturnValue:
    """Ask the young how old they are and companies which they are; nobody else is asked anything."""
    dialogue = results.find(db.session(), slug, clock.today())
    going_to = request.args.get("sedan", "rosta")
    onward = redirect(url_for(NEXT.get(going_to, NEXT["rosta"]), slug=slug), 307 if _carried() else 303)
    if request.method == "GET" and not dialogue.is_open:
        return redirect(url_for("dialogues.show", slug=slug))
    if not joining.asks_first(dialogue) or participant_of(db.session(), dialogue) is not None:
        return onward
    name_fields(
        {"alder": _("Hur gammal är du?"), "orgnr": _("Organisationsnummer"), "text": _("Ditt inspel")}, _age_words
    )
    if request.method == "GET" or is_stale():
        return _ask(dialogue)
    band, number = _age(), request.form.get("orgnr", "")
    if dialogue.audience is Audience.UNGDOMAR and band is None:
        return _ask(dialogue, _("Välj hur gammal du är."))
    _spend_newcomer(dialogue)
    dialogue = results.find(db.session(), slug, clock.today(), to_take_part=True)
    try:
        joining.join(db.session(), dialogue, entry_of(dialogue, band, number), clock.today())
    except NotThatAge:
        db.session.rollback()
        return render_template("dialog/taking_part/other_age.html", dialogue=dialogue, is_young=band in ages.AGES)
    except (OrganisationNeeded, BadOrganisationNumber) as error:
        db.session.rollback()
        return _ask(dialogue, say(error))
    except OrganisationHasVoice:
        db.session.rollback()
        text = request.form.get("text", "")
        return render_template("dialog/taking_part/has_voice.html", dialogue=dialogue, text=text)
    db.session.commit()
    remember(dialogue)
    return onward


@public
def code(slug: str) -> ResponseReturnValue:
    """Show a new short code with which another device comes to the same voice."""
    dialogue = results.find(db.session(), slug, clock.today(), to_take_part=True)
    participant = participant_of(db.session(), dialogue)
    if participant is None:
        return redirect(url_for("taking_part.mine", slug=slug), 303)
    shown = linking.link_code(db.session(), dialogue, participant, clock.now())
    db.session.commit()
    minutes = int(linking.CODE_LASTS.total_seconds() // 60)
    return render_template("dialog/taking_part/code.html", dialogue=dialogue, code=shown, minutes=minutes)


@public
@keeps_typed
def link(slug: str) -> ResponseReturnValue:
    """Type the code that another device shows."""
    dialogue = results.find(db.session(), slug, clock.today())
    if request.method == "GET" and not dialogue.is_open:
        return redirect(url_for("dialogues.show", slug=slug))
    typed, error = request.form.get("enhetskod", ""), ""
    name_fields({"enhetskod": _("Koden på den andra enheten")})
    if request.method == "POST" and not is_stale():
        _spend("dialogue code", GUESSES, GUESS_WINDOW)
        dialogue = results.find(db.session(), slug, clock.today(), to_take_part=True)
        try:
            linking.link(db.session(), dialogue, entry_of(dialogue), typed, clock.now())
        except WrongLinkCode as wrong:
            db.session.rollback()
            error = say(wrong)
        else:
            db.session.commit()
            remember(dialogue)
            return redirect(url_for("taking_part.mine", slug=slug, kopplad="1"), 303)
    return render_template(
        "dialog/taking_part/link.html", dialogue=dialogue, typed=typed, error=error, stale=is_stale()
    )


def _ask(dialogue: DialogueView, error: str = "") -> ResponseReturnValue:
    return render_template(
        "dialog/taking_part/begin.html",
        dialogue=dialogue,
        error=error,
        ages=[(band.value, words) for band, words in ages.choices(dialogue.min_age or 0)],
        age=request.form.get("alder", ""),
        number=request.form.get("orgnr", ""),
        carried=_carried(),
        stale=is_stale(),
    )


def _carried() -> list[tuple[str, str]]:
    """What was sent to the page where the person was going."""
    if request.method != "POST":
        return []
    return [(name, value) for name in CARRIED for value in request.form.getlist(name)]


def _age() -> AgeBand | None:
    sent = request.form.get("alder", "")
    return AgeBand(sent) if sent in list(AgeBand) else None


def _age_words(name: str, value: str) -> str:
    return _(AGE_BANDS[AgeBand(value)]) if name == "alder" and value in list(AgeBand) else value


def _spend_newcomer(dialogue: DialogueView) -> None:
    is_company = dialogue.audience is Audience.NARINGSLIV
    _spend("dialogue company" if is_company else "dialogue newcomer", COMPANIES if is_company else NEWCOMERS, AN_HOUR)


def _spend(bucket: str, times: int, per: timedelta) -> None:
    """Use up one time of a network's; the count stands whatever happens next."""
    limits.spend(db.session(), bucket, limits.network_of(request.remote_addr or ""), times, per, clock.now())
    db.session.commit()
