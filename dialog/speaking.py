"""Saying something in a dialogue: one thought, looked through before anybody else reads it, and never lost."""

from __future__ import annotations

import enum
from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.concerns.models import Concern, Raiser
from core.language import likeness
from core.language.screening import concerns
from dialog import concerns as safety
from dialog import joining, numbering, screening
from dialog.errors import SaidEnough, StatementTooLong, StatementTooShort
from dialog.models import (
    LONGEST_STATEMENT,
    Audience,
    Channel,
    ModerationMode,
    Participant,
    Source,
    Statement,
    StatementKind,
    StatementState,
)
from dialog.results import DialogueView
from dialog.screening import Hint, Lint
from dialog.topics import STATEMENT_SAID

A_DAY = 10
# Somebody in need is heard also when they have written the ten of the day; nobody fills the list of worries this way.
A_DAY_AT_MOST = 2 * A_DAY
# A text is compared with so many published ones, the newest; more would make the page wait.
COMPARED = 500
MOST_ALIKE = 3


class Concerning(enum.StrEnum):
    """What somebody is asked to think over before an inspel is sent, and may send it in spite of."""

    PERSONAL_DATA = "personal_data"
    SEVERAL_THOUGHTS = "several_thoughts"
    ABOUT_SELF = "about_self"
    ALIKE = "alike"


_TOLD = {
    Hint.PERSONAL_DATA: Concerning.PERSONAL_DATA,
    Hint.SEVERAL_THOUGHTS: Concerning.SEVERAL_THOUGHTS,
    Hint.ABOUT_SELF: Concerning.ABOUT_SELF,
}


@dataclass(frozen=True, slots=True)
class Alike:
    """A published inspel that says the same."""

    id: int
    number: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What to think over; nothing has been stored. ``personal_data`` is what was found, in the author's own words."""

    concerning: tuple[Concerning, ...]
    personal_data: tuple[str, ...]
    alike: tuple[Alike, ...]


def say(
    session: Session,
    dialogue: DialogueView,
    participant: Participant,
    text: str,
    language: str,
    confirmed: Set[Concerning],
    today: date,
    *,
    source: Source | None = None,
) -> Statement | Advice:
    """Keep an inspel, or give advice that has not been ``confirmed`` yet; then nothing is stored.

    ``source`` is where it was said, if not simply through the door the participant came by.
    Raises DialogueClosed, DialoguePaused, HasLeft, SaidEnough, StatementTooShort and StatementTooLong. The same words
    from the same person are one inspel, however often they are sent. Words that make one worry about somebody go to
    the trygghetsansvarig, whatever else there is to say about them; the inspel is then flagged and has no words.
    """
    dialogue.must_be_open()
    tidy = screening.tidy(text)
    _check_length(tidy)
    participant = joining.locked(session, participant)
    before = _said_before(session, dialogue.id, participant, tidy)
    if before is not None:
        return before
    worries = concerns(tidy)
    if _said_today(session, participant, today) >= (A_DAY_AT_MOST if worries else A_DAY):
        raise SaidEnough
    found = screening.lint(tidy)
    if not worries:
        advice = _advice(session, dialogue.id, tidy, found)
        if set(advice.concerning) - confirmed:
            return advice
    where = source or Source(participant.channel or Channel.WEB)
    statement = _put(session, dialogue, participant, tidy, language, found, today, where)
    if worries:
        safety.raise_for(session, statement, worries[0].kind, Raiser.SCREENING, clock.now())
    else:
        outbox.post(session, STATEMENT_SAID, dialogue_id=dialogue.id, statement_id=statement.id)
    return statement


def _check_length(tidy: str) -> None:
    if not screening.says_something(tidy):
        raise StatementTooShort
    if len(tidy) > LONGEST_STATEMENT:
        raise StatementTooLong(count=len(tidy), most=LONGEST_STATEMENT)


def _said_before(session: Session, dialogue_id: int, participant: Participant, tidy: str) -> Statement | None:
    """The same words of the same person, also where they have been moved to a concern: a form may be sent twice."""
    mine = select(Statement).where(Statement.dialogue_id == dialogue_id, Statement.author_id == participant.id)
    said = session.scalar(mine.where(Statement.text == tidy).order_by(Statement.id).limit(1))
    if said is not None:
        return said
    flagged = {
        f"dialog:{statement.id}": statement
        for statement in session.scalars(mine.where(Statement.state == StatementState.FLAGGED))
    }
    ref = session.scalar(
        select(Concern.subject_ref).where(Concern.subject_ref.in_(flagged), Concern.words == tidy).limit(1)
    )
    return flagged[ref] if ref is not None else None


def _said_today(session: Session, participant: Participant, today: date) -> int:
    mine = select(func.count()).where(Statement.author_id == participant.id, Statement.said_on == today)
    return session.scalar(mine) or 0


def _advice(session: Session, dialogue_id: int, tidy: str, found: Lint) -> Advice:
    alike = () if Hint.ABOUT_SELF in found.hints else _alike(session, dialogue_id, tidy)
    told = tuple(_TOLD[hint] for hint in found.hints if hint in _TOLD)
    return Advice((*told, *([Concerning.ALIKE] if alike else [])), found.personal_data, alike)


def _alike(session: Session, dialogue_id: int, tidy: str) -> tuple[Alike, ...]:
    rows = session.execute(
        select(Statement.id, Statement.number, Statement.text, Statement.language)
        .where(
            Statement.dialogue_id == dialogue_id,
            Statement.state == StatementState.PUBLISHED,
            Statement.kind != StatementKind.ABOUT_SELF,
        )
        .order_by(Statement.number.desc())
        .limit(COMPARED)
    ).all()
    published = {row.id: Alike(*row) for row in rows}
    found = likeness.like(tidy, [(one.id, one.text) for one in published.values()])
    return tuple(published[one.key] for one in found[:MOST_ALIKE])


def _put(
    session: Session,
    dialogue: DialogueView,
    participant: Participant,
    tidy: str,
    language: str,
    found: Lint,
    today: date,
    source: Source,
) -> Statement:
    statement = Statement(
        dialogue_id=dialogue.id,
        number=numbering.next_number(session, dialogue.id),
        text=tidy,
        language=language,
        kind=_kind(found),
        source=source,
        author_id=participant.id,
        state=_state(dialogue, found),
        said_on=today,
    )
    session.add(statement)
    session.flush()
    return statement


def _kind(found: Lint) -> StatementKind:
    if Hint.ABOUT_SELF in found.hints:
        return StatementKind.ABOUT_SELF
    if found.is_question:
        return StatementKind.QUESTION
    return StatementKind.PROPOSAL if found.is_proposal else StatementKind.OPINION


def _state(dialogue: DialogueView, found: Lint) -> StatementState:
    """Staff read first where the dialogue says so, always where the young write, and whatever was remarked on."""
    if dialogue.moderation is ModerationMode.PRE or dialogue.audience is Audience.UNGDOMAR:
        return StatementState.SUBMITTED
    return StatementState.HELD if found.hints else StatementState.PUBLISHED
