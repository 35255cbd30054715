"""Asks for an analysis, and stores one that was made, in place of the one before."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.orm import Session

from core import outbox
from core.db import insert_into
from dialog.analysing import results
from dialog.analysing.findings import READ, source_of
from dialog.analysing.making import Analysis, Made
from dialog.analysing.models import DialogueAnalysis, StatementFinding
from dialog.models import Statement
from dialog.topics import ANALYSIS_DUE

# While votes stream in, what is shown is at most this old; the work is done once for all that came meanwhile.
AT_MOST_EVERY = timedelta(minutes=1)
MOST_AT_ONCE = 500


def ask_for(session: Session, dialogue_id: int, now: datetime, *, at_once: bool = False) -> None:
    """Have the worker analyse a dialogue anew, at most once a minute unless it is asked for at once."""
    made_at = results.made_at(session, dialogue_id)
    due_at = now if at_once or made_at is None else max(now, made_at + AT_MOST_EVERY)
    key = f"{dialogue_id} now" if due_at == now else str(dialogue_id)
    outbox.post(session, ANALYSIS_DUE, key=key, due_at=due_at, dialogue_id=dialogue_id)


def keep(session: Session, made: Made, made_at: datetime) -> None:
    """Store what was made, unless an analysis that was begun later is stored already.

    Findings of inspel that have been changed, taken back or flagged meanwhile are not stored: what is said of words
    goes where the words go.
    """
    _keep_findings(session, made)
    if made.analysis is not None and _keep_analysis(session, made.dialogue_id, made.analysis, made_at):
        _spread(session, made.dialogue_id, made.analysis)


def _keep_analysis(session: Session, dialogue_id: int, analysis: Analysis, made_at: datetime) -> bool:
    statement = insert_into(session, DialogueAnalysis).values(
        dialogue_id=dialogue_id,
        input_hash=analysis.input_hash,
        method=analysis.method,
        document=analysis.document,
        themes=analysis.themes,
        made_at=made_at,
    )
    names = ("input_hash", "method", "document", "themes", "made_at")
    stored = statement.on_conflict_do_update(
        index_elements=[DialogueAnalysis.dialogue_id],
        set_={name: statement.excluded[name] for name in names},
        where=DialogueAnalysis.made_at <= statement.excluded.made_at,
    )
    return session.scalar(stored.returning(DialogueAnalysis.dialogue_id)) is not None


def _spread(session: Session, dialogue_id: int, analysis: Analysis) -> None:
    """What steers which card comes next stands on the inspel itself; locked in the order everybody takes them."""
    locked = select(Statement.id, Statement.number, Statement.extremity).where(Statement.dialogue_id == dialogue_id)
    moved = {
        row.id: wanted
        for row in session.execute(locked.order_by(Statement.id).with_for_update(key_share=True))
        if row.extremity != (wanted := analysis.extremity.get(row.number, 0.0))
    }
    ids = list(moved)
    for start in range(0, len(ids), MOST_AT_ONCE):
        some = {key: moved[key] for key in ids[start : start + MOST_AT_ONCE]}
        session.execute(
            update(Statement)
            .where(Statement.id.in_(some))
            .values(extremity=case(some, value=Statement.id))
            .execution_options(synchronize_session=False)
        )


def _keep_findings(session: Session, made: Made) -> None:
    for start in range(0, len(made.gone), MOST_AT_ONCE):
        gone = StatementFinding.statement_id.in_(made.gone[start : start + MOST_AT_ONCE])
        session.execute(delete(StatementFinding).where(gone).execution_options(synchronize_session=False))
    for start in range(0, len(made.findings), MOST_AT_ONCE):
        some = {one.statement_id: one for one in made.findings[start : start + MOST_AT_ONCE]}
        still = session.execute(
            select(Statement.id, Statement.text)
            .where(Statement.id.in_(some), Statement.state.in_(READ))
            .order_by(Statement.id)
            .with_for_update(key_share=True)
        )
        rows = [
            {"statement_id": key, "analyser": some[key].analyser, "document": dict(some[key].document)}
            for key, text in still
            if source_of(text) == some[key].document["source"]
        ]
        if not rows:
            continue
        statement = insert_into(session, StatementFinding).values(rows)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[StatementFinding.statement_id],
                set_={name: statement.excluded[name] for name in ("analyser", "document")},
            )
        )
