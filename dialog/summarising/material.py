"""What a draft is made of, as plain values: everything that is known of a dialogue and may be said in a summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.summaries.sentences import Sentence
from dialog.analysing.results import Found
from dialog.meetings.results import Record
from dialog.models import AgeBand, Channel
from dialog.moderating.models import Reason
from dialog.results import Inspel


@dataclass(frozen=True, slots=True)
class Heard:
    """How many took part and how: of the ``participants``, how many through each channel and of each age.

    None stands for what nobody knows: a channel that has been forgotten, an age that was not told.
    """

    participants: int
    voters: int
    votes: int
    ways: Mapping[Channel | None, int] = field(default_factory=dict)
    ages: Mapping[AgeBand | None, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many inspel nobody may read or vote on, by why: refused by reason, merged, about the speaker, and the rest.

    What was flagged is among the ``others`` and never told apart from what waits or was taken back.
    """

    refused: Mapping[Reason | None, int] = field(default_factory=dict)
    merged: int = 0
    about_self: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Material:
    """A dialogue as it stands. ``inspel`` are those that can be read, by number; ``meetings`` are over."""

    title: str
    question: str
    purpose: str
    influence: str
    receiver: str
    feedback_due_on: date | None
    language: str
    heard: Heard
    found: Found | None
    inspel: Mapping[int, Inspel]
    meetings: tuple[Record, ...] = ()
    left_out: LeftOut = LeftOut()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence as it was drafted, the claims it cites by ref, and what those in meetings said of it."""

    sentence: Sentence
    claims: Mapping[str, Any] = field(default_factory=dict)
    read_back: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft: the sentences in their order, and everything they could cite, by ref: counts and claims."""

    language: str
    sentences: tuple[Drafted, ...]
    facts: Mapping[str, Any]
    claims: Mapping[str, Any]
