"""Where a dialogue stands on a day, which steps may be taken from there, and what each step needs."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Protocol

from core.errors import N_
from dialog.models import Audience, DialogueState, LadderStep

_S = DialogueState

# Publishing needs an approved summary, and being answered an answer to each claim that was highlighted.
STEPS: Mapping[DialogueState, frozenset[DialogueState]] = MappingProxyType(
    {
        _S.DRAFT: frozenset({_S.OPEN, _S.WITHDRAWN}),
        _S.OPEN: frozenset({_S.PAUSED, _S.CLOSED, _S.WITHDRAWN}),
        _S.PAUSED: frozenset({_S.OPEN, _S.CLOSED, _S.WITHDRAWN}),
        _S.CLOSED: frozenset({_S.PUBLISHED, _S.WITHDRAWN}),
        _S.PUBLISHED: frozenset({_S.ANSWERED, _S.WITHDRAWN}),
        _S.ANSWERED: frozenset({_S.ARCHIVED, _S.WITHDRAWN}),
        _S.ARCHIVED: frozenset({_S.WITHDRAWN}),
        _S.WITHDRAWN: frozenset(),
    }
)

# What everybody may see: everything but what is being planned. One that is withdrawn says so and why, if it was ever
# open: what nobody has seen needs no explanation.
SEEN = frozenset(_S) - {_S.DRAFT}
# The dialogue is over: nobody votes or writes any more, and its figures may be shown.
OVER = frozenset({_S.CLOSED, _S.PUBLISHED, _S.ANSWERED, _S.ARCHIVED})


class Plan(Protocol):
    """What the rules look at."""

    state: DialogueState
    closes_on: date | None
    audience: Audience
    question: str
    purpose: str
    influence: str
    ladder_step: LadderStep | None
    receiver: str
    feedback_due_on: date | None
    legal_basis: str
    controller: str
    contact: str
    erase_on: date | None
    erase_decision: str
    moderator_id: int | None
    safeguarding_lead_id: int | None
    min_age: int | None


class Lacks(enum.StrEnum):
    """What a plan still needs before it can be opened: the name of its field."""

    QUESTION = "question"
    PURPOSE = "purpose"
    INFLUENCE = "influence"
    LADDER_STEP = "ladder_step"
    RECEIVER = "receiver"
    FEEDBACK_DUE_ON = "feedback_due_on"
    MODERATOR = "moderator_id"
    LEGAL_BASIS = "legal_basis"
    CONTROLLER = "controller"
    CONTACT = "contact"
    ERASE_ON = "erase_on"
    ERASE_DECISION = "erase_decision"
    SAFEGUARDING_LEAD = "safeguarding_lead_id"
    MIN_AGE = "min_age"

    @property
    def words(self) -> str:
        """What to do about it, as a Swedish source text."""
        return _WORDS[self]


class OutOfTime(enum.StrEnum):
    """A day of a plan that no longer holds, or never could: the name of its field."""

    CLOSES_ON = "closes_on"
    FEEDBACK_DUE_ON = "feedback_due_on"
    ERASE_ON = "erase_on"

    @property
    def words(self) -> str:
        """What to do about it, as a Swedish source text."""
        return _WORDS_OF_DAYS[self]


_WORDS = {
    Lacks.QUESTION: N_("Skriv frågan."),
    Lacks.PURPOSE: N_("Skriv vad dialogen är till för."),
    Lacks.INFLUENCE: N_("Skriv vad som går att påverka, och vad som inte gör det."),
    Lacks.LADDER_STEP: N_("Välj ett steg på delaktighetstrappan."),
    Lacks.RECEIVER: N_("Välj vem som tar emot det som kommer fram."),
    Lacks.FEEDBACK_DUE_ON: N_("Välj den dag då de som deltar senast får veta vad det ledde till."),
    Lacks.MODERATOR: N_("Välj vem som läser inspelen."),
    Lacks.LEGAL_BASIS: N_("Skriv den rättsliga grunden."),
    Lacks.CONTROLLER: N_("Välj personuppgiftsansvarig nämnd."),
    Lacks.CONTACT: N_("Skriv vem den som deltar kan vända sig till."),
    Lacks.ERASE_ON: N_("Välj den dag då svaren ska gallras."),
    Lacks.ERASE_DECISION: N_("Skriv vilket gallringsbeslut som gäller."),
    Lacks.SAFEGUARDING_LEAD: N_("Välj en trygghetsansvarig. Det behövs när unga deltar."),
    Lacks.MIN_AGE: N_("Skriv från vilken ålder man kan delta."),
}
_WORDS_OF_DAYS = {
    OutOfTime.CLOSES_ON: N_("Dialogens sista dag har passerat. Välj en dag som kommer."),
    OutOfTime.FEEDBACK_DUE_ON: N_("Dagen då de som deltar får veta måste komma efter dialogens sista dag."),
    OutOfTime.ERASE_ON: N_("Svaren kan inte gallras innan de som har deltagit har fått veta vad det ledde till."),
}
_ONLY_FOR_THE_YOUNG = (Lacks.SAFEGUARDING_LEAD, Lacks.MIN_AGE)


def state_on(plan: Plan, today: date) -> DialogueState:
    """Where a dialogue stands on a day: one whose last day has passed is closed, whatever has been written down."""
    is_past = plan.closes_on is not None and plan.closes_on < today
    return _S.CLOSED if is_past and plan.state in (_S.OPEN, _S.PAUSED) else plan.state


def lacking(plan: Plan) -> tuple[Lacks, ...]:
    """What a plan needs before it can be opened, in the order of the form; empty when it can."""
    asked = [lack for lack in Lacks if lack not in _ONLY_FOR_THE_YOUNG or plan.audience is Audience.UNGDOMAR]
    return tuple(lack for lack in asked if getattr(plan, lack.value) in (None, ""))


def out_of_time(plan: Plan, today: date) -> tuple[OutOfTime, ...]:
    """Which of the plan's days stand in the way of opening it today; days that are not chosen yet are lacking instead.

    In order: the last day has not passed, people are told after it, and nothing is erased before they have been told.
    """
    found = []
    if plan.closes_on is not None and plan.closes_on < today:
        found.append(OutOfTime.CLOSES_ON)
    if plan.feedback_due_on is not None and plan.feedback_due_on <= (plan.closes_on or today):
        found.append(OutOfTime.FEEDBACK_DUE_ON)
    if plan.erase_on is not None and plan.erase_on <= (plan.feedback_due_on or plan.closes_on or today):
        found.append(OutOfTime.ERASE_ON)
    return tuple(found)


def is_seen(state: DialogueState, opened_on: date | None) -> bool:
    """Whether everybody may see the dialogue; one withdrawn before it opened was never theirs to see."""
    return state in SEEN and not (state is _S.WITHDRAWN and opened_on is None)
