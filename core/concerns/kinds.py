"""What a concern may be about, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.concerns.models import Raiser
from core.errors import N_

OTHER = "other"
# What the screening of texts tells apart, and what only a person can say.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "self_harm": N_("Någon verkar vilja skada sig själv"),
        "harmed_by_others": N_("Någon verkar fara illa"),
        "threat": N_("Hot"),
        OTHER: N_("Något annat som oroar"),
    }
)
RAISED_BY: Mapping[Raiser, str] = MappingProxyType(
    {
        Raiser.PARTICIPANT: N_("Någon som läste det"),
        Raiser.STAFF: N_("En samtalsledare"),
        Raiser.SCREENING: N_("Samspel, utifrån orden i texten"),
    }
)


def name_of(kind: str) -> str:
    """The Swedish words for a kind; one we do not know is something else that worries."""
    return NAMES.get(kind, NAMES[OTHER])
