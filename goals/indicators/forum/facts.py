"""What the figures of the forum are worked out from: dialogues, population and scores, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from dialog.followed import Followed
from dialog.models import Audience
from surveys.statistics.sample import Cell

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """One year as it stands today, of one ``audience`` or of all three.

    ``population`` has how many there are in each cell of each audience, none where nobody has read them in, and
    ``inhabitants`` everybody from 13 years on. ``scores`` has what those who took part said of it, by dialogue.
    """

    year: int
    today: date
    dialogues: tuple[Followed, ...]
    population: Mapping[Audience, Counts]
    inhabitants: int | None
    scores: Mapping[int, Cell]
    audience: Audience | None = None

    def of(self, audience: Audience) -> Facts:
        """The same for one audience."""
        mine = tuple(one for one in self.dialogues if one.audience is audience)
        return replace(self, dialogues=mine, audience=audience)

    @property
    def closed(self) -> tuple[Followed, ...]:
        """The dialogues that ended in the year."""
        return tuple(one for one in self.dialogues if one.closed_on and one.closed_on.year == self.year)

    @property
    def due(self) -> tuple[Followed, ...]:
        """The dialogues that are over and were promised an answer on a day of the year that has passed."""
        return tuple(
            one
            for one in self.dialogues
            if one.closed_on and one.promised_on and one.promised_on.year == self.year and one.promised_on < self.today
        )

    @property
    def is_over(self) -> bool:
        """Whether the year has ended."""
        return self.year < self.today.year

    @property
    def is_demo(self) -> bool:
        """Whether any of the dialogues is invented."""
        return any(one.is_demo for one in (*self.closed, *self.due))
