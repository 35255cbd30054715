"""A summary on its way from whoever wrote it to the one who approves it, and back: never the same person.

Verbs take the version for themselves first; ``seen`` is the revision their caller had before them, None where nobody
looked. Each raises SummaryChangedMeanwhile, and WrongSummaryStep where the version does not stand where a step begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.audit import Who
from core.people.models import Staff, StaffRole
from core.people.roles import PERMISSIONS, Permission
from dialog.results import view_of
from dialog.summarising import checking, comparing, reasons
from dialog.summarising.checking import Left
from dialog.summarising.errors import ApproverIsAuthor, ChecksLeft, NotAnApprover, WrongSummaryStep
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.results import SummaryView, view
from dialog.summarising.sealing import content_hash
from dialog.summarising.states import EDITED
from dialog.summarising.taking import note_change, take
from dialog.topics import SUMMARY_DECIDED, SUMMARY_SENT

_S = SummaryState


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may approve a version."""

    id: int
    name: str


def left(session: Session, summary: Summary, now: SummaryView, today: date) -> Left:
    """What stands between a version and its approval."""
    is_over = view_of(summary.dialogue, today).is_over
    return checking.left(now, reasons.given(session, summary.id), is_over=is_over)


def authors(summary: SummaryView) -> frozenset[int]:
    """The staff whose words are in what would be published."""
    return frozenset(one.written_by_id for one in summary.shown if one.written_by_id is not None)


def approvers(session: Session, summary: SummaryView, sender: Who) -> tuple[Approver, ...]:
    """Who may be asked to approve what ``sender`` sends: active, with the permission, and no author of it."""
    rows = session.execute(
        select(Staff.id, Staff.name)
        .join(StaffRole, StaffRole.staff_id == Staff.id)
        .where(Staff.is_active, StaffRole.role.in_(PERMISSIONS[Permission.APPROVE_SUMMARIES]))
        .distinct()
        .order_by(Staff.name, Staff.id)
    )
    out = {*authors(summary), sender.id}
    return tuple(Approver(row.id, row.name) for row in rows if row.id not in out)


def submit(
    session: Session, summary: Summary, approver_id: int, by: Who, today: date, *, seen: int | None = None
) -> None:
    """Ask somebody to approve a version in which nothing is left to do.

    Raises ChecksLeft, ApproverIsAuthor for the sender or an author of it, NotAnApprover.
    """
    take(session, summary, seen, EDITED, WrongSummaryStep)
    now = view(session, summary)
    if not left(session, summary, now, today).is_nothing:
        raise ChecksLeft
    if approver_id == by.id or approver_id in authors(now):
        raise ApproverIsAuthor
    if approver_id not in {one.id for one in approvers(session, now, by)}:
        raise NotAnApprover
    summary.state, summary.approver_id = _S.IN_REVIEW, approver_id
    summary.submitted_by_id, summary.submitted_by, summary.submitted_on = by.id, by.name, today
    note_change(session, summary)
    outbox.post(session, SUMMARY_SENT, summary_id=summary.id)


def take_back(session: Session, summary: Summary, *, seen: int | None = None) -> None:
    """Change it after all, before anybody has decided or before it is published; an approval no longer holds."""
    take(session, summary, seen, (_S.IN_REVIEW, _S.APPROVED), WrongSummaryStep)
    summary.state = _S.DRAFT if summary.state is _S.IN_REVIEW else _S.CHANGES_REQUESTED
    summary.approved_by_id, summary.approved_by, summary.approved_on, summary.content_hash = None, "", None, ""
    note_change(session, summary)


def request_changes(session: Session, summary: Summary, note: str, *, seen: int | None = None) -> None:
    """Send it back with a note; what the approver had before them is kept as fingerprints, to show what changes."""
    take(session, summary, seen, (_S.IN_REVIEW,), WrongSummaryStep)
    summary.state, summary.review_note = _S.CHANGES_REQUESTED, note.strip()
    summary.returned = [list(mark) for mark in comparing.marks(view(session, summary))]
    note_change(session, summary)
    outbox.post(session, SUMMARY_DECIDED, summary_id=summary.id)


def approve(session: Session, summary: Summary, by: Who, today: date, *, seen: int | None = None) -> None:
    """Answer for it, as it stands and nothing else: what is published carries the fingerprint made here.

    Raises ApproverIsAuthor, and ChecksLeft where words have been taken back since it was sent.
    """
    take(session, summary, seen, (_S.IN_REVIEW,), WrongSummaryStep)
    now = view(session, summary)
    if by.id == summary.submitted_by_id or by.id in authors(now):
        raise ApproverIsAuthor
    if not left(session, summary, now, today).is_nothing:
        raise ChecksLeft
    summary.state, summary.returned, summary.review_note = _S.APPROVED, [], ""
    summary.approved_by_id, summary.approved_by, summary.approved_on = by.id, by.name, today
    summary.content_hash = content_hash(now)
    note_change(session, summary)
    outbox.post(session, SUMMARY_DECIDED, summary_id=summary.id)
