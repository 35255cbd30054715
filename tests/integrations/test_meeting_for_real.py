"""A meeting with short timeboxes and a clock nobody touches: the worker dies in the middle, and another goes on.

Where somebody has something to do, the timebox is a minute until they have done it, so that no machine is too slow.
"""

from __future__ import annotations

import json
import time as real
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.chat import ChatChannel, ChatUse
from core.outbox import OutboxMessage
from dialog.meetings import holding, planning, results
from dialog.meetings.models import MeetingState, StepKind, StepState
from goals.after_dialogues import subject_of
from integrations.slack.topics import MESSAGE_DUE
from surveys import subjects
from surveys.measures import DELAKTIGHET
from tests.builders import on_sqlite
from tests.core.processes import forkserver
from tests.dialog.meetings.gathering import Gathering, gather
from tests.ground import StandingClock, working
from tests.integrations.meeting_worker import running_clock, work

pytestmark = on_sqlite

KINDS = (StepKind.WELCOME, StepKind.WRITING, StepKind.CHECK_OUT)
SECONDS = {StepKind.WELCOME: 1, StepKind.WRITING: 60, StepKind.CHECK_OUT: 60}
NAMES = tuple(f"person {n}" for n in range(5))
LONGEST = 40.0


def wait_until(is_so: Callable[[], bool]) -> None:
    end = real.monotonic() + LONGEST
    while not is_so():
        assert real.monotonic() < end, "it never came so far"
        real.sleep(0.1)


@contextmanager
def worker(app: Flask, folder: Path, started: datetime) -> Iterator[BaseProcess]:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    process = forkserver().Process(target=work, args=(url, folder, started))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def short(app: Flask, meeting: Gathering) -> None:
    """Three steps, held in a channel as well."""
    with working(app) as session:
        row = meeting.row(session)
        for step in list(planning.steps(session, row.id)):
            if step.kind not in KINDS:
                planning.remove_step(session, row, step.position)
        for step in planning.steps(session, row.id):
            step.seconds = SECONDS[step.kind]
        planning.bind(session, row, ChatChannel.SLACK, "T1", "C1")


def cut(app: Flask, meeting: Gathering) -> datetime:
    """Let the open step end in a moment; gives when."""
    with working(app) as session:
        step = holding.open_step(session, meeting.id)
        assert step is not None
        step.closes_at = meeting.time() + timedelta(seconds=0.5)
        return step.closes_at


def test_a_meeting_goes_on_where_it_was_when_its_worker_has_been_killed(
    app: Flask, time: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = gather(app, time, slack=ChatUse.FULL)
    short(app, meeting)
    started = datetime.now(UTC)
    meeting.time = running_clock(started)  # type: ignore[assignment]
    monkeypatch.setattr("core.clock.now", meeting.time)

    with worker(app, tmp_path, started) as first:
        meeting.begin(*NAMES)
        wait_until(lambda: meeting.kind() is StepKind.WRITING)
        first.kill()
        first.join()
    meeting.write("person 1", "Sista bussen går innan träningen slutar")
    closes_at = cut(app, meeting)
    wait_until(lambda: meeting.time() > closes_at + timedelta(seconds=0.2))
    assert meeting.kind() is StepKind.WRITING
    with worker(app, tmp_path, started):
        wait_until(lambda: meeting.kind() is StepKind.CHECK_OUT)
        for name in NAMES:
            meeting.tap(name, dict.fromkeys(("utrymme", "rost", "lyssnare", "inflytande"), "4"))
        cut(app, meeting)
        wait_until(lambda: meeting.state() is MeetingState.CLOSED)
        wait_until(lambda: index(app, meeting) == (5, 75.0))
        wait_until(lambda: any("Mötet är slut" in said for said in told(app)))

    with working(app) as session:
        steps = planning.steps(session, meeting.id)
        assert [step.state for step in steps] == [StepState.DONE] * len(KINDS)
        first_opened, second_opened, third_opened = (step.opened_at for step in steps)
        assert first_opened is not None
        assert second_opened is not None
        assert third_opened is not None
        assert second_opened - first_opened >= timedelta(seconds=1)
        # The step ended when a worker was there again, and the next has all of its time from then.
        assert third_opened > closes_at
        assert results.record(session, meeting.id).n_seats == len(NAMES)
        assert session.scalar(select(func.count()).where(OutboxMessage.topic.startswith("dialog.meeting"))) == 0
    said = told(app)
    assert len(said) == len(set(said)) <= len(KINDS) + 1
    assert sum("Mötet är slut" in one for one in said) == 1


def index(app: Flask, meeting: Gathering) -> tuple[int, float | None]:
    with working(app) as session:
        found = subjects.of_subject(session, subject_of(meeting.row(session).dialogue_id), DELAKTIGHET)
        return found.n, found.mean


def told(app: Flask) -> list[str]:
    """What the channel is told; Slack is not connected, so it waits in the outbox."""
    with working(app) as session:
        rows = session.scalars(select(OutboxMessage.payload).where(OutboxMessage.topic == MESSAGE_DUE))
        return [json.dumps(payload, ensure_ascii=False, sort_keys=True) for payload in rows]
