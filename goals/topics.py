"""The news this room posts to the outbox, for itself."""

from __future__ import annotations

FORUM_DUE = "goals.forum_due"
