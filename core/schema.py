"""Whether the database has the schema this code was written for."""

from __future__ import annotations

from functools import cache

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.engine import Connection

from core.house import settings_of


@cache
def _heads(directory: str) -> frozenset[str]:
    return frozenset(ScriptDirectory(directory).get_heads())


def is_at_head(connection: Connection) -> bool:
    """Whether every migration has been run."""
    directory = str(settings_of(current_app).root / "migrations")
    return frozenset(MigrationContext.configure(connection).get_current_heads()) == _heads(directory)
