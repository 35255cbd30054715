"""The register of figures Samspel works out itself: one entry each."""

from __future__ import annotations

from goals.indicators.measurement import AreaRow, Measurement
from goals.indicators.survey_index import SurveyIndex
from goals.own_survey import OWN_SURVEY
from surveys.measures import NKI, SERVICE

# The NKI counts companies only, as the model it follows does; the factors count everybody who answered.
REGISTER: tuple[SurveyIndex, ...] = (
    SurveyIndex("nki", NKI, OWN_SURVEY, customer_types=("foretag",)),
    SurveyIndex("service", SERVICE, OWN_SURVEY),
    SurveyIndex("tillganglighet", "tillganglighet", OWN_SURVEY),
    SurveyIndex("bemotande", "bemotande", OWN_SURVEY),
)

__all__ = ["OWN_SURVEY", "REGISTER", "AreaRow", "Measurement", "SurveyIndex"]
