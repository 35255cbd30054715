"""Who did what to which object and when, in a chain of hashes that shows if a line is changed, removed or put in."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, NoReturn, Protocol

from sqlalchemy import String, event, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, ORMExecuteState, Session, mapped_column

from core import clock
from core.db import Base
from core.errors import N_
from core.room import RetentionRule

FIRST = "0" * 64
LONGEST_TEXT = 200
BATCH = 500

# Any number will do as long as nothing else in the database takes the same lock.
_CHAIN_LOCK = 0x53_41_4D_53_50_45_4C
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")

Detail = str | int | bool | None


class Who(Protocol):
    """Whoever did it: ``CurrentStaff`` fits, and so does an Actor."""

    @property
    def id(self) -> int | None:
        """The id of the member of staff; None for a machine."""

    @property
    def name(self) -> str:
        """The name as it was when it was done."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is not a signed-in member of staff."""

    id: int | None
    name: str


SYSTEM = Actor(None, "Samspel")
COMMAND_LINE = Actor(None, "Kommandoraden")


class AuditEntry(Base):
    """One deed; ``previous_hash`` is unique, so the database itself refuses a chain that forks.

    ``actor_id`` has no foreign key: a line is never changed, whatever becomes of the account.
    """

    __tablename__ = "audit_entry"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(80))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AppendOnly(Exception):
    """Somebody's code tried to change or remove a line of the audit log."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log as pages and exports read it, with its hashes so that an exported log can be checked too."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    details: Mapping[str, Detail]
    previous_hash: str
    hash: str


def record(
    session: Session, actor: Who, action: str, object_kind: str, object_id: int | str, **details: Detail
) -> None:
    """Add a line to the log, in the transaction of the deed itself.

    ``action`` is a word of the code (``survey.published``), ``details`` short facts. The log is kept for ever, so
    answers and addresses do not belong in it: text is cut at 200 characters and e-mail addresses are struck out, as a
    last line of defence. Call it when the rest of the verb is done: on PostgreSQL it holds a lock until the commit.
    """
    _wait_for_the_end_of_the_chain(session)
    last = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        details={name: _short(detail) for name, detail in details.items()},
        previous_hash=last or FIRST,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()


def verify(session: Session) -> int | None:
    """The id of the first line that does not follow from the one before it; None when the whole chain holds.

    A chain cannot show that its last lines were cut off, nor that somebody with the database wrote all of it anew from
    some line on: whoever must be sure keeps the latest hash somewhere else.
    """
    expected = FIRST
    query = select(AuditEntry.__table__).order_by(AuditEntry.id).execution_options(yield_per=BATCH)
    with session.execute(query) as rows:
        for row in rows:
            if row.previous_hash != expected or row.hash != _hash(row):
                return int(row.id)
            expected = row.hash
    return None


def entries(session: Session, before_id: int | None = None, limit: int = 50) -> tuple[Entry, ...]:
    """At most ``limit`` lines, the latest first, older than ``before_id`` when it is given."""
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    names = [column.name for column in fields(Entry)]
    return tuple(Entry(**{name: getattr(row, name) for name in names}) for row in session.scalars(query))


def _wait_for_the_end_of_the_chain(session: Session) -> None:
    """One writer at a time: SQLite has but one; on PostgreSQL a lock held until the transaction ends makes it so."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHAIN_LOCK})


def _hash(entry: Any) -> str:
    """SHA-256 over canonical JSON (sorted names, no spaces, ASCII, time in UTC) of a line and the hash before it."""
    content = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "details": entry.details,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _short(detail: Detail) -> Detail:
    if not isinstance(detail, str):
        return detail
    masked = _EMAIL.sub("[adress]", detail)
    return masked if len(masked) <= LONGEST_TEXT else masked[: LONGEST_TEXT - 1] + "…"


def _refuse(mapper: Mapper[AuditEntry], connection: Connection, target: AuditEntry) -> NoReturn:
    raise AppendOnly("the audit log is only added to")


def _refuse_in_bulk(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is AuditEntry.__mapper__:
        raise AppendOnly("the audit log is only added to")


event.listen(AuditEntry, "before_update", _refuse)
event.listen(AuditEntry, "before_delete", _refuse)
event.listen(Session, "do_orm_execute", _refuse_in_bulk)

RULES = (
    RetentionRule("audit_entry", N_("Bevaras, så att det syns vem som gjorde vad och att ingen rad har ändrats.")),
)
