"""Taking the readings of the forum's figures: measured by year, shown as the public may see them, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.statistics.rounding import published_integer, round_half_up
from dialog.models import Audience
from goals import forum_facts
from goals.forum_disclosure import Shown, settled, shown
from goals.indicators.forum import FORUM, HEARD, KEYS, METHOD, Base, Facts, OfDialogues, OfPeople, Row
from goals.indicators.forum.experience import cell_of
from goals.models import Reading
from surveys.statistics import improvement
from surveys.statistics.methods import CURRENT
from surveys.statistics.sample import Cell, Design

SOURCE = "dialog"
DEFINITION = "forum"
# Of an index whole numbers are shown, of everything else one decimal.
DIGITS = {HEARD: 0, "forum-f5": 0}
Groups = Mapping[Audience, Row]


def take(session: Session, today: date, now: datetime) -> int:
    """Make the readings of this year and the one before, and of earlier years that have none; returns how many.

    What was promised one year is answered the next. After that a year stands: what its dialogues held may then be
    erased, and a figure that was right is not to change with it.
    """
    held = session.scalars(select(Reading).where(Reading.figure.in_(KEYS)).order_by(Reading.id).with_for_update())
    stored = {(reading.figure, reading.period): reading for reading in held}
    taken = {int(period) for _figure, period in stored}
    changed = 0
    for year in forum_facts.years(session, today):
        if year in taken and year < today.year - 1:
            continue
        facts = forum_facts.of_year(session, year, today)
        for figure in FORUM:
            reading = stored.get((figure.key, str(year))) or Reading(figure=figure.key, period=str(year), detail={})
            _fill(reading, figure, facts, stored.get((figure.key, str(year - 1))), now)
            stored[figure.key, str(year)] = reading
            session.add(reading)
            changed += 1
    session.flush()
    return changed


def measure(session: Session, period: str, today: date, *, unsuppressed: bool = False) -> dict[str, dict[str, Any]]:
    """Every figure of a year from the dialogues as they are now, floats in full, for staff and for checking.

    Small groups are hidden unless asked for. Empty for what is no year, or before there was any dialogue.
    """
    if not (period.isdecimal() and int(period) in forum_facts.years(session, today)):
        return {}
    facts = forum_facts.of_year(session, int(period), today)
    found = {}
    for figure in FORUM:
        if isinstance(figure, OfDialogues):
            total, groups = figure.measure(facts), _by_audience(figure, facts)
        else:
            bases = _bases(figure, facts)
            seen = shown(figure, bases, facts)
            total, groups = seen.total, seen.groups
            if unsuppressed:
                total = figure.whole(bases, facts)
                groups = {audience: figure.row(base, facts.of(audience)) for audience, base in bases.items()}
        found[figure.key] = _as_data(total) | {"group": [_group(one, row) for one, row in groups.items()]}
    return found


def _by_audience(figure: OfDialogues, facts: Facts) -> Groups:
    return {audience: figure.measure(facts.of(audience)) for audience in Audience}


def _bases(figure: OfPeople, facts: Facts) -> dict[Audience, Base]:
    return {audience: figure.count(facts.of(audience)) for audience in Audience}


def _fill(
    reading: Reading, figure: OfDialogues | OfPeople, facts: Facts, earlier: Reading | None, now: datetime
) -> None:
    compared, bases, design = None, {}, ""
    if isinstance(figure, OfDialogues):
        total, groups = figure.measure(facts), _by_audience(figure, facts)
    else:
        seen = shown(figure, settled(reading.detail.get("bases", {}), _bases(figure, facts)), facts)
        total, groups = seen.total, seen.groups
        bases = {audience.value: dict(base) for audience, base in seen.bases.items()}
        if figure.key == HEARD:
            compared, design = _compared(seen, earlier), Design.SELF_SELECTED.value
    digits = DIGITS.get(figure.key, 1)
    reading.value, reading.low, reading.high = (_rounded(one, digits) for one in (total.value, total.low, total.high))
    reading.n = total.part
    reading.population = total.of
    reading.definition, reading.method, reading.source = DEFINITION, METHOD, SOURCE
    reading.is_demo = facts.is_demo
    reading.taken_at = now
    reading.detail = {
        "is_final": facts.is_over,
        "published": None if total.value is None else published_integer(total.value),
        "part": total.part,
        "of": total.of,
        "why": total.why.value if total.why else None,
        "groups": [_group(audience, row, digits) for audience, row in groups.items()],
        "compared": compared,
        "design": design,
        # What the figure was made of is never shown: it tells whether enough have come for it to change.
        "bases": bases,
    }


def _compared(seen: Shown, earlier: Reading | None) -> dict[str, Any] | None:
    """Whether those who took part feel more or less heard than the year before, by what the public has seen of both.

    The change itself is told only where nothing is hidden in either year: it would be one more equation otherwise.
    """
    if seen.total.value is None or earlier is None or earlier.value is None:
        return None
    before = _cells(earlier.detail["bases"])
    change = improvement.difference(before, _cells({one.value: base for one, base in seen.bases.items()}))
    component = improvement.verdict({HEARD: change}, CURRENT).components[0]
    hidden_before = any(row["why"] in ("too_few", "would_tell") for row in earlier.detail["groups"])
    is_told = component.p_holm is not None and seen.is_whole and not hidden_before
    return {
        "period": earlier.period,
        "verdict": component.verdict.value,
        "diff": _rounded(change.diff, 0) if is_told else None,
        "low": _rounded(change.low, 0) if is_told else None,
        "high": _rounded(change.high, 0) if is_told else None,
        "left_out": list(change.left_out),
    }


def _cells(bases: Mapping[str, Base]) -> tuple[Cell, ...]:
    return tuple(cell_of(key, base) for key, base in bases.items() if base["n"])


def _group(audience: Audience, row: Row, digits: int | None = None) -> dict[str, Any]:
    return {"group": audience.value} | _as_data(row, digits)


def _as_data(row: Row, digits: int | None = None) -> dict[str, Any]:
    return {
        "value": _rounded(row.value, digits),
        "low": _rounded(row.low, digits),
        "high": _rounded(row.high, digits),
        "part": row.part,
        "of": row.of,
        "why": row.why.value if row.why else None,
    }


def _rounded(value: float | None, digits: int | None) -> float | None:
    return value if value is None or digits is None else round_half_up(value, digits)
