"""Voting on cards in a meeting: the dialogue's own votes, so many in a step that everybody is done at the same time."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from dialog import cards, voting
from dialog.cards import Card
from dialog.meetings import counting, holding, seating, tapping
from dialog.meetings.errors import CardsDone
from dialog.meetings.models import Meeting, MeetingSeat, MeetingStep, StepKind
from dialog.models import Choice, Vote
from dialog.results import DialogueView

MOST_CARDS = 15


def next_card(session: Session, meeting: Meeting, step_id: int, seat: MeetingSeat, random: Random) -> Card | None:
    """The next inspel to vote on, for somebody in a step of voting; None when they are done with the step."""
    if cards_done(session, step_id, seat) >= MOST_CARDS:
        return None
    return cards.next_for(session, meeting.dialogue_id, seat.participant_id, random)


def cards_done(session: Session, step_id: int, seat: MeetingSeat) -> int:
    """On how many cards somebody has voted in the step."""
    return int(tapping.mine(session, step_id, seat).get(counting.DONE, "0"))


def cast(
    session: Session,
    meeting: Meeting,
    dialogue: DialogueView,
    step_id: int,
    seat: MeetingSeat,
    statement_id: int,
    choice: Choice,
    important: bool,
    now: datetime,
) -> Vote:
    """Vote on an inspel in the open step, as ``voting.vote`` does; a vote that is changed is not one card more.

    Raises StepNotOpen, MeetingNotOpen, MeetingOver, AdultsListen, NotSeated, CardsDone, and all that ``voting.vote``
    raises.
    """
    step = holding.shared_step(session, meeting, {StepKind.VOTING}, step_id)
    participant = seating.voice_of(session, seat)
    before = session.get(Vote, (participant.id, statement_id))
    done = cards_done(session, step_id, seat)
    if before is None and done >= MOST_CARDS:
        raise CardsDone(most=MOST_CARDS)
    given = voting.vote(session, dialogue, participant, statement_id, choice, important, holding.day_of(now))
    if before is None:
        _count_one_more(session, step, seat)
    return given


def _count_one_more(session: Session, step: MeetingStep, seat: MeetingSeat) -> None:
    """The voice is locked since the vote, so two cards at once are two."""
    done = cards_done(session, step.id, seat)
    tapping.keep(session, step, seat, {counting.DONE: str(done + 1)})
