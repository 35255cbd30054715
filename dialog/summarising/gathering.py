"""Gathers what a draft is made of: the analysis of a dialogue, its inspel, who took part, and its meetings."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialog.analysing import making
from dialog.analysing import results as analyses
from dialog.analysing.models import DialogueAnalysis
from dialog.analysing.results import Found
from dialog.meetings import holding
from dialog.meetings import results as meetings
from dialog.meetings.models import Meeting
from dialog.models import Dialogue, Participant, Statement, StatementKind, StatementState, Vote
from dialog.moderating import refusals
from dialog.results import IS_READ, Inspel, inspel_of
from dialog.summarising.material import Heard, LeftOut, Material

# A dialogue has had no more meetings than somebody has held.
MOST_MEETINGS = 50


def material(session: Session, dialogue_id: int) -> Material | None:
    """A dialogue as it stands, analysed anew where anything has changed since; None if there is none. Writes nothing.

    It reads every vote when the analysis is not of today's, so it is for the worker.
    """
    dialogue = session.get(Dialogue, dialogue_id)
    if dialogue is None:
        return None
    return Material(
        title=dialogue.title,
        question=dialogue.question,
        purpose=dialogue.purpose,
        influence=dialogue.influence,
        receiver=dialogue.receiver,
        feedback_due_on=dialogue.feedback_due_on,
        language=str(dialogue.languages[0]),
        heard=_heard(session, dialogue_id),
        found=_found(session, dialogue_id),
        inspel=_inspel(session, dialogue_id),
        meetings=tuple(
            meetings.record(session, meeting_id)
            for meeting_id in session.scalars(
                select(Meeting.id)
                .where(Meeting.dialogue_id == dialogue_id, Meeting.state.in_(holding.OVER))
                .order_by(Meeting.id)
                .limit(MOST_MEETINGS)
            ).all()
        ),
        left_out=_left_out(session, dialogue_id),
    )


def _found(session: Session, dialogue_id: int) -> Found | None:
    made = making.make(session, dialogue_id)
    if made is None or made.analysis is None:
        return analyses.found(session, dialogue_id)
    stored = session.get(DialogueAnalysis, dialogue_id)
    made_at = stored.made_at if stored is not None else session.get_one(Dialogue, dialogue_id).created_at
    return analyses.from_documents(made.analysis.document, made.analysis.themes, made_at, made.analysis.method)


def _inspel(session: Session, dialogue_id: int) -> dict[int, Inspel]:
    rows = session.scalars(
        select(Statement).where(Statement.dialogue_id == dialogue_id, *IS_READ).order_by(Statement.number)
    )
    return {row.number: inspel_of(row) for row in rows}


def _heard(session: Session, dialogue_id: int) -> Heard:
    """Votes on what everybody may read; whoever has voted on nothing else is no voter."""
    of_dialogue = Participant.dialogue_id == dialogue_id
    ways = select(Participant.channel, func.count()).where(of_dialogue).group_by(Participant.channel)
    ages = select(Participant.age_band, func.count()).where(of_dialogue).group_by(Participant.age_band)
    cast = (
        select(func.count(), func.count(Vote.participant_id.distinct()))
        .select_from(Vote)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(Statement.dialogue_id == dialogue_id, *IS_READ)
    )
    votes, voters = session.execute(cast).one()
    through = dict(session.execute(ways).tuples().all())
    return Heard(
        participants=sum(through.values()),
        voters=voters,
        votes=votes,
        ways=through,
        ages=dict(session.execute(ages).tuples().all()),
    )


def _left_out(session: Session, dialogue_id: int) -> LeftOut:
    found = {
        (state, kind): n
        for state, kind, n in session.execute(
            select(Statement.state, Statement.kind, func.count())
            .where(Statement.dialogue_id == dialogue_id)
            .group_by(Statement.state, Statement.kind)
        )
    }
    by_state = {state: sum(n for (other, _), n in found.items() if other is state) for state in StatementState}
    told = {*refusals.REFUSED, StatementState.MERGED, StatementState.PUBLISHED}
    return LeftOut(
        refused=refusals.by_reason(session, dialogue_id),
        merged=by_state[StatementState.MERGED],
        about_self=found.get((StatementState.PUBLISHED, StatementKind.ABOUT_SELF), 0),
        others=sum(n for state, n in by_state.items() if state not in told),
    )
