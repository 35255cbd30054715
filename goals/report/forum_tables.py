"""A figure of the forum in the report: each year in total and for each group, with what it was counted from."""

from __future__ import annotations

from core.documents.tables import Column, Table
from core.i18n import gettext as _
from dialog.models import Audience
from dialog.words import AUDIENCES
from goals.points import Point
from goals.report import words
from goals.report.content import FigurePart


def years(part: FigurePart) -> Table:
    """A row a year, the latest first; a value that is not shown says why."""
    figure = part.page.figure
    return Table(
        _("%(title)s, alla perioder", title=words.title(figure)),
        (
            Column(_("År")),
            *(Column(_(AUDIENCES[audience]), "number", 1.3) for audience in Audience),
            Column(_("Totalt"), "number", 1.3),
            Column(_("Räknat på"), width=1.6),
        ),
        tuple(
            (
                point.period,
                *(_of_group(part, point, audience) for audience in Audience),
                words.value(figure, point),
                words.basis(figure, point) or words.NOTHING,
            )
            for point in part.points[::-1]
        ),
    )


def _of_group(part: FigurePart, point: Point, audience: Audience) -> str:
    figure = part.page.figure
    row = next((row for row in point.detail["groups"] if row["group"] == audience.value), None)
    if row is None:
        return words.NOTHING
    return words.amount(figure, row["value"]) if row["value"] is not None else words.no_value(figure, row["why"])
