"""One tap without a word: how it feels, where the dots go, whether a line is right; anonymous, only in its step."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.db import insert_into
from dialog.meetings import holding
from dialog.meetings.errors import AdultsListen, BadTap, NotSeated, TooManyDots
from dialog.meetings.models import Meeting, MeetingInput, MeetingSeat, MeetingStep, SeatRole, StepKind
from dialog.meetings.words import CHECK_IN, CHECK_OUT, JUDGEMENTS

DOTS = 3
DOTS_ON_ONE = 2
TAPS = frozenset("12345")

_ITEMS = {StepKind.CHECK_IN: CHECK_IN, StepKind.CHECK_OUT: CHECK_OUT}


def tap(session: Session, meeting: Meeting, step_id: int, seat: MeetingSeat, taps: Mapping[str, str]) -> None:
    """Keep one or more taps from 1 to 5 in a check-in or check-out; the latest on each item counts.

    Raises StepNotOpen, MeetingNotOpen, MeetingOver, AdultsListen, NotSeated and BadTap.
    """
    step = holding.shared_step(session, meeting, _ITEMS, step_id)
    if not taps or not set(taps) <= set(_ITEMS[step.kind]) or not set(taps.values()) <= TAPS:
        raise BadTap
    keep(session, step, seat, taps)


def place_dots(session: Session, meeting: Meeting, step_id: int, seat: MeetingSeat, dots: Mapping[int, int]) -> None:
    """Place one's dots, by the number of the inspel, instead of those placed before; none at all is allowed.

    Raises as ``tap`` does, and TooManyDots.
    """
    step = holding.shared_step(session, meeting, {StepKind.PRIORITISE}, step_id)
    placed = {number: count for number, count in dots.items() if count}
    if not set(placed) <= set(step.content["choices"]) or any(count < 0 for count in placed.values()):
        raise BadTap
    if sum(placed.values()) > DOTS or any(count > DOTS_ON_ONE for count in placed.values()):
        raise TooManyDots(most=DOTS, on_one=DOTS_ON_ONE)
    _is_seated(session, seat)
    session.execute(
        delete(MeetingInput)
        .where(MeetingInput.step_id == step.id, MeetingInput.seat_id == seat.id)
        .execution_options(synchronize_session=False)
    )
    if placed:
        keep(session, step, seat, {str(number): str(count) for number, count in placed.items()})


def judge_line(session: Session, meeting: Meeting, step_id: int, seat: MeetingSeat, line: str, judgement: str) -> None:
    """Say of a line that is read back whether it is right, by its key; the latest counts. Raises as ``tap`` does."""
    step = holding.shared_step(session, meeting, {StepKind.READ_BACK}, step_id)
    if judgement not in JUDGEMENTS or line not in {one["key"] for one in step.content["lines"]}:
        raise BadTap
    keep(session, step, seat, {line: judgement})


def mine(session: Session, step_id: int, seat: MeetingSeat) -> dict[str, str]:
    """What somebody has tapped in a step that is open, by item."""
    return dict(
        session.execute(
            select(MeetingInput.item, MeetingInput.value).where(
                MeetingInput.step_id == step_id, MeetingInput.seat_id == seat.id
            )
        )
        .tuples()
        .all()
    )


def keep(session: Session, step: MeetingStep, seat: MeetingSeat, values: Mapping[str, str]) -> None:
    """Put down what a seat says of some items of a step that is shared; raises AdultsListen and NotSeated."""
    _is_seated(session, seat)
    insertion = insert_into(session, MeetingInput).values(
        [
            {"step_id": step.id, "seat_id": seat.id, "item": item, "value": value}
            for item, value in sorted(values.items())
        ]
    )
    session.execute(
        insertion.on_conflict_do_update(
            index_elements=[MeetingInput.step_id, MeetingInput.seat_id, MeetingInput.item],
            set_={"value": insertion.excluded.value},
        ).execution_options(synchronize_session=False)
    )


def _is_seated(session: Session, seat: MeetingSeat) -> None:
    """See that the seat is still there, and stays until the commit."""
    if seat.role is SeatRole.ADULT:
        raise AdultsListen
    here = select(MeetingSeat.id).where(MeetingSeat.id == seat.id).with_for_update(read=True, key_share=True)
    if session.scalar(here) is None:
        raise NotSeated
