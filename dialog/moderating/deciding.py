"""Decisions about inspel: each is checked against where the inspel stands, and written down with who and why.

Every verb takes the inspel's row for itself first, so that of two who decide at once the second sees what the first
did. ``seen`` is the id of the latest decision that the decider had before them (0 for none, None where nobody looked):
when there is a later one, DecidedMeanwhile is raised and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, outbox
from core.audit import Detail, Who
from core.concerns.models import Raiser
from dialog import concerns as safety
from dialog.models import LONGEST_STATEMENT, Source, Statement, StatementKind, StatementOriginal, StatementState
from dialog.moderating import carrying, objections
from dialog.moderating.errors import AlreadyVotedOn, CannotMergeInto, DecidedMeanwhile, NotPossibleNow
from dialog.moderating.models import Action, Moderation, Reason
from dialog.topics import STATEMENT_DECIDED, STATEMENT_LEFT

_S = StatementState
# In chat a person is told by a message, which goes out later; all others find the decision on their own page at once.
_TOLD_BY_MESSAGE = frozenset({Source.SLACK, Source.TEAMS})
_WAITING = frozenset({_S.SUBMITTED, _S.HELD})


def approve(
    session: Session, statement: Statement, by: Who, now: datetime, *, masked: str = "", seen: int | None = None
) -> None:
    """Publish an inspel that waits, or note that one published unread has been read.

    ``masked`` is the text with personal data struck out; what was written is then kept apart. Raises AlreadyVotedOn
    for a masked text where somebody has voted, NotPossibleNow, DecidedMeanwhile.
    """
    _take(session, [statement], seen, _WAITING | {_S.PUBLISHED})
    if masked and masked != statement.text:
        _mask(session, statement, masked, by, now)
    statement.state = _S.PUBLISHED
    _write_down(session, statement, Action.APPROVE, by, now)


def hold(session: Session, statement: Statement, by: Who, now: datetime, *, seen: int | None = None) -> None:
    """Let an inspel wait, to be decided another time."""
    _take(session, [statement], seen, _WAITING)
    statement.state = _S.HELD
    _write_down(session, statement, Action.HOLD, by, now)


def reject(
    session: Session,
    statement: Statement,
    reason: Reason,
    by: Who,
    now: datetime,
    *,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Refuse an inspel that waits; its author reads the reason and the note."""
    _take(session, [statement], seen, _WAITING)
    statement.state = _S.REJECTED
    _write_down(session, statement, Action.REJECT, by, now, reason, note)


def hide(
    session: Session,
    statement: Statement,
    reason: Reason,
    by: Who,
    now: datetime,
    *,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Take a published inspel out of sight; its votes are kept and come back with it."""
    _take(session, [statement], seen, frozenset({_S.PUBLISHED}))
    statement.state = _S.HIDDEN
    outbox.post(session, STATEMENT_LEFT, dialogue_id=statement.dialogue_id, statement_id=statement.id)
    _write_down(session, statement, Action.HIDE, by, now, reason, note)


def restore(session: Session, statement: Statement, by: Who, now: datetime, *, seen: int | None = None) -> None:
    """Publish what was refused, hidden or merged after all; an objection to the refusal is thereby met."""
    _take(session, [statement], seen, frozenset({_S.REJECTED, _S.HIDDEN, _S.MERGED}))
    statement.state, statement.merged_into_id = _S.PUBLISHED, None
    _write_down(session, statement, Action.RESTORE, by, now)
    objections.meet(session, statement.id, by, now)


def merge(
    session: Session, statement: Statement, into: Statement, by: Who, now: datetime, *, seen: int | None = None
) -> Statement:
    """Let an inspel stand together with another that says the same, and carry its votes over; gives that other.

    A participant who has voted on both keeps the vote on the other. What was merged into ``statement`` before follows
    along, and an ``into`` that is itself merged stands for the one it was merged into. The votes stay on ``statement``
    as well, out of every count, in case it is restored. Raises CannotMergeInto where the other is not published in
    the same dialogue or is the inspel itself.
    """
    into = _standing_for(session, into)
    carrying.wait_for_voters(session, statement)
    _take(session, [statement, into], seen, _WAITING | {_S.PUBLISHED})
    is_open_to_votes = into.state is _S.PUBLISHED and into.kind is not StatementKind.ABOUT_SELF
    if into.id == statement.id or into.dialogue_id != statement.dialogue_id or not is_open_to_votes:
        raise CannotMergeInto
    carrying.carry_votes(session, statement, into)
    for earlier in session.scalars(select(Statement).where(Statement.merged_into_id == statement.id)):
        earlier.merged_into_id = into.id
    statement.state, statement.merged_into_id = _S.MERGED, into.id
    _write_down(session, statement, Action.MERGE, by, now, Reason.DUPLICATE, into=into.number)
    return into


def flag(
    session: Session,
    statement: Statement,
    kind: str,
    by: Who,
    now: datetime,
    *,
    raiser: Raiser = Raiser.STAFF,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Move an inspel, with its words, to those who take care of worry; ``kind`` is what the worry is about.

    ``note`` is what whoever raises it wants to say: it goes with the words, and into no log.
    """
    _take(session, [statement], seen, _WAITING | {_S.PUBLISHED, _S.REJECTED, _S.HIDDEN})
    safety.raise_for(session, statement, kind, raiser, now, note=note)
    _write_down(session, statement, Action.FLAG, by, now)


def take_all(session: Session, statements: Sequence[Statement]) -> None:
    """Take the rows of many inspel in one order before deciding on them, so that two who do so never lock each other.

    A decision ends by taking the audit log, and nobody may wait for an inspel with that in hand.
    """
    _lock(session, statements)


def latest_decision(session: Session, statement: Statement) -> int:
    """The id of the latest decision about an inspel; 0 when there is none."""
    found = _latest(session, statement)
    return found.id if found else 0


def _take(
    session: Session, statements: Sequence[Statement], seen: int | None, possible: frozenset[StatementState]
) -> None:
    """Take the rows and check that the first of them stands where the decision presumes."""
    there, statement = _lock(session, statements), statements[0]
    # Whoever leaves takes with them what nobody has voted on, also while somebody else has it before them.
    if not there.issuperset(statements):
        raise NotPossibleNow(number=statement.number)
    latest = _latest(session, statement)
    if seen is not None and latest is not None and latest.id != seen:
        raise DecidedMeanwhile(number=statement.number, name=latest.actor_name)
    if statement.state not in possible:
        raise NotPossibleNow(number=statement.number)


def _lock(session: Session, statements: Sequence[Statement]) -> set[Statement]:
    """Take the rows as they stand now; gives those that are still there."""
    session.flush()
    wanted = [statement.id for statement in statements]
    query = select(Statement).where(Statement.id.in_(wanted)).order_by(Statement.id).with_for_update(key_share=True)
    return set(session.scalars(query.execution_options(populate_existing=True)))


def _latest(session: Session, statement: Statement) -> Moderation | None:
    query = select(Moderation).where(Moderation.statement_id == statement.id)
    return session.scalar(query.order_by(Moderation.id.desc()).limit(1))


def _standing_for(session: Session, statement: Statement) -> Statement:
    """Chains are one link long: whatever was merged into an inspel follows it when that is merged."""
    return session.get_one(Statement, statement.merged_into_id) if statement.merged_into_id else statement


def _mask(session: Session, statement: Statement, masked: str, by: Who, now: datetime) -> None:
    if statement.n_agree + statement.n_disagree + statement.n_pass:
        raise AlreadyVotedOn(number=statement.number)
    if session.get(StatementOriginal, statement.id) is None:
        session.add(StatementOriginal(statement_id=statement.id, words=statement.text))
    statement.text = masked[:LONGEST_STATEMENT]
    _add(session, statement, Action.MASK, by, now, Reason.PERSONAL_DATA)


def _write_down(
    session: Session,
    statement: Statement,
    action: Action,
    by: Who,
    now: datetime,
    reason: Reason | None = None,
    note: str = "",
    **details: int,
) -> None:
    _add(session, statement, action, by, now, reason, note)
    session.flush()
    outbox.post(session, STATEMENT_DECIDED, dialogue_id=statement.dialogue_id, statement_id=statement.id)
    why = {"reason": reason.value} if reason else {}
    facts: dict[str, Detail] = {"number": statement.number, **why, **details}
    audit.record(session, by, f"statement.{action.value}", "statement", statement.id, **facts)


def _add(
    session: Session,
    statement: Statement,
    action: Action,
    by: Who,
    now: datetime,
    reason: Reason | None = None,
    note: str = "",
) -> None:
    session.add(
        Moderation(
            statement_id=statement.id,
            action=action,
            reason=reason,
            note=note,
            actor_id=by.id,
            actor_name=by.name,
            decided_at=now,
            told_at=None if statement.source in _TOLD_BY_MESSAGE else now,
        )
    )
    session.flush()
