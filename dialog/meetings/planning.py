"""Planning a meeting: a template becomes steps of its own, which may change until the first one opens."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from core.chat import ChatChannel
from core.db import insert_into
from core.ids import ALPHABET
from dialog.meetings import holding, templates
from dialog.meetings.errors import LastStep, MeetingMoved
from dialog.meetings.models import Meeting, MeetingBinding, MeetingState, MeetingStep, Pace
from dialog.meetings.templates import PACES
from dialog.models import Audience
from dialog.results import DialogueView

CODE_LENGTH = 6
ADULTS_FOR_THE_YOUNG = 2
# Where a step stands while another takes its place: no step has a place below the first.
_ASIDE = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled about a meeting.

    ``template`` is the key of one of the templates, ``pace`` that of the template when None. ``adults_needed`` is two
    for the young when None, and nobody else's; in a meeting that goes on for days nobody can be there all the time.
    """

    title: str
    template: str = templates.SHORT.key
    starts_at: datetime | None = None
    pace: Pace | None = None
    facilitator_id: int | None = None
    adults_needed: int | None = None


def plan(session: Session, dialogue: DialogueView, wanted: Plan, now: datetime) -> Meeting:
    """A meeting with the steps of its template and two codes that no other meeting has."""
    template = templates.find(wanted.template)
    pace = wanted.pace or template.pace
    code, adult_code = _new_codes(session)
    meeting = Meeting(
        dialogue_id=dialogue.id,
        title=wanted.title,
        template=template.key,
        code=code,
        adult_code=adult_code,
        pace=pace,
        adults_needed=_adults(dialogue, pace, wanted.adults_needed),
        facilitator_id=wanted.facilitator_id,
        state=_state(wanted.starts_at),
        starts_at=wanted.starts_at,
        created_at=now,
    )
    session.add(meeting)
    session.flush()
    session.add_all(
        MeetingStep(
            meeting_id=meeting.id,
            position=position,
            kind=step.kind,
            title=step.title,
            words=step.words,
            seconds=step.seconds * PACES[pace],
        )
        for position, step in enumerate(template.steps, 1)
    )
    session.flush()
    return meeting


def change(
    session: Session, meeting: Meeting, *, title: str, starts_at: datetime | None, facilitator_id: int | None
) -> None:
    """Settle what is not about the steps anew, until the first one opens; raises MeetingMoved."""
    holding.hold(session, meeting, holding.PLANNED)
    meeting.title, meeting.facilitator_id = title, facilitator_id
    if meeting.state is not MeetingState.LOBBY:
        meeting.starts_at, meeting.state = starts_at, _state(starts_at)
    meeting.version += 1
    session.flush()


def change_step(session: Session, meeting: Meeting, position: int, *, title: str, words: str, seconds: int) -> None:
    """Settle one step anew, until the first one opens; raises MeetingMoved, also where there is no such step.

    ``seconds`` is in a room's time, as in a template: a minute is a day where the meeting goes on for days.
    """
    step = _step(session, meeting, position)
    step.title, step.words, step.seconds = title, words, seconds * PACES[meeting.pace]
    meeting.version += 1
    session.flush()


def remove_step(session: Session, meeting: Meeting, position: int) -> None:
    """Do without a step, until the first one opens; raises MeetingMoved, and LastStep for the only one."""
    step = _step(session, meeting, position)
    others = [one for one in steps(session, meeting.id) if one is not step]
    if not others:
        raise LastStep
    session.delete(step)
    session.flush()
    # In order from the first, so that no two have the same place on the way.
    for place, one in enumerate(others, 1):
        one.position = place
        session.flush()
    meeting.version += 1
    session.flush()


def move_step(session: Session, meeting: Meeting, position: int, by: int) -> None:
    """Let a step change places with the one before it (``by`` -1) or after it (1); the ends stay where they are.

    Raises MeetingMoved once the first step has opened.
    """
    step = _step(session, meeting, position)
    other = next((one for one in steps(session, meeting.id) if one.position == position + by), None)
    if other is None:
        return
    step.position = _ASIDE
    session.flush()
    other.position = position
    session.flush()
    step.position = position + by
    meeting.version += 1
    session.flush()


def steps(session: Session, meeting_id: int) -> Sequence[MeetingStep]:
    """A meeting's steps in order."""
    query = select(MeetingStep).where(MeetingStep.meeting_id == meeting_id).order_by(MeetingStep.position)
    return session.scalars(query).all()


def bind(session: Session, meeting: Meeting, channel: ChatChannel, tenant: str, place: str, name: str = "") -> None:
    """Hold the meeting in a chat's channel as well; once more changes the name. Raises MeetingMoved when it is over."""
    holding.hold(session, meeting, holding.PLANNED | holding.LIVE)
    binding = insert_into(session, MeetingBinding).values(
        meeting_id=meeting.id, channel=channel, tenant=tenant, place=place, name=name[:120]
    )
    session.execute(
        binding.on_conflict_do_update(
            index_elements=[
                MeetingBinding.meeting_id,
                MeetingBinding.channel,
                MeetingBinding.tenant,
                MeetingBinding.place,
            ],
            set_={"name": binding.excluded.name},
        ).execution_options(synchronize_session=False)
    )


def unbind(session: Session, meeting: Meeting, channel: ChatChannel, tenant: str, place: str) -> None:
    """Hold the meeting in a channel no longer; nothing happens where it was not."""
    session.execute(
        delete(MeetingBinding).where(
            MeetingBinding.meeting_id == meeting.id,
            MeetingBinding.channel == channel,
            MeetingBinding.tenant == tenant,
            MeetingBinding.place == place,
        )
    )


def bindings(session: Session, meeting_id: int) -> Sequence[MeetingBinding]:
    """The channels in chats where the meeting is held as well."""
    query = select(MeetingBinding).where(MeetingBinding.meeting_id == meeting_id).order_by(MeetingBinding.id)
    return session.scalars(query).all()


def _step(session: Session, meeting: Meeting, position: int) -> MeetingStep:
    holding.hold(session, meeting, holding.PLANNED)
    step = session.scalar(
        select(MeetingStep).where(MeetingStep.meeting_id == meeting.id, MeetingStep.position == position)
    )
    if step is None:
        raise MeetingMoved
    return step


def _state(starts_at: datetime | None) -> MeetingState:
    return MeetingState.SCHEDULED if starts_at is not None else MeetingState.DRAFT


def _adults(dialogue: DialogueView, pace: Pace, wanted: int | None) -> int:
    if pace is Pace.DAYS:
        return 0
    if wanted is not None:
        return wanted
    return ADULTS_FOR_THE_YOUNG if dialogue.audience is Audience.UNGDOMAR else 0


def _new_codes(session: Session) -> tuple[str, str]:
    """Two codes nobody has, neither as one that is read from a wall nor as one for adults."""
    while True:
        pair = _draw(), _draw()
        taken = select(Meeting.id).where(or_(Meeting.code.in_(pair), Meeting.adult_code.in_(pair)))
        if pair[0] != pair[1] and session.scalar(taken.limit(1)) is None:
            return pair


def _draw() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
