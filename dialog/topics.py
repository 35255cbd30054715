"""The news this room posts to the outbox; payloads name dialogues and inspel, never a participant."""

from __future__ import annotations

STATEMENT_SAID = "dialog.statement_said"
STATEMENT_DECIDED = "dialog.statement_decided"
STATEMENT_LEFT = "dialog.statement_left"
VOTES_CHANGED = "dialog.votes_changed"
ANALYSIS_DUE = "dialog.analysis_due"
DIALOGUE_CLOSED = "dialog.dialogue_closed"
ANSWER_PUBLISHED = "dialog.answer_published"
MEETING_STEP_OPENED = "dialog.meeting_step_opened"
MEETING_WARNED = "dialog.meeting_warned"
MEETING_CLOSED = "dialog.meeting_closed"
DIALOGUE_CHECKED_OUT = "dialog.dialogue_checked_out"
