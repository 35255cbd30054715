"""Reference counts per period and cell, such as closed cases per area: what a share or a weight is taken of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.periods import is_period
from core.tables import BadTable, Problem, read_rows

AREA = "area"


class PopulationCount(Base):
    """How many there were of something in a period."""

    __tablename__ = "population_count"
    __table_args__ = (CheckConstraint("n >= 0", name="not_negative"),)

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(20), primary_key=True)
    cell: Mapped[str] = mapped_column(String(40), primary_key=True)
    n: Mapped[int]


@dataclass(frozen=True, slots=True)
class Count:
    """One row to store."""

    period: str
    cell: str
    n: int


def counts(session: Session, period: str, dimension: str = AREA) -> dict[str, int]:
    """The counts of a period by cell."""
    rows = session.execute(
        select(PopulationCount.cell, PopulationCount.n).where(
            PopulationCount.period == period, PopulationCount.dimension == dimension
        )
    )
    return {row.cell: row.n for row in rows}


def store(session: Session, rows: Sequence[Count], dimension: str = AREA) -> None:
    """Put counts in place of those the same cells had."""
    for row in rows:
        session.merge(PopulationCount(period=row.period, dimension=dimension, cell=row.cell, n=row.n))


def read_csv(path: Path) -> list[Count]:
    """Rows of a CSV file with the columns period, area and N; raises BadTable with a reason per bad row."""
    found: list[Count] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for row in read_rows(path, needed=("period", "area", "N")):
        cells = row.cells
        wrong = row.wrong or _wrong(cells, seen)
        if wrong:
            problems.append(Problem(row.line, wrong))
        else:
            found.append(Count(cells["period"], cells["area"], int(cells["N"])))
            seen.add((cells["period"], cells["area"]))
    if problems:
        raise BadTable(path.name, problems)
    return found


def _wrong(row: Mapping[str, str], seen: set[tuple[str, str]]) -> str:
    if not is_period(row["period"]):
        return f"period should be like 2025 or 2025-K3, not {row['period'][:20]!r}"
    if not row["area"] or len(row["area"]) > 40:
        return "area is missing or longer than 40 characters"
    if not (row["N"].isascii() and row["N"].isdigit() and len(row["N"]) <= 9):
        return f"N should be a whole number, not {row['N'][:20]!r}"
    if (row["period"], row["area"]) in seen:
        return "this period and area stand on an earlier line too"
    return ""
