"""How a dialogue stands when a meeting looks at it: what unites and what divides, as counts that the room may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.statistics.intervals import wilson
from dialog.meetings.models import Meeting, MeetingStep, StepKind
from dialog.models import Choice, Statement
from dialog.results import FEWEST, IS_READ

MOST = 5
MOST_UNITING = 3
# On what there are dots to place: more than the room can look through is of no use.
MOST_CHOICES = 10
# So much is looked through; a meeting's dialogue seldom has a tenth of it.
LOOKED_THROUGH = 500
CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Counts:
    """How an inspel was voted on. ``larger`` is the side that most took; what divides has people on both."""

    number: int
    agree: int
    disagree: int
    passed: int

    @property
    def n(self) -> int:
        """How many have voted on it."""
        return self.agree + self.disagree + self.passed

    @property
    def larger(self) -> Choice:
        """The side that most took."""
        return Choice.AGREE if self.agree >= self.disagree else Choice.DISAGREE

    @property
    def sureness(self) -> float:
        """How large a share took the larger side, at least: Wilson's lower 90 % limit."""
        return wilson(max(self.agree, self.disagree), self.n, CONFIDENCE).low

    @property
    def is_split(self) -> bool:
        """Whether at least three in ten took each side."""
        return 10 * min(self.agree, self.disagree) >= 3 * self.n

    def kept(self, unites: bool) -> dict[str, Any]:
        """As a step keeps it: numbers alone, so that nobody's words stay when they have taken them back."""
        return {
            "number": self.number,
            "agree": self.agree,
            "disagree": self.disagree,
            "passed": self.passed,
            "unites": unites,
        }


def top(session: Session, meeting: Meeting) -> list[dict[str, Any]]:
    """At most five inspel as a step keeps them: first those that unite most, then those that divide most.

    Only those on which at least five have voted. What an earlier step has shown of the same dialogue is shown again
    until at least five more have voted, so that two looks do not reveal what one person thinks.
    """
    known = _as_shown(session, meeting.dialogue_id, _counts(session, meeting.dialogue_id))
    split = sorted(
        (one for one in known if one.is_split), key=lambda one: (-min(one.agree, one.disagree) / one.n, one.number)
    )
    united = sorted((one for one in known if not one.is_split), key=lambda one: (-one.sureness, one.number))
    divides = split[: max(MOST - MOST_UNITING, MOST - len(united))]
    unites = united[: MOST - len(divides)]
    return [*(one.kept(True) for one in unites), *(one.kept(False) for one in divides)]


def choices(session: Session, meeting: Meeting) -> list[int]:
    """The numbers of at most ten inspel to place dots on, in the order they were written: those most are behind.

    Where nobody has voted they are the newest.
    """
    rows = session.execute(
        select(Statement.number, Statement.n_agree, Statement.n_important)
        .where(Statement.dialogue_id == meeting.dialogue_id, *IS_READ)
        .order_by(Statement.number.desc())
        .limit(LOOKED_THROUGH)
    ).all()
    best = sorted(rows, key=lambda row: (-row.n_agree - row.n_important, -row.number))[:MOST_CHOICES]
    return sorted(row.number for row in best)


def counts_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Counts, ...]:
    """What a step has kept, as values."""
    return tuple(Counts(one["number"], one["agree"], one["disagree"], one["passed"]) for one in kept)


def dots_of(result: Mapping[str, Any]) -> dict[int, int]:
    """How many dots each inspel got, by number, from the result of a step where there were dots to place."""
    return {
        int(number): sum(int(dots) * people for dots, people in values.items())
        for number, values in result.get("items", {}).items()
    }


def _counts(session: Session, dialogue_id: int) -> list[Counts]:
    n = Statement.n_agree + Statement.n_disagree + Statement.n_pass
    rows = session.execute(
        select(Statement.number, Statement.n_agree, Statement.n_disagree, Statement.n_pass)
        .where(Statement.dialogue_id == dialogue_id, *IS_READ, n >= FEWEST)
        .order_by(Statement.number.desc())
        .limit(LOOKED_THROUGH)
    )
    return [Counts(*row) for row in rows]


def _as_shown(session: Session, dialogue_id: int, counts: Sequence[Counts]) -> list[Counts]:
    """The counts, or those a room has seen already where fewer than five votes have come or gone since."""
    seen: dict[int, Counts] = {}
    steps = session.scalars(
        select(MeetingStep.content)
        .join(Meeting, Meeting.id == MeetingStep.meeting_id)
        .where(
            Meeting.dialogue_id == dialogue_id,
            MeetingStep.kind.in_((StepKind.TALK, StepKind.READ_BACK)),
            MeetingStep.opened_at.is_not(None),
        )
        .order_by(MeetingStep.opened_at, MeetingStep.id)
    )
    for content in steps:
        seen |= {one.number: one for one in counts_of(content.get("top", ()))}
    return [_settled(one, seen.get(one.number)) for one in counts]


def _settled(now: Counts, before: Counts | None) -> Counts:
    return before if before is not None and abs(now.n - before.n) < FEWEST else now
