from __future__ import annotations

import logging
import os
import signal
import threading
import time as real_time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from core import outbox
from core.db import begin_reading, begin_writing, db
from core.room import Handler, House, Job, RetentionRule
from core.worker import Worker, drain, own_name
from core.writer_queue import AlreadyWriting
from tests.core.worker_app import count, house_of, said, say
from tests.ground import StandingClock

TOPIC = "tests.something_happened"
PERSON = "Anna Andersson"
LONG = 10.0


def handling(session: Session, payload: Mapping[str, Any]) -> None:
    say(session, f"handled {payload['number']}")


def ticking(session: Session, now: datetime) -> None:
    say(session, "ticked")


def until(holds: Callable[[], object]) -> None:
    """Wait for something that takes a moment; fails if it takes long."""
    end = real_time.monotonic() + LONG
    while not holds():
        assert real_time.monotonic() < end, "it never happened"
        real_time.sleep(0.02)


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    """The worker at work, and stopped whatever happens."""
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def post(number: int = 1, topic: str = TOPIC) -> None:
    with db.session.begin():
        outbox.post(db.session(), topic, number=number)


def test_a_worker_delivers_what_is_posted_and_runs_what_is_due(any_database_app: Flask) -> None:
    house = house_of(Handler(TOPIC, handle=handling), jobs=(Job("tests.tick", timedelta(hours=1), ticking),))
    worker = Worker(any_database_app, house)

    with working(worker):
        post()
        until(lambda: len(said(db.session())) == 2)

    assert sorted(said(db.session())) == ["handled 1", "ticked"]


def test_a_worker_that_is_stopped_finishes_what_it_is_doing_and_begins_nothing(sqlite_app: Flask) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(payload: Mapping[str, Any]) -> None:
        begun.set()
        assert go_on.wait(LONG)

    worker = Worker(sqlite_app, house_of(Handler(TOPIC, send=slowly)))
    post(1)
    post(2)
    worker.start()
    assert begun.wait(LONG)
    stopper = threading.Thread(target=worker.stop)
    stopper.start()
    stopper.join(0.1)
    assert stopper.is_alive()
    go_on.set()
    stopper.join()

    assert count(db.session()) == 1
    worker.stop()


def test_a_stranger_who_hangs_delays_no_work_at_home(sqlite_app: Flask) -> None:
    go_on = threading.Event()
    house = house_of(
        Handler("tests.call", send=lambda payload: _wait(go_on)),
        Handler(TOPIC, handle=handling),
    )
    worker = Worker(sqlite_app, house)
    post(topic="tests.call")
    post(7)

    with working(worker):
        until(lambda: said(db.session()) == ["handled 7"])
        go_on.set()

    assert count(db.session()) == 0


def _wait(event: threading.Event) -> None:
    assert event.wait(LONG)


def test_a_database_that_is_gone_for_a_while_is_logged_and_survived(
    sqlite_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker(sqlite_app, house_of(Handler(TOPIC, handle=handling)))
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox_message RENAME TO out_of_reach"))
    with caplog.at_level(logging.WARNING), working(worker):
        until(lambda: "the database does not answer" in caplog.text)

        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE out_of_reach RENAME TO outbox_message"))
        post()
        until(lambda: said(db.session()) == ["handled 1"])


def test_a_fault_of_our_own_is_logged_and_survived(
    sqlite_app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise KeyError(PERSON)

    worker = Worker(sqlite_app, house_of(Handler(TOPIC, handle=handling)))
    monkeypatch.setattr("core.outbox.anything_due", broken)
    with working(worker):
        until(lambda: "KeyError at tests/core/test_worker.py" in caplog.text)

        monkeypatch.undo()
        post()
        until(lambda: said(db.session()) == ["handled 1"])

    assert PERSON not in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_in_a_process_of_its_own_stops_when_asked(sqlite_app: Flask, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    worker = Worker(sqlite_app, house_of(Handler(TOPIC, handle=handling)))
    post()

    def ask() -> None:
        with sqlite_app.app_context():
            until(lambda: count(db.session()) == 0)
        os.kill(os.getpid(), number)

    asker = threading.Thread(target=ask)
    asker.start()
    worker.run_forever()
    asker.join()

    assert said(db.session()) == ["handled 1"]
    assert signal.getsignal(number) is before


def test_a_worker_can_be_started_again(sqlite_app: Flask) -> None:
    worker = Worker(sqlite_app, house_of(Handler(TOPIC, handle=handling)))
    worker.start()
    worker.stop()

    post()
    with working(worker):
        until(lambda: count(db.session()) == 0)


def test_a_worker_does_not_start_with_handlers_that_cannot_work_together(sqlite_app: Flask) -> None:
    house = house_of(Handler(TOPIC, handle=handling), Handler(TOPIC, send=print))

    with pytest.raises(outbox.BadTopic):
        Worker(sqlite_app, house)
    with pytest.raises(outbox.BadTopic):
        drain(sqlite_app, house)


def test_no_two_workers_have_the_same_name() -> None:
    assert own_name() != own_name()


# Draining


def test_draining_carries_out_everything_due_and_what_comes_of_it(any_database_app: Flask, time: StandingClock) -> None:
    def going_on(session: Session, payload: Mapping[str, Any]) -> None:
        outbox.post(session, TOPIC, number=payload["number"] + 1)

    sent: list[object] = []
    house = house_of(
        Handler("tests.first", handle=going_on),
        Handler(TOPIC, handle=handling),
        Handler("tests.call", send=lambda payload: sent.append(payload["number"])),
        jobs=(Job("tests.tick", timedelta(hours=1), ticking),),
        retention=(RetentionRule("code", "Ett dygn.", lambda session, now: 0),),
    )
    post(1, "tests.first")
    post(5, "tests.call")

    assert drain(any_database_app, house) == 3

    assert said(db.session()) == ["ticked", "handled 2"]
    assert sent == [5]


def test_draining_leaves_what_is_not_due(sqlite_app: Flask, time: StandingClock) -> None:
    house = house_of(Handler(TOPIC, handle=handling))
    with db.session.begin():
        outbox.post(db.session(), TOPIC, due_at=time() + timedelta(days=1), number=1)

    assert drain(sqlite_app, house) == 0
    time.forward(days=1)
    assert drain(sqlite_app, house) == 1


def test_draining_ends_though_something_fails(sqlite_app: Flask, time: StandingClock) -> None:
    def waiting(payload: Mapping[str, Any]) -> None:
        raise outbox.RetryLater(0)

    post()

    assert drain(sqlite_app, house_of(Handler(TOPIC, send=waiting))) == 1


def test_draining_in_the_middle_of_writing_says_so_instead_of_waiting_for_itself(sqlite_app: Flask) -> None:
    post()
    say(db.session(), "not committed yet")

    with pytest.raises(AlreadyWriting):
        drain(sqlite_app, house_of(Handler(TOPIC, handle=handling)))


def test_draining_writes_even_where_a_page_was_only_reading(sqlite_app: Flask) -> None:
    post()
    begin_reading()
    try:
        assert drain(sqlite_app, House(())) == 1
    finally:
        begin_writing()
