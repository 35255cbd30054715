"""What the demo's board needs: an invented decision and judgements, and what its dialogues are set beside."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, outbox, population
from core.population import Count
from dialog import results as dialogues
from dialog.demo_words import WAY_HOME
from dialog.topics import DIALOGUE_CHECKED_OUT
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

# About as many as in a municipality of ten thousand, so that the demo can say how many took part of how many.
PEOPLE = {
    population.SEX_AGE: {
        "kvinna:16-29": 640,
        "kvinna:30-49": 1090,
        "kvinna:50-64": 980,
        "kvinna:65+": 1430,
        "man:16-29": 720,
        "man:30-49": 1180,
        "man:50-64": 1050,
        "man:65+": 1390,
    },
    population.YOUNG: {"kvinna:13-15": 160, "kvinna:16-19": 190, "man:13-15": 170, "man:16-19": 210},
    population.COMPANY_SIZE: {"0": 1240, "1-9": 610, "10-49": 90, "50+": 12},
}
# What ten of the youth council tapped when their meeting ended.
CHECKED_OUT = [
    {"utrymme": space, "rost": voice, "lyssnare": audience, "inflytande": influence}
    for space, voice, audience, influence in (
        *((5, 4, 4, 3), (4, 4, 4, 3), (5, 5, 4, 4), (4, 3, 3, 2), (5, 4, 5, 4)),
        *((4, 4, 3, 3), (5, 5, 4, 3), (3, 4, 4, 2), (4, 5, 4, 3), (5, 4, 4, 3)),
    )
]


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
    for dimension, cells in PEOPLE.items():
        rows = [Count(str(today.year - 1), cell, n) for cell, n in cells.items()]
        population.store(session, rows, dimension)
    way_home = dialogues.find(session, WAY_HOME.slug, today)
    outbox.post(session, DIALOGUE_CHECKED_OUT, dialogue_id=way_home.id, answers=CHECKED_OUT)
    return ["/personal/malbild/uppfoljning"]
