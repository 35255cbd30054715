"""Trying a connection: the worker asks the outside whether it knows us, and what it said is kept for staff."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import ChatChannel
from core.db import insert_into
from core.outbox import NotDelivered, RetryLater
from core.outside import SECONDS_IN_THE_WORKER
from core.room import Note
from core.settings import Settings
from integrations.conversations import connecting
from integrations.mail.handing import line_of
from integrations.models import ConnectionCheck
from integrations.slack.web import SlackFailed, web_of
from integrations.teams import outbound as teams

CHECK_DUE = "integrations.check_due"
NO_ANSWER = "no answer"
LONGEST_FAULT = 200


class Connection(enum.StrEnum):
    """What can be tried."""

    SLACK = "slack"
    TEAMS = "teams"
    MAIL = "mail"

    def is_set(self, settings: Settings) -> bool:
        """Whether the settings say how it is reached."""
        known = {self.SLACK: settings.has_slack, self.TEAMS: settings.has_teams, self.MAIL: settings.sends_mail}
        return known[self]


@dataclass(frozen=True, slots=True)
class Checked:
    """How the last try went; ``fault`` is what the outside said, in its own short words, "" when it knew us."""

    at: datetime
    fault: str


def ask_for(session: Session, which: Connection) -> None:
    """Have a connection tried as soon as a worker is free; asking twice tries once."""
    outbox.post(session, CHECK_DUE, key=which, which=which)


def latest(session: Session) -> Mapping[str, Checked]:
    """The last try of each connection that has been tried."""
    return {row.name: Checked(row.checked_at, row.fault) for row in session.scalars(select(ConnectionCheck))}


def send(payload: Mapping[str, Any]) -> Note:
    """Try a connection; the outbox calls this and keeps the note. A fault is an answer: staff try again themselves."""
    which = Connection(payload["which"])
    try:
        found = _TRIES[which]()
    except SlackFailed as error:
        return partial(_noted, which=which, now=clock.now(), fault=error.code)
    except NotDelivered as error:
        return partial(_noted, which=which, now=clock.now(), fault=str(error))
    except RetryLater:
        return partial(_noted, which=which, now=clock.now(), fault=NO_ANSWER)
    return partial(_noted, which=which, now=clock.now(), fault="", found=found)


def _noted(session: Session, which: Connection, now: datetime, fault: str, found: Note | None = None) -> None:
    changes = {"checked_at": now, "fault": fault[:LONGEST_FAULT]}
    new = insert_into(session, ConnectionCheck).values(name=which, **changes)
    session.execute(new.on_conflict_do_update(index_elements=[ConnectionCheck.name], set_=changes))
    if found is not None:
        found(session)


def _slack() -> Note:
    """Ask whose token it is; gives the note of which workspace that was."""
    answer = web_of(current_app).call("auth.test", SECONDS_IN_THE_WORKER / 3)
    tenant, name = str(answer.get("team_id", "")), str(answer.get("team", ""))
    return partial(connecting.found, channel=ChatChannel.SLACK, tenant=tenant, name=name, now=clock.now())


def _teams() -> None:
    teams.check()


def _mail() -> None:
    line_of(current_app).check()


_TRIES: Mapping[Connection, Callable[[], Note | None]] = {
    Connection.SLACK: _slack,
    Connection.TEAMS: _teams,
    Connection.MAIL: _mail,
}
