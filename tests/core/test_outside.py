from __future__ import annotations

from typing import Never

import pytest
from flask import Flask

from core.db import db, reading
from core.outside import OutsideCallInTransaction, outside_call
from tests.core.worker_app import said, say


def test_somebody_who_waits_for_a_page_waits_two_seconds_and_the_worker_thirty(sqlite_app: Flask) -> None:
    with outside_call() as timeout:
        assert timeout == 30

    with sqlite_app.test_request_context(), outside_call() as timeout:
        assert timeout == 2


def test_no_call_starts_while_something_is_being_written(sqlite_app: Flask) -> None:
    say(db.session(), "something")

    with pytest.raises(OutsideCallInTransaction), outside_call():
        _never()

    db.session.commit()
    with outside_call():
        pass


def test_a_call_may_start_while_something_is_being_read(sqlite_app: Flask) -> None:
    with reading():
        assert said(db.session()) == []
        with outside_call():
            pass


def test_a_program_without_a_database_may_call_too() -> None:
    with outside_call() as timeout:
        assert timeout == 30


def _never() -> Never:
    raise AssertionError("the call was made")
