"""The report's tables as text, the same on the page as in the document."""

from __future__ import annotations

from core.documents.tables import Column, Table
from core.i18n import gettext as _
from core.i18n import number
from core.statistics.rounding import published_integer
from goals.indicators.forum import KEYS
from goals.report import forum_tables, words
from goals.report.content import FigurePart, Report
from goals.verdicts import Answer
from surveys.commented import Commented, Count


def counts(report: Report) -> Table:
    """How many indicators have each answer."""
    return Table(
        _("Svar på målbildens indikatorer, %(period)s", period=report.period),
        (Column(_("Går det åt rätt håll?"), width=3), Column(_("Antal indikatorer"), "number")),
        tuple((words.answer(kind), number(report.count(kind))) for kind in Answer),
    )


def overview(report: Report) -> Table:
    """Every indicator in a row: its answer, what staff conclude and who is in charge."""
    return Table(
        _("Alla indikatorer, %(period)s", period=report.period),
        (
            Column(_("Indikator"), width=3),
            Column(_("Svar"), width=1.3),
            Column(_("Måluppfyllelse"), width=1.3),
            Column(_("Nämnd"), width=2),
        ),
        tuple(
            (
                part.line.indicator.text,
                words.answer(part.line.answer),
                words.fulfilment(part.judgement.fulfilment if part.judgement else None),
                part.line.indicator.owner or _("ej utsedd"),
            )
            for part in report.indicators
        ),
    )


def periods(part: FigurePart) -> Table:
    """A figure through time, the latest first."""
    figure = part.page.figure
    if figure.key in KEYS:
        return forum_tables.years(part)
    caption = _("%(title)s, alla perioder", title=words.title(figure))
    if not figure.derived:
        return Table(
            caption,
            (Column(_("Period")), Column(_("Värde"), "number"), Column(_("Källa"), width=4)),
            tuple(
                (point.period, words.value(figure, point), words.source(point, figure)) for point in part.points[::-1]
            ),
        )
    columns = (
        Column(_("Period")),
        Column(_("Värde"), "number", 1.1),
        Column(_("Troligen mellan"), "number", 1.2),
        Column(_("Svar"), "number", 0.8),
        Column(_("Avslutade ärenden"), "number", 1.2),
        Column(_("Mot perioden före"), width=1.9),
    )
    rows = tuple(
        (
            point.period,
            words.value(figure, point),
            words.interval(point),
            number(point.n),
            number(point.population),
            words.change(point) or words.NOTHING,
        )
        for point in part.points[::-1]
    )
    return Table(caption, columns, rows)


def comparisons(part: FigurePart) -> Table | None:
    """A figure beside comparable municipalities and the whole country; None where neither is known."""
    page, known = part.page, {point.period for point in part.points}
    beside: dict[str, tuple[float | None, ...]] = {
        row.period: (row.value, row.peers, row.national) for row in page.nation if row.national is not None
    }
    beside |= {row.period: (row.value, row.peers, row.nation) for row in page.compared}
    rows = {period: values for period, values in sorted(beside.items(), reverse=True) if period in known}
    if not rows:
        return None
    headings = (_("Kommunen"), _("Jämförbara kommuner"), _("Riket"))
    shown = [at for at in range(3) if at == 0 or any(values[at] is not None for values in rows.values())]
    return Table(
        _("%(title)s, jämfört med andra", title=words.title(page.figure)),
        (Column(_("Period")), *(Column(headings[at], "number") for at in shown)),
        tuple((period, *(words.amount(page.figure, values[at]) for at in shown)) for period, values in rows.items()),
    )


def areas(part: FigurePart, period: str) -> Table:
    """A figure area by area in the report's period; small groups stay hidden."""
    return Table(
        _("%(title)s, område för område %(period)s", title=words.title(part.page.figure), period=period),
        (
            Column(_("Område"), width=2.5),
            Column(_("Värde"), "number", 2.5),
            Column(_("Svar"), "number"),
            Column(_("Avslutade ärenden"), "number"),
        ),
        tuple(
            (
                area.name if area.in_total else _("%(name)s (räknas inte in i totalen)", name=area.name),
                words.area_value(area),
                number(area.base),
                number(area.population),
            )
            for area in part.page.areas
        ),
    )


def comments(said: Commented) -> tuple[Table, ...]:
    """What the comments on a question are about, and which service factors they name; those that are any."""
    about = _("Ämnen i kommentarerna på ”%(question)s”, %(period)s", question=said.question, period=said.period)
    named = _(
        "Servicefaktorer i kommentarerna på ”%(question)s”, %(period)s", question=said.question, period=said.period
    )
    found = ((about, _("Ämne"), said.themes), (named, _("Servicefaktor"), said.factors))
    return tuple(_counted(caption, heading, counts) for caption, heading, counts in found if counts)


def _counted(caption: str, heading: str, counts: tuple[Count, ...]) -> Table:
    return Table(
        caption,
        (
            Column(heading, width=3),
            Column(_("Kommentarer"), "number"),
            Column(_("Andel"), "number"),
            Column(_("Osäkerhet (90 procent)"), "number", 1.6),
        ),
        tuple((one.name, number(one.n), _per_cent(one.share), _between(one)) for one in counts),
    )


def _between(one: Count) -> str:
    return f"{number(published_integer(100 * one.limits.low))}–{_per_cent(one.limits.high)}"


def _per_cent(share: float) -> str:
    return f"{number(published_integer(100 * share))}\u00a0%"
