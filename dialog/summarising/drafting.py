"""Asks for a draft, and keeps one that was made: as a first version, into one under way, or as the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import outbox
from dialog.models import Dialogue, DialogueState
from dialog.summarising import gathering, merging
from dialog.summarising.composing import METHOD, compose
from dialog.summarising.material import Draft
from dialog.summarising.merging import Row
from dialog.summarising.models import Summary, SummarySentence, SummaryState
from dialog.summarising.results import latest
from dialog.summarising.states import EDITED, UNDER_WAY
from dialog.summarising.taking import note_change
from dialog.topics import SUMMARY_COVERAGE_DUE, SUMMARY_DUE

_D = DialogueState
# Where people have taken part, and nothing is put away.
_TOLD = frozenset({_D.OPEN, _D.PAUSED, _D.CLOSED, _D.PUBLISHED, _D.ANSWERED})


def ask_for(session: Session, dialogue_id: int, *, by_itself: bool = False) -> None:
    """Have the worker draft a dialogue, into the version under way or as a first one.

    Where all versions are published or ended, somebody who asks gets the next; what is asked for ``by_itself``, when
    something closes, makes none.
    """
    key = f"{dialogue_id} by itself" if by_itself else str(dialogue_id)
    outbox.post(session, SUMMARY_DUE, key=key, dialogue_id=dialogue_id, by_itself=by_itself)


def draft(session: Session, dialogue_id: int) -> Draft | None:
    """The draft of a dialogue as it stands; None where there is nothing to sum up. Nothing is changed."""
    dialogue = session.get(Dialogue, dialogue_id)
    if dialogue is None or dialogue.state not in _TOLD:
        return None
    material = gathering.material(session, dialogue_id)
    return compose(material) if material is not None else None


def input_hash(made: Draft) -> str:
    """A SHA-256 in hex of everything a draft says and rests on, and of the way it is made."""
    said = [[asdict(one.sentence), one.claims, one.read_back] for one in made.sentences]
    told = json.dumps([METHOD, made.language, said, made.claims, made.facts], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def keep(
    session: Session, dialogue_id: int, made: Draft, begun: datetime, *, by_itself: bool = False
) -> Summary | None:
    """Keep a draft that was made from what stood when it was ``begun``; gives the version if anything changed.

    A version with the approver, or approved, is not touched, and neither is one that a later draft is in. Doing it
    twice changes nothing more, and two who do it take turns.
    """
    dialogue = session.get_one(Dialogue, dialogue_id, with_for_update={"key_share": True}, populate_existing=True)
    if dialogue.state not in _TOLD:
        return None
    last = latest(session, dialogue_id)
    if last is None:
        return _begin(session, dialogue_id, 1, made, begun, [merging.row_of(one) for one in made.sentences])
    session.refresh(last, with_for_update={"key_share": True})
    if last.state in EDITED:
        return _renew(session, last, made, begun)
    if last.state in UNDER_WAY or by_itself or last.drafted_at > begun:
        return None
    rows = merging.merged(_rows_of(_sentences(session, last)), last.facts, made, in_their_order=True)
    return _begin(session, dialogue_id, last.version + 1, made, begun, rows)


def _begin(
    session: Session, dialogue_id: int, version: int, made: Draft, begun: datetime, rows: Sequence[Row]
) -> Summary:
    summary = Summary(
        dialogue_id=dialogue_id,
        version=version,
        state=SummaryState.DRAFT,
        language=made.language,
        input_hash=input_hash(made),
        facts=dict(made.facts),
        drafted_at=begun,
    )
    session.add(summary)
    session.flush()
    _write(session, summary, {}, rows)
    outbox.post(session, SUMMARY_COVERAGE_DUE, key=str(summary.id), summary_id=summary.id)
    return summary


def _renew(session: Session, summary: Summary, made: Draft, begun: datetime) -> Summary | None:
    hashed = input_hash(made)
    if summary.input_hash == hashed or summary.drafted_at > begun:
        return None
    standing = _sentences(session, summary)
    # The first change that staff make counts the revision up: until then the order is nobody's.
    rows = merging.merged(_rows_of(standing), summary.facts, made, in_their_order=summary.revision > 0)
    summary.input_hash, summary.facts, summary.drafted_at = hashed, dict(made.facts), begun
    _write(session, summary, {row.key: row for row in standing}, rows)
    note_change(session, summary)
    return summary


def _write(session: Session, summary: Summary, standing: Mapping[str, SummarySentence], rows: Sequence[Row]) -> None:
    gone = [row.id for key, row in standing.items() if key not in {one.key for one in rows}]
    if gone:
        session.execute(delete(SummarySentence).where(SummarySentence.id.in_(gone)))
    for place, row in enumerate(rows):
        values = asdict(row) | {"cites": list(row.cites), "claims": dict(row.claims), "position": place}
        values["read_back"] = dict(row.read_back or {})
        kept = standing.get(row.key)
        if kept is None:
            session.add(SummarySentence(summary_id=summary.id, **values))
            continue
        for name, value in values.items():
            setattr(kept, name, value)
    session.flush()


def _sentences(session: Session, summary: Summary) -> Sequence[SummarySentence]:
    query = select(SummarySentence).where(SummarySentence.summary_id == summary.id)
    return session.scalars(query.order_by(SummarySentence.position).execution_options(populate_existing=True)).all()


def _rows_of(standing: Sequence[SummarySentence]) -> list[Row]:
    names = [name for name in Row.__dataclass_fields__ if name != "cites"]
    return [Row(cites=tuple(one.cites), **{name: getattr(one, name) for name in names}) for one in standing]
