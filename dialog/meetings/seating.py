"""Going in and out of a meeting: one seat for each voice, whatever doors it came through, and seats for the adults."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from core.ids import ALPHABET
from dialog import joining
from dialog.joining import Entry
from dialog.meetings import holding, presence
from dialog.meetings.errors import AdultsListen, NotSeated, TakesPartAlready, WrongAdultCode
from dialog.meetings.models import Meeting, MeetingSeat, MeetingState, SeatRole
from dialog.models import Channel, Door, Participant
from dialog.results import DialogueView

LONGEST_NAME = 40


def sit(
    session: Session, meeting: Meeting, dialogue: DialogueView, entry: Entry, consent: str, name: str, now: datetime
) -> MeetingSeat:
    """The seat of whoever comes in through a door, made now if they have none; also late, while the meeting is live.

    ``consent`` is the version of the terms they said yes to, ``name`` what they want to be called in the speaking list,
    or nothing. Somebody who has a seat keeps it, with the new name if there is one. Raises MeetingNotOpen, MeetingOver,
    AdultsListen, and all that ``joining.join`` raises.
    """
    holding.hold_live(session, meeting)
    participant = joining.join(session, dialogue, entry, holding.day_of(now))
    wanted = _tidy(name)
    seat = find(session, meeting.id, entry.handle)
    if seat is not None:
        if seat.role is SeatRole.ADULT:
            raise AdultsListen
        if wanted and wanted != seat.name:
            seat.name = wanted
            meeting.version += 1
        session.flush()
        return seat
    seat = MeetingSeat(
        meeting_id=meeting.id,
        handle=entry.handle,
        channel=entry.channel,
        participant_id=participant.id,
        consent=consent,
        name=wanted,
    )
    session.add(seat)
    meeting.version += 1
    session.flush()
    return seat


def sit_as_adult(
    session: Session, meeting: Meeting, handle: str, channel: Channel, adult_code: str, now: datetime
) -> MeetingSeat:
    """The seat of an adult who knows the code; they neither vote nor write, and must be heard of to count.

    Raises WrongAdultCode, MeetingNotOpen, MeetingOver and TakesPartAlready.
    """
    if not is_adult_code(meeting, adult_code):
        raise WrongAdultCode
    holding.hold_live(session, meeting)
    seat = find(session, meeting.id, handle)
    if seat is not None and seat.role is not SeatRole.ADULT:
        raise TakesPartAlready
    if seat is None:
        seat = MeetingSeat(meeting_id=meeting.id, handle=handle, channel=channel, role=SeatRole.ADULT, consent="")
        session.add(seat)
    seat.last_seen_at = now
    meeting.version += 1
    session.flush()
    return seat


def is_adult_code(meeting: Meeting, typed: str) -> bool:
    """Whether somebody knows the adults' code; case, spaces and dashes do not matter."""
    return hmac.compare_digest(normal(typed).encode(), meeting.adult_code.encode())


def normal(typed: str) -> str:
    """A meeting's code as it is kept, from what somebody typed."""
    return "".join(character for character in typed.upper() if character in ALPHABET)


def seen(session: Session, seat: MeetingSeat, now: datetime) -> None:
    """An adult is still here; nothing happens for others, who are counted when they sit down."""
    if seat.role is SeatRole.ADULT:
        session.execute(update(MeetingSeat).where(MeetingSeat.id == seat.id).values(last_seen_at=now))


def seen_staff(session: Session, meeting: Meeting, staff_id: int, now: datetime) -> None:
    """The samtalsledare is still here, on their own phone; nothing happens where nobody can be."""
    holding.share(session, meeting)
    if meeting.state in holding.LIVE:
        presence.note_staff(session, meeting.id, staff_id, now)


def leave(session: Session, meeting: Meeting, seat: MeetingSeat) -> None:
    """Go out of the meeting; what one did in the open step goes too, and the voice in the dialogue stays."""
    holding.hold(session, meeting, frozenset(MeetingState))
    session.execute(delete(MeetingSeat).where(MeetingSeat.id == seat.id))
    meeting.version += 1
    session.flush()


def find(session: Session, meeting_id: int, handle: str) -> MeetingSeat | None:
    """The seat that a door leads to: the one taken through it, or through another door of the same voice."""
    voice = (
        select(Door.participant_id)
        .join(Meeting, Meeting.dialogue_id == Door.dialogue_id)
        .where(Meeting.id == meeting_id, Door.handle == handle)
        .scalar_subquery()
    )
    return session.scalar(
        select(MeetingSeat)
        .where(
            MeetingSeat.meeting_id == meeting_id, or_(MeetingSeat.handle == handle, MeetingSeat.participant_id == voice)
        )
        .order_by(MeetingSeat.handle != handle)
        .limit(1)
    )


def voice_of(session: Session, seat: MeetingSeat) -> Participant:
    """Who sits there; raises AdultsListen, and NotSeated where the seat has gone meanwhile."""
    if seat.role is SeatRole.ADULT:
        raise AdultsListen
    found = session.scalar(
        select(Participant)
        .join(MeetingSeat, MeetingSeat.participant_id == Participant.id)
        .where(MeetingSeat.id == seat.id)
    )
    if found is None:
        raise NotSeated
    return found


def _tidy(name: str) -> str:
    """One line that has room in the list; what cannot be printed is no name."""
    return " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())[:LONGEST_NAME].strip()
