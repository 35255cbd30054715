"""Calls to Slack: within their time, left alone when nothing is answered, and failing with Slack's own word for why."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask, current_app

from core.db import db
from core.house import settings_of
from core.outside import OutsideCallInTransaction
from integrations.slack.web import MOST_UNANSWERED, SlackFailed, Web, web_of
from tests.builders import on_sqlite
from tests.fakes.serving import drips, fails, hangs, says
from tests.fakes.slack import FakeSlack, busy_for, refuses

pytestmark = on_sqlite


@pytest.fixture
def web(connected: Flask) -> Iterator[Web]:
    """The app's way to the workspace."""
    with connected.app_context():
        yield web_of(connected)


def code_of(web: Web, seconds: float = 1.0) -> str:
    """Why a call failed."""
    with pytest.raises(SlackFailed) as failed:
        web.call("auth.test", seconds)
    return failed.value.code


def test_a_call_gives_what_slack_says(web: Web) -> None:
    assert web.call("auth.test")["team_id"]


def test_a_call_that_fails_says_why_and_nothing_else(web: Web, slack: FakeSlack) -> None:
    faults = {
        "ratelimited": busy_for(7),
        "invalid_auth": refuses("invalid_auth"),
        "unknown": refuses("user <U1> is not here"),
        "status_500": fails(),
        "not_json": says(b"<html>"),
    }
    slack.faults["auth.test"] = [*faults.values(), says(b"[]")]

    assert [code_of(web) for _ in faults] == [*faults]
    assert code_of(web) == "not_json"
    slack.faults["auth.test"] = [busy_for(7)]
    with pytest.raises(SlackFailed) as failed:
        web.call("auth.test")
    assert failed.value.wait == 7


def test_a_workspace_that_gives_no_answers_is_left_alone_for_a_while(web: Web, slack: FakeSlack) -> None:
    slack.faults["auth.test"] = [hangs] * MOST_UNANSWERED
    for _ in range(MOST_UNANSWERED + 5):
        assert code_of(web, 0.05) == "no_answer"
    assert len(slack.calls) == MOST_UNANSWERED

    assert Web(settings_of(current_app)).call("auth.test")["ok"]


def test_an_answer_that_drips_is_not_waited_for(web: Web, slack: FakeSlack) -> None:
    slack.faults["auth.test"] = [drips]
    began = time.monotonic()

    assert code_of(web, 0.3) == "no_answer"
    assert time.monotonic() - began < 1


def test_no_call_is_made_while_a_transaction_may_write(web: Web, slack: FakeSlack) -> None:
    db.session().connection()
    with pytest.raises(OutsideCallInTransaction):
        web.call("auth.test")

    assert slack.calls == []
