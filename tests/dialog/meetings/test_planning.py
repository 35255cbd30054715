from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from core.chat import ChatChannel
from core.ids import ALPHABET
from dialog.meetings import overview, planning, results, templates
from dialog.meetings.errors import LastStep, MeetingMoved, NoSuchMeeting
from dialog.meetings.models import Meeting, MeetingState, Pace, StepKind
from dialog.meetings.planning import Plan
from dialog.meetings.templates import TEMPLATES, Template
from dialog.models import Audience
from tests.builders import on_sqlite
from tests.dialog.meetings.gathering import gather
from tests.dialogues import open_dialogue
from tests.ground import NOON, StandingClock, working


def kinds(session: Session, meeting: Meeting) -> list[str]:
    return [step.kind.value for step in planning.steps(session, meeting.id)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_a_template_takes_as_long_as_it_says_and_writing_comes_before_voting(template: Template) -> None:
    order = [step.kind for step in template.steps]

    assert sum(step.seconds for step in template.steps) == template.minutes * 60
    assert str(template.minutes) in template.title
    assert order.index(StepKind.WRITING) < order.index(StepKind.RELEASE) < order.index(StepKind.VOTING)
    assert order[-2:] == [StepKind.READ_BACK, StepKind.CHECK_OUT]
    assert len(set(order)) == len(order)
    assert templates.find(template.key) is template


def test_the_short_meeting_is_chosen_where_nobody_chooses() -> None:
    assert TEMPLATES[0].key == templates.find("finns inte").key == Plan("Möte").template == "kort"


@on_sqlite
def test_a_meeting_has_the_steps_of_its_template_and_codes_of_its_own(app: Flask) -> None:
    young = open_dialogue(app, slug="unga", audience=Audience.UNGDOMAR)
    grown = open_dialogue(app, slug="vuxna")
    later = NOON + timedelta(days=3)

    with working(app) as session:
        council = planning.plan(session, young, Plan("Råd", "ungdomsrad", starts_at=later, facilitator_id=None), NOON)
        evening = planning.plan(session, grown, Plan("Kväll", "medborgare"), NOON)
        slow = planning.plan(session, young, Plan("På egen tid", "dagar"), NOON)
        careful = planning.plan(session, grown, Plan("Extra", adults_needed=3, pace=Pace.LIVE), NOON)
        made = [council, evening, slow, careful]
        codes = [code for meeting in made for code in (meeting.code, meeting.adult_code)]

        assert [meeting.state for meeting in made] == [MeetingState.SCHEDULED, *[MeetingState.DRAFT] * 3]
        assert [meeting.adults_needed for meeting in made] == [2, 0, 0, 3]
        assert [sum(step.seconds for step in planning.steps(session, meeting.id)) for meeting in made] == [
            60 * 60,
            90 * 60,
            14 * 24 * 60 * 60,
            30 * 60,
        ]
        assert len(set(codes)) == 8
        assert all(len(code) == 6 and set(code) <= set(ALPHABET) for code in codes)
        assert results.find(session, "unga", f"{council.code[:3].lower()} {council.code[3:]}") is council
        assert results.by_code(session, evening.code) is evening
        assert results.by_adult_code(session, evening.adult_code) is evening
        nowhere: list[Callable[[], object]] = [
            lambda: results.find(session, "vuxna", council.code),
            lambda: results.by_code(session, council.adult_code),
            lambda: results.by_adult_code(session, ""),
            lambda: results.by_id(session, 999),
        ]
        for look in nowhere:
            with pytest.raises(NoSuchMeeting):
                look()


@on_sqlite
def test_steps_may_change_until_the_first_one_opens(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time)

    with working(app) as session:
        row = meeting.row(session)
        planning.move_step(session, row, 2, -1)
        planning.move_step(session, row, 1, -1)
        planning.move_step(session, row, 8, 1)
        planning.remove_step(session, row, 5)
        planning.change_step(session, row, 2, title="Hej", words="", seconds=30)
        planning.change(session, row, title="Nytt namn", starts_at=NOON + timedelta(days=1), facilitator_id=None)
        assert row.state is MeetingState.SCHEDULED
        left = ["writing", "welcome", "release", "voting", "prioritise", "read_back", "check_out"]
        assert kinds(session, row) == left
        assert [step.position for step in planning.steps(session, row.id)] == list(range(1, 8))
        for wrong in (0, 8):
            with pytest.raises(MeetingMoved):
                planning.remove_step(session, row, wrong)
        for _ in range(6):
            planning.remove_step(session, row, 1)
        with pytest.raises(LastStep):
            planning.remove_step(session, row, 1)
    meeting.press("open_lobby")
    with working(app) as session:
        planning.change_step(session, meeting.row(session), 1, title="Hej då", words="Tack.", seconds=90)
    meeting.press("start")

    step = meeting.view().step
    assert step is not None
    assert (step.title, step.words, step.seconds_left, meeting.view().title) == ("Hej då", "Tack.", 90, "Nytt namn")
    with working(app) as session:
        row = meeting.row(session)
        verbs: list[Callable[[], object]] = [
            lambda: planning.change_step(session, row, 1, title="", words="", seconds=1),
            lambda: planning.remove_step(session, row, 1),
            lambda: planning.move_step(session, row, 1, 1),
            lambda: planning.change(session, row, title="", starts_at=None, facilitator_id=None),
        ]
        for verb in verbs:
            with pytest.raises(MeetingMoved):
                verb()


def test_a_meeting_is_held_in_a_chat_channel_once_however_often_it_is_said(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time)

    with working(app) as session:
        row = meeting.row(session)
        for name in ("unga", "ungdomsråd"):
            planning.bind(session, row, ChatChannel.SLACK, "T1", "C1", name)
        planning.bind(session, row, ChatChannel.TEAMS, "T1", "C1", "x" * 200)
        assert [(one.channel, one.name) for one in planning.bindings(session, row.id)] == [
            (ChatChannel.SLACK, "ungdomsråd"),
            (ChatChannel.TEAMS, "x" * 120),
        ]
        assert len(overview.bindings(session, row.id)) == 2
        planning.unbind(session, row, ChatChannel.SLACK, "T1", "C1")
        planning.unbind(session, row, ChatChannel.SLACK, "T1", "C1")
        assert [one.channel for one in planning.bindings(session, row.id)] == [ChatChannel.TEAMS]
    meeting.press("stop")
    with working(app) as session, pytest.raises(MeetingMoved):
        planning.bind(session, meeting.row(session), ChatChannel.SLACK, "T1", "C1")
