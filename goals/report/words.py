"""The pages' own words as plain text, so that a report never says a thing in another way than the board does."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app

from core.i18n import gettext as _
from core.i18n import language, ngettext, number
from goals.board import IndicatorLine
from goals.figures import AreaLine, FigurePage, Hidden
from goals.indicators.forum import KEYS
from goals.malbild import Figure
from goals.models import Fulfilment
from goals.points import Point
from goals.staff_forms import FULFILMENTS
from goals.verdicts import Answer, Beside
from surveys.commented import Commented, Quote

NOTHING = "–"


def reason(line: IndicatorLine) -> str:
    """Why the answer is what it is and, where it cannot be said, when it last could."""
    parts = _parts()
    return f"{text(parts.reason(line))} {text(parts.last_said(line))}".strip()


def own_evidence(own: Beside) -> str:
    """How sure the own measurement is beside the nation's figure, which decides nothing."""
    return text(_parts().own_evidence(own))


def change(point: Point) -> str:
    """How a figure stands against the period before; "" where it was not compared."""
    return text(_parts().change(point.compared))


def answer(kind: Answer) -> str:
    """Ja, Nej or Går inte att säga ännu."""
    return str({Answer.YES: _("Ja"), Answer.NO: _("Nej"), Answer.UNKNOWN: _("Går inte att säga ännu")}[kind])


def fulfilment(kind: Fulfilment | None) -> str:
    """What staff conclude; said of every indicator, so that a missing judgement shows."""
    if kind is None:
        return str(_("Inte bedömd ännu"))
    return str(FULFILMENTS[kind.value])


def title(figure: Figure) -> str:
    """A figure's name in the reader's language."""
    return figure.title[language()] or figure.title["sv"]


def short(figure: Figure) -> str:
    """What a figure tells, in the reader's language."""
    return figure.short[language()] or figure.short["sv"]


def value(figure: Figure, point: Point) -> str:
    """A value in the figure's own unit, or why there is none."""
    if point.value is None and figure.key in KEYS:
        return no_value(figure, point.detail.get("why"))
    if point.value is None:
        return str(_("Visas inte: för få svar")) if figure.derived else NOTHING
    return text(_parts().reading(figure, point))


def no_value(figure: Figure, why: str | None) -> str:
    """Why a figure of the forum has no value, in total or for a group."""
    return text(_parts().no_value(figure.key, why))


def basis(figure: Figure, point: Point) -> str:
    """What a figure of the forum was counted from, such as "2 av 3 dialoger"."""
    return text(_parts().basis(figure.key, point.detail))


def amount(figure: Figure, value_: float | None) -> str:
    """A number in the figure's own unit, such as the nation's."""
    return text(_parts().value(figure, value_))


def interval(point: Point) -> str:
    """Where the value may well lie."""
    if point.value is None or point.low is None or point.high is None:
        return NOTHING
    return f"{number(point.low)}–{number(point.high)}"


def area_value(area: AreaLine) -> str:
    """An area's value, or why it is hidden."""
    if area.hidden is Hidden.TOO_FEW:
        return str(_("Visas inte: för få svar"))
    if area.hidden is Hidden.WOULD_TELL:
        return str(_("Visas inte: då skulle ett dolt område kunna räknas ut"))
    return number(area.value)


def source(point: Point, figure: Figure) -> str:
    """Where a value comes from; only what is shown as published carries another's name as its source."""
    if figure.key in KEYS:
        return str(_("Kommunens egna dialoger"))
    return str(_("Kommunens egen enkät")) if figure.derived else point.citation or point.source


def finding(figure: Figure, points: Sequence[Point]) -> str:
    """What a chart shows, in a sentence: from where to where, without crossing a change of definition."""
    shown = [point for point in points if point.value is not None]
    same = [point for point in shown if point.definition == shown[-1].definition]
    first, last = same[0], same[-1]
    if first is last:
        return str(_("%(value)s för %(period)s", value=value(figure, last), period=last.period))
    values = {"first": value(figure, first), "last": value(figure, last)}
    return str(
        _("Från %(first)s för %(start)s till %(last)s för %(end)s", start=first.period, end=last.period, **values)
    )


def key(page: FigurePage) -> str:
    """What the marks of a figure's chart stand for."""
    told = [_("Punkten är kommunens värde.")]
    if page.chart and page.chart.has_intervals:
        told.append(_("Strecket genom punkten är osäkerheten."))
    if page.chart and page.chart.benchmark:
        told.append(_("Det blå strecket är riket.") if page.line.nation else _("Det blå strecket är målvärdet."))
    return " ".join(told)


def said(one: Commented) -> str:
    """How many comments on a question are read, and that subjects come from few or many of them."""
    told = ngettext(
        "%(num)s kommentar på frågan ”%(question)s” (%(period)s) är läst.",
        "%(num)s kommentarer på frågan ”%(question)s” (%(period)s) är lästa.",
        one.n,
        question=one.question,
        period=one.period,
    )
    if one.themes or one.factors:
        return str(told)
    return f"{told} {_('Inget ämne har minst sju kommentarer.')}"


def quote(one: Quote) -> str:
    """A comment as somebody's words."""
    return f"”{one.text}”"


def day(value: date) -> str:
    """A date in words."""
    return str(current_app.jinja_env.filters["date"](value))


def text(marked: object) -> str:
    """What a macro says, without its marks."""
    return re.sub(r"[ \n\t]+", " ", html.unescape(re.sub(r"<[^>]*>", "", str(marked)))).strip()


def _parts() -> Any:
    """The macros of the goals' pages, in the reader's language."""
    context: dict[str, Any] = {}
    current_app.update_template_context(context)
    return current_app.jinja_env.get_template("goals/parts.html").make_module(context)
