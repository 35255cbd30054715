"""The report as rows, for whoever goes on working in a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterator

from core.documents.ooxml import legal
from core.i18n import gettext as _
from core.tables import write_rows
from goals.indicators.forum import HEARD, KEYS
from goals.points import Point
from goals.report import words
from goals.report.content import FigurePart, IndicatorPart, Report
from surveys.commented import Commented


def as_csv(report: Report) -> bytes:
    """One row for each indicator, figure and period, with the mark and the semicolons that Swedish Excel wants."""
    file = io.StringIO()
    write_rows(file, _columns(), _rows(report), delimiter=";")
    return file.getvalue().encode("utf-8-sig")


def _columns() -> list[str]:
    return [
        _("Målområde"),
        _("Indikator"),
        _("Nämnd"),
        _("Svar"),
        _("Varför"),
        _("Måluppfyllelse"),
        _("Analyskommentar"),
        _("Åtgärd"),
        _("Ansvarig"),
        _("Klar"),
        _("Mått"),
        _("Period"),
        _("Värde"),
        _("Lägst"),
        _("Högst"),
        _("Antal svar"),
        _("Avslutade ärenden"),
        _("Mot perioden före"),
        _("Källa"),
        _("Påhittade data"),
    ]


def _rows(report: Report) -> Iterator[list[object]]:
    for area in report.areas:
        for part in area.indicators:
            told = [area.area.number, *_told(part)]
            empty = True
            for figure in part.figures:
                for point in figure.points:
                    empty = False
                    yield told + _measured(figure, point)
            for said in part.comments:
                empty = False
                yield from (told + _commented(said, name, n) for name, n in _counts(said))
            if empty:
                yield told + [""] * 10


def _told(part: IndicatorPart) -> list[object]:
    line, said = part.line, part.judgement
    return [
        line.indicator.text,
        line.indicator.owner,
        words.answer(line.answer),
        words.reason(line),
        words.fulfilment(said.fulfilment) if said and said.fulfilment else "",
        legal(said.comment) if said else "",
        legal(said.action) if said else "",
        legal(said.responsible) if said else "",
        _yes_or_no(bool(said and said.is_done)),
    ]


def _measured(part: FigurePart, point: Point) -> list[object]:
    figure = part.page.figure
    is_answered = figure.key not in KEYS
    return [
        words.title(figure),
        point.period,
        _decimal(point.value),
        _decimal(point.low),
        _decimal(point.high),
        point.n if is_answered or figure.key == HEARD else None,
        point.population if is_answered else None,
        words.change(point),
        words.source(point, figure),
        _yes_or_no(point.is_demo),
    ]


def _counts(said: Commented) -> Iterator[tuple[str, int]]:
    yield _("Kommentarer på ”%(question)s”", question=said.question), said.n
    for one in said.themes:
        yield _("Kommentarer om: %(topic)s", topic=legal(one.name)), one.n
    for one in said.factors:
        yield _("Kommentarer som nämner: %(factor)s", factor=one.name), one.n


def _commented(said: Commented, name: str, n: int) -> list[object]:
    """A count of comments; what it is a part of stands where figures have how many answered."""
    demo = _yes_or_no(said.is_demo)
    return [name, said.period, str(n), "", "", said.n, None, "", _("Kommunens egen enkät"), demo]


def _decimal(value: float | None) -> str:
    """With a comma, which is what a Swedish spreadsheet takes for a number."""
    return "" if value is None else f"{value:g}".replace(".", ",")


def _yes_or_no(value: bool) -> str:
    return str(_("Ja") if value else _("Nej"))
