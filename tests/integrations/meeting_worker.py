"""A worker of the whole house in a process of its own, for a meeting whose time passes by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from core.house import house_of
from core.worker import Worker
from tests.databases import settings_for
from tests.ground import NOON
from wsgi import create_app


def running_clock(started: datetime) -> Callable[[], datetime]:
    """The time, which was noon when it ``started`` and goes on from there as all clocks do."""
    return lambda: NOON + (datetime.now(UTC) - started)


def work(database_url: str, folder: Path, started: datetime) -> None:
    """Work until killed."""
    logging.disable()
    with patch("core.clock.now", running_clock(started)):
        app = create_app(settings_for(folder, database_url))
        Worker(app, house_of(app)).run_forever()
