"""The two kinds of figures of the forum: those that count dialogues, and those that count people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dialog.models import Audience
from goals.indicators.forum.facts import Facts
from goals.indicators.forum.row import Row

Base = Mapping[str, Any]
"""What a figure of people is worked out from, as plain JSON: ``n`` people and whatever sums it needs."""


@dataclass(frozen=True, slots=True)
class OfDialogues:
    """A figure about what the municipality has done. It tells nothing of any person and is shown as it stands."""

    key: str
    measure: Callable[[Facts], Row]


@dataclass(frozen=True, slots=True)
class OfPeople:
    """A figure about those who took part: its groups are hidden below ``floor``, and its base moves in fives.

    ``count`` gives the base of one audience, ``row`` its value, and ``whole`` that of all audiences together.
    ``is_sum``: the total less the groups shown is a figure of the hidden ones.
    """

    key: str
    count: Callable[[Facts], Base]
    row: Callable[[Base, Facts], Row]
    whole: Callable[[Mapping[Audience, Base], Facts], Row]
    floor: int
    is_sum: bool = True
