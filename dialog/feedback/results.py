"""What people got back: the published answers to inspel, how many have one and when they came, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, func, select
from sqlalchemy.orm import Session, aliased

from dialog.feedback import owed
from dialog.feedback.answering import Written
from dialog.feedback.models import SETTLED, Answer, AnswerKind, Decision
from dialog.feedback.owed import Owed
from dialog.models import Dialogue, DialogueState, Statement, StatementKind, StatementState
from dialog.results import IS_READ, DialogueView

_S = StatementState
# What was written in a dialogue that was taken back is shown no more, nor is what was answered.
_SHOWN = tuple(state for state in DialogueState if state not in (DialogueState.DRAFT, DialogueState.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A published answer, or word of where the matter was sent on to, with the inspel it is about.

    ``number`` and ``text`` are those of the inspel as it can be seen: of one that was merged, the other it stands in.
    ``days_late`` is how long after the day first promised the answer came, 0 when it came in time.
    """

    id: int
    dialogue_id: int
    slug: str
    dialogue_title: str
    statement_id: int
    number: int
    text: str
    language: str
    kind: AnswerKind
    decision: Decision | None
    words: str
    unit: str
    due_on: date | None
    reference: str
    link: str
    published_on: date
    updated_on: date | None
    days_late: int
    is_demo: bool

    def is_overdue(self, today: date) -> bool:
        """Whether the day it names for what comes next has passed with nothing more said."""
        return self.due_on is not None and self.due_on < today and self.decision not in SETTLED


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of the inspel a dialogue owes an answer have one.

    ``is_highlighted`` says that they are those which its published summary highlights, and not every published inspel.
    """

    answered: int
    asked: int
    is_highlighted: bool = False

    @property
    def left(self) -> int:
        """How many wait."""
        return self.asked - self.answered


def of_dialogue(session: Session, dialogue_id: int, limit: int) -> tuple[AnswerView, ...]:
    """The first published answers of a dialogue in the order of their inspel; one query."""
    shown = aliased(Statement)
    query = _published(shown).where(Answer.dialogue_id == dialogue_id)
    return _views(session, query.order_by(shown.number, Answer.kind, Answer.id).limit(limit))


def of_numbers(session: Session, dialogue_id: int, numbers: Iterable[int]) -> Mapping[int, Sequence[AnswerView]]:
    """Published answers by the number of the inspel that they can be read at; one query."""
    shown = aliased(Statement)
    query = _published(shown).where(Answer.dialogue_id == dialogue_id, shown.number.in_(list(numbers)))
    found: dict[int, list[AnswerView]] = {}
    for view in _views(session, query.order_by(Answer.kind, Answer.id)):
        found.setdefault(view.number, []).append(view)
    return found


def is_answered(dialogue_id: int) -> ColumnElement[bool]:
    """That an inspel of a dialogue has a published answer, written to it or to what was merged into it."""
    written_to = aliased(Statement)
    shown_at = func.coalesce(written_to.merged_into_id, written_to.id)
    return Statement.id.in_(
        select(shown_at)
        .join(Answer, Answer.statement_id == written_to.id)
        .where(Answer.dialogue_id == dialogue_id, Answer.published_on.is_not(None))
    )


def decided(session: Session, dialogue_ids: Iterable[int]) -> Mapping[int, Mapping[Decision, int]]:
    """How many inspel got each decision, by dialogue, for those that can be read; one query."""
    shown = aliased(Statement)
    query = _published(shown).where(Answer.dialogue_id.in_(list(dialogue_ids)), Answer.decision.is_not(None))
    counted = query.with_only_columns(Answer.dialogue_id, Answer.decision, func.count(shown.id.distinct()))
    found: dict[int, dict[Decision, int]] = {}
    for dialogue_id, decision, n in session.execute(counted.group_by(Answer.dialogue_id, Answer.decision)):
        found.setdefault(dialogue_id, {})[decision] = n
    return found


def of_statements(session: Session, statement_ids: Iterable[int]) -> Mapping[int, Sequence[AnswerView]]:
    """Published answers by the inspel they were written to, whatever it was merged with since; one query."""
    shown = aliased(Statement)
    wanted = list(statement_ids)
    if not wanted:
        return {}
    query = _published(shown).where(Answer.statement_id.in_(wanted)).order_by(Answer.kind, Answer.id)
    found: dict[int, list[AnswerView]] = {}
    for view in _views(session, query):
        found.setdefault(view.statement_id, []).append(view)
    return found


def latest(session: Session, limit: int) -> tuple[AnswerView, ...]:
    """The answers published last, in any dialogue that can be seen; a referral is no news."""
    shown = aliased(Statement)
    query = _published(shown).where(Answer.kind == AnswerKind.ANSWER, Dialogue.state.in_(_SHOWN))
    return _views(session, query.order_by(Answer.published_on.desc(), Answer.id.desc()).limit(limit))


def matching(session: Session, *wanted: ColumnElement[bool], limit: int) -> tuple[AnswerView, ...]:
    """Published answers in dialogues that can be seen, picked out by their columns, the earliest ``due_on`` first."""
    shown = aliased(Statement)
    query = _published(shown).where(Dialogue.state.in_(_SHOWN), *wanted)
    return _views(session, query.order_by(Answer.due_on, Answer.id).limit(limit))


def answered_of(session: Session, dialogue_id: int) -> Answered:
    """How many of the inspel one dialogue owes an answer have one, or were sent on."""
    return answered_of_all(session, [dialogue_id]).get(dialogue_id, Answered(0, 0))


def answered_of_all(session: Session, dialogue_ids: Iterable[int]) -> Mapping[int, Answered]:
    """The same for many dialogues in at most three queries; one where nothing is published is left out."""
    wanted = owed.of_dialogues(session, dialogue_ids)
    return {
        row.dialogue_id: Answered(row.answered, row.asked, row.dialogue_id in wanted.highlighted)
        for row in _counted(session, wanted)
    }


@dataclass(frozen=True, slots=True)
class Timeline:
    """When answers came in one dialogue; answers to what cannot be read any more are not among them.

    ``closed_on`` is None while it runs. ``due_on`` is the day first promised. ``first_on`` and ``last_on`` are the days
    of the first and the latest published answer, to any inspel. ``answered`` is what is owed and has its answer, and
    ``all_on`` the day the last of it got one: None while something waits or nothing is owed. ``inspel_answered`` of
    ``inspel`` counts all published inspel. ``highlighted`` are the numbers of what is owed, in the order they are read,
    and empty where everything is. ``references`` are the decisions that published answers lead to.
    """

    dialogue_id: int
    closed_on: date | None
    due_on: date | None
    first_on: date | None
    last_on: date | None
    all_on: date | None
    answered: Answered
    inspel_answered: int
    inspel: int
    highlighted: tuple[int, ...]
    references: tuple[str, ...]


def timeline(session: Session, dialogue_ids: Iterable[int]) -> Mapping[int, Timeline]:
    """When answers came in each of some dialogues, in at most six queries however many they are."""
    wanted = owed.of_dialogues(session, dialogue_ids)
    due = {row.dialogue_id: row for row in _counted(session, wanted)}
    every = {row.dialogue_id: row for row in _counted(session, Owed(wanted.dialogue_ids))}
    decisions = _references(session, wanted.dialogue_ids)
    dialogues = session.scalars(select(Dialogue).where(Dialogue.id.in_(wanted.dialogue_ids)))
    return {row.id: _timeline(row, wanted, due, every, decisions.get(row.id, ())) for row in dialogues}


def _timeline(
    dialogue: Dialogue,
    wanted: Owed,
    due: Mapping[int, Row[Any]],
    every: Mapping[int, Row[Any]],
    references: Sequence[str],
) -> Timeline:
    one, whole = due.get(dialogue.id), every.get(dialogue.id)
    answered = Answered(one.answered, one.asked, dialogue.id in wanted.highlighted) if one else Answered(0, 0)
    return Timeline(
        dialogue_id=dialogue.id,
        closed_on=dialogue.closed_on,
        due_on=dialogue.feedback_first_due_on or dialogue.feedback_due_on,
        first_on=whole.first_on if whole else None,
        last_on=whole.latest_on if whole else None,
        all_on=one.last_on if one and not answered.left else None,
        answered=answered,
        inspel_answered=whole.answered if whole else 0,
        inspel=whole.asked if whole else 0,
        highlighted=wanted.of(dialogue.id),
        references=tuple(references),
    )


def _counted(session: Session, wanted: Owed) -> Sequence[Row[Any]]:
    """For each dialogue how much is asked and answered, and on which days the inspel got their first answers."""
    if not wanted.dialogue_ids:
        return ()
    came = _came(wanted.dialogue_ids)
    return session.execute(
        select(
            Statement.dialogue_id,
            func.count().label("asked"),
            func.count(came.c.first_on).label("answered"),
            func.min(came.c.first_on).label("first_on"),
            func.max(came.c.first_on).label("last_on"),
            func.max(came.c.latest_on).label("latest_on"),
        )
        .outerjoin(came, came.c.statement_id == Statement.id)
        .where(*IS_READ, wanted.where(), Statement.dialogue_id.in_(wanted.dialogue_ids))
        .group_by(Statement.dialogue_id)
    ).all()


def _came(dialogue_ids: Sequence[int]) -> Subquery:
    """The days of the first and the latest published answer by the inspel that it can be read at."""
    written_to = aliased(Statement)
    shown_at = func.coalesce(written_to.merged_into_id, written_to.id)
    return (
        select(
            shown_at.label("statement_id"),
            func.min(Answer.published_on).label("first_on"),
            func.max(Answer.published_on).label("latest_on"),
        )
        .join(written_to, written_to.id == Answer.statement_id)
        .where(Answer.dialogue_id.in_(dialogue_ids), Answer.published_on.is_not(None))
        .group_by(shown_at)
        .subquery()
    )


def _references(session: Session, dialogue_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    shown = aliased(Statement)
    query = _published(shown).where(Answer.dialogue_id.in_(dialogue_ids), Answer.reference != "")
    found: dict[int, list[str]] = {}
    pairs = query.with_only_columns(Answer.dialogue_id, Answer.reference).distinct()
    for dialogue_id, reference in session.execute(pairs.order_by(Answer.dialogue_id, Answer.reference)):
        found.setdefault(dialogue_id, []).append(reference)
    return found


def previewed(dialogue: DialogueView, kind: AnswerKind, said: Written, today: date) -> AnswerView:
    """An answer that is being written, as people would read it if it were published today."""
    due_on = dialogue.feedback_first_due_on or dialogue.feedback_due_on
    return AnswerView(
        id=0,
        dialogue_id=dialogue.id,
        slug=dialogue.slug,
        dialogue_title=dialogue.title,
        statement_id=0,
        number=0,
        text="",
        language=dialogue.language,
        kind=kind,
        decision=said.decision,
        words=said.words,
        unit=said.unit,
        due_on=said.due_on,
        reference=said.reference,
        link=said.link,
        published_on=today,
        updated_on=None,
        days_late=_days_late(today, due_on),
        is_demo=dialogue.is_demo,
    )


def _days_late(published_on: date, due_on: date | None) -> int:
    return max((published_on - due_on).days, 0) if due_on else 0


def _published(shown: Any) -> Select[Any]:
    """Published answers to inspel that can be seen; ``shown`` is the inspel as people see it."""
    return (
        select(Answer, shown.number, shown.text, shown.language, Dialogue)
        .join(Statement, Statement.id == Answer.statement_id)
        .join(shown, shown.id == func.coalesce(Statement.merged_into_id, Statement.id))
        .join(Dialogue, Dialogue.id == Answer.dialogue_id)
        .where(
            Answer.published_on.is_not(None),
            shown.state == _S.PUBLISHED,
            shown.kind != StatementKind.ABOUT_SELF,
        )
    )


def _views(session: Session, query: Select[Any]) -> tuple[AnswerView, ...]:
    return tuple(_view(*row) for row in session.execute(query))


def _view(answer: Answer, number: int, text: str, language: str, dialogue: Dialogue) -> AnswerView:
    published_on = answer.published_on or answer.written_on
    due_on = dialogue.feedback_first_due_on or dialogue.feedback_due_on
    return AnswerView(
        id=answer.id,
        dialogue_id=answer.dialogue_id,
        slug=dialogue.slug,
        dialogue_title=dialogue.title,
        statement_id=answer.statement_id,
        number=number,
        text=text,
        language=language,
        kind=answer.kind,
        decision=answer.decision,
        words=answer.words,
        unit=answer.unit,
        due_on=answer.due_on,
        reference=answer.reference,
        link=answer.link,
        published_on=published_on,
        updated_on=answer.updated_on,
        days_late=_days_late(published_on, due_on),
        is_demo=dialogue.is_demo,
    )
