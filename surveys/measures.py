"""What a question can say it measures: the indices of the NKI model, the micro-survey, and the background."""

from __future__ import annotations

from dataclasses import dataclass

NKI = "nki"
SERVICE = "service"
FACTORS = ("information", "tillganglighet", "bemotande", "kompetens", "rattssakerhet", "effektivitet")
MICRO = ("mikro_bemotande", "mikro_enkelhet", "mikro_tydlighet", "mikro_hjalp")
AREA, CUSTOMER_TYPE = "area", "customer_type"


@dataclass(frozen=True, slots=True)
class Measure:
    """``scale`` is the lowest and highest step its questions are asked on; None for background."""

    key: str
    scale: tuple[int, int] | None = None


MEASURES: dict[str, Measure] = {
    NKI: Measure(NKI, (1, 10)),
    **{key: Measure(key, (1, 10)) for key in FACTORS},
    **{key: Measure(key, (1, 5)) for key in MICRO},
    AREA: Measure(AREA),
    CUSTOMER_TYPE: Measure(CUSTOMER_TYPE),
}
