"""What has left the house for help with words and what came back, as frozen values for the page that shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import N_, PersonMet
from dialog.summarising.asked import Doubt
from dialog.summarising.assisting import WHOLE, Outcome
from dialog.summarising.models import AssistanceCall, SummarySentence

MOST_SHOWN = 20


class NoSuchCall(PersonMet):
    """No call of this dialogue's has this number."""

    status = 404
    title = N_("Anropet finns inte")
    message = N_("Det finns inget sådant anrop i den här dialogen.")
    advice = N_("Gå tillbaka till dialogens lista över anrop.")


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``asked`` sentences, of which ``used`` were worded anew; ``status`` is HTTP's, 0 without an answer.

    ``doubted`` are the checks that wordings did not pass, with what they fell on, by the key of the sentence; what is
    said of the answer as a whole has the key "".
    """

    id: int
    called_at: datetime
    host: str
    model: str
    outcome: Outcome
    status: int
    asked: int
    used: int
    doubted: Mapping[str, tuple[tuple[Doubt, str], ...]]
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Letters:
    """What left the house and what came back, to the letter."""

    sent: str
    received: str

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Who speaks and what is said, message by message, with line breaks that a person can read by."""
        return tuple(messages(self.sent))


def messages(body: str) -> list[tuple[str, str]]:
    """The messages of a call, those that are JSON written over several lines."""
    return [(one["role"], _legible(one["content"])) for one in json.loads(body)["messages"]]


def latest(session: Session, dialogue_id: int) -> tuple[Call, ...]:
    """The newest calls of a dialogue, the last first."""
    query = select(*_COLUMNS).where(AssistanceCall.dialogue_id == dialogue_id)
    newest = query.order_by(AssistanceCall.called_at.desc(), AssistanceCall.id.desc()).limit(MOST_SHOWN)
    return tuple(_call(row) for row in session.execute(newest))


def worded(session: Session, summary_id: int) -> int:
    """How many sentences of a version have words from outside."""
    mine = SummarySentence.summary_id == summary_id
    return session.scalar(select(func.count()).where(mine, SummarySentence.is_assisted)) or 0


def find(session: Session, dialogue_id: int, call_id: int) -> tuple[Call, Letters]:
    """One call with all that was said; raises NoSuchCall."""
    query = select(*_COLUMNS, AssistanceCall.sent, AssistanceCall.received)
    row = session.execute(
        query.where(AssistanceCall.dialogue_id == dialogue_id, AssistanceCall.id == call_id)
    ).one_or_none()
    if row is None:
        raise NoSuchCall
    return _call(row), Letters(row.sent, row.received)


_COLUMNS = (
    AssistanceCall.id,
    AssistanceCall.called_at,
    AssistanceCall.host,
    AssistanceCall.model,
    AssistanceCall.outcome,
    AssistanceCall.findings,
    AssistanceCall.milliseconds,
)


def _call(row: Any) -> Call:
    found: Mapping[str, Any] = row.findings
    doubted = {key: tuple((Doubt(doubt), detail) for doubt, detail in all_) for key, all_ in _doubted(found)}
    return Call(
        id=row.id,
        called_at=row.called_at,
        host=row.host,
        model=row.model,
        outcome=Outcome(row.outcome),
        status=found.get("status", 0),
        asked=found.get("asked", 0),
        used=len(found.get("used", ())),
        doubted=doubted,
        milliseconds=row.milliseconds,
    )


def _doubted(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What is said of the whole stands first."""
    return sorted(found.get("doubted", {}).items(), key=lambda item: item[0] != WHOLE)


def _legible(content: str) -> str:
    """Each thing that is told on a line of its own."""
    try:
        told = json.loads(content)
    except ValueError:
        return content
    return "\n".join(line for name, value in told.items() for line in _lines(name, value))


def _lines(name: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}:", *(f"  {key}: {_said(one)}" for key, one in value.items())]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [f"{name}:", *(f"  {_said(one)}" for one in value)]
    return [f"{name}: {_said(value)}"]


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
