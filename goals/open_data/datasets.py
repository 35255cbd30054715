"""The register of files: what each is called, which columns it has, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from goals import figure_files, follow_ups
from goals.board import Board
from goals.models import FollowUp, MalbildVersion, OfficialValue, Reading
from goals.report import words

Row = list[object]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One table, offered as CSV and as JSON; ``key`` is its address, and addresses are never changed.

    ``columns`` says of each what it holds; texts are in Swedish ("sv") and English ("en"). ``has_others`` is that it
    holds what others have published, each row with its source.
    """

    key: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    keywords: tuple[tuple[str, str], ...]
    columns: Mapping[str, Mapping[str, str]]
    rows: Callable[[Session, Board], Iterator[Row]]
    has_others: bool = False


def _readings(session: Session, board: Board) -> Iterator[Row]:
    for line in {figure.figure.key: figure for indicator in board.lines for figure in indicator.figures}.values():
        yield from figure_files.rows(line)


def _figures(session: Session, board: Board) -> Iterator[Row]:
    for figure in board.malbild.figures.values():
        asked = [indicator.key for indicator in board.malbild.indicators if figure.key in indicator.figures]
        yield [
            figure.key,
            figure.title["sv"],
            figure.title["en"],
            figure.short["sv"],
            figure.short["en"],
            figure.unit,
            figure.better,
            figure.target,
            figure.derived,
            " ".join(asked),
        ]


def _indicators(session: Session, board: Board) -> Iterator[Row]:
    version = board.malbild.version
    for block in board.blocks:
        for line in block.lines:
            yield [
                block.area.number,
                block.area.text,
                line.indicator.key,
                line.indicator.text,
                line.indicator.target,
                line.indicator.owner,
                line.answer.value,
                line.reason.value,
                words.reason(line),
                line.period,
                line.outcome.before,
                " ".join(line.indicator.figures),
                any(point.is_demo for figure in line.figures for point in figure.points),
                line.judgement.fulfilment.value if line.judgement and line.judgement.fulfilment else "",
                line.judgement.comment if line.judgement else "",
                version.decision if version else "",
                version.paragraph if version else "",
                version.valid_from.isoformat() if version else "",
            ]


def _judgements(session: Session, board: Board) -> Iterator[Row]:
    for said in follow_ups.finished(session):
        indicator = board.malbild.indicator(said.indicator)
        yield [
            said.indicator,
            said.period,
            indicator.text if indicator else "",
            indicator.owner if indicator else "",
            said.fulfilment.value if said.fulfilment else "",
            said.comment,
            said.written_at.astimezone(clock.STOCKHOLM).date().isoformat(),
        ]


_FIGURE = {"sv": "Måttets nyckel", "en": "The figure's key"}
_INDICATOR = {"sv": "Indikatorns nyckel", "en": "The indicator's key"}
_TEXT = {"sv": "Indikatorn ordagrant ur målbilden", "en": "The indicator word for word from the målbild, in Swedish"}
_OWNER = {"sv": "Ansvarig nämnd, tomt när ingen är utsedd", "en": "The nämnd in charge, empty when none is named"}
_PERIOD = {"sv": "År, eller del av år som 2025-K3", "en": "A year, or a part of one such as 2025-K3"}

_MEASURED = {
    "figure": _FIGURE,
    "period": _PERIOD,
    "area": {
        "sv": "Verksamhetsområde, eller målgrupp för en dialog, tomt för totalen",
        "en": "Area of activity, or the group a dialogue is for, empty for the total",
    },
    "value": {"sv": "Värdet, tomt när svaren är för få", "en": "The value, empty when answers are too few"},
    "low": {"sv": "Intervallets nedre gräns, 95 procent", "en": "The interval's lower end, 95 per cent"},
    "high": {"sv": "Intervallets övre gräns, 95 procent", "en": "The interval's upper end, 95 per cent"},
    "n": {
        "sv": "Antal som har svarat, för dialoger antal som räknas",
        "en": "How many answered, for dialogues how many count",
    },
    "N": {
        "sv": "Antal avslutade ärenden, för dialoger antal att räkna av",
        "en": "How many cases were closed, for dialogues how many they are of",
    },
    "definition": {"sv": "Vad totalen omfattar", "en": "What the total covers"},
    "design": {"sv": "Hur urvalet är gjort", "en": "How those asked were chosen"},
    "source": {"sv": "Var värdet kommer från", "en": "Where the value comes from"},
    "is_demo": {"sv": "Sant för påhittade data", "en": "True for invented data"},
    "rolling": {"sv": "Värdet för de senaste tolv månaderna", "en": "The value of the last twelve months"},
    "rolling_low": {"sv": "Tolv månader, nedre gräns", "en": "Twelve months, lower end"},
    "rolling_high": {"sv": "Tolv månader, övre gräns", "en": "Twelve months, upper end"},
    "rolling_n": {"sv": "Tolv månader, antal svar", "en": "Twelve months, number of answers"},
    "peers": {"sv": "Jämförbara kommuner", "en": "Comparable municipalities"},
    "nation": {"sv": "Riket", "en": "Sweden"},
    "citation": {"sv": "Hur källan ska anges", "en": "How the source is to be named"},
    "peers_source": {"sv": "Källa för jämförbara kommuner", "en": "Source for comparable municipalities"},
    "nation_source": {"sv": "Källa för riket", "en": "Source for Sweden"},
}

MEASURED = Dataset(
    "malbild",
    {"sv": "Målbildens mätvärden", "en": "The readings of the målbild"},
    {
        "sv": "Alla publicerade värden för målbildens mått, per period och område, med intervall, antal svar och "
        "källa. Värden som bygger på för få svar är dolda, precis som på sidorna.",
        "en": "Every published value of the målbild's figures, by period and area, with interval, number of answers "
        "and source. Values from too few answers are hidden, just as on the pages.",
    },
    (
        ("nöjd kund-index", "customer satisfaction index"),
        ("service", "service"),
        ("bemötande", "treatment"),
        ("målbild", "goals"),
    ),
    # A column that is added there without being told of here stops the start.
    {column: _MEASURED[column] for column in figure_files.COLUMNS},
    _readings,
    has_others=True,
)

FIGURES = Dataset(
    "matt",
    {"sv": "Målbildens mått", "en": "The figures of the målbild"},
    {
        "sv": "Vad varje mått heter, vad det säger, vilken enhet det har och åt vilket håll som är bättre.",
        "en": "What each figure is called, what it tells, its unit and which way is better.",
    },
    (("målbild", "goals"), ("mått", "figures"), ("uppföljning", "follow-up")),
    {
        "figure": _FIGURE,
        "title_sv": {"sv": "Namn på svenska", "en": "Name in Swedish"},
        "title_en": {"sv": "Namn på engelska", "en": "Name in English"},
        "short_sv": {"sv": "Vad måttet säger, på svenska", "en": "What it tells, in Swedish"},
        "short_en": {"sv": "Vad måttet säger, på engelska", "en": "What it tells, in English"},
        "unit": {"sv": "Enhet", "en": "Unit"},
        "better": {"sv": "up: högre är bättre, down: lägre är bättre", "en": "up or down: which way is better"},
        "target": {"sv": "Målvärde", "en": "The value to reach"},
        "derived": {"sv": "Sant när Samspel räknar fram måttet", "en": "True when Samspel works the figure out"},
        "indicators": {"sv": "Indikatorer som måttet svarar på", "en": "The indicators it answers"},
    },
    _figures,
)

INDICATORS = Dataset(
    "indikatorer",
    {"sv": "Målbildens indikatorer", "en": "The indicators of the målbild"},
    {
        "sv": "Varje indikator med svaret just nu (ja, nej eller går inte att säga ännu), skälet, ansvarig nämnd och "
        "kommunens egen bedömning när den är klar.",
        "en": "Each indicator with its answer now (yes, no or cannot be said yet), the reason, the nämnd in charge and "
        "the municipality's own judgement once it is done.",
    },
    (("målbild", "goals"), ("indikatorer", "indicators"), ("måluppfyllelse", "goal attainment")),
    {
        "area": {"sv": "Målområdets nummer", "en": "The goal area's number"},
        "area_text": {"sv": "Målområdet ordagrant", "en": "The goal area word for word, in Swedish"},
        "indicator": _INDICATOR,
        "text": _TEXT,
        "target": {"sv": "Målet i ord", "en": "The goal in words"},
        "owner": _OWNER,
        "answer": {"sv": "yes, no eller unknown", "en": "yes, no or unknown"},
        "reason": {"sv": "Skälet som nyckel", "en": "The reason as a key"},
        "because": {
            "sv": "Skälet i en mening, på språket du har valt på webbplatsen",
            "en": "The reason in a sentence, in the language you have chosen on the site",
        },
        "period": _PERIOD,
        "before": {"sv": "Perioden den jämförs med", "en": "The period it is compared with"},
        "figures": {"sv": "Mått som svaret bygger på", "en": "The figures the answer rests on"},
        "is_demo": {"sv": "Sant när svaret bygger på påhittade data", "en": "True when it rests on invented data"},
        "fulfilment": {
            "sv": "Kommunens egen bedömning när den är klar: met, partly eller not_met",
            "en": "The municipality's own judgement once it is done: met, partly or not_met",
        },
        "comment": {"sv": "Analyskommentaren när den är klar", "en": "The comment once it is done, in Swedish"},
        "decision": {"sv": "Beslutet bakom målbilden", "en": "The decision behind the målbild"},
        "paragraph": {"sv": "Beslutets paragraf", "en": "The decision's paragraph"},
        "valid_from": {"sv": "Dagen målbilden började gälla", "en": "The day the målbild came into force"},
    },
    _indicators,
)

JUDGEMENTS = Dataset(
    "uppfoljning",
    {"sv": "Kommunens bedömning av målen", "en": "The municipality's judgement of its goals"},
    {
        "sv": "Måluppfyllelse och analyskommentar per indikator och period, när bedömningen är markerad som klar.",
        "en": "Goal attainment and comment by indicator and period, once the judgement is marked as done.",
    },
    (("måluppfyllelse", "goal attainment"), ("uppföljning", "follow-up"), ("målbild", "goals")),
    {
        "indicator": _INDICATOR,
        "period": _PERIOD,
        "text": _TEXT,
        "owner": _OWNER,
        "fulfilment": {"sv": "met, partly eller not_met", "en": "met, partly or not_met"},
        "comment": {"sv": "Analyskommentaren", "en": "The comment, in Swedish"},
        "written_on": {"sv": "Dagen bedömningen skrevs", "en": "The day the judgement was written"},
    },
    _judgements,
)

REGISTER = (MEASURED, INDICATORS, FIGURES, JUDGEMENTS)
BY_KEY = {dataset.key: dataset for dataset in REGISTER}


def changed(session: Session) -> dict[str, datetime | None]:
    """When each file last got something new; None for one that never did."""
    taken = session.scalar(select(func.max(Reading.taken_at)))
    stated = session.scalar(select(func.max(OfficialValue.stated_at)))
    decided = session.scalar(select(func.max(MalbildVersion.created_at)))
    said = session.scalar(select(func.max(FollowUp.written_at)).where(FollowUp.is_done))
    measured = max((at for at in (taken, stated) if at), default=None)
    answered = max((at for at in (measured, decided) if at), default=None)
    return {MEASURED.key: measured, INDICATORS.key: answered, FIGURES.key: decided, JUDGEMENTS.key: said}
