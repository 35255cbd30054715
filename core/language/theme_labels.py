"""What a theme is called: the words that tell it from the others, as people wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

# So many words make a label; fewer are taken when a word has hardly any weight beside the first.
_MOST_WORDS = 4
_LEAST_OF_FIRST = 0.25
_LOOKED_AT = 15


def leading(weights: Any, many: int) -> list[int]:
    """The columns with most weight, the heaviest first and of equally heavy ones the first column; none without any."""
    order = np.argsort(-np.round(weights, 6), kind="stable")[:many]
    return [int(column) for column in order if weights[column] > 0]


def label_words(weights: Any, stems: Sequence[str], surfaces: Sequence[str]) -> tuple[str, ...]:
    """Up to four words for a theme, given its weight on each stem; a word and a compound of it count once."""
    columns = leading(weights, _LOOKED_AT)
    chosen: list[int] = []
    for column in columns:
        if weights[column] < _LEAST_OF_FIRST * weights[columns[0]] or len(chosen) == _MOST_WORDS:
            break
        if not any(_holds(stems[column], stems[other]) for other in chosen):
            chosen.append(column)
    return tuple(surfaces[column] for column in chosen)


def _holds(one: str, other: str) -> bool:
    return one in other or other in one
