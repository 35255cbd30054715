"""The audit log shows who did what, and shows it when somebody has been at the log itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from core import audit, clock
from core.audit import FIRST, SYSTEM, AppendOnly, AuditEntry, entries, record, verify
from core.people.roles import Role
from core.people.sessions import CurrentStaff
from tests.core.people_app import in_four_processes, opened, record_once
from tests.ground import working

KERSTIN = CurrentStaff(7, "Kerstin Ek", "kerstin@example.se", frozenset({Role.STRATEGIST}))
COLUMNS = "id, at, actor_name, action, object_kind, object_id, details, previous_hash, hash"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with opened(tmp_path, request.param) as app:
        yield app


def write_five(app: Flask) -> None:
    with working(app) as session:
        for number in range(1, 6):
            record(session, KERSTIN, "survey.published", "survey", number, version=number)


def tamper(app: Flask, statement: str) -> None:
    """What somebody with the database's password can do."""
    with working(app) as session:
        session.execute(text(statement))


def broken(app: Flask) -> int | None:
    with working(app) as session:
        return verify(session)


def test_a_line_says_who_did_what_to_which_object_and_when(app: Flask) -> None:
    before = clock.now()
    with working(app) as session:
        record(
            session, KERSTIN, "survey.published", "survey", 12, version=3, title="Bemötande åäö", draft=False, by=None
        )
    with working(app) as session:
        (line,) = entries(session)

    assert (line.actor_id, line.actor_name) == (7, "Kerstin Ek")
    assert (line.action, line.object_kind, line.object_id) == ("survey.published", "survey", "12")
    assert line.details == {"version": 3, "title": "Bemötande åäö", "draft": False, "by": None}
    assert before <= line.at <= clock.now()
    assert line.at.tzinfo is UTC
    assert line.previous_hash == FIRST


def test_what_the_programme_does_by_itself_has_no_staff_id(app: Flask) -> None:
    with working(app) as session:
        record(session, SYSTEM, "retention.swept", "survey", "all")

        assert [(line.actor_id, line.actor_name) for line in entries(session)] == [(None, "Samspel")]


def test_an_empty_log_and_an_untouched_one_hold(app: Flask) -> None:
    assert broken(app) is None
    write_five(app)

    assert broken(app) is None


def test_a_long_log_is_checked_across_its_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 2)
    write_five(app)
    assert broken(app) is None

    tamper(app, "UPDATE audit_entry SET action = 'x' WHERE id = 5")

    assert broken(app) == 5


@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01 00:00:00+00:00'",
        "actor_id = 8",
        "actor_id = NULL",
        "actor_name = 'Någon annan'",
        "action = 'survey.closed'",
        "object_kind = 'dialogue'",
        "object_id = '99'",
        """details = '{"version": 4}'""",
        f"previous_hash = '{'1' * 64}'",
        f"hash = '{'1' * 64}'",
    ],
)
def test_a_changed_line_is_found(app: Flask, change: str) -> None:
    write_five(app)
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        change = change.replace("+00:00", ".000000")

    tamper(app, f"UPDATE audit_entry SET {change} WHERE id = 3")

    assert broken(app) == 3


def test_a_removed_line_is_found_at_the_one_after_it(app: Flask) -> None:
    write_five(app)
    tamper(app, "DELETE FROM audit_entry WHERE id = 3")

    assert broken(app) == 4


def test_a_log_without_its_beginning_is_found(app: Flask) -> None:
    write_five(app)
    tamper(app, "DELETE FROM audit_entry WHERE id = 1")

    assert broken(app) == 2


def test_two_lines_that_change_places_are_found(app: Flask) -> None:
    write_five(app)
    for change in ("id = 99 WHERE id = 2", "id = 2 WHERE id = 3", "id = 3 WHERE id = 99"):
        tamper(app, f"UPDATE audit_entry SET {change}")

    assert broken(app) == 2


def test_a_line_put_in_beside_another_is_refused_by_the_database(app: Flask) -> None:
    write_five(app)

    with pytest.raises(IntegrityError):
        tamper(
            app,
            f"INSERT INTO audit_entry ({COLUMNS}) "
            "SELECT 50, at, actor_name, 'survey.closed', object_kind, object_id, details, previous_hash, 'x' "
            "FROM audit_entry WHERE id = 3",
        )


def test_a_line_added_by_hand_at_the_end_is_found(app: Flask) -> None:
    write_five(app)
    tamper(
        app,
        f"INSERT INTO audit_entry ({COLUMNS}) "
        "SELECT 50, at, actor_name, 'survey.closed', object_kind, object_id, details, hash, 'x' "
        "FROM audit_entry WHERE id = 5",
    )

    assert broken(app) == 50


def test_code_cannot_change_a_line(app: Flask) -> None:
    write_five(app)

    with working(app) as session:
        line = session.get(AuditEntry, 3)
        assert line is not None
        line.actor_name = "Någon annan"
        with pytest.raises(AppendOnly):
            session.flush()
        session.rollback()

    assert broken(app) is None


def test_code_cannot_remove_a_line(app: Flask) -> None:
    write_five(app)

    with working(app) as session:
        session.delete(session.get(AuditEntry, 3))
        with pytest.raises(AppendOnly):
            session.flush()
        session.rollback()

    assert broken(app) is None


def test_code_cannot_change_or_remove_lines_in_bulk(app: Flask) -> None:
    write_five(app)

    with working(app) as session:
        with pytest.raises(AppendOnly):
            session.execute(update(AuditEntry).values(actor_name="Någon annan"))
        with pytest.raises(AppendOnly):
            session.execute(delete(AuditEntry).where(AuditEntry.id == 3))

    assert broken(app) is None


def test_a_deed_that_is_undone_leaves_no_line(app: Flask) -> None:
    write_five(app)
    with working(app) as session:
        record(session, KERSTIN, "survey.closed", "survey", 1)
        session.rollback()
    with working(app) as session:
        record(session, KERSTIN, "survey.closed", "survey", 2)

    with working(app) as session:
        assert verify(session) is None
        assert len(entries(session)) == 6


def test_four_processes_at_once_write_one_chain(app: Flask) -> None:
    assert in_four_processes(app, record_once, times=10) == 40

    with working(app) as session:
        assert verify(session) is None
        assert len(entries(session, limit=100)) == 40


def test_the_log_is_read_page_by_page_from_the_latest(app: Flask) -> None:
    write_five(app)
    with working(app) as session:
        first = entries(session, limit=2)
        second = entries(session, before_id=first[-1].id, limit=2)
        third = entries(session, before_id=second[-1].id, limit=2)

    assert [line.object_id for page in (first, second, third) for line in page] == ["5", "4", "3", "2", "1"]
    assert first[0].previous_hash == first[1].hash


def test_addresses_and_long_text_do_not_stay_in_the_log(app: Flask) -> None:
    with working(app) as session:
        record(session, KERSTIN, "x.done", "x", 1, note="skickat till anna.berg@example.se i dag", answer="ord " * 500)
        (line,) = entries(session)

        assert line.details["note"] == "skickat till [adress] i dag"
        assert len(str(line.details["answer"])) == audit.LONGEST_TEXT
        assert verify(session) is None


def test_the_log_is_kept(app: Flask) -> None:
    (rule,) = audit.RULES

    assert rule.table == "audit_entry"
    assert rule.purge is None
