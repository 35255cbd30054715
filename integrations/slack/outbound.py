"""Messages in Slack: drawn and written down with their cause, and posted by the worker, about one a second a place."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import ChatChannel, Screen
from core.house import settings_of
from core.outbox import RetryLater
from core.outside import SECONDS_IN_THE_WORKER
from core.room import Note
from integrations.conversations import receiving
from integrations.models import ChatAddress
from integrations.slack import blocks
from integrations.slack.blocks import Paper
from integrations.slack.topics import MESSAGE_DUE
from integrations.slack.web import SlackFailed, web_of

APART = timedelta(seconds=1)
WORTH_SAYING, SOONEST, SELDOM = timedelta(days=1), timedelta(seconds=5), timedelta(hours=1)
PACE = "samspel.slack_pace"
# Our token is no use any more: staff must install the app again.
REVOKED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
# The one we write to is not there, or will not hear from us: trying again is no help, and nobody's fault.
UNREACHABLE = frozenset(
    {
        "channel_not_found",
        "user_not_found",
        "user_disabled",
        "users_not_found",
        "is_archived",
        "not_in_channel",
        "messages_tab_disabled",
        "cannot_dm_bot",
        "restricted_action",
    }
)

log = logging.getLogger(__name__)


def say(
    session: Session, tenant: str, place: str, screen: Screen, paper: Paper, *, thread: str = "", key: str | None = None
) -> None:
    """Write down a message to be posted when the caller's transaction has ended.

    ``place`` is a channel, a private conversation or a person, whom Slack then writes to privately. ``thread`` is the
    time stamp of the message it answers.
    """
    drawn = blocks.message(screen, paper)
    message: dict[str, Any] = {"channel": place, "text": drawn.text, "blocks": drawn.blocks}
    if thread:
        message["thread_ts"] = thread
    outbox.post(session, MESSAGE_DUE, key=key, tenant=tenant, message=message, since=clock.now().isoformat())


def send(payload: Mapping[str, Any]) -> Note | None:
    """Post one message; the outbox calls this and keeps the note.

    Raises RetryLater for what may go better another time. Nothing is ever given up with its row left for staff to see,
    as other errands are: the row says who was to be told what. After a day it is dropped, and the log says that it was.
    """
    message, tenant = payload["message"], str(payload["tenant"])
    waited = clock.now() - datetime.fromisoformat(payload["since"])
    if waited > WORTH_SAYING:
        log.error("a message in Slack could not be posted in a day and was dropped")
        return None
    if not settings_of(current_app).has_slack:
        raise RetryLater(_pause(waited))
    pace: Pace = current_app.extensions.setdefault(PACE, Pace())
    pace.take_turn(str(message["channel"]), clock.now())
    try:
        # A third of the worker's own limit: the one who wrote waits for this.
        web_of(current_app).call("chat.postMessage", SECONDS_IN_THE_WORKER / 3, unfurl_links=False, **message)
    except SlackFailed as error:
        if error.wait is not None or error.may_pass:
            raise RetryLater(error.wait if error.wait is not None else _pause(waited)) from None
        return _failed(error, tenant, str(message["channel"]))
    return None


def _pause(waited: timedelta) -> float:
    """Seconds to wait with what has waited so long: ever longer."""
    return min(max(waited / 2, SOONEST), SELDOM).total_seconds()


def _failed(error: SlackFailed, tenant: str, place: str) -> Note | None:
    if error.code in REVOKED:
        log.error("Slack does not accept our token any more: %s", error.code)
        return partial(receiving.revoked, channel=ChatChannel.SLACK, tenant=tenant)
    if error.code in UNREACHABLE:
        log.warning("a message in Slack reaches nobody: %s", error.code)
        return partial(_forget, tenant=tenant, person=place)
    log.error("Slack does not take a message of ours, and it was dropped: %s", error.code)
    return None


def _forget(session: Session, tenant: str, person: str) -> None:
    """Whoever cannot be reached is not written to again; a place has no address, so this does nothing there."""
    here = (ChatAddress.channel == ChatChannel.SLACK) & (ChatAddress.tenant == tenant) & (ChatAddress.person == person)
    session.execute(delete(ChatAddress).where(here).execution_options(synchronize_session=False))


class Pace:
    """Keeps the messages of this process to one place apart; Slack answers 429 to what several processes do."""

    def __init__(self) -> None:
        """Nothing has been said."""
        self._lock = threading.Lock()
        self._said_at: dict[str, datetime] = {}

    def take_turn(self, place: str, now: datetime) -> None:
        """Raise RetryLater if something was said there less than a second ago."""
        with self._lock:
            self._said_at = {one: at for one, at in self._said_at.items() if now - at < APART}
            if place in self._said_at:
                raise RetryLater((APART - (now - self._said_at[place])).total_seconds())
            self._said_at[place] = now
