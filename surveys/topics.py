"""The news this room posts to the outbox; payloads never point at a response."""

from __future__ import annotations

RESPONSE_SUBMITTED = "surveys.response_submitted"
COLLECTION_CLOSED = "surveys.collection_closed"
