"""A town to measure in: the app on a migrated database of its own, with an open survey."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from core import clock
from core.db import begin_writing, db
from core.settings import Settings
from surveys import authoring
from surveys.models import Collection
from surveys.questionnaire import Questionnaire
from tests.postgres import fresh_database, postgres_server
from wsgi import create_app

SECRET = "a secret for measurements, 32 letters"
DATABASES = ("sqlite", "postgresql")


@contextmanager
def database_server(kind: str) -> Iterator[str]:
    """The address of a PostgreSQL server that keeps what it acknowledged when the power goes; "" for SQLite."""
    if kind == "sqlite":
        yield ""
        return
    with postgres_server(durable=True) as server:
        yield server


@contextmanager
def empty_database(server: str, folder: Path) -> Iterator[str]:
    """The address of a new database, dropped afterwards: a file in ``folder`` where there is no server."""
    if not server:
        yield f"sqlite:///{folder / 'samspel.db'}"
        return
    with fresh_database(server) as url:
        yield url


@contextmanager
def built(database_url: str, folder: Path) -> Iterator[Flask]:
    """The app, inside its context, on a new database that gets all its tables."""
    with opened(database_url, folder) as app:
        upgrade(str(folder_of_migrations()))
        yield app


@contextmanager
def opened(database_url: str, folder: Path) -> Iterator[Flask]:
    """The app, inside its context, on a database as it is."""
    app = create_app(Settings(database_url=database_url, secret_key=SECRET, data_dir=folder).completed())
    with app.app_context():
        begin_writing()
        yield app
        db.session.remove()
        db.engine.dispose()


def folder_of_migrations() -> Path:
    """Where the migrations lie."""
    return Path(__file__).resolve().parent.parent / "migrations"


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """What a server process needs to be the same town."""
    return {"SAMSPEL_DATABASE_URL": database_url, "SAMSPEL_DATA_DIR": str(folder), "SAMSPEL_SECRET_KEY": SECRET}


def open_survey(asked: Questionnaire, data: Mapping[str, Any], period: str) -> Collection:
    """Publish a questionnaire and open it to everybody for a year; committed."""
    today = clock.today()
    terms = authoring.Terms(
        period=period,
        controller="Kommunstyrelsen",
        legal_basis="Uppgift av allmänt intresse",
        contact="kommun@example.se",
        erase_on=today + timedelta(days=730),
        erase_decision="Mätning",
        closes_on=today + timedelta(days=365),
    )
    version = authoring.publish(db.session(), asked, data, clock.now())
    collection = authoring.open_collection(db.session(), version, terms, today)
    db.session.commit()
    return collection
