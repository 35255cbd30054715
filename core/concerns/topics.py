"""The news this part of the ground posts to the outbox; the payload names what it is about, never what was said."""

from __future__ import annotations

CONCERN_RELEASED = "core.concern_released"
"""Somebody has read the text and it may go back: the room that ``subject_ref`` belongs to takes it back."""
