"""What the goals room does when there is news from the surveys and the dialogues, and every night."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import clock, outbox
from goals import forum_readings, readings
from goals.after_dialogues import is_dialogue
from goals.indicators import OWN_SURVEY
from goals.topics import FORUM_DUE
from surveys import results, subjects

FORUM_KEY = "forum"


def on_answers(session: Session, news: Mapping[str, Any]) -> None:
    """Take the readings of the period anew, if the survey is one the board draws on."""
    if news["survey_id"] == results.survey_id(session, OWN_SURVEY):
        readings.take(session, OWN_SURVEY, str(news["period"]), clock.today(), clock.now())


def on_dialogues(session: Session, news: Mapping[str, Any]) -> None:
    """Something has come of a dialogue: have the forum's figures worked out, once for all that has happened."""
    ask_for_forum(session)


def on_answers_about_dialogues(session: Session, news: Mapping[str, Any]) -> None:
    """The same when it is answers about a dialogue that have come."""
    if any(is_dialogue(ref) for ref in subjects.asked_about(session, int(news["survey_id"]))):
        ask_for_forum(session)


def nightly(session: Session, now: datetime) -> None:
    """Days pass: what was promised for yesterday is late today, and those who wait have waited longer."""
    ask_for_forum(session)


def ask_for_forum(session: Session) -> None:
    """Have the forum's figures worked out by the worker; asked for twice they are worked out once."""
    outbox.post(session, FORUM_DUE, key=FORUM_KEY)


def take_forum(session: Session, news: Mapping[str, Any]) -> None:
    """Work out the figures of the forum for the years that may still change."""
    forum_readings.take(session, clock.today(), clock.now())
