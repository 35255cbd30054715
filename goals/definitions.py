"""Which areas a total covers: SKR changed that in 2024, and nothing is compared across the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from core.periods import year_of
from goals.indicators.sources import OWN_SURVEY
from surveys.measures import AREA
from surveys.toml_files import library_file, read


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


@cache
def area_names(language: str) -> Mapping[str, str]:
    """What the areas are called, as the own survey's questionnaire says it."""
    questionnaire, _ = read(library_file(OWN_SURVEY))
    return {
        option.key: option.text.into(language)
        for question in questionnaire.measuring(AREA)
        for option in question.options
    }
