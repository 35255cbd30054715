"""Limits hold however many processes there are, and keep nobody's address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core import limits
from core.limits import RateCount, TooMany, network_of, spend
from tests.core.people_app import in_four_processes, opened, spend_once
from tests.ground import NOON, working

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with opened(tmp_path, request.param) as app:
        yield app


class BrokenView(Exception):
    """What goes wrong after the attempt was counted."""


def visit_a_broken_page(app: Flask) -> None:
    with working(app) as session:
        assert passes(session)
        session.commit()
        raise BrokenView


def passes(session: Session, who: str = "192.0.2.1", bucket: str = "door", later: timedelta = timedelta(0)) -> bool:
    try:
        spend(session, bucket, who, 3, TEN_MINUTES, NOON + later)
    except TooMany:
        return False
    return True


def test_the_limit_is_let_through_and_no_more(app: Flask) -> None:
    with working(app) as session:
        assert [passes(session) for _ in range(5)] == [True, True, True, False, False]


def test_everybody_has_a_limit_of_their_own_for_every_deed(app: Flask) -> None:
    with working(app) as session:
        for _ in range(4):
            passes(session)

        assert passes(session, who="192.0.2.2")
        assert passes(session, bucket="window")


def test_the_next_window_is_free(app: Flask) -> None:
    with working(app) as session:
        for _ in range(4):
            passes(session)

        assert not passes(session, later=timedelta(minutes=9, seconds=59))
        assert passes(session, later=TEN_MINUTES)


def test_who_is_refused_is_told_when_the_next_window_begins(app: Flask) -> None:
    with working(app) as session:
        for _ in range(3):
            passes(session)
        with pytest.raises(TooMany) as early:
            spend(session, "door", "192.0.2.1", 3, TEN_MINUTES, NOON + timedelta(minutes=4))
        with pytest.raises(TooMany) as late:
            spend(session, "door", "192.0.2.1", 3, TEN_MINUTES, NOON + TEN_MINUTES - timedelta(microseconds=1))

    assert early.value.retry_after_seconds == 360
    assert late.value.retry_after_seconds == 1


def test_an_attempt_counts_when_the_request_then_fails(app: Flask) -> None:
    for _ in range(3):
        with pytest.raises(BrokenView):
            visit_a_broken_page(app)

    with working(app) as session:
        assert not passes(session)


def test_four_processes_let_through_no_more_than_one_would(app: Flask) -> None:
    assert in_four_processes(app, spend_once, times=20) == 25


def test_no_address_is_stored_and_no_day_can_be_followed_into_the_next(app: Flask) -> None:
    with working(app) as session:
        passes(session)
        passes(session, later=timedelta(days=1))

        rows = session.execute(text("SELECT bucket, key_hash FROM rate_count")).all()

    today, tomorrow = (row.key_hash for row in rows)
    assert today != tomorrow
    assert all(len(row.key_hash) == 64 and "192" not in row.bucket for row in rows)


def test_another_installation_makes_other_fingerprints(app: Flask) -> None:
    with working(app) as session:
        passes(session)
        app.secret_key = b"another secret, as octets this time"
        passes(session)

        assert len(set(session.scalars(select(RateCount.key_hash)))) == 2


def test_a_window_of_a_day_keeps_its_count_past_midnight_in_sweden(app: Flask) -> None:
    day, half_past_ten_in_the_evening = timedelta(days=1), NOON + timedelta(hours=10, minutes=30)
    with working(app) as session:
        spend(session, "door", "a", 1, day, half_past_ten_in_the_evening)

        with pytest.raises(TooMany):
            spend(session, "door", "a", 1, day, half_past_ten_in_the_evening + timedelta(hours=1))


def test_text_that_no_address_contains_is_still_counted(app: Flask) -> None:
    with working(app) as session:
        assert passes(session, who="\x00\ud800'; DROP TABLE rate_count")


def test_without_a_secret_nothing_is_counted(app: Flask) -> None:
    with working(app) as session:
        app.secret_key = None

        with pytest.raises(RuntimeError):
            passes(session)


@pytest.mark.parametrize("per", [timedelta(0), timedelta(milliseconds=999), timedelta(days=1, seconds=1)])
def test_a_window_is_from_a_second_to_a_day(app: Flask, per: timedelta) -> None:
    with working(app) as session, pytest.raises(ValueError, match="window"):
        spend(session, "door", "a", 1, per, NOON)


def test_counts_are_purged_when_no_window_can_need_them(app: Flask) -> None:
    with working(app) as session:
        passes(session)
        passes(session, later=timedelta(hours=13))
        (rule,) = limits.RULES
        assert rule.purge is not None

        assert rule.purge(session, NOON + timedelta(hours=23)) == 0
        assert rule.purge(session, NOON + timedelta(hours=24)) == 1
        assert len(session.scalars(select(RateCount)).all()) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_home_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network
