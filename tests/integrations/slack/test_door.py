"""Slack's door: only what Slack has signed lately is read, and what cannot be read leaves nothing behind."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from core.audit import AuditEntry
from core.house import house_of, move_in, settings_of
from core.outbox import OutboxMessage
from integrations.models import ChatAddress, ChatConnection, ChatDelivery, ChatInterview
from tests.builders import on_sqlite
from tests.fakes.serving import hangs
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_person import DOOR, SlackPerson, signed
from tests.ground import working

Count = Callable[[type[Any]], int]
HELLO = {"type": "message", "channel_type": "im", "user": "U1", "channel": "DU1", "text": "hej", "ts": "1.1"}
EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": HELLO}
WHO = {"user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "1.t"}
PRESS = {"type": "block_actions", **WHO, "actions": [{"action_id": "1:x", "value": '{"do":"ost.borja"}'}]}
VIEW = {"type": "modal", "id": "V1", "callback_id": "samspel", "private_metadata": '{"do":"ost.skicka"}'}
FORM = {"type": "view_submission", **WHO, "view": VIEW}
JSON, FIELDS = "application/json", "application/x-www-form-urlencoded"


def nothing_is_left(rows: Count) -> bool:
    """Whether the chats have left no row behind."""
    return not any(map(rows, (ChatDelivery, ChatConnection, ChatAddress, ChatInterview, OutboxMessage, AuditEntry)))


def as_form(payload: Any) -> bytes:
    """A payload as Slack sends what is pressed and sent."""
    return urlencode({"payload": payload if isinstance(payload, str) else json.dumps(payload)}).encode()


@on_sqlite
def test_what_slack_has_not_signed_now_is_refused(person: SlackPerson, rows: Count) -> None:
    body, now = json.dumps(EVENT).encode(), time.time()
    proof = signed(body)
    stamp, signature = proof
    forged: list[dict[str, str]] = [
        {},
        signed(body, secret="another secret"),
        signed(body, at=now - 310),
        signed(body, at=now + 310),
        signed(body + b" "),
        {**proof, stamp: str(int(now) - 1)},
        {**proof, stamp: "now"},
        {**proof, stamp: "٣" * 10},
        {**proof, stamp: "9" * 400},
        {**proof, signature: ""},
        {**proof, signature: "v0=åäö"},
        {stamp: proof[stamp]},
        {signature: proof[signature]},
    ]

    assert {person.post(body, JSON, headers).status_code for headers in forged} == {401}
    assert person.post(b"\xff\xfe", JSON, signed(b"\xff\xfe")).status_code == 401
    assert nothing_is_left(rows)
    assert person.post(body, JSON, proof).status_code == 200
    assert rows(ChatDelivery) == 1


@on_sqlite
def test_what_cannot_be_read_or_is_not_for_us_leaves_nothing(person: SlackPerson, rows: Count) -> None:
    def event(**changes: Any) -> tuple[bytes, str]:
        return json.dumps({**EVENT, **changes}).encode(), JSON

    def heard(payload: Any) -> tuple[bytes, str]:
        return as_form(payload), FIELDS

    unreadable = [
        (b"", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b'"text"', JSON),
        (b"\x00", JSON),
        (b"payload=%FF", FIELDS),
        (b"payload={", FIELDS),
        (b"&".join(b"a%d=1" % n for n in range(60)), FIELDS),
        (urlencode({"command": "/samspel", "text": "a\0b"}).encode(), FIELDS),
        (json.dumps({**EVENT, "event": HELLO | {"text": "\0"}}).encode(), JSON),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, JSON),
        (b'{"type":"event_callback","event":{"n":NaN}}', JSON),
        (b'{"type":"event_callback","event":{"n":1e999}}', JSON),
        event(event="message"),
        event(team=7),
        event(authorizations=["T1"]),
        heard({**PRESS, "actions": "ost"}),
        heard({**PRESS, "user": ["U1"]}),
        heard({**FORM, "view": "V1"}),
    ]
    not_ours = [
        event(event=None),
        event(event_id=None),
        event(event_id={"a": 1}),
        event(event_id="Ev\n1"),
        event(type="something_new"),
        event(event=HELLO | {"type": "reaction_added"}),
        event(event=HELLO | {"user": "<script>"}),
        event(event=HELLO | {"channel": None}),
        event(event=HELLO | {"type": ["message"]}),
        heard({**PRESS, "actions": []}),
        heard({**PRESS, "actions": [{"action_id": 7}]}),
        heard({**PRESS, "actions": [{"action_id": "1:lank", "url": "https://x.se"}]}),
        heard({**PRESS, "actions": [{"action_id": "x", "value": "[" * 900}]}),
        heard({**PRESS, "actions": [{"action_id": "x", "value": '{"do":7}'}]}),
        heard({**PRESS, "actions": [{"action_id": "x", "value": '{"do":"a","data":{"b":[]}}'}]}),
        heard({**PRESS, "trigger_id": None}),
        heard({**PRESS, "view": {"id": "V1"}}),
        heard({**FORM, "view": {"type": 7}}),
        heard({**PRESS, "user": {"id": 7}}),
        heard({**FORM, "view": {**VIEW, "callback_id": "somebody else's"}}),
        heard({**FORM, "view": {**VIEW, "private_metadata": "x"}}),
        heard({"type": "view_closed", **WHO, "view": VIEW}),
        (urlencode({"command": "/annat", "user_id": "U1", "trigger_id": "1"}).encode(), FIELDS),
        (urlencode({"command": "/samspel", "user_id": "U1"}).encode(), FIELDS),
        (b"ssl_check=1&token=x", FIELDS),
    ]

    refused = [person.post(*one).status_code for one in unreadable]
    ignored = [(person.post(*one).status_code, one) for one in not_ours]
    large = person.post(b" " * 1_100_000, JSON)

    assert refused == [400] * len(unreadable)
    assert [one for status, one in ignored if status != 200] == []
    assert large.status_code == 413
    assert nothing_is_left(rows)


@on_sqlite
def test_values_of_other_kinds_than_were_asked_for_are_no_answers(person: SlackPerson, rows: Count) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    blocks = [block["block_id"] for block in person.shown["blocks"] if block["type"] == "input"]
    strange: list[Any] = [7, [], {}, {"value": 7}, {"selected_option": []}, {"selected_options": [7, {"value": 7}]}]
    for number, value in enumerate(strange):
        state = {"values": {block: {"svar": value} for block in blocks} | {"x": {"svar": {"value": "y"}}}}
        view = {**person.shown, "id": person.view_id, "state": state}
        # Slack sends the whole form back, which is far more than any field of ours may hold.
        answer = person.interact({**FORM, "trigger_id": f"{number}.strange", "view": view, "more": "x" * 60_000})

        assert answer.status_code == 200
    assert rows(OutboxMessage) == 0


@on_sqlite
def test_the_address_is_verified_with_a_challenge(person: SlackPerson) -> None:
    answer = person.post(json.dumps({"type": "url_verification", "challenge": "x1"}).encode(), JSON)

    assert answer.get_json() == {"challenge": "x1"}


@on_sqlite
def test_without_slack_there_is_no_door(connected: Flask, person: SlackPerson) -> None:
    move_in(connected, house_of(connected), replace(settings_of(connected), slack_signing_secret=""))

    assert person.post(json.dumps(EVENT).encode(), JSON).status_code == 404
    assert connected.test_client().get(DOOR).status_code == 405


def test_what_failed_is_delivered_again_and_then_done_once(
    person: SlackPerson, rows: Count, caplog: pytest.LogCaptureFixture
) -> None:
    person.command()
    person.press("Svara: Ostfrågan")
    metadata = json.loads(person.shown["private_metadata"])
    person.shown = {**person.shown, "private_metadata": json.dumps({**metadata, "do": "ost.fel"})}
    deliveries = rows(ChatDelivery)
    with caplog.at_level(logging.INFO):
        failed = person.send({"varfor": "hemliga ord"})

    assert failed.status_code == 500
    assert rows(ChatDelivery) == deliveries
    assert "hemliga ord" not in "".join(record.getMessage() for record in caplog.records)
    body, content_type = person.last
    person.last = body.replace(b"ost.fel", b"ost.skicka"), content_type
    answers = [person.again() for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert rows(OutboxMessage) == 1


@on_sqlite
def test_slack_that_does_not_answer_keeps_neither_slack_nor_any_other_writer_waiting(
    person: SlackPerson, slack: FakeSlack, rows: Count
) -> None:
    slack.faults["views.open"] = [hangs]
    waits: list[float] = []

    def write_meanwhile() -> None:
        while not slack.called("views.open"):
            time.sleep(0.01)
        began = time.monotonic()
        with working(person.app) as session:
            session.connection()
        waits.append(time.monotonic() - began)

    writer = threading.Thread(target=write_meanwhile)
    writer.start()
    began = time.monotonic()
    said = person.command().get_json()
    took = time.monotonic() - began
    writer.join()

    assert 1.9 < took < 3
    assert waits[0] < 0.5
    assert said["response_type"] == "ephemeral"
    assert rows(ChatDelivery) == 1
