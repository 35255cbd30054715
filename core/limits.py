"""How often somebody may try, counted in the database so that four processes count as one."""

from __future__ import annotations

import hmac
import ipaddress
import math
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base
from core.errors import N_
from core.room import RetentionRule

LONGEST_WINDOW = timedelta(days=1)
IPV6_NETWORK_BITS = 64


class RateCount(Base):
    """How many times somebody, known by a fingerprint of the day, has done something in one window."""

    __tablename__ = "rate_count"

    bucket: Mapped[str] = mapped_column(String(40), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int]


class TooMany(Exception):
    """The limit is reached; ``retry_after_seconds`` (at least 1) is when the next window begins."""

    def __init__(self, retry_after_seconds: int) -> None:
        """``retry_after_seconds`` belongs in the answer's Retry-After."""
        super().__init__(f"too many attempts; try again in {retry_after_seconds} seconds")
        self.retry_after_seconds = retry_after_seconds


def spend(session: Session, bucket: str, who: str, limit: int, per: timedelta, now: datetime) -> None:
    """Use up one of the ``limit`` times that ``who`` may do ``bucket`` in each window of ``per``; raises TooMany.

    ``bucket`` names the deed (at most 40 characters), ``who`` is an address or an account and is stored only as a
    fingerprint that changes every day. ``per`` is at most a day; windows are fixed and begin on whole multiples of it.

    The count must last even when the request then fails, so it is not left to the view's own commit: spend first, with
    nothing else changed in the session, and commit before the work begins::

        spend(session, "code", network_of(address), 20, timedelta(minutes=10), now)
        session.commit()
        ...the work, and its own commit

    The row stays locked until that commit, which is what makes the limit exact however many processes there are. When
    TooMany is raised the window is full already: whether the edge commits or rolls back no longer matters.
    """
    if not timedelta(seconds=1) <= per <= LONGEST_WINDOW:
        raise ValueError("a window is from one second to one day")
    length = per.total_seconds()
    window_start = datetime.fromtimestamp(now.timestamp() // length * length, UTC)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = (
        insert(RateCount)
        .values(
            bucket=bucket,
            key_hash=_fingerprint_of_the_day(bucket, who, window_start),
            window_start=window_start,
            count=1,
        )
        .on_conflict_do_update(
            index_elements=[RateCount.bucket, RateCount.key_hash, RateCount.window_start],
            set_={"count": RateCount.count + 1},
        )
        .returning(RateCount.count)
    )
    if session.execute(statement).scalar_one() > limit:
        raise TooMany(max(1, math.ceil((window_start + per - now).total_seconds())))


def network_of(address: str) -> str:
    """The network an address stands for: itself for IPv4, its first 64 bits for IPv6, as one home has all the rest."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)


def purge(session: Session, now: datetime) -> int:
    """Remove the counts of windows that have ended; gives how many."""
    gone = session.execute(
        delete(RateCount).where(RateCount.window_start <= now - LONGEST_WINDOW).returning(RateCount.key_hash)
    )
    return len(gone.all())


def _fingerprint_of_the_day(bucket: str, who: str, window_start: datetime) -> str:
    """Who, as a SHA-256 keyed with the day's salt, so that yesterday's rows cannot be followed into today.

    The day is that of the window's start in UTC: a window never changes salt half-way.
    """
    secret = current_app.secret_key
    if not secret:
        raise RuntimeError("limits need the app's secret key")
    key = secret.encode() if isinstance(secret, str) else secret
    salt = hmac.digest(key, f"rate limit\0{window_start.date().isoformat()}".encode(), "sha256")
    return hmac.new(salt, f"{bucket}\0{who}".encode("utf-8", "backslashreplace"), "sha256").hexdigest()


RULES = (RetentionRule("rate_count", N_("Ett dygn, som dagliga fingeravtryck utan adress eller konto."), purge),)
