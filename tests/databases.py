"""Databases for tests and benchmarks: the schema is built once by the migrations, and every test gets a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.engine import make_url

from core.db import begin_writing, db
from core.settings import Settings
from tests.ground import at_noon
from tests.postgres import fresh_database
from wsgi import create_app

SECRET = "a secret for tests of 32 characters or more"

Copy = Callable[[Path], AbstractContextManager[str]]
"""Gives the address of a new copy, made in a folder, for as long as it is needed."""


def settings_for(folder: Path, database_url: str) -> Settings:
    """The settings of a machine of one's own with everything it keeps in ``folder``."""
    return Settings(database_url=database_url, secret_key=SECRET, data_dir=folder, log_level="ERROR").completed()


@contextmanager
def opened(folder: Path, database_url: str) -> Iterator[Flask]:
    """The whole app on a database; its connections are given back afterwards."""
    with opened_with(settings_for(folder, database_url)) as app:
        yield app


@contextmanager
def opened_with(settings: Settings) -> Iterator[Flask]:
    """The same with settings of one's own."""
    app = create_app(settings)
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        begin_writing()


@contextmanager
def staying(copy: Copy, folder: Path) -> Iterator[Flask]:
    """The whole app on a copy of a database, at noon, for a module whose tests share it."""
    with at_noon(), copy(folder) as url, opened(folder, url) as app:
        yield app


def migrate(app: Flask) -> None:
    """Bring the app's database to the newest schema, as ``flask db upgrade`` does."""
    with app.app_context():
        upgrade()


@contextmanager
def sqlite_template(folder: Path, fill: Callable[[Flask], None] = migrate) -> Iterator[Copy]:
    """An SQLite database filled once, and a way to copy its file."""
    source = folder / "template.db"
    with opened(folder, f"sqlite:///{source}") as app:
        fill(app)

    @contextmanager
    def copy(to: Path) -> Iterator[str]:
        shutil.copyfile(source, to / "samspel.db")
        yield f"sqlite:///{to / 'samspel.db'}"

    yield copy


@contextmanager
def postgresql_template(server: str, folder: Path, fill: Callable[[Flask], None] = migrate) -> Iterator[Copy]:
    """A PostgreSQL database filled once on a server, and a way to copy it there."""
    with fresh_database(server) as url:
        with opened(folder, url) as app:
            fill(app)
        name = str(make_url(url).database)

        @contextmanager
        def copy(to: Path) -> Iterator[str]:
            with fresh_database(server, template=name) as copied:
                yield copied

        yield copy
