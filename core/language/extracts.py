"""A few texts that together say what many say, word for word (worker only)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from core.language.term_weights import weigh

METHOD = "mmr + medoids"
VERSION = "1"
# Half for standing for the whole, half for being unlike what is already chosen.
_RELEVANCE = 0.5
# A text with fewer stems to go by than this is no summary of anything, unless they all are like that.
_FEWEST_STEMS = 2
# Texts as alike as this hold the same words.
_SAME = 1 - 1e-9


def pick(texts: Sequence[str], n: int, themes: Sequence[Sequence[int]] = ()) -> tuple[int, ...]:
    """The indices of at most ``n`` texts, in the order they were chosen; never two with the same words.

    First the middle text of each theme (its *medoid*: the member most like them all), the largest theme first; then by
    maximal marginal relevance (Carbonell and Goldstein 1998) with lambda 0.5 over TF-IDF: likeness to the whole against
    likeness to what has been chosen. ``themes`` hold the indices of their members. The same texts in another order give
    the same texts. A text with nothing to go by ("Bra!") is never picked. What is picked is shown as it stands, so give
    it redacted texts only.
    """
    order = sorted(range(len(texts)), key=lambda i: (texts[i], i))
    rows = weigh([texts[i] for i in order]).rows
    stems = np.diff(rows.indptr)
    possible = stems >= max(1, min(_FEWEST_STEMS, stems.max(initial=0)))
    place = {index: position for position, index in enumerate(order)}
    groups = [sorted(place[index] for index in members if possible[place[index]]) for members in themes]
    nearest = np.zeros(len(order))
    chosen: list[int] = []
    for position in _in_turn(rows, groups, possible, nearest):
        if len(chosen) >= n:
            break
        chosen.append(position)
        np.maximum(nearest, rows @ rows[[position]].toarray().ravel(), out=nearest)
    return tuple(order[position] for position in chosen)


def _in_turn(rows: Any, groups: Sequence[Sequence[int]], possible: Any, nearest: Any) -> Iterator[int]:
    """The rows in the order they are to be chosen; ``nearest`` is kept up to date by whoever chooses."""
    for members in sorted(groups, key=lambda members: (-len(members), members)):
        if members and nearest[medoid := _medoid(rows, members)] < _SAME:
            yield medoid
    typical = _towards_the_middle(rows, np.flatnonzero(possible))
    while (free := possible & (nearest < _SAME)).any():
        worth = np.round(_RELEVANCE * typical - (1 - _RELEVANCE) * nearest, 9)
        yield int(np.argmax(np.where(free, worth, -np.inf)))


def _medoid(rows: Any, members: Sequence[int]) -> int:
    typical = np.round(_towards_the_middle(rows, members)[members], 9)
    return members[int(np.argmax(typical))]


def _towards_the_middle(rows: Any, members: Any) -> Any:
    """The likeness of every row to the sum of some of them (cosine)."""
    middle = np.asarray(rows[members].sum(axis=0)).ravel()
    return rows @ (middle / max(float(np.linalg.norm(middle)), 1e-12))
