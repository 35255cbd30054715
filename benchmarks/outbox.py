"""Four workers and four hundred messages: how they share them, that none is carried out twice and that none is left."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks import town
from core.db import db
from tests.core.worker_app import count, opened
from tests.core.worker_crew import share

MESSAGES = 400
WORKERS = ("first", "second", "third", "fourth")
TICK = "ticked"


def measure(kind: str) -> bool:
    """Share the messages on one database and print who did how many; whether every one was done exactly once."""
    with tempfile.TemporaryDirectory(prefix="samspel-outbox-") as name, town.database_server(kind) as server:
        folder = Path(name)
        with town.empty_database(server, folder) as url, opened(url, folder) as app:
            begun = time.perf_counter()
            traces = share(app, folder, MESSAGES, WORKERS)
            seconds = time.perf_counter() - begun
            left = count(db.session())
    by_worker = Counter(worker for worker, what in traces if what != TICK)
    times = Counter(what for _, what in traces if what != TICK)
    twice = sum(1 for n in times.values() if n > 1)
    ticks = sum(1 for _, what in traces if what == TICK)
    print(f"\n{kind}: {MESSAGES} messages, {len(WORKERS)} workers, {seconds:.1f} s with starting and stopping them")
    for worker in WORKERS:
        print(f"  {worker:7} {by_worker[worker]:4} messages")
    print(f"  done {len(times)}, twice {twice}, left {left}; the job of the hour was done {ticks} time")
    return len(times) == MESSAGES and not twice and not left and ticks == 1 and len(by_worker) == len(WORKERS)


def main() -> int:
    """Run the program."""
    logging.disable()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=town.DATABASES, default=town.DATABASES)
    is_well = [measure(kind) for kind in parser.parse_args().databases]
    return 0 if all(is_well) else 1


if __name__ == "__main__":
    sys.exit(main())
