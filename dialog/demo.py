"""Three invented dialogues for the demo, drawn the same way every time and labelled as invented wherever they show."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.chat import ChatUse
from core.people.models import Staff, StaffRole
from core.people.roles import Role
from dialog import demo_summary, hosting
from dialog.demo_words import (
    PERMITS,
    PERMITS_SAID,
    PERMITS_WAITING,
    SCHOOL_ROAD,
    SCHOOL_ROAD_SAID,
    WAY_HOME,
    WAY_HOME_INGRESS,
    WAY_HOME_SAID,
    Answered,
    Asked,
    Said,
)
from dialog.feedback.models import Answer, AnswerKind
from dialog.hosting import Plan
from dialog.models import (
    AgeBand,
    Audience,
    Channel,
    Choice,
    Dialogue,
    Participant,
    Source,
    Statement,
    StatementState,
    Vote,
)
from dialog.moderating.models import Action, Moderation
from dialog.topics import VOTES_CHANGED

RUNS_FOR = timedelta(days=30)
LATE = timedelta(days=6)
SUMMED_UP_AFTER = timedelta(days=9)
SEEDS, NOON = 3, time(12)
FIRST_GROUP, HAS_SEEN, DISAGREES_RATHER_THAN_PASSES, IS_IMPORTANT = 36, 0.9, 0.8, 0.2
BY = "Demo Strateg"
NUMBER = "KS 2025-114 (påhittat exempel)"
MODERATING, SAFEGUARDING = (Role.COMMUNICATOR, Role.MODERATOR), (Role.SAFEGUARDING,)


def load(session: Session, today: date) -> Sequence[str]:
    """Hold the three dialogues; nothing when the demo was loaded before."""
    if session.scalar(select(Dialogue.id).where(Dialogue.slug == WAY_HOME.slug)) is not None:
        return []
    draw = random.Random(3)  # noqa: S311  Invented data, the same every time.
    told = []
    for asked, said in ((WAY_HOME, WAY_HOME_SAID), (SCHOOL_ROAD, SCHOOL_ROAD_SAID), (PERMITS, PERMITS_SAID)):
        dialogue = _opened(session, asked, today)
        _filled(session, dialogue, asked, said, draw, today)
        if asked.closes_in < 0:
            hosting.close(session, dialogue, today)
            if asked is WAY_HOME:
                assert dialogue.closes_on
                demo_summary.publish(session, dialogue, WAY_HOME_INGRESS, BY, dialogue.closes_on + SUMMED_UP_AFTER)
        else:
            _waiting(session, dialogue, len(said), today)
            outbox.post(session, VOTES_CHANGED, key=str(dialogue.id), dialogue_id=dialogue.id)
        told.append(f"/dialog/{asked.slug}")
    return told


def _opened(session: Session, asked: Asked, today: date) -> Dialogue:
    closes_on = today + timedelta(days=asked.closes_in)
    is_young = asked.audience is Audience.UNGDOMAR
    wanted = Plan(
        title=asked.title,
        audience=asked.audience,
        question=asked.question,
        purpose=asked.purpose,
        influence=asked.influence,
        ladder_step=asked.step,
        receiver=asked.receiver,
        feedback_due_on=today + timedelta(days=asked.due_in),
        closes_on=closes_on,
        moderator_id=_staff(session, MODERATING),
        min_age=asked.min_age,
        safeguarding_lead_id=_staff(session, SAFEGUARDING) if is_young else None,
        controller=asked.controller,
        legal_basis="Uppgift av allmänt intresse",
        contact="Kommunens kundtjänst, 0280-181 00 (påhittat exempel)",
        erase_on=closes_on + timedelta(days=730),
        erase_decision=NUMBER,
        slack=ChatUse.FULL,
        teams=ChatUse.FULL,
    )
    dialogue = hosting.plan(session, wanted, clock.now(), slug=asked.slug, is_demo=True)
    hosting.open_(session, dialogue, closes_on - RUNS_FOR)
    return dialogue


def _staff(session: Session, roles: Sequence[Role]) -> int | None:
    return session.scalar(
        select(Staff.id).join(StaffRole, StaffRole.staff_id == Staff.id).where(StaffRole.role.in_(roles)).limit(1)
    )


def _filled(
    session: Session, dialogue: Dialogue, asked: Asked, said: Sequence[Said], draw: random.Random, today: date
) -> None:
    assert dialogue.closes_on
    day = min(dialogue.closes_on, today) - timedelta(days=5)
    people = [_participant(dialogue.id, asked.audience, draw, day) for _ in range(asked.people)]
    session.add_all(people)
    session.flush()
    for number, one in enumerate(said, start=1):
        votes = list(_votes(one, people, draw))
        statement = Statement(
            dialogue_id=dialogue.id,
            number=number,
            text=one.text,
            source=Source.SEED if number <= SEEDS else Source.WEB,
            state=StatementState.PUBLISHED,
            author_id=None if number <= SEEDS else draw.choice(people).id,
            said_on=day,
        )
        for column, choice in (
            ("n_agree", Choice.AGREE),
            ("n_disagree", Choice.DISAGREE),
            ("n_pass", Choice.PASS),
        ):
            setattr(statement, column, sum(voted is choice for _, voted, _ in votes))
        statement.n_important = sum(is_important for _, _, is_important in votes)
        session.add(statement)
        session.flush()
        session.add_all(
            Vote(
                participant_id=person.id,
                statement_id=statement.id,
                choice=choice,
                is_important=is_important,
                voted_on=day,
            )
            for person, choice, is_important in votes
        )
        session.add(
            Moderation(
                statement_id=statement.id,
                action=Action.APPROVE,
                actor_name=BY,
                decided_at=datetime.combine(day, NOON, UTC),
                told_at=datetime.combine(day, NOON, UTC),
            )
        )
        if one.answer:
            session.add(_answer(dialogue, statement, one.answer, today))
    session.flush()


def _participant(dialogue_id: int, audience: Audience, draw: random.Random, day: date) -> Participant:
    return Participant(
        id=uuid.UUID(int=draw.getrandbits(128), version=4),
        dialogue_id=dialogue_id,
        channel=Channel.WEB,
        age_band=draw.choice((AgeBand.FROM_13, AgeBand.FROM_16)) if audience is Audience.UNGDOMAR else None,
        organisation_hash=f"{draw.getrandbits(256):064x}" if audience is Audience.NARINGSLIV else None,
        joined_on=day,
    )


def _votes(one: Said, people: Sequence[Participant], draw: random.Random) -> Iterator[tuple[Participant, Choice, bool]]:
    """Who voted how on one inspel: as many of each as it says, by chance who, or by the shares of two groups."""
    if one.votes:
        agree, disagree, passes = one.votes
        choices = [Choice.AGREE] * agree + [Choice.DISAGREE] * disagree + [Choice.PASS] * passes
        for person, choice in zip(draw.sample(people, len(choices)), choices, strict=True):
            yield person, choice, choice is Choice.AGREE and draw.random() < IS_IMPORTANT
        return
    assert one.shares
    for place, person in enumerate(people):
        if draw.random() > HAS_SEEN:
            continue
        if draw.random() < one.shares[place >= FIRST_GROUP]:
            yield person, Choice.AGREE, draw.random() < IS_IMPORTANT
        else:
            yield person, Choice.DISAGREE if draw.random() < DISAGREES_RATHER_THAN_PASSES else Choice.PASS, False


def _answer(dialogue: Dialogue, statement: Statement, answered: Answered, today: date) -> Answer:
    """Given in time where the promised day is still to come, and otherwise six days late, for all to see."""
    assert dialogue.feedback_due_on
    day = min(dialogue.feedback_due_on + LATE, today - timedelta(days=2))
    return Answer(
        dialogue_id=dialogue.id,
        statement_id=statement.id,
        kind=AnswerKind.ANSWER,
        decision=answered.decision,
        words=answered.words,
        unit=answered.unit,
        due_on=date(today.year + 1, *answered.due) if answered.due else None,
        reference=answered.reference,
        written_by=BY,
        written_on=day,
        published_on=day,
    )


def _waiting(session: Session, dialogue: Dialogue, last_number: int, today: date) -> None:
    """Inspel nobody has read yet; one that names a telephone number is held until somebody has looked at it."""
    for number, text in enumerate(PERMITS_WAITING, start=last_number + 1):
        session.add(
            Statement(
                dialogue_id=dialogue.id,
                number=number,
                text=text,
                source=Source.WEB,
                state=StatementState.HELD if "070-" in text else StatementState.SUBMITTED,
                said_on=today - timedelta(days=1),
            )
        )
    session.flush()
