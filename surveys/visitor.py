"""What a page knows of its visitor: the language, the draft and the code under way, what this browser has sent."""

from __future__ import annotations

from time import time

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from core.i18n import gettext as _
from core.i18n import language
from surveys.answering import Door, Missing, NothingAnswered
from surveys.rounds import Round

# Whoever sits down at the same computer later has no business with a receipt.
RECEIPT_IS_SHOWN = 15 * 60  # seconds


def tongue_of(round_: Round) -> str:
    """The language to show a round in: the reader's, or the one it was written in."""
    return round_.language(language())


def door_of(round_: Round, code: str) -> Door:
    """How the visitor comes in."""
    return Door(tongue_of(round_), code=code)


def words_for(missing: Missing | None) -> str:
    """Why an answer is needed before one can go on."""
    if isinstance(missing, NothingAnswered):
        return str(_("Svara på minst en fråga innan du skickar."))
    return str(_("Besvara frågan för att gå vidare."))


def draft_token(round_: Round) -> str:
    """The form says which draft it belongs to, so an expired cookie loses nothing; a plain visit asks the cookie."""
    sent = request.form.get("utkast", "") if request.method == "POST" else ""
    return sent or str(_carried("drafts", round_, ""))


def remember_draft(round_: Round, token: str) -> None:
    """Carry the way back to the draft for a week, so that it survives the browser being closed."""
    _carry("drafts", round_, token)
    session.permanent = True


def code_of(round_: Round) -> str:
    """The invitation's code, from the form or else the cookie."""
    sent = request.form.get("kod", "") if request.method == "POST" else ""
    return sent or str(_carried("codes", round_, ""))


def remember_code(round_: Round, code: str) -> None:
    """Carry an invitation's code to the survey."""
    _carry("codes", round_, code)


def sent_count(round_: Round) -> int:
    """How many answers this browser has sent on one page: a page that knows of fewer was loaded before the last."""
    count = _carried("sent", round_, 0)
    return count if isinstance(count, int) else 0


def receipt_of(round_: Round) -> str:
    """The receipt of what was just sent, or nothing once a quarter of an hour has gone."""
    match _carried("receipts", round_, None):
        case [str(receipt), int(since)] if 0 <= time() - since <= RECEIPT_IS_SHOWN:
            return receipt
    forget("receipts", round_)
    return ""


def thank(round_: Round, receipt: str, *, counted: bool = False) -> ResponseReturnValue:
    """Remember the receipt, forget the draft and the code, and show the thanks."""
    _carry("receipts", round_, (receipt, int(time())))
    if not counted:
        _carry("sent", round_, sent_count(round_) + 1)
    forget("drafts", round_)
    forget("codes", round_)
    return redirect(url_for("surveys.thanks", slug=round_.slug), 303)


def forget(name: str, round_: Round) -> None:
    """Carry something of a round no longer."""
    key = str(round_.collection_id)
    session[name] = {other: value for other, value in session.get(name, {}).items() if other != key}


def _carried(name: str, round_: Round, otherwise: object) -> object:
    return session.get(name, {}).get(str(round_.collection_id), otherwise)


def _carry(name: str, round_: Round, value: object) -> None:
    session[name] = {**session.get(name, {}), str(round_.collection_id): value}
