"""What the report says: the board in one period, with staff's own judgement beside each answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.periods import shape_of
from goals import figures, verdicts
from goals.board import Board, IndicatorLine
from goals.errors import NoSuchReport
from goals.figures import AreaLine, FigurePage
from goals.follow_ups import Judgement
from goals.indicators.forum import KEYS
from goals.malbild import GoalArea, Malbild
from goals.points import FigureLine, Point
from goals.report.voices import NOBODY, Heard, Voices
from goals.verdicts import Answer
from surveys.commented import Commented
from surveys.statistics import methods

# A report shows where things stand and how they came there, not the whole past.
MOST_PERIODS = 6
MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class FigurePart:
    """A figure up to the report's period; ``areas`` are of that very period, none where it has none."""

    page: FigurePage
    points: tuple[Point, ...]
    areas: tuple[AreaLine, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """An indicator: its answer, what staff say of it, its figures, and what those who answered have written.

    Comments behind several indicators stand with the first of them.
    """

    line: IndicatorLine
    judgement: Judgement | None
    figures: tuple[FigurePart, ...]
    comments: tuple[Commented, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaPart:
    """A målområde with those of its indicators that the report is about; ``dialogues`` where it is about those."""

    area: GoalArea
    indicators: tuple[IndicatorPart, ...]
    dialogues: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report; ``namnd`` is "" for all of them."""

    malbild: Malbild
    period: str
    namnd: str
    made_on: date
    areas: tuple[AreaPart, ...]

    @property
    def indicators(self) -> tuple[IndicatorPart, ...]:
        """Every indicator of the report, in the order of the document."""
        return tuple(part for area in self.areas for part in area.indicators)

    @property
    def figures(self) -> tuple[FigurePart, ...]:
        """Every figure of the report once."""
        found = {part.page.figure.key: part for indicator in self.indicators for part in indicator.figures}
        return tuple(found.values())

    @property
    def is_demo(self) -> bool:
        """Whether any number in it is made up; a dialogue that is says so itself."""
        said = any(one.is_demo for part in self.indicators for one in part.comments)
        return said or any(point.is_demo for part in self.figures for point in part.points)

    @property
    def done(self) -> int:
        """How many indicators have a comment that is marked done."""
        return sum(part.judgement is not None and part.judgement.is_done for part in self.indicators)

    def count(self, answer: Answer) -> int:
        """How many indicators have this answer."""
        return sum(part.line.answer == answer for part in self.indicators)

    @property
    def name(self) -> str:
        """What a file of it is called, without its ending."""
        return f"delarsrapport-{plain(self.period)}-{plain(self.namnd) or 'alla-namnder'}"


def build(
    board: Board,
    judgements: Mapping[str, Judgement],
    period: str,
    namnd: str,
    made_on: date,
    language: str,
    voices: Voices = NOBODY,
) -> Report:
    """The report of a period from the whole board, the period's judgements and what people said in it.

    Raises NoSuchReport for a nämnd the målbild does not have.
    """
    if namnd and namnd not in board.malbild.boards:
        raise NoSuchReport
    areas = []
    said: set[Commented] = set()
    for block in board.blocks:
        parts = []
        for line in block.lines:
            if namnd and line.indicator.owner != namnd:
                continue
            part = _indicator(line, judgements.get(line.indicator.key), board.malbild, period, language)
            heard = dict.fromkeys(one for key in _keys(part) for one in voices.comments.get(key, ()))
            parts.append(replace(part, comments=tuple(one for one in heard if one not in said)))
            said |= heard.keys()
        if parts:
            is_forum = any(key in KEYS for part in parts for key in _keys(part))
            areas.append(AreaPart(block.area, tuple(parts), voices.dialogues if is_forum else ()))
    return Report(board.malbild, period, namnd, made_on, tuple(areas))


def periods(board: Board, judged: Sequence[str]) -> tuple[str, ...]:
    """The periods a report can be about: those with a value or a judgement, the latest first; at most 20."""
    measured = {
        point.period
        for block in board.blocks
        for line in block.lines
        for figure in line.figures
        for point in figure.points
    }
    return tuple(sorted({*measured, *judged}, reverse=True)[:MOST_OFFERED])


def suggested(board: Board, offered: Sequence[str]) -> str:
    """The latest period with a figure from answers, else the latest at all; "" when there is none.

    Dialogues are counted from the first day of a year: that says nothing of whether there is anything to report.
    """
    own = {
        point.period
        for block in board.blocks
        for line in block.lines
        for figure in line.figures
        if figure.figure.derived and figure.figure.key not in KEYS
        for point in figure.points
    }
    return max(own & set(offered), default=offered[0] if offered else "")


def until(line: FigureLine, period: str) -> FigureLine:
    """A figure as it stood in a period: the periods of the same shape or, where it has none such, all of them."""
    alike = [point for point in line.points if shape_of(point.period) == shape_of(period)]
    return replace(line, points=tuple(point for point in alike or line.points if point.period <= period))


def plain(text: str) -> str:
    """A text as a part of a file's name: small letters without dots, words joined by dashes."""
    small = text.lower().translate(str.maketrans("åäöé", "aaoe"))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in small).split())[:60]


def _keys(part: IndicatorPart) -> tuple[str, ...]:
    return tuple(figure.page.figure.key for figure in part.figures)


def _indicator(
    line: IndicatorLine, judgement: Judgement | None, malbild: Malbild, period: str, language: str
) -> IndicatorPart:
    """An indicator answered again, as if nothing after the period were known."""
    lines = tuple(until(figure, period) for figure in line.figures)
    outcome = verdicts.judge(lines, period[:4])
    history = verdicts.history(lines)
    said = verdicts.last_said(history, outcome.period) if outcome.answer is Answer.UNKNOWN else None
    then = replace(line, outcome=outcome, figures=lines, history=history, said=said, judgement=judgement)
    return IndicatorPart(then, judgement, tuple(_figure(figure, malbild, period, language) for figure in lines))


def _figure(line: FigureLine, malbild: Malbild, period: str, language: str) -> FigurePart:
    recent = replace(line, points=line.points[-MOST_PERIODS:])
    page = figures.page(recent, malbild, methods.CURRENT, language)
    is_now = page.latest is not None and page.latest.period == period
    return FigurePart(page, recent.points, page.areas if is_now else ())
