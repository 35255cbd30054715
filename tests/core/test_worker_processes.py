from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

from flask import Flask

from core import outbox
from core.db import db
from tests.core.worker_app import said
from tests.core.worker_crew import share, wait_until_nothing_is_left, workers
from tests.core.worker_program import AT_HOME, OUTWARD, sent_by

MESSAGES = 400


def test_four_workers_share_four_hundred_messages_and_none_is_delivered_twice(
    any_database_app: Flask, tmp_path: Path
) -> None:
    traces = share(any_database_app, tmp_path, MESSAGES, ("w1", "w2", "w3", "w4"))

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
