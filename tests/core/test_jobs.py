from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Never

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from core.db import db
from core.jobs import JobReport, purge, reports, run_due
from core.room import Job
from tests.core.worker_app import said, say
from tests.ground import NOON

HOUR = timedelta(hours=1)


def ticking(session: Session, now: datetime) -> None:
    say(session, f"ticked at {now:%H:%M}")


def breaking(session: Session, now: datetime) -> Never:
    say(session, "begun and never finished")
    raise ValueError("Anna Andersson")


def committing(session: Session, now: datetime) -> None:
    say(session, "first half")
    session.commit()


TICK = Job("tests.tick", HOUR, ticking)
BREAK = Job("tests.break", HOUR, breaking)


def report(session: Session, now: datetime) -> JobReport:
    with session.begin():
        (only,) = reports(session, now)
    return only


def test_a_new_job_runs_at_once_and_then_when_its_time_has_come(session: Session) -> None:
    ran = [run_due(session, [TICK], NOON + timedelta(minutes=minutes)) for minutes in (0, 1, 59, 60, 61)]

    assert ran == [("tests.tick",), (), (), ("tests.tick",), ()]
    assert said(session) == ["ticked at 12:00", "ticked at 13:00"]


def test_a_job_keeps_its_beat_and_does_not_make_up_for_what_was_missed(session: Session) -> None:
    run_due(session, [TICK], NOON)
    run_due(session, [TICK], NOON + timedelta(hours=5, minutes=20))

    assert run_due(session, [TICK], NOON + timedelta(hours=5, minutes=59)) == ()
    assert run_due(session, [TICK], NOON + timedelta(hours=6)) == ("tests.tick",)
    assert len(said(session)) == 3


def test_a_job_that_fails_leaves_nothing_but_its_error_and_is_tried_again_soon(session: Session) -> None:
    assert run_due(session, [BREAK], NOON) == ("tests.break",)

    assert said(session) == []
    failed = report(session, NOON)
    assert failed.last_error is not None
    assert failed.last_error.startswith("ValueError at tests/core/test_jobs.py:")
    assert failed.last_run_at == NOON
    assert run_due(session, [BREAK], NOON + timedelta(minutes=4)) == ()
    assert run_due(session, [Job("tests.break", HOUR, ticking)], NOON + timedelta(minutes=5)) == ("tests.break",)
    assert report(session, NOON).last_error is None


def test_a_job_that_fails_stops_no_other(session: Session) -> None:
    assert run_due(session, [BREAK, TICK], NOON) == ("tests.break", "tests.tick")
    assert said(session) == ["ticked at 12:00"]


def test_a_job_that_commits_by_itself_fails_instead_of_being_half_done(session: Session) -> None:
    run_due(session, [Job("tests.commit", HOUR, committing)], NOON)

    assert said(session) == []
    assert str(report(session, NOON).last_error).startswith("NotYoursToEnd")


def test_workers_that_look_in_the_same_moment_run_a_job_once(any_database_app: Flask) -> None:
    together = threading.Barrier(6)
    ran: list[tuple[str, ...]] = []

    def look() -> None:
        with any_database_app.app_context():
            together.wait()
            ran.append(run_due(db.session(), [TICK], NOON))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ran) == [()] * 5 + [("tests.tick",)]
    assert said(db.session()) == ["ticked at 12:00"]


def test_a_job_that_sees_nothing_to_do_is_left_alone_but_for_once_a_minute(session: Session) -> None:
    seen: list[bool] = []
    job = Job("tests.look", timedelta(seconds=1), ticking, look=lambda session, now: seen.pop())

    def ran(second: int, *looks: bool) -> bool:
        seen[:] = looks
        return bool(run_due(session, [job], NOON + timedelta(seconds=second))) and not seen

    # One that has never run does not look, nor does one whose minute is over; what cannot look is done to be sure.
    assert [ran(0), ran(1, False), ran(2, True), ran(3, False), ran(62, False), ran(63)] == [
        True,
        False,
        True,
        False,
        False,
        True,
    ]
    assert report(session, NOON + timedelta(seconds=63)).last_error is None
    assert ran(64)
    assert len(said(session)) == 4


@pytest.mark.postgres
def test_a_job_somebody_is_running_is_passed_over_without_waiting(postgresql_app: Flask) -> None:
    seen = []

    def long_job(session: Session, now: datetime) -> None:
        with Session(db.engine) as other:
            seen.append(run_due(other, [Job("tests.long", HOUR, ticking)], NOON + HOUR))

    session = db.session()
    run_due(session, [Job("tests.long", HOUR, ticking)], NOON)

    assert run_due(session, [Job("tests.long", HOUR, long_job)], NOON + HOUR) == ("tests.long",)
    assert seen == [()]


def test_a_report_tells_how_late_a_job_is(session: Session) -> None:
    run_due(session, [TICK], NOON)

    assert report(session, NOON).late == timedelta()
    assert report(session, NOON + timedelta(minutes=90)) == JobReport("tests.tick", timedelta(minutes=30), NOON, None)


def test_the_lease_of_a_job_that_no_longer_exists_goes_after_ninety_days(session: Session) -> None:
    run_due(session, [TICK, BREAK], NOON)
    run_due(session, [TICK], NOON + timedelta(days=80))

    with session.begin():
        assert purge(session, NOON + timedelta(days=91)) == 1

    assert report(session, NOON).name == "tests.tick"


def test_what_clears_forgotten_leases_keeps_its_own_after_a_long_standstill(session: Session) -> None:
    def clearing(session: Session, now: datetime) -> None:
        purge(session, now)

    clear = Job("tests.clear", HOUR, clearing)
    run_due(session, [clear, TICK], NOON)
    back = NOON + timedelta(days=100)

    run_due(session, [clear], back)

    assert report(session, back) == JobReport("tests.clear", timedelta(), back, None)
