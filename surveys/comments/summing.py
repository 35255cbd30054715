"""What the comments on a question say together: subjects, tone, service factors, languages and a few of them."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.corrections import correcting
from core.corrections import themes as theme_verbs
from core.db import insert_into
from core.language import extracts, themes
from core.language.analysing import TextFindings
from core.language.sentiment import LABELS, UNSURE
from core.language.theme_decisions import Decision
from core.statistics.intervals import wilson
from surveys.comments import analysing, marks, quoting
from surveys.comments.models import CommentFinding, CommentMark, CommentThemes
from surveys.models import Collection, Comment

# Fewer comments than this say too little about how a group feels.
TONE_NEEDS = 50
EXTRACTS = 5
WORDS_A_FACTOR = 5
TONES = (*LABELS, UNSURE)


@dataclass(frozen=True, slots=True)
class Text:
    """As much of a comment as it takes to sum it up."""

    response_id: uuid.UUID
    words: str
    language: str
    tone: str | None
    factors: tuple[str, ...]
    factor_words: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """What to store for a question: a document without words of single comments, and which comments to mark."""

    question_key: str
    document: Mapping[str, Any]
    members: Mapping[str, Sequence[uuid.UUID]]


def make(session: Session, collection_id: int) -> tuple[Summed, ...]:
    """Sum up every question of a round that has comments; the same comments give the same. Nothing is written."""
    survey_id = session.scalar(select(Collection.survey_id).where(Collection.id == collection_id))
    if survey_id is None:
        return ()
    texts = _texts(session, collection_id)
    vocabulary = theme_verbs.vocabulary(session)
    decided = {key: theme_verbs.decisions(session, marks.themes_of(survey_id, key)) for key in texts}
    # The rest takes a while, and nobody is to wait for it.
    session.rollback()
    return tuple(_summed(key, mine, vocabulary, decided[key]) for key, mine in sorted(texts.items()))


def keep(session: Session, collection_id: int, analyser: str, summed: Sequence[Summed], now: datetime) -> None:
    """Put what was made in place of what was there before; comments that have gone meanwhile are left out."""
    analysing.put_away_withheld(session, collection_id)
    there = {
        (row.question_key, row.response_id)
        for row in session.execute(
            select(Comment.question_key, Comment.response_id)
            .where(Comment.collection_id == collection_id, Comment.is_withheld.is_(False))
            .with_for_update(read=True, key_share=True)
        )
    }
    session.execute(delete(CommentThemes).where(CommentThemes.collection_id == collection_id))
    session.execute(
        delete(CommentMark).where(
            CommentMark.collection_id == collection_id,
            CommentMark.mark.like("theme:%") | CommentMark.mark.like("cited:%") | (CommentMark.mark == marks.EXTRACT),
        )
    )
    has_changed = False
    for one in summed:
        session.execute(
            insert_into(session, CommentThemes).values(
                collection_id=collection_id,
                question_key=one.question_key,
                analyser=analyser,
                document=dict(one.document),
                made_at=now,
            )
        )
        rows = []
        for mark, ids in one.members.items():
            left = [response_id for response_id in ids if (one.question_key, response_id) in there]
            rows += analysing.rows_of(collection_id, one.question_key, mark, left)
            has_changed = has_changed or len(left) < len(ids)
        analysing.add(session, rows)
    if has_changed:
        # Some were withdrawn, or written anew when the round closed, while this was made of them.
        analysing.ask_for(session, collection_id, now)


def tones(labels: Sequence[str | None]) -> dict[str, Any]:
    """The tone of a group: how many could be judged and how many not, and each share with its interval (0-1).

    No shares under TONE_NEEDS judged comments. The intervals are Wilson's.
    """
    judged = [label for label in labels if label is not None]
    n = len(judged)
    found: dict[str, Any] = {"n": n, "unread": len(labels) - n, "needed": TONE_NEEDS, "shares": None}
    if n >= TONE_NEEDS:
        counted = Counter(judged)
        found["shares"] = [
            [tone, counted[tone] / n, interval.low, interval.high]
            for tone in TONES
            for interval in [wilson(counted[tone], n)]
        ]
    return found


def _summed(
    question_key: str, texts: Sequence[Text], vocabulary: Mapping[str, Sequence[str]], decisions: Sequence[Decision]
) -> Summed:
    words = [text.words for text in texts]
    found = themes.find(words, languages=[text.language for text in texts], vocabulary=vocabulary, decisions=decisions)
    inside = [[i for i, _ in theme.members] for theme in found.themes]
    members: dict[str, list[uuid.UUID]] = {
        marks.theme(theme.key): [texts[i].response_id for i in those]
        for theme, those in zip(found.themes, inside, strict=True)
    }
    if found.themes:
        members[marks.theme(marks.REST)] = [texts[i].response_id for i in found.rest]
    members[marks.EXTRACT] = [texts[i].response_id for i in extracts.pick(words, EXTRACTS, inside)]
    of_themes = {theme.key: those for theme, those in zip(found.themes, inside, strict=True)}
    chosen = quoting.choose(words, of_themes, _of_factors(texts))
    if chosen is not None:
        members |= {marks.cited(ref): [texts[i].response_id] for ref, i in chosen.quotes.items()}
    document = {
        "n": len(texts),
        "tones": tones([text.tone for text in texts]),
        "factors": _factors(texts),
        "languages": sorted(Counter(text.language for text in texts).items(), key=lambda item: (-item[1], item[0])),
        "themes": [
            {
                "key": theme.key,
                "anchor": list(theme.anchor),
                "label": theme.label,
                "words": list(theme.words),
                "n": len(those),
                "tones": tones([texts[i].tone for i in those]),
            }
            for theme, those in zip(found.themes, inside, strict=True)
        ],
        "rest": len(found.rest) if found.themes else 0,
        "missing": found.missing.value if found.missing and not found.themes else None,
        "method": f"{found.method} {found.version}",
        "summary": chosen
        and {
            "themes": {key: list(refs) for key, refs in chosen.themes.items()},
            "factors": {factor: list(refs) for factor, refs in chosen.factors.items()},
            "alike": dict(chosen.alike),
            "told": chosen.told,
            "repeated": chosen.repeated,
        },
    }
    return Summed(question_key, document, members)


def _of_factors(texts: Sequence[Text]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(texts):
        for factor in text.factors:
            found[factor].append(i)
    return found


def _factors(texts: Sequence[Text]) -> list[list[Any]]:
    """Each factor somebody wrote about: how many, and the words that told it most often; the commonest first."""
    counted = Counter(factor for text in texts for factor in text.factors)
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for factor, words in text.factor_words:
            if factor in text.factors:
                told[factor].update({word.lower() for word in words})
    return [
        [
            factor,
            n,
            [word for word, _ in sorted(told[factor].items(), key=lambda item: (-item[1], item[0]))][:WORDS_A_FACTOR],
        ]
        for factor, n in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    ]


def _texts(session: Session, collection_id: int) -> dict[str, list[Text]]:
    found: defaultdict[str, list[Text]] = defaultdict(list)
    rows = session.execute(
        select(CommentFinding.response_id, CommentFinding.question_key, CommentFinding.document)
        .join(
            Comment,
            (Comment.response_id == CommentFinding.response_id) & (Comment.question_key == CommentFinding.question_key),
        )
        .where(Comment.collection_id == collection_id, Comment.is_withheld.is_(False))
        .order_by(CommentFinding.question_key, CommentFinding.response_id)
        .execution_options(yield_per=analysing.BATCH)
    )
    for part in rows.partitions():
        said = correcting.of(session, [marks.subject_of(row.response_id, row.question_key) for row in part])
        for response_id, key, document in part:
            read = TextFindings.from_document(document)
            mine = said.get(marks.subject_of(response_id, key))
            found[key].append(
                Text(
                    response_id,
                    read.redacted,
                    read.language,
                    analysing.tone_of(read, mine),
                    analysing.factors_of(read, mine),
                    tuple((tag.factor, tag.words) for tag in read.factors),
                )
            )
    return found
