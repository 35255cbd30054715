from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.feedback import forms, reminders, times

CLOSED = date(2026, 3, 2)


def after(days: int | None) -> date | None:
    return None if days is None else CLOSED + timedelta(days=days)


@pytest.mark.parametrize(
    ("answered", "waiting", "median"),
    [([], [], None), ([23], [], 23), ([10, 30], [], 10), ([10], [40], 10), ([10, 20], [40] * 3, None), ([50], [3], 50)],
)
def test_those_who_still_wait_count_as_far_as_they_have_come(
    answered: list[int], waiting: list[int], median: int | None
) -> None:
    assert times.median_days(answered, waiting) == median


@pytest.mark.parametrize(
    ("due", "first", "whole", "today", "expected"),
    [
        (30, 10, 23, 40, times.Pace(10, 23, 30, 0)),
        (30, 36, 36, 90, times.Pace(36, 36, 30, 6)),
        (30, 10, None, 42, times.Pace(10, None, 30, 12)),
        (30, None, None, 30, times.Pace(None, None, 30, 0)),
        (None, 5, 5, 9, times.Pace(5, 5, None, 0)),
        (30, -4, 2, 9, times.Pace(0, 2, 30, 0)),
    ],
)
def test_a_wait_is_counted_from_the_close_beside_what_was_promised(
    due: int | None, first: int | None, whole: int | None, today: int, expected: times.Pace
) -> None:
    day = CLOSED + timedelta(days=today)

    assert times.pace(CLOSED, after(due), after(first), after(whole), day) == expected


def test_thresholds_are_two_before_the_day_and_each_week_after_it() -> None:
    assert [left for left in range(20, -23, -1) if reminders.is_threshold(left)] == [14, 3, -7, -14, -21]


@given(st.integers(-60, 60), st.lists(st.integers(0, 10), min_size=1, max_size=20))
def test_no_threshold_is_told_of_twice_or_lost_however_often_the_worker_looks(left: int, steps: list[int]) -> None:
    told, now = 0, left
    for days in steps:
        now -= days
        told += reminders.thresholds(now, days)

    assert told == sum(reminders.is_threshold(day) for day in range(now, left))


@pytest.mark.parametrize(
    ("reference", "is_odd"),
    [
        *((usual, False) for usual in ("", "KS 2026/123", "MSN 2026-7", "2026-000123", "BUN-2026:14")),
        *((odd, True) for odd in ("KS 7", "sjutton", "2026", "ring mig")),
    ],
)
def test_a_diary_number_that_looks_odd_is_told_from_one_that_does_not(reference: str, *, is_odd: bool) -> None:
    assert forms.is_odd(reference) is is_odd
