"""A table as text, before anybody has drawn it: the same on a page as in a document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; ``kind`` is "number" for figures, which stand to the right, and ``width`` a share of the table's."""

    heading: str
    kind: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """What it shows, its columns and its rows; the first cell of a row is the row's heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
