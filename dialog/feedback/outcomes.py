"""What came of every dialogue that is over: how much was answered, what was decided, and how long people waited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dialog import states
from dialog.feedback import results, times
from dialog.feedback.models import Decision
from dialog.feedback.results import Timeline
from dialog.feedback.times import Pace
from dialog.models import Audience, Dialogue
from dialog.results import DialogueView, view_of

A_PAGE = 10
# The record is of the latest years, and of so many dialogues at most.
RECORD = timedelta(days=3 * 365)
MOST_ON_RECORD = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """One dialogue that is over, with what was answered and decided in it and the time it took."""

    view: DialogueView
    line: Timeline
    pace: Pace
    decided: Mapping[Decision, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, the latest first; ``next`` is the number of the page after, when there is one."""

    outcomes: tuple[Outcome, ...]
    number: int
    next: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """How the promises of the latest years were kept.

    ``due`` is the dialogues whose promised day has passed, and ``kept`` those of them where all was answered by then.
    ``median`` is the days from the close until half of ``dialogues`` had all their answers, None while fewer have.
    """

    dialogues: int
    due: int
    kept: int
    median: int | None


def page(session: Session, today: date, audience: Audience | None, number: int) -> Page:
    """Ten of them, of one audience or of all, in at most eight queries."""
    latest = _over(audience).order_by(Dialogue.closed_on.desc(), Dialogue.id.desc())
    rows = session.scalars(latest.offset((number - 1) * A_PAGE).limit(A_PAGE + 1)).all()
    shown = [row.id for row in rows[:A_PAGE]]
    lines, decided = results.timeline(session, shown), results.decided(session, shown)
    found = tuple(
        Outcome(view_of(row, today), lines[row.id], _pace(lines[row.id], today), decided.get(row.id, {}))
        for row in rows[:A_PAGE]
    )
    return Page(found, number, number + 1 if len(rows) > A_PAGE else None)


def record(session: Session, today: date, audience: Audience | None) -> Record:
    """How promises have been kept in the last three years, in at most seven queries."""
    recent = _over(audience).where(Dialogue.closed_on >= today - RECORD).order_by(Dialogue.closed_on.desc())
    wanted = session.scalars(recent.with_only_columns(Dialogue.id).limit(MOST_ON_RECORD)).all()
    # Where nothing was said there is nothing to answer, and no wait to count.
    lines = [line for line in results.timeline(session, wanted).values() if line.answered.asked]
    due = [line for line in lines if line.due_on and line.due_on < today]
    paces = [_pace(line, today) for line in lines]
    return Record(
        dialogues=len(lines),
        due=len(due),
        kept=sum(1 for line in due if line.all_on and line.due_on and line.all_on <= line.due_on),
        median=times.median_days(
            [pace.whole for pace in paces if pace.whole is not None],
            [(today - line.closed_on).days for line in lines if line.closed_on and line.all_on is None],
        ),
    )


def _over(audience: Audience | None) -> Select[tuple[Dialogue]]:
    over = select(Dialogue).where(Dialogue.state.in_(states.OVER), Dialogue.closed_on.is_not(None))
    return over.where(Dialogue.audience == audience) if audience else over


def _pace(line: Timeline, today: date) -> Pace:
    return times.pace(line.closed_on, line.due_on, line.first_on, line.all_on, today)
