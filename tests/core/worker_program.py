"""A worker in a process of its own, with handlers that leave a trace and can be told to die in the middle."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from core.room import Handler, House, Job, Room
from core.worker import Worker
from tests.core.worker_app import build, say

AT_HOME = "tests.at_home"
OUTWARD = "tests.outward"
SECONDS_OF_WORK = 0.002
SECONDS_TO_MEET = 30


def sent_by(folder: Path) -> list[str]:
    """What the outside has received, in order."""
    file = folder / "outside"
    return file.read_text().splitlines() if file.exists() else []


def house_that_leaves_traces(worker: str, folder: Path) -> House:
    """Work that takes a moment; a payload with ``fatal`` kills the first worker that is in the middle of it."""

    def handle(session: Session, payload: Mapping[str, Any]) -> None:
        say(session, f"{worker} {payload['number']}")
        _live_dangerously(payload, folder)

    def send(payload: Mapping[str, Any]) -> None:
        with (folder / "outside").open("a") as file:
            file.write(f"{worker} {payload['number']}\n")
        _live_dangerously(payload, folder)

    def tick(session: Session, now: datetime) -> None:
        say(session, f"{worker} ticked")

    handlers = (Handler(AT_HOME, handle=handle), Handler(OUTWARD, send=send))
    return House((Room("room", handlers=handlers, jobs=(Job("tests.tick", timedelta(hours=1), tick),)),))


def _live_dangerously(payload: Mapping[str, Any], folder: Path) -> None:
    time.sleep(SECONDS_OF_WORK)
    if payload.get("fatal"):
        try:
            (folder / f"killed-{payload['number']}").touch(exist_ok=False)
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def work(database_url: str, folder: Path, name: str, ready: Barrier) -> None:
    """Work until asked to stop; begin when all are ready."""
    app = build(database_url, folder)
    worker = Worker(app, house_that_leaves_traces(name, folder), name, lease_outward=timedelta(seconds=1))
    ready.wait(SECONDS_TO_MEET)
    worker.run_forever()
