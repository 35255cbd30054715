"""Showing a summary to everybody, word for word as it was approved, and taking a version back with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from core import outbox
from core.i18n import gettext as _
from dialog import hosting
from dialog.errors import WrongStep
from dialog.models import Dialogue, DialogueState
from dialog.summarising import results
from dialog.summarising.errors import ReasonMissing, SealBroken, WrongSummaryStep
from dialog.summarising.models import Summary, SummaryState
from dialog.summarising.sealing import content_hash
from dialog.summarising.taking import note_change, take
from dialog.topics import SUMMARY_DECIDED, SUMMARY_PUBLISHED, SUMMARY_WITHDRAWN

LONGEST_REASON = 300

_S = SummaryState
# A dialogue has its first summary when it has closed, and may have newer ones until it is put aside.
_HAS_SUMMARY = frozenset({DialogueState.PUBLISHED, DialogueState.ANSWERED})
_MAY_HAVE = _HAS_SUMMARY | {DialogueState.CLOSED}


def publish(
    session: Session, dialogue: Dialogue, summary: Summary, by: str, today: date, *, seen: int, reason: str = ""
) -> None:
    """Let everybody read an approved version; the one that counted until now is superseded, and ``reason`` says why.

    Raises WrongSummaryStep for a version that is not approved, SummaryChangedMeanwhile for one whose revision is not
    the one ``seen``, WrongStep unless the dialogue is over, ReasonMissing where an earlier version counts, SealBroken
    when what would be shown is not what was approved: whoever meets it sends the version back with ``send_back``.
    """
    _take(session, dialogue, summary, (_S.APPROVED,), seen)
    if dialogue.state not in _MAY_HAVE:
        raise WrongStep
    if content_hash(results.view(session, summary)) != summary.content_hash:
        raise SealBroken
    earlier = results.published(session, dialogue.id)
    if earlier is not None:
        _end(earlier, _S.SUPERSEDED, by, reason, today)
        session.flush()
    if dialogue.state not in _HAS_SUMMARY:
        hosting.publish(session, dialogue, today, has_approved_summary=True)
    summary.state, summary.published_by, summary.published_on = _S.PUBLISHED, by, today
    session.flush()
    outbox.post(session, SUMMARY_PUBLISHED, summary_id=summary.id, dialogue_id=dialogue.id)


def send_back(session: Session, dialogue: Dialogue, summary: Summary) -> None:
    """Have an approved version reviewed again, because words that it rests on have left since it was approved.

    Raises WrongSummaryStep when it has gone on meanwhile.
    """
    _take(session, dialogue, summary, (_S.APPROVED,), None)
    summary.state, summary.content_hash = _S.CHANGES_REQUESTED, ""
    summary.approved_by_id, summary.approved_by, summary.approved_on = None, "", None
    summary.review_note = _(
        "Något som sammanfattningen bygger på har tagits bort sedan den godkändes. Läs den igen och skicka den på nytt."
    )
    note_change(session, summary)
    outbox.post(session, SUMMARY_DECIDED, summary_id=summary.id)


def withdraw(
    session: Session, dialogue: Dialogue, summary: Summary, by: str, reason: str, today: date, *, seen: int
) -> None:
    """Show a published version to nobody any more; everybody may read that it was there, and the ``reason``.

    Raises WrongSummaryStep for a version nobody has seen or that is withdrawn already, SummaryChangedMeanwhile for one
    whose revision is not the one ``seen``, ReasonMissing.
    """
    _take(session, dialogue, summary, (_S.PUBLISHED, _S.SUPERSEDED), seen)
    _end(summary, _S.WITHDRAWN, by, reason, today)
    session.flush()
    outbox.post(session, SUMMARY_WITHDRAWN, summary_id=summary.id, dialogue_id=dialogue.id)


def _end(summary: Summary, to: SummaryState, by: str, reason: str, today: date) -> None:
    if not reason.strip():
        raise ReasonMissing
    summary.state, summary.ended_by, summary.ended_on = to, by, today
    summary.ended_reason = reason.strip()


def _take(
    session: Session, dialogue: Dialogue, summary: Summary, states: Collection[SummaryState], seen: int | None
) -> None:
    """Both rows in hand, the dialogue's first, so that two who press the same button take turns."""
    session.flush()
    session.refresh(dialogue, with_for_update=True)
    take(session, summary, seen, states, WrongSummaryStep)
