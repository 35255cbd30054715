"""The migrations are the models, and they can be gone back on; every table has a rule for how long it keeps things."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import Connection

from core.db import Base, begin_writing, db
from core.house import house_of
from core.schema import is_at_head
from tests.builders import on_sqlite
from tests.databases import opened

HISTORY = "alembic_version"


def tables_of(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {HISTORY}


def constraints_of(connection: Connection) -> set[tuple[str, str | None]]:
    inspector = inspect(connection)
    return {
        (table, check["name"])
        for table in inspector.get_table_names()
        if table != HISTORY
        for check in inspector.get_check_constraints(table)
    }


def test_the_migrations_build_exactly_the_models(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []
        assert is_at_head(connection)


def test_the_migrations_build_the_constraints_of_the_models(app: Flask) -> None:
    wanted = {
        (table.name, str(constraint.name))
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }

    with app.app_context(), db.engine.connect() as connection:
        assert constraints_of(connection) == wanted


def test_the_migrations_run_down_and_up_again(app: Flask) -> None:
    with app.app_context():
        begin_writing()
        downgrade(revision="base")
        with db.engine.connect() as connection:
            left = tables_of(connection)
        upgrade()
        with db.engine.connect() as connection:
            built = tables_of(connection)

    assert left == set()
    assert built == set(Base.metadata.tables)


@on_sqlite
def test_every_table_has_one_retention_rule_and_every_rule_a_table(app: Flask) -> None:
    ruled = [rule.table for rule in house_of(app).retention]

    assert sorted(ruled) == sorted(Base.metadata.tables)
    assert all(rule.kept.strip() for rule in house_of(app).retention)


@on_sqlite
def test_no_two_jobs_share_a_name(app: Flask) -> None:
    names = [job.name for job in house_of(app).jobs]

    assert len(names) == len(set(names))


def test_the_app_opens_without_touching_the_schema(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'new.db'}"

    with opened(tmp_path, address) as app:
        answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    with create_engine(address).connect() as connection:
        assert tables_of(connection) == set()
        connection.engine.dispose()
