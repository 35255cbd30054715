"""What carries out the house's later work: APScheduler keeps the time, the database keeps what is to be done."""

from __future__ import annotations

import logging
import os
import platform
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from core import clock, outbox, retention
from core.db import begin_writing, db, reading
from core.failures import describe, trail
from core.ids import new_token
from core.jobs import run_due
from core.room import House, Job

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_JOBS = 1.0

log = logging.getLogger(__name__)


class Worker:
    """Delivers the outbox and runs the jobs of a house until it is stopped; any number may work side by side."""

    def __init__(
        self,
        app: Flask,
        house: House,
        worker_id: str | None = None,
        lease_outward: timedelta = outbox.LEASE_OUTWARD,
    ) -> None:
        """``worker_id`` must be nobody else's; raises BadTopic if the handlers cannot work together."""
        outbox.check_topics(house)
        self.id = worker_id or own_name()
        self._app = app
        self._house = house
        self._lanes = outbox.lanes(house, lease_outward)
        self._stopping = threading.Event()
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Begin in threads of one's own and return at once."""
        # A tick that is still at work when its time comes again is the normal way through a long queue.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._stopping.clear()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(len(self._lanes) + 1)},
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        at_once = datetime.now(UTC)
        ticks: list[tuple[Callable[[Session], None], float]] = [
            (partial(self._deliver_all, lane=lane), SECONDS_BETWEEN_LOOKS) for lane in self._lanes
        ]
        ticks.append((self._run_jobs, SECONDS_BETWEEN_JOBS))
        for work, seconds in ticks:
            self._scheduler.add_job(self._tick, "interval", [work], seconds=seconds, next_run_time=at_once)
        self._scheduler.start()
        log.info("worker %s started", self.id)

    def stop(self) -> None:
        """Finish the message and the job under way, and begin no other. May be called twice."""
        self._stopping.set()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None
            log.info("worker %s stopped", self.id)

    def run_forever(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what is under way; only in the main thread."""
        # The handlers only raise a flag, and the flag is looked at: the locks of an Event are not safe in a handler.
        asked: list[int] = []

        def ask(number: int, frame: FrameType | None) -> None:
            asked.append(number)

        before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self.start()
            while not asked:
                time.sleep(0.1)
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _deliver_all(self, session: Session, lane: outbox.Lane) -> None:
        while not self._stopping.is_set() and deliver_next(session, self._house, self.id, lane):
            pass

    def _run_jobs(self, session: Session) -> None:
        run_due(session, (job for job in every_job(self._house) if not self._stopping.is_set()), clock.now())

    def _tick(self, work: Callable[[Session], object]) -> None:
        """Whatever happens, there is a next tick: what is due stays due."""
        begin_writing()
        with self._app.app_context():
            try:
                work(db.session())
            except (DBAPIError, NoConnection) as error:
                log.warning("worker %s: the database does not answer: %s", self.id, describe(error))
            except Exception as error:
                log.error("worker %s: %s\n%s", self.id, describe(error), trail(error))
            finally:
                db.session.remove()


def own_name() -> str:
    """A name no other worker has, that tells which machine and process it was."""
    return f"{platform.node()[:60]}-{os.getpid()}-{new_token()[:6]}"


def drain(app: Flask, house: House) -> int:
    """Run every job and carry out every message that is due, and what comes of them; gives the number of messages.

    For tests, the demo and commands. The calling thread has no write transaction open.
    """
    outbox.check_topics(house)
    name, messages = own_name(), 0
    with app.app_context():
        begin_writing()
        session = db.session()
        run_due(session, every_job(house), clock.now())
        while any(deliver_next(session, house, name, lane) for lane in outbox.lanes(house)):
            messages += 1
    return messages


def every_job(house: House) -> tuple[Job, ...]:
    """The jobs of the rooms, and the sweeps of their retention rules."""
    return (*house.jobs, *retention.sweeps(house.retention))


def deliver_next(session: Session, house: House, worker: str, lane: outbox.Lane) -> bool:
    """Take the lane's next due message and carry it out; False if there was none to take.

    One at a time: every worker gets its share, and a worker that dies holds up nothing but what it was doing.
    """
    now = clock.now()
    with reading(), session.begin():
        if not outbox.anything_due(session, now, lane):
            return False
    with session.begin():
        claimed = outbox.claim(session, worker, 1, now, lane)
    for message in claimed:
        outbox.deliver(session, message, house.handlers_for(message.topic))
    return bool(claimed)
