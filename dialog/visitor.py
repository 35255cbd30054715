"""What a page knows of its visitor in a dialogue: the random pass in the one cookie, and the voice it leads to."""

from __future__ import annotations

from flask import session
from sqlalchemy.orm import Session

from core.i18n import language
from core.ids import new_token
from core.web.cookies import LASTING
from dialog import joining
from dialog.joining import Entry
from dialog.models import AgeBand, Channel, Participant
from dialog.results import DialogueView

_PASSES = LASTING
# The cookie has room for so many dialogues; of more, the oldest are let go.
_MOST = 30


def pass_of(dialogue: DialogueView) -> str:
    """The visitor's pass to a dialogue, drawn now if they have none.

    It is carried in the cookie from the page with the form on, so that a form that is sent twice is sent by one. It
    stands for nobody until something has been sent.
    """
    known = session.get(_PASSES, {}).get(str(dialogue.id))
    if isinstance(known, str):
        return known
    return _carry(dialogue, new_token())


def participant_of(database: Session, dialogue: DialogueView) -> Participant | None:
    """The voice the visitor has in a dialogue, if they have one."""
    known = session.get(_PASSES, {}).get(str(dialogue.id))
    if not isinstance(known, str):
        return None
    return joining.find(database, dialogue.id, joining.web_handle(known))


def entry_of(dialogue: DialogueView, age_band: AgeBand | None = None, organisation_number: str = "") -> Entry:
    """How the visitor comes in."""
    return Entry(Channel.WEB, joining.web_handle(pass_of(dialogue)), age_band, organisation_number)


def remember(dialogue: DialogueView) -> None:
    """Carry the pass also after the browser is closed, for a year from each visit, now that it leads to something."""
    _carry(dialogue, pass_of(dialogue))
    session.permanent = True


def forget(dialogue: DialogueView) -> None:
    """Carry the pass no longer."""
    session[_PASSES] = {key: known for key, known in session.get(_PASSES, {}).items() if key != str(dialogue.id)}


def tongue_of(dialogue: DialogueView) -> str:
    """The language somebody writes in: that of their pages where the dialogue has it, or else the dialogue's own."""
    chosen = language()
    return chosen if chosen in dialogue.languages else dialogue.language


def _carry(dialogue: DialogueView, web_pass: str) -> str:
    others = {key: known for key, known in session.get(_PASSES, {}).items() if key != str(dialogue.id)}
    newest = sorted(others, key=int)[1 - _MOST :]
    session[_PASSES] = {key: others[key] for key in newest} | {str(dialogue.id): web_pass}
    return web_pass
