"""The news this room posts to the outbox; payloads never point at a response."""

from __future__ import annotations

RESPONSE_SUBMITTED = "surveys.response_submitted"
ANSWERS_COUNTED = "surveys.answers_counted"
ANALYSIS_DUE = "surveys.analysis_due"
COMMENTS_DUE = "surveys.comments_due"
COLLECTION_CLOSED = "surveys.collection_closed"
