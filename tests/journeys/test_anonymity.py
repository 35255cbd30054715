"""After an anonymous answer is sent, nothing in the database leads from it to a person or a moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.db import Base
from surveys import answering, authoring, storing
from surveys.models import Access, Channel, Collection, Response
from surveys.storing import Submitted
from tests.browsing import Browser, Page
from tests.builders import code_round, drain, open_round, small_survey
from tests.ground import NOON, working

RESPONSE_TABLES = ("response", "score", "comment", "comment_finding", "comment_mark")


def everything(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with working(app) as session:
        return {
            table.name: [dict(row._mapping) for row in session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def answered(app: Flask, layout: str, access: Access) -> tuple[str, dict[str, str]]:
    """Somebody answers; gives the code of the invitation and what else only that person has known."""
    survey = small_survey(layout=layout)
    round_ = code_round(app, survey) if access is Access.CODE else open_round(app, survey)
    browser = Browser(app)
    code = ""
    if access is Access.CODE:
        with working(app) as session:
            code = answering.invite(session, round_.collection_id)
        browser.open(f"/i/{code}")
    page = browser.open("/enkat/prov")
    if layout == "one_page":
        secrets = {"key": page.value("nyckel")[0]}
        page = browser.send(page, {"roll": "boende", "nojd": "1", "varfor": "Hemliga ord"})
    else:
        page = browser.send(page)
        secrets = {"token": page.value("utkast")[0]}
        page = browser.send(page, {"roll": "boende"})
        page = browser.send(page, {"nojd": "1", "varfor": "Hemliga ord"}, button=("do", "save"))
        page = browser.send(browser.open("/enkat/prov/granska"))
    assert page.path == "/enkat/prov/tack", page.text
    return code, secrets


@pytest.mark.parametrize("access", list(Access))
@pytest.mark.parametrize("layout", ["one_page", "section_pages"])
def test_no_row_joins_the_answer_to_a_person_or_a_moment(app: Flask, layout: str, access: Access) -> None:
    code, secrets = answered(app, layout, access)

    for when in ("at once", "when the worker has been"):
        rows = everything(app)
        (response,) = rows["response"]
        assert response["invitation_id"] is None, when
        assert (response["draft_hash"], response["resume_hash"], response["touched_at"]) == (None, None, None)
        assert response["submitted_on"] == NOON.date()
        assert not any(isinstance(value, datetime) for name in RESPONSE_TABLES for value in values(rows[name]))
        whole = json.dumps(rows, default=str, ensure_ascii=False)
        for secret in (*filter(None, [code]), *secrets.values()):
            assert secret not in whole
        assert_unjoined(rows)
        drain(app)

    assert rows["outbox_message"] == []


def values(rows: list[dict[str, Any]]) -> list[Any]:
    return [value for row in rows for value in row.values()]


def assert_unjoined(rows: dict[str, list[dict[str, Any]]]) -> None:
    """What only the answer's own tables hold stands nowhere else: its id, its words, its receipt."""
    (response,) = rows["response"]
    elsewhere = json.dumps(
        {name: found for name, found in rows.items() if name not in RESPONSE_TABLES}, default=str, ensure_ascii=False
    )
    for own in (str(response["id"]), response["id"].hex, response["receipt_hash"], "Hemliga ord"):
        assert own not in elsewhere


def test_a_receipt_says_that_a_code_was_used_and_nothing_of_the_answer_or_when(app: Flask) -> None:
    answered(app, "one_page", Access.CODE)

    (receipt,) = everything(app)["receipt"]

    assert set(receipt) == {"invitation_id", "is_mixed"}


def test_the_database_itself_refuses_an_anonymous_answer_with_a_thread_left(app: Flask) -> None:
    round_ = code_round(app, small_survey(layout="one_page"))
    with working(app) as session:
        code = answering.invite(session, round_.collection_id)
        invitation = answering.invitation_for(session, round_, code)
        assert invitation is not None
        invited = invitation.id
    browser = Browser(app)
    browser.open(f"/i/{code}")
    browser.send(browser.open("/enkat/prov"), {"roll": "boende"})

    for column, value in threads(invited):
        with pytest.raises(IntegrityError), working(app) as session:
            session.execute(update(Response).values({column: value}))


def test_what_was_begun_elsewhere_with_the_same_code_is_gone_when_the_answer_is_sent_or_the_round_closes(
    app: Flask,
) -> None:
    round_ = code_round(app, small_survey())
    with working(app) as session:
        used, unused = (answering.invite(session, round_.collection_id) for _ in range(2))

    def begun(code: str) -> tuple[Browser, Page]:
        browser = Browser(app)
        page = browser.send(browser.open(f"/i/{code}"))
        return browser, browser.send(browser.send(page, {"roll": "boende"}), {"nojd": "1", "varfor": "Hemliga ord"})

    phone, on_phone = begun(used)
    begun(unused)
    computer, on_computer = begun(used)

    assert computer.send(on_computer).path == "/enkat/prov/tack"

    rows = everything(app)["response"]
    assert sorted((row["state"], row["invitation_id"]) for row in rows) == [("draft", 2), ("submitted", None)]
    assert phone.send(on_phone).status in (404, 409, 410)
    with working(app) as session:
        authoring.close(session, session.get_one(Collection, round_.collection_id), NOON)
    assert {row["invitation_id"] for row in everything(app)["response"]} == {None}


def threads(invitation_id: int) -> Iterator[tuple[str, object]]:
    yield "invitation_id", invitation_id
    yield "draft_hash", "0" * 64
    yield "resume_hash", "0" * 64
    yield "touched_at", NOON
    yield "external_id", "kund 17"


def test_a_survey_that_is_not_anonymous_says_so_and_keeps_who_answered(app: Flask, browser: Browser) -> None:
    round_ = code_round(app, small_survey(layout="one_page"), is_anonymous=False)
    with working(app) as session:
        code = answering.invite(session, round_.collection_id)

    browser.open(f"/i/{code}")
    page = browser.open("/enkat/prov")
    browser.send(page, {"roll": "boende"})

    assert "inte anonym" in page.text
    (response,) = everything(app)["response"]
    assert response["invitation_id"] is not None


@pytest.mark.parametrize(("on_paper", "kept"), [(5, {None}), (0, {Channel.WEB})])
def test_if_few_used_some_door_nobodys_door_is_remembered_when_the_round_closes(
    app: Flask, browser: Browser, on_paper: int, kept: set[Channel | None]
) -> None:
    round_ = open_round(app, small_survey(layout="one_page"))
    browser.send(browser.open("/enkat/prov"), {"roll": "boende"})
    with working(app) as session:
        rows = [Submitted({"roll": "boende"}, NOON.date(), "sv", Channel.PAPER)] * on_paper
        storing.store(session, round_, rows, is_anonymous=True)

    with working(app) as session:
        authoring.close(session, session.get_one(Collection, round_.collection_id), NOON)

    assert {row["channel"] for row in everything(app)["response"]} == kept
