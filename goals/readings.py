"""Taking readings: measure, decide whether the public may see the new figures yet, and keep them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.periods import shape_of
from core.statistics.rounding import published_integer, round_half_up
from goals.indicators import REGISTER, Measurement
from goals.models import Reading
from surveys import results
from surveys.statistics import improvement
from surveys.statistics.improvement import Verdict
from surveys.statistics.methods import CURRENT

# Two looks at a public page must differ by at least this many people, or they would show what one person answered.
BATCH = 5
# The three components are judged together; the NKI is a figure of its own.
COMPONENTS = ("service", "tillganglighet", "bemotande")


def take(session: Session, survey: str, period: str, today: date, now: datetime) -> int:
    """Make the readings of a period from a survey, and the comparison of the period after; returns how many changed."""
    survey_id = results.survey_id(session, survey)
    if survey_id is None:
        return 0
    changed = 0
    results.one_at_a_time(session, survey_id)
    known = [other for other in results.periods(session, survey_id) if shape_of(other) == shape_of(period)]
    following = [other for other in known if other > period]
    for when in [period, *following[:1]]:
        before = [other for other in known if other < when]
        changed += _take_period(session, survey, survey_id, when, before[-1] if before else None, today, now)
    return changed


def measure_all(session: Session, survey_id: int, period: str, survey: str = "") -> dict[str, Measurement]:
    """Every figure a survey gives in a period; with no ``survey`` named, whatever survey the id is."""
    found: dict[str, Measurement] = {}
    for figure in REGISTER:
        if not survey or figure.survey == survey:
            measurement = figure.take(session, period, survey_id)
            if measurement is not None and (measurement.estimate.n or survey):
                found[figure.key] = measurement
    return found


def compare(now: Mapping[str, Measurement], before: Mapping[str, Measurement]) -> dict[str, improvement.Component]:
    """Each figure against the period before: the three components together under Holm, the NKI alone."""
    found: dict[str, improvement.Component] = {}
    for family in (COMPONENTS, ("nki",)):
        differences = {
            key: improvement.difference(before[key].cells, now[key].cells)
            for key in family
            if key in now and key in before
        }
        broken = {key for key in differences if now[key].definition != before[key].definition}
        judged = improvement.verdict(differences, CURRENT, not_comparable=broken)
        found |= {component.key: component for component in judged.components}
    return found


def _take_period(
    session: Session, survey: str, survey_id: int, period: str, earlier: str | None, today: date, now: datetime
) -> int:
    measured = measure_all(session, survey_id, period, survey)
    if not measured:
        return 0
    before = measure_all(session, survey_id, earlier, survey) if earlier else {}
    compared = compare(measured, before)
    is_open = results.is_open(session, survey_id, period, today)
    stored = {
        reading.figure: reading
        for reading in session.scalars(
            select(Reading).where(Reading.period == period, Reading.figure.in_(list(measured)))
        )
    }
    if any(_too_soon(stored.get(key), found, is_open) for key, found in measured.items()):
        return 0
    for key, found in measured.items():
        reading = stored.get(key) or Reading(figure=key, period=period, detail={})
        comparison = _comparison(compared.get(key), before.get(key), found, earlier)
        _fill(reading, found, comparison, survey, is_open, now)
        session.add(reading)
    return len(measured)


def _too_soon(stored: Reading | None, found: Measurement, is_open: bool) -> bool:
    """Whether fewer than five people joined (or left) since the figure the public can see.

    Closing a round is the exception: its last few answers come in then. The figures up to that moment were whole
    numbers, and from two means of which one is a whole number nobody works out a single answer.
    """
    if stored is None or (not is_open and not stored.detail["is_final"]):
        return False
    if found.base == stored.n and found.population == stored.population:
        # As many as before but not the same figure: somebody took an answer back and somebody else came.
        return found.is_shown and public_number(found.estimate.estimate, is_open) != stored.value
    return abs(found.base - stored.n) < BATCH


def _fill(
    reading: Reading,
    found: Measurement,
    comparison: dict[str, Any] | None,
    survey: str,
    is_open: bool,
    now: datetime,
) -> None:
    shown = found.estimate if found.is_shown else None
    reading.value = public_number(shown.estimate, is_open) if shown else None
    reading.low = public_number(shown.low, is_open) if shown else None
    reading.high = public_number(shown.high, is_open) if shown else None
    reading.n = found.base
    reading.population = found.population
    reading.definition = found.definition
    reading.method = found.method
    reading.source = survey
    reading.is_demo = found.is_demo
    reading.taken_at = now
    reading.detail = {
        "is_final": not is_open,
        "published": published_integer(shown.estimate) if shown and shown.estimate is not None else None,
        "areas": _area_rows(reading.detail.get("areas", []), found, is_open),
        "compared": comparison if found.is_shown else None,
        "design": found.estimate.design.value,
        "without_area": found.without_area,
        "left_out": list(found.estimate.left_out),
    }


def public_number(value: float | None, is_open: bool) -> float | None:
    """A figure as the public sees it: whole while answers come in, then one decimal; more could give a person away."""
    return None if value is None else round_half_up(value, 0 if is_open else 1)


def _area_rows(stored: list[dict[str, Any]], found: Measurement, is_open: bool) -> list[dict[str, Any]]:
    """The rows by area, hidden where groups are small.

    The rows stay as they are until every area has the same people as before or at least five more (or fewer), so that
    no two looks can be set against each other.
    """
    if stored and is_open:
        before = {row["area"]: row["base"] for row in stored}
        steps = [abs(row.base - before.get(row.area, 0)) for row in found.areas]
        if any(0 < step < BATCH for step in steps):
            return stored
    return [
        {
            "area": row.area,
            "base": row.base,
            "population": row.population,
            "mean": None if row.is_hidden or not found.is_shown else public_number(row.mean, is_open),
            "in_total": row.in_total,
            "is_hidden": row.is_hidden,
        }
        for row in found.areas
    ]


def _comparison(
    compared: improvement.Component | None, before: Measurement | None, found: Measurement, earlier: str | None
) -> dict[str, Any] | None:
    """The verdict against the period before, with numbers where they give nothing away.

    The change is worked out at a fixed mix of areas: beside the two totals it would be one more equation in the
    hidden areas' means. So where any area is hidden only the verdict is given.
    """
    if compared is None or before is None:
        return None
    is_tested = compared.verdict not in (Verdict.FOR_FA_SVAR, Verdict.EJ_JAMFORBAR)
    is_given = is_tested and not any(row.is_hidden for row in (*before.areas, *found.areas))
    change = compared.difference
    return {
        "period": earlier,
        "verdict": compared.verdict.value,
        "diff": public_number(change.diff, is_open=False) if is_given else None,
        "low": public_number(change.low, is_open=False) if is_given else None,
        "high": public_number(change.high, is_open=False) if is_given else None,
        "left_out": list(change.left_out),
    }
