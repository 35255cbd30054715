"""Fetching a source whole and storing it whole: the same way by button, by the clock and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from core import clock
from core.db import db
from core.house import settings_of
from core.outbox import NotDelivered, RetryLater
from core.outside import SECONDS_IN_THE_WORKER
from core.settings import Settings
from goals import sources
from integrations.fetching import AskedToWait, Fetcher, Patience, SourceFailed

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a fetch brought: ``values`` in all, and how many of them that were new, changed or taken back."""

    values: int
    added: int
    changed: int
    taken_back: int

    @property
    def total(self) -> int:
        """Everything that is not as it was."""
        return self.added + self.changed + self.taken_back

    def as_document(self) -> dict[str, int]:
        """As plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Source(Generic[Found]):
    """An outside source: ``fetch`` calls it and touches no database, ``store`` writes and calls nobody."""

    key: str
    name: str
    fetch: Callable[[Fetcher, Settings], Found]
    store: Callable[[Session, Found, datetime], Changes]

    def sync(self, session: Session, settings: Settings, patience: Patience, *, dry_run: bool = False) -> Changes:
        """Fetch everything, then store all of it in one transaction and note how it went; raises SourceFailed.

        ``session`` has no transaction open, before and after: this verb commits, since what is noted of a try that
        failed must outlive it. ``dry_run`` works everything out and leaves no trace.
        """
        try:
            with closing(Fetcher(self.name, patience)) as fetcher:
                found = self.fetch(fetcher, settings)
            if dry_run:
                changes = self.store(session, found, clock.now())
                session.rollback()
                return changes
            sources.hold(session, self.key, clock.now())
            changes = self.store(session, found, clock.now())
            sources.done(session, self.key, clock.now(), changes.total)
            session.commit()
        except SourceFailed as error:
            session.rollback()
            if not dry_run:
                sources.tried(session, self.key, clock.now(), error.words)
                session.commit()
            raise
        return changes

    def send(self, payload: Mapping[str, Any]) -> None:
        """The outbox's errand: what may pass is tried again, what needs a person is noted for staff and left."""
        try:
            self.sync(db.session(), settings_of(current_app), Patience(SECONDS_IN_THE_WORKER))
        except AskedToWait as error:
            raise RetryLater(error.seconds) from error
        except SourceFailed as error:
            if error.may_pass:
                raise NotDelivered(str(error)) from error

    def run(self, session: Session, now: datetime) -> None:
        """The job by the clock; a machine of one's own asks nobody by itself."""
        if not settings_of(current_app).is_local:
            sources.ask_for(session, self.key)
