"""What the integrations room offers: nothing yet; Samspel calls nobody on the outside so far."""

from __future__ import annotations

from core.room import Room

ROOM = Room(name="integrations")
