"""The databases the tests of the ground run on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from core.db import db
from tests.core.worker_app import opened
from tests.postgres import fresh_database


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A database of our own on PostgreSQL, emptied by whoever uses it."""
    with fresh_database(postgresql_server) as url:
        yield url


@pytest.fixture
def sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    """The app on SQLite, inside its context."""
    with opened(f"sqlite:///{tmp_path / 'samspel.db'}", tmp_path) as app:
        yield app


@pytest.fixture
def postgresql_app(postgresql_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on PostgreSQL, inside its context."""
    with opened(postgresql_url, tmp_path) as app:
        yield app


@pytest.fixture(params=["sqlite_app", pytest.param("postgresql_app", marks=pytest.mark.postgres)])
def any_database_app(request: pytest.FixtureRequest) -> Flask:
    """The app on each of the two databases, inside its context."""
    app = request.getfixturevalue(request.param)
    assert isinstance(app, Flask)
    return app


@pytest.fixture
def session(any_database_app: Flask) -> Session:
    """The session of the app's context, with no transaction open."""
    return db.session()
