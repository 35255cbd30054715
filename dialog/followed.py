"""What is followed up of each dialogue: how it was planned, when it ended, what came back, and who took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Date, func, or_, select
from sqlalchemy.orm import Session

from dialog import states
from dialog.feedback import results as feedback
from dialog.feedback.results import Timeline
from dialog.models import AgeBand, Audience, Dialogue, DialogueState, Participant, Sex, SizeClass
from dialog.summarising.models import Summary, SummaryState

CRITERIA = 6

_S = DialogueState
# What is only planned has not happened, and what was taken back is not counted as if it had.
_COUNTED = tuple(state for state in DialogueState if state not in (_S.DRAFT, _S.WITHDRAWN))
_ANSWERED = (_S.ANSWERED, _S.ARCHIVED)

Background = tuple[AgeBand | None, Sex | None, SizeClass | None]
"""What somebody has told of themselves; None for what they have not."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One dialogue that has been opened, as it stands on a day.

    ``criteria`` is how many of the six it meets, ``last_open_on`` the last day it was or will be open, None for one
    that has no last day, and ``closed_on`` the day it ended, None while it is open. ``promised_on`` is the day first
    promised. ``answered_on`` is when the last of what the summary brings forward got its answer, None until all has.
    ``inspel`` and ``answered`` count published inspel, and ``backgrounds`` those who took part by what they have told.
    """

    id: int
    audience: Audience
    is_demo: bool
    opened_on: date
    last_open_on: date | None
    closed_on: date | None
    criteria: int
    promised_on: date | None
    answered_on: date | None
    has_decision: bool
    inspel: int = 0
    answered: int = 0
    backgrounds: Mapping[Background, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many took part: one for each voice, through whichever doors it came."""
        return sum(self.backgrounds.values())

    @property
    def is_structured(self) -> bool:
        """Whether it meets all six criteria."""
        return self.criteria == CRITERIA


def first_year(session: Session, today: date) -> int | None:
    """The year the first dialogue ended, or this one while the first goes on; None before there is any."""
    ended = func.coalesce(Dialogue.closed_on, Dialogue.closes_on, today)
    opened = Dialogue.state.in_(_COUNTED), Dialogue.opened_on.is_not(None)
    first = session.scalar(select(func.min(ended, type_=Date)).where(*opened))
    return min(first, today).year if first else None


def since(session: Session, day: date, today: date) -> tuple[Followed, ...]:
    """Every dialogue that was open, or whose answer was promised, on a day or later; in the order they were planned."""
    promised = func.coalesce(Dialogue.feedback_first_due_on, Dialogue.feedback_due_on)
    ended = func.coalesce(Dialogue.closed_on, Dialogue.closes_on)
    rows = session.scalars(
        select(Dialogue)
        .where(
            Dialogue.state.in_(_COUNTED),
            Dialogue.opened_on.is_not(None),
            or_(ended.is_(None), ended >= day, promised >= day),
        )
        .order_by(Dialogue.id)
    ).all()
    ids = [row.id for row in rows]
    if not ids:
        return ()
    people, summarised = _backgrounds(session, ids), _summarised(session, ids)
    came = feedback.timeline(session, ids)
    found = []
    for row in rows:
        answers = came[row.id]
        found.append(
            Followed(
                id=row.id,
                audience=row.audience,
                is_demo=row.is_demo,
                opened_on=row.opened_on or today,
                last_open_on=row.closed_on or row.closes_on,
                closed_on=_closed_on(row, today),
                criteria=_criteria(row, row.id in summarised),
                promised_on=answers.due_on,
                answered_on=_answered_on(row, answers),
                has_decision=bool(answers.references),
                inspel=answers.inspel,
                answered=answers.inspel_answered,
                backgrounds=people.get(row.id, {}),
            )
        )
    return tuple(found)


def _closed_on(dialogue: Dialogue, today: date) -> date | None:
    if states.state_on(dialogue, today) not in states.OVER:
        return None
    return dialogue.closed_on or dialogue.closes_on


def _criteria(dialogue: Dialogue, has_summary: bool) -> int:
    """What is asked of whom, on which step, who receives it, when the answer comes, and that it was written down."""
    return sum(
        bool(met)
        for met in (
            dialogue.purpose.strip() and dialogue.question.strip(),
            dialogue.ladder_step,
            dialogue.audience,
            dialogue.receiver.strip(),
            dialogue.feedback_due_on,
            has_summary,
        )
    )


def _answered_on(dialogue: Dialogue, came: Timeline) -> date | None:
    """The day the last answer that was owed came; one that staff have called answered is, with the answers it has."""
    if came.all_on is None and dialogue.state in _ANSWERED:
        return came.last_on or dialogue.closed_on
    return came.all_on


def _backgrounds(session: Session, ids: Sequence[int]) -> dict[int, dict[Background, int]]:
    told = (Participant.age_band, Participant.sex, Participant.size_class)
    rows = session.execute(
        select(Participant.dialogue_id, *told, func.count())
        .where(Participant.dialogue_id.in_(ids))
        .group_by(Participant.dialogue_id, *told)
    )
    found: dict[int, dict[Background, int]] = {}
    for dialogue_id, age_band, sex, size_class, n in rows:
        found.setdefault(dialogue_id, {})[age_band, sex, size_class] = n
    return found


def _summarised(session: Session, ids: Sequence[int]) -> set[int]:
    """The dialogues with a summary that is published and has not been withdrawn."""
    published = select(Summary.dialogue_id).where(Summary.dialogue_id.in_(ids), Summary.state == SummaryState.PUBLISHED)
    return set(session.scalars(published))
