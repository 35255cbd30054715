"""What staff may state from outside sources, and what is wrong with what they typed or sent in a file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from core.errors import N_
from core.periods import days_of, is_period, is_year, year_of
from core.prompts import Refused
from core.spreadsheets import BadSheet, Sheet
from goals import kpis
from goals.malbild import Malbild
from goals.official import NATION, Slot, Statement

LONGEST_SOURCE, LONGEST_URL, LONGEST_NOTE = 200, 400, 500
LARGEST = 1e9
EARLIEST = 1990
COLUMNS = ("series", "place", "period", "value", "source", "source_url")
NEEDED = COLUMNS[:5]
# What people may call a column instead of its own name.
_CALLED = {
    "serie": "series",
    "mått": "series",
    "plats": "place",
    "värde": "value",
    "källa": "source",
    "länk": "source_url",
    "anteckning": "note",
}
_PLACES = {"kommunen": 0, "riket": 1, "jämförbara": 2, "jämförbara kommuner": 2}
_SPACES = re.compile(r"[ \u00a0\u202f]")
_NUMBER = re.compile(r"[-+\u2212]?[0-9]{1,12}([.,][0-9]{1,10})?", re.ASCII)
_YES_NO = {"ja": 1.0, "nej": 0.0}
_QUOTED = 40


@dataclass(frozen=True, slots=True)
class Series:
    """Something a value can be stated for: a figure of the målbild or a series of Kolada's."""

    key: str
    name: Mapping[str, str]
    unit: str
    is_kpi: bool
    only_years: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be stated: series by key, and the places: ours, the country, the comparable municipalities."""

    series: Mapping[str, Series]
    places: tuple[str, str, str]
    this_year: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a file that cannot be used: its number and the first reason."""

    number: int
    reason: Refused


@dataclass(frozen=True, slots=True)
class Judged:
    """A file taken apart; it is used whole or not at all."""

    good: tuple[Statement, ...]
    bad: tuple[BadRow, ...]


def offered(malbild: Malbild, own: str, group: str, today: date) -> Offered:
    """What may be stated under a målbild: not what Samspel works out itself from answers."""
    with_definitions = {kpi.figure for kpi in kpis.followed().values() if kpi.definition}
    figures = {
        figure.key: Series(figure.key, figure.title, figure.unit, False, figure.key in with_definitions)
        for figure in malbild.figures.values()
        if not figure.derived
    }
    fetched = {kpi.id: Series(kpi.id, kpi.name, kpi.unit, True, True) for kpi in kpis.followed().values()}
    return Offered(MappingProxyType(figures | fetched), (own, NATION, group), today.year)


def read(sheet: Sheet, known: Offered) -> Judged:
    """The rows of a file as statements; raises BadSheet when a column is missing."""
    names = [_CALLED.get(column.lower(), column.lower()) for column in sheet.columns]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadSheet(N_("De här kolumnerna saknas: %(names)s."), names=", ".join(missing))
    good: list[Statement] = []
    bad: list[BadRow] = []
    lines: dict[Slot, int] = {}
    for row in sheet.rows:
        try:
            statement = _statement(dict(zip(names, row.cells, strict=True)), known)
            first = lines.setdefault(statement.slot, row.number)
            if first != row.number:
                raise Refused(N_("Samma mått, plats och period står redan på rad %(row)s."), row=first)
        except Refused as reason:
            bad.append(BadRow(row.number, reason))
        else:
            good.append(statement)
    return Judged(tuple(good), tuple(bad))


def number(text: str, unit: str) -> float:
    """A value as people write it: ``72,5``, ``1 234``, and ja or nej for what is one of them. Raises Refused."""
    plain = _SPACES.sub("", text.strip())
    if unit == "ja/nej":
        value = _YES_NO.get(plain.lower(), {"1": 1.0, "0": 0.0}.get(plain))
        if value is None:
            raise Refused(N_("Skriv ja eller nej."))
        return value
    if not plain:
        raise Refused(N_("Skriv ett värde."))
    if not _NUMBER.fullmatch(plain):
        raise Refused(N_("Skriv värdet som ett tal, till exempel 72,5, inte ”%(text)s”."), text=text[:_QUOTED])
    value = float(plain.replace("\u2212", "-").replace(",", "."))
    if not math.isfinite(value) or abs(value) > LARGEST:
        raise Refused(N_("Värdet är för stort."))
    if unit in ("index", "%") and not 0 <= value <= 100:
        raise Refused(N_("Värdet ska ligga mellan 0 och 100."))
    if unit in ("antal", "dagar") and value < 0:
        raise Refused(N_("Värdet kan inte vara mindre än noll."))
    if unit == "rang" and (value < 1 or value != int(value)):
        raise Refused(N_("En plats i en rangordning är ett heltal från 1."))
    return value


def period(text: str, series: Series, this_year: int) -> str:
    """A period that has begun; raises Refused."""
    found = text.strip().upper()
    # Of a part of a year nobody knows, such as 2025-02, pages could not say when it was nor what came before it.
    is_known = is_period(found) and days_of(found) is not None
    if not is_known or (series.only_years and not is_year(found)):
        if series.only_years:
            raise Refused(N_("Skriv ett år, till exempel 2025, inte ”%(text)s”."), text=text[:_QUOTED])
        raise Refused(N_("Skriv en period som 2025 eller 2025-K3, inte ”%(text)s”."), text=text[:_QUOTED])
    if not EARLIEST <= year_of(found) <= this_year:
        raise Refused(N_("Året ska ligga mellan %(first)s och %(last)s."), first=str(EARLIEST), last=str(this_year))
    return found


def source(text: str) -> str:
    """Where a value is from; nothing is shown without it. Raises Refused."""
    if not text.strip():
        raise Refused(N_("Skriv var värdet kommer ifrån. Inget visas utan källa."))
    if len(text.strip()) > LONGEST_SOURCE:
        raise Refused(N_("Källan får vara högst %(most)s tecken."), most=LONGEST_SOURCE)
    return text.strip()


def link(text: str) -> str:
    """An address on the web, or nothing; raises Refused."""
    found = text.strip()
    try:
        parts = urlsplit(found)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if found and (not is_web or len(found) > LONGEST_URL or re.search(r"\s", found)):
        raise Refused(N_("Länken ska börja med https:// och vara högst %(most)s tecken."), most=LONGEST_URL)
    return found


def note(text: str) -> str:
    """A few words of one's own; raises Refused."""
    if len(text.strip()) > LONGEST_NOTE:
        raise Refused(N_("Anteckningen får vara högst %(most)s tecken."), most=LONGEST_NOTE)
    return text.strip()


def _statement(cells: Mapping[str, str], known: Offered) -> Statement:
    key = cells["series"].strip()
    series = known.series.get(key) or known.series.get(key.lower()) or known.series.get(key.upper())
    if series is None:
        raise Refused(N_("Måttet ”%(text)s” finns inte bland dem som kan läsas in."), text=key[:_QUOTED])
    return Statement(
        series=series.key,
        place=_place(cells["place"], known),
        period=period(cells["period"], series, known.this_year),
        value=number(cells["value"], series.unit),
        source=source(cells["source"]),
        source_url=link(cells.get("source_url", "")),
        note=note(cells.get("note", "")),
    )


def _place(text: str, known: Offered) -> str:
    named = _PLACES.get(text.strip().lower())
    # A spreadsheet that takes a code for a number loses the zeros of the country's.
    code = known.places[named] if named is not None else text.strip().upper().zfill(4)
    if code not in known.places:
        own, nation, group = known.places
        raise Refused(
            N_("Platsen ska vara %(own)s (kommunen), %(nation)s (riket) eller %(group)s (jämförbara kommuner)."),
            own=own,
            nation=nation,
            group=group,
        )
    return code


def choices(known: Offered, language: str) -> Iterator[tuple[str, str]]:
    """Series for a list: the figures of the målbild first, then Kolada's with their ids."""
    for series in known.series.values():
        name = series.name.get(language) or series.name.get("sv", series.key)
        yield series.key, f"{name} ({series.key})" if series.is_kpi else name
