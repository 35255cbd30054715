"""Taking readings: measure, decide whether the public may see the new figures yet, and keep them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.periods import shape_of
from core.statistics.rounding import published_integer, round_half_up
from goals.indicators import REGISTER, AreaRow, Measurement
from goals.models import Reading
from goals.rolled import held, rolled
from goals.verdicts import COMPONENTS, OWN_NKI
from surveys import results
from surveys.statistics import improvement
from surveys.statistics.improvement import Verdict
from surveys.statistics.methods import CURRENT
from surveys.statistics.rolling import last_twelve
from surveys.statistics.sample import estimate

# Two looks at a public page must differ by at least this many people, or they would show what one person answered.
BATCH = 5


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
    earlier = known_before[-1] if known_before else None
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
    year = _twelve_months(session, survey, survey_id, [*known_before, period], measured, today)
    for key, found in measured.items():
        reading = stored.get(key) or Reading(figure=key, period=period, detail={})
        comparison = _comparison(compared.get(key), before.get(key), found, earlier)
        _fill(reading, found, comparison, rolled([part[key] for part in year]) if year else None, survey, is_open, now)
        session.add(reading)
    return len(measured)


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


def _too_soon(stored: Reading | None, found: Measurement, is_open: bool) -> bool:
    """Whether fewer than five people joined (or left) since the figure the public can see.

    Closing a round is the exception: its last few answers come in then, and the figure stays a whole number.
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
    year: Mapping[str, Any] | None,
    survey: str,
    is_open: bool,
    now: datetime,
) -> None:
    shown = found.estimate if found.is_shown else None
    is_whole = is_open or 0 < abs(found.base - (reading.n or 0)) < BATCH
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
        "areas": _area_rows(seen.get("areas", []), found, is_open, is_kept=is_open or bool(seen.get("is_final"))),
        "rolling": held(seen.get("rolling"), year),
        "compared": _as_public(comparison, is_whole) if found.is_shown else None,
        "design": found.estimate.design.value,
        "counted": found.counted,
        "without_area": found.without_area,
        "left_out": list(found.estimate.left_out),
    }


def public_number(value: float | None, is_whole: bool) -> float | None:
    """A figure as the public sees it: whole while answers come in, then one decimal; more could give a person away."""
    return None if value is None else round_half_up(value, 0 if is_whole else 1)


def _area_rows(
    stored: list[dict[str, Any]], found: Measurement, is_open: bool, *, is_kept: bool
) -> list[dict[str, Any]]:
    """The rows by area, hidden where groups are small.

    The rows stay as they are until every area has the same people as before or at least five more (or fewer), so that
    no two looks can be set against each other. ``is_kept`` is false once: when a round closes, and whole numbers become
    figures with a decimal. Then only an area with one to four new people stays as it was.
    """
    before = {row["area"]: row for row in stored}
    bases = {row.area: before[row.area]["base"] if row.area in before else 0 for row in found.areas}
    moved_a_little = {row.area for row in found.areas if 0 < abs(row.base - bases[row.area]) < BATCH}
    if stored and is_kept and moved_a_little:
        return stored
    return [
        _area_row(row, found, is_open, before[row.area] if row.area in moved_a_little & before.keys() else None)
        for row in found.areas
    ]


def _area_row(row: AreaRow, found: Measurement, is_open: bool, seen: Mapping[str, Any] | None) -> dict[str, Any]:
    """One area as the public sees it; a mean that was ``seen`` is not followed by one with a person more."""
    is_shown = found.is_shown and not row.is_hidden
    mean, base = public_number(row.mean, is_open), row.base
    if seen is not None and seen["mean"] is not None:
        mean, base = seen["mean"], seen["base"]
    return {
        "area": row.area,
        "base": base,
        "population": row.population,
        "mean": mean if is_shown else None,
        "in_total": row.in_total,
        "is_hidden": row.is_hidden,
    }


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
        "diff": change.diff if is_given else None,
        "low": change.low if is_given else None,
        "high": change.high if is_given else None,
        "left_out": list(change.left_out),
    }


def _as_public(comparison: Mapping[str, Any] | None, is_whole: bool) -> dict[str, Any] | None:
    """The numbers of a comparison no finer than the figure they belong to."""
    if comparison is None:
        return None
    return {**comparison, **{key: public_number(comparison[key], is_whole) for key in ("diff", "low", "high")}}
