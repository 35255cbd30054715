"""The typed table of contents a package hands to the front door: what it offers, nothing hidden."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import click
from flask import Blueprint
from sqlalchemy.orm import Session

from core.chat import Desk

Handle = Callable[[Session, Mapping[str, Any]], None]
"""Work inside the database: it and the mark that it is done commit together, so it happens once."""

Note = Callable[[Session], None]
"""What became of a call to the outside, written down in the transaction that marks it as done."""

Send = Callable[[Mapping[str, Any]], Note | None]
"""A call to the outside, made with no transaction open: it happens at least once. It may give a note to be kept."""


# The lane of our own work that takes minutes, not seconds.
LONG = "long"


@dataclass(frozen=True, slots=True)
class Handler:
    """Who cares about a topic of the outbox; exactly one of ``handle`` and ``send`` is given.

    Those that send share one lane, unless ``lane`` names another: what many others must not wait for, or what must not
    wait for them. ``LONG`` is the lane for what takes minutes.
    """

    topic: str
    handle: Handle | None = None
    send: Send | None = None
    lane: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every ``every`` by exactly one worker; ``run`` works in the lease's own transaction.

    What is done often and seldom has anything to do gives a ``look``, which says whether there is; it only reads. Where
    there is nothing the job is left alone, but for once a minute, and an idle house writes nothing in between.
    """

    name: str
    every: timedelta
    run: Callable[[Session, datetime], None]
    look: Callable[[Session, datetime], bool] | None = None


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long the rows of a table are kept and on what ground.

    ``kept`` is in words for the register of processing; ``purge(session, now) -> rows removed`` exists where the
    programme may remove them by itself (operational data); records wait for a registered decision.
    """

    table: str
    kept: str
    purge: Callable[[Session, datetime], int] | None = None


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something a person can take part in now, for the home page; ``language`` is that of its words, if it has one."""

    title: str
    lead: str
    url: str
    minutes: int | None = None
    closes_on: date | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """What came of something people took part in, for the home page; the latest ``on`` stands first.

    ``language`` is that of the title; ``words`` are in the reader's.
    """

    title: str
    words: str
    url: str
    on: date
    language: str = ""


class Urgency(enum.StrEnum):
    """How soon something that waits is due, the most urgent first."""

    LATE = "late"
    TODAY = "today"
    WAITING = "waiting"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a member of staff, for the day's page and the mail with the same."""

    title: str
    url: str
    note: str = ""
    urgency: Urgency = Urgency.WAITING


@dataclass(frozen=True, slots=True)
class Room:
    """What one package offers; ``wsgi`` opens the rooms and core composes the pages that gather from all."""

    name: str
    blueprints: tuple[Blueprint, ...] = ()
    commands: tuple[click.Command, ...] = ()
    handlers: tuple[Handler, ...] = ()
    jobs: tuple[Job, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    open_now: Callable[[Session, date], Sequence[OpenThing]] | None = None
    news: Callable[[Session, date], Sequence[News]] | None = None
    waiting_for: Callable[[Session, Any], Sequence[Waiting]] | None = None
    boards: Callable[[Session, date], Sequence[str]] | None = None
    desks: tuple[Desk, ...] = ()
    demo: Callable[[Session, date], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class House:
    """All rooms together, as the worker, the commands and the gathering pages see them."""

    rooms: tuple[Room, ...]

    def handlers_for(self, topic: str) -> tuple[Handler, ...]:
        """Everybody who registered for a topic, in the order of the rooms."""
        return tuple(handler for room in self.rooms for handler in room.handlers if handler.topic == topic)

    def boards(self, session: Session, today: date) -> tuple[str, ...]:
        """The municipality's nämnder, as the rooms that know them name them, to choose among in a form."""
        named = [board for room in self.rooms if room.boards for board in room.boards(session, today)]
        return tuple(dict.fromkeys(named))

    @property
    def desks(self) -> tuple[Desk, ...]:
        """Every room's desks, in the order of the rooms."""
        return tuple(desk for room in self.rooms for desk in room.desks)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every room's jobs."""
        return tuple(job for room in self.rooms for job in room.jobs)

    @property
    def retention(self) -> tuple[RetentionRule, ...]:
        """Every room's retention rules."""
        return tuple(rule for room in self.rooms for rule in room.retention)
