from __future__ import annotations

import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask

from core import outbox
from core.db import db
from tests.core import worker_program
from tests.core.worker_app import count, said
from tests.core.worker_program import AT_HOME, OUTWARD, SECONDS_TO_MEET, sent_by

MESSAGES = 400
LONGEST = 30.0


@contextmanager
def workers(app: Flask, folder: Path, *names: str) -> Iterator[list[BaseProcess]]:
    """Workers in processes of their own, all ready; whoever still lives at the end is killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([worker_program.__name__])
    ready = context.Barrier(len(names) + 1)
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    processes = [context.Process(target=worker_program.work, args=(url, folder, name, ready)) for name in names]
    for process in processes:
        process.start()
    try:
        ready.wait(SECONDS_TO_MEET)
        yield list(processes)
    finally:
        for process in processes:
            process.kill()
            process.join()
            process.close()


def wait_until_nothing_is_left() -> None:
    end = time.monotonic() + LONGEST
    while count(db.session()) > 0:
        assert time.monotonic() < end, "something is left"
        time.sleep(0.05)


def test_four_workers_share_four_hundred_messages_and_none_is_delivered_twice(
    any_database_app: Flask, tmp_path: Path
) -> None:
    with workers(any_database_app, tmp_path, "w1", "w2", "w3", "w4") as processes:
        with db.session.begin():
            for number in range(MESSAGES):
                outbox.post(db.session(), AT_HOME if number % 4 else OUTWARD, number=number)
        wait_until_nothing_is_left()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(LONGEST)
        assert [process.exitcode for process in processes] == [0, 0, 0, 0]

    traces = [trace.split() for trace in (*said(db.session()), *sent_by(tmp_path))]
    assert {worker for worker, _ in traces} == {"w1", "w2", "w3", "w4"}
    assert Counter(what for _, what in traces) == Counter(
        {str(number): 1 for number in range(MESSAGES)} | {"ticked": 1}
    )


def test_workers_that_are_killed_in_the_middle_lose_nothing(any_database_app: Flask, tmp_path: Path) -> None:
    with workers(any_database_app, tmp_path, "w1", "w2", "w3") as processes:
        with db.session.begin():
            for number in range(60):
                topic = AT_HOME if number % 2 else OUTWARD
                outbox.post(db.session(), topic, number=number, fatal=number in (20, 31))
        wait_until_nothing_is_left()
        killed = sum(process.exitcode == -signal.SIGKILL for process in processes)

    handled = Counter(trace.split()[1] for trace in said(db.session()) if not trace.endswith("ticked"))
    sent = Counter(trace.split()[1] for trace in sent_by(tmp_path))
    assert handled == {str(number): 1 for number in range(1, 60, 2)}
    assert killed > 0
    assert sent["20"] == 2
    assert sent.keys() == {str(number) for number in range(0, 60, 2)}
    assert sent.total() - len(sent) <= killed
