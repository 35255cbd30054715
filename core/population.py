"""Reference counts per period and cell, such as closed cases per area: what a share or a weight is taken of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.periods import is_period
from core.tables import BadTable, Problem, read_rows

AREA = "area"
# How many of the municipality's inhabitants of 16 years or more: kvinna and man, 16-29 and so on, kvinna:16-29.
SEX, AGE_GROUP, SEX_AGE = "sex", "age_group", "sex_age"
# Its inhabitants of 13 to 19 years (kvinna:13-15, man:16-19), and its companies by how many work there (0, 1-9 ...).
YOUNG, COMPANY_SIZE = "young", "company_size"


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


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows to store of one dimension."""

    dimension: str
    rows: tuple[Count, ...]


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
    return [row for part in _read(path, "area", lambda _cells: AREA) for row in part.rows]


def read_any_csv(path: Path) -> list[Counts]:
    """The same, or rows of any dimensions where the columns are period, dimension, cell and N."""
    if _has_columns(path, ("dimension", "cell")):
        return _read(path, "cell", lambda cells: cells["dimension"], "dimension")
    return _read(path, "area", lambda _cells: AREA)


def _has_columns(path: Path, wanted: Sequence[str]) -> bool:
    try:
        next(read_rows(path, needed=wanted), None)
    except BadTable as error:
        # Line 0 is the file itself and line 1 its header; what is wrong further down is told when it is read.
        return all(problem.line > 1 for problem in error.problems)
    return True


def _read(path: Path, cell: str, dimension_of: Callable[[Mapping[str, str]], str], *more: str) -> list[Counts]:
    found: dict[str, list[Count]] = {}
    problems: list[Problem] = []
    seen: set[tuple[str, str, str]] = set()
    for row in read_rows(path, needed=("period", *more, cell, "N")):
        cells = row.cells
        wrong = row.wrong or _wrong(cells, cell, dimension_of(cells), seen)
        if wrong:
            problems.append(Problem(row.line, wrong))
        else:
            dimension = dimension_of(cells)
            found.setdefault(dimension, []).append(Count(cells["period"], cells[cell], int(cells["N"])))
            seen.add((cells["period"], dimension, cells[cell]))
    if problems:
        raise BadTable(path.name, problems)
    return [Counts(dimension, tuple(rows)) for dimension, rows in found.items()]


def _wrong(row: Mapping[str, str], cell: str, dimension: str, seen: set[tuple[str, str, str]]) -> str:
    if not is_period(row["period"]):
        return f"period should be like 2025 or 2025-K3, not {row['period'][:20]!r}"
    if not dimension or len(dimension) > 20:
        return "dimension is missing or longer than 20 characters"
    if not row[cell] or len(row[cell]) > 40:
        return f"{cell} is missing or longer than 40 characters"
    if not (row["N"].isascii() and row["N"].isdigit() and len(row["N"]) <= 9):
        return f"N should be a whole number, not {row['N'][:20]!r}"
    if (row["period"], dimension, row[cell]) in seen:
        return f"this period and {cell} stand on an earlier line too"
    return ""
