from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Never

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from core import outbox
from core.db import db, in_write_transaction
from core.outbox import MessageState, OutboxMessage, Outcome
from core.outbox.delivering import MOST_ATTEMPTS, pause_after
from core.outbox.watching import purge
from core.room import LONG, Handler
from tests.core.worker_app import count, house_of, said, say, take, waiting
from tests.ground import NOON, StandingClock

TOPIC = "tests.something_happened"
PERSON = "Anna Andersson, 070-123 45 67"


def handling(session: Session, payload: Mapping[str, Any]) -> None:
    say(session, f"handled {payload['number']}")


def failing(session: Session, payload: Mapping[str, Any]) -> Never:
    say(session, "begun and never finished")
    raise ValueError(PERSON)


HANDLED = house_of(Handler(TOPIC, handle=handling))
FAILING = house_of(Handler(TOPIC, handle=failing))


def post(session: Session, *, key: str | None = None, number: int = 1) -> None:
    with session.begin():
        outbox.post(session, TOPIC, key=key, number=number)


# Posting


def test_a_message_exists_if_and_only_if_its_cause_is_committed(session: Session) -> None:
    with session.begin():
        outbox.post(session, TOPIC, number=1)
        session.rollback()
    assert count(session) == 0

    post(session, number=2)

    (row,) = waiting(session)
    assert (row.topic, row.payload, row.state, row.attempts) == (TOPIC, {"number": 2}, MessageState.PENDING, 0)


def test_a_burst_with_one_key_makes_one_message(session: Session) -> None:
    for number in range(5):
        post(session, key="collection 7", number=number)

    assert [row.payload for row in waiting(session)] == [{"number": 0}]


def test_a_key_counts_within_its_topic_only(session: Session) -> None:
    with session.begin():
        outbox.post(session, "tests.one", key="7")
        outbox.post(session, "tests.other", key="7")

    assert count(session) == 2


def test_a_message_somebody_has_taken_does_not_stand_in_the_way_of_a_new_one(session: Session) -> None:
    post(session, key="7", number=1)
    take(session, HANDLED, NOON + timedelta(days=9999))

    post(session, key="7", number=2)

    assert [row.state for row in waiting(session)] == [MessageState.CLAIMED, MessageState.PENDING]


def test_a_payload_that_is_not_json_is_refused_where_it_is_posted(session: Session) -> None:
    with pytest.raises((StatementError, TypeError)), session.begin():
        outbox.post(session, TOPIC, when=NOON)


@pytest.mark.postgres
def test_a_message_is_not_taken_before_everybody_who_posted_it_has_committed(
    postgresql_app: Flask, time: StandingClock
) -> None:
    with Session(db.engine) as first, Session(db.engine) as second, Session(db.engine) as worker:
        post(first, key="7", number=1)

        second.begin()
        outbox.post(second, TOPIC, key="7", number=2)
        too_early = take(worker, HANDLED, time())
        second.commit()

        assert too_early == []
        assert len(take(worker, HANDLED, time())) == 1


@pytest.mark.postgres
def test_posting_again_while_the_first_is_being_taken_makes_a_second_message(
    postgresql_app: Flask, time: StandingClock
) -> None:
    with Session(db.engine) as first, Session(db.engine) as second, Session(db.engine) as worker:
        post(first, key="7", number=1)
        worker.begin()
        assert outbox.claim(worker, "w1", 1, time(), outbox.lanes(HANDLED)[0])

        poster = threading.Thread(target=post, args=[second], kwargs={"key": "7", "number": 2})
        poster.start()
        poster.join(0.2)
        assert poster.is_alive(), "it waits to see what becomes of the row"
        worker.commit()
        poster.join()

        assert [row.state for row in waiting(first)] == [MessageState.CLAIMED, MessageState.PENDING]


# Taking


def test_nothing_is_taken_before_its_time_and_the_oldest_first(session: Session, time: StandingClock) -> None:
    with session.begin():
        outbox.post(session, TOPIC, due_at=NOON + timedelta(hours=2), number=2)
        outbox.post(session, TOPIC, due_at=NOON + timedelta(hours=1), number=1)

    assert take(session, HANDLED, time()) == []
    (first,) = take(session, HANDLED, time.forward(hours=3))

    assert (first.payload, first.attempts) == ({"number": 1}, 1)


def test_two_workers_never_hold_the_same_message_and_none_takes_more_than_asked(
    session: Session, time: StandingClock
) -> None:
    for number in range(5):
        post(session, number=number)

    taken = [take(session, HANDLED, time(), worker, limit=2) for worker in ("w1", "w2", "w3", "w4")]

    assert [len(batch) for batch in taken] == [2, 2, 1, 0]
    assert {message.payload["number"] for batch in taken for message in batch} == set(range(5))


@pytest.mark.postgres
def test_a_row_that_somebody_has_locked_is_passed_over(postgresql_app: Flask, time: StandingClock) -> None:
    with Session(db.engine) as one, Session(db.engine) as other:
        post(one, number=1)
        post(one, number=2)
        one.begin()
        locked = outbox.claim(one, "w1", 1, time(), outbox.lanes(HANDLED)[0])

        taken = take(other, HANDLED, time(), "w2", limit=5)

        assert [message.payload["number"] for message in (*locked, *taken)] == [1, 2]
        one.rollback()


def test_a_message_of_a_dead_worker_is_another_s_when_the_lease_ends(session: Session, time: StandingClock) -> None:
    post(session)
    take(session, HANDLED, time())

    assert take(session, HANDLED, time.forward(seconds=0.9), "w2") == []
    (again,) = take(session, HANDLED, time.forward(seconds=0.2), "w2")

    assert (again.worker, again.attempts) == ("w2", 2)


def test_a_call_outside_has_a_lane_and_a_longer_lease_of_its_own(session: Session, time: StandingClock) -> None:
    house = house_of(Handler(TOPIC, handle=handling), Handler("tests.call", send=lambda payload: None))
    at_home, outward = outbox.lanes(house)
    post(session)
    with session.begin():
        outbox.post(session, "tests.call")

    with session.begin():
        assert [message.topic for message in outbox.claim(session, "w1", 9, time(), outward)] == ["tests.call"]
        assert [message.topic for message in outbox.claim(session, "w1", 9, time(), at_home)] == [TOPIC]

    assert [message.topic for message in take(session, house, time.forward(seconds=59), "w2")] == [TOPIC]
    assert [message.topic for message in take(session, house, time.forward(seconds=1), "w2", 2)][-1] == "tests.call"


def test_a_lane_with_a_name_holds_up_no_other_and_what_takes_long_is_not_begun_again_beside_itself(
    session: Session, time: StandingClock
) -> None:
    slow = Handler("tests.slow", send=lambda payload: None, lane=LONG)
    many = Handler("tests.mail", send=lambda payload: None, lane="mail")
    house = house_of(Handler("tests.call", send=lambda payload: None), slow, many)
    _, outward, long, mail = outbox.lanes(house)
    with session.begin():
        for topic in ("tests.slow", "tests.mail", "tests.call"):
            outbox.post(session, topic)

    with session.begin():
        assert [message.topic for message in outbox.claim(session, "w1", 9, time(), long)] == ["tests.slow"]
        assert [message.topic for message in outbox.claim(session, "w1", 9, time(), mail)] == ["tests.mail"]
        assert [message.topic for message in outbox.claim(session, "w1", 9, time(), outward)] == ["tests.call"]

    time.forward(minutes=29)
    assert {message.topic for message in take(session, house, time(), "w2", 9)} == {"tests.call", "tests.mail"}


# Delivering work in the database


def test_work_and_the_mark_that_it_is_done_commit_together(session: Session, time: StandingClock) -> None:
    house = house_of(Handler(TOPIC, handle=handling), Handler(TOPIC, handle=handling))
    post(session, number=3)
    (message,) = take(session, house, time())

    outcome = outbox.deliver(session, message, house.handlers_for(TOPIC))

    assert outcome is Outcome.DONE
    assert said(session) == ["handled 3", "handled 3"]
    assert count(session) == 0


def test_failed_work_leaves_nothing_behind_and_waits_longer_each_time(session: Session, time: StandingClock) -> None:
    house = house_of(Handler(TOPIC, handle=handling), Handler(TOPIC, handle=failing))
    post(session)
    pauses = []

    for _ in range(3):
        (message,) = take(session, house, time())
        assert outbox.deliver(session, message, house.handlers_for(TOPIC)) is Outcome.AGAIN
        (row,) = waiting(session)
        pauses.append((row.due_at - time()).total_seconds())
        time.time = row.due_at

    assert said(session) == []
    assert 4 <= pauses[0] <= 6 < 20 <= pauses[1] <= 30 < 100 <= pauses[2] <= 150


def test_the_longest_pause_is_about_an_hour() -> None:
    assert timedelta(minutes=48) <= pause_after(7) <= timedelta(minutes=72)


def test_what_is_kept_of_an_error_names_our_line_and_never_a_person(
    session: Session, time: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    post(session)
    (message,) = take(session, FAILING, time())

    outbox.deliver(session, message, FAILING.handlers_for(TOPIC))

    (row,) = waiting(session)
    assert row.last_error is not None
    assert row.last_error.startswith("ValueError at tests/core/test_outbox.py:")
    assert "Anna" not in row.last_error + caplog.text


def test_a_message_that_fails_eight_times_is_dead(session: Session, time: StandingClock) -> None:
    post(session)
    outcomes = []
    for _ in range(MOST_ATTEMPTS):
        (message,) = take(session, FAILING, time.forward(hours=2))
        outcomes.append(outbox.deliver(session, message, FAILING.handlers_for(TOPIC)))

    assert outcomes == [Outcome.AGAIN] * 7 + [Outcome.DEAD]
    assert take(session, FAILING, time.forward(days=1)) == []
    (row,) = waiting(session)
    assert row.state is MessageState.DEAD


def test_a_message_that_kills_its_worker_eight_times_is_dead(session: Session, time: StandingClock) -> None:
    post(session)
    for _ in range(MOST_ATTEMPTS):
        assert take(session, HANDLED, time.forward(minutes=1))

    (message,) = take(session, HANDLED, time.forward(minutes=1))
    outcome = outbox.deliver(session, message, HANDLED.handlers_for(TOPIC))

    assert outcome is Outcome.DEAD
    assert said(session) == []


def test_a_message_nobody_handles_is_dead_at_once(session: Session, time: StandingClock) -> None:
    post(session)
    house = house_of()
    (message,) = take(session, house, time())

    outbox.deliver(session, message, house.handlers_for(TOPIC))

    with session.begin():
        (letter,) = outbox.dead_letters(session, 10)
    assert letter.error == "no handler"


def test_work_whose_lease_ended_before_it_began_is_left_to_the_other_worker(
    session: Session, time: StandingClock
) -> None:
    post(session)
    (late,) = take(session, HANDLED, time(), "w1")
    (mine,) = take(session, HANDLED, time.forward(seconds=2), "w2")

    assert outbox.deliver(session, late, HANDLED.handlers_for(TOPIC)) is Outcome.LOST
    assert outbox.deliver(session, mine, HANDLED.handlers_for(TOPIC)) is Outcome.DONE
    assert said(session) == ["handled 1"]


def test_a_failure_after_the_lease_ended_changes_nothing_for_the_other_worker(
    session: Session, time: StandingClock
) -> None:
    house = house_of(Handler(TOPIC, send=lambda payload: _refuse()))
    post(session)
    (late,) = take(session, house, time(), "w1")
    (mine,) = take(session, house, time.forward(hours=1), "w2")

    assert outbox.deliver(session, late, house.handlers_for(TOPIC)) is Outcome.LOST
    (row,) = waiting(session)
    assert (row.state, row.claimed_by, row.attempts) == (MessageState.CLAIMED, mine.worker, 2)


def test_work_may_post_what_comes_next_with_its_own_key(session: Session, time: StandingClock) -> None:
    def once_more(session: Session, payload: Mapping[str, Any]) -> None:
        outbox.post(session, TOPIC, key="7", number=payload["number"] + 1)

    house = house_of(Handler(TOPIC, handle=once_more))
    post(session, key="7", number=1)
    (message,) = take(session, house, time())

    outbox.deliver(session, message, house.handlers_for(TOPIC))

    assert [row.payload for row in waiting(session)] == [{"number": 2}]


def test_work_that_commits_by_itself_fails_instead_of_being_half_done(session: Session, time: StandingClock) -> None:
    def committing(session: Session, payload: Mapping[str, Any]) -> None:
        say(session, "first half")
        session.commit()

    house = house_of(Handler(TOPIC, handle=committing))
    post(session)
    (message,) = take(session, house, time())

    assert outbox.deliver(session, message, house.handlers_for(TOPIC)) is Outcome.AGAIN
    assert said(session) == []


def test_a_failed_message_is_dropped_when_another_with_its_key_waits(session: Session, time: StandingClock) -> None:
    post(session, key="7", number=1)
    (message,) = take(session, FAILING, time())
    post(session, key="7", number=2)

    outbox.deliver(session, message, FAILING.handlers_for(TOPIC))

    assert [row.payload for row in waiting(session)] == [{"number": 2}]


# Delivering calls to the outside


def _refuse() -> Never:
    raise outbox.NotDelivered("svar 403")


def test_no_transaction_is_open_while_the_outside_is_called(session: Session, time: StandingClock) -> None:
    seen = []

    def sending(payload: Mapping[str, Any]) -> None:
        seen.append((payload["number"], session.in_transaction(), in_write_transaction()))

    house = house_of(Handler(TOPIC, send=sending))
    post(session)
    (message,) = take(session, house, time())

    assert outbox.deliver(session, message, house.handlers_for(TOPIC)) is Outcome.DONE
    assert seen == [(1, False, False)]
    assert count(session) == 0


def test_a_sender_may_read_first_and_what_it_left_open_is_closed(session: Session, time: StandingClock) -> None:
    def sending(payload: Mapping[str, Any]) -> None:
        say(session, "a sender has nothing to write")

    house = house_of(Handler(TOPIC, send=sending))
    post(session)
    (message,) = take(session, house, time())

    assert outbox.deliver(session, message, house.handlers_for(TOPIC)) is Outcome.DONE
    assert said(session) == []


@pytest.mark.parametrize("is_taken_meanwhile", [False, True])
def test_what_a_sender_notes_is_kept_with_the_mark_and_also_when_the_row_is_another_s(
    session: Session, time: StandingClock, is_taken_meanwhile: bool
) -> None:
    def noting(session: Session) -> None:
        say(session, "taken by the outside")

    def sending(payload: Mapping[str, Any]) -> Callable[[Session], None]:
        if is_taken_meanwhile:
            time.forward(minutes=2)
            take(session, house, time(), "another")
        return noting

    house = house_of(Handler(TOPIC, send=sending))
    post(session)
    (message,) = take(session, house, time())

    outcome = outbox.deliver(session, message, house.handlers_for(TOPIC))

    assert outcome is (Outcome.LOST if is_taken_meanwhile else Outcome.DONE)
    assert said(session) == ["taken by the outside"]
    assert count(session) == int(is_taken_meanwhile)


def test_a_refusal_is_told_to_staff_in_the_sender_s_words(session: Session, time: StandingClock) -> None:
    house = house_of(Handler(TOPIC, send=lambda payload: _refuse()))
    post(session)
    (message,) = take(session, house, time())

    outbox.deliver(session, message, house.handlers_for(TOPIC))

    (row,) = waiting(session)
    assert (row.last_error, row.attempts) == ("NotDelivered: svar 403", 1)


@pytest.mark.parametrize(("asked", "given"), [(30, 30), (0, 1), (-5, 1), (10**7, 24 * 3600)])
def test_a_receiver_that_asks_us_to_wait_gets_its_time_and_it_is_no_attempt(
    session: Session, time: StandingClock, asked: float, given: float
) -> None:
    def sending(payload: Mapping[str, Any]) -> None:
        raise outbox.RetryLater(asked)

    house = house_of(Handler(TOPIC, send=sending))
    post(session)
    (message,) = take(session, house, time())

    assert outbox.deliver(session, message, house.handlers_for(TOPIC)) is Outcome.AGAIN

    (row,) = waiting(session)
    assert (row.due_at, row.attempts) == (NOON + timedelta(seconds=given), 0)


# What may be registered


def test_a_topic_may_have_many_who_handle_or_one_who_sends() -> None:
    outbox.check_topics(house_of(Handler(TOPIC, handle=handling), Handler(TOPIC, handle=handling)))
    outbox.check_topics(house_of(Handler(TOPIC, send=print), Handler("tests.other", handle=handling)))


@pytest.mark.parametrize(
    "handlers",
    [
        [Handler(TOPIC, handle=handling), Handler(TOPIC, send=print)],
        [Handler(TOPIC, send=print), Handler(TOPIC, send=print)],
        [Handler(TOPIC, handle=handling, send=print)],
        [Handler(TOPIC, handle=handling, lane="mail")],
        [Handler(TOPIC)],
    ],
)
def test_handlers_that_cannot_succeed_or_fail_as_one_are_refused(handlers: list[Handler]) -> None:
    with pytest.raises(outbox.BadTopic, match=TOPIC):
        outbox.check_topics(house_of(*handlers))


# Watching


def kill(session: Session, time: StandingClock, *, key: str | None = None) -> int:
    """Post a message nobody handles and have it given up; gives its id."""
    post(session, key=key)
    (message,) = take(session, house_of(), time())
    outbox.deliver(session, message, ())
    return message.id


def test_depth_tells_what_is_due_what_waits_what_is_taken_and_what_is_dead(
    session: Session, time: StandingClock
) -> None:
    kill(session, time)
    post(session)
    take(session, HANDLED, time.forward(seconds=10))
    post(session)
    with session.begin():
        outbox.post(session, TOPIC, due_at=time() + timedelta(days=1))

    with session.begin():
        now = outbox.depth(session, time())
        soon = outbox.depth(session, time.forward(seconds=30))

    assert now == outbox.Depth(due=1, later=1, claimed=1, dead=1, oldest_due_for=timedelta())
    assert soon == outbox.Depth(due=2, later=1, claimed=0, dead=1, oldest_due_for=timedelta(seconds=30))


def test_an_empty_outbox_has_no_depth(session: Session) -> None:
    with session.begin():
        assert outbox.depth(session, NOON) == outbox.Depth(0, 0, 0, 0, timedelta())


def test_dead_letters_come_latest_first_and_without_their_payload(session: Session, time: StandingClock) -> None:
    first = kill(session, time)
    time.forward(hours=1)
    second = kill(session, time)

    with session.begin():
        letters = outbox.dead_letters(session, 10)

    assert [letter.id for letter in letters] == [second, first]
    assert letters[0] == outbox.DeadLetter(second, TOPIC, 1, "no handler", time(), time())


def test_staff_can_give_a_dead_message_all_its_attempts_again(session: Session, time: StandingClock) -> None:
    dead = kill(session, time)

    with session.begin():
        assert outbox.retry(session, dead)

    (message,) = take(session, HANDLED, time())
    assert message.attempts == 1
    assert outbox.deliver(session, message, HANDLED.handlers_for(TOPIC)) is Outcome.DONE


def test_a_dead_message_gives_way_to_one_with_its_key_that_waits(session: Session, time: StandingClock) -> None:
    dead = kill(session, time, key="7")
    post(session, key="7", number=2)

    with session.begin():
        assert outbox.retry(session, dead)

    assert [row.payload for row in waiting(session)] == [{"number": 2}]


def test_only_a_dead_message_can_be_retried(session: Session, time: StandingClock) -> None:
    post(session)
    (row,) = waiting(session)

    with session.begin():
        assert not outbox.retry(session, row.id)
        assert not outbox.retry(session, row.id + 1)


def test_dead_messages_go_after_thirty_days_and_living_ones_stay(session: Session, time: StandingClock) -> None:
    kill(session, time)
    time.forward(days=29)
    kill(session, time)
    post(session)

    with session.begin():
        assert purge(session, time.forward(days=1)) == 1

    assert [row.state for row in waiting(session)] == [MessageState.DEAD, MessageState.PENDING]


@pytest.mark.parametrize(
    "values",
    [
        {"state": MessageState.CLAIMED, "attempts": 1},
        {"claimed_by": "w1"},
        {"state": MessageState.DEAD, "attempts": 1, "dead_at": NOON},
        {"state": MessageState.DEAD, "attempts": 1, "last_error": "no handler"},
        {"state": MessageState.CLAIMED, "claimed_by": "w1"},
        {"attempts": -1},
    ],
)
def test_the_database_itself_refuses_a_row_that_says_two_things(session: Session, values: dict[str, Any]) -> None:
    post(session)
    with pytest.raises(IntegrityError), session.begin():
        session.execute(update(OutboxMessage).values(values))


def test_an_id_is_never_used_twice(session: Session, time: StandingClock) -> None:
    used = kill(session, time)
    with session.begin():
        purge(session, time.forward(days=31))

    post(session)

    with session.begin():
        assert session.scalars(select(OutboxMessage.id)).one() > used
