"""Taking readings: measure, decide whether the public may see the new figures yet, and keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.periods import shape_of
from core.statistics.rounding import published_integer
from goals.disclosure import BATCH, area_rows, as_public, comparison, is_too_soon, is_whole_number, public_number
from goals.indicators import REGISTER, Measurement
from goals.models import Reading
from goals.rolled import held, rolled
from goals.verdicts import COMPONENTS, OWN_NKI
from surveys import results
from surveys.statistics import improvement
from surveys.statistics.methods import CURRENT
from surveys.statistics.rolling import last_twelve
from surveys.statistics.sample import estimate

__all__ = ["BATCH", "compare", "measure_all", "take"]

# How many rounds back the period before is looked for, past those that nobody answered.
MOST_BACK = 4


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
        changed += _take_period(session, survey, survey_id, when, before, today, now)
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
    for family in (COMPONENTS, (OWN_NKI,)):
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
    session: Session,
    survey: str,
    survey_id: int,
    period: str,
    known_before: Sequence[str],
    today: date,
    now: datetime,
) -> int:
    measured = measure_all(session, survey_id, period, survey)
    if not measured:
        return 0
    earlier, before = _period_before(session, survey, survey_id, known_before)
    compared = compare(measured, before)
    is_open = results.is_open(session, survey_id, period, today)
    stored, seen_before = _stored(session, period, measured), _stored(session, earlier, before)
    if any(is_too_soon(stored.get(key), found, is_open) for key, found in measured.items()):
        return 0
    year = _twelve_months(session, survey, survey_id, [*known_before, period], measured, today)
    for key, found in measured.items():
        reading = stored.get(key) or Reading(figure=key, period=period, detail={})
        change = comparison(compared.get(key), before.get(key), found, earlier)
        change = as_public(change, reading, seen_before.get(key), before.get(key), found, is_open)
        _fill(reading, found, change, rolled([part[key] for part in year]) if year else None, survey, is_open, now)
        session.add(reading)
    return len(measured)


def _period_before(
    session: Session, survey: str, survey_id: int, known_before: Sequence[str]
) -> tuple[str | None, dict[str, Measurement]]:
    """The latest period before that anybody answered in, and its figures."""
    for earlier in reversed(known_before[-MOST_BACK:]):
        before = measure_all(session, survey_id, earlier, survey)
        if before:
            return earlier, before
    return None, {}


def _stored(session: Session, period: str | None, figures: Mapping[str, Measurement]) -> dict[str, Reading]:
    """What the public sees of some figures in a period."""
    rows = session.scalars(select(Reading).where(Reading.period == period, Reading.figure.in_(list(figures))))
    return {reading.figure: reading for reading in rows} if figures else {}


def _twelve_months(
    session: Session,
    survey: str,
    survey_id: int,
    periods: Sequence[str],
    latest: dict[str, Measurement],
    today: date,
) -> list[dict[str, Measurement]]:
    """Every figure in each period of the twelve months that the last of ``periods`` ends; none until all are closed."""
    *earlier, period = periods
    wanted = last_twelve(periods, period)
    if wanted is None or any(results.is_open(session, survey_id, when, today) for when in wanted):
        return []
    year = [measure_all(session, survey_id, when, survey) for when in wanted if when in earlier]
    return [*year, latest] if all(part.keys() == latest.keys() for part in year) else []


def _fill(
    reading: Reading,
    found: Measurement,
    change: dict[str, Any] | None,
    year: Mapping[str, Any] | None,
    survey: str,
    is_open: bool,
    now: datetime,
) -> None:
    shown = found.estimate if found.is_shown else None
    is_whole = is_whole_number(reading, found, is_open)
    reading.value = public_number(shown.estimate, is_whole) if shown else None
    reading.low = public_number(shown.low, is_whole) if shown else None
    reading.high = public_number(shown.high, is_whole) if shown else None
    reading.n = found.base
    reading.population = found.population
    reading.definition = found.definition
    reading.method = found.method
    reading.source = survey
    reading.is_demo = found.is_demo
    reading.taken_at = now
    seen = reading.detail
    reading.detail = {
        "is_final": not is_open,
        "published": published_integer(shown.estimate) if shown and shown.estimate is not None else None,
        # How much the period weighs in a trend; it is never shown by itself.
        "se": None if shown is None or is_open else estimate(found.cells, CURRENT, fpc=False).se,
        "areas": area_rows(seen.get("areas", []), found, is_open, is_kept=is_open or bool(seen.get("is_final"))),
        "rolling": held(seen.get("rolling"), year),
        "compared": change if found.is_shown else None,
        "is_whole": is_whole,
        "design": found.estimate.design.value,
        "counted": found.counted,
        "without_area": found.without_area,
        "left_out": list(found.estimate.left_out),
    }
