"""One database, two engines: typed models on our own Base, and transactions that say whether they write."""

from __future__ import annotations

import enum
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from flask import Flask, has_app_context
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from core.one_piece import WholeSession
from core.settings import Settings
from core.writer_queue import WriterQueue


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite has no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments: a guess about their zone would be wrong half the year."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment on both databases."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def by_value(kind: type[enum.StrEnum], length: int = 20, name: str | None = None) -> Enum:
    """A column for a StrEnum that stores its values, with a CHECK constraint named by the convention.

    The constraint is called after the kind (``Channel`` -> ``ck_response_channel``); a second column of the same kind
    in one table must give it another ``name``.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", kind.__name__).lower(),
        values_callable=lambda members: [member.value for member in members],
        length=length,
    )


class Base(DeclarativeBase):
    """The parent of every table."""

    registry = registry(type_annotation_map={datetime: UTCDateTime, dict[str, Any]: JSON, list[Any]: JSON})
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"class_": WholeSession})
migrate = Migrate()

_writes: ContextVar[bool] = ContextVar("writes", default=True)
BEGUN_AS_WRITING = "begun_as_writing"
RESTS_SINCE, TRIED_AFTER = "rests_since", 5.0  # seconds


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside cannot write; on SQLite they do not wait for the writer either."""
    token = _writes.set(False)
    try:
        yield
    finally:
        _writes.reset(token)


def begin_reading() -> None:
    """Mark the rest of this context (a request) as one that only reads."""
    _writes.set(False)


def begin_writing() -> None:
    """Mark the rest of this context (a request, a command, the worker) as one that may write."""
    _writes.set(True)


def in_write_transaction() -> bool:
    """Whether this context's session holds an open transaction that may write; outside calls refuse to start then.

    How the transaction was begun is what counts, not what the context has been marked as since; changes that have not
    reached the database yet count as begun.
    """
    if not has_app_context():
        return False
    session = db.session()
    return bool(session.info.get(BEGUN_AS_WRITING, _writes.get() and session.in_transaction()))


def table_of(kind: type[Base]) -> Table:
    """The table behind a class, for statements that need no objects."""
    return Base.metadata.tables[kind.__tablename__]


def insert_into(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT in the dialect of the session's database, for ``on_conflict_do_nothing`` and ``_do_update``."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def init_db(app: Flask, settings: Settings) -> None:
    """Bind the database named in the settings and install the rules each engine needs."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(settings.root / "migrations"), render_as_batch=True, compare_type=True)
    app.teardown_request(_what_a_request_was_allowed_ends_with_it)
    with app.app_context():
        if settings.is_sqlite:
            _prepare_sqlite(db.engine, WriterQueue(_side_file(db.engine)))
        else:
            _prepare_postgresql(db.engine)


def _what_a_request_was_allowed_ends_with_it(error: BaseException | None) -> None:
    """A thread that served a page, or the test that asked for it, goes on to other things."""
    begin_writing()


def _engine_options(settings: Settings) -> dict[str, Any]:
    # Parameters are people's words and addresses: they belong neither in a log nor in the text of an error.
    options: dict[str, Any] = {"hide_parameters": True}
    if settings.is_sqlite:
        return options | {"connect_args": {"timeout": 30, "isolation_level": None}, "pool_size": 16, "max_overflow": 16}
    limits = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 10, "connect_args": {"connect_timeout": 5}}
    return options | limits


def _side_file(engine: Engine) -> Path | None:
    """The writer queue's file, beside the database's own as the engine opens it; None for a database in memory."""
    path = engine.url.database
    if path in (None, "", ":memory:"):
        return None
    file = Path(f"{path}.writer")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return file


@event.listens_for(db.session, "after_begin")
def _note_how_it_was_begun(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    session.info.setdefault(BEGUN_AS_WRITING, _writes.get())


@event.listens_for(db.session, "after_transaction_end")
def _forget_how_it_was_begun(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(BEGUN_AS_WRITING, None)


def _prepare_sqlite(engine: Engine, queue: WriterQueue) -> None:
    """WAL and full sync for durability; BEGIN IMMEDIATE behind a fair queue so that no writer is ever refused."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        info = connection.connection.info
        if not _writes.get():
            if not info.get("query_only"):
                connection.exec_driver_sql("PRAGMA query_only=ON")
                info["query_only"] = True
            connection.exec_driver_sql("BEGIN")
            return
        if info.pop("query_only", False):
            connection.exec_driver_sql("PRAGMA query_only=OFF")
        if "queued" not in info:
            queue.enter()
            info["queued"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        if entry.info.pop("queued", False):
            queue.leave()


def _prepare_postgresql(engine: Engine) -> None:
    """Reading transactions are opened READ ONLY by the driver, in the same round trip as BEGIN.

    A connection that has rested is tried before it is used, as ``pool_pre_ping`` does each time; one that was used a
    moment ago is not, and if it broke in that moment the request answers 503.
    """

    @event.listens_for(engine, "checkin")
    def on_checkin(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[RESTS_SINCE] = monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: DBAPIConnection, entry: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
        rests_since = entry.info.get(RESTS_SINCE)
        if rests_since is None or monotonic() - rests_since < TRIED_AFTER:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError("the connection broke while it rested") from error

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        wanted = not _writes.get()
        if bool(driver.read_only) != wanted:
            driver.read_only = wanted
