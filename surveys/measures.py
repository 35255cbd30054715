"""What a question can say it measures: the indices of the NKI model, the micro-survey, participation, background."""

from __future__ import annotations

from dataclasses import dataclass

NKI = "nki"
SERVICE = "service"
FACTORS = ("information", "tillganglighet", "bemotande", "kompetens", "rattssakerhet", "effektivitet")
MICRO = ("mikro_bemotande", "mikro_enkelhet", "mikro_tydlighet", "mikro_hjalp")
# After a dialogue: whether those who took part could make themselves heard.
DELAKTIGHET = "delaktighet"
AREA, CUSTOMER_TYPE = "area", "customer_type"
SEX, AGE_GROUP = "sex", "age_group"
# The answers that can be set against the population, in their natural order; other answers are left out of weighting.
SEXES = ("kvinna", "man")
AGE_GROUPS = ("16-29", "30-49", "50-64", "65+")


@dataclass(frozen=True, slots=True)
class Measure:
    """``scale`` is the lowest and highest step its questions are asked on; None for background."""

    key: str
    scale: tuple[int, int] | None = None


MEASURES: dict[str, Measure] = {
    NKI: Measure(NKI, (1, 10)),
    **{key: Measure(key, (1, 10)) for key in FACTORS},
    **{key: Measure(key, (1, 5)) for key in MICRO},
    DELAKTIGHET: Measure(DELAKTIGHET, (1, 5)),
    AREA: Measure(AREA),
    CUSTOMER_TYPE: Measure(CUSTOMER_TYPE),
    SEX: Measure(SEX),
    AGE_GROUP: Measure(AGE_GROUP),
}
