"""What the goals room does when there is news from the surveys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from goals import readings
from goals.indicators import OWN_SURVEY
from surveys import results


def on_answers(session: Session, news: Mapping[str, Any]) -> None:
    """Take the readings of the period anew, if the survey is one the board draws on."""
    if news["survey_id"] == results.survey_id(session, OWN_SURVEY):
        readings.take(session, OWN_SURVEY, str(news["period"]), clock.today(), clock.now())
