"""Changing a målbild that is not decided yet: parts found, changed, added, moved and removed in a document (pure).

A document has the shape of ``malbild_2023.toml``. Every function leaves the one it is given as it was.
"""

from __future__ import annotations

import copy
import enum
import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from core.errors import N_, PersonMet
from goals.malbild import MOST_OF_A_KIND

Document = dict[str, Any]

LONGEST_KEY = 40
_TEXTS = ("title", "year", "vision", "why", "thread", "boards")


class Kind(enum.StrEnum):
    """What can be changed by itself; the value is its word in addresses."""

    TEXTS = "texter"
    AREA = "malomrade"
    STRATEGY = "strategi"
    INDICATOR = "indikator"
    FIGURE = "matt"


# The list a part stands in; strategies and indicators stand in their målområde's.
_LISTS = {Kind.AREA: "area", Kind.STRATEGY: "strategy", Kind.INDICATOR: "indicator", Kind.FIGURE: "figure"}
_INSIDE_AN_AREA = (Kind.STRATEGY, Kind.INDICATOR)
_HELD = ("strategy", "indicator")


# Words the addresses use themselves, so that a part of that name could not be reached.
_RESERVED = ("ny", "sa-raknar-vi")


class ListIsFull(PersonMet):
    """A målbild holds no more parts of this kind in one place."""

    title = N_("Listan är full")
    message = N_("Målbilden rymmer högst %(most)s delar av samma slag på ett ställe. Din är inte tillagd.")
    advice = N_("Ta bort en del som inte behövs och försök igen. Det du skrev på den här sidan finns kvar nedan.")


class NoSuchPart(PersonMet):
    """The draft has no such målområde, strategy, indicator or figure."""

    status = 404
    title = N_("Delen finns inte i utkastet")
    message = N_("Den del av målbilden som adressen leder till finns inte i utkastet. Någon kan ha tagit bort den.")
    advice = N_("Gå till utkastet och se hur det ser ut nu. Det du skrev på den här sidan finns kvar nedan.")


def part(document: Mapping[str, Any], kind: Kind, key: str) -> Document:
    """A copy of one part; a målområde goes by its number and comes with all it holds. Raises NoSuchPart."""
    if kind is Kind.TEXTS:
        return copy.deepcopy({name: document[name] for name in _TEXTS if name in document})
    rows, at = _place(document, kind, key)
    return copy.deepcopy(dict(rows[at]))


def own(part_: Mapping[str, Any]) -> Document:
    """What a part says itself, without the strategies and indicators that stand in it."""
    return {name: value for name, value in part_.items() if name not in _HELD}


def fingerprint(value: Mapping[str, Any]) -> str:
    """What tells whether a part, or a whole document, is as somebody saw it."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def position(document: Mapping[str, Any], kind: Kind, key: str) -> tuple[int, int]:
    """Which in order a part is among its like, counted from one, and of how many; raises NoSuchPart."""
    rows, at = _place(document, kind, key)
    return at + 1, len(rows)


def changed(document: Mapping[str, Any], kind: Kind, key: str, values: Mapping[str, Any]) -> Document:
    """The document with some fields of a part changed; a field that becomes None is left out. Raises NoSuchPart."""
    new = copy.deepcopy(dict(document))
    if kind is Kind.TEXTS:
        _put(new, values)
    else:
        rows, at = _place(new, kind, key)
        _put(rows[at], values)
    return new


def added(document: Mapping[str, Any], kind: Kind, area: int | None, values: Mapping[str, Any]) -> Document:
    """The document with a part put last among its like, in an area for what stands in one.

    Raises NoSuchPart and ListIsFull.
    """
    new = copy.deepcopy(dict(document))
    part_: Document = {}
    _put(part_, values)
    if kind is Kind.AREA:
        part_ |= {"number": len(new["area"]) + 1, "strategy": [], "indicator": []}
    holder = _area(new, area) if kind in _INSIDE_AN_AREA else new
    like = holder.setdefault(_LISTS[kind], [])
    if len(like) >= MOST_OF_A_KIND:
        raise ListIsFull(most=MOST_OF_A_KIND)
    like.append(part_)
    return new


def moved(document: Mapping[str, Any], kind: Kind, key: str, step: int) -> Document:
    """The document with a part ``step`` places further down its list; a part at the end stays. Raises NoSuchPart."""
    new = copy.deepcopy(dict(document))
    rows, at = _place(new, kind, key)
    rows.insert(min(max(at + step, 0), len(rows) - 1), rows.pop(at))
    return new


def removed(document: Mapping[str, Any], kind: Kind, key: str) -> Document:
    """The document without a part: with a målområde goes what it holds, and no list names a figure that is gone."""
    new = copy.deepcopy(dict(document))
    rows, at = _place(new, kind, key)
    del rows[at]
    if kind is Kind.AREA:
        for number, row in enumerate(rows, start=1):
            row["number"] = number
    if kind is Kind.FIGURE:
        for area in new["area"]:
            for row in (*area.get("indicator", ()), *area.get("strategy", ())):
                for name in {"figures", "followed_by"} & set(row):
                    row[name] = [figure for figure in row[name] if figure != key]
    return new


def keys(document: Mapping[str, Any]) -> set[str]:
    """Every key of strategies, indicators and figures: they share the addresses of the board."""
    rows = [*document.get("figure", ())]
    for area in document.get("area", ()):
        rows += [*area.get("strategy", ()), *area.get("indicator", ())]
    return {str(row["key"]) for row in rows}


def new_key(words: str, taken: Collection[str]) -> str:
    """A key out of a text's own words that nothing has; 40 small letters, digits and dashes at most."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY].rstrip("-") or "del"
    found, number = key, 1
    while found in taken or found in _RESERVED:
        number += 1
        end = f"-{number}"
        found = key[: LONGEST_KEY - len(end)].rstrip("-") + end
    return found


def _put(row: Document, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value is None:
            row.pop(name, None)
        else:
            row[name] = value


def _area(document: Mapping[str, Any], number: int | None) -> Document:
    areas: list[Document] = document["area"]
    if number is None or not 1 <= number <= len(areas):
        raise NoSuchPart
    return areas[number - 1]


def _place(document: Mapping[str, Any], kind: Kind, key: str) -> tuple[list[Document], int]:
    """The list a part stands in, and where in it."""
    if kind is Kind.AREA:
        number = int(key) if re.fullmatch(r"[1-9][0-9]{0,3}", key) else None
        _area(document, number)
        return document["area"], (number or 0) - 1
    holders = document["area"] if kind in _INSIDE_AN_AREA else [document]
    for holder in holders:
        rows: list[Document] = holder.get(_LISTS.get(kind, ""), [])
        for at, row in enumerate(rows):
            if row["key"] == key:
                return rows, at
    raise NoSuchPart
