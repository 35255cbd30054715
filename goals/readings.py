"""Taking readings: measure, decide whether the public may see the new figures yet, and keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

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
    for when in [period, *_following(session, survey_id, period)]:
        changed += _take_period(session, survey, survey_id, when, today, now)
    return changed


def _following(session: Session, survey_id: int, period: str) -> list[str]:
    later = [other for other in results.periods(session, survey_id) if other > period]
    return later[:1]


def preceding(session: Session, survey_id: int, period: str) -> str | None:
    """The latest earlier period of a survey."""
    earlier = [other for other in results.periods(session, survey_id) if other < period]
    return earlier[-1] if earlier else None


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


def _take_period(session: Session, survey: str, survey_id: int, period: str, today: date, now: datetime) -> int:
    measured = measure_all(session, survey_id, period, survey)
    if not measured:
        return 0
    earlier = preceding(session, survey_id, period)
    before = measure_all(session, survey_id, earlier, survey) if earlier else {}
    compared = compare(measured, before)
    is_open = results.is_open(session, survey_id, period, today)
    stored = {
        reading.figure: reading
        for reading in session.scalars(
            select(Reading).where(Reading.period == period, Reading.figure.in_(list(measured)))
        )
    }
    if is_open and any(_too_soon(stored.get(key), found) for key, found in measured.items()):
        return 0
    for key, found in measured.items():
        reading = stored.get(key) or Reading(figure=key, period=period, detail={})
        _fill(reading, found, compared.get(key), earlier, survey, is_open, now)
        session.add(reading)
    return len(measured)


def _too_soon(stored: Reading | None, found: Measurement) -> bool:
    """Whether fewer than five people joined (or left) since the figure the public can see."""
    return stored is not None and 0 < abs(found.base - stored.n) < BATCH


def _fill(
    reading: Reading,
    found: Measurement,
    compared: improvement.Component | None,
    earlier: str | None,
    survey: str,
    is_open: bool,
    now: datetime,
) -> None:
    shown = found.estimate if found.is_shown else None
    reading.value = shown.estimate if shown else None
    reading.low = shown.low if shown else None
    reading.high = shown.high if shown else None
    reading.n = found.base
    reading.population = found.population
    reading.definition = found.definition
    reading.method = found.method
    reading.source = survey
    reading.is_demo = found.is_demo
    reading.taken_at = now
    reading.detail = {
        "areas": _area_rows(reading.detail.get("areas", []), found, is_open),
        "compared": _comparison(compared, earlier) if found.is_shown else None,
        "design": found.estimate.design.value,
        "without_area": found.without_area,
        "left_out": list(found.estimate.left_out),
    }


def _area_rows(stored: list[dict[str, Any]], found: Measurement, is_open: bool) -> list[dict[str, Any]]:
    """The rows by area, hidden where groups are small.

    While answers still come in, the rows stay as they are until every area has the same people as before or at least
    five more, so that no two looks can be set against each other.
    """
    if is_open and stored:
        before = {row["area"]: row["base"] for row in stored}
        steps = [abs(row.base - before.get(row.area, 0)) for row in found.areas]
        if any(0 < step < BATCH for step in steps):
            return stored
    return [public_row(asdict(row)) for row in found.areas]


def public_row(row: dict[str, Any]) -> dict[str, Any]:
    """An area's row as anybody may see it."""
    if row["is_hidden"]:
        row |= {"mean": None, "se_fpc": None, "sd": None, "n": None}
    return row


def _comparison(compared: improvement.Component | None, earlier: str | None) -> dict[str, Any] | None:
    if compared is None or earlier is None:
        return None
    change = compared.difference
    is_tested = compared.verdict not in (Verdict.FOR_FA_SVAR, Verdict.EJ_JAMFORBAR)
    return {
        "period": earlier,
        "verdict": compared.verdict.value,
        "diff": change.diff if is_tested else None,
        "low": change.low if is_tested else None,
        "high": change.high if is_tested else None,
        "p_holm": compared.p_holm,
        "left_out": list(change.left_out),
    }
