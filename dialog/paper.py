"""A sheet of paper as one voice: what is marked on it, what is written on it, and a number to take it back by."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import ids
from core.errors import N_, PersonMet
from dialog import joining, leaving, speaking, voting
from dialog.errors import NoSuchStatement, StatementLeft
from dialog.joining import Entry
from dialog.models import AgeBand, Channel, Choice, Participant, Statement, Vote
from dialog.results import IS_READ, DialogueView, Inspel, inspel_of
from dialog.speaking import Concerning

# What a sheet has room for, and a page of a form.
ON_A_SHEET = 25


class NoSuchReceipt(PersonMet):
    """No sheet of this dialogue has this number, or it was entered another day."""

    status = 404
    title = N_("Kvittot stämmer inte")
    message = N_("Vi hittar ingen blankett med det kvittot som är inlagd i dag. Inget har tagits bort.")
    advice = N_("Kontrollera numret på blanketten och försök igen.")


@dataclass(frozen=True, slots=True)
class Mark:
    """What is marked for one inspel; an inspel without a mark was not seen."""

    choice: Choice
    is_important: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a sheet: marks by the number of the inspel, and what was written on it."""

    marks: Mapping[int, Mark]
    text: str = ""
    age_band: AgeBand | None = None
    organisation_number: str = ""


def offered(session: Session, dialogue_id: int, first: int = 0) -> tuple[tuple[Inspel, ...], int | None]:
    """The published inspel of a sheet, from a number on, and the number the next sheet begins with."""
    rows = session.scalars(
        select(Statement)
        .where(Statement.dialogue_id == dialogue_id, Statement.number >= first, *IS_READ)
        .order_by(Statement.number)
        .limit(ON_A_SHEET + 1)
    ).all()
    return tuple(inspel_of(row) for row in rows[:ON_A_SHEET]), rows[ON_A_SHEET].number if rows[ON_A_SHEET:] else None


def enter(session: Session, dialogue: DialogueView, sheet: Sheet, receipt: str, today: date) -> tuple[int, ...]:
    """Count a sheet as one voice; gives the numbers of inspel that cannot be voted on any more, which are left out.

    The same ``receipt`` is the same sheet: entered twice, it counts once, as it stood the last time. What is written on
    it is looked through as all inspel are. Raises what ``joining.join`` and ``speaking.say`` raise.
    """
    entry = Entry(Channel.PAPER, _handle(receipt), sheet.age_band, sheet.organisation_number)
    participant = joining.join(session, dialogue, entry, today)
    _take_marks_back(session, dialogue, participant, sheet.marks)
    left = set(sheet.marks)
    for statement_id, number in _by_number(session, dialogue.id, sheet.marks):
        mark = sheet.marks[number]
        with suppress(StatementLeft, NoSuchStatement):
            voting.vote(session, dialogue, participant, statement_id, mark.choice, mark.is_important, today)
            left.remove(number)
    if sheet.text:
        # Whoever wrote it is not here to think again: what there is to say about it is for the moderator to see.
        speaking.say(session, dialogue, participant, sheet.text, dialogue.language, frozenset(Concerning), today)
    return tuple(sorted(left))


def take_back(session: Session, dialogue: DialogueView, receipt: str, today: date) -> None:
    """Erase a sheet that was entered today, as when somebody leaves; raises NoSuchReceipt, DialogueClosed or Paused."""
    dialogue.must_be_open()
    participant = joining.find(session, dialogue.id, _handle(receipt))
    if participant is None or participant.channel is not Channel.PAPER or participant.joined_on != today:
        raise NoSuchReceipt
    leaving.leave(session, dialogue, participant)


def _take_marks_back(
    session: Session, dialogue: DialogueView, participant: Participant, marks: Mapping[int, Mark]
) -> None:
    """Forget the marks of the sheet as it was entered before that are not on it any more."""
    given = select(Statement.id).join(Vote, Vote.statement_id == Statement.id)
    gone = given.where(Vote.participant_id == participant.id, Statement.number.not_in(tuple(marks)))
    for statement_id in session.scalars(gone.order_by(Statement.id)).all():
        with suppress(StatementLeft, NoSuchStatement):
            voting.unvote(session, dialogue, participant, statement_id)
    session.flush()


def _handle(receipt: str) -> str:
    return joining.web_handle(f"paper {ids.normal_code(receipt)}")


def _by_number(session: Session, dialogue_id: int, marks: Mapping[int, Mark]) -> list[tuple[int, int]]:
    """(id, number) in the order of the ids, in which everybody takes their locks."""
    rows = session.execute(
        select(Statement.id, Statement.number)
        .where(Statement.dialogue_id == dialogue_id, Statement.number.in_(tuple(marks)))
        .order_by(Statement.id)
    )
    return [(row.id, row.number) for row in rows]
