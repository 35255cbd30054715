"""What the dialogue room offers: nothing yet; its dialogues come with the next versions."""

from __future__ import annotations

from core.room import Room

ROOM = Room(name="dialog")
