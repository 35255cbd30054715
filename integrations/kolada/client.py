"""A small client of Kolada's API, version 3: everything that was asked for, or an error that says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from integrations.fetching import Fetcher, Refused, SourceFailed

NAME = "Kolada"
# The service takes no more ids in one part of an address.
MOST_IDS = 25
PER_PAGE = 5000
MOST_PAGES = 200
GENDERS = ("T", "K", "M")
NOT_FOUND = 404
LARGEST = 2.0**53


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a series (``kpi``) in a place and year; None where Kolada has none or has removed it.

    ``gender`` is T (all), K or M. ``place`` is a code of four digits, which may look like a year, or a group.
    """

    kpi: str
    place: str
    period: str
    gender: str
    value: float | None


class Client:
    """Asks Kolada through a Fetcher. Every method raises SourceFailed, and gives the whole answer or nothing."""

    def __init__(self, base_url: str, fetcher: Fetcher) -> None:
        """``base_url`` without a slash at its end."""
        self._base, self._fetcher = base_url, fetcher

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """What each series is called; one that does not exist is left out."""
        found: dict[str, str] = {}
        for chunk in _chunks(ids):
            try:
                rows = list(self._values(f"kpi/{_path(chunk)}"))
            except Refused as error:
                if error.status != NOT_FOUND:
                    raise
                rows = []
            for row in rows:
                name, title = row.get("id"), row.get("title")
                if not isinstance(name, str) or not isinstance(title, str) or name not in chunk:
                    raise self._fetcher.misshapen()
                found[name] = title
        return found

    def members(self, group: str) -> tuple[str, ...]:
        """The municipalities of a group."""
        for row in self._values(f"municipality_groups/{group}"):
            members = row.get("members")
            if row.get("id") != group or not isinstance(members, list):
                raise self._fetcher.misshapen()
            codes = tuple(self._place(member.get("member_id", member.get("id"))) for member in self._dicts(members))
            # They become a part of the next address.
            if not all(re.fullmatch("[0-9]{4}", code, re.ASCII) for code in codes):
                raise self._fetcher.misshapen()
            return codes
        raise self._fetcher.misshapen()

    def data(self, kpis: Sequence[str], places: Sequence[str], years: Sequence[int]) -> list[Value]:
        """Every value of the series in the places and years, of everybody and of women and men apart."""
        found: dict[tuple[str, str, str, str], Value] = {}
        wanted_years = [str(year) for year in years]
        for kpi_chunk in _chunks(kpis):
            for place_chunk in _chunks(places):
                for year_chunk in _chunks(wanted_years):
                    path = f"data/kpi/{_path(kpi_chunk)}/municipality/{_path(place_chunk)}/year/{_path(year_chunk)}"
                    for row in self._values(path):
                        for value in self._read(row):
                            is_asked = value.kpi in kpi_chunk and value.place in place_chunk
                            key = (value.kpi, value.place, value.period, value.gender)
                            if not is_asked or value.period not in year_chunk or found.get(key, value) != value:
                                raise self._fetcher.misshapen()
                            found[key] = value
        return list(found.values())

    def _values(self, path: str) -> Iterator[Mapping[str, Any]]:
        """Every row of an answer, page after page; ``count`` is compared, whether it counts a page or all of it."""
        address: str | None = f"{self._base}/{path}?per_page={PER_PAGE}"
        seen: set[str] = set()
        rows: list[Mapping[str, Any]] = []
        counts: list[tuple[int, int]] = []
        while address is not None:
            if address in seen or len(seen) >= MOST_PAGES:
                raise SourceFailed(
                    "Kolada's answer has no end. Nothing was changed.",
                    "Koladas svar tar inte slut. Inget har ändrats.",
                )
            seen.add(address)
            page = self._fetcher.json(address)
            if not isinstance(page, dict):
                raise self._fetcher.misshapen()
            values, count, following = self._dicts(page.get("values")), page.get("count"), page.get("next_url")
            if isinstance(count, bool) or not isinstance(count, int) or not isinstance(following, str | None):
                raise self._fetcher.misshapen()
            rows += values
            counts.append((count, len(values)))
            address = self._fetcher.own_page(self._base, following) if following else None
        if any(count not in (on_page, len(rows)) for count, on_page in counts):
            raise SourceFailed(
                "Kolada says it has another number of rows than it gave. Nothing was changed.",
                "Kolada uppger ett annat antal rader än det gav. Inget har ändrats.",
                True,
            )
        yield from rows

    def _read(self, row: Mapping[str, Any]) -> Iterator[Value]:
        kpi, period = row.get("kpi"), row.get("period")
        if isinstance(period, bool) or not isinstance(period, int | str) or not isinstance(kpi, str):
            raise self._fetcher.misshapen()
        place = self._place(row.get("municipality"))
        for cell in self._dicts(row.get("values")):
            gender, value = cell.get("gender"), self._number(cell.get("value"))
            if not isinstance(gender, str):
                raise self._fetcher.misshapen()
            if gender in GENDERS:
                yield Value(kpi, place, str(period), gender, None if cell.get("isdeleted") else value)

    def _number(self, value: object) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST:
            raise self._fetcher.misshapen()
        return float(value)

    def _place(self, code: object) -> str:
        """A code is text; one that has been taken for a number gets its zeros back."""
        if isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= 9999:
            return f"{code:04d}"
        if not isinstance(code, str) or not code:
            raise self._fetcher.misshapen()
        return code

    def _dicts(self, values: object) -> list[Mapping[str, Any]]:
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self._fetcher.misshapen()
        return values


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    unique = list(dict.fromkeys(ids))
    for start in range(0, len(unique), MOST_IDS):
        yield unique[start : start + MOST_IDS]


def _path(ids: Sequence[str]) -> str:
    return ",".join(ids)
