"""A small app with nothing but people in it: the database, the gate and whatever views a test adds."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask, request
from sqlalchemy.orm import Session

from core import audit, limits
from core.db import Base, begin_reading, begin_writing, db, init_db
from core.people import models, present, signin
from core.people.access import gate, public
from core.people.staff_cli import staff as staff_commands
from core.settings import Settings
from tests.core.processes import forkserver
from tests.ground import EMAIL, NOON, PASSWORD, working
from tests.postgres import fresh_database, one_server

PROCESSES = 4
SECONDS_TO_MEET = 30
MODELS = (models.Staff, models.StaffRole, models.StaffSession, audit.AuditEntry, limits.RateCount)


def build(folder: Path, database_url: str = "") -> Flask:
    """An app on an SQLite file in ``folder``, or on ``database_url``; two processes may build it on the same one."""
    settings = Settings(
        database_url=database_url or f"sqlite:///{folder / 'people.db'}",
        secret_key="a secret for tests of 32 characters or more",
        data_dir=folder,
    ).completed()
    app = Flask("people", static_folder=None)
    app.secret_key = settings.secret_key
    init_db(app, settings)
    app.before_request(tell_reading_from_writing)
    app.before_request(gate)
    app.cli.add_command(staff_commands)
    app.add_url_rule("/personal/logga-in", "staff.sign_in", public(lambda: "Logga in"))
    return app


@contextmanager
def opened(folder: Path, engine: str) -> Iterator[Flask]:
    """The app with empty tables on one of ENGINES; its connections are given back afterwards."""
    app = build(folder, postgresql_url() if engine == "postgresql" else "")
    tables = [Base.metadata.tables[model.__tablename__] for model in MODELS]
    with app.app_context():
        begin_writing()
        Base.metadata.drop_all(db.engine, tables)
        Base.metadata.create_all(db.engine, tables)
    yield app
    with app.app_context():
        db.engine.dispose()


@functools.cache
def postgresql_url() -> str:
    """A database on the throw-away server of this process, made for the first test that asks."""
    server = one_server()
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(fresh_database(server))


def in_four_processes(app: Flask, deed: Callable[[Session, int], bool], times: int) -> int:
    """Do ``deed(session, number)`` ``times`` in each of four processes at once, each time in a transaction of its own.

    Gives in how many cases it returned True. A child finds the deed by its name, so it is a plain function here.
    """
    context = forkserver()
    together = context.Barrier(PROCESSES)
    successes = context.SimpleQueue()
    arguments = (app.config["SQLALCHEMY_DATABASE_URI"], deed, times, together, successes)
    children = [context.Process(target=_one_process, args=arguments) for _ in range(PROCESSES)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [child.exitcode for child in children] == [0] * PROCESSES
    return sum(successes.get() for _ in children)


def _one_process(
    url: str, deed: Callable[[Session, int], bool], times: int, together: Barrier, successes: SimpleQueue[int]
) -> None:
    app = build(Path(url.removeprefix("sqlite:///")).parent, url)
    together.wait(SECONDS_TO_MEET)
    done = 0
    for number in range(times):
        with working(app) as session:
            done += deed(session, number)
    successes.put(done)


def spend_once(session: Session, number: int) -> bool:
    """One attempt of many; whether it was let through."""
    try:
        limits.spend(session, "door", "192.0.2.1", 25, timedelta(hours=1), NOON)
    except limits.TooMany:
        return False
    return True


def record_once(session: Session, number: int) -> bool:
    """One line of many in the log."""
    audit.record(session, audit.SYSTEM, "thing.done", "thing", number)
    return True


def tell_reading_from_writing() -> None:
    """A GET runs in a transaction that cannot write, as in the house."""
    if request.method in present.SAFE_METHODS:
        begin_reading()
    else:
        begin_writing()


def let_in(app: Flask, email: str = EMAIL, password: str = PASSWORD, now: datetime = NOON) -> str:
    """Sign in and give the token."""
    with working(app) as session:
        return signin.sign_in(session, email, password, now)
