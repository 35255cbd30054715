"""What the chats leave behind of a dialogue or a survey, put away when it closes: nothing may tie an account to it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core import clock
from dialog.chat.here import DIALOGUE, subject_of
from dialog.meetings.chat.here import NAME as MEETINGS
from dialog.models import Dialogue
from integrations.conversations import addresses, interviews, waiting
from integrations.following import following
from integrations.models import ChatAddress
from surveys.chat_screens import NAME as SURVEYS
from surveys.chat_screens import SURVEY
from surveys.models import Survey

# Whose questions one at a time may be about the dialogue.
DESKS = ("dialog", MEETINGS)
# What anybody may be shown says nothing of whoever is shown it.
_PERSONAL = re.compile(r"dialog\.(?!visa|tysta)")
_ANY = re.compile("")
_PERSONAL_OF_SURVEY = re.compile(rf"{SURVEYS}\.(?!visa)")


def on_closed(session: Session, payload: Mapping[str, Any]) -> None:
    """Write the addresses anew, and forget what was asked, and messages that never arrived."""
    dialogue_id = int(payload["dialogue_id"])
    _make_alike(session, subject_of(dialogue_id))
    addresses.shuffle(session, subject_of(dialogue_id), DESKS)
    following.even_out(session, dialogue_id, clock.today())
    _forget_messages(session, "dialog.", _PERSONAL, re.compile(rf'"{DIALOGUE}": ?"{dialogue_id}"'))
    slug = session.get_one(Dialogue, dialogue_id).slug
    # To its page or to a meeting's room; what it led to is told after it has closed.
    _forget_messages(session, f"/dialog/{slug}", _ANY, re.compile(rf'/dialog/{slug}(?:"|/(?!svar))'))


def on_statement_left(session: Session, payload: Mapping[str, Any]) -> None:
    """Forget what was asked where an inspel that others see no more may be quoted.

    What a question quotes is not noted, so whoever was asked about another inspel begins anew as well.
    """
    interviews.close_desks(session, DESKS)


def on_survey_closed(session: Session, payload: Mapping[str, Any]) -> None:
    """Forget what was asked at the surveys' desk, and messages about the survey that never arrived."""
    interviews.close_desks(session, (SURVEYS,))
    slug = session.get_one(Survey, int(payload["survey_id"])).slug
    _forget_messages(session, f"/enkat/{slug}", _ANY, re.compile(rf'/enkat/{slug}"'))
    _forget_messages(session, f"{SURVEYS}.", _PERSONAL_OF_SURVEY, re.compile(rf'"{SURVEY}": ?"{re.escape(slug)}"'))


def _make_alike(session: Session, subject_ref: str) -> None:
    """Keep all until the same day, under the same terms: otherwise they would tell those who came early from the rest.

    The promise may have been moved, and the terms put in other words, while people joined.
    """
    of_it = ChatAddress.subject_ref == subject_ref
    last = select(func.max(ChatAddress.expires_on), func.max(ChatAddress.consent)).where(of_it)
    expires_on, consent = session.execute(last).one()
    if expires_on is not None:
        session.execute(update(ChatAddress).where(of_it).values(expires_on=expires_on, consent=consent))


def _forget_messages(session: Session, holding: str, personal: re.Pattern[str], about_it: re.Pattern[str]) -> None:
    """Remove what still waits or was given up and was meant for somebody's eyes: it names them and, say, an inspel."""

    def is_meant(payload: Mapping[str, Any]) -> bool:
        text = json.dumps(payload).replace("\\", "")
        return waiting.is_private(payload) and bool(personal.search(text) and about_it.search(text))

    waiting.forget(session, holding, is_meant)
