"""The demo's published summary: drafted, reviewed, approved and published by the verbs that staff's pages use."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.audit import Actor
from core.people.models import Staff
from core.summaries.sentences import Section
from dialog.models import Dialogue
from dialog.summarising import approving, covering, drafting, publishing, results, reviewing
from dialog.summarising.reviewing import Worded


def publish(session: Session, dialogue: Dialogue, ingress: str, by: str, day: date) -> None:
    """Sum up a dialogue that is over, as ``by`` would, on a ``day`` that has been; a draft where nobody can approve."""
    made = drafting.draft(session, dialogue.id)
    summary = drafting.keep(session, dialogue.id, made, clock.now()) if made else None
    if summary is None:
        return
    writer = Actor(session.scalar(select(Staff.id).where(Staff.name == by)), by)
    opening = results.view(session, summary).of(Section.INGRESS)[0]
    reviewing.change(session, summary, opening.key, Worded(ingress), writer)
    shown = results.view(session, summary)
    reviewing.keep(session, summary, [one.key for one in shown.sentences])
    counted = covering.coverage(session, summary.id)
    assert counted
    covering.keep(session, counted)
    session.refresh(summary)
    approvers = approving.approvers(session, shown, writer)
    if not approvers:
        return
    approver = Actor(approvers[0].id, approvers[0].name)
    approving.submit(session, summary, approvers[0].id, writer, day)
    approving.approve(session, summary, approver, day)
    publishing.publish(session, dialogue, summary, by, day, seen=summary.revision)
