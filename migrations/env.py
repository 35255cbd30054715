"""Runs migrations on the app's own engine, so that a migration meets the same database as the pages do."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from core.db import Base, UTCDateTime, begin_writing


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column type with its import; leave everything else to Alembic."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen.imports.add("from core.db import UTCDateTime")
        return "UTCDateTime()"
    return False


def run() -> None:
    """Upgrade or downgrade in one transaction where the database can."""
    engine = current_app.extensions["migrate"].db.engine
    begin_writing()
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
