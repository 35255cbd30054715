"""What one person has done in a dialogue and what became of it, as frozen values for their own page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from dialog.models import Choice, Participant, Statement, StatementKind, StatementState, Vote
from dialog.moderating.models import Action, Appeal, AppealOutcome, Moderation, Reason
from dialog.results import FEWEST

# Ten a day is what anybody may write; who has written more sees the latest.
MOST_SAID = 60
VOTES_A_PAGE = 50

_S = StatementState


@dataclass(frozen=True, slots=True)
class Objection:
    """What became of an objection to a refusal; ``outcome`` is None while it waits."""

    outcome: AppealOutcome | None
    note: str


@dataclass(frozen=True, slots=True)
class Said:
    """One's own inspel and its fate. ``merged_into`` is the number of the inspel it lives on in.

    ``agree``, ``disagree`` and ``passed`` are how others voted: to be shown only when the dialogue is over.
    """

    id: int
    number: int
    text: str
    language: str
    kind: StatementKind
    state: StatementState
    said_on: date
    merged_into: int | None
    agree: int
    disagree: int
    passed: int
    reason: Reason | None = None
    note: str = ""
    objection: Objection | None = None

    @property
    def is_refused(self) -> bool:
        """Whether staff have said no to it."""
        return self.state in (_S.REJECTED, _S.HIDDEN)

    @property
    def voted(self) -> int:
        """How many have voted on it."""
        return self.agree + self.disagree + self.passed

    @property
    def is_told(self) -> bool:
        """Whether enough have voted for their votes to be shown, once the dialogue is over."""
        return self.voted >= FEWEST


@dataclass(frozen=True, slots=True)
class Voted:
    """One's own vote; ``can_change`` says whether the inspel is still there to vote on."""

    number: int
    text: str
    language: str
    choice: Choice
    is_important: bool
    can_change: bool


def said(session: Session, participant: Participant) -> tuple[Said, ...]:
    """One's own inspel, the latest first."""
    target = aliased(Statement)
    rows = session.execute(
        select(
            Statement.id,
            Statement.number,
            Statement.text,
            Statement.language,
            Statement.kind,
            Statement.state,
            Statement.said_on,
            target.number,
            Statement.n_agree,
            Statement.n_disagree,
            Statement.n_pass,
        )
        .outerjoin(target, target.id == Statement.merged_into_id)
        .where(Statement.author_id == participant.id)
        .order_by(Statement.number.desc())
        .limit(MOST_SAID)
    )
    found = [Said(*row) for row in rows]
    refused = [one.id for one in found if one.is_refused]
    return tuple(_with_reasons(session, found, refused) if refused else found)


def one_said(session: Session, participant: Participant, number: int) -> Said | None:
    """One's own inspel with a number."""
    return next((one for one in said(session, participant) if one.number == number), None)


def votes(session: Session, participant: Participant, page: int) -> tuple[tuple[Voted, ...], int]:
    """A page of one's own votes by the number of the inspel, and how many there are in all."""
    mine = (
        select(Statement.number, Statement.text, Statement.language, Vote.choice, Vote.is_important, Statement.state)
        .join(Vote, Vote.statement_id == Statement.id)
        .where(Vote.participant_id == participant.id, Statement.state.in_((_S.PUBLISHED, _S.MERGED)))
    )
    total = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    rows = session.execute(mine.order_by(Statement.number).limit(VOTES_A_PAGE).offset((page - 1) * VOTES_A_PAGE))
    return tuple(
        Voted(number, text, language, choice, is_important, state is _S.PUBLISHED)
        for number, text, language, choice, is_important, state in rows
    ), total


def choice_of(session: Session, participant: Participant, statement_id: int) -> Vote | None:
    """What somebody has voted on an inspel."""
    return session.get(Vote, (participant.id, statement_id))


def _with_reasons(session: Session, found: list[Said], refused: list[int]) -> list[Said]:
    decisions = session.execute(
        select(Moderation.statement_id, Moderation.reason, Moderation.note)
        .where(Moderation.statement_id.in_(refused), Moderation.action.in_((Action.REJECT, Action.HIDE)))
        .order_by(Moderation.id)
    )
    why = {row.statement_id: (row.reason, row.note) for row in decisions}
    appeals = session.execute(
        select(Appeal.statement_id, Appeal.outcome, Appeal.note).where(Appeal.statement_id.in_(refused))
    )
    objections = {row.statement_id: Objection(row.outcome, row.note) for row in appeals}
    return [
        replace(one, reason=why[one.id][0], note=why[one.id][1], objection=objections.get(one.id))
        if one.is_refused and one.id in why
        else one
        for one in found
    ]
