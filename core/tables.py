"""CSV files in and out: read as Excel and R write them, written so that Excel shows them and runs nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on a line (counted from one, the header being line 1)."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its cells by column, or what is ``wrong`` with it as a whole."""

    line: int
    cells: dict[str, str]
    wrong: str = ""


class BadTable(Exception):
    """A table with rows that cannot be used; nothing of it has been stored."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        """``problems`` in the order of the file."""
        super().__init__("\n".join(f"{name}:{problem.line}: {problem.reason}" for problem in problems))
        self.problems = tuple(problems)


def read_rows(path: Path, needed: Sequence[str]) -> Iterator[Row]:
    """Each row with its line number; comma, semicolon or tab between cells, UTF-8 with or without BOM.

    Raises BadTable for a file that cannot be read at all, or a column that is missing or stands twice.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path.name, file, needed)
    except OSError as error:
        raise BadTable(path.name, [Problem(0, str(error.strerror))]) from error
    except UnicodeDecodeError as error:
        raise BadTable(path.name, [Problem(0, "the file is not UTF-8; save it as CSV UTF-8")]) from error


def _rows(name: str, file: IO[str], needed: Sequence[str]) -> Iterator[Row]:
    head = file.readline(LONGEST_CELL)
    delimiter = max(",;\t", key=head.count)
    columns = [cell.strip() for cell in next(csv.reader([head], delimiter=delimiter), [])]
    missing = [column for column in needed if column not in columns]
    doubled = sorted({column for column in columns if columns.count(column) > 1})
    if missing or doubled:
        what = [f"the column {column} is missing" for column in missing]
        what += [f"the column {column or '(no name)'} stands twice" for column in doubled]
        raise BadTable(name, [Problem(1, reason) for reason in what])
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            line = reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                yield Row(line, {}, f"has {len(cells)} cells where the header has {len(columns)}")
            elif any("\0" in cell or len(cell) > LONGEST_CELL for cell in cells):
                yield Row(line, {}, "holds a NUL character or a cell that is too long")
            else:
                yield Row(line, {column: plain(cell.strip()) for column, cell in zip(columns, cells, strict=True)})
    except csv.Error as error:
        raise BadTable(name, [Problem(reader.line_num + 1, str(error))]) from error


def plain(cell: str) -> str:
    """Take back the mark that ``safe`` put in front."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def safe(value: object) -> object:
    """A cell no spreadsheet will run: text that looks like a formula gets a mark, numbers stay numbers."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def write_rows(file: IO[str], header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ",") -> None:
    """Write a table with CRLF line ends; the caller decides on a BOM by the encoding of ``file``."""
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([safe(cell) for cell in header])
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
