"""Invented cases to try a round with that is itself invented: forty-one, of which three are there to be put right."""

from __future__ import annotations

from datetime import date, timedelta

from core.periods import days_of
from surveys.cases.meanings import Meaning
from surveys.cases.template import ExampleRow, words_of
from surveys.measures import AREA, CUSTOMER_TYPE
from surveys.rounds import Round

GOOD = 38
# Nobody has these: the numbers are kept free for inventions, and no address under .example can ever be reached.
FIRST_PHONE = 1740605
_FIRST_NAMES = ("Kim", "Robin", "Alex", "Charlie", "Love", "Sam", "Mika")
_LAST_NAMES = ("Påhitt", "Exempel", "Provsson", "Demoberg", "Testlund")


def cases(round_: Round, today: date) -> list[ExampleRow]:
    """Thirty-eight rows that can be read in, then an unknown area, an address without @ and a case that came before."""
    areas, customer_types = words_of(round_, AREA), words_of(round_, CUSTOMER_TYPE)
    days = days_of(round_.period)
    rows: list[dict[Meaning, str | date]] = []
    for number in range(GOOD + 3):
        row: dict[Meaning, str | date] = {
            Meaning.CASE: f"DEMO {round_.period[:4]}-{number + 1:03d}",
            Meaning.AREA: areas[number % len(areas)],
            Meaning.CUSTOMER: f"K-{1001 + number}",
            Meaning.NAME: f"{_FIRST_NAMES[number % 7]} {_LAST_NAMES[number % 5]}",
            Meaning.EMAIL: f"kund{number + 1}@foretaget.example",
            Meaning.PHONE: f"070-{FIRST_PHONE + number}",
            Meaning.IN_INSIKT: "nej",
        }
        if days:
            had = (min(days[1], max(days[0], today)) - days[0]).days + 1
            row[Meaning.CLOSED_ON] = days[0] + timedelta(days=number % had)
        if customer_types:
            row[Meaning.CUSTOMER_TYPE] = customer_types[0]
        rows.append(row)
    rows[GOOD][Meaning.AREA] = "Simhallen"
    rows[GOOD + 1][Meaning.EMAIL] = "kund40.foretaget.example"
    rows[GOOD + 2][Meaning.CASE] = rows[0][Meaning.CASE]
    return list(rows)
