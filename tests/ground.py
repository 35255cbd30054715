"""What tests of every room stand on, light enough for a child process: time that stands still, a session, a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.db import begin_writing, db
from core.people import accounts
from core.people.roles import Role

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ENGINES = ("sqlite", "postgresql")
EMAIL = "kerstin@example.se"
PASSWORD = "sju sorters kakor"


class StandingClock:
    """The time, which passes only when told."""

    def __init__(self) -> None:
        """Begin at noon."""
        self.time = NOON

    def __call__(self) -> datetime:
        """The time it is."""
        return self.time

    def forward(self, **duration: float) -> datetime:
        """Let time pass; gives the new time."""
        self.time += timedelta(**duration)
        return self.time


@contextmanager
def at_noon() -> Iterator[StandingClock]:
    """The house's clock, standing at noon while inside: for what is set up once for many tests."""
    clock = StandingClock()
    with patch("core.clock.now", clock):
        yield clock


@contextmanager
def working(app: Flask) -> Iterator[Session]:
    """A session to call verbs with; what they did is committed at the end, unless they failed."""
    with app.app_context():
        begin_writing()
        yield db.session()
        db.session.commit()


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every SQL statement sent to the database while inside."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def hire(app: Flask, *roles: Role, email: str = EMAIL) -> int:
    """Kerstin, who knows her password; gives her id."""
    with working(app) as session:
        return accounts.add_staff(session, email, "Kerstin Ek", PASSWORD, roles or (Role.READER,))
