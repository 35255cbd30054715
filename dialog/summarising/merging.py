"""What becomes of a version when its dialogue is drafted anew: nobody's words are lost, and nobody's figures are old.

Sentences are known by their keys. What nobody has touched is replaced. What somebody has looked at stays as it is as
long as the figures it cites do; when they have changed it waits to be looked at again, with the new figures and with
the words that staff gave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.summaries.sentences import Section
from dialog.summarising.material import Draft, Drafted
from dialog.summarising.models import SentenceState
from dialog.summarising.results import INSPEL

_S = SentenceState


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as a version keeps it, without its place: the fields are those of ``SummarySentence``."""

    key: str
    section: Section
    topic: str
    text: str
    draft: str
    cites: tuple[str, ...]
    claims: Mapping[str, Any]
    state: SentenceState = _S.WAITING
    read_back: Mapping[str, int] | None = None
    is_assisted: bool = False
    changed_by_id: int | None = None
    changed_by: str = ""

    @property
    def has_own_words(self) -> bool:
        """Whether staff have worded it."""
        return bool(self.changed_by)

    @property
    def is_touched(self) -> bool:
        """Whether anybody has looked at it."""
        return self.state is not _S.WAITING or self.has_own_words


def row_of(drafted: Drafted) -> Row:
    """A sentence as it is kept when it is new."""
    said = drafted.sentence
    return Row(
        key=said.key,
        section=said.section,
        topic=said.topic,
        text=said.text,
        draft=said.text,
        cites=said.cites,
        claims=drafted.claims,
        read_back=drafted.read_back,
    )


def merged(before: Sequence[Row], facts: Mapping[str, Any], draft: Draft, *, in_their_order: bool) -> tuple[Row, ...]:
    """The sentences of a version once it is drafted anew, in their order; ``facts`` are its counts until now.

    ``in_their_order`` keeps the order that staff have given them, with new sentences put after those that stand before
    them in the draft; else they stand as in the draft.
    """
    known = {row.key: row for row in before}
    new = {one.sentence.key: one for one in draft.sentences}
    rows = {key: _met(known[key], one, facts, draft) if key in known else row_of(one) for key, one in new.items()}
    kept = {row.key: _alone(row, facts, draft) for row in before if row.key not in new and _stays(row, draft)}
    everything = rows | kept
    if not in_their_order:
        order = _placed(list(new), [row.key for row in before if row.key in kept], before, everything)
    else:
        standing = [row.key for row in before if row.key in everything]
        order = _placed(standing, [key for key in new if key not in known], [rows[key] for key in new], everything)
    # Whatever has moved between parts, the parts stand in the order they are read.
    parts = list(Section)
    return tuple(sorted((everything[key] for key in order), key=lambda row: parts.index(row.section)))


def _met(was: Row, one: Drafted, facts: Mapping[str, Any], draft: Draft) -> Row:
    """A sentence that the new draft has as well."""
    now = row_of(one)
    is_same = was.draft == now.draft and set(was.cites) == set(now.cites) and _is_same(was, facts, draft)
    if not was.is_touched:
        # Words from outside were held against these very figures: they stand as long as nothing has changed.
        return replace(was, read_back=now.read_back, claims=now.claims) if is_same else now
    if not was.has_own_words:
        return replace(now, state=was.state, text=was.text, is_assisted=was.is_assisted) if is_same else now
    told = replace(was, section=now.section, topic=now.topic, draft=now.draft, read_back=now.read_back)
    return _alone(told, facts, draft)


def _alone(was: Row, facts: Mapping[str, Any], draft: Draft) -> Row:
    """A sentence with the words it has, and the figures as they now are."""
    claims = {ref: draft.claims.get(ref, claim) for ref, claim in was.claims.items()}
    is_same = _is_same(was, facts, draft)
    return replace(was, claims=claims, state=was.state if is_same else _S.WAITING)


def _is_same(was: Row, facts: Mapping[str, Any], draft: Draft) -> bool:
    """Whether everything a sentence cites says what it said."""
    claims = all(draft.claims.get(ref, claim) == claim for ref, claim in was.claims.items())
    return claims and all(
        facts.get(ref) == draft.facts.get(ref) for ref in was.cites if ref in facts or ref in draft.facts
    )


def _stays(row: Row, draft: Draft) -> bool:
    """Whether a sentence that the draft lacks is kept: staff have worded it, or what it cites is told nowhere else."""
    if row.has_own_words:
        return True
    told = {ref for one in draft.sentences for ref in one.sentence.cites if ref.startswith(INSPEL)}
    mine = {ref for ref in row.cites if ref.startswith(INSPEL)}
    return row.is_touched and bool(mine - told)


def _placed(standing: list[str], others: Sequence[str], theirs: Sequence[Row], rows: Mapping[str, Row]) -> list[str]:
    """The keys that stand, with each of the others after the nearest one before it among ``theirs`` in its part."""
    order = list(standing)
    keys = [row.key for row in theirs]
    for key in others:
        before = (one for one in reversed(keys[: keys.index(key)]) if one in order)
        nearest = next((one for one in before if rows[one].section is rows[key].section), None)
        order.insert(order.index(nearest) + 1 if nearest is not None else 0, key)
    return order
