"""An index from a survey's answers: the mean of a measure, weighted by closed cases per area."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core import population
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
        known = population.counts(session, period)
        bases = results.bases(session, survey_id, period, self.customer_types)
        scored = {
            cell.key: cell for cell in results.cells(session, survey_id, period, self.measure, self.customer_types)
        }
        if not sum(bases.values()):
            return None
        areas = sorted(area for area in {*bases, *known} if area)
        cells = tuple(
            scored.get(area, Cell(area, 0, 0.0, 0.0, known.get(area))) for area in areas if definition.covers(area)
        )
        without_area = scored.get("")
        if without_area and (not areas or any(cell.population is None for cell in cells if cell.n)):
            # Without areas, or where closed cases are not known for all, everybody is counted alike.
            cells, without_area = (*cells, without_area), None
        base = sum(n for area, n in bases.items() if definition.covers(area) and (area or not without_area))
        counted = [known.get(area) for area in areas if definition.covers(area)]
        shown = {area: bases.get(area, 0) for area in areas if definition.covers(area)}
        apart = {area: bases.get(area, 0) for area in areas if not definition.covers(area)}
        hidden = suppression.hidden_cells(shown, floor=CURRENT.report_min, total_shown=True)
        hidden |= suppression.hidden_cells(apart, floor=CURRENT.report_min, total_shown=False)
        return Measurement(
            figure=self.key,
            period=period,
            estimate=estimate(cells, CURRENT),
            base=base,
            population=sum(filter(None, counted)) if counted and all(n is not None for n in counted) else None,
            cells=cells,
            areas=tuple(
                _area_row(area, bases.get(area, 0), scored.get(area), known.get(area), definition, area in hidden)
                for area in areas
            ),
            definition=definition.key,
            method=CURRENT.key,
            is_too_few=base < CURRENT.total_min,
            is_total_hidden=bool(shown) and suppression.total_is_hidden(shown, floor=CURRENT.report_min),
            without_area=without_area.n if without_area else 0,
            is_demo=results.is_demo(session, survey_id, period),
        )


def _area_row(
    area: str, base: int, cell: Cell | None, population: int | None, definition: Definition, is_hidden: bool
) -> AreaRow:
    cell = cell or Cell(area, 0, 0.0, 0.0, population)
    found = srs(cell)
    return AreaRow(area, base, cell.n, population, cell.mean, found.se, cell.sd, definition.covers(area), is_hidden)
