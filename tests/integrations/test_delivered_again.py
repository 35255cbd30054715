"""What the chats deliver again, to several server processes at once, is done once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import func, select

from core.chat import Button, ChatUse
from core.db import db
from core.outbox import OutboxMessage
from dialog.models import Door, Participant, Statement
from integrations.models import ChatDelivery
from integrations.slack.blocks import CALLBACK
from integrations.slack.elements import ANSWER
from integrations.slack.pressing import packed
from integrations.slack.topics import MESSAGE_DUE
from integrations.teams.replies import REPLY_DUE
from tests.core.processes import forkserver
from tests.dialogues import open_dialogue
from tests.fakes.bot_connector import APP_ID, TENANT, FakeTeams, activity, pressed, serving_teams
from tests.fakes.bot_connector import SECRET as TEAMS_SECRET
from tests.fakes.slack import SECRET, TEAM, TOKEN, slack_server
from tests.fakes.slack_person import signed
from tests.ground import working
from tests.integrations.door_crew import Knock, serve

PROCESSES, TIMES = 4, 3
TERMS = {"d": "1", "c": "dialog-1"}
FORM = "application/x-www-form-urlencoded"


def in_slack() -> list[Knock]:
    """A word to the bot, and an inspel in a form."""
    word = {"type": "message", "channel_type": "im", "user": "U1", "channel": "D1", "text": "hej", "ts": "1.1"}
    said = json.dumps({"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": word}).encode()
    view = {
        "type": "modal",
        "id": "V1",
        "callback_id": CALLBACK,
        "private_metadata": packed(Button("dialog.skicka", "Skicka", TERMS), "sv"),
        "state": {"values": {"123456:text": {ANSWER: {"type": "plain_text_input", "value": "Fler bussar om kvällen"}}}},
    }
    sent = {"type": "view_submission", "user": {"id": "U1"}, "team": {"id": TEAM}, "trigger_id": "1.t", "view": view}
    form = urlencode({"payload": json.dumps(sent)}).encode()
    return [
        Knock("/slack/events", said, "application/json", signed(said)),
        Knock("/slack/events", form, FORM, signed(form)),
    ]


def in_teams(teams: FakeTeams) -> list[Knock]:
    """The same in Teams."""
    data = {"samspel.do": "dialog.skicka", "samspel.data": TERMS}
    press = {"type": "Action.Execute", "verb": "dialog.skicka", "data": data}
    return [
        Knock("/api/messages", json.dumps(what).encode(), "application/json", teams.header(what))
        for what in (activity("hej"), pressed(press, {"en.text": "Belys gångvägen till sjön"}))
    ]


def test_twelve_deliveries_to_four_processes_have_one_effect(app: Flask, tmp_path: Path) -> None:
    open_dialogue(app, slug="hem", slack=ChatUse.FULL, teams=ChatUse.FULL)
    with app.app_context():
        db.engine.dispose()
    context = forkserver()
    together, statuses = context.Barrier(PROCESSES), context.SimpleQueue()
    with slack_server() as slack, serving_teams() as teams:
        chats = {
            "slack_api_url": slack.url,
            "slack_bot_token": TOKEN,
            "slack_signing_secret": SECRET,
            "teams_app_id": APP_ID,
            "teams_app_secret": TEAMS_SECRET,
            "teams_tenant_id": TENANT,
            "teams_login_url": teams.login,
            "teams_openid_url": teams.openid_url,
        }
        given = (app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, chats, [*in_slack(), *in_teams(teams)], TIMES)
        children = [context.Process(target=serve, args=(*given, together, statuses)) for _ in range(PROCESSES)]
        for child in children:
            child.start()
        for child in children:
            child.join()

    assert [child.exitcode for child in children] == [0] * PROCESSES
    assert {status for _ in children for status in statuses.get()} == {200, 202}
    with working(app) as session:
        topics = Counter(session.scalars(select(OutboxMessage.topic)))
        texts = sorted(session.scalars(select(Statement.text)))
        rows = {
            table: session.scalar(select(func.count()).select_from(table))
            for table in (ChatDelivery, Participant, Door)
        }
    assert (topics[MESSAGE_DUE], topics[REPLY_DUE]) == (1, 1)
    assert texts == ["Belys gångvägen till sjön", "Fler bussar om kvällen"]
    assert rows == {ChatDelivery: 4, Participant: 2, Door: 2}
