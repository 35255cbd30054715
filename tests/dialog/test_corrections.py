"""Staff correct what the analysis of language says of an inspel."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from core.corrections import correcting
from core.corrections.models import TextCorrection
from core.people.roles import Role
from dialog.analysing import keeping
from dialog.models import Statement
from tests.builders import drain, on_sqlite, signed_in
from tests.dialogues import open_dialogue
from tests.ground import NOON, working


@on_sqlite
def test_an_inspel_is_corrected_on_its_page(app: Flask) -> None:
    dialogue = open_dialogue(app, "Sista bussen går alldeles för tidigt")
    staff = signed_in(app, Role.MODERATOR)
    address = "/personal/dialoger/hem/analys/1"
    assert "inte läst av analysen ännu" in staff.open(address).text
    with working(app) as session:
        keeping.ask_for(session, dialogue.id, NOON)
    drain(app)

    page = staff.open(address)
    wrong = staff.post(address, {"csrf_token": page.value("csrf_token")[0], "tone": "arg"})
    assert wrong.status == 422
    told = staff.send(page, {"tone": "negative", "factors": ["tillganglighet"]})

    assert "rättad av" in told.text
    with working(app) as session:
        statement = session.scalars(select(Statement)).one()
        ref = f"dialog:{statement.id}"
        said = correcting.of(session, [ref])[ref]
        assert (said.tone, said.factors) == ("negative", ("tillganglighet",))
        assert session.scalar(select(TextCorrection.words)) == statement.text
    assert staff.open("/personal/dialoger/hem/analys/2").status == 404
