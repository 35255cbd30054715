from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import retention
from core.jobs import reports, run_due
from core.room import RetentionRule
from tests.core.worker_app import TABLES, said, say
from tests.ground import NOON


def purging(session: Session, now: datetime) -> int:
    say(session, "purged")
    return 3


def breaking(session: Session, now: datetime) -> int:
    raise ValueError


RECORDS = RetentionRule("answer", "Tills ett gallringsbeslut är verkställt.")
CODES = RetentionRule("code", "Ett dygn.", purging)
BROKEN = RetentionRule("broken", "Ett dygn.", breaking)


def test_the_register_lists_every_table_and_whether_it_empties_itself() -> None:
    assert retention.register([CODES, RECORDS]) == (
        retention.Kept("answer", "Tills ett gallringsbeslut är verkställt.", by_itself=False),
        retention.Kept("code", "Ett dygn.", by_itself=True),
    )


def test_the_ground_s_own_tables_have_rules() -> None:
    assert {rule.table for rule in retention.RULES} == {table.name for table in TABLES}


def test_only_what_may_go_by_itself_is_swept() -> None:
    (sweep,) = retention.sweeps([RECORDS, CODES])

    assert (sweep.name, sweep.every) == ("retention.code", timedelta(days=1))


def test_a_sweep_that_fails_is_seen_and_stops_no_other(session: Session) -> None:
    sweeps = retention.sweeps([BROKEN, CODES])

    assert run_due(session, sweeps, NOON) == ("retention.broken", "retention.code")

    assert said(session) == ["purged"]
    with session.begin():
        assert [(report.name, report.last_error is None) for report in reports(session, NOON)] == [
            ("retention.broken", False),
            ("retention.code", True),
        ]
