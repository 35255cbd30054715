"""Forty people at a meeting: through three doors or one, what comes out of it is the same to the byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.chat import ChatUse
from core.house import house_of, move_in, settings_of
from dialog.meetings import results
from dialog.meetings.models import MeetingSeat, StepKind
from dialog.meetings.words import CHECK_OUT
from dialog.models import Choice, Door
from goals.after_dialogues import subject_of
from surveys import subjects
from surveys.measures import DELAKTIGHET
from tests.builders import drain, on_sqlite, run
from tests.dialog.meetings.gathering import Gathering, gather
from tests.fakes.bot_connector import APP_ID, PUPILS, TENANT, FakeTeams, serving_teams
from tests.fakes.bot_connector import SECRET as TEAMS_SECRET
from tests.fakes.slack import SECRET, TOKEN, FakeSlack, slack_server
from tests.ground import StandingClock, working
from tests.integrations.meeting_guests import Guest, InSlack, InTeams, OnWeb

pytestmark = on_sqlite

PEOPLE = 40
SEEDS = ("Sista bussen går innan träningen slutar",)
WRITTEN = ("Sätt upp belysning längs gångvägen till sjön", "Låt skolbussen stanna även vid idrottshallen")
TEXTS = (*SEEDS, *WRITTEN)
JUDGED = ("stammer", "stammer_inte", "saknas")
# All vote; so many do the rest, two through each door, which is enough for there to be something to show.
SOME = 6


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with slack_server() as fake:
        yield fake


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    with serving_teams() as fake:
        yield fake


@pytest.fixture
def town(app: Flask, slack: FakeSlack, teams: FakeTeams) -> Flask:
    """The app, connected to both chats."""
    settings = replace(
        settings_of(app),
        slack_api_url=slack.url,
        slack_bot_token=TOKEN,
        slack_signing_secret=SECRET,
        teams_app_id=APP_ID,
        teams_app_secret=TEAMS_SECRET,
        teams_tenant_id=TENANT,
        teams_tenants=PUPILS,
        teams_login_url=teams.login,
        teams_openid_url=teams.openid_url,
    )
    move_in(app, house_of(app), settings)
    return app


def on_web(app: Flask, person: int) -> OnWeb:
    """Somebody in a browser; only the first look at every page between."""
    return OnWeb(app, is_quick=person >= SOME)


def choice(person: int, text: str) -> Choice:
    """Two groups that differ on some inspel, and a few who do not know."""
    at = TEXTS.index(text)
    if (person * 5 + at * 3) % 7 == 0:
        return Choice.PASS
    return Choice.AGREE if (person % 2 == 0 or at % 2 == 0) else Choice.DISAGREE


def hold(meeting: Gathering, slug: str, people: Sequence[Guest]) -> None:
    """The whole meeting, as it is written for the forty."""
    code = meeting.view().code
    meeting.press("open_lobby")
    for person in people:
        person.come(slug, code)
    assert meeting.view().n_inside == len(people)
    meeting.press("start")
    meeting.go_to(StepKind.WRITING)
    for n, text in enumerate(WRITTEN):
        people[n].write(text)
    meeting.go_to(StepKind.RELEASE)
    meeting.release()
    meeting.go_to(StepKind.VOTING)
    for n, person in enumerate(people):
        person.vote(TEXTS, lambda text, n=n: choice(n, text))  # type: ignore[misc]
    meeting.go_to(StepKind.PRIORITISE)
    step = meeting.view().step
    assert step is not None
    numbers = [one.number for one in step.choices]
    for n, person in enumerate(people[:SOME]):
        first, second = numbers[n % len(numbers)], numbers[(n * n + 1) % len(numbers)]
        person.place([first, second] if first == second else [first, second, second])
    meeting.go_to(StepKind.READ_BACK)
    step = meeting.view().step
    assert step is not None
    for n, person in enumerate(people[:SOME]):
        person.judge([JUDGED[(n + at) % 3] if at else "stammer" for at in range(len(step.lines))])
    meeting.go_to(StepKind.CHECK_OUT)
    for n, person in enumerate(people[:SOME]):
        person.tap({item: str((n + at) % 5 + 1) for at, item in enumerate(CHECK_OUT)})
    meeting.next()


def outcome(app: Flask, meeting: Gathering, slug: str) -> tuple[bytes, list[Any], tuple[int, float | None]]:
    """The analysis to the byte, what each step ended with, and the index of those who took part."""
    drain(app)
    told = run(app, "dialog", "analyse", slug, "--json")
    assert told.exit_code == 0, told.stderr
    with working(app) as session:
        record = results.record(session, meeting.id)
        steps = [(one.kind, one.answered, one.tallies, one.dots, one.lines, one.top) for one in record.steps]
        index = subjects.of_subject(session, subject_of(record.dialogue_id), DELAKTIGHET)
        assert session.scalars(select(MeetingSeat.id)).first() is None
        assert record.n_seats == PEOPLE
    return told.stdout_bytes, steps, (index.n, index.mean)


def test_forty_people_come_to_the_same_whichever_doors_they_use(
    town: Flask, time: StandingClock, slack: FakeSlack, teams: FakeTeams
) -> None:
    chats = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}
    mixed = gather(town, time, *SEEDS, slug="blandat", **chats)
    alone = gather(town, time, *SEEDS, slug="ensamt", **chats)

    hold(
        mixed,
        "blandat",
        [(on_web(town, n), InSlack(town, slack, f"U{n}"), InTeams(town, teams, str(n)))[n % 3] for n in range(PEOPLE)],
    )
    with working(town) as session:
        assert {*session.scalars(select(Door.channel))} == {"web", "slack", "teams"}
    hold(alone, "ensamt", [on_web(town, n) for n in range(PEOPLE)])

    through_three, through_one = outcome(town, mixed, "blandat"), outcome(town, alone, "ensamt")
    assert through_three[0] == through_one[0]
    assert through_three[1:] == through_one[1:]
    assert through_one[2][0] == SOME
