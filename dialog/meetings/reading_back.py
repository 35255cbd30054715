"""What came out of a meeting, line by line, so that the room can say whether it is right before anyone leaves.

The lines are made of counts by rule: the same counts give the same lines. A line keeps the number of its inspel and not
its words, which are looked up when it is read: whoever takes an inspel back takes it out of the lines too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialog.meetings import standing
from dialog.meetings.models import Meeting, MeetingStep, StepKind, StepState
from dialog.models import Choice, Statement
from dialog.results import IS_READ

MOST_PRIORITISED = 3


@dataclass(frozen=True, slots=True)
class Words:
    """The words of an inspel that everybody may read, and their language."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``kind`` is agree, disagree, split or dots; ``words.sentence`` says it.

    ``count`` of ``n`` people took that side, or placed so many dots; in a split ``other`` took the other side.
    ``text`` is empty where the inspel is not there to read any more. ``judged`` is how many said each of stammer,
    stammer_inte and saknas, and empty until the step is over or where fewer than five did.
    """

    key: str
    kind: str
    number: int
    text: str
    language: str
    count: int
    other: int
    n: int
    judged: Mapping[str, int] = field(default_factory=dict)


def begun(session: Session, meeting: Meeting) -> dict[str, Any]:
    """What a step of reading back keeps as it opens: the counts it rests on, and its ``lines``.

    The lines say what unites, what divides, and what got the most dots. The counts are those that the room has talked
    about, or those of the votes as they stand where it has not.
    """
    ended = {
        step.kind: step
        for step in session.scalars(
            select(MeetingStep)
            .where(MeetingStep.meeting_id == meeting.id, MeetingStep.state.in_((StepState.DONE, StepState.SKIPPED)))
            .order_by(MeetingStep.position)
        )
    }
    talk, dots = ended.get(StepKind.TALK), ended.get(StepKind.PRIORITISE)
    talked_about = talk.content.get("top") if talk is not None else None
    top = talked_about if talked_about is not None else standing.top(session, meeting)
    found = [_of_votes(one) for one in top] + (_of_dots(dots.result) if dots is not None else [])
    return {"top": top, "lines": [{"key": str(place), **line} for place, line in enumerate(found, 1)]}


def lines(session: Session, meeting: Meeting, *, only_read: bool = False) -> tuple[Line, ...]:
    """The lines of a meeting: those that were read back, with what the room said of them, or a draft as of now.

    Those who were there get ``only_read`` and no draft: its figures would move with the votes that follow.
    """
    step = session.scalar(
        select(MeetingStep)
        .where(
            MeetingStep.meeting_id == meeting.id,
            MeetingStep.kind == StepKind.READ_BACK,
            MeetingStep.opened_at.is_not(None),
        )
        .order_by(MeetingStep.position.desc())
        .limit(1)
    )
    if step is None and only_read:
        return ()
    kept = (step.content if step is not None else begun(session, meeting))["lines"]
    texts = texts_of(session, meeting.dialogue_id, (one["number"] for one in kept))
    return of_kept(kept, step.result if step is not None else {}, texts)


def of_kept(
    kept: Iterable[Mapping[str, Any]], result: Mapping[str, Any], texts: Mapping[int, Words]
) -> tuple[Line, ...]:
    """What a step keeps, with the words of the inspel and with what came of it."""
    judged = result.get("items", {})
    nothing = Words("", "sv")
    return tuple(
        Line(
            key=one["key"],
            kind=one["kind"],
            number=one["number"],
            text=texts.get(one["number"], nothing).text,
            language=texts.get(one["number"], nothing).language,
            count=one["count"],
            other=one["other"],
            n=one["n"],
            judged=judged.get(one["key"], {}),
        )
        for one in kept
    )


def texts_of(session: Session, dialogue_id: int, numbers: Iterable[int]) -> dict[int, Words]:
    """The words of some inspel, by number; those that nobody may read any more are left out."""
    wanted = set(numbers)
    if not wanted:
        return {}
    rows = session.execute(
        select(Statement.number, Statement.text, Statement.language).where(
            Statement.dialogue_id == dialogue_id, Statement.number.in_(wanted), *IS_READ
        )
    )
    return {row.number: Words(row.text, row.language) for row in rows}


def _of_votes(kept: Mapping[str, Any]) -> dict[str, Any]:
    (counts,) = standing.counts_of([kept])
    if not kept["unites"]:
        return _line("split", counts.number, counts.agree, counts.n, counts.disagree)
    side = max(counts.agree, counts.disagree)
    kind = "agree" if counts.larger is Choice.AGREE else "disagree"
    return _line(kind, counts.number, side, counts.n)


def _of_dots(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    placed = standing.dots_of(result)
    most = sorted(placed.items(), key=lambda item: (-item[1], item[0]))[:MOST_PRIORITISED]
    return [_line("dots", number, dots, result["n"]) for number, dots in most]


def _line(kind: str, number: int, count: int, n: int, other: int = 0) -> dict[str, Any]:
    return {"kind": kind, "number": number, "count": count, "other": other, "n": n}
