"""Going through a summary sentence by sentence: kept, changed, struck, moved, added, and explained where a check fails.

Every verb takes the version for itself first, with the revision its caller had before them (``seen``; None where nobody
looked). Each raises SummaryIsFixed where sentences are not changed any more, and SummaryChangedMeanwhile.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Who
from core.i18n import number
from core.summaries.checks import Check, findings
from core.summaries.sentences import FREE, Section
from dialog.analysing import results as analyses
from dialog.summarising import checking, citing, reasons, slotting, sources
from dialog.summarising.errors import (
    CitationMissing,
    NoSuchSentence,
    NumberNotFound,
    SummaryIsFixed,
    WrongSummaryStep,
)
from dialog.summarising.models import SentenceState, Summary, SummarySentence
from dialog.summarising.reasons import Reason
from dialog.summarising.results import SentenceView, SummaryView, numbers_of, view
from dialog.summarising.states import EDITED
from dialog.summarising.taking import note_change, take

_S = SentenceState


@dataclass(frozen=True, slots=True)
class Worded:
    """What staff write: the words, the numbers of the inspel they rest on, and refs of sets of counts."""

    text: str
    numbers: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()


def keep(session: Session, summary: Summary, keys: Collection[str], *, seen: int | None = None) -> int:
    """Let sentences stand as they are; gives how many waited for it. To keep what is kept changes nothing."""
    take(session, summary, seen, EDITED, SummaryIsFixed)
    rows = [row for row in _rows(session, summary) if row.key in keys and row.state is _S.WAITING]
    for row in rows:
        row.state = _reviewed(row)
    if rows:
        note_change(session, summary)
    return len(rows)


def strike(session: Session, summary: Summary, key: str, *, seen: int | None = None) -> None:
    """Leave a sentence out; it stays where it is, to be put back."""
    take(session, summary, seen, EDITED, SummaryIsFixed)
    _row(session, summary, key).state = _S.STRUCK
    note_change(session, summary)


def restore(session: Session, summary: Summary, key: str, *, seen: int | None = None) -> None:
    """Put a sentence back that was struck; it is looked at again, unless staff have worded it."""
    take(session, summary, seen, EDITED, SummaryIsFixed)
    row = _row(session, summary, key)
    if row.state is not _S.STRUCK:
        raise WrongSummaryStep
    row.state = _S.CHANGED if row.changed_by else _S.WAITING
    note_change(session, summary)


def change(
    session: Session, summary: Summary, key: str, said: Worded, by: Who, *, seen: int | None = None
) -> SentenceView:
    """Give a sentence other words or other sources; the same words and sources keep it.

    Raises CitationMissing, NumberNotFound, and NoSuchSentence for an unknown key or words that nobody may read.
    """
    take(session, summary, seen, EDITED, SummaryIsFixed)
    before = view(session, summary)
    was = next((one for one in before.sentences if one.key == key and not one.is_gone), None)
    if was is None:
        raise NoSuchSentence
    row = _row(session, summary, key)
    text, cites = _word(session, before, row, said, was)
    if _plain(text) == _plain(was.text) and set(cites) == set(was.cites):
        row.state = _reviewed(row)
    else:
        row.text, row.cites, row.state, row.is_assisted = text, cites, _S.CHANGED, False
        row.changed_by_id, row.changed_by = by.id, by.name
    note_change(session, summary)
    return _checked(session, summary, key)


def add(
    session: Session, summary: Summary, section: Section, said: Worded, by: Who, *, seen: int | None = None
) -> SentenceView:
    """Write a sentence of one's own, last in a part, under the topic that the same inspel have there.

    Raises CitationMissing, NumberNotFound.
    """
    take(session, summary, seen, EDITED, SummaryIsFixed)
    before, rows = view(session, summary), _rows(session, summary)
    topic = _topic(before, section, said.numbers)
    order = list(Section)
    place = 1 + max(
        (
            row.position
            for row in rows
            if order.index(row.section) < order.index(section) or (row.section is section and row.topic == topic)
        ),
        default=-1,
    )
    for row in rows:
        row.position += row.position >= place
    row = SummarySentence(
        summary_id=summary.id,
        key=f"own-{secrets.token_hex(8)}",
        position=place,
        section=section,
        topic=topic,
        text="",
        cites=[],
        claims={},
        state=_S.CHANGED,
        changed_by_id=by.id,
        changed_by=by.name,
    )
    row.text, row.cites = _word(session, before, row, said)
    session.add(row)
    note_change(session, summary)
    return _checked(session, summary, row.key)


def remove(session: Session, summary: Summary, key: str, *, seen: int | None = None) -> None:
    """Throw away a sentence that staff have added; raises WrongSummaryStep for the programme's own: they are struck."""
    take(session, summary, seen, EDITED, SummaryIsFixed)
    row = _row(session, summary, key)
    if row.draft:
        raise WrongSummaryStep
    session.delete(row)
    reasons.forget(session, summary.id, key)
    note_change(session, summary)


def move(session: Session, summary: Summary, key: str, *, up: bool, seen: int | None = None) -> None:
    """Change places with the sentence before or after it under the same topic; the first and the last stay."""
    take(session, summary, seen, EDITED, SummaryIsFixed)
    rows = {row.key: row for row in _rows(session, summary)}
    if key not in rows:
        raise NoSuchSentence
    beside = neighbours(view(session, summary), key)[0 if up else 1]
    if beside is not None:
        one, other = rows[key], rows[beside]
        one.position, other.position = other.position, one.position
        note_change(session, summary)


def neighbours(summary: SummaryView, key: str) -> tuple[str | None, str | None]:
    """The keys of the readable sentences before and after one, in the same part and under the same topic."""
    place = {one.key: (one.section, one.topic) for one in summary.sentences}
    keys = [None, *(one.key for one in summary.sentences if place[one.key] == place[key] and not one.is_gone), None]
    found = {one: (before, after) for (before, one), (_same, after) in pairwise(pairwise(keys))}
    return found.get(key, (None, None))


def give_reason(
    session: Session, summary: Summary, check: Check, key: str, words: str, by: Who, today: date, *, seen: int | None
) -> None:
    """Say in writing why a check may stand; ``key`` is "" for one of the whole.

    Raises WrongSummaryStep for a check that is green, or for which no reason is enough.
    """
    take(session, summary, seen, EDITED, SummaryIsFixed)
    now, told = view(session, summary), reasons.given(session, summary.id)
    found = checking.of_sentences(now, told, [key]).get(key, ()) if key else checking.of_whole(now, told)
    failed = next((one for one in found if one.check is check), None)
    if failed is None or check.is_absolute:
        raise WrongSummaryStep
    reasons.write(session, summary.id, check, key, Reason(words, failed.about, by.name, today))
    note_change(session, summary)


def write_short(session: Session, summary: Summary, text: str, *, seen: int | None = None) -> None:
    """Word the short text that goes out in channels; "" leaves it to be made from the summary."""
    take(session, summary, seen, EDITED, SummaryIsFixed)
    summary.short = text.strip()
    note_change(session, summary)


def _rows(session: Session, summary: Summary) -> Sequence[SummarySentence]:
    wanted = select(SummarySentence).where(SummarySentence.summary_id == summary.id)
    return session.scalars(wanted.order_by(SummarySentence.position)).all()


def _row(session: Session, summary: Summary, key: str) -> SummarySentence:
    wanted = select(SummarySentence).where(SummarySentence.summary_id == summary.id, SummarySentence.key == key)
    row = session.scalar(wanted)
    if row is None:
        raise NoSuchSentence
    return row


def _reviewed(row: SummarySentence) -> SentenceState:
    """What a sentence is once somebody has looked at it: with staff's words it is changed, whoever keeps it."""
    return _S.CHANGED if row.changed_by else _S.KEPT


def _word(
    session: Session, summary: SummaryView, row: SummarySentence, said: Worded, was: SentenceView | None = None
) -> tuple[str, list[str]]:
    """The text with its slots and everything it cites; the row gets the claims its numbers may come from.

    An inspel whose words the sentence had stays cited while its words are there: they are never kept as plain text.
    """
    readable = analyses.inspel(session, summary.dialogue_id, said.numbers)
    before = {one.number: one for one in was.inspel} if was is not None else {}
    text = slotting.slotted(slotting.tidy(said.text), [*(before | readable).values()])
    numbers = [number for number in said.numbers if number in readable]
    numbers += [number for number in before if number not in numbers and f"{{i{number}}}" in text]
    claims = citing.claims_of(session, summary, numbers)
    cites = citing.refs(summary, numbers, said.facts, claims)
    if was is not None and set(cites) == set(was.cites):
        cites = list(was.cites)
    row.claims = dict(claims)
    if row.section not in FREE and not cites:
        raise CitationMissing
    return text, cites


def _checked(session: Session, summary: Summary, key: str) -> SentenceView:
    """The sentence as it now is, if every number in it is one of those it cites; raises NumberNotFound otherwise."""
    now = view(session, summary)
    sentence = next(one for one in now.sentences if one.key == key)
    known = sources.of_summary(now)
    said = [one.detail for one in findings(sentence.sentence, known) if one.check is Check.NUMBER]
    if said:
        allowed = sorted({figure for ref in sentence.cites if ref in known for figure in known[ref].figures.values()})
        raise NumberNotFound(
            said=", ".join(dict.fromkeys(said)), allowed=", ".join(dict.fromkeys(map(number, allowed))) or "–"
        )
    return sentence


def _plain(text: str) -> str:
    """What two texts have in common that differ in nothing but their spaces, as a browser may change them."""
    return " ".join(text.split())


def _topic(summary: SummaryView, section: Section, numbers: Sequence[int]) -> str:
    """The topic under which sentences of a part cite one of these inspel already; "" where none does."""
    return next(
        (one.topic for one in summary.of(section) if one.topic and not set(numbers).isdisjoint(numbers_of(one.cites))),
        "",
    )
