"""The only place that asks what time it is, so that tests and the demo can say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date where the municipality is; opening and closing dates are read in this zone."""
    return now().astimezone(STOCKHOLM).date()
