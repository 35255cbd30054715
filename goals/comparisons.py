"""The national figures that came with Samspel, each with its source, and how an own figure stands beside them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.periods import is_year

FILE = Path(__file__).parent / "national_nki.csv"
NATIONAL_NKI = "nki"
MUNICIPALITY_NKI = "nki_malung_salen"
MUNICIPALITY_RANK = "svenskt_naringsliv_rank"
TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Published:
    """A figure somebody else has published; ``year`` is the case year."""

    year: str
    series: str
    area: str
    definition: str
    value: float
    basis: str
    source: str


@cache
def published() -> tuple[Published, ...]:
    """Every row of the shipped table."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Published(
                row["case_year"],
                row["series"],
                row["area"],
                row["definition"],
                float(row["value"]),
                row["basis"],
                row["source"],
            )
            for row in csv.DictReader(file)
        )


def national_nki(year: str, definition: str) -> Published | None:
    """The national NKI of a case year under the same definition of the total; None when it is not in the table."""
    for row in published() if is_year(year) else ():
        if (row.series, row.area, row.definition, row.year) == (NATIONAL_NKI, TOTAL, definition, year):
            return row
    return None


def series(name: str, area: str = "") -> tuple[Published, ...]:
    """A published series in the order of years."""
    rows = [row for row in published() if row.series == name and (not area or row.area == area)]
    return tuple(sorted(rows, key=lambda row: row.year))
