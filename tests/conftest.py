"""The whole app on a database of its own for every test: on SQLite, and the same tests again on PostgreSQL."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

from core.db import begin_writing, db
from core.web.logs import JsonLines
from tests import databases
from tests.browsing import Browser
from tests.builders import load_demo
from tests.databases import Copy
from tests.ground import ENGINES, StandingClock
from tests.less_work import less_work, look_for_rubbish_seldom
from tests.postgres import one_server

_ENGINES = [pytest.param(name, marks=[pytest.mark.postgres] * (name == "postgresql")) for name in ENGINES]


def pytest_configure(config: pytest.Config) -> None:
    """Make our own mark known."""
    config.addinivalue_line("markers", "on_sqlite: not about the database, so it runs on the embedded one alone")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test of the app on both databases, but for those marked ``on_sqlite``."""
    if "engine" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("on_sqlite")
        metafunc.parametrize("engine", ["sqlite"] if marked else _ENGINES, indirect=True)


def pytest_collection_finish() -> None:
    """All modules are imported and all tests are known."""
    look_for_rubbish_seldom()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where everything must run (CI is set), a test that is left out has failed."""
    report: pytest.TestReport = yield  # type: ignore[assignment]
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and with CI set nothing may be"
    return report  # type: ignore[return-value]


@pytest.fixture(scope="session", autouse=True)
def _less_work() -> Iterator[None]:
    """Nothing is done a thousand times that a test is not about."""
    with less_work():
        yield


@pytest.fixture(autouse=True)
def _fresh_logs() -> None:
    """An app of an earlier test has set the logs up for the whole process: begin without that."""
    root = logging.getLogger()
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler.formatter, JsonLines)]
    for room in ("core", "surveys", "dialog", "goals", "integrations"):
        logging.getLogger(room).setLevel(logging.NOTSET)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """The house's clock, standing at noon until it is moved."""
    clock = StandingClock()
    monkeypatch.setattr("core.clock.now", clock)
    return clock


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """One throw-away server for all tests that ask."""
    return one_server()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on this time."""
    return str(request.param)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """An SQLite database with the newest schema and nothing in it."""
    with databases.sqlite_template(tmp_path_factory.mktemp("empty")) as copy:
        yield copy


@pytest.fixture(scope="session")
def empty_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A PostgreSQL database with the newest schema and nothing in it."""
    with databases.postgresql_template(postgresql_server, tmp_path_factory.mktemp("empty")) as copy:
        yield copy


@pytest.fixture(scope="session")
def demo_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """An SQLite database with the demo, loaded at noon."""
    with databases.sqlite_template(tmp_path_factory.mktemp("demo"), load_demo) as copy:
        yield copy


@pytest.fixture(scope="session")
def demo_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A PostgreSQL database with the demo, loaded at noon."""
    folder = tmp_path_factory.mktemp("demo")
    with databases.postgresql_template(postgresql_server, folder, load_demo) as copy:
        yield copy


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once, not once for every app."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@contextmanager
def _app_on(copy: Copy, folder: Path, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    with copy(folder) as url, databases.opened(folder, url) as app:
        app.jinja_env.bytecode_cache = compiled
        yield app


@pytest.fixture
def app(
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    time: StandingClock,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Flask]:
    """The app on an empty database, at noon."""
    with _app_on(request.getfixturevalue(f"empty_{engine}"), tmp_path, compiled_templates) as app:
        yield app


@pytest.fixture
def demo_app(
    engine: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    time: StandingClock,
    compiled_templates: FileSystemBytecodeCache,
) -> Iterator[Flask]:
    """The app with the demo, at noon."""
    with _app_on(request.getfixturevalue(f"demo_{engine}"), tmp_path, compiled_templates) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A bare client of the app."""
    return app.test_client()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Somebody's browser, new to the app."""
    return Browser(app)


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session for verbs, in the app's context; nothing is committed unless the test does."""
    with app.app_context():
        begin_writing()
        yield db.session()
        db.session.rollback()
