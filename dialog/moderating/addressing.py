"""What the addresses of the queue's pages ask for, and the way back to the list after a decision."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.db import db
from dialog import hosting
from dialog.errors import NoSuchStatement
from dialog.models import Statement
from dialog.moderating import queue
from dialog.moderating.queue import Entry, View
from dialog.results import DialogueView, view_of

LARGEST_ID = 2**31 - 1


def dialogue_at(slug: str) -> DialogueView:
    """The dialogue, whatever its state; raises NoSuchDialogue."""
    return view_of(hosting.find(db.session(), slug), clock.today())


def entry_at(dialogue: DialogueView, number: int) -> Entry:
    """An inspel as moderators read it; raises NoSuchStatement for one whose words are not theirs to read."""
    entry = queue.entry(db.session(), dialogue.id, number)
    if entry is None:
        raise NoSuchStatement
    return entry


def statement_at(dialogue: DialogueView, number: int) -> Statement:
    """The row of an inspel; raises NoSuchStatement."""
    found = queue.by_number(db.session(), dialogue.id, [number]).get(number)
    if found is None:
        raise NoSuchStatement
    return found


def view_asked_for() -> View:
    """The part of the queue that is looked at; what is to read, where the address names none there is."""
    asked = request.args.get("visa", "")
    return View(asked) if asked in set(View) else View.TO_READ


def after_asked_for() -> int:
    """The number of the inspel the page begins after; what cannot be one is the beginning."""
    asked = request.args.get("efter", 0, type=int)
    return asked if 0 < asked <= LARGEST_ID else 0


def back_to_list(dialogue: DialogueView, number: int) -> ResponseReturnValue:
    """To the part of the queue that was looked at, at the inspel that comes after ``number``."""
    view, after = view_asked_for(), after_asked_for()
    following = queue.next_number(db.session(), dialogue.id, view, number)
    if following is None or following <= after:
        after = 0
    return redirect(
        url_for(
            "moderating.index",
            slug=dialogue.slug,
            visa=view.value,
            efter=after or None,
            _anchor=f"inspel-{following}" if following else None,
        ),
        303,
    )
