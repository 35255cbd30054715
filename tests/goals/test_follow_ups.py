"""What staff say of an indicator: every saving is kept, the last one counts, and nobody writes over somebody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from goals import follow_ups
from goals.follow_ups import Judgement, Said, SaidMeanwhile
from goals.models import Fulfilment
from tests.builders import on_sqlite
from tests.ground import NOON, working

TODAY = NOON.date()
NIGHT = timedelta(days=1)


def say(session: Session, said: Said, indicator: str = "forum", period: str = "2025") -> Judgement:
    latest = follow_ups.of_indicator(session, indicator, period)
    return follow_ups.save(session, indicator, period, said, "Kerstin Ek", NOON, latest.id if latest else None)


def test_the_last_saving_counts_and_all_of_them_are_kept(session: Session) -> None:
    say(session, Said(comment="Först"))
    last = say(session, Said(Fulfilment.PARTLY, "Sedan", is_done=True))
    other = say(session, Said(comment="Ett annat år"), period="2024")
    say(session, Said(comment="En annan"), "arbetskraft")

    assert follow_ups.latest(session, "2025")["forum"] == last
    assert set(follow_ups.latest(session, "2025")) == {"forum", "arbetskraft"}
    assert [found.comment for found in follow_ups.history(session, "forum")] == ["Ett annat år", "Sedan", "Först"]
    assert [found.comment for found in follow_ups.history(session, "forum", "2025", limit=1)] == ["Sedan"]
    assert [found.comment for found in follow_ups.history(session, "forum", before=last.id)] == ["Först"]
    assert follow_ups.of_indicator(session, "forum", "2024") == other
    assert follow_ups.periods(session) == ("2025", "2024")


def test_a_history_says_what_each_saving_changed(session: Session) -> None:
    say(session, Said(comment="Först"))
    say(session, Said(comment="Helt annat"), period="2024")
    say(session, Said(Fulfilment.MET, "Först", is_done=True))
    say(session, Said(Fulfilment.MET, "Först", is_done=True))

    steps = follow_ups.steps(follow_ups.history(session, "forum"))

    assert [step.changed for step in steps] == [(), ("fulfilment", "is_done"), ("comment",), ("comment",)]


def test_whoever_has_not_seen_the_latest_is_shown_it_instead_of_writing_over_it(session: Session) -> None:
    first = say(session, Said(comment="Först"))
    follow_ups.save(session, "forum", "2025", Said(comment="Olles"), "Olle Berg", NOON, first.id)

    for seen in (None, first.id, 999):
        with pytest.raises(SaidMeanwhile) as met:
            follow_ups.save(session, "forum", "2025", Said(comment="Mitt"), "Kerstin Ek", NOON, seen)
        assert (met.value.theirs.comment, met.value.theirs.written_by) == ("Olles", "Olle Berg")
    assert len(follow_ups.history(session, "forum")) == 2


def test_of_many_who_save_at_the_same_moment_one_is_first(app: Flask) -> None:
    def save(number: int) -> bool:
        with working(app) as session:
            try:
                follow_ups.save(session, "forum", "2025", Said(comment=f"Nummer {number}"), "Kerstin Ek", NOON, None)
            except SaidMeanwhile:
                return False
            return True

    with ThreadPoolExecutor(4) as crowd:
        saved = list(crowd.map(save, range(8)))

    assert sum(saved) == 1
    with working(app) as session:
        assert len(follow_ups.history(session, "forum")) == 1


@pytest.mark.parametrize(
    ("said", "is_due"),
    [
        (Said(remind_on=TODAY), True),
        (Said(remind_on=TODAY - NIGHT), True),
        (Said(remind_on=TODAY + NIGHT), False),
        (Said(remind_on=TODAY, is_done=True), False),
        (Said(), False),
    ],
)
@on_sqlite
def test_a_reminder_is_due_from_its_day_until_it_is_done(session: Session, said: Said, is_due: bool) -> None:
    say(session, Said(remind_on=date(2026, 1, 1)))
    say(session, said)

    assert bool(follow_ups.due(session, TODAY)) is is_due


def test_the_oldest_reminder_comes_first(session: Session) -> None:
    for indicator, day in (("forum", TODAY), ("arbetskraft", TODAY - 9 * NIGHT), ("motesplatser", TODAY - NIGHT)):
        say(session, Said(remind_on=day), indicator)

    assert [found.indicator for found in follow_ups.due(session, TODAY)] == ["arbetskraft", "motesplatser", "forum"]
