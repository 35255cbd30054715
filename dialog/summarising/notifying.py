"""One link by mail to whoever approves, and word back to whoever sent; nothing that anybody has said is in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core import staff_mail
from core.i18n import gettext as _
from core.i18n import write_date
from dialog.summarising.models import Summary, SummaryState


def on_sent(session: Session, payload: Mapping[str, Any]) -> None:
    """Mail the approver the page to approve on, unless the version has been taken back since."""
    summary = session.get(Summary, payload["summary_id"])
    if summary is None or summary.state is not SummaryState.IN_REVIEW or summary.approver_id is None:
        return
    dialogue = summary.dialogue
    lines = [
        _("%(name)s ber dig godkänna sammanfattningen av ”%(title)s”.", name=summary.submitted_by, title=dialogue.title)
    ]
    if dialogue.feedback_due_on:
        lines.append(_("De som deltog är lovade svar senast %(day)s.", day=write_date(dialogue.feedback_due_on)))
    lines.append(_("På sidan läser du den som den blir, och godkänner eller ber om en ändring."))
    staff_mail.tell(
        session,
        summary.approver_id,
        _("Godkänn en sammanfattning: %(title)s", title=dialogue.title),
        lines,
        f"{_path(summary)}/godkann/{summary.version}",
        key=f"summary-sent {summary.id} {summary.revision}",
    )


def on_decided(session: Session, payload: Mapping[str, Any]) -> None:
    """Mail whoever sent it what came of it."""
    summary = session.get(Summary, payload["summary_id"])
    if summary is None or summary.submitted_by_id is None:
        return
    title = summary.dialogue.title
    if summary.state is SummaryState.APPROVED:
        subject = _("Godkänd: %(title)s", title=title)
        lines = [
            _("%(name)s har godkänt sammanfattningen av ”%(title)s”.", name=summary.approved_by, title=title),
            _("Nu kan du publicera den."),
        ]
    elif summary.state is SummaryState.CHANGES_REQUESTED:
        subject = _("Ändra i sammanfattningen: %(title)s", title=title)
        lines = [
            _("Sammanfattningen av ”%(title)s” behöver ändras innan den kan publiceras.", title=title),
            _("Vad som behöver ändras står på sidan."),
        ]
    else:
        return
    key = f"summary-decided {summary.id} {summary.revision}"
    staff_mail.tell(session, summary.submitted_by_id, subject, lines, _path(summary), key=key)


def _path(summary: Summary) -> str:
    return f"/personal/dialoger/{summary.dialogue.slug}/sammanfattning"
