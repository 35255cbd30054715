"""How long what we know about staff is kept."""

from __future__ import annotations

from core.errors import N_
from core.people import sessions
from core.room import RetentionRule

RULES = (
    RetentionRule(
        "staff", N_("Så länge kontot behövs; ett avslutat konto stängs och finns kvar så att loggen går att läsa.")
    ),
    RetentionRule("staff_role", N_("Lika länge som kontot.")),
    RetentionRule("staff_session", N_("Tills inloggningen har gått ut, högst 12 timmar."), sessions.purge),
)
