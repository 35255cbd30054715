"""A dialogue for a meeting, from the question alone: what is settled once for all comes from the latest of its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dialog import hosting, states
from dialog.hosting import Plan
from dialog.models import Audience, Dialogue, DialogueState

LONGEST_TITLE = 120
# What the answers are for, in the language that dialogues are written in; staff may say more of it in the plan.
PURPOSE = "Det som kommer fram på mötet går till %(receiver)s, som tar det vidare och svarar er."
# What was settled for the latest dialogue of the same audience and holds for the next as well. What it was about and
# what could be influenced in it are not among them: those are promised anew each time.
_AS_BEFORE = (
    "ladder_step",
    "moderation",
    "moderator_id",
    "min_age",
    "languages",
    "safeguarding_lead_id",
    "safeguarding_deputy_id",
    "controller",
    "legal_basis",
    "contact",
    "erase_decision",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What only whoever plans the meeting can say."""

    audience: Audience
    question: str
    influence: str
    receiver: str
    feedback_due_on: date | None


def begin(session: Session, asked: Asked, moderator_id: int | None, now: datetime, today: date) -> Dialogue:
    """A dialogue about the question: open if nothing is lacking, or else a draft in which the rest is to be settled.

    ``moderator_id`` is who reads the inspel; None for whoever did it the last time.
    """
    plan = _plan(_latest(session, asked.audience), asked, moderator_id)
    dialogue = hosting.plan(session, plan, now)
    if not states.lacking(dialogue) and not states.out_of_time(dialogue, today):
        hosting.open_(session, dialogue, today)
    return dialogue


def title_from(question: str) -> str:
    """A title from a question: all of it, or as many whole words as there is room for."""
    words = " ".join(question.split())
    if len(words) <= LONGEST_TITLE:
        return words
    cut = words[: LONGEST_TITLE - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _latest(session: Session, audience: Audience) -> Dialogue | None:
    """The latest that was ever opened; a draft may be somebody's half-finished thought, and the demo's is invented."""
    query = select(Dialogue).where(Dialogue.audience == audience, Dialogue.state != DialogueState.DRAFT)
    return session.scalar(query.order_by(Dialogue.is_demo, Dialogue.id.desc()).limit(1))


def _plan(latest: Dialogue | None, asked: Asked, moderator_id: int | None) -> Plan:
    before = hosting.plan_of(latest) if latest is not None else Plan(title="")
    kept = {name: getattr(before, name) for name in _AS_BEFORE}
    if moderator_id is not None:
        kept["moderator_id"] = moderator_id
    last_day = before.erase_on
    has_time = last_day is not None and asked.feedback_due_on is not None and last_day > asked.feedback_due_on
    return Plan(
        title=title_from(asked.question),
        audience=asked.audience,
        question=asked.question,
        purpose=PURPOSE % {"receiver": asked.receiver},
        influence=asked.influence,
        receiver=asked.receiver,
        feedback_due_on=asked.feedback_due_on,
        erase_on=last_day if has_time else None,
        **kept,
    )
