"""The outside sources of official figures: how the last fetch went, and asking for a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.db import insert_into
from core.i18n import gettext as _
from core.people.access import Permission
from core.people.sessions import CurrentStaff
from core.room import Urgency, Waiting
from goals.models import SourceSync

KOLADA, SCB = "kolada", "scb"
NAMES: Mapping[str, str] = {KOLADA: "Kolada", SCB: "SCB"}
# Whoever talks to a source registers for its topic.
DUE: Mapping[str, str] = {KOLADA: "integrations.kolada_due", SCB: "integrations.scb_due"}
LONGEST_ERROR = 600


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How a source is doing; ``error`` is in Swedish and says why the last try stored nothing, "" if it did."""

    source: str
    tried_at: datetime | None
    done_at: datetime | None
    changed: int
    error: str


def reports(session: Session) -> tuple[SourceReport, ...]:
    """Every source, fetched or not."""
    rows = {row.source: row for row in session.scalars(select(SourceSync))}
    return tuple(_report(source, rows.get(source)) for source in DUE)


def waiting_for(session: Session, staff: CurrentStaff) -> Sequence[Waiting]:
    """A source whose last try failed, for whoever can do something about it."""
    if not staff.may(Permission.ENTER_READINGS):
        return ()
    return [
        Waiting(
            _("Uppgifter kunde inte hämtas från %(source)s", source=NAMES[row.source]),
            url_for("staff_sources.index"),
            urgency=Urgency.LATE,
        )
        for row in reports(session)
        if row.error
    ]


def ask_for(session: Session, source: str) -> None:
    """Have a source fetched as soon as a worker is free; asking twice fetches once. Raises KeyError for no source."""
    outbox.post(session, DUE[source], key=source)


def hold(session: Session, source: str, now: datetime) -> None:
    """Keep others from storing the same source until the caller commits."""
    _row(session, source, now)
    session.flush()


def tried(session: Session, source: str, now: datetime, error: str) -> None:
    """Note a try that stored nothing, and why."""
    row = _row(session, source, now)
    row.tried_at, row.error = now, error if len(error) <= LONGEST_ERROR else error[: LONGEST_ERROR - 1] + "…"


def done(session: Session, source: str, now: datetime, changed: int) -> None:
    """Note that everything was fetched and stored, and how many values that changed."""
    row = _row(session, source, now)
    row.tried_at, row.done_at, row.changed, row.error = now, now, changed, ""


def _row(session: Session, source: str, now: datetime) -> SourceSync:
    # Of two who fetch a source for the first time at once, one makes the row and the other waits for it.
    new = insert_into(session, SourceSync).values(source=source, tried_at=now, changed=0, error="")
    session.execute(new.on_conflict_do_nothing(index_elements=[SourceSync.source]))
    return session.get_one(SourceSync, source, with_for_update=True, populate_existing=True)


def _report(source: str, row: SourceSync | None) -> SourceReport:
    if row is None:
        return SourceReport(source, None, None, 0, "")
    return SourceReport(source, row.tried_at, row.done_at, row.changed, row.error)
