"""The report as a Word document, for the council's papers."""

from __future__ import annotations

from datetime import datetime

from core.documents.paper import SWEDISH, Paper, tag_of
from core.i18n import gettext as _
from core.i18n import language, ngettext, number
from goals.report import charts, method, tables, words
from goals.report.content import AreaPart, FigurePart, IndicatorPart, Report
from goals.verdicts import Answer

# What the council has decided is in Swedish, whatever language the report is in.
_DECIDED = SWEDISH


def as_word(report: Report, municipality: str, now: datetime) -> bytes:
    """The whole document; ``now`` is what the file says of when it was made."""
    paper = Paper(tag_of(language()))
    title = _("Delårsrapport %(period)s", period=report.period)
    whose = report.namnd or _("Alla nämnder")
    paper.title(title, f"{municipality} · {whose}")
    paper.text(
        _(
            "Uppföljning av %(document)s. Framtagen %(day)s.",
            document=report.malbild.title,
            day=words.day(report.made_on),
        ),
        "Samspel not",
    )
    decided = report.malbild.version
    if decided:
        paper.text(
            _(
                "Målbilden är beslutad: %(decision)s, %(paragraph)s. Den gäller från %(day)s.",
                decision=decided.decision,
                paragraph=decided.paragraph,
                day=words.day(decided.valid_from),
            ),
            "Samspel not",
        )
    if report.is_demo:
        paper.text(
            _("Siffrorna från kommunens egna enkäter är påhittade och visar hur rapporten fungerar."),
            "Samspel notis",
            label=_("Påhittade data."),
        )
    paper.contents(_("Innehåll"))
    _summary(paper, report)
    for area in report.areas:
        paper.heading(1, _("Målområde %(number)s", number=area.area.number))
        paper.text(area.area.text, "Quote", tag=_DECIDED)
        for part in area.indicators:
            _indicator(paper, part, report.period)
        if area.dialogues:
            _dialogues(paper, area)
    _appendix(paper, report)
    paper.footer(f"{title} · {whose}", _("Sida"), _("av"))
    paper.describe(
        f"{title}, {whose}",
        _("Uppföljning av %(document)s", document=report.malbild.title),
        municipality,
        _("målbild, delårsrapport, uppföljning"),
        now,
    )
    return paper.as_bytes()


def _summary(paper: Paper, report: Report) -> None:
    paper.heading(1, _("Sammanfattning"), on_new_page=True)
    total = len(report.indicators)
    known = total - report.count(Answer.UNKNOWN)
    paper.text(
        ngettext(
            "Rapporten följer %(num)s indikator.",
            "Rapporten följer %(num)s indikatorer.",
            total,
        )
        + " "
        + _("%(known)s av %(total)s indikatorer går att svara på.", known=number(known), total=number(total))
        + " "
        + _("%(done)s av %(total)s kommentarer är klara.", done=number(report.done), total=number(total))
    )
    paper.table(tables.counts(report), _("Tabell"))
    paper.table(tables.overview(report), _("Tabell"))


def _indicator(paper: Paper, part: IndicatorPart, period: str) -> None:
    line, judgement = part.line, part.judgement
    paper.heading(2, line.indicator.text, tag=_DECIDED)
    paper.text(words.reason(line), "Samspel svar", label=f"{words.answer(line.answer)}.")
    if line.indicator.target:
        paper.text(line.indicator.target, label=_("Mål:"), tag=_DECIDED)
    if line.outcome.own:
        paper.text(words.own_evidence(line.outcome.own))
    paper.facts(
        (_("Ansvarig nämnd:"), line.indicator.owner or _("ej utsedd")),
        (_("Måluppfyllelse:"), words.fulfilment(judgement.fulfilment if judgement else None)),
        (_("Ansvarig:"), judgement.responsible if judgement else ""),
    )
    if judgement:
        if not judgement.is_done:
            paper.text(_("Bedömningen är inte klar."), "Samspel not")
        for heading, said in ((_("Analyskommentar"), judgement.comment), (_("Åtgärd"), judgement.action)):
            if said.strip():
                paper.heading(3, heading)
                paper.text(said)
    missing = [words.title(figure.page.figure) for figure in part.figures if not figure.points]
    if missing:
        paper.text(", ".join(missing), label=_("Inte mätt ännu:"))
    for figure in part.figures:
        if figure.points:
            _figure(paper, figure, period)
    if part.comments:
        _comments(paper, part)


def _comments(paper: Paper, part: IndicatorPart) -> None:
    paper.heading(3, _("Det här skriver de som svarade"))
    for said in part.comments:
        paper.text(words.said(said))
        for table in tables.comments(said):
            paper.table(table, _("Tabell"))
    quotes = [quote for said in part.comments for quote in said.quotes]
    if quotes:
        paper.text(_("Så skriver några. Citaten är utvalda och genomlästa av personal, utan personuppgifter:"))
    for quote in quotes:
        paper.text(words.quote(quote), "Quote", tag=_tag(quote.language))


def _dialogues(paper: Paper, area: AreaPart) -> None:
    paper.heading(2, _("Det här har sagts i dialoger"))
    for heard in area.dialogues:
        paper.heading(3, heard.title, tag=_tag(heard.language))
        if heard.is_demo:
            paper.text(_("Påhittad dialog."), "Samspel not")
        paper.text(heard.ingress, tag=_tag(heard.language))
        paper.text(heard.url, label=_("Hela sammanfattningen:"))


def _tag(spoken: str) -> str:
    """The language of somebody else's words, where it is not the document's."""
    return "" if spoken == language() else tag_of(spoken)


def _figure(paper: Paper, part: FigurePart, period: str) -> None:
    figure = part.page.figure
    paper.heading(3, words.title(figure))
    if part.page.chart:
        finding = words.finding(figure, part.points)
        svg = charts.drawing(part.page.chart, finding, _("Andra områden"))
        told = _("Diagram: %(finding)s. Alla värden står i tabellen efter.", finding=finding)
        paper.picture(
            charts.picture(svg), _("Diagram"), f"{words.title(figure)}: {finding}. {words.key(part.page)}", told
        )
    paper.table(tables.periods(part), _("Tabell"))
    if part.page.definition_changed_in:
        paper.text(
            _(
                "Från %(year)s räknas indexet på andra områden. Därför dras ingen linje däremellan.",
                year=part.page.definition_changed_in,
            ),
            "Samspel not",
        )
    beside = tables.comparisons(part)
    if beside:
        paper.table(beside, _("Tabell"))
    if part.areas:
        paper.table(tables.areas(part, period), _("Tabell"))


def _appendix(paper: Paper, report: Report) -> None:
    paper.heading(1, _("Så har vi räknat"))
    for section in method.sections(report):
        paper.heading(2, section.heading)
        for paragraph in section.paragraphs:
            paper.text(paragraph)
        for point in section.points:
            paper.text(point, "List Bullet")
