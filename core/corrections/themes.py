"""What staff call themes, which belong together and the municipality's own words: kept for every later analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.corrections.models import ThemeDecision, ThemeWord
from core.db import insert_into
from core.language.theme_decisions import Decision

LONGEST_NAME = 80
LONGEST_WORD = 60
MOST_WORDS = 30
MOST_THEMES = 100
# So many of the latest decisions about a collection of texts are replayed.
MOST_DECISIONS = 500


def rename(session: Session, subject_ref: str, anchor: Sequence[str], label: str, by: str, now: datetime) -> None:
    """Call the theme known by its anchor something; it keeps the name when themes are found anew.

    Raises ValueError for a name that is empty or longer than LONGEST_NAME.
    """
    name = _tidy(label)
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a theme has a name of 1 to {LONGEST_NAME} characters")
    _decide(session, ThemeDecision(subject_ref=subject_ref, anchor=list(anchor), label=name), by, now)


def merge(
    session: Session, subject_ref: str, anchor: Sequence[str], into: Sequence[str], by: str, now: datetime
) -> None:
    """Let a theme be part of another; to part them again, merge it into itself. Raises ValueError without anchors."""
    if not anchor or not into:
        raise ValueError("a theme is known by its anchor")
    _decide(session, ThemeDecision(subject_ref=subject_ref, anchor=list(anchor), merged_into=list(into)), by, now)


def decisions(session: Session, subject_ref: str) -> tuple[Decision, ...]:
    """What has been decided about the themes of a collection of texts, in the order it was decided."""
    rows = session.scalars(
        select(ThemeDecision)
        .where(ThemeDecision.subject_ref == subject_ref)
        .order_by(ThemeDecision.id.desc())
        .limit(MOST_DECISIONS)
    ).all()
    return tuple(
        Decision(tuple(row.anchor), row.label, None if row.merged_into is None else tuple(row.merged_into))
        for row in reversed(rows)
    )


def vocabulary(session: Session) -> dict[str, tuple[str, ...]]:
    """The municipality's own themes by name, and the words that tell of each."""
    rows = session.scalars(select(ThemeWord).order_by(ThemeWord.label).limit(MOST_THEMES))
    return {row.label: tuple(row.words) for row in rows}


def put_words(session: Session, label: str, words: Iterable[str]) -> None:
    """Let these words or phrases tell of a theme, in place of those before; without words the theme is no more.

    Raises ValueError for a name or a word that is empty or too long, and for too many words or themes.
    """
    name, said = _tidy(label), tuple(dict.fromkeys(word for one in words if (word := _tidy(one))))
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"a theme has a name of 1 to {LONGEST_NAME} characters")
    if not said:
        session.execute(delete(ThemeWord).where(ThemeWord.label == name))
        return
    if len(said) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in said):
        raise ValueError(f"a theme has at most {MOST_WORDS} words of at most {LONGEST_WORD} characters")
    known = vocabulary(session)
    if name not in known and len(known) >= MOST_THEMES:
        raise ValueError(f"there are at most {MOST_THEMES} themes")
    statement = insert_into(session, ThemeWord).values(label=name, words=list(said))
    session.execute(
        statement.on_conflict_do_update(index_elements=[ThemeWord.label], set_={"words": statement.excluded.words})
    )


def plain(decided: Iterable[Decision]) -> list[Mapping[str, object]]:
    """Decisions as JSON can hold them, to tell whether they have changed."""
    return [
        {"anchor": list(one.anchor), "label": one.label, "into": list(one.merged_into) if one.merged_into else None}
        for one in decided
    ]


def _decide(session: Session, decision: ThemeDecision, by: str, now: datetime) -> None:
    decision.decided_by, decision.decided_at = by, now
    session.add(decision)
    session.flush()


def _tidy(words: str) -> str:
    return " ".join(words.split())
