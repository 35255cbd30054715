"""What an analysis holds, as frozen values and as the document of plain numbers that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

# A document of another shape is taken for none: the next answers, or the next upgrade, make it anew.
SHAPE = 1


@dataclass(frozen=True, slots=True)
class Index:
    """An index 0-100 of one measure over everybody who answered, and how well its questions hold together.

    ``n`` have a score. The figures are None with too few of them. ``alpha`` is Cronbach's over the ``alpha_n`` who
    answered every question of it; None for a single question and below thirty. ``effect`` (0-1) is the measure's
    share of what goes together with the NKI and ``field`` its place in the priority matrix, "" where it has none.
    """

    measure: str
    n: int
    estimate: float | None
    low: float | None
    high: float | None
    alpha: float | None = None
    alpha_n: int = 0
    is_alpha_low: bool = False
    effect: float | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Effects:
    """How much of the NKI goes together with the factors: ``r2`` (0-1) over ``n`` who have all of them.

    ``refusal`` is "" or says why there are none: ``too_few`` (``needed`` are asked for), or that the answers cannot be
    divided (``constant``, ``collinear``, ``unrelated``) because of ``names``. The matrix is divided at ``index_line``
    and ``effect_line``.
    """

    n: int
    r2: float | None
    needed: int
    refusal: str = ""
    names: tuple[str, ...] = ()
    index_line: float | None = None
    effect_line: float | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """The share (0-1) of those who answered a question who chose one of its two highest steps.

    With too few answers the numbers are None. ``diff`` is the share less that of the period before, with its interval;
    ``p`` is Fisher's where that is what judges. ``is_certain`` says that chance is a poor explanation of the change,
    and ``stands_out`` that it is so even when one remembers how many questions were looked at.
    """

    question: str
    n: int
    share: float | None
    low: float | None
    high: float | None
    diff: float | None = None
    diff_low: float | None = None
    diff_high: float | None = None
    p: float | None = None
    is_certain: bool = False
    stands_out: bool = False


@dataclass(frozen=True, slots=True)
class Micro:
    """One index 0-100 of the short service survey, or None below its least number of answers."""

    measure: str
    n: int
    estimate: float | None
    low: float | None
    high: float | None
    needed: int


@dataclass(frozen=True, slots=True)
class Weighting:
    """How the answers were brought to the population of ``year``, or in ``refusal`` why they were not.

    ``n`` told sex and age and ``left_out`` did not; ``n_eff`` is how many equal weights theirs are worth and
    ``most_relative`` the largest weight over the mean one. ``merged`` names groups taken together ("16-29/30-49").
    """

    n: int
    left_out: int
    year: str
    n_eff: float | None = None
    most_relative: float | None = None
    merged: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Weighted:
    """An index (0-100) of a measure or a share (0-1) of a question, weighted to the population.

    ``unweighted`` is over the same respondents, and None where what a few others answered could be told from it. All
    are None with too few answers.
    """

    key: str
    is_share: bool
    n: int
    estimate: float | None
    low: float | None
    high: float | None
    unweighted: float | None


@dataclass(frozen=True, slots=True)
class Rolling:
    """An index over the twelve months that end with the period: from ``first`` to the period itself."""

    measure: str
    first: str
    n: int
    estimate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Index units a year over ``periods`` periods that asked the same questions, in the areas they all have.

    ``direction`` is upp, ned or ingen.
    """

    measure: str
    first: str
    periods: int
    per_year: float
    low: float
    high: float
    direction: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the worker found in a survey and period. Nothing of a group too small to be shown is in it.

    ``base`` took part; with ``is_too_few`` there is nothing else. ``earlier`` is the period before, "" for none.
    """

    period: str
    base: int
    is_too_few: bool
    method: str
    earlier: str = ""
    indices: tuple[Index, ...] = ()
    effects: Effects | None = None
    micro: tuple[Micro, ...] = ()
    shares: tuple[Share, ...] = ()
    weighting: Weighting | None = None
    weighted: tuple[Weighted, ...] = ()
    rolling: tuple[Rolling, ...] = ()
    trends: tuple[Trend, ...] = ()
    made_at: datetime | None = None

    def index(self, measure: str) -> Index | None:
        """The index of a measure, if the survey asks for it."""
        return next((index for index in self.indices if index.measure == measure), None)

    @property
    def matrix(self) -> tuple[Index, ...]:
        """The factors that have a place in the priority matrix, the largest effect first."""
        placed = [index for index in self.indices if index.effect is not None and index.field]
        return tuple(sorted(placed, key=lambda index: (-(index.effect or 0.0), index.measure)))


_MANY = {
    "indices": Index,
    "micro": Micro,
    "shares": Share,
    "weighted": Weighted,
    "rolling": Rolling,
    "trends": Trend,
}
_ONE = {"effects": Effects, "weighting": Weighting}


def as_document(analysis: Analysis) -> dict[str, Any]:
    """Plain numbers, texts and lists; ``made_at`` has a column of its own."""
    document = asdict(analysis)
    del document["made_at"]
    return {"shape": SHAPE, **document}


def from_document(document: Mapping[str, Any], made_at: datetime) -> Analysis | None:
    """The analysis of a stored document; None when it was stored by a version that wrote it otherwise."""
    if document.get("shape") != SHAPE:
        return None
    known = {field.name for field in fields(Analysis)} - {"made_at"}
    found: dict[str, Any] = {name: document[name] for name in known}
    for name, kind in _MANY.items():
        found[name] = tuple(_read(kind, row) for row in found[name])
    for name, kind in _ONE.items():
        found[name] = None if found[name] is None else _read(kind, found[name])
    return Analysis(**found, made_at=made_at)


def _read(kind: type, row: Mapping[str, Any]) -> Any:
    """JSON has no tuples, so they come back as lists."""
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
