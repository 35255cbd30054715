"""What of a measurement the public may see, after what it has seen: no two looks differ by fewer than five people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.statistics.rounding import round_half_up
from goals.indicators import AreaRow, Measurement
from goals.models import Reading
from goals.rolled import hides_an_area
from surveys.statistics import improvement
from surveys.statistics.improvement import Verdict

# Two looks at a public page must differ by at least this many people, or they would show what one person answered.
BATCH = 5
# What is told of a change beside the verdict.
NUMBERS = ("diff", "low", "high")


def is_too_soon(stored: Reading | None, found: Measurement, is_open: bool) -> bool:
    """Whether fewer than five people joined (or left) since the figure the public can see.

    Closing a round is the exception: its last few answers come in then, and the figure stays a whole number. Other
    counts of closed cases with the same answers are not waited for, where every area is shown anyway.
    """
    if stored is None or (not is_open and not stored.detail["is_final"]):
        return False
    if found.base != stored.n:
        return abs(found.base - stored.n) < BATCH
    if found.population == stored.population:
        # As many as before but not the same figure: somebody took an answer back and somebody else came.
        return found.is_shown and public_number(found.estimate.estimate, is_open) != stored.value
    # Other weights are a second equation in what hidden areas answered, and in what somebody new did.
    return hides_an_area(found) or not _has_the_same_areas(stored, found)


def is_whole_number(reading: Reading, found: Measurement, is_open: bool) -> bool:
    """Whether a figure is given as a whole number: while answers come in, and for as long as the last few are alone."""
    step, seen = abs(found.base - (reading.n or 0)), reading.detail
    is_kept = step == 0 and bool(seen.get("is_final")) and bool(seen.get("is_whole"))
    return is_open or is_kept or 0 < step < BATCH


def public_number(value: float | None, is_whole: bool) -> float | None:
    """A figure as the public sees it: whole while answers come in, then one decimal; more could give a person away."""
    return None if value is None else round_half_up(value, 0 if is_whole else 1)


def area_rows(
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


def comparison(
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


def as_public(
    change: dict[str, Any] | None,
    reading: Reading,
    earlier: Reading | None,
    before: Measurement | None,
    found: Measurement,
    is_open: bool,
) -> dict[str, Any] | None:
    """A comparison no finer than the two figures it belongs to, and of the answers that these are made of.

    Where the earlier period has changed by fewer people than its own figures may show, so would the change between the
    two: what has been said stands for as long as this period says the same, and after that only the verdict is given.
    """
    if change is None or before is None:
        return change
    if earlier is None or not _is_as_seen(earlier, before):
        seen = reading.detail.get("compared")
        if seen and seen["period"] == change["period"] and _is_as_seen(reading, found):
            return {**seen}
        return {**change, **dict.fromkeys(NUMBERS)}
    is_whole = is_whole_number(reading, found, is_open) or bool(earlier.detail.get("is_whole"))
    return {**change, **{key: public_number(change[key], is_whole) for key in NUMBERS}}


def _is_as_seen(stored: Reading | None, found: Measurement) -> bool:
    """Whether a period is made of the answers and the closed cases that the public's figures of it are made of."""
    return (
        stored is not None
        and (stored.n, stored.population) == (found.base, found.population)
        and _has_the_same_areas(stored, found)
        and (not found.is_shown or _rounds_to(found.estimate.estimate, stored.value))
    )


def _has_the_same_areas(stored: Reading, found: Measurement) -> bool:
    """Whether every area the public sees says what it says now."""
    seen = {row["area"]: (row["base"], row["mean"]) for row in stored.detail["areas"]}
    now = {row.area: (row.base, row.mean) for row in found.areas}
    for area in seen | now:
        (base_seen, mean_seen), (base, mean) = seen.get(area, (0, None)), now.get(area, (0, None))
        if base != base_seen or (mean_seen is not None and not _rounds_to(mean, mean_seen)):
            return False
    return True


def _rounds_to(value: float | None, seen: float | None) -> bool:
    """Whether a number is the one that was seen, as a whole number or with one decimal."""
    return seen in (public_number(value, True), public_number(value, False))
