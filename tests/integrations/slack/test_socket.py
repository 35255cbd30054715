"""Socket Mode: the same is heard over a connection of our own, and stopping leaves nothing running."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from integrations.models import ChatDelivery
from integrations.slack.socket import listen
from integrations.slack.web import web_of
from tests.builders import drain, on_sqlite, run
from tests.fakes.slack import FakeSlack, refuses
from tests.fakes.slack_socket import slack_socket

pytestmark = on_sqlite


def test_slack_is_heard_over_our_own_connection(
    connected: Flask, slack: FakeSlack, rows: Callable[[type[Any]], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    before = set(threading.enumerate())
    who = {"user": {"id": "U1"}, "team": {"id": "T1"}}
    command = {"command": "/samspel", "text": "", "user_id": "U1", "team_id": "T1", "channel_id": "C1"}
    hello = {"type": "message", "channel_type": "im", "user": "U1", "channel": "DU1", "text": "hej"}
    stopping = threading.Event()
    with slack_socket() as end:
        slack.socket_url = end.url
        listening = threading.Thread(target=listen, args=(connected, stopping))
        listening.start()
        end.tell("slash_commands", {**command, "trigger_id": "1.t"}, "e1")
        event = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": hello, "enterprise": None}
        end.tell("events_api", event, "e2")
        end.tell("events_api", event, "e3")
        view = {"type": "modal", "callback_id": "samspel", "private_metadata": '{"do":"ost.skicka"}'}
        state = {"values": {"abcdef:varfor": {"svar": {"value": "för att"}}}}
        form = {"type": "view_submission", **who, "trigger_id": "2.t", "view": {**view, "state": state}}
        answer = end.tell("interactive", form, "e4")
        end.tell("events_api", {"type": "event_callback", "event": "not an object"}, "e5")
        end.tell("events_api", {"type": "something_new"}, "e6")
        stopping.set()
        listening.join(20)
    web_of(connected).close()

    assert not listening.is_alive()
    assert [call.method for call in slack.calls] == ["apps.connections.open", "views.open"]
    assert answer["payload"]["response_action"] == "update"
    assert rows(OutboxMessage) == 1
    assert rows(ChatDelivery) == 3
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    assert set(threading.enumerate()) - before == set()
    drain(connected)
    assert len(slack.to("DU1")) == 1


def test_the_command_says_what_is_missing(connected: Flask, slack: FakeSlack) -> None:
    slack.faults["apps.connections.open"] = [refuses("invalid_auth")]
    unreachable = run(connected, "slack-socket")
    assert unreachable.exit_code == 1
    assert "cannot be reached" in unreachable.stderr

    settings = replace(settings_of(connected), slack_app_token="")
    move_in(connected, house_of(connected), settings)
    missing = run(connected, "slack-socket")

    assert missing.exit_code == 1
    assert "SAMSPEL_SLACK_APP_TOKEN" in missing.stderr
