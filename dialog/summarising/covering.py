"""Whose voices a version carries: how many inspel, how many of those who took part, and how many of the minority."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select, union, update
from sqlalchemy.orm import Session

from core.summaries.sentences import FREE
from dialog.analysing import results as analyses
from dialog.analysis.claims import Kind
from dialog.models import Choice, Participant, Statement, Vote
from dialog.results import FEWEST, IS_READ
from dialog.summarising.models import Summary
from dialog.summarising.results import SummaryView, numbers_of, view
from dialog.summarising.states import UNDER_WAY

# Whoever has voted on fewer of the common claims than this, where there are so many, stands nowhere yet.
LEAST_VOTES = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was counted for a version, ready to be stored in ``Summary.coverage`` if it still stands so."""

    summary_id: int
    revision: int
    document: Mapping[str, Any]


def coverage(session: Session, summary_id: int) -> Coverage | None:
    """Whose voices a version under way carries as it stands; None for another. Nothing is changed.

    ``cited`` of ``inspel`` are named in sentences that are in, ``uncovered`` are the numbers of the others. ``voices``
    of ``participants`` have written or agreed with one that is named; of the ``minority``, ``heard`` of ``n`` agree
    with one. Numbers of people rest on five or more, or are None.
    """
    summary = session.get(Summary, summary_id)
    if summary is None or summary.state not in UNDER_WAY:
        return None
    shown, dialogue_id = view(session, summary), summary.dialogue_id
    readable = session.scalars(
        select(Statement.number).where(Statement.dialogue_id == dialogue_id, *IS_READ).order_by(Statement.number)
    ).all()
    cited = cited_in(shown) & set(readable)
    participants = session.scalar(select(func.count()).where(Participant.dialogue_id == dialogue_id)) or 0
    is_told = participants >= FEWEST
    document = {
        "revision": summary.revision,
        "cited": len(cited),
        "inspel": len(readable),
        "voices": _voices(session, dialogue_id, cited) if is_told else None,
        "participants": participants if is_told else None,
        "minority": _minority(session, dialogue_id, cited) if is_told else None,
        "uncovered": [number for number in readable if number not in cited],
    }
    return Coverage(summary.id, summary.revision, document)


def keep(session: Session, counted: Coverage) -> None:
    """Store it, unless the version has changed since: then it is counted again."""
    session.execute(
        update(Summary)
        .where(Summary.id == counted.summary_id, Summary.revision == counted.revision)
        .values(coverage=dict(counted.document))
    )


def cited_in(summary: SummaryView) -> frozenset[int]:
    """The numbers of the inspel that sentences which are in rest on; what staff say themselves rests on none."""
    return frozenset(number for one in summary.shown if one.section not in FREE for number in numbers_of(one.cites))


def _voices(session: Session, dialogue_id: int, cited: Collection[int]) -> int:
    """How many have written or agreed with a cited inspel."""
    named = (Statement.dialogue_id == dialogue_id, Statement.number.in_(cited))
    agreed = (
        select(Vote.participant_id.label("person"))
        .join(Statement, Statement.id == Vote.statement_id)
        .where(*named, Vote.choice == Choice.AGREE)
    )
    wrote = select(Statement.author_id.label("person")).where(*named, Statement.author_id.is_not(None))
    return session.scalar(select(func.count()).select_from(union(agreed, wrote).subquery())) or 0


def _minority(session: Session, dialogue_id: int, cited: Collection[int]) -> dict[str, int] | None:
    """Of those against more than half of the common claims they voted on, how many agree with a cited inspel."""
    found = analyses.found(session, dialogue_id)
    agreed = [one.statement for one in found.of_kind(Kind.COMMON_AGREE)] if found else []
    rejected = [one.statement for one in found.of_kind(Kind.COMMON_REJECT)] if found else []
    least = min(LEAST_VOTES, len(agreed) + len(rejected))
    if not least:
        return None
    against = or_(
        and_(Vote.choice == Choice.DISAGREE, Statement.number.in_(agreed)),
        and_(Vote.choice == Choice.AGREE, Statement.number.in_(rejected)),
    )
    stand = (
        select(Vote.participant_id)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(Statement.dialogue_id == dialogue_id, Statement.number.in_([*agreed, *rejected]))
        .group_by(Vote.participant_id)
        .having(func.count() >= least, 2 * func.sum(case((against, 1), else_=0)) > func.count())
        .subquery()
    )
    n = session.scalar(select(func.count()).select_from(stand)) or 0
    if n < FEWEST:
        return None
    heard = session.scalar(
        select(func.count(Vote.participant_id.distinct()))
        .join(Statement, Statement.id == Vote.statement_id)
        .where(
            Statement.dialogue_id == dialogue_id,
            Statement.number.in_(cited),
            Vote.choice == Choice.AGREE,
            Vote.participant_id.in_(select(stand.c.participant_id)),
        )
    )
    return {"n": n, "heard": heard or 0}
