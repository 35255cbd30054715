from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core import audit
from core.db import begin_writing, db
from dialog import hosting, joining
from dialog.errors import DialogueClosed, DialoguePaused
from dialog.meetings import holding, jobs, planning, results, running, seating, stepping, tapping
from dialog.meetings.errors import AdultsMissing, LongEnough, MeetingMoved, MeetingOver, StepNotOpen
from dialog.meetings.models import Meeting, MeetingInput, MeetingSeat, MeetingState, MeetingStep, PausedBy, StepKind
from dialog.meetings.words import sentence
from dialog.models import Channel, Choice, Participant, Source, Statement
from dialog.topics import DIALOGUE_CHECKED_OUT, MEETING_CLOSED, MEETING_STEP_OPENED, MEETING_WARNED
from tests.builders import TODAY, drain, on_sqlite
from tests.databases import opened
from tests.dialog.meetings.gathering import gather, gather_the_young
from tests.ground import StandingClock, statements, working

_S, _K = MeetingState, StepKind
MINUTE = 60
YOUNG = [f"ung {n}" for n in range(11)]
SEEDS = ("Sista bussen går före träningen slutar", "Öppna fritidsgården i Lima på fredagar")


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def deeds(session: Session) -> list[str]:
    """What has been done to meetings, in order."""
    entries = reversed(audit.entries(session, limit=100))
    return [entry.action.removeprefix("meeting.") for entry in entries if entry.object_kind == "meeting"]


def pass_time(session: Session, meeting: Meeting, time: StandingClock, seconds: int) -> None:
    """Let the worker tick as each step ends, until so many seconds have passed or the meeting is over."""
    until = time() + timedelta(seconds=seconds)
    while (step := holding.open_step(session, meeting.id)) is not None and time() < until:
        assert step.closes_at is not None
        time.time = min(step.closes_at, until)
        running.tick(session, time())


def together(app: Flask, *deeds: Callable[[Session], None]) -> list[str]:
    """Do things at the same time, each in a transaction of its own; gives the errors people met."""
    begin, met = Barrier(len(deeds)), list[str]()

    def work(deed: Callable[[Session], None]) -> None:
        with app.app_context():
            begin_writing()
            begin.wait(10)
            try:
                deed(db.session())
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                met.append(type(error).__name__)

    threads = [Thread(target=work, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return met


@on_sqlite
def test_a_youth_council_meets_for_an_hour_from_the_vantrum_to_the_draft_it_takes_home(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather_the_young(app, time, *SEEDS)
    meeting.press("open_lobby")
    meeting.come(*YOUNG[:10])
    with pytest.raises(AdultsMissing) as missing:
        meeting.press("start")
    meeting.adult()
    before = meeting.view()
    meeting.press("start")
    started_at = time()

    assert missing.value.values == {"needed": 2, "present": 1}
    assert (before.state, before.n_inside, before.n_adults, before.step) == (_S.LOBBY, 10, 2, None)
    assert (meeting.kind(), meeting.view().n_steps, meeting.view().n_adults) == (_K.WELCOME, 10, 2)

    meeting.wait(4 * MINUTE)
    assert meeting.kind() is _K.CHECK_IN
    for n, name in enumerate(YOUNG[:9]):
        meeting.tap(name, {"lage": str(1 + n % 5)})
    meeting.tap(YOUNG[0], {"lage": "5"})
    assert meeting.view().n_done == 9
    meeting.wait(3 * MINUTE)
    felt = meeting.view().previous
    assert felt is not None
    assert [(tally.n, tally.counts) for tally in felt.tallies] == [(9, {"2": 2, "3": 2, "4": 2, "5": 2, "1": 1})]

    meeting.wait(4 * MINUTE)
    assert meeting.kind() is _K.WRITING
    # Somebody comes late, and finds the step that is open.
    meeting.come(YOUNG[10])
    meeting.write(YOUNG[10], "Sms-anmälan till kvällsbuss så att den kan gå")
    meeting.write(YOUNG[0], "Visa vad som händer med våra förslag")
    assert (meeting.view().n_done, meeting.view().n_inside) == (2, 11)
    meeting.wait(8 * MINUTE)
    assert meeting.kind() is _K.RELEASE
    meeting.release()
    meeting.wait(3 * MINUTE)

    assert meeting.kind() is _K.VOTING
    for n, name in enumerate(YOUNG):
        meeting.vote(name, 1, Choice.AGREE if n < 10 else Choice.PASS)
        meeting.vote(name, 2, Choice.AGREE if n < 6 else Choice.DISAGREE)
    for name in YOUNG[:4]:
        meeting.vote(name, 3)
    meeting.wait(8 * MINUTE)

    assert meeting.kind() is _K.TALK
    talk = meeting.view().step
    assert talk is not None
    # The third has been voted on by four: nothing is said of it.
    shown = [(top.number, top.agree, top.disagree, top.passed, top.unites) for top in talk.top]
    assert shown == [(1, 10, 0, 1, True), (2, 6, 5, 0, False)]
    assert talk.top[0].low < 10 / 11 < talk.top[0].high
    assert talk.top[0].text == SEEDS[0]
    meeting.wait(14 * MINUTE)

    assert meeting.kind() is _K.PRIORITISE
    for name in YOUNG[:8]:
        meeting.dots(name, {1: 2, 3: 1})
    meeting.dots(YOUNG[0], {2: 1})
    hidden = meeting.view().step
    assert hidden is not None
    assert (hidden.dots, hidden.answered) == ((), None)
    meeting.wait(8 * MINUTE)

    step = meeting.view().step
    assert step is not None
    assert step.kind is _K.READ_BACK
    with app.test_request_context():
        assert [sentence(line) for line in step.lines] == [
            "10 av 11 håller med: ”Sista bussen går före träningen slutar”",
            "Här tycker ni olika: ”Öppna fritidsgården i Lima på fredagar”. Av 11 håller 6 med och 5 inte med.",
            "”Sista bussen går före träningen slutar” fick 14 prickar. 8 personer la ut sina.",
            "”Sms-anmälan till kvällsbuss så att den kan gå” fick 7 prickar. 8 personer la ut sina.",
            "”Öppna fritidsgården i Lima på fredagar” fick 1 prick. 8 personer la ut sina.",
        ]
    for name in YOUNG[:6]:
        meeting.judge(name, "1", "stammer")
    meeting.judge(YOUNG[0], "1", "saknas")
    meeting.judge(YOUNG[0], "2", "stammer_inte")
    meeting.wait(5 * MINUTE)

    assert meeting.kind() is _K.CHECK_OUT
    for name in YOUNG[:5]:
        meeting.tap(name, dict.fromkeys(("utrymme", "rost", "lyssnare"), "4"))
        meeting.tap(name, {"inflytande": "2"})
    meeting.tap(YOUNG[5], {"rost": "1"})
    meeting.wait(2 * MINUTE)
    assert meeting.state() is _S.RUNNING
    meeting.wait(MINUTE)

    assert meeting.state() is _S.CLOSED
    assert (time() - started_at).total_seconds() == 60 * MINUTE
    with working(app) as session:
        assert count(session, MeetingSeat) == count(session, MeetingInput) == 0
        assert count(session, Participant) == 11
        record = results.record(session, meeting.id)
        written = select(Statement.source).where(Statement.author_id.is_not(None))
        assert set(session.scalars(written)) == {Source.SESSION}
        done = deeds(session)
    assert (record.n_seats, record.n_adults) == (11, 2)
    assert [line.judged for line in record.lines[:2]] == [{"saknas": 1, "stammer": 5}, {}]
    assert [(tally.item, tally.n) for tally in record.steps[-1].tallies] == [
        ("utrymme", 5),
        ("rost", 6),
        ("lyssnare", 5),
        ("inflytande", 5),
    ]
    (checked_out,) = meeting.posted(DIALOGUE_CHECKED_OUT)
    full = {"utrymme": "4", "rost": "4", "lyssnare": "4", "inflytande": "2"}
    assert sorted(checked_out["answers"], key=len) == [{"rost": "1"}, *[full] * 5]
    assert len(meeting.posted(MEETING_STEP_OPENED)) == len(meeting.posted(MEETING_WARNED)) == 10
    assert len(meeting.posted(MEETING_CLOSED)) == 1
    assert done == ["lobby_opened", "started", *["step_ended"] * 9, "closed"]


@on_sqlite
def test_the_large_button_and_those_under_it_move_the_clock(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time)
    meeting.begin(*YOUNG[:2])

    def left() -> int | None:
        step = meeting.view().step
        return step.seconds_left if step is not None else None

    assert (meeting.kind(), left()) == (_K.WELCOME, 2 * MINUTE)
    meeting.press("extend")
    meeting.wait(MINUTE)
    assert left() == 3 * MINUTE
    meeting.press("pause")
    with pytest.raises(MeetingMoved):
        meeting.next()
    with pytest.raises(MeetingMoved):
        meeting.press("pause")
    meeting.wait(20 * MINUTE)
    assert (meeting.state(), meeting.view().paused_by, left()) == (_S.PAUSED, PausedBy.STAFF, 3 * MINUTE)
    meeting.press("extend", seconds=MINUTE)
    meeting.press("resume")
    meeting.wait(3 * MINUTE)
    assert (meeting.kind(), left(), len(meeting.posted(MEETING_WARNED))) == (_K.WELCOME, MINUTE, 1)
    meeting.next()
    assert (meeting.kind(), left()) == (_K.WRITING, 5 * MINUTE)
    meeting.next("skip")
    assert meeting.kind() is _K.RELEASE
    for _ in range(29):
        meeting.press("extend")
    with pytest.raises(LongEnough):
        meeting.press("extend", seconds=3 * MINUTE)
    meeting.press("close")

    with working(app) as session:
        states = session.scalars(select(MeetingStep.state).order_by(MeetingStep.position)).all()
        done = [deed for deed in deeds(session) if deed != "step_extended"]
    assert (meeting.state(), states[:4]) == (_S.CLOSED, ["done", "skipped", "done", "skipped"])
    assert done == ["lobby_opened", "started", "paused", "resumed", "step_ended", "step_skipped", "closed"]
    for late in ("start", "pause", "resume", "close", "stop", "extend", "open_lobby"):
        with pytest.raises(MeetingMoved):
            meeting.press(late)
    meeting.press("next_step", after=1)
    with pytest.raises(MeetingOver):
        meeting.come("sen")


@on_sqlite
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["wait", "extend", "pause"]), st.integers(1, 400)), max_size=12))
def test_whatever_is_done_to_the_clock_the_timeboxes_add_up_to_the_meeting(
    app: Flask, time: StandingClock, deeds: list[tuple[str, int]]
) -> None:
    slug = f"mote-{uuid.uuid4().hex[:8]}"
    meeting, stood_still = gather(app, time, slug=slug), 0
    meeting.begin("anna")
    started_at = time()

    with working(app) as session:
        row = meeting.row(session)
        for deed, seconds in deeds:
            if deed == "wait":
                pass_time(session, row, time, seconds)
            elif row.state is _S.RUNNING and deed == "extend":
                running.extend(session, row, meeting.leader, time(), seconds)
            elif row.state is _S.RUNNING:
                running.pause(session, row, meeting.leader, time())
                time.forward(seconds=seconds)
                stood_still += seconds
                running.resume(session, row, meeting.leader, time())
        pass_time(session, row, time, 4 * 60 * MINUTE)
        steps = planning.steps(session, meeting.id)

        assert (row.state, row.closed_at) == (_S.CLOSED, time())
        ran = (time() - started_at).total_seconds() - stood_still
        assert ran == sum(step.seconds + step.extended_seconds for step in steps)


@on_sqlite
def test_adults_who_drop_out_are_missed_at_once_and_after_five_minutes_the_clock_waits_for_them(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather_the_young(app, time)
    meeting.begin(*YOUNG[:5])
    meeting.go_to(_K.TALK)

    meeting.adults.clear()
    meeting.wait(2 * MINUTE)
    warned = meeting.view()
    assert (warned.state, warned.n_adults, warned.has_enough_adults) == (_S.RUNNING, 1, False)
    assert warned.adults_missing_since is not None
    meeting.adult()
    meeting.tick()
    assert meeting.view().adults_missing_since is None

    meeting.adults.clear()
    meeting.wait(8 * MINUTE)
    stands = meeting.view()
    assert (stands.state, stands.paused_by) == (_S.PAUSED, PausedBy.ADULTS)
    with pytest.raises(AdultsMissing):
        meeting.press("resume")
    with pytest.raises(StepNotOpen):
        meeting.hand(YOUNG[0])
    meeting.wait(30 * MINUTE)
    assert meeting.view().step == stands.step

    meeting.adult("en annan vuxen")
    meeting.wait(1)
    goes = meeting.view()
    assert (goes.state, goes.adults_missing_since) == (_S.RUNNING, None)
    assert (goes.step, stands.step) != (None, None)
    assert goes.step.seconds_left == stands.step.seconds_left  # type: ignore[union-attr]
    with working(app) as session:
        watched = deeds(session)[-5:]
    assert watched == ["adults_missing", "adults_back", "adults_missing", "paused", "resumed"]


@on_sqlite
def test_a_meeting_outlives_its_server_and_rushes_through_nothing_when_it_is_back(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather_the_young(app, time, *SEEDS)
    meeting.begin(*YOUNG[:6])
    meeting.go_to(_K.VOTING)
    meeting.vote(YOUNG[0], 1)
    url = app.config["SQLALCHEMY_DATABASE_URI"]

    # Nobody is there for twenty minutes, and then another process finds it all in the database.
    time.forward(minutes=20)
    folder = Path(url.removeprefix("sqlite:///")).parent
    with opened(folder, url) as again:
        meeting.app = again
        meeting.tick()
        resumed = meeting.view()
        assert (meeting.kind(), resumed.state) == (_K.TALK, _S.RUNNING)
        assert resumed.step.seconds_left == 14 * MINUTE  # type: ignore[union-attr]
        # The adults have not been heard of either, and get their five minutes from now.
        assert resumed.adults_missing_since == time()
        meeting.wait(MINUTE)
        assert meeting.view().adults_missing_since is None
        assert (meeting.kind(), meeting.view().n_inside) == (_K.TALK, 6)


def test_two_who_press_at_once_take_one_step_and_so_do_the_clock_and_the_samtalsledare(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather(app, time, *SEEDS)
    meeting.begin(*YOUNG[:5])
    step_id = meeting.go_to(_K.VOTING)

    def press(session: Session) -> None:
        running.next_step(session, meeting.row(session), meeting.leader, time(), after=step_id)

    def tick(session: Session) -> None:
        running.tick(session, time())

    time.forward(minutes=5)
    assert together(app, press, tick, press, tick) == []
    if meeting.kind() is _K.VOTING:  # Everybody who found the meeting taken left it to somebody else.
        meeting.tick()
    assert meeting.kind() is _K.TALK
    assert len(meeting.posted(MEETING_STEP_OPENED)) == 5


def test_what_is_tapped_while_the_step_ends_is_counted_or_refused_and_never_half_kept(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather_the_young(app, time)
    meeting.begin(*YOUNG)
    step_id = meeting.go_to(_K.CHECK_IN)
    for name in YOUNG[:5]:
        meeting.tap(name, {"lage": "3"})

    def tapper(name: str) -> Callable[[Session], None]:
        def deed(session: Session) -> None:
            tapping.tap(session, meeting.row(session), step_id, meeting.seat(session, name), {"lage": "5"})

        return deed

    def press(session: Session) -> None:
        running.next_step(session, meeting.row(session), meeting.leader, time(), after=step_id)

    met = together(app, *(tapper(name) for name in YOUNG[5:]), press)

    assert set(met) <= {"StepNotOpen"}
    felt = meeting.view().previous
    assert felt is not None
    assert felt.answered == 11 - len(met)
    with working(app) as session:
        assert count(session, MeetingInput) == 0


def test_a_crowd_that_comes_in_at_once_sits_on_one_seat_each(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time)
    meeting.press("open_lobby")

    def comer(name: str) -> Callable[[Session], None]:
        def deed(session: Session) -> None:
            entry = joining.Entry(Channel.WEB, joining.web_handle(name))
            seating.sit(session, meeting.row(session), meeting.dialogue(session), entry, "1", name, time())

        return deed

    met = together(app, *(comer(name) for name in YOUNG[:6]), *(comer(name) for name in YOUNG[:6]))

    assert met == []
    with working(app) as session:
        # The seventh seat is the samtalsledare's own.
        assert (count(session, MeetingSeat), count(session, Participant)) == (7, 6)
    assert meeting.view().version == 7


@on_sqlite
def test_a_meeting_needs_an_open_dialogue_and_ends_with_it(app: Flask, time: StandingClock) -> None:
    meeting = gather_the_young(app, time, *SEEDS)
    with working(app) as session:
        hosting.pause(session, meeting.row(session).dialogue, TODAY)
    with pytest.raises(DialoguePaused):
        meeting.press("open_lobby")
    with working(app) as session:
        hosting.resume(session, meeting.row(session).dialogue, TODAY)
    meeting.begin(*YOUNG[:5])
    meeting.go_to(_K.CHECK_IN)
    for name in YOUNG[:5]:
        meeting.tap(name, {"lage": "3"})

    with working(app) as session:
        hosting.close(session, meeting.row(session).dialogue, TODAY)
    with pytest.raises(DialogueClosed):
        meeting.write(YOUNG[0], "En sista tanke om bussen")
    drain(app)

    assert meeting.state() is _S.STOPPED
    with working(app) as session:
        assert count(session, MeetingSeat) == count(session, MeetingInput) == 0
        assert results.record(session, meeting.id).steps[1].answered == 5


@on_sqlite
def test_a_room_that_everybody_has_walked_away_from_is_emptied_after_a_day(app: Flask, time: StandingClock) -> None:
    waits, stands, slow = (gather(app, time, slug=slug) for slug in ("vantar", "star", "langsamt"))
    for meeting in (waits, stands):
        meeting.press("open_lobby")
    stands.come("anna")
    stands.press("start")
    stands.press("pause")
    with working(app) as session:
        session.execute(update(Meeting).where(Meeting.id == slow.id).values(pace="days"))
    slow.press("open_lobby")
    slow.press("start")
    slow.press("pause")

    time.forward(hours=23)
    waits.tick()
    assert (waits.state(), stands.state()) == (_S.LOBBY, _S.PAUSED)
    time.forward(hours=2)
    waits.tick()

    assert (waits.state(), stands.state(), slow.state()) == (_S.STOPPED, _S.STOPPED, _S.PAUSED)


@on_sqlite
def test_what_goes_wrong_in_one_meeting_stops_no_other_and_an_idle_clock_asks_once(
    app: Flask, time: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ill, well = (gather(app, time, slug=slug) for slug in ("sjuk", "frisk"))
    with statements(app) as asked:
        ill.tick()
    assert len([one for one in asked if one.startswith("SELECT")]) == 1
    for meeting in (ill, well):
        meeting.begin("anna")
    end = stepping.end

    def fail(session: Session, meeting: Meeting, step: MeetingStep) -> None:
        if meeting.id == ill.id:
            raise RuntimeError("the disk is full of birds")
        end(session, meeting, step)

    with working(app) as session:
        assert not jobs.is_time(session, time())
    time.forward(minutes=2)
    with monkeypatch.context() as patch:
        patch.setattr(stepping, "end", fail)
        with working(app) as session:
            assert jobs.is_time(session, time())
            jobs.run_meetings(session, time())

    assert (ill.kind(), well.kind()) == (_K.WELCOME, _K.WRITING)
    ill.tick()
    assert ill.kind() is _K.WRITING


@on_sqlite
def test_a_meeting_of_days_is_warned_of_its_end_a_day_before_and_needs_no_adults(
    app: Flask, time: StandingClock
) -> None:
    meeting = gather(app, time, *SEEDS, template="dagar")
    meeting.press("open_lobby")
    meeting.come(*YOUNG[:5])
    meeting.press("start")

    time.forward(days=3)
    meeting.tick()
    assert (meeting.kind(), meeting.posted(MEETING_WARNED)) == (_K.WRITING, [])
    time.forward(days=1)
    meeting.tick()
    assert len(meeting.posted(MEETING_WARNED)) == 1
    meeting.press("extend")
    time.forward(days=3)
    meeting.tick()

    # A step of one day begins within the warning: there is nothing to warn of.
    assert (meeting.kind(), len(meeting.posted(MEETING_WARNED))) == (_K.RELEASE, 1)
