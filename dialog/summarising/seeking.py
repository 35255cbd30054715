"""Finding inspel to rest a sentence on: by their numbers, by words in them, or those that no sentence cites."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from dialog.analysing import results as analyses
from dialog.models import LONGEST_STATEMENT, Statement
from dialog.results import IS_READ, Inspel, inspel_of

MOST_FOUND = 20
_LARGEST = 2**31 - 1
_MOST_WORDS = 8


def sought(session: Session, dialogue_id: int, asked: str) -> tuple[Inspel, ...]:
    """At most twenty readable inspel that have every word that was asked for, or whose number it is; in order."""
    words = asked[:LONGEST_STATEMENT].split()[:_MOST_WORDS]
    if not words:
        return ()
    numbers = [int(word) for word in words if word.isascii() and word.isdecimal() and int(word) <= _LARGEST]
    wanted = Statement.number.in_(numbers) if len(numbers) == len(words) else _has_all(words)
    rows = session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == dialogue_id, *IS_READ, wanted)
        .order_by(Statement.number)
        .limit(MOST_FOUND)
    )
    return tuple(inspel_of(row) for row in rows)


def listed(session: Session, dialogue_id: int, numbers: Collection[int]) -> tuple[Inspel, ...]:
    """Those of some inspel that can still be read, in the order they are asked for, the first twenty."""
    first = list(dict.fromkeys(numbers))[:MOST_FOUND]
    found = analyses.inspel(session, dialogue_id, first)
    return tuple(found[number] for number in first if number in found)


def _has_all(words: Collection[str]) -> ColumnElement[bool]:
    found = [_has(word) for word in words]
    first, *rest = found
    for one in rest:
        first = first & one
    return first


def _has(word: str) -> ColumnElement[bool]:
    """A word wherever it stands. The embedded database folds only a to z, so å, ä and ö are sought as written too."""
    spelled = dict.fromkeys((word, word.lower(), word.capitalize(), word.upper()))
    return or_(*(Statement.text.icontains(one, autoescape=True) for one in spelled))
