"""An invented decision and two invented judgements, so that the demo's board has owners and something to report."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from goals import follow_ups, malbild, versions
from goals.follow_ups import Said
from goals.models import Fulfilment, MalbildVersion

BY = "Demo Strateg"
PERIOD = "2025"
EXECUTIVE, SCHOOLS, BUILDING, YOUTH = (
    "Kommunstyrelsen",
    "Barn- och utbildningsnämnden",
    "Miljö- och stadsbyggnadsnämnden",
    "Ungdoms- och demokratiberedningen",
)
OWNERS = {
    "finansiella-mal": EXECUTIVE,
    "ranking-och-nki": EXECUTIVE,
    "internationella-besokare": EXECUTIVE,
    "gransoverskridande-utbyte": YOUTH,
    "mark-och-planberedskap": BUILDING,
    "arbetskraft": EXECUTIVE,
    "motesplatser": SCHOOLS,
    "betyg-och-vidare-studier": SCHOOLS,
    "forum": YOUTH,
    "service-tillganglighet-bemotande": BUILDING,
}


def load(session: Session, today: date) -> Sequence[str]:
    """Decide the shipped målbild with owners and judge two indicators; nothing if any version has been decided."""
    if session.scalar(select(func.count()).select_from(MalbildVersion)):
        return []
    document = copy.deepcopy(dict(malbild.shipped()))
    for area in document["area"]:
        for indicator in area["indicator"]:
            indicator["owner"] = OWNERS[indicator["key"]]
    now = clock.now()
    versions.decide(session, document, "Påhittat beslut i demon", "§ 0", date(2023, 1, 1), BY, now)
    judged = {
        "service-tillganglighet-bemotande": Said(
            Fulfilment.MET,
            comment=(
                "Påhittat exempel: Företagen har lättare att få kontakt med oss sedan telefontiden blev längre. "
                "Bemötandet ligger kvar på en hög nivå. Serveringstillstånd har för få svar för att visas."
            ),
            action="Behåll den längre telefontiden och pröva den även för livsmedelskontroll.",
            responsible="Enhetschef bygglov",
            is_done=True,
        ),
        "ranking-och-nki": Said(
            comment="Påhittat exempel: Väntar på att SKR publicerar Insikt för 2025.",
            responsible="Näringslivschef",
            remind_on=today + timedelta(days=14),
        ),
    }
    for key, said in judged.items():
        follow_ups.save(session, key, PERIOD, said, BY, now, None)
    return ["/personal/malbild/uppfoljning"]
