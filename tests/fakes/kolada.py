"""Kolada's API, version 3, as it is described: 25 ids at most, pages, counts, values by gender."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from goals import kpis
from tests.fakes.serving import Answer, FakeSource, as_json

MOST_IDS = 25
OWN, NATION, GROUP = "2023", "0000", "G37460"
PEERS = ("2021", "2039", "2062", "1737")


class FakeKolada(FakeSource):
    """Knows the series we follow under their right titles, a group of five, and the values it is given."""

    base = "/v3"

    def __init__(self, page_size: int = 5000) -> None:
        """Without values."""
        super().__init__()
        self.page_size = page_size
        self.titles = {kpi.id: kpi.title for kpi in kpis.followed().values()}
        self.groups: dict[str, tuple[str, ...]] = {GROUP: (OWN, *PEERS)}
        self.values: dict[tuple[str, str, int], dict[str, Any]] = {}

    def know(self, kpi: str, place: str, year: int, value: float | None, gender: str = "T") -> None:
        """Have a value, or none with a reason."""
        cell = {"gender": gender, "count": 1, "status": "" if value is not None else "Missing", "value": value}
        self.values.setdefault((kpi, place, year), {})[gender] = cell | {"isdeleted": False}

    def answer(self, path: str, query: Mapping[str, list[str]]) -> Answer:
        """Titles, a group's members, or values."""
        match path.strip("/").split("/"):
            case ["kpi", ids]:
                return self._page(path, query, ids, [{"id": i, "title": self.titles[i]} for i in self._known(ids)])
            case ["municipality_groups", group] if group in self.groups:
                members = [{"member_id": place, "member_title": place} for place in self.groups[group]]
                return self._page(path, query, group, [{"id": group, "title": "Liknande", "members": members}])
            case ["data", "kpi", ids, "municipality", places, "year", years]:
                rows = [
                    # A period is given now as a number and now as text.
                    {"kpi": kpi, "municipality": place, "period": year if year % 2 else str(year), "values": [*cells]}
                    for (kpi, place, year), by_gender in sorted(self.values.items())
                    for cells in [by_gender.values()]
                    if kpi in ids.split(",") and place in places.split(",") and str(year) in years.split(",")
                ]
                longest = max((ids, places, years), key=lambda part: part.count(","))
                return self._page(path, query, longest, rows)
        return as_json({"detail": "Not Found"}, 404)

    def _known(self, ids: str) -> Iterable[str]:
        return (one for one in ids.split(",") if one in self.titles)

    def _page(self, path: str, query: Mapping[str, list[str]], ids: str, rows: list[Any]) -> Answer:
        if ids.count(",") >= MOST_IDS:
            return as_json({"detail": "too many ids"}, 422)
        page, size = int(query.get("page", ["1"])[0]), min(self.page_size, int(query.get("per_page", ["5000"])[0]))
        on_page = rows[(page - 1) * size : page * size]
        more = f"{self.url}{path}?per_page={size}&page={page + 1}" if page * size < len(rows) else None
        return as_json({"count": len(on_page), "next_url": more, "previous_url": None, "values": on_page})
