"""A dialogue from the first idea to the archive: planning it, opening it, what it promised, closing it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core import outbox
from core.chat import ChatUse
from dialog import states
from dialog.errors import (
    AddressTaken,
    AlreadyPromised,
    AnswersMissing,
    NoSuchDialogue,
    NotReady,
    SummaryMissing,
    WrongStep,
)
from dialog.models import (
    Audience,
    Channel,
    Dialogue,
    DialogueKey,
    DialogueState,
    Door,
    LadderStep,
    ModerationMode,
    Participant,
    Source,
    Statement,
)
from dialog.results import FEWEST
from dialog.topics import DIALOGUE_CLOSED

LONGEST_SLUG = 60
KEY_BYTES = 32
# The staff's pages have these addresses for themselves.
RESERVED = frozenset({"ny"})

_S = DialogueState
# What may change once somebody has taken part: who receives, reads and answers for it, the last day, and in which chats
# one can take part. The rest is what people were promised.
FREE = frozenset(
    {
        "receiver",
        "contact",
        "case_number",
        "moderator_id",
        "safeguarding_lead_id",
        "safeguarding_deputy_id",
        "closes_on",
        "slack",
        "teams",
    }
)
RUNNING = frozenset({_S.OPEN, _S.PAUSED})
# Where a promise of feedback is still to be kept.
PROMISING = RUNNING | {_S.CLOSED, _S.PUBLISHED}

_IN_CHAT = (Channel.SLACK, Channel.TEAMS)
# The doors that people open themselves; paper and imports are entered by staff, and lead to nobody.
_OWN_DOORS = (Channel.WEB, *_IN_CHAT)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled about a dialogue. While it is a draft, everything but the title may be missing."""

    title: str
    audience: Audience = Audience.MEDBORGARE
    question: str = ""
    purpose: str = ""
    influence: str = ""
    ladder_step: LadderStep | None = None
    receiver: str = ""
    feedback_due_on: date | None = None
    closes_on: date | None = None
    moderation: ModerationMode = ModerationMode.PRE
    moderator_id: int | None = None
    min_age: int | None = None
    languages: tuple[str, ...] = ("sv",)
    safeguarding_lead_id: int | None = None
    safeguarding_deputy_id: int | None = None
    case_number: str = ""
    controller: str = ""
    legal_basis: str = ""
    contact: str = ""
    erase_on: date | None = None
    erase_decision: str = ""
    slack: ChatUse = ChatUse.OFF
    teams: ChatUse = ChatUse.OFF


def plan(session: Session, wanted: Plan, now: datetime, *, slug: str = "", is_demo: bool = False) -> Dialogue:
    """Begin a draft; its address comes from the title, and may be changed until the dialogue opens.

    Raises AddressTaken when ``slug`` is asked for by name and another dialogue has it.
    """
    if slug and _is_taken(session, slug):
        raise AddressTaken
    dialogue = Dialogue(
        slug=slug or _free_slug(session, wanted.title), is_demo=is_demo, state=_S.DRAFT, created_at=now, **_row(wanted)
    )
    session.add(dialogue)
    session.flush()
    return dialogue


def find(session: Session, slug: str) -> Dialogue:
    """The dialogue at an address in whatever state, for staff and the worker; raises NoSuchDialogue."""
    dialogue = session.scalar(select(Dialogue).where(Dialogue.slug == slug))
    if dialogue is None:
        raise NoSuchDialogue
    return dialogue


def plan_of(dialogue: Dialogue) -> Plan:
    """What is settled, as it stands."""
    values = {field.name: getattr(dialogue, field.name) for field in fields(Plan)}
    return Plan(**values | {"languages": tuple(dialogue.languages)})


def change(session: Session, dialogue: Dialogue, values: Mapping[str, Any], today: date) -> None:
    """Settle some fields of the plan anew; the names are those of Plan.

    A draft may change in everything, and so may an open dialogue nobody has taken part in as long as nothing comes to
    lack. After that only what is FREE may. Raises AlreadyPromised, NotReady, or WrongStep when it is too late.
    """
    _hold(session, dialogue)
    before = plan_of(dialogue)
    after = replace(before, **values)
    changed = {name for name in values if getattr(before, name) != getattr(after, name)}
    state = states.state_on(dialogue, today)
    if state in (_S.WITHDRAWN, _S.ARCHIVED) or ("closes_on" in changed and state in states.OVER):
        raise WrongStep
    if changed - FREE and not may_change_all(session, dialogue, today):
        raise AlreadyPromised
    with session.no_autoflush:
        for name, value in _row(after).items():
            if name in changed:
                setattr(dialogue, name, value)
        if state in RUNNING:
            _must_be_ready(dialogue, today, "closes_on" in changed or bool(changed - FREE))
    session.flush()


def move(session: Session, dialogue: Dialogue, slug: str) -> None:
    """Give a draft another address; raises AddressTaken, or WrongStep once the address has been public."""
    _hold(session, dialogue)
    if dialogue.state is not _S.DRAFT:
        raise WrongStep
    if slug != dialogue.slug and _is_taken(session, slug):
        raise AddressTaken
    dialogue.slug = slug
    session.flush()


def move_feedback(session: Session, dialogue: Dialogue, due_on: date, reason: str, today: date) -> None:
    """Promise another day, with a reason everybody can read; the day first promised stays in sight.

    Raises WrongStep when there is no promise to keep any more, NotReady for a day that has passed, comes before the
    dialogue's last day or after the day everything is erased.
    """
    _hold(session, dialogue)
    if states.state_on(dialogue, today) not in PROMISING or not reason.strip() or due_on == dialogue.feedback_due_on:
        raise WrongStep
    last_day = dialogue.closed_on or dialogue.closes_on
    if due_on < today or (last_day and due_on <= last_day) or (dialogue.erase_on and due_on >= dialogue.erase_on):
        raise NotReady
    dialogue.feedback_first_due_on = dialogue.feedback_first_due_on or dialogue.feedback_due_on
    dialogue.feedback_moved_reason = reason.strip()
    dialogue.feedback_due_on = due_on
    session.flush()


def open_(session: Session, dialogue: Dialogue, today: date) -> None:
    """Let people take part, once everything is settled; raises NotReady or WrongStep.

    The key is made here: from now on fingerprints of companies and chat accounts are made with it.
    """
    _step(session, dialogue, _S.OPEN, today, {_S.DRAFT})
    _must_be_ready(dialogue, today, True)
    dialogue.state, dialogue.opened_on = _S.OPEN, today
    session.add(DialogueKey(dialogue_id=dialogue.id, key=secrets.token_hex(KEY_BYTES)))
    session.flush()


def pause(session: Session, dialogue: Dialogue, today: date) -> None:
    """Receive nothing for a while; raises WrongStep."""
    _step(session, dialogue, _S.PAUSED, today)
    dialogue.state = _S.PAUSED
    session.flush()


def resume(session: Session, dialogue: Dialogue, today: date) -> None:
    """Go on after a pause; raises WrongStep."""
    _step(session, dialogue, _S.OPEN, today, {_S.PAUSED})
    dialogue.state = _S.OPEN
    session.flush()


def close(session: Session, dialogue: Dialogue, today: date) -> None:
    """End it for good: nobody votes or writes any more, and no account or company can be tied to a vote again.

    If few used some door, which door anybody used is forgotten: it would point at the few accounts that a chat's
    server knows of. One whose last day has passed closed on that day, whenever this is called. Raises WrongStep.
    """
    _hold(session, dialogue)
    if dialogue.state not in RUNNING:
        raise WrongStep
    dialogue.state = _S.CLOSED
    dialogue.closed_on = min(today, dialogue.closes_on or today)
    _cut(session, dialogue.id)
    outbox.post(session, DIALOGUE_CLOSED, dialogue_id=dialogue.id)
    session.flush()


def withdraw(session: Session, dialogue: Dialogue, reason: str, today: date) -> None:
    """Take a dialogue back, in whatever state; those who could see it can read why. Raises WrongStep.

    Nothing that was said is shown after this.
    """
    _step(session, dialogue, _S.WITHDRAWN, today)
    if not reason.strip():
        raise WrongStep
    was_running = dialogue.state in RUNNING
    dialogue.state, dialogue.withdrawn_reason = _S.WITHDRAWN, reason.strip()
    _cut(session, dialogue.id)
    if was_running:
        dialogue.closed_on = today
        outbox.post(session, DIALOGUE_CLOSED, dialogue_id=dialogue.id)
    session.flush()


def publish(session: Session, dialogue: Dialogue, today: date, *, has_approved_summary: bool) -> None:
    """Say that the summary is there to read; raises SummaryMissing or WrongStep."""
    _step(session, dialogue, _S.PUBLISHED, today)
    if not has_approved_summary:
        raise SummaryMissing
    dialogue.state = _S.PUBLISHED
    session.flush()


def mark_answered(session: Session, dialogue: Dialogue, today: date, *, unanswered: int) -> None:
    """Say that everything that was highlighted has its answer; raises AnswersMissing or WrongStep."""
    _step(session, dialogue, _S.ANSWERED, today)
    if unanswered:
        raise AnswersMissing(unanswered=unanswered)
    dialogue.state = _S.ANSWERED
    session.flush()


def archive(session: Session, dialogue: Dialogue, today: date) -> None:
    """Put it aside: it stays to be read, and nothing more happens in it. Raises WrongStep."""
    _step(session, dialogue, _S.ARCHIVED, today)
    dialogue.state = _S.ARCHIVED
    session.flush()


def may_change_all(session: Session, dialogue: Dialogue, today: date) -> bool:
    """Whether everything in the plan may still change: nobody has taken part on its terms."""
    state = states.state_on(dialogue, today)
    return state is _S.DRAFT or (state in RUNNING and not _has_begun(session, dialogue.id))


def slug_from(title: str) -> str:
    """An address from a title: ``Trygg väg till skolan`` gives ``trygg-vag-till-skolan``."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "dialog"


def _step(
    session: Session, dialogue: Dialogue, to: DialogueState, today: date, only_from: set[DialogueState] | None = None
) -> None:
    """Take turns about the row, and see that the step may be taken from where the dialogue stands today."""
    _hold(session, dialogue)
    state = states.state_on(dialogue, today)
    if to not in states.STEPS[state] or (only_from is not None and state not in only_from):
        raise WrongStep


def _hold(session: Session, dialogue: Dialogue) -> None:
    """Whoever takes part shares this row until they are done; after this nobody begins before we are."""
    session.flush()
    session.refresh(dialogue, with_for_update=True)


def _must_be_ready(dialogue: Dialogue, today: date, days_too: bool) -> None:
    if states.lacking(dialogue) or (days_too and states.out_of_time(dialogue, today)):
        raise NotReady


def _cut(session: Session, dialogue_id: int) -> None:
    """Destroy the key, and everything that was made with it or could lead a second device to a voice."""
    session.execute(delete(DialogueKey).where(DialogueKey.dialogue_id == dialogue_id))
    session.execute(delete(Door).where(Door.dialogue_id == dialogue_id, Door.channel.in_(_IN_CHAT)))
    session.execute(
        update(Participant)
        .where(Participant.dialogue_id == dialogue_id)
        .values(organisation_hash=None, link_hash=None, link_until=None, consent=None)
    )
    if _is_some_door_rare(session, dialogue_id):
        _forget_doors(session, dialogue_id)


def _is_some_door_rare(session: Session, dialogue_id: int) -> bool:
    """Whether so few came through a door that it could point them out, where anybody came through a chat at all.

    Forgetting only the rare one would say as much: those without a channel would be they.
    """
    counts: dict[Channel | None, int] = dict(
        session.execute(
            select(Participant.channel, func.count())
            .where(Participant.dialogue_id == dialogue_id, Participant.channel.in_(_OWN_DOORS))
            .group_by(Participant.channel)
        )
        .tuples()
        .all()
    )
    return not counts.keys().isdisjoint(_IN_CHAT) and min(counts.values()) < FEWEST


def _forget_doors(session: Session, dialogue_id: int) -> None:
    session.execute(
        update(Participant)
        .where(Participant.dialogue_id == dialogue_id, Participant.channel.in_(_OWN_DOORS))
        .values(channel=None)
    )
    session.execute(
        update(Statement)
        .where(Statement.dialogue_id == dialogue_id, Statement.source.in_((Source.SLACK, Source.TEAMS)))
        .values(source=Source.WEB)
    )


def _has_begun(session: Session, dialogue_id: int) -> bool:
    return session.scalar(select(Participant.id).where(Participant.dialogue_id == dialogue_id).limit(1)) is not None


def _is_taken(session: Session, slug: str) -> bool:
    return slug in RESERVED or session.scalar(select(Dialogue.id).where(Dialogue.slug == slug)) is not None


def _free_slug(session: Session, title: str) -> str:
    """The address from the title, or with the first number after it that is free."""
    first = slug_from(title)
    stem = first[: LONGEST_SLUG - 5]
    alike = select(Dialogue.slug).where(Dialogue.slug.startswith(stem, autoescape=True))
    taken = RESERVED | set(session.scalars(alike))
    if first not in taken:
        return first
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{stem}-{n}") not in taken)


def _row(wanted: Plan) -> dict[str, Any]:
    """The plan as the columns keep it."""
    values = {field.name: getattr(wanted, field.name) for field in fields(Plan)}
    return values | {"languages": list(wanted.languages)}
