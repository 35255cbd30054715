"""Makes what tests of the dialogue room need in a line each: a plan, an open dialogue, inspel, one that is closed."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.people.roles import Role
from dialog import hosting, numbering, results
from dialog.hosting import Plan
from dialog.models import (
    Audience,
    Channel,
    Choice,
    Dialogue,
    LadderStep,
    Participant,
    Source,
    Statement,
    StatementState,
    Vote,
)
from dialog.results import DialogueView
from tests.builders import TODAY
from tests.ground import NOON, hire, working

PLAN = Plan(
    title="Hur kommer vi hem efter träningen?",
    question="Vad skulle göra det lättare att ta sig hem på kvällen?",
    purpose="Kommunen ska besluta om kvällsturerna.",
    influence="Tider och hållplatser går att påverka. Priset går inte att påverka.",
    ladder_step=LadderStep.DIALOG,
    receiver="Kommunstyrelsen",
    feedback_due_on=TODAY + timedelta(days=60),
    closes_on=TODAY + timedelta(days=30),
    controller="Kommunstyrelsen",
    legal_basis="Uppgift av allmänt intresse",
    contact="dialog@example.se",
    erase_on=date(2028, 1, 1),
    erase_decision="KS 2026-1",
)


def plan_dialogue(app: Flask, *, slug: str = "hem", is_demo: bool = False, **changes: Any) -> int:
    """A draft with everything settled but for what the changes take away; gives its id."""
    plan = _settled(app, slug, changes)
    with working(app) as session:
        return hosting.plan(session, plan, NOON, slug=slug, is_demo=is_demo).id


def open_dialogue(app: Flask, *seeds: str, slug: str = "hem", is_demo: bool = False, **changes: Any) -> DialogueView:
    """A dialogue that is open, with seed inspel; for ungdomar with a trygghetsansvarig and from 13 years."""
    plan = _settled(app, slug, changes)
    with working(app) as session:
        dialogue = hosting.plan(session, plan, NOON, slug=slug, is_demo=is_demo)
        for text in seeds:
            add_inspel(session, dialogue.id, text)
        hosting.open_(session, dialogue, TODAY)
        return results.by_id(session, dialogue.id, TODAY)


def close_dialogue(app: Flask, slug: str = "hem") -> DialogueView:
    """The dialogue, closed by staff today."""
    with working(app) as session:
        dialogue = session.scalars(select(Dialogue).where(Dialogue.slug == slug)).one()
        hosting.close(session, dialogue, TODAY)
        return results.by_id(session, dialogue.id, TODAY)


def dialogues_in_every_state(app: Flask) -> None:
    """A draft without a thing settled, one that is ready, and one open, paused, closed and withdrawn."""
    seeds = ("Sista bussen går före träningen slutar", "Fler hållplatser med väderskydd")
    with working(app) as session:
        hosting.plan(session, Plan(title="En dialog på gång"), NOON, slug="utkast")
    plan_dialogue(app, slug="klar")
    for slug in ("oppen", "pausad", "stangd", "aterkallad"):
        audience = Audience.UNGDOMAR if slug == "oppen" else Audience.MEDBORGARE
        open_dialogue(app, *seeds, slug=slug, audience=audience)
    with working(app) as session:
        hosting.pause(session, hosting.find(session, "pausad"), TODAY)
        hosting.withdraw(session, hosting.find(session, "aterkallad"), "Regionen tar över frågan.", TODAY)
        closed = hosting.find(session, "stangd")
        later = TODAY + timedelta(days=70)
        hosting.move_feedback(session, closed, later, "Nämnden möts senare.", TODAY)
        hosting.close(session, closed, TODAY)


def add_inspel(session: Session, dialogue_id: int, text: str, **changes: Any) -> Statement:
    """A published inspel; a seed unless the changes say otherwise."""
    given = {"source": Source.SEED, "state": StatementState.PUBLISHED, "said_on": TODAY} | changes
    number = numbering.next_number(session, dialogue_id)
    statement = Statement(dialogue_id=dialogue_id, number=number, text=text, **given)
    session.add(statement)
    session.flush()
    return statement


def more_votes(app: Flask, slug: str, people: int) -> None:
    """So many people more take part, and each agrees with every published inspel."""
    with working(app) as session:
        dialogue_id = hosting.find(session, slug).id
        published = select(Statement).where(Statement.dialogue_id == dialogue_id, *results.IS_READ)
        inspel = session.scalars(published).all()
        for _ in range(people):
            voter = Participant(id=uuid.uuid4(), dialogue_id=dialogue_id, channel=Channel.WEB, joined_on=TODAY)
            session.add(voter)
            session.flush()
            session.add_all(
                Vote(participant_id=voter.id, statement_id=one.id, choice=Choice.AGREE, voted_on=TODAY)
                for one in inspel
            )
        for one in inspel:
            one.n_agree += people


def _settled(app: Flask, slug: str, changes: dict[str, Any]) -> Plan:
    """The plan with the changes, and with those of the staff it needs; each dialogue has its own."""
    staff: dict[str, Any] = {}
    if "moderator_id" not in changes:
        staff["moderator_id"] = hire(app, Role.MODERATOR, email=f"samtalsledare-{slug}@example.se")
    if changes.get("audience") is Audience.UNGDOMAR:
        staff["min_age"] = 13
        if "safeguarding_lead_id" not in changes:
            staff["safeguarding_lead_id"] = hire(app, Role.SAFEGUARDING, email=f"trygghet-{slug}@example.se")
    return replace(PLAN, **staff | changes)
