"""The report's appendix: how the answers and the figures came about, in words a reader of the report can use."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import gettext as _
from core.i18n import language, number
from core.statistics import suppression
from goals.indicators.forum import KEYS
from goals.readings import BATCH
from goals.report import words
from goals.report.content import Report
from surveys.statistics import methods


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs and, under them, points."""

    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()


def sections(report: Report) -> tuple[Section, ...]:
    """Every part of the appendix that the report has something for."""
    found = [_answers()]
    if any(part.page.figure.derived and part.page.figure.key not in KEYS for part in report.figures):
        found += [_own(), _protection()]
    if any(part.page.figure.key in KEYS for part in report.figures):
        found.append(_dialogues())
    found.append(_figures(report))
    sources = _sources(report)
    if sources:
        found.append(
            Section(
                _("Källor"),
                (
                    _(
                        "Siffror från andra visas som de är publicerade. ”Källa: Kolada” står bara vid värden som vi "
                        "inte har räknat om."
                    ),
                ),
                sources,
            )
        )
    return tuple(found)


def _answers() -> Section:
    return Section(
        _("Svaret och bedömningen"),
        (
            _(
                "Svaret (Ja, Nej eller Går inte att säga ännu) räknas fram ur siffrorna efter samma regler varje gång. "
                "Ingen kan ändra det för hand. ”Går inte att säga ännu” betyder att en siffra saknas, att svaren är "
                "för få eller att perioderna inte går att jämföra; skälet står intill."
            ),
            _(
                "Måluppfyllelse, analyskommentar och åtgärd är kommunens egen bedömning, skriven av den som är "
                "ansvarig för indikatorn."
            ),
        ),
    )


def _own() -> Section:
    return Section(
        _("Egna mätningar"),
        (
            _(
                "Indexen bygger på kommunens egen löpande mätning. Svar på en skala från 1 till 10 räknas om så att 1 "
                "blir 0 och 10 blir 100. Mätningen följer SKL-modellen men har egna frågor och är inte SKR:s Insikt."
            ),
            _(
                "Kring varje index står ett intervall, eftersom alla inte svarar. Vi säger förbättrad eller försämrad "
                "bara när skillnaden är statistiskt säkerställd och båda perioderna har räknats med samma fördelning "
                "mellan områdena."
            ),
        ),
        methods.CURRENT.in_words(language()),
    )


def _protection() -> Section:
    return Section(
        _("Så skyddar vi den som svarar"),
        (
            _(
                "Siffror som bygger på färre än %(least)s svarande visas aldrig. Ett område visas från %(area)s svar "
                "och en total från %(total)s. Kan ett dolt område räknas ut ur de andra döljs ett till.",
                least=number(suppression.FLOOR_NEVER),
                area=number(methods.CURRENT.report_min),
                total=number(methods.CURRENT.total_min),
            ),
            _(
                "Så länge en mätning pågår ändras siffrorna först när %(batch)s nya svar har kommit in. Rapporten "
                "visar det som var publicerat när den togs fram.",
                batch=number(BATCH),
            ),
        ),
    )


def _dialogues() -> Section:
    return Section(
        _("Dialogerna"),
        (
            _(
                "En dialog är strukturerad när syfte och fråga, steg på delaktighetstrappan, målgrupp, mottagare och "
                "dag för återkoppling är bestämda och en sammanfattning är publicerad. Återkopplingen är given när "
                "allt som lyfts fram har fått svar. Att dialoger hålls bevisar ingenting i sig: de ska också besvaras "
                "i tid, och de som deltar ska kunna göra sig hörda."
            ),
            _(
                "Siffror om dem som har deltagit visas för minst %(least)s personer, och de ändras först när minst "
                "%(batch)s har kommit till. Kan en dold grupp räknas ut ur de andra döljs en till.",
                least=number(suppression.FLOOR_NEVER),
                batch=number(BATCH),
            ),
        ),
    )


def _figures(report: Report) -> Section:
    points = tuple(f"{words.title(part.page.figure)}: {words.short(part.page.figure)}" for part in report.figures)
    return Section(_("Måtten"), (_("Så här läser du vart och ett av måtten i rapporten."),), points)


def _sources(report: Report) -> tuple[str, ...]:
    """Every source of a shown value once, in the order of the report; those of what it is set beside too."""
    found: dict[str, None] = {}
    whose = {"peers": _("jämförbara kommuner"), "nation": _("riket")}
    for part in report.figures:
        title = words.title(part.page.figure)
        for point in part.points if not part.page.figure.derived else ():
            told = f"{title}: {words.source(point, part.page.figure)}"
            found.setdefault(f"{told} ({point.source_url})" if point.source_url else told)
        for place, citation in part.page.citations:
            if citation and place in whose:
                found.setdefault(f"{title}, {whose[place]}: {citation}")
        for row in part.page.nation:
            if row.national is not None and row.source_url:
                found.setdefault(f"{title}, {whose['nation']} {row.period}: {row.source_url}")
    return tuple(found)
