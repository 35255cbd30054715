"""The versions of a summary that everybody may know of: which day each came, and how and why it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialog.summarising.errors import NoSuchSummary
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.states import SEEN

# A list that somebody reads; nobody has published a summary so often.
MOST = 50


@dataclass(frozen=True, slots=True)
class Version:
    """One version without its sentences. ``ended_on`` and ``ended_reason`` are None for the one that counts."""

    number: int
    state: SummaryState
    revision: int
    published_on: date
    ended_on: date | None
    ended_reason: str | None

    @property
    def counts(self) -> bool:
        """Whether it is the one that counts."""
        return self.state is SummaryState.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        """Whether its sentences are shown to nobody any more."""
        return self.state is SummaryState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Versions:
    """All of a dialogue's, the newest first."""

    all: tuple[Version, ...]

    @property
    def that_counts(self) -> Version | None:
        """The one that counts, if any does."""
        return next((one for one in self.all if one.counts), None)

    @property
    def to_show(self) -> Version | None:
        """What somebody meets who asks for no version in particular: the one that counts, or else the latest."""
        return self.that_counts or next(iter(self.all), None)

    def numbered(self, number: int) -> Version:
        """One of them; raises NoSuchSummary."""
        found = next((one for one in self.all if one.number == number), None)
        if found is None:
            raise NoSuchSummary
        return found


def seen(session: Session, dialogue_id: int) -> Versions:
    """What has been published in a dialogue; one query."""
    query = (
        select(Summary)
        .where(Summary.dialogue_id == dialogue_id, Summary.state.in_(SEEN), Summary.published_on.is_not(None))
        .order_by(Summary.version.desc())
        .limit(MOST)
    )
    return Versions(tuple(_version(row) for row in session.scalars(query)))


def _version(row: Summary) -> Version:
    assert row.published_on is not None
    return Version(row.version, row.state, row.revision, row.published_on, row.ended_on, row.ended_reason)
