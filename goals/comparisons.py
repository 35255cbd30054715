"""The national figures an own figure stands beside: those that came with Samspel, and over them those read in since."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from goals import official

FILE = Path(__file__).parent / "national_nki.csv"
NATIONAL_NKI = "nki"
MUNICIPALITY_NKI = "nki_malung_salen"
MUNICIPALITY_RANK = "svenskt_naringsliv_rank"
TOTAL = "total"
# The municipality that the two series above are of.
MUNICIPALITY = "2023"
INSIKT = "nki-insikt"


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


def shipped_nkis() -> dict[tuple[str, str], Published]:
    """The national NKIs that came with Samspel, by case year and definition."""
    return {(row.year, row.definition): row for row in published() if (row.series, row.area) == (NATIONAL_NKI, TOTAL)}


def national_nkis(session: Session) -> Mapping[tuple[str, str], Published]:
    """Every national NKI by case year and definition, in one query: what has been read in stands over what came."""
    found = shipped_nkis()
    for value in official.points(session, INSIKT, official.NATION):
        found[value.period, value.definition] = Published(
            value.period,
            NATIONAL_NKI,
            TOTAL,
            value.definition,
            value.value,
            value.citation,
            value.source_url or value.source,
        )
    return found


def series(name: str, area: str = "") -> tuple[Published, ...]:
    """A published series in the order of years."""
    rows = [row for row in published() if row.series == name and (not area or row.area == area)]
    return tuple(sorted(rows, key=lambda row: row.year))
