"""What everybody may read of an analysis: claims part by part with the inspel they are about, and groups in counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.charts import DivergingRow, OpinionMap, Region, diverging, opinion_map
from dialog.analysing.results import Found, Group, Telling, Theme
from dialog.analysis.claims import Claim, Contrast
from dialog.claim_words import PARTS, Part
from dialog.feedback import results as feedback
from dialog.feedback.results import AnswerView
from dialog.models import Statement
from dialog.results import FEWEST, IS_READ, Inspel, inspel_of

MOST_OF_A_PART = 5
A_PAGE = 20
MOST_THEMES = 10
MOST_OF_A_THEME = 6
# From the one end of a bar to the other, in the order of ``Claim.disagree``, ``passes`` and ``agree``.
ENDS = ("disagree", "passes", "agree")


@dataclass(frozen=True, slots=True)
class Row:
    """A claim and its inspel. ``bar`` is None, and no count may be shown, where fewer than five have voted."""

    claim: Claim
    inspel: Inspel
    bar: DivergingRow | None
    answers: Sequence[AnswerView]

    @property
    def is_told(self) -> bool:
        """Whether enough have voted for the counts to be shown."""
        return is_told(self.claim)

    @property
    def contrast(self) -> Contrast | None:
        """The group that differs most from the others."""
        return max(self.claim.contrasts, key=lambda one: abs(one.difference), default=None)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the results: the rows on this page of the ``total`` there are."""

    part: Part
    rows: tuple[Row, ...]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether everything in the part is on the page."""
        return len(self.rows) >= self.total


@dataclass(frozen=True, slots=True)
class Subject:
    """A theme and the inspel of it that are on the page; ``total`` is how many it has."""

    theme: Theme
    rows: tuple[Inspel, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Camp:
    """A group of opinion with what sets it apart."""

    group: Group
    tellings: tuple[tuple[Telling, Inspel], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole first page of the results."""

    sections: tuple[Section, ...]
    subjects: tuple[Subject, ...]
    camps: tuple[Camp, ...]
    map: OpinionMap | None
    votes: int


def is_told(claim: Claim) -> bool:
    """Whether the counts of a claim may be shown: five or more have voted."""
    return claim.n >= FEWEST


def first_page(session: Session, dialogue_id: int, found: Found) -> Shown:
    """The clearest claims of every part, the themes and the groups, in three queries however much there is."""
    parts = {part: found.of_kind(*kinds) for part, kinds in PARTS.items()}
    chosen = {part: claims[:MOST_OF_A_PART] for part, claims in parts.items()}
    themes = [theme for theme in found.themes.themes if theme.statements][:MOST_THEMES]
    wanted = {claim.statement for claims in chosen.values() for claim in claims}
    beside = {number for theme in themes for number in theme.statements[:MOST_OF_A_THEME]}
    beside |= {told.statement for group in found.groups for told in group.tellings}
    inspel = _inspel(session, dialogue_id, wanted | beside)
    answers = answers_at(session, dialogue_id, wanted)
    return Shown(
        sections=tuple(
            Section(part, _rows(chosen[part], inspel, answers), len(claims)) for part, claims in parts.items() if claims
        ),
        subjects=tuple(_subject(theme, inspel) for theme in themes),
        camps=tuple(_camp(group, inspel) for group in found.groups),
        map=_map(found.groups),
        votes=sum(claim.n for claim in found.claims),
    )


def section(session: Session, dialogue_id: int, found: Found, part: Part, page: int) -> Section:
    """One page of a part, the clearest first."""
    claims = found.of_kind(*PARTS[part])
    chosen = claims[(page - 1) * A_PAGE : page * A_PAGE]
    wanted = {claim.statement for claim in chosen}
    rows = _rows(chosen, _inspel(session, dialogue_id, wanted), answers_at(session, dialogue_id, wanted))
    return Section(part, rows, len(claims))


def whole(session: Session, dialogue_id: int, found: Found) -> list[tuple[Claim, Inspel]]:
    """Every claim with its inspel, by number: for a file."""
    statements = session.scalars(select(Statement).where(Statement.dialogue_id == dialogue_id, *IS_READ))
    inspel = {statement.number: inspel_of(statement) for statement in statements}
    return [(claim, inspel[claim.statement]) for claim in found.claims if claim.statement in inspel]


def _rows(
    claims: Sequence[Claim], inspel: Mapping[int, Inspel], answers: Mapping[int, Sequence[AnswerView]]
) -> tuple[Row, ...]:
    shown = [claim for claim in claims if claim.statement in inspel]
    return tuple(Row(one, inspel[one.statement], bar_of(one), answers.get(one.statement, ())) for one in shown)


def bar_of(claim: Claim) -> DivergingRow | None:
    """A bar as long as all votes, from those who disagree to those who agree."""
    if not is_told(claim):
        return None
    shares = [getattr(claim, end) / claim.n for end in ENDS]
    return diverging(ENDS, [("", shares)]).rows[0]


def _inspel(session: Session, dialogue_id: int, numbers: set[int]) -> dict[int, Inspel]:
    """Those that can still be read, whatever has happened since the analysis."""
    found = session.scalars(
        select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.number.in_(numbers), *IS_READ)
    )
    return {statement.number: inspel_of(statement) for statement in found}


def answers_at(session: Session, dialogue_id: int, numbers: set[int]) -> dict[int, list[AnswerView]]:
    """The answers by the number of the inspel they are read at: those to what was merged into it as well."""
    shown = select(Statement.id).where(Statement.dialogue_id == dialogue_id, Statement.number.in_(numbers), *IS_READ)
    keys = session.scalars(
        select(Statement.id).where(
            Statement.dialogue_id == dialogue_id, or_(Statement.id.in_(shown), Statement.merged_into_id.in_(shown))
        )
    ).all()
    found: dict[int, list[AnswerView]] = {}
    for several in feedback.of_statements(session, keys).values():
        for answer in several:
            found.setdefault(answer.number, []).append(answer)
    return found


def _subject(theme: Theme, inspel: Mapping[int, Inspel]) -> Subject:
    rows = tuple(inspel[number] for number in theme.statements[:MOST_OF_A_THEME] if number in inspel)
    return Subject(theme, rows, len(theme.statements))


def _camp(group: Group, inspel: Mapping[int, Inspel]) -> Camp:
    told = tuple((one, inspel[one.statement]) for one in group.tellings if one.statement in inspel)
    return Camp(group, told)


def _map(groups: Sequence[Group]) -> OpinionMap | None:
    regions = [Region(one.number, one.size, one.x, one.y, one.spread_x, one.spread_y) for one in groups]
    return opinion_map(regions) if regions else None
