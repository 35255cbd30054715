"""An inspel that worries somebody goes to the trygghetsansvarig, is opened, and is handed over or goes back."""

from __future__ import annotations

import csv
import io

from flask import Flask
from sqlalchemy import select

from core.concerns.models import Concern, Raiser
from core.people.roles import Role
from dialog import concerns, joining, leaving, results, speaking
from dialog.analysing.models import StatementFinding
from dialog.joining import Entry
from dialog.models import Audience, Channel, Participant, Source, Statement, StatementOriginal, StatementState
from tests.browsing import Browser, Page
from tests.builders import TODAY, drain, on_sqlite, signed_in
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON, working

pytestmark = on_sqlite

WORDS = "Blåklocka, jag orkar inte leva längre"


def press(staff: Browser, page: Page, do: str) -> Page:
    """Press a button of a concern's page."""
    return staff.post(page.url, {"csrf_token": page.value("csrf_token")[0], "do": do})


def flagged(app: Flask, **changes: object) -> int:
    """An inspel that somebody who took part wrote, and that the screening raised; gives its id."""
    dialogue = open_dialogue(app, **changes)  # type: ignore[arg-type]
    with working(app) as session:
        anna = joining.join(session, dialogue, Entry(Channel.WEB, joining.web_handle("anna")), TODAY)
        said = speaking.say(session, dialogue, anna, WORDS, "sv", frozenset(), TODAY)
        assert isinstance(said, Statement)
        return said.id


def inspel(app: Flask, statement_id: int) -> tuple[StatementState, str]:
    with working(app) as session:
        found = session.get_one(Statement, statement_id)
        return found.state, found.text


def test_a_worrying_inspel_is_opened_by_a_button_and_goes_back_to_be_read(app: Flask) -> None:
    statement_id = flagged(app)
    staff = signed_in(app, Role.SAFEGUARDING)

    assert "Oro: en text att ta hand om" in staff.open("/personal").text
    page = staff.open("/personal/oro")
    assert "inspel nr 1" in page.text
    page = staff.open("/personal/oro/1")
    assert "Blåklocka" not in page.text
    assert press(staff, page, "ingen-atgard").status == 409
    page = press(staff, page, "las")
    assert WORDS in page.text
    assert "Blåklocka" not in staff.open("/personal/oro/1").text
    page = press(staff, page, "ingen-atgard")
    assert "går tillbaka" in page.text
    assert inspel(app, statement_id) == (StatementState.FLAGGED, "")

    drain(app)

    assert inspel(app, statement_id) == (StatementState.SUBMITTED, WORDS)
    assert "Blåklocka" in signed_in(app, Role.MODERATOR).open("/personal/dialoger/hem/inspel").text
    assert "texten har gått tillbaka" in staff.open("/personal/oro?visa=klara").text


def test_one_that_is_handed_over_is_printed_and_saved_with_its_marking_and_then_erased(app: Flask) -> None:
    statement_id = flagged(app)
    staff = signed_in(app, Role.SAFEGUARDING)
    page = press(staff, staff.open("/personal/oro/1"), "las")

    paper = press(staff, page, "underlag")
    assert WORDS in paper.text
    assert paper.text.count("Sekretess kan gälla") == 2
    file = staff.post("/personal/oro/fil", {"csrf_token": page.value("csrf_token")[0]})
    rows = list(csv.DictReader(io.StringIO(file.body.decode("utf-8-sig")), delimiter=";"))
    assert [(row["sekretess"][:14], row["text"]) for row in rows] == [("Sekretess kan ", WORDS)]
    page = press(staff, page, "overlamna")
    assert "Oro: en text att radera" in staff.open("/personal").text
    page = press(staff, staff.open("/personal/oro/1"), "radera")
    assert "Texten är raderad" in page.text
    assert press(staff, staff.open("/personal/oro/1"), "las").status == 409
    assert inspel(app, statement_id) == (StatementState.FLAGGED, "")
    assert press(staff, staff.open("/personal/oro/1"), "annat").status == 400
    log = signed_in(app, Role.ADMINISTRATOR).open("/personal/logg").text
    assert "Raderade en text i Oro och trygghet" in log
    assert "Blåklocka" not in log


def test_a_masked_inspel_with_votes_leaves_whole_and_comes_back_whole(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement = add_inspel(session, dialogue.id, "[namn] slår mig", source=Source.IMPORT, n_agree=3)
        session.add(StatementOriginal(statement_id=statement.id, words="Kim slår mig"))
        session.add(StatementFinding(statement_id=statement.id, analyser="1", document={"words": "slår"}))
        session.flush()

        concern = concerns.raise_for(session, statement, "harmed_by_others", Raiser.STAFF, NOON)
        again = concerns.raise_for(session, statement, "other", Raiser.PARTICIPANT, NOON, note="Jag såg det.")

        assert again is concern
        assert (concern.words, concern.unmasked, concern.notes) == ("[namn] slår mig", "Kim slår mig", "Jag såg det.")
        assert session.get(StatementOriginal, statement.id) is None
        assert session.scalars(select(StatementFinding)).all() == []
    staff = signed_in(app, Role.SAFEGUARDING)
    page = press(staff, staff.open("/personal/oro/1"), "las")
    assert "Kim slår mig" in page.text
    press(staff, page, "ingen-atgard")
    drain(app)

    with working(app) as session:
        back = session.scalars(select(Statement)).one()
        assert (back.state, back.text, back.n_agree) == (StatementState.SUBMITTED, "[namn] slår mig", 3)
        assert session.get_one(StatementOriginal, back.id).words == "Kim slår mig"


def test_a_text_whose_author_has_left_does_not_come_back(app: Flask) -> None:
    statement_id = flagged(app)
    with working(app) as session:
        statement = session.get_one(Statement, statement_id)
        dialogue_id, author_id = statement.dialogue_id, statement.author_id
        leaving.leave(session, results.by_id(session, dialogue_id, TODAY), session.get_one(Participant, author_id))
    staff = signed_in(app, Role.SAFEGUARDING)
    page = press(staff, staff.open("/personal/oro/1"), "las")
    press(staff, page, "ingen-atgard")
    drain(app)

    assert inspel(app, statement_id) == (StatementState.WITHDRAWN, "")
    with working(app) as session:
        assert session.scalars(select(Concern.words)).one() == ""


def test_who_runs_the_system_is_told_that_nobody_reads_and_reads_nothing(app: Flask) -> None:
    flagged(app)
    administrator = signed_in(app, Role.ADMINISTRATOR)

    page = administrator.open("/personal")
    assert "Ingen har rollen trygghetsansvarig" in page.text
    assert "Blåklocka" not in page.text
    assert administrator.open("/personal/oro/1").status == 403


def test_the_help_card_says_whom_to_call_in_the_readers_language(app: Flask) -> None:
    open_dialogue(app, audience=Audience.UNGDOMAR)

    page = Browser(app).open("/dialog/hem")

    assert "Det här läses inte dygnet runt" in page.text
    assert 'href="tel:116111"' in page.html
