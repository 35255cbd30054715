"""The latest analysis of a dialogue as frozen values: what every page, file and channel reads, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialog.analysing.models import DialogueAnalysis
from dialog.analysis.claims import Claim, Contrast, Kind
from dialog.analysis.gate import Condition, Gate
from dialog.analysis.representative import Side
from dialog.models import Statement
from dialog.results import FEWEST, IS_READ, Inspel, inspel_of


@dataclass(frozen=True, slots=True)
class Telling:
    """What sets a group apart: ``k`` of the ``n`` in it who voted took this ``side``, ``rest_k`` of ``rest_n`` others.

    ``statement`` is the number of an inspel. Every base is five or more.
    """

    statement: int
    side: Side
    k: int
    n: int
    rest_k: int
    rest_n: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of at least five who vote alike, and where it lies on the map.

    ``number`` counts from 1, the largest group first. The middle (``x``, ``y``) and the spread around it (standard
    deviations) are of the whole group: the point of a single person would tell how that person voted, and is not kept.
    """

    number: int
    size: int
    x: float
    y: float
    spread_x: float
    spread_y: float
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject: the name staff have given it or None, its words as people wrote them, and the inspel in it.

    ``statements`` are numbers, the most telling first.
    """

    key: str
    anchor: tuple[str, ...]
    label: str | None
    words: tuple[str, ...]
    statements: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes, the largest first, and the numbers of the inspel in none; ``missing`` says why there are none.

    ``texts`` is how many inspel they were sought in; ``missing`` is ``few_texts``, ``few_words`` or None. ``lost`` are
    the names staff have given to themes that the texts no longer have.
    """

    themes: tuple[Theme, ...]
    rest: tuple[int, ...]
    texts: int
    missing: str | None
    lost: tuple[str, ...]
    method: str
    version: str


@dataclass(frozen=True, slots=True)
class Language:
    """How many of ``texts`` inspel have each tone and are about each factor, by the analysis of language.

    A tone is one of ``core.language.sentiment.LABELS``, UNSURE, or "" where nobody here reads the language. Those that
    staff have corrected count as corrected.
    """

    texts: int
    tones: Mapping[str, int]
    factors: Mapping[str, int]
    corrected: int
    analyser: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the worker found in a dialogue. Nothing of it is for the public before ``DialogueView.is_over``.

    ``voters`` are those who have voted on something that counts. ``claims`` are one for each inspel that counts, by
    number; ``groups`` are there only if the gate is open. An inspel may have left since: look it up before it is shown.
    """

    voters: int
    claims: tuple[Claim, ...]
    groups: tuple[Group, ...]
    gate: Gate | None
    themes: Themes
    language: Language
    made_at: datetime
    method: str

    @property
    def is_too_few(self) -> bool:
        """Whether so few have voted that nothing may be said."""
        return self.voters < FEWEST

    def of_kind(self, *kinds: Kind) -> tuple[Claim, ...]:
        """The claims of these kinds, the clearest first: by how far the likely range is from nothing, then by votes."""
        chosen = [claim for claim in self.claims if claim.kind in kinds]
        return tuple(sorted(chosen, key=lambda one: (-_clearness(one), -one.n, one.statement)))


def found(session: Session, dialogue_id: int) -> Found | None:
    """The latest analysis; None until the worker has made one."""
    row = session.get(DialogueAnalysis, dialogue_id)
    return from_documents(row.document, row.themes, row.made_at, row.method) if row else None


def made_at(session: Session, dialogue_id: int) -> datetime | None:
    """When the latest analysis was made."""
    return session.scalar(select(DialogueAnalysis.made_at).where(DialogueAnalysis.dialogue_id == dialogue_id))


def inspel(session: Session, dialogue_id: int, numbers: Collection[int]) -> dict[int, Inspel]:
    """The inspel with these numbers that can still be read, whatever has happened since the analysis."""
    if not numbers:
        return {}
    rows = session.scalars(
        select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.number.in_(numbers), *IS_READ)
    )
    return {row.number: inspel_of(row) for row in rows}


def from_documents(document: Mapping[str, Any], words: Mapping[str, Any], made_at: datetime, method: str) -> Found:
    """What the worker stored, read back; raises KeyError for documents of another shape."""
    return Found(
        voters=document["voters"],
        claims=tuple(_claim(one) for one in document["claims"]),
        groups=tuple(_group(one) for one in document["map"]),
        gate=_gate(document["gate"]) if document["gate"] else None,
        themes=_themes(words["themes"]),
        language=Language(**words["language"]),
        made_at=made_at,
        method=method,
    )


def _clearness(claim: Claim) -> float:
    if claim.kind is Kind.SPLIT:
        return -abs(claim.agree - claim.disagree) / claim.n
    if claim.kind is Kind.DISTINCT:
        return max(abs(one.difference) for one in claim.contrasts)
    return claim.low if claim.low is not None else 0.0


def _claim(one: Mapping[str, Any]) -> Claim:
    return Claim(
        kind=Kind(one["kind"]),
        statement=one["statements"][0],
        contrasts=tuple(
            Contrast(**{name: contrast[name] for name in Contrast.__dataclass_fields__})
            for contrast in one["contrasts"]
        ),
        **{name: one[name] for name in ("n", "agree", "disagree", "passes", "share", "low", "high")},
    )


def _gate(one: Mapping[str, Any]) -> Gate:
    return Gate(
        people=one["participants"]["n"],
        sampled=one["participants"]["sampled"],
        sizes=tuple(one["groups"]["sizes"]),
        silhouette=one["silhouette"]["value"],
        threshold=one["silhouette"]["threshold"],
        shuffles=one["silhouette"]["permutations"],
        as_clear=one["silhouette"]["as_high"],
        stability=one["stability"]["median_ari"],
        resamples=one["stability"]["resamples"],
        met={condition: one["conditions"][condition.value] for condition in Condition},
        reason=Condition(one["reason"]) if one["reason"] else None,
    )


def _group(one: Mapping[str, Any]) -> Group:
    tellings = tuple(Telling(**told | {"side": Side(told["side"])}) for told in one["tellings"])
    return Group(**{**one, "tellings": tellings})


def _themes(one: Mapping[str, Any]) -> Themes:
    themes = tuple(
        Theme(
            key=theme["key"],
            anchor=tuple(theme["anchor"]),
            label=theme["label"],
            words=tuple(theme["words"]),
            statements=tuple(theme["statements"]),
        )
        for theme in one["themes"]
    )
    return Themes(
        themes=themes,
        rest=tuple(one["rest"]),
        lost=tuple(one["lost"]),
        **{name: one[name] for name in ("texts", "missing", "method", "version")},
    )
