"""Which of Kolada's series we follow, what each was called when it was chosen, and which figure it is about."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).parent / "kolada_kpis.csv"
VALUE = "value"


@dataclass(frozen=True, slots=True)
class Kpi:
    """One series; ``title`` is Kolada's own and is checked at every fetch, ``name`` is ours by language.

    ``is_value`` tells the series that are the figure itself from those that stand beside it, such as one area or a
    factor. ``definition`` is set where the figure has changed its definition.
    """

    id: str
    title: str
    figure: str
    is_value: bool
    definition: str
    area: str
    unit: str
    name: Mapping[str, str]


@cache
def followed() -> Mapping[str, Kpi]:
    """Every series by its id, in the order of the shipped list."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return MappingProxyType(
        {
            row["id"]: Kpi(
                id=row["id"],
                title=row["title"],
                figure=row["figure"],
                is_value=row["role"] == VALUE,
                definition=row["definition"],
                area=row["area"],
                unit=row["unit"],
                name=MappingProxyType({"sv": row["sv"], "en": row["en"]}),
            )
            for row in rows
        }
    )


def values_of(figure: str) -> tuple[Kpi, ...]:
    """The series that are the figure's own value."""
    return tuple(kpi for kpi in followed().values() if kpi.figure == figure and kpi.is_value)


def parts_of(figure: str) -> tuple[Kpi, ...]:
    """The series that stand beside the figure."""
    return tuple(kpi for kpi in followed().values() if kpi.figure == figure and not kpi.is_value)
