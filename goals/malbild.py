"""The målbild as data: what the council has decided, read from the shipped file or from a version staff have made."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "malbild_2023.toml"
KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", re.ASCII)
UNITS = ("index", "%", "antal", "per 1000", "rang", "dagar", "ja/nej")
DIRECTIONS = ("up", "down")
LONGEST_TEXT = 5000
LONGEST_NAME = 120
MOST_OF_A_KIND = 100


class BadMalbild(Exception):
    """A document that is no målbild; the message begins with the place, such as ``area 2, indicator 1, owner``."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Which decision a version rests on, and from which day it is in force."""

    number: int
    decision: str
    paragraph: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Strategy:
    """How a goal is worked towards; ``followed_by`` names figures that tell how it goes."""

    key: str
    text: str
    followed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the document's own indicators and the figures that answer it.

    ``owner`` is one of the målbild's boards, "" until one is named; ``target`` is the goal in words, "" where the
    indicator's own text says it.
    """

    key: str
    text: str
    figures: tuple[str, ...]
    owner: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class GoalArea:
    """A målområde."""

    number: int
    text: str
    strategies: tuple[Strategy, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Something with a value per period; ``better`` is "up" or "down".

    ``target`` is the value to reach, in the figure's own unit (1 for a yes); ``source`` says in words where values
    come from. ``owner`` is that of the first indicator it answers.
    """

    key: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    unit: str
    better: str
    derived: bool
    owner: str = ""
    target: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Malbild:
    """The whole document; ``boards`` are the nämnder that can be in charge. Of the shipped file ``version`` is None."""

    title: str
    municipality: str
    year: str
    thread: str
    why: str
    vision: tuple[str, ...]
    areas: tuple[GoalArea, ...]
    figures: Mapping[str, Figure]
    boards: tuple[str, ...] = ()
    version: Decided | None = None

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in the order of the document."""
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    def indicator(self, key: str) -> Indicator | None:
        """The indicator with a key."""
        return next((indicator for indicator in self.indicators if indicator.key == key), None)

    def asked_by(self, figure: str) -> Indicator | None:
        """The first indicator a figure answers."""
        return next((indicator for indicator in self.indicators if figure in indicator.figures), None)

    @classmethod
    def from_data(cls, data: Mapping[str, Any], version: Decided | None = None) -> Malbild:
        """Read and check a dictionary shaped like ``malbild_2023.toml``; raises BadMalbild for the first fault."""
        top = _Table(data, "")
        boards = top.strings("boards")
        rows = top.tables("figure")
        figures = {figure.key: figure for figure in map(_figure, rows)}
        if len(figures) != len(rows):
            raise BadMalbild("figure: two have the same key")
        areas = tuple(_area(table, number, figures, boards) for number, table in enumerate(top.tables("area"), start=1))
        found = cls(
            title=top.text("title", LONGEST_NAME),
            municipality=top.text("municipality", LONGEST_NAME),
            year=top.text("year", 10, needed=False),
            thread=top.text("thread", needed=False),
            why=top.text("why", needed=False),
            vision=top.strings("vision", LONGEST_TEXT),
            areas=areas,
            figures={},
            boards=boards,
            version=version,
        )
        for kind, keys in (
            ("indicator", [indicator.key for indicator in found.indicators]),
            ("strategy", [strategy.key for area in areas for strategy in area.strategies]),
        ):
            for key in keys:
                if keys.count(key) > 1:
                    raise BadMalbild(f"{kind}: two have the key {key!r}")
        return replace(found, figures={key: _with_owner(figure, found) for key, figure in figures.items()})


@cache
def shipped() -> Mapping[str, Any]:
    """The file that comes with Samspel, as data; whoever changes it takes a deep copy first."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def load() -> Malbild:
    """The målbild that comes with Samspel, in force until staff have entered a decision."""
    return Malbild.from_data(shipped())


def shortened(text: str, longest: int = 80) -> str:
    """A text as it fits in a heading or a list."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class _Table:
    """One table of the document: hands out checked values and knows where it stands."""

    def __init__(self, data: Any, place: str) -> None:
        self.place = place
        if not isinstance(data, Mapping):
            raise BadMalbild(f"{place or 'the document'}: should be a table")
        self.data: Mapping[str, Any] = data

    def where(self, key: str) -> str:
        return f"{self.place}, {key}" if self.place else key

    def fault(self, key: str, message: str) -> BadMalbild:
        return BadMalbild(f"{self.where(key)}: {message}")

    def text(self, key: str, longest: int = LONGEST_TEXT, *, needed: bool = True) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str) or len(value) > longest or "\0" in value:
            raise self.fault(key, f"should be text of at most {longest} characters")
        if needed and not value.strip():
            raise self.fault(key, "is missing")
        return value.strip()

    def key(self) -> str:
        value = self.text("key", 40)
        if not KEY.fullmatch(value):
            raise self.fault("key", "should be small letters, digits and dashes")
        return value

    def among(self, key: str, known: tuple[str, ...]) -> str:
        value = self.text(key, LONGEST_NAME)
        if value not in known:
            raise self.fault(key, f"should be one of {', '.join(known)}")
        return value

    def strings(self, key: str, longest: int = LONGEST_NAME) -> tuple[str, ...]:
        values = self.data.get(key, [])
        if not isinstance(values, list) or len(values) > MOST_OF_A_KIND:
            raise self.fault(key, f"should be a list of at most {MOST_OF_A_KIND} texts")
        if not all(isinstance(value, str) and 0 < len(value.strip()) <= longest for value in values):
            raise self.fault(key, f"should be texts of at most {longest} characters")
        found = tuple(value.strip() for value in values)
        if len(set(found)) != len(found):
            raise self.fault(key, "holds the same text twice")
        return found

    def tables(self, key: str) -> list[_Table]:
        rows = self.data.get(key, [])
        if not isinstance(rows, list) or len(rows) > MOST_OF_A_KIND:
            raise self.fault(key, f"should be a list of at most {MOST_OF_A_KIND} tables")
        return [_Table(row, self.where(f"{key} {number}")) for number, row in enumerate(rows, start=1)]

    def languages(self, key: str) -> dict[str, str]:
        words = _Table(self.data.get(key), self.where(key))
        return {"sv": words.text("sv"), "en": words.text("en", needed=False)}

    def number(self, key: str) -> float | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self.fault(key, "should be a number")
        return float(value)

    def flag(self, key: str) -> bool:
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(key, "should be true or false")
        return value

    def figures(self, key: str, known: Mapping[str, Figure]) -> tuple[str, ...]:
        found = self.strings(key)
        for figure in found:
            if figure not in known:
                raise self.fault(key, f"there is no figure {figure!r}")
        return found


def _figure(table: _Table) -> Figure:
    return Figure(
        key=table.key(),
        title=table.languages("title"),
        short=table.languages("short"),
        unit=table.among("unit", UNITS),
        better=table.among("better", DIRECTIONS),
        derived=table.flag("derived"),
        target=table.number("target"),
        source=table.text("source", needed=False),
    )


def _area(table: _Table, number: int, figures: Mapping[str, Figure], boards: tuple[str, ...]) -> GoalArea:
    return GoalArea(
        number=number,
        text=table.text("text"),
        strategies=tuple(
            Strategy(row.key(), row.text("text"), row.figures("followed_by", figures))
            for row in table.tables("strategy")
        ),
        indicators=tuple(
            Indicator(
                key=row.key(),
                text=row.text("text"),
                figures=row.figures("figures", figures),
                owner=row.among("owner", boards) if row.text("owner", LONGEST_NAME, needed=False) else "",
                target=row.text("target", needed=False),
            )
            for row in table.tables("indicator")
        ),
    )


def _with_owner(figure: Figure, malbild: Malbild) -> Figure:
    indicator = malbild.asked_by(figure.key)
    return replace(figure, owner=indicator.owner) if indicator else figure
