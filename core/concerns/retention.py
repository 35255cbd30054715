"""How long a concern is kept."""

from __future__ import annotations

from core.errors import N_
from core.room import RetentionRule

RULES = (
    RetentionRule(
        "concern",
        N_("Texten tills den är hanterad. Sedan bara att den fanns och när den hanterades, tills gallring beslutas."),
    ),
)
