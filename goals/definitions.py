"""Which areas a total covers: SKR changed that in 2024, and nothing is compared across the change."""

from __future__ import annotations

from dataclasses import dataclass

from core.periods import year_of


@dataclass(frozen=True, slots=True)
class Definition:
    """The areas in a total; others are shown apart."""

    key: str
    areas: frozenset[str]

    def covers(self, area: str) -> bool:
        """Whether an area counts towards the total."""
        return area in self.areas


_SINCE_2024 = frozenset({"bygglov", "miljo_halsoskydd", "livsmedelskontroll", "serveringstillstand"})
NEW = Definition("new", _SINCE_2024)
OLD = Definition("old", _SINCE_2024 | {"brandskydd", "markupplatelse"})
BREAK_YEAR = 2024


def definition_for(period: str) -> Definition:
    """The definition in force in a period such as "2025" or "2025-K3"."""
    return OLD if year_of(period) < BREAK_YEAR else NEW
