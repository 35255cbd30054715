"""Some workers, each in a process of its own, who share the work there is: for tests and benchmarks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from flask import Flask

from core import outbox
from core.db import db
from tests.core import worker_program
from tests.core.processes import forkserver
from tests.core.worker_app import count, said
from tests.core.worker_program import AT_HOME, OUTWARD, SECONDS_TO_MEET, sent_by

LONGEST = 30.0


class SomethingIsLeft(AssertionError):
    """The workers did not get through what there was in time."""


@contextmanager
def workers(app: Flask, folder: Path, *names: str) -> Iterator[list[BaseProcess]]:
    """Workers in processes of their own, all ready; whoever still lives at the end is killed."""
    context = forkserver()
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
    """Look until the outbox is empty; raises SomethingIsLeft after half a minute."""
    end = time.monotonic() + LONGEST
    while count(db.session()) > 0:
        if time.monotonic() > end:
            raise SomethingIsLeft
        time.sleep(0.05)


def share(app: Flask, folder: Path, messages: int, names: Sequence[str]) -> list[tuple[str, str]]:
    """Let workers share messages, every fourth one outward, and leave; gives a (worker, what was done) for each."""
    with workers(app, folder, *names) as processes:
        with db.session.begin():
            for number in range(messages):
                outbox.post(db.session(), AT_HOME if number % 4 else OUTWARD, number=number)
        wait_until_nothing_is_left()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(LONGEST)
        assert [process.exitcode for process in processes] == [0] * len(names)
    return [(worker, what) for worker, what in map(str.split, (*said(db.session()), *sent_by(folder)))]
