"""What may be registered for a topic, so that one message succeeds or fails as one, and in which lane it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.room import LONG, House

# The row is locked while work in the database lasts, so this only covers the moment between the claim and the work.
LEASE_AT_HOME = timedelta(seconds=1)
# A call to the outside must end well within its lease, or another worker repeats it.
LEASE_OUTWARD = timedelta(seconds=60)
# Work that takes long reads a great deal of our own, and would only be begun once more beside itself.
LEASE_LONG = timedelta(minutes=30)


class BadTopic(Exception):
    """The handlers registered for a topic cannot work together; the text names the topic and what to change."""


def check_topics(house: House) -> None:
    """Raise BadTopic unless every topic has handlers that can succeed or fail as one.

    Any number that ``handle`` share a transaction. One that does ``send`` must be alone: if the second of two failed,
    trying again would repeat the first. To tell several outsides, ``handle`` the topic and post one message for each.
    """
    for topic in sorted({handler.topic for room in house.rooms for handler in room.handlers}):
        handlers = house.handlers_for(topic)
        if any((handler.handle is None) == (handler.send is None) for handler in handlers):
            raise BadTopic(f"{topic}: a handler has exactly one of handle and send")
        if any(handler.lane and handler.send is None for handler in handlers):
            raise BadTopic(f"{topic}: what has a lane of its own must send, and so hold no transaction open meanwhile")
        if len(handlers) > 1 and any(handler.send for handler in handlers):
            raise BadTopic(f"{topic}: a handler that sends must be the only one; handle it and post one for each")


@dataclass(frozen=True, slots=True)
class Lane:
    """The messages of some topics, or of all others; apart, so that a stranger who hangs delays no work at home.

    ``lease`` is how long a worker may be silent before what it took is another's to take.
    """

    topics: frozenset[str]
    takes_these: bool
    lease: timedelta


def lanes(house: House, lease_outward: timedelta = LEASE_OUTWARD) -> tuple[Lane, ...]:
    """The lane at home, which also takes topics nobody handles, the lane outward, and those with a name."""
    named: dict[str, set[str]] = {"": set()}
    for handler in (handler for room in house.rooms for handler in room.handlers if handler.send):
        named.setdefault(handler.lane, set()).add(handler.topic)
    sent = frozenset(topic for topics in named.values() for topic in topics)
    return (
        Lane(sent, False, LEASE_AT_HOME),
        *(Lane(frozenset(named[name]), True, LEASE_LONG if name == LONG else lease_outward) for name in sorted(named)),
    )
