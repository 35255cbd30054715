"""How long what we know about staff is kept."""

from __future__ import annotations

from core.people import sessions
from core.room import RetentionRule

RULES = (
    RetentionRule(
        "staff", "Så länge kontot behövs; ett avslutat konto stängs och finns kvar så att loggen går att läsa."
    ),
    RetentionRule("staff_role", "Lika länge som kontot."),
    RetentionRule("staff_session", "Tills inloggningen har gått ut, högst 12 timmar.", sessions.purge),
)
