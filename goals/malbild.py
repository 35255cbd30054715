"""The målbild as data, word for word from the municipality's own document."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "malbild_2023.toml"


@dataclass(frozen=True, slots=True)
class Strategy:
    """How a goal is worked towards; ``followed_by`` names figures that tell how it goes."""

    key: str
    text: str
    followed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the document's own indicators and the figures that answer it."""

    key: str
    text: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalArea:
    """A målområde."""

    number: int
    text: str
    strategies: tuple[Strategy, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Something with a value per period; ``better`` is "up" or "down"."""

    key: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    unit: str
    better: str
    derived: bool
    owner: str


@dataclass(frozen=True, slots=True)
class Malbild:
    """The whole document."""

    title: str
    municipality: str
    year: str
    thread: str
    why: str
    vision: tuple[str, ...]
    areas: tuple[GoalArea, ...]
    figures: Mapping[str, Figure]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator, in the order of the document."""
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    def indicator(self, key: str) -> Indicator | None:
        """The indicator with a key."""
        return next((indicator for indicator in self.indicators if indicator.key == key), None)

    def asked_by(self, figure: str) -> Indicator | None:
        """The indicator a figure answers."""
        return next((indicator for indicator in self.indicators if figure in indicator.figures), None)


@cache
def load() -> Malbild:
    """The version that comes with Samspel."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Malbild(
        title=data["title"],
        municipality=data["municipality"],
        year=data["year"],
        thread=data["thread"].strip(),
        why=data["why"].strip(),
        vision=tuple(data["vision"]),
        areas=tuple(_area(area) for area in data["area"]),
        figures={figure["key"]: Figure(**figure) for figure in data["figure"]},
    )


def _area(data: Mapping[str, Any]) -> GoalArea:
    return GoalArea(
        number=data["number"],
        text=data["text"],
        strategies=tuple(
            Strategy(row["key"], row["text"], tuple(row.get("followed_by", ()))) for row in data["strategy"]
        ),
        indicators=tuple(Indicator(row["key"], row["text"], tuple(row["figures"])) for row in data["indicator"]),
    )
