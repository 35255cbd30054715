"""An index from a survey's answers: the mean of a measure, weighted by closed cases per area."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.statistics import suppression
from goals.definitions import Definition, definition_for
from goals.indicators.measurement import AreaRow, Measurement
from surveys import results
from surveys.statistics.methods import CURRENT
from surveys.statistics.sample import Cell, estimate, srs


@dataclass(frozen=True, slots=True)
class SurveyIndex:
    """One figure of the board. ``customer_types`` limits whose answers count; an unknown type counts."""

    key: str
    measure: str
    survey: str
    customer_types: tuple[str, ...] | None = None

    def take(self, session: Session, period: str, survey_id: int) -> Measurement | None:
        """Measure a period from one survey's answers; None when nobody has taken part."""
        definition = definition_for(period)
        cases = results.closed_cases(session, period, self.customer_types)
        known = cases.by_area
        bases = results.bases(session, survey_id, period, self.customer_types)
        scored = {
            cell.key: cell for cell in results.cells(session, survey_id, period, self.measure, self.customer_types)
        }
        if not sum(bases.values()):
            return None
        areas = sorted(area for area in {*bases, *known} if area)
        # Where closed cases are known for every area that has answers, an answer that names none has no weight to go
        # by and stays outside; otherwise everybody is counted alike.
        is_counted = bool(areas) and all(area in known for area in areas if bases.get(area))
        inside = [area for area in areas if definition.covers(area)] + ([] if is_counted else [""])
        cells = tuple(scored.get(area, Cell(area, 0, 0.0, 0.0, known.get(area))) for area in inside)
        sizes = {cell.key: _group(bases.get(cell.key, 0), cell.n) for cell in cells}
        apart = {
            area: _group(bases.get(area, 0), scored[area].n if area in scored else 0)
            for area in areas
            if not definition.covers(area)
        }
        hidden = suppression.hidden_cells(sizes, floor=CURRENT.report_min, total_shown=True)
        hidden |= suppression.hidden_cells(apart, floor=CURRENT.report_min, total_shown=False)
        found = estimate(cells, CURRENT)
        base = sum(bases.get(area, 0) for area in inside)
        return Measurement(
            figure=self.key,
            period=period,
            estimate=found,
            base=base,
            population=sum(known.get(area, 0) for area in inside) if is_counted else None,
            cells=cells,
            areas=tuple(
                _area_row(area, bases.get(area, 0), scored.get(area), known.get(area), definition, area in hidden)
                for area in areas
            ),
            definition=definition.key,
            method=CURRENT.key,
            is_too_few=min(base, found.n) < CURRENT.total_min,
            is_total_hidden=suppression.total_is_hidden(sizes, floor=CURRENT.report_min),
            without_area=bases.get("", 0) if is_counted else 0,
            is_demo=results.is_demo(session, survey_id, period),
            counted=cases.dimension,
        )


def _group(base: int, scored: int) -> int:
    """The size small-group rules look at: those who took part, unless so few have a score that it would be theirs."""
    return base if scored >= suppression.FLOOR_NEVER else scored


def _area_row(
    area: str, base: int, cell: Cell | None, population: int | None, definition: Definition, is_hidden: bool
) -> AreaRow:
    cell = cell or Cell(area, 0, 0.0, 0.0, population)
    found = srs(cell)
    return AreaRow(area, base, cell.n, population, cell.mean, found.se, cell.sd, definition.covers(area), is_hidden)
