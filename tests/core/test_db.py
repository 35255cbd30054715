from __future__ import annotations

import enum
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, Table, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from core.db import (
    Base,
    UTCDateTime,
    begin_reading,
    begin_writing,
    by_value,
    db,
    in_write_transaction,
    insert_into,
    reading,
)
from core.one_piece import NotYoursToEnd, in_one_piece
from core.outbox import OutboxMessage
from tests.core.worker_app import TABLES, opened, said, say
from tests.ground import NOON


class Colour(enum.StrEnum):
    """Something with values that differ from their names."""

    BRIGHT_RED = "red"
    GREEN = "green"


samples = Table(
    "sample",
    MetaData(naming_convention=Base.metadata.naming_convention),
    Column("id", Integer, primary_key=True),
    Column("at", UTCDateTime),
    Column("bright_colour", by_value(Colour)),
)


@pytest.fixture
def sample(session: Session) -> Iterator[Session]:
    samples.create(db.engine)
    yield session
    session.rollback()
    samples.drop(db.engine)


# Columns


def test_a_moment_comes_back_aware_and_the_same_whatever_its_zone(sample: Session) -> None:
    in_lima = NOON.astimezone(timezone(timedelta(hours=-5)))
    sample.execute(insert(samples).values(at=in_lima))
    sample.execute(insert(samples).values(at=None))
    sample.commit()

    read = sample.scalars(select(samples.c.at).order_by(samples.c.id)).all()

    assert read == [NOON, None]
    assert read[0] is not None
    assert read[0].tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(sample: Session) -> None:
    with pytest.raises(StatementError, match="naive"):
        sample.execute(insert(samples).values(at=datetime(2026, 3, 29, 2, 30)))  # noqa: DTZ001


def test_a_kind_is_stored_by_value_and_the_database_refuses_others(sample: Session) -> None:
    sample.execute(insert(samples).values(bright_colour=Colour.BRIGHT_RED))
    sample.commit()

    assert sample.scalar(select(samples.c.bright_colour)) is Colour.BRIGHT_RED
    assert sample.scalar(text("SELECT bright_colour FROM sample")) == "red"
    with pytest.raises(IntegrityError, match="ck_sample_colour"):
        sample.execute(text("INSERT INTO sample (bright_colour) VALUES ('BRIGHT_RED')"))


def test_every_constraint_has_a_name_a_migration_can_use(any_database_app: Flask) -> None:
    inspector = inspect(db.engine)

    for table in TABLES:
        checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert None not in checks
        assert all(str(name).startswith(f"ck_{table.name}_") for name in checks)
    checks = {check["name"] for check in inspector.get_check_constraints("outbox_message")}
    assert "ck_outbox_message_message_state" in checks


def test_an_insert_speaks_the_dialect_of_its_database(session: Session) -> None:
    statement = insert_into(session, OutboxMessage)

    assert statement.on_conflict_do_nothing() is not None
    assert type(statement).__module__.split(".")[2] == db.engine.dialect.name


# Transactions that say whether they write


def test_what_is_begun_as_reading_cannot_write(session: Session) -> None:
    with reading(), pytest.raises(DBAPIError):
        say(session, "too much")
    session.rollback()

    say(session, "as it should be")
    session.commit()

    with reading():
        assert said(session) == ["as it should be"]


def test_a_connection_that_has_read_can_write_afterwards(session: Session) -> None:
    for number in range(40):
        with reading():
            assert len(said(session)) == number
        say(session, "again")
        session.commit()


def test_reading_waits_for_no_writer(any_database_app: Flask) -> None:
    say(db.session(), "not committed yet")
    seen: list[list[str]] = []

    def read() -> None:
        with any_database_app.app_context(), reading():
            seen.append(said(db.session()))

    reader = threading.Thread(target=read)
    reader.start()
    reader.join(10)

    assert seen == [[]]


def test_writers_take_turns_and_none_is_refused(any_database_app: Flask) -> None:
    def write(name: int) -> None:
        with any_database_app.app_context():
            for _ in range(10):
                said(db.session())
                say(db.session(), str(name))
                db.session.commit()

    writers = [threading.Thread(target=write, args=[name]) for name in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)

    assert len(said(db.session())) == 80


def test_a_transaction_that_may_write_is_known_however_the_context_is_marked_since(session: Session) -> None:
    assert not in_write_transaction()

    say(session, "something")
    with reading():
        assert in_write_transaction()
    session.commit()
    assert not in_write_transaction()

    with reading():
        session.execute(text("SELECT 1"))
        begin_writing()
        assert not in_write_transaction()
    session.rollback()


def test_changes_that_have_not_reached_the_database_count_as_writing(session: Session) -> None:
    session.add(OutboxMessage(topic="tests.x", payload={}, due_at=NOON, created_at=NOON))

    assert in_write_transaction()
    session.rollback()


def test_a_savepoint_that_ends_does_not_end_the_writing(session: Session) -> None:
    with session.begin():
        with session.begin_nested():
            say(session, "something")
        assert in_write_transaction()
    assert not in_write_transaction()


def test_what_a_request_was_allowed_ends_with_it(sqlite_app: Flask) -> None:
    sqlite_app.before_request(begin_reading)
    sqlite_app.add_url_rule("/", view_func=lambda: "a page")

    assert sqlite_app.test_client().get("/").status_code == 200

    say(db.session(), "the test may write")
    db.session.commit()


def test_nothing_somebody_wrote_stands_in_the_text_of_an_error(session: Session) -> None:
    with pytest.raises(DBAPIError) as caught:
        session.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": "Anna Andersson"})

    session.rollback()
    assert "Anna" not in str(caught.value)


# In one piece


def test_nobody_called_can_end_a_transaction_that_is_kept_in_one_piece(session: Session) -> None:
    with in_one_piece(session):
        say(session, "first half")
        for end in (session.commit, session.rollback):
            with pytest.raises(NotYoursToEnd):
                end()
        with session.begin_nested():
            say(session, "second half")

    assert said(session) == ["first half", "second half"]


def test_an_error_undoes_the_whole_piece(session: Session) -> None:
    def fail() -> None:
        with in_one_piece(session):
            say(session, "first half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()

    assert said(session) == []
    session.commit()


# The SQLite file


def test_sqlite_keeps_what_it_has_acknowledged_and_checks_what_points_where(sqlite_app: Flask) -> None:
    with reading():
        values = [db.session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]

    assert values == ["wal", 2, 1]


def test_the_folder_of_a_new_database_is_made_and_the_side_file_lies_beside_it(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'var' / 'samspel.db'}", tmp_path):
        pass

    assert {file.name for file in (tmp_path / "var").iterdir()} >= {"samspel.db", "samspel.db.writer"}
