"""A figure as files: one row a period for CSV, and the whole of it for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goals.points import FigureLine, Point, like

COLUMNS = (
    "figure",
    "period",
    "area",
    "value",
    "low",
    "high",
    "n",
    "N",
    "definition",
    "design",
    "source",
    "is_demo",
    "rolling",
    "rolling_low",
    "rolling_high",
    "rolling_n",
    "peers",
    "nation",
    "citation",
    "peers_source",
    "nation_source",
)
# What is told of twelve months, in the order it is told.
YEAR = ("value", "low", "high", "n", "population")


def rows(line: FigureLine) -> Iterator[list[object]]:
    """For CSV: one row for the total of a period, then one for each area or group."""
    for point in line.points:
        tail = [point.definition, point.detail.get("design", ""), point.source, point.is_demo]
        year = point.detail.get("rolling") or {}
        told = _beside(line, point)
        others = [told["peers"], told["nation"], point.citation, told["peers_source"], told["nation_source"]]
        yield [
            *(line.figure.key, point.period, "", point.value, point.low, point.high, point.n, point.population),
            *tail,
            *(year.get(key) for key in YEAR[:4]),
            *others,
        ]
        for area in point.detail.get("areas", []):
            yield [
                line.figure.key,
                point.period,
                area["area"],
                area["mean"],
                None,
                None,
                area["base"],
                area["population"],
                *tail,
                *[None] * 6,
                *[""] * 3,
            ]
        for group in point.detail.get("groups", []):
            yield [
                line.figure.key,
                point.period,
                *(group[key] for key in ("group", "value", "low", "high", "part", "of")),
                *tail,
                *[None] * 6,
                *[""] * 3,
            ]


def _value(point: Point | None) -> float | None:
    return point.value if point else None


def _source(point: Point | None) -> str:
    """Whose a value is, and whether it is said or worked out; "" for no value."""
    return (point.citation or point.source_url or point.source) if point else ""


def _beside(line: FigureLine, point: Point) -> dict[str, Any]:
    peers, nation = like(point, line.peers), like(point, line.nation)
    return {
        "peers": _value(peers),
        "peers_source": _source(peers),
        "nation": _value(nation),
        "nation_source": _source(nation),
    }


def document(line: FigureLine, language: str) -> dict[str, Any]:
    """For JSON."""
    figure = line.figure
    return {
        "figure": figure.key,
        "title": figure.title.get(language, figure.key),
        "unit": figure.unit,
        "better": figure.better,
        "target": figure.target,
        "readings": [
            {
                "period": point.period,
                "value": point.value,
                "published": point.published,
                "low": point.low,
                "high": point.high,
                "n": point.n,
                "N": point.population,
                "definition": point.definition,
                "source": point.source,
                "source_url": point.source_url,
                "is_demo": point.is_demo,
                "areas": point.detail.get("areas", []),
                "groups": point.detail.get("groups", []),
                "why": point.detail.get("why"),
                "compared": point.compared,
                "rolling": point.detail.get("rolling"),
                "citation": point.citation,
                **_beside(line, point),
            }
            for point in line.points
        ],
    }
