"""How long the analysis of a period takes and how much memory it needs, beside the same sums by hand."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import combinations_with_replacement
from pathlib import Path

from sqlalchemy import text

from benchmarks import town
from core import clock
from core.db import db, reading
from surveys import analysis, rounds
from surveys.analysis.answers import Plan
from surveys.measures import FACTORS, NKI, SERVICE
from surveys.statistics.sample import CENTRE

MEASURES = (NKI, SERVICE, *FACTORS)
CELLS = f"""SELECT area, count(*), sum(value - {CENTRE}), sum((value - {CENTRE}) * (value - {CENTRE})) FROM score
    WHERE survey_id = :survey AND measure = :measure AND period = :period GROUP BY area"""
WHOSE = "FROM response WHERE collection_id = :collection AND state = 'submitted'"


@dataclass(frozen=True, slots=True)
class Analysed:
    """Seconds for the analysis and for the sums by hand; memory in MB at its peak, and before the analysis began."""

    seconds: float
    by_hand: float
    peak: float
    before: float


def measured(database_url: str, folder: Path, collection: int) -> Analysed:
    """Run the analysis of a round in a new process: only there is the peak of its memory its own."""
    command = [sys.executable, "-m", "benchmarks.analysing", database_url, str(folder), str(collection)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Analysed(**json.loads(done.stdout.splitlines()[-1]))


def statements(plan: Plan, dialect: str) -> Iterator[str]:
    """The sums of the analysis as somebody would write them who has nothing but the database."""
    yield _moments()
    for factor in plan.factors:
        yield _products([item.key for item in factor.items], dialect)
    yield _by_sex_and_age(plan, dialect)


def _moments() -> str:
    measures = [*FACTORS, NKI]
    values = ", ".join(
        f"max(CASE measure WHEN '{key}' THEN value - {CENTRE} END) AS x{i}" for i, key in enumerate(measures)
    )
    among = ", ".join(f"'{key}'" for key in measures)
    return f"""SELECT {_sums(len(measures))} FROM (SELECT {values} FROM score WHERE survey_id = :survey
        AND period = :period AND measure IN ({among}) GROUP BY response_id HAVING count(*) = {len(measures)})
        AS person"""


def _products(keys: list[str], dialect: str) -> str:
    given = ", ".join(f"{_number(key, dialect)} AS x{i}" for i, key in enumerate(keys))
    whole = " AND ".join(f"x{i} IS NOT NULL" for i in range(len(keys)))
    return f"""WITH given AS MATERIALIZED (SELECT {given} {WHOSE})
        SELECT {_sums(len(keys))} FROM given WHERE {whole}"""


def _by_sex_and_age(plan: Plan, dialect: str) -> str:
    numbers = [_number(item.key, dialect) for item in plan.items]
    shares = ", ".join(f"count({number}), sum(CASE WHEN {number} >= 9 THEN 1 ELSE 0 END)" for number in numbers)
    return f"""SELECT {_text(plan.sex, dialect)} AS sex, {_text(plan.age, dialect)} AS age, count(*), {shares} {WHOSE}
        GROUP BY 1, 2"""


def _sums(size: int) -> str:
    alone = [f"sum(x{i})" for i in range(size)]
    pairs = [f"sum(x{i} * x{j})" for i, j in combinations_with_replacement(range(size), 2)]
    return ", ".join(["count(*)", *alone, *pairs])


def _text(key: str, dialect: str) -> str:
    return f"json_extract(answers, '$.{key}')" if dialect == "sqlite" else f"(answers ->> '{key}')"


def _number(key: str, dialect: str) -> str:
    kind = "INTEGER" if dialect == "sqlite" else "float"
    return f"CASE WHEN {_text(key, dialect)} <> 'vet_ej' THEN CAST({_text(key, dialect)} AS {kind}) END"


def _memory() -> float:
    """The most memory this process has had, in MB. Linux tells it apart from that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Analyse one round, and print what it took as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database_url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("collection", type=int)
    given = parser.parse_args()
    with town.opened(given.database_url, given.folder), reading():
        session = db.session()
        round_ = rounds.by_id(session, given.collection)
        before = _memory()
        begun = time.perf_counter()
        analysis.make(session, round_.survey_id, round_.period, clock.now())
        seconds, peak = time.perf_counter() - begun, _memory()
        begun = time.perf_counter()
        named = {"survey": round_.survey_id, "period": round_.period, "collection": round_.collection_id}
        for measure in MEASURES:
            session.execute(text(CELLS), named | {"measure": measure}).all()
        for statement in statements(Plan.of(round_.questionnaire), db.engine.dialect.name):
            made = text(statement)
            session.execute(made, {name: named[name] for name in made.compile().params}).all()
        by_hand = time.perf_counter() - begun
        session.rollback()
    print(json.dumps(asdict(Analysed(seconds, by_hand, peak, before))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
