"""What follows from a decision, later: what may be voted on has changed, so the votes are counted anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from dialog import voting


def on_decided(session: Session, payload: Mapping[str, Any]) -> None:
    """An inspel has come, gone or been merged: tell as if votes had changed, together with others of the minute."""
    voting.tell(session, int(payload["dialogue_id"]))
