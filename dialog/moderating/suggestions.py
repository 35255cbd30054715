"""What a moderator may want to look at in an inspel before deciding, found when the page is shown and never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.language import likeness
from core.language.personal_data import redact
from core.language.screening import concerns
from dialog import screening
from dialog.analysing.models import StatementFinding
from dialog.models import Statement, StatementKind, StatementState
from dialog.moderating.queue import Entry
from dialog.results import DialogueView
from dialog.screening import Hint

# An inspel is compared with so many published ones, the newest; more would make the page wait.
COMPARED = 500
MOST_ALIKE = 2
# A worry that a person sees and the screening does not.
NOT_SCREENED = "other"


@dataclass(frozen=True, slots=True)
class Alike:
    """A published inspel that says the same."""

    number: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was found about one inspel.

    ``masked`` is the text with personal data struck out, empty where none was found. ``language`` is what the worker
    found it to be written in, empty where that is a language of the dialogue or not known. ``worries`` are the kinds
    of worry its words may give, as ``core.language.screening`` names them.
    """

    masked: str = ""
    language: str = ""
    alike: tuple[Alike, ...] = ()
    worries: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to look at, so that it may be ticked with others."""
        return not (self.masked or self.language or self.alike or self.worries or self.hints)


def find(session: Session, dialogue: DialogueView, entries: Sequence[Entry]) -> Mapping[int, Suggestions]:
    """By the id of each entry, in two queries; the time grows with the entries and at most 500 published inspel."""
    if not entries:
        return {}
    written_in = _written_in(session, [entry.id for entry in entries])
    published = _published(session, dialogue.id)
    return {entry.id: _about(entry, dialogue.languages, written_in.get(entry.id, ""), published) for entry in entries}


def masked(text: str) -> str:
    """The text with personal data struck out; the same text where none was found."""
    return redact(text).text


def worry(text: str) -> str:
    """The first kind of worry a text may give; ``other`` where a person sees one and the screening does not."""
    return next(iter(_worries(text)), NOT_SCREENED)


def needs_a_reader(text: str) -> bool:
    """Whether a text holds what must not be published among others without being looked at by itself."""
    return masked(text) != text or bool(_worries(text))


def _about(entry: Entry, languages: Sequence[str], written_in: str, published: Mapping[int, Alike]) -> Suggestions:
    struck = masked(entry.text)
    others = [(number, one.text) for number, one in published.items() if number != entry.number]
    alike = () if entry.kind is StatementKind.ABOUT_SELF else likeness.like(entry.text, others)[:MOST_ALIKE]
    hints = screening.lint(entry.text).hints
    return Suggestions(
        masked=struck if struck != entry.text else "",
        language=written_in if written_in not in languages else "",
        alike=tuple(published[one.key] for one in alike),
        worries=_worries(entry.text),
        # Personal data are shown by the masked text.
        hints=tuple(hint for hint in hints if hint is not Hint.PERSONAL_DATA),
    )


def _worries(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(concern.kind) for concern in concerns(text)))


def _written_in(session: Session, statement_ids: Sequence[int]) -> Mapping[int, str]:
    query = select(StatementFinding.statement_id, StatementFinding.document)
    rows = session.execute(query.where(StatementFinding.statement_id.in_(statement_ids)))
    return {statement_id: str(document.get("language", "")) for statement_id, document in rows}


def _published(session: Session, dialogue_id: int) -> Mapping[int, Alike]:
    rows = session.execute(
        select(Statement.number, Statement.text, Statement.language)
        .where(
            Statement.dialogue_id == dialogue_id,
            Statement.state == StatementState.PUBLISHED,
            Statement.kind != StatementKind.ABOUT_SELF,
        )
        .order_by(Statement.number.desc())
        .limit(COMPARED)
    )
    return {row.number: Alike(*row) for row in rows}
