"""What came of a dialogue, page by page: what its summary highlights, in its order, then all else that is answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dialog.feedback import results
from dialog.feedback.results import AnswerView
from dialog.models import Statement
from dialog.results import IS_READ, Inspel, inspel_of

A_PAGE = 15


@dataclass(frozen=True, slots=True)
class Told:
    """One inspel as everybody reads it with what was answered: nothing yet, where ``answers`` is empty."""

    inspel: Inspel
    answers: tuple[AnswerView, ...]
    is_highlighted: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them; ``number`` is the page's own, from 1, and ``next`` that of the one after."""

    told: tuple[Told, ...]
    number: int
    next: int | None


def page(session: Session, dialogue_id: int, asked: int, first: Sequence[int] = (), inspel: int | None = None) -> Page:
    """A page of what came of a dialogue, or the page where ``inspel`` stands; at most four queries.

    ``first`` is what the published summary highlights: it stands there also while it waits for its answer.
    """
    number = asked if inspel is None else _place(session, dialogue_id, first, inspel) // A_PAGE + 1
    start = (number - 1) * A_PAGE
    numbers = list(first[start : start + A_PAGE + 1])
    if len(numbers) <= A_PAGE:
        rest = _answered(dialogue_id, first).order_by(Statement.number)
        rest = rest.offset(max(start - len(first), 0)).limit(A_PAGE + 1 - len(numbers))
        numbers += session.scalars(rest)
    shown = numbers[:A_PAGE]
    return Page(_told(session, dialogue_id, shown, first), number, number + 1 if len(numbers) > A_PAGE else None)


def _place(session: Session, dialogue_id: int, first: Sequence[int], number: int) -> int:
    """How many stand before an inspel; one that is not there is looked for where it would have been."""
    if number in first:
        return first.index(number)
    before = _answered(dialogue_id, first).where(Statement.number < number).subquery()
    return len(first) + (session.scalar(select(func.count()).select_from(before)) or 0)


def _answered(dialogue_id: int, but: Collection[int]) -> Select[tuple[int]]:
    """The numbers of the other inspel with a published answer."""
    return select(Statement.number).where(
        Statement.dialogue_id == dialogue_id,
        *IS_READ,
        Statement.number.not_in(but),
        results.is_answered(dialogue_id),
    )


def _told(session: Session, dialogue_id: int, numbers: Sequence[int], first: Collection[int]) -> tuple[Told, ...]:
    rows = session.scalars(
        select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.number.in_(numbers), *IS_READ)
    )
    inspel = {row.number: inspel_of(row) for row in rows}
    answers = results.of_numbers(session, dialogue_id, numbers)
    return tuple(
        Told(inspel[number], tuple(answers.get(number, ())), number in first) for number in numbers if number in inspel
    )
