"""What follows from an answer, later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session


def on_published(session: Session, payload: Mapping[str, Any]) -> None:
    """Nothing more on the web, where an answer stands on its page the moment it is published.

    The topic is there for the channels that tell people in a message; they handle it beside this.
    """
