"""Voting on the web, one card at a time: the whole page, or only the next card where htmx asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from core.i18n import gettext as _
from core.people.access import public
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from dialog import backgrounds, cards, joining, mine, results, voting
from dialog.cards import Card
from dialog.errors import AgeNeeded, NoSuchStatement, OrganisationNeeded, StatementLeft
from dialog.models import Choice, Participant
from dialog.public_doors import ask_first, come_in
from dialog.results import DialogueView
from dialog.visitor import participant_of, pass_of, remember

# More digits would not fit the column.
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Before:
    """What happened to the card before: its vote, which can be taken back, or that it was gone."""

    number: int
    choice: Choice | None = None
    is_undone: bool = False


@public
@keeps_typed
def vote(slug: str) -> ResponseReturnValue:
    """Show a card, or receive a vote and go on with the next one."""
    name_fields({"rost": _("Din röst"), "viktigt": _("Viktigt för mig"), "inspel": _("Inspel")})
    if request.method == "POST":
        return _receive(slug)
    dialogue = results.find(db.session(), slug, clock.today())
    if not dialogue.is_open:
        return redirect(url_for("dialogues.show", slug=slug))
    me = participant_of(db.session(), dialogue)
    if me is None and joining.asks_first(dialogue):
        return ask_first(dialogue, "rosta")
    return _show(dialogue, me, _asked_for(dialogue), _before(dialogue, me))


@public
def undo(slug: str) -> ResponseReturnValue:
    """Take the vote on a card back, and show the card again."""
    dialogue, me = come_in(slug)
    number = _whole(request.form.get("inspel", ""))
    card = cards.numbered(db.session(), dialogue.id, number)
    if card is not None:
        voting.unvote(db.session(), dialogue, me, card.id)
        db.session.commit()
    if _wants_card_only():
        return _show(dialogue, me, card, Before(number, is_undone=True) if card else None)
    return redirect(url_for("taking_part.vote", slug=slug, inspel=number, angrad=number), 303)


def _receive(slug: str) -> ResponseReturnValue:
    number, sent = _whole(request.form.get("inspel", "")), request.form.get("rost", "")
    if is_stale() or sent not in list(Choice):
        dialogue = results.find(db.session(), slug, clock.today())
        error = "" if is_stale() else _("Välj ett av de tre svaren.")
        me = participant_of(db.session(), dialogue)
        return _show(dialogue, me, cards.numbered(db.session(), dialogue.id, number), None, error)
    try:
        dialogue, me = come_in(slug)
    except (AgeNeeded, OrganisationNeeded):
        db.session.rollback()
        return ask_first(results.find(db.session(), slug, clock.today()), "rosta")
    choice, statement_id = Choice(sent), cards.id_of(db.session(), dialogue.id, number)
    before = Before(number, choice)
    try:
        voting.vote(db.session(), dialogue, me, statement_id, choice, request.form.get("viktigt") == "1", clock.today())
    except (StatementLeft, NoSuchStatement):
        # The same answer for all: nobody finds out by guessing numbers what was never published and why.
        before = Before(number)
        db.session.rollback()
    else:
        db.session.commit()
        remember(dialogue)
    if _wants_card_only():
        return _show(dialogue, participant_of(db.session(), dialogue), None, before)
    what = "efter" if before.choice else "borta"
    return redirect(f"{url_for('taking_part.vote', slug=slug)}?{what}={number}", 303)


def _show(
    dialogue: DialogueView, me: Participant | None, card: Card | None, before: Before | None, error: str = ""
) -> ResponseReturnValue:
    progress = cards.progress(db.session(), dialogue.id, me.id if me else None)
    if card is None:
        # The same card comes back when the page is loaded again: the chance is drawn from who it is and how far.
        chance = Random(f"{pass_of(dialogue)} {progress.done}")  # noqa: S311  Nothing is kept secret by it.
        card = cards.next_for(db.session(), dialogue.id, me.id if me else None, chance)
    given = mine.choice_of(db.session(), me, card.id) if me is not None and card is not None else None
    body = render_template(
        f"dialog/taking_part/{'next_card' if _wants_card_only() else 'vote'}.html",
        dialogue=dialogue,
        card=card,
        given=given,
        progress=progress,
        before=before,
        error=error,
        stale=is_stale(),
        choices=Choice,
        may_tell=me is not None and card is None and not backgrounds.has_told(dialogue, me),
    )
    return body, 400 if error else 200, {"Vary": "HX-Request"}


def _asked_for(dialogue: DialogueView) -> Card | None:
    """The card somebody wants to see again, to change their vote."""
    number = _whole(request.args.get("inspel", ""))
    return cards.numbered(db.session(), dialogue.id, number) if number else None


def _before(dialogue: DialogueView, me: Participant | None) -> Before | None:
    """What the address says of the card before; a vote is shown only if it is there."""
    gone, undone, number = (_whole(request.args.get(name, "")) for name in ("borta", "angrad", "efter"))
    if gone or undone:
        return Before(gone or undone, is_undone=bool(undone))
    card = cards.numbered(db.session(), dialogue.id, number) if number and me is not None else None
    given = mine.choice_of(db.session(), me, card.id) if card is not None and me is not None else None
    return Before(number, given.choice) if given is not None else None


def _whole(sent: str) -> int:
    """The number of an inspel as it was sent, or 0, which no inspel has."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= LONGEST_NUMBER else 0


def _wants_card_only() -> bool:
    return request.headers.get("HX-Request") == "true"
