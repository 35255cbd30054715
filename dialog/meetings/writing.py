"""Writing an inspel in a meeting: the dialogue's own, and not lost if the step ends while somebody writes."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from sqlalchemy.orm import Session

from dialog import speaking
from dialog.meetings import counting, holding, seating, tapping
from dialog.meetings.models import Meeting, MeetingSeat, MeetingState, StepKind
from dialog.models import Source, Statement
from dialog.results import DialogueView
from dialog.speaking import Advice, Concerning


def say(
    session: Session,
    meeting: Meeting,
    dialogue: DialogueView,
    seat: MeetingSeat,
    text: str,
    language: str,
    confirmed: Set[Concerning],
    now: datetime,
) -> Statement | Advice:
    """Keep an inspel, or give advice, as ``speaking.say`` does.

    In the step of writing it is said in the meeting. When that step is over it is an ordinary inspel of the dialogue,
    like one written at home. Raises AdultsListen, NotSeated, and all that ``speaking.say`` raises.
    """
    holding.share(session, meeting)
    participant = seating.voice_of(session, seat)
    step = holding.open_step(session, meeting.id) if meeting.state is MeetingState.RUNNING else None
    is_writing = step is not None and step.kind is StepKind.WRITING
    source = Source.SESSION if is_writing else None
    today = holding.day_of(now)
    said = speaking.say(session, dialogue, participant, text, language, confirmed, today, source=source)
    if isinstance(said, Statement) and step is not None and is_writing:
        tapping.keep(session, step, seat, {counting.DONE: "1"})
    return said
