"""A meeting as those in the room, those who run it and those who read about it afterwards see it, as frozen values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import Session

from core.statistics.intervals import wilson
from dialog.meetings import counting, presence, reading_back, seating, speaking_list, standing
from dialog.meetings.errors import NoSuchMeeting
from dialog.meetings.models import (
    Meeting,
    MeetingInput,
    MeetingSeat,
    MeetingState,
    MeetingStep,
    Pace,
    PausedBy,
    SeatRole,
    StepKind,
    StepState,
)
from dialog.meetings.reading_back import Line, Words
from dialog.meetings.speaking_list import Listed
from dialog.meetings.words import CHECK_IN, CHECK_OUT
from dialog.models import Dialogue

_ENDED = (StepState.DONE, StepState.SKIPPED)
_ASKED: Mapping[StepKind, Mapping[str, str]] = {StepKind.CHECK_IN: CHECK_IN, StepKind.CHECK_OUT: CHECK_OUT}


@dataclass(frozen=True, slots=True)
class Inspel:
    """An inspel to place dots on; ``text`` is empty where it is not there to read any more."""

    number: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Top:
    """One of the inspel the room talks about: how many of ``n`` took each side.

    ``low`` and ``high`` are Wilson's 90 % limits of the share who agree, 0 to 1.
    """

    number: int
    text: str
    language: str
    agree: int
    disagree: int
    passed: int
    n: int
    low: float
    high: float
    unites: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tapped each of 1 to 5 on one question; ``question`` is a Swedish source text."""

    item: str
    question: str
    counts: Mapping[str, int]
    n: int


@dataclass(frozen=True, slots=True)
class Dots:
    """How many dots an inspel got."""

    number: int
    text: str
    language: str
    dots: int


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: what is put before people in it and, when it is over, what came of it.

    ``title`` and ``words`` are source texts where staff have not written their own: ``words.said`` translates them.
    ``seconds_left`` is None unless the step is open. ``answered`` is on how many people the result rests; None while
    the step is open, and where they are fewer than five: then there is no result.
    """

    id: int
    position: int
    kind: StepKind
    title: str
    words: str
    state: StepState
    seconds: int
    extended_seconds: int
    closes_at: datetime | None
    seconds_left: int | None
    is_warned: bool
    top: tuple[Top, ...]
    choices: tuple[Inspel, ...]
    lines: tuple[Line, ...]
    answered: int | None
    tallies: tuple[Tally, ...]
    dots: tuple[Dots, ...]


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting at a moment. ``n_inside`` are those who take part; ``n_done`` how many of them are ready in this step.

    ``previous`` is the step that ended last. ``adults_missing_since`` is set while there are too few.
    """

    id: int
    dialogue_id: int
    title: str
    template: str
    code: str
    pace: Pace
    state: MeetingState
    paused_by: PausedBy | None
    starts_at: datetime | None
    version: int
    adults_needed: int
    n_adults: int
    adults_missing_since: datetime | None
    n_inside: int
    n_done: int
    n_steps: int
    step: StepView | None
    previous: StepView | None
    speaking: tuple[Listed, ...]

    @property
    def has_enough_adults(self) -> bool:
        """Whether as many adults are there as were promised."""
        return self.n_adults >= self.adults_needed


@dataclass(frozen=True, slots=True)
class Record:
    """What is left of a meeting when it is over: its steps and counts, and nobody who was there.

    ``lines`` is the draft that the room has read and judged.
    """

    id: int
    dialogue_id: int
    title: str
    template: str
    pace: Pace
    state: MeetingState
    starts_at: datetime | None
    closed_at: datetime | None
    n_seats: int
    n_adults: int
    steps: tuple[StepView, ...]
    lines: tuple[Line, ...]


def find(session: Session, slug: str, code: str) -> Meeting:
    """The meeting with a code in the dialogue at an address; raises NoSuchMeeting."""
    query = select(Meeting).join(Dialogue, Dialogue.id == Meeting.dialogue_id)
    return _found(session.scalar(query.where(Dialogue.slug == slug, Meeting.code == seating.normal(code))))


def by_code(session: Session, typed: str) -> Meeting:
    """The meeting whose code somebody read from the wall; raises NoSuchMeeting."""
    return _found(session.scalar(select(Meeting).where(Meeting.code == seating.normal(typed))))


def by_adult_code(session: Session, typed: str) -> Meeting:
    """The meeting whose adults, and samtalsledare, know the code; raises NoSuchMeeting."""
    return _found(session.scalar(select(Meeting).where(Meeting.adult_code == seating.normal(typed))))


def by_id(session: Session, meeting_id: int) -> Meeting:
    """The meeting with an id; raises NoSuchMeeting."""
    return _found(session.get(Meeting, meeting_id))


def view(session: Session, meeting: Meeting, now: datetime) -> MeetingView:
    """The meeting as it stands: two statements, one more while people talk and one more where inspel are shown."""
    counts = session.execute(_counts(meeting.id, now)).one()
    rows = session.scalars(
        select(MeetingStep)
        .where(
            MeetingStep.meeting_id == meeting.id,
            or_(MeetingStep.state == StepState.OPEN, MeetingStep.id == _ended_last(meeting.id)),
        )
        .order_by(MeetingStep.position)
        .execution_options(populate_existing=True)
    ).all()
    steps = {step.state is StepState.OPEN: step for step in _views(session, meeting.dialogue_id, rows, now)}
    step = steps.get(True)
    talks = step is not None and step.kind is StepKind.TALK
    return MeetingView(
        id=meeting.id,
        dialogue_id=meeting.dialogue_id,
        title=meeting.title,
        template=meeting.template,
        code=meeting.code,
        pace=meeting.pace,
        state=meeting.state,
        paused_by=meeting.paused_by,
        starts_at=meeting.starts_at,
        version=meeting.version,
        adults_needed=meeting.adults_needed,
        n_adults=counts.adults,
        adults_missing_since=meeting.adults_missing_since,
        n_inside=counts.inside,
        n_done=counts.done,
        n_steps=counts.steps,
        step=step,
        previous=steps.get(False),
        speaking=speaking_list.listed(session, meeting.id) if talks else (),
    )


def etag(seen: MeetingView, *, with_done: bool = False) -> str:
    """What changes when anything in the view does, but for the seconds that pass by themselves.

    ``with_done`` is for whoever is shown how many are ready: that changes with every tap.
    """
    step = replace(seen.step, seconds_left=None) if seen.step is not None else None
    still = replace(seen, step=step, n_done=seen.n_done if with_done else 0)
    return hashlib.sha256(repr(still).encode()).hexdigest()[:32]


def record(session: Session, meeting_id: int) -> Record:
    """What is left of a meeting, for the protokoll and for a summary; raises NoSuchMeeting."""
    meeting = by_id(session, meeting_id)
    query = select(MeetingStep).where(MeetingStep.meeting_id == meeting_id).order_by(MeetingStep.position)
    return Record(
        id=meeting.id,
        dialogue_id=meeting.dialogue_id,
        title=meeting.title,
        template=meeting.template,
        pace=meeting.pace,
        state=meeting.state,
        starts_at=meeting.starts_at,
        closed_at=meeting.closed_at,
        n_seats=meeting.n_seats,
        n_adults=meeting.n_adults,
        steps=_views(session, meeting.dialogue_id, session.scalars(query).all(), None),
        lines=reading_back.lines(session, meeting),
    )


def _found(meeting: Meeting | None) -> Meeting:
    if meeting is None:
        raise NoSuchMeeting
    return meeting


def _counts(meeting_id: int, now: datetime) -> Select[tuple[int, int, int, int]]:
    seats = select(func.count(MeetingSeat.id)).where(MeetingSeat.meeting_id == meeting_id)
    inside = seats.where(MeetingSeat.role == SeatRole.PARTICIPANT)
    adults = seats.where(*presence.is_here(now))
    done = (
        select(func.count(MeetingInput.seat_id.distinct()))
        .join(MeetingStep, MeetingStep.id == MeetingInput.step_id)
        .where(MeetingStep.meeting_id == meeting_id, MeetingStep.state == StepState.OPEN)
    )
    steps = select(func.count(MeetingStep.id)).where(MeetingStep.meeting_id == meeting_id)
    return select(
        inside.scalar_subquery().label("inside"),
        adults.scalar_subquery().label("adults"),
        done.scalar_subquery().label("done"),
        steps.scalar_subquery().label("steps"),
    )


def _ended_last(meeting_id: int) -> ScalarSelect[int]:
    return (
        select(MeetingStep.id)
        .where(MeetingStep.meeting_id == meeting_id, MeetingStep.state.in_(_ENDED), MeetingStep.opened_at.is_not(None))
        .order_by(MeetingStep.position.desc())
        .limit(1)
        .scalar_subquery()
    )


def _views(
    session: Session, dialogue_id: int, steps: Sequence[MeetingStep], now: datetime | None
) -> tuple[StepView, ...]:
    """All the inspel that some steps show are looked up at once."""
    numbers = {number for step in steps for number in _numbers(step)}
    texts = reading_back.texts_of(session, dialogue_id, numbers)
    return tuple(_step_view(step, texts, now) for step in steps)


def _numbers(step: MeetingStep) -> Iterable[int]:
    yield from (one["number"] for one in (*step.content.get("top", ()), *step.content.get("lines", ())))
    yield from step.content.get("choices", ())


def _step_view(step: MeetingStep, texts: Mapping[int, Words], now: datetime | None) -> StepView:
    nothing = Words("", "sv")
    kept = {one["number"]: one for one in step.content.get("top", ())}
    return StepView(
        id=step.id,
        position=step.position,
        kind=step.kind,
        title=step.title,
        words=step.words,
        state=step.state,
        seconds=step.seconds,
        extended_seconds=step.extended_seconds,
        closes_at=step.closes_at,
        seconds_left=_left(step, now),
        is_warned=step.warned,
        top=tuple(
            _top(one, texts.get(one.number, nothing), bool(kept[one.number]["unites"]))
            for one in standing.counts_of(kept.values())
        ),
        choices=tuple(
            Inspel(number, texts.get(number, nothing).text, texts.get(number, nothing).language)
            for number in step.content.get("choices", ())
        ),
        lines=reading_back.of_kept(step.content.get("lines", ()), step.result, texts),
        answered=step.result.get("n"),
        tallies=_tallies(step),
        dots=_dots(step, texts) if step.kind is StepKind.PRIORITISE else (),
    )


def _left(step: MeetingStep, now: datetime | None) -> int | None:
    """Whole seconds until the open step ends, or as many as stand still with the meeting."""
    if step.closes_at is None or now is None:
        return step.left_seconds
    return max(0, round((step.closes_at - now).total_seconds()))


def _top(counts: standing.Counts, words: Words, unites: bool) -> Top:
    share = wilson(counts.agree, counts.n, standing.CONFIDENCE)
    return Top(
        number=counts.number,
        text=words.text,
        language=words.language,
        agree=counts.agree,
        disagree=counts.disagree,
        passed=counts.passed,
        n=counts.n,
        low=share.low,
        high=share.high,
        unites=unites,
    )


def _tallies(step: MeetingStep) -> tuple[Tally, ...]:
    counted: counting.Counted = step.result.get("items", {})
    return tuple(
        Tally(item, question, counted[item], sum(counted[item].values()))
        for item, question in _ASKED.get(step.kind, {}).items()
        if item in counted
    )


def _dots(step: MeetingStep, texts: Mapping[int, Words]) -> tuple[Dots, ...]:
    """Those with the most dots first."""
    placed = sorted(standing.dots_of(step.result).items(), key=lambda item: (-item[1], item[0]))
    nothing = Words("", "sv")
    return tuple(
        Dots(number, texts.get(number, nothing).text, texts.get(number, nothing).language, dots)
        for number, dots in placed
    )
