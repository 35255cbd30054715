"""What staff see of the comments on a question, as frozen values: the texts are those without personal data."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.corrections import correcting
from core.corrections.correcting import Correction
from core.language.analysing import TextFindings
from surveys.comments import analysing, marks
from surveys.comments.models import CommentFinding, CommentMark, CommentThemes
from surveys.models import Comment

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Tones:
    """How a group feels: (tone, share, low, high) each 0-1, or None under ``needed`` judged comments."""

    n: int
    unread: int
    needed: int
    shares: tuple[tuple[str, float, float, float], ...] | None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Tones:
        """What ``summing.tones`` wrote."""
        shares = found["shares"]
        return cls(
            found["n"],
            found["unread"],
            found["needed"],
            None if shares is None else tuple((tone, share, low, high) for tone, share, low, high in shares),
        )


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject of the comments: the name staff have given it or None, and its words as people wrote them."""

    key: str
    anchor: tuple[str, ...]
    label: str | None
    words: tuple[str, ...]
    n: int
    tones: Tones

    @property
    def name(self) -> str:
        """What it is called."""
        return self.label or ", ".join(self.words)


@dataclass(frozen=True, slots=True)
class Summary:
    """What ``quoting`` chose: refs of quotes by theme and by factor, and how many others each stands for."""

    themes: Mapping[str, tuple[str, ...]]
    factors: Mapping[str, tuple[str, ...]]
    alike: Mapping[str, int]
    told: int
    repeated: int

    @classmethod
    def of(cls, found: Mapping[str, Any] | None) -> Summary | None:
        """What ``summing`` wrote; None where there was too little to sum up, or nothing has been since it could."""
        if not found:
            return None
        themes = {key: tuple(refs) for key, refs in found["themes"].items()}
        factors = {factor: tuple(refs) for factor, refs in found["factors"].items()}
        return cls(themes, factors, dict(found["alike"]), found["told"], found["repeated"])

    @property
    def refs(self) -> tuple[str, ...]:
        """Every quote."""
        return tuple(ref for refs in (*self.themes.values(), *self.factors.values()) for ref in refs)


@dataclass(frozen=True, slots=True)
class Overview:
    """What the comments on a question say together; ``missing`` says why there are no themes."""

    question_key: str
    n: int
    tones: Tones
    factors: tuple[tuple[str, int, tuple[str, ...]], ...]
    languages: tuple[tuple[str, int], ...]
    themes: tuple[Theme, ...]
    rest: int
    missing: str | None
    method: str
    analyser: str
    made_at: datetime
    summary: Summary | None

    def theme(self, key: str) -> Theme | None:
        """The theme with a key."""
        return next((theme for theme in self.themes if theme.key == key), None)


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment and what was made of it; ``tone`` and ``factors`` are what staff have said, else what was found."""

    response_id: uuid.UUID
    question_key: str
    collection_id: int
    findings: TextFindings
    analyser: str
    said: Correction | None

    @property
    def tone(self) -> str | None:
        """The tone that counts; None where nobody can judge the language."""
        return analysing.tone_of(self.findings, self.said)

    @property
    def factors(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The factors that count, each with the words it was found by."""
        words = {tag.factor: tag.words for tag in self.findings.factors}
        return tuple((factor, words.get(factor, ())) for factor in analysing.factors_of(self.findings, self.said))


@dataclass(frozen=True, slots=True)
class Page:
    """Twenty-five comments in the order of random keys; ``after`` leads to the next page."""

    rows: tuple[CommentView, ...]
    after: str | None


def questions(session: Session, collection_id: int) -> list[str]:
    """The keys of the questions whose comments have been summed up."""
    return list(
        session.scalars(
            select(CommentThemes.question_key)
            .where(CommentThemes.collection_id == collection_id)
            .order_by(CommentThemes.question_key)
        )
    )


def overview(session: Session, collection_id: int, question_key: str) -> Overview | None:
    """What the comments on a question say together; None until the worker has read them."""
    row = session.get(CommentThemes, (collection_id, question_key))
    return None if row is None else _overview(row)


def overviews(session: Session, collection_id: int) -> tuple[Overview, ...]:
    """The same for every question of a round that has been summed up."""
    rows = session.scalars(
        select(CommentThemes).where(CommentThemes.collection_id == collection_id).order_by(CommentThemes.question_key)
    )
    return tuple(_overview(row) for row in rows)


def _overview(row: CommentThemes) -> Overview:
    document = row.document
    themes = tuple(
        Theme(
            theme["key"],
            tuple(theme["anchor"]),
            theme["label"],
            tuple(theme["words"]),
            theme["n"],
            Tones.of(theme["tones"]),
        )
        for theme in document["themes"]
    )
    return Overview(
        question_key=row.question_key,
        n=document["n"],
        tones=Tones.of(document["tones"]),
        factors=tuple((factor, n, tuple(words)) for factor, n, words in document["factors"]),
        languages=tuple((code, n) for code, n in document["languages"]),
        themes=themes,
        rest=document["rest"],
        missing=document["missing"],
        method=document["method"],
        analyser=row.analyser,
        made_at=row.made_at,
        summary=Summary.of(document.get("summary")),
    )


def page(
    session: Session, collection_id: int, question_key: str, asked: Sequence[str] = (), after: str | None = None
) -> Page:
    """The comments on a question that have all the marks asked for; withheld ones are never among them."""
    query = _query().where(
        Comment.collection_id == collection_id,
        Comment.question_key == question_key,
    )
    for name in asked:
        mark = aliased(CommentMark)
        query = query.join(
            mark,
            (mark.collection_id == collection_id)
            & (mark.question_key == question_key)
            & (mark.mark == name)
            & (mark.response_id == Comment.response_id),
        )
    if (position := _position(after)) is not None:
        query = query.where(Comment.response_id > position)
    rows = session.execute(query.order_by(Comment.response_id).limit(A_PAGE + 1)).all()
    shown = _views(session, rows[:A_PAGE])
    return Page(shown, str(shown[-1].response_id) if len(rows) > A_PAGE else None)


def quoted(session: Session, collection_id: int, overview: Overview) -> dict[str, CommentView]:
    """The quotes of a summary that can still be read, by ref."""
    if overview.summary is None:
        return {}
    names = {marks.cited(ref): ref for ref in overview.summary.refs}
    found = _marked(session, collection_id, overview.question_key, list(names), len(names))
    return {names[name]: one for name, one in found}


def for_report(session: Session, collection_id: int, question_key: str, most: int) -> tuple[CommentView, ...]:
    """The comments that staff let the delårsrapport quote."""
    return tuple(one for _name, one in _marked(session, collection_id, question_key, [marks.REPORT], most))


def _marked(
    session: Session, collection_id: int, question_key: str, names: Sequence[str], most: int
) -> list[tuple[str, CommentView]]:
    """At most so many readable comments that have one of the marks, each with its mark."""
    rows = session.execute(
        _query()
        .add_columns(CommentMark.mark)
        .join(
            CommentMark,
            (CommentMark.response_id == Comment.response_id) & (CommentMark.question_key == Comment.question_key),
        )
        .where(
            CommentMark.collection_id == collection_id,
            CommentMark.question_key == question_key,
            CommentMark.mark.in_(names),
        )
        .order_by(Comment.response_id)
        .limit(most)
    ).all()
    return [(row.mark, one) for row, one in zip(rows, _views(session, rows), strict=True)]


def one(session: Session, collection_id: int, question_key: str, response_id: uuid.UUID) -> CommentView | None:
    """One comment of a round; None when it is not there, is withheld or has not been read yet."""
    rows = session.execute(
        _query().where(
            Comment.response_id == response_id,
            Comment.question_key == question_key,
            Comment.collection_id == collection_id,
        )
    ).all()
    return next(iter(_views(session, rows)), None)


def _query() -> Any:
    return (
        select(
            Comment.response_id,
            Comment.question_key,
            Comment.collection_id,
            CommentFinding.document,
            CommentFinding.analyser,
        )
        .join(
            CommentFinding,
            (CommentFinding.response_id == Comment.response_id) & (CommentFinding.question_key == Comment.question_key),
        )
        .where(Comment.is_withheld.is_(False))
    )


def _views(session: Session, rows: Sequence[Any]) -> tuple[CommentView, ...]:
    said = correcting.of(session, [marks.subject_of(row.response_id, row.question_key) for row in rows])
    return tuple(
        CommentView(
            row.response_id,
            row.question_key,
            row.collection_id,
            TextFindings.from_document(row.document),
            row.analyser,
            said.get(marks.subject_of(row.response_id, row.question_key)),
        )
        for row in rows
    )


def _position(after: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(after) if after else None
    except ValueError:
        return None
