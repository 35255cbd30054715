"""How long corrections and what was learnt from them are kept."""

from __future__ import annotations

from core.errors import N_
from core.room import RetentionRule

RULES = (
    RetentionRule("text_correction", N_("Lika länge som texten den gäller, utan personuppgifter.")),
    RetentionRule("calibration_model", N_("Kan när som helst räknas fram på nytt. Den innehåller inga ord.")),
    RetentionRule("theme_decision", N_("Bevaras: vad kommunen kallar ett tema, utan uppgifter om personer.")),
    RetentionRule("theme_word", N_("Bevaras: kommunens egna ord för teman.")),
)
