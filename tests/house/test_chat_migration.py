"""The migration that lets answers come by chat rewrites SQLite's tables of answers, and loses nothing on the way."""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import Connection, MetaData, Table, insert, select, text

from core.db import db
from tests.builders import on_sqlite
from tests.databases import opened
from tests.ground import NOON

pytestmark = on_sqlite
TABLES = ("survey", "survey_version", "collection", "response", "score", "comment")
BY_HAND = date(2026, 3, 1)


def test_answers_scores_and_comments_stay_when_chats_come(tmp_path: Path) -> None:
    with opened(tmp_path, f"sqlite:///{tmp_path / 'before.db'}") as app, app.app_context():
        upgrade(revision="0002")
        with db.engine.begin() as connection:
            fill(connection, people=20)
            before = rows(connection)

        upgrade()

        with db.engine.connect() as connection:
            after = rows(connection)
            ordered = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'")
            ).scalars()
            assert {"response", "score", "comment"} <= set(ordered)
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1

    for name in TABLES:
        known = [{key: row[key] for key in old} for old, row in zip(before[name], after[name], strict=True)]
        assert known == before[name], name
    assert [len(before[name]) for name in TABLES] == [1, 1, 1, 20, 40, 20]
    assert {(row["slack"], row["teams"], row["chat_min_age"]) for row in after["collection"]} == {("off", "off", None)}


def table(connection: Connection, name: str) -> Table:
    """A table as it stands in the database, whatever the models say."""
    return Table(name, MetaData(), autoload_with=connection)


def rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [
            dict(row)
            for row in connection.execute(
                select(table(connection, name)).order_by(*table(connection, name).primary_key.columns)
            ).mappings()
        ]
        for name in TABLES
    }


def fill(connection: Connection, people: int) -> None:
    """One round in which everybody has given two scores and a comment."""
    at = NOON.replace(tzinfo=None)

    def add(name: str, **values: Any) -> None:
        connection.execute(insert(table(connection, name)).values(**values))

    add("survey", id=1, slug="prov", title="Prov", created_at=at)
    add("survey_version", id=1, survey_id=1, number=1, definition={}, checksum="0" * 64, published_at=at)
    add(
        "collection",
        id=1,
        survey_id=1,
        version_id=1,
        period="2026",
        access="open",
        is_anonymous=True,
        is_cut_at_close=False,
        is_demo=False,
        controller="KS",
        legal_basis="Uppgift",
        contact="a@example.se",
        erase_on=BY_HAND,
        erase_decision="KS 1",
    )
    for _ in range(people):
        key = uuid.uuid4().hex
        add(
            "response",
            id=key,
            collection_id=1,
            version_id=1,
            state="submitted",
            is_anonymous=True,
            is_tallied=True,
            channel="web",
            language="sv",
            answers={"nojd": 3},
            submitted_on=BY_HAND,
            receipt_hash=uuid.uuid4().hex * 2,
        )
        about = {"response_id": key, "survey_id": 1, "period": "2026", "area": "", "customer_type": ""}
        for measure in ("nki", "bemotande"):
            add("score", measure=measure, value=50.0, **about)
        add("comment", response_id=key, question_key="ord", collection_id=1, words="Bra", is_withheld=False)
