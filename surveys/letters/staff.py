"""Letters for staff: what has been sent, writing one and seeing it as it will be read, sending, stopping."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from core import audit, clock
from core.db import db
from core.house import settings_of
from core.i18n import gettext as _
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from core.web.stale import is_stale, keeps_typed
from core.web.typed import name_fields
from surveys import answering, rounds
from surveys.cases.models import Contact
from surveys.errors import NoSuchSurvey
from surveys.letters import overview, recipients, sending, writing
from surveys.letters.forms import LetterForm
from surveys.letters.letterhead import Letterhead
from surveys.letters.models import Letter, LetterKind, Mail
from surveys.letters.sending import Ready
from surveys.letters.writing import Person, Text
from surveys.models import Invitation
from surveys.rounds import Round, RoundState

blueprint = Blueprint("staff_letters", __name__, url_prefix="/personal/enkater/<slug>/utskick/<id:collection_id>")

KINDS = {"inbjudan": LetterKind.INVITATION, "paminnelse": LetterKind.REMINDER}
EXAMPLE = Person("Kim Exempel", "ABCD-EFGH-JKMN")


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as one person will read it."""

    name: str
    text: Text


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.INVITE)
def index(slug: str, collection_id: int) -> ResponseReturnValue:
    """The letters of a round, how many have answered, and what waits to be sent."""
    round_ = _round(slug, collection_id)
    return render_template(
        "surveys/staff/letters.html",
        slug=slug,
        round=round_,
        is_closed=round_.state(clock.today()) is RoundState.CLOSED,
        letters=overview.letters(db.session(), collection_id),
        answered=overview.answered(db.session(), collection_id),
        waiting=overview.waiting(db.session(), collection_id),
        most_waiting=overview.MOST_WAITING,
        sends_mail=settings_of(current_app).sends_mail,
    )


@blueprint.route("/<letter_kind>", methods=["GET", "POST"])
@staff_only(Permission.INVITE)
@keeps_typed
def write(slug: str, collection_id: int, letter_kind: str) -> ResponseReturnValue:
    """Write an invitation or a reminder, look at it, and send it once its number of readers has been seen."""
    round_ = _round(slug, collection_id)
    kind = KINDS.get(letter_kind)
    if kind is None:
        raise NotFound
    round_.must_not_be_closed(clock.today())
    text = writing.suggested(kind, round_, _head())
    send_on = max(clock.today(), round_.opens_on or clock.today())
    form = LetterForm.suggesting(round_, text, send_on, with_reminder=kind is LetterKind.INVITATION)
    is_good = _checked(form)
    n = recipients.count(db.session(), round_, kind, _head().secret, clock.now())
    is_today = form.send_on.data == clock.today()
    deed = request.form.get("do", "") if is_good else ""
    if deed == "confirm" and (n or not is_today):
        _write(round_, kind, form)
        db.session.commit()
        return redirect(url_for("staff_letters.index", slug=slug, collection_id=collection_id), 303)
    return render_template(
        "surveys/staff/letter_confirm.html" if deed in ("send", "confirm") else "surveys/staff/letter.html",
        slug=slug,
        round=round_,
        heading=_("Skriv inbjudan") if kind is LetterKind.INVITATION else _("Skriv påminnelse"),
        form=form,
        errors=form.summary,
        stale=is_stale(),
        recipients=n,
        is_today=is_today,
        preview=_preview(round_, kind, form.text()) if deed in ("send", "confirm", "preview") else None,
        letter=None,
    )


@blueprint.route("/andra/<id:letter_id>", methods=["GET", "POST"])
@staff_only(Permission.INVITE)
@keeps_typed
def change(slug: str, collection_id: int, letter_id: int) -> ResponseReturnValue:
    """Change a letter that waits for its day."""
    round_ = _round(slug, collection_id)
    letter = _letter(collection_id, letter_id)
    if letter.begun_at is not None:
        return redirect(url_for("staff_letters.index", slug=slug, collection_id=collection_id), 303)
    form = LetterForm.suggesting(round_, Text(letter.subject, letter.body), letter.send_on, with_reminder=False)
    is_good = _checked(form)
    deed = request.form.get("do", "") if is_good else ""
    if deed == "save":
        text = form.text()
        letter.subject, letter.body, letter.send_on = text.subject, text.body, form.send_on.data or letter.send_on
        audit.record(
            db.session(), signed_in_staff(), "letter.changed", "letter", letter.id, send_on=str(letter.send_on)
        )
        db.session.commit()
        return redirect(url_for("staff_letters.index", slug=slug, collection_id=collection_id), 303)
    return render_template(
        "surveys/staff/letter.html",
        slug=slug,
        round=round_,
        heading=_("Ändra inbjudan") if letter.kind is LetterKind.INVITATION else _("Ändra påminnelse"),
        form=form,
        errors=form.summary,
        stale=is_stale(),
        recipients=recipients.count(db.session(), round_, letter.kind, _head().secret, clock.now()),
        preview=_preview(round_, letter.kind, form.text()) if deed == "preview" else None,
        letter=letter,
    )


@blueprint.post("/stoppa/<id:letter_id>")
@staff_only(Permission.INVITE)
def stop(slug: str, collection_id: int, letter_id: int) -> ResponseReturnValue:
    """Send no more of a letter, or remove one that waits for its day."""
    _round(slug, collection_id)
    letter = _letter(collection_id, letter_id)
    held_back = sending.stop(db.session(), letter, clock.now())
    audit.record(db.session(), signed_in_staff(), "letter.stopped", "letter", letter_id, held_back=held_back)
    db.session.commit()
    return redirect(url_for("staff_letters.index", slug=slug, collection_id=collection_id), 303)


@blueprint.get("/mejl/<uuid:mail_id>")
@staff_only(Permission.INVITE)
def show_mail(slug: str, collection_id: int, mail_id: uuid.UUID) -> ResponseReturnValue:
    """A mail that waits, word for word."""
    round_ = _round(slug, collection_id)
    mail = db.session.get(Mail, mail_id)
    if mail is None:
        raise NotFound
    _letter(collection_id, mail.letter_id)
    ready = sending.for_sending(db.session(), mail_id, _head(), clock.today())
    return render_template(
        "surveys/staff/letter_mail.html",
        slug=slug,
        round=round_,
        mail=ready if isinstance(ready, Ready) else None,
        sends_mail=settings_of(current_app).sends_mail,
    )


def _checked(form: LetterForm) -> bool:
    """Whether the form was sent and can be acted on."""
    name_fields({field.name: str(field.label.text) for field in form})
    return form.is_sent and not is_stale() and form.validate()


def _write(round_: Round, kind: LetterKind, form: LetterForm) -> None:
    """The letter and its reminder; what is for today begins at once."""
    now, today = clock.now(), clock.today()
    _plan(round_, kind, form.text(), form.send_on.data or today)
    reminder = form.reminder_day()
    if reminder:
        _plan(round_, LetterKind.REMINDER, writing.suggested(LetterKind.REMINDER, round_, _head()), reminder)
    sending.begin_due(db.session(), today, now)


def _plan(round_: Round, kind: LetterKind, text: Text, send_on: date) -> None:
    letter = sending.write(db.session(), round_, kind, text, send_on, clock.now())
    audit.record(
        db.session(), signed_in_staff(), "letter.written", "letter", letter.id, kind=kind.value, send_on=str(send_on)
    )


def _preview(round_: Round, kind: LetterKind, text: Text) -> Preview:
    """The letter as the first of its readers gets it, or as an example where there is none yet."""
    head = _head()
    person = EXAMPLE
    for recipient in recipients.waiting_for(db.session(), round_, kind, clock.now(), limit=1):
        contact = db.session.get_one(Contact, recipient.invitation_id)
        code = answering.code_of(head.secret, db.session.get_one(Invitation, recipient.invitation_id))
        person = Person(contact.name, code or EXAMPLE.code)
    link = head.unsubscribe_link(uuid.UUID(int=0))
    return Preview(person.name, writing.filled(text, round_, person, head, link))


def _round(slug: str, collection_id: int) -> Round:
    round_ = rounds.by_id(db.session(), collection_id)
    if round_.slug != slug:
        raise NoSuchSurvey
    return round_


def _letter(collection_id: int, letter_id: int) -> Letter:
    letter = db.session.get(Letter, letter_id)
    if letter is None or letter.collection_id != collection_id:
        raise NotFound
    return letter


def _head() -> Letterhead:
    return Letterhead.of(settings_of(current_app))
