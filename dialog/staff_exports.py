"""Staff take a dialogue's votes and inspel home as files."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from flask import Blueprint, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from core import audit, clock
from core.db import db, reading
from core.house import settings_of
from core.people.access import Permission, staff_only
from core.people.present import signed_in_staff
from dialog import data_card, exporting, hosting, results
from dialog.results import DialogueView

blueprint = Blueprint("staff_exports", __name__, url_prefix="/personal/dialoger/<slug>/filer")

IN_MEMORY = 8 * 1024 * 1024


@blueprint.get("", strict_slashes=False)
@staff_only(Permission.EXPORT_ANSWERS)
def show(slug: str) -> ResponseReturnValue:
    """What the files hold and what they leave out, before anybody takes them."""
    dialogue = _at_rest(slug)
    size = results.sizes(db.session(), [dialogue.id])[dialogue.id]
    return render_template("dialog/staff/files.html", dialogue=dialogue, size=size, least=results.FEWEST)


@blueprint.post("")
@staff_only(Permission.EXPORT_ANSWERS)
def download(slug: str) -> ResponseReturnValue:
    """The ZIP; that somebody took it is noted."""
    session = db.session()
    # The transaction so far may write, and would keep others on SQLite from it for as long as the votes are read.
    session.rollback()
    with reading():
        conversation = exporting.collect(session, _at_rest(slug))
        cards = data_card.cards(session, conversation, settings_of(current_app).municipality)
        session.rollback()
    audit.record(session, signed_in_staff(), "dialogue.exported", "dialogue", conversation.dialogue.id, slug=slug)
    session.commit()
    # Sent in pieces from the disk when it is large; whoever sends it closes it.
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
    exporting.write(file, conversation, cards)
    file.seek(0)
    return send_file(file, "application/zip", as_attachment=True, download_name=f"dialog-{slug}.zip")


def _at_rest(slug: str) -> DialogueView:
    dialogue = results.view_of(hosting.find(db.session(), slug), clock.today())
    exporting.must_be_at_rest(dialogue)
    exporting.must_fit_a_page(db.session(), dialogue)
    return dialogue
