"""A small app with nothing but the outbox and the jobs in it, and a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select
from sqlalchemy.orm import Session

from core import outbox
from core.db import Base, begin_writing, db, init_db
from core.jobs import JobLease
from core.outbox import OutboxMessage
from core.room import Handler, House, Job, RetentionRule, Room
from core.settings import Settings

TABLES = [Base.metadata.tables[model.__tablename__] for model in (OutboxMessage, JobLease)]

# Outside the house's own tables: where the handlers of these tests leave a trace of what they have done.
trace = Table("trace", MetaData(), Column("id", Integer, primary_key=True), Column("said", String(200)))


def build(database_url: str, folder: Path) -> Flask:
    """An app on a database; two processes may build it on the same one."""
    settings = Settings(database_url=database_url, secret_key="a secret for tests of 32 characters", data_dir=folder)
    app = Flask("worker", static_folder=None)
    init_db(app, settings.completed())
    return app


@contextmanager
def opened(database_url: str, folder: Path) -> Iterator[Flask]:
    """The app inside its context, with empty tables; its connections are given back afterwards."""
    app = build(database_url, folder)
    with app.app_context():
        begin_writing()
        Base.metadata.create_all(db.engine, TABLES)
        trace.create(db.engine, checkfirst=True)
        with db.engine.begin() as connection:
            for table in (*TABLES, trace):
                connection.execute(table.delete())
        yield app
        db.session.remove()
        db.engine.dispose()


def house_of(*handlers: Handler, jobs: tuple[Job, ...] = (), retention: tuple[RetentionRule, ...] = ()) -> House:
    """A house with one room."""
    return House((Room("room", handlers=handlers, jobs=jobs, retention=retention),))


def say(session: Session, said: str) -> None:
    """Leave a trace in the transaction of the session."""
    session.execute(insert(trace).values(said=said))


def said(session: Session) -> list[str]:
    """What has been said and committed, in order; nothing of it is kept open."""
    with session.begin():
        return list(session.scalars(select(trace.c.said).order_by(trace.c.id)))


def waiting(session: Session) -> list[OutboxMessage]:
    """Every row of the outbox, read afresh, oldest first."""
    with session.begin():
        rows = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
        session.expunge_all()
    return rows


def count(session: Session) -> int:
    """How many rows the outbox has."""
    with session.begin():
        return session.scalars(select(func.count()).select_from(OutboxMessage)).one()


def take(session: Session, house: House, now: datetime, worker: str = "w1", limit: int = 1) -> list[outbox.Claimed]:
    """Claim from both lanes and commit."""
    with session.begin():
        return [message for lane in outbox.lanes(house) for message in outbox.claim(session, worker, limit, now, lane)]
