"""How long the board, the figures and the staff's pages take with ten thousand answers, and with a million.

Pages must neither ask more nor take longer because more people have answered; measuring reads every score once, from an
index alone, and is set beside the same sums in SQL written by hand. So is the analysis, with its weighting and its
priority matrix, and it must not need more memory for a million than for ten thousand.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from benchmarks import analysing, bulk, people, town
from benchmarks.analysing import Analysed
from core import clock
from core.db import begin_writing, db
from core.people.roles import Role
from goals import readings
from goals.indicators import OWN_SURVEY, REGISTER
from surveys import jobs
from surveys.statistics.sample import CENTRE
from tests.builders import signed_in
from tests.ground import statements

PERIOD = "2025"
SIZES = (10_000, 100_000, 1_000_000)
TIMES, TIMES_FOR_A_PAGE = 5, 40
MOST_TIMES_THE_SQL = 3.0
# A page that does the same work takes the same time, but for what a busy machine adds.
STILL_CONSTANT = 2.0
# A process that holds a thousand answers at a time needs as much for any number, but for what its libraries keep.
STILL_AS_MUCH_MEMORY = 1.25
MEASURING, ANALYSING = "goals measure", "the analysis"
PAGES = {
    "the board": "/malbild",
    "one figure": "/malbild/nki",
    "staff: one survey": f"/personal/enkater/{OWN_SURVEY}",
    "staff: the list": "/personal/enkater",
    "staff: the analysis": f"/personal/enkater/{OWN_SURVEY}/analys",
}
BY_HAND = f"""SELECT area, count(*), sum(value - {CENTRE}), sum((value - {CENTRE}) * (value - {CENTRE})) FROM score
    WHERE survey_id = :survey AND measure = :measure AND period = :period {{types}} GROUP BY area ORDER BY area"""


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured with one number of responses."""

    took: dict[str, Took]
    analysed: Analysed


@dataclass(frozen=True, slots=True)
class Took:
    """The shortest time something took, and how many statements it sent to the database."""

    ms: float
    statements: int


def measure(server: str, many: int) -> Found:
    """Fill a new database with ``many`` responses and time everything; raises SystemExit if a page is no page."""
    with tempfile.TemporaryDirectory(prefix="samspel-indicators-") as name:
        folder = Path(name)
        with town.empty_database(server, folder) as url, town.built(url, folder) as app:
            collection = town.open_survey(*bulk.with_sex_and_age(*people.questionnaire(OWN_SURVEY)), PERIOD)
            begun = time.perf_counter()
            bulk.fill(db.session(), collection, many)
            print(f"\n{many} responses, {db.engine.dialect.name} (made in {time.perf_counter() - begun:.0f} s)")
            survey = collection.survey_id
            readings.take(db.session(), OWN_SURVEY, PERIOD, clock.today(), clock.now())
            db.session.commit()
            note = jobs.analyse({"survey_id": survey, "period": PERIOD})
            assert note is not None
            note(db.session())
            db.session.commit()
            analysed = analysing.measured(url, folder, collection.id)
            found = {
                MEASURING: _timed(app, lambda: readings.measure_all(db.session(), survey, PERIOD)),
                "the same sums by hand": _timed(app, lambda: _by_hand(survey)),
            }
            found |= _pages(app)
            print(f"  the sums read {_what_is_read(survey)}")
    for what, took in found.items():
        print(f"  {what:24} {took.ms:9.1f} ms {took.statements:4} statements")
    print(
        f"  {ANALYSING:24} {analysed.seconds * 1000:9.1f} ms, the sums by hand {analysed.by_hand * 1000:.1f} ms; memory"
        f" {analysed.peak:.0f} MB, of which {analysed.peak - analysed.before:.0f} for the work"
    )
    return Found(found, analysed)


def _pages(app: Flask) -> dict[str, Took]:
    browser = signed_in(app, Role.READER)

    def opened(address: str) -> None:
        if browser.client.get(address).status_code != 200:
            raise SystemExit(f"{address} did not open")

    found = {name: _timed(app, partial(opened, address), TIMES_FOR_A_PAGE) for name, address in PAGES.items()}
    begin_writing()
    return found


def _timed(app: Flask, work: Callable[[], object], times: int = TIMES) -> Took:
    """Once to warm up and count, then the shortest of some more: what else the machine does can only add to it."""
    with statements(app) as sent:
        work()
    db.session.rollback()
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
        db.session.rollback()
    return Took(min(took), len(sent))


def _by_hand(survey: int) -> None:
    for figure in REGISTER:
        statement, named = _sums(figure.measure, survey, figure.customer_types)
        db.session.execute(text(statement), named).all()


def _sums(measure: str, survey: int, customer_types: Sequence[str] | None) -> tuple[str, dict[str, object]]:
    types = f"AND customer_type IN ('{customer_types[0]}', '')" if customer_types else ""
    return BY_HAND.format(types=types), {"survey": survey, "measure": measure, "period": PERIOD}


def _what_is_read(survey: int) -> str:
    """The database's own word for where the sums come from."""
    figure = REGISTER[0]
    statement, named = _sums(figure.measure, survey, figure.customer_types)
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    plan = " ".join(str(row[-1]) for row in db.session.execute(text(explain + statement), named))
    return "an index alone" if "COVERING INDEX" in plan or "Index Only Scan" in plan else f"more than an index: {plan}"


def judge(found: dict[int, Found]) -> bool:
    """Print whether pages and memory are constant and the work is near the SQL; whether all is well."""
    least, most = found[min(found)].took, found[max(found)].took
    is_well = True
    print(f"\nfrom {min(found)} to {max(found)} responses:")
    for page in PAGES:
        grew = most[page].ms / least[page].ms
        is_constant = grew <= STILL_CONSTANT and most[page].statements == least[page].statements
        print(f"  {page:24} takes {grew:.2f} times as long, {'constant' if is_constant else 'IT GROWS'}")
        is_well &= is_constant
    times = most[MEASURING].ms / most["the same sums by hand"].ms
    print(
        f"  {MEASURING:24} takes {times:.2f} times as long as the same sums by hand, at most {MOST_TIMES_THE_SQL:.0f}"
    )
    few, many = found[min(found)].analysed, found[max(found)].analysed
    analysing_times, memory = many.seconds / many.by_hand, many.peak / few.peak
    print(f"  {ANALYSING:24} takes {analysing_times:.2f} times as long as the same sums by hand")
    print(f"  {ANALYSING:24} needs {memory:.2f} times the memory, at most {STILL_AS_MUCH_MEMORY}")
    is_well &= times <= MOST_TIMES_THE_SQL and analysing_times <= MOST_TIMES_THE_SQL
    return is_well and memory <= STILL_AS_MUCH_MEMORY


def main() -> int:
    """Run the program."""
    logging.disable()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=town.DATABASES, default=town.DATABASES)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    given = parser.parse_args()
    is_well = True
    for kind in given.databases:
        with town.database_server(kind) as server:
            is_well &= judge({many: measure(server, many) for many in given.sizes})
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
