"""Summaries that are being worked on, as staff list them and as the day's page reminds whoever is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for
from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from core.i18n import gettext as _
from core.i18n import write_date
from core.people.access import Permission
from core.people.models import Staff
from core.people.sessions import CurrentStaff
from core.room import Urgency, Waiting
from dialog import states
from dialog.models import Dialogue, DialogueState
from dialog.summarising.models import SentenceState, Summary, SummarySentence, SummaryState
from dialog.summarising.states import EDITED, UNDER_WAY

A_PAGE = 20
PROMISE_IS_NEAR = timedelta(days=14)

_S = SummaryState


@dataclass(frozen=True, slots=True)
class Line:
    """One version under way: ``reviewed`` of ``total`` sentences gone through, and who it waits for, "" for writers."""

    slug: str
    title: str
    is_over: bool
    due_on: date | None
    version: int
    state: SummaryState
    reviewed: int
    total: int
    approver: str


def page(session: Session, number: int) -> tuple[tuple[Line, ...], int | None]:
    """A page of everything under way, what was promised first at the top, and the number of the next page if any."""
    rows = session.execute(
        _under_way()
        .add_columns(
            select(func.count())
            .select_from(SummarySentence)
            .where(SummarySentence.summary_id == Summary.id)
            .scalar_subquery()
            .label("total"),
            select(func.count())
            .select_from(SummarySentence)
            .where(SummarySentence.summary_id == Summary.id, SummarySentence.state != SentenceState.WAITING)
            .scalar_subquery()
            .label("reviewed"),
        )
        .offset((number - 1) * A_PAGE)
        .limit(A_PAGE + 1)
    ).all()
    lines = tuple(
        Line(
            slug=row.Dialogue.slug,
            title=row.Dialogue.title,
            is_over=row.Dialogue.state in states.OVER,
            due_on=row.Dialogue.feedback_due_on,
            version=row.Summary.version,
            state=row.Summary.state,
            reviewed=row.reviewed,
            total=row.total,
            approver=row.approver or "",
        )
        for row in rows[:A_PAGE]
    )
    return lines, number + 1 if len(rows) > A_PAGE else None


def waiting(session: Session, staff: CurrentStaff, today: date) -> Sequence[Waiting]:
    """What is next for this person: to go through and send, to approve, to publish. One query."""
    wanted: list[ColumnElement[bool]] = []
    if staff.may(Permission.WRITE_SUMMARIES):
        wanted.append(and_(Summary.state.in_(EDITED | {_S.APPROVED}), Dialogue.state.in_(states.OVER)))
    if staff.may(Permission.APPROVE_SUMMARIES):
        wanted.append(and_(Summary.state == _S.IN_REVIEW, Summary.approver_id == staff.id))
    if not wanted:
        return ()
    rows = session.execute(_under_way().where(or_(false(), *wanted)).limit(A_PAGE))
    return [_waiting(row.Summary, row.Dialogue, today) for row in rows]


def _under_way() -> Select[tuple[Summary, Dialogue, str]]:
    return (
        select(Summary, Dialogue, Staff.name.label("approver"))
        .join(Dialogue, Dialogue.id == Summary.dialogue_id)
        .outerjoin(Staff, and_(Staff.id == Summary.approver_id, Summary.state == _S.IN_REVIEW))
        .where(Summary.state.in_(UNDER_WAY), Dialogue.state != DialogueState.WITHDRAWN)
        .order_by(case((Dialogue.feedback_due_on.is_(None), 1), else_=0), Dialogue.feedback_due_on, Summary.id)
    )


def _waiting(summary: Summary, dialogue: Dialogue, today: date) -> Waiting:
    due_on, review = dialogue.feedback_due_on, url_for("staff_summary.show", slug=dialogue.slug)
    urgency = _urgency(due_on, today)
    promise = _("Lovad senast %(day)s.", day=write_date(due_on)) if due_on else ""
    match summary.state:
        case SummaryState.IN_REVIEW:
            title = _("Godkänn sammanfattningen av ”%(title)s”", title=dialogue.title)
            link = url_for("staff_approval.read", slug=dialogue.slug, version=summary.version)
            sent = _("%(name)s har skickat den.", name=summary.submitted_by)
            return Waiting(title, link, f"{sent} {promise}".strip(), Urgency.TODAY)
        case SummaryState.APPROVED:
            title = _("Publicera sammanfattningen av ”%(title)s”", title=dialogue.title)
            sent = _("%(name)s har godkänt den.", name=summary.approved_by)
            return Waiting(title, review, f"{sent} {promise}".strip(), urgency)
        case SummaryState.CHANGES_REQUESTED:
            title = _("Ändra i sammanfattningen av ”%(title)s”", title=dialogue.title)
            return Waiting(title, review, promise, urgency)
        case _:
            title = _("En sammanfattning väntar")
            if due_on:
                title = _("En sammanfattning väntar, lovad %(day)s", day=write_date(due_on))
            return Waiting(title, review, dialogue.title, urgency)


def _urgency(due_on: date | None, today: date) -> Urgency:
    if due_on is None:
        return Urgency.WAITING
    if due_on < today:
        return Urgency.LATE
    return Urgency.TODAY if due_on <= today + PROMISE_IS_NEAR else Urgency.WAITING
