"""Somebody in Slack: what they type and press reaches the app signed, as Slack sends it, and they see the answer."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse

from integrations.slack.blocks import MENU
from integrations.slack.outbound import PACE
from tests.builders import drain
from tests.fakes.block_kit import check_view
from tests.fakes.slack import SECRET, TEAM, FakeSlack

DOOR = "/slack/events"
_numbers = itertools.count(1)


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers that prove that Slack has sent a body."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


class SlackPerson:
    """Somebody with a user id, who sees a modal, the bot's page and messages; ``shown`` is what they look at now."""

    def __init__(self, app: Flask, slack: FakeSlack, user: str = "U1", team: str = TEAM) -> None:
        """Somebody who has done nothing yet."""
        self.app, self.slack, self.user, self.team = app, slack, user, team
        self.client = app.test_client()
        self.view_id = ""
        self.shown: Mapping[str, Any] = {}
        self.errors: dict[str, str] = {}
        self.last: tuple[bytes, str] = b"", ""

    @property
    def dm(self) -> str:
        """Their private conversation with the bot."""
        return f"D{self.user}"

    @property
    def words(self) -> str:
        """Everything they read in what is shown."""
        return " ".join(_words(self.shown))

    @property
    def labels(self) -> list[str]:
        """What there is to press, and last what sends a form."""
        sending = [self.shown["submit"]["text"]] if "submit" in self.shown else []
        return [one["text"]["text"] for one in (*_menu(self.shown), *_buttons(self.shown))] + sending

    def command(self, words: str = "", channel: str = "C1") -> TestResponse:
        """Type the command; the modal it opens, or what was said instead, is then shown."""
        return self._see(self.post_form(self._command(words, channel)))

    def opens_home(self) -> TestResponse:
        """Look at the bot's own page."""
        answer = self.event({"type": "app_home_opened", "user": self.user, "channel": self.dm, "tab": "home"})
        self.shown = self.slack.homes.get(self.user, {})
        return answer

    def writes(self, words: str, **more: Any) -> str:
        """Write to the bot and wait for what it answers; gives all of its text."""
        self.event(
            {
                "type": "message",
                "channel_type": "im",
                "user": self.user,
                "channel": self.dm,
                "text": words,
                "ts": f"{next(_numbers)}.1",
                **more,
            }
        )
        return self.reads()

    def mentions(self, words: str, channel: str = "C1", **more: Any) -> TestResponse:
        """Mention the bot where others read."""
        what = {"type": "app_mention", "user": self.user, "channel": channel, "text": f"<@U0BOT> {words}"}
        return self.event({**what, "ts": f"{next(_numbers)}.1", **more})

    def reads(self) -> str:
        """The latest message to them, after the worker has done what is due; it is then what is shown.

        A second has passed since the one before, as it does between what people write.
        """
        self.app.extensions.pop(PACE, None)
        drain(self.app)
        messages = [message for message in self.slack.messages if message["channel"] in (self.dm, self.user)]
        self.shown = messages[-1] if messages else {}
        return self.words

    def press(self, label: str) -> TestResponse:
        """Press a button in what is shown; the one that sends a form sends it as it is. In a menu: choose, and send."""
        menu = {option["text"]["text"]: option["value"] for option in _menu(self.shown)}
        if label in menu:
            return self.send({MENU: menu[label]})
        if "submit" in self.shown and self.shown["submit"]["text"] == label:
            return self.send()
        found = next((one for one in _buttons(self.shown) if one["text"]["text"] == label), None)
        assert found is not None, f"nothing to press says {label}, only {self.labels} in: {self.words}"
        assert "value" in found, f"{label} leads to {found.get('url')}"
        return self._see(self.interact(self._pressed(found)))

    def send(self, answers: Mapping[str, str | Sequence[str]] | None = None) -> TestResponse:
        """Fill in what is shown, by the prompt's key, and send it."""
        payload = self._form(answers or {})
        answer = self.interact(payload)
        said = answer.get_json(silent=True) or {}
        self.errors = {block.partition(":")[2]: words for block, words in said.get("errors", {}).items()}
        if said.get("response_action") == "update":
            self._look(said["view"], self.view_id)
        return answer

    def event(self, what: Mapping[str, Any], event_id: str = "") -> TestResponse:
        """Something Slack tells of."""
        payload = {"type": "event_callback", "team_id": self.team, "event_id": event_id or f"Ev{next(_numbers)}"}
        return self.post(json.dumps({**payload, "event": what}).encode(), "application/json")

    def interact(self, payload: Mapping[str, Any]) -> TestResponse:
        """Something pressed or sent."""
        return self.post_form({"payload": json.dumps(payload)})

    def post_form(self, fields: Mapping[str, str]) -> TestResponse:
        """Fields, as Slack sends commands and interactions."""
        return self.post(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def post(self, body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Bytes, signed unless other headers are given."""
        self.last = body, content_type
        proof = dict(signed(body) if headers is None else headers)
        return self.client.post(DOOR, data=body, content_type=content_type, headers=proof)

    def again(self) -> TestResponse:
        """Slack delivers the last thing once more."""
        return self.post(*self.last, headers=signed(self.last[0]) | {"X-Slack-Retry-Num": "1"})

    def _command(self, words: str, channel: str) -> dict[str, str]:
        who = {"team_id": self.team, "user_id": self.user, "channel_id": channel, "trigger_id": f"{next(_numbers)}.t"}
        return {"command": "/samspel", "text": words, "token": "old", **who}

    def _who(self) -> dict[str, Any]:
        return {"user": {"id": self.user}, "team": {"id": self.team}, "trigger_id": f"{next(_numbers)}.t"}

    def _pressed(self, button: Mapping[str, Any]) -> dict[str, Any]:
        payload = {"type": "block_actions", **self._who(), "actions": [{**button, "block_id": "b"}]}
        if self.shown.get("type") in ("modal", "home"):
            return payload | {"view": {**self.shown, "id": self.view_id}, "container": {"type": "view"}}
        return payload | {"channel": {"id": self.shown.get("channel", "C1")}, "container": {"type": "message"}}

    def _form(self, answers: Mapping[str, str | Sequence[str]]) -> dict[str, Any]:
        assert "submit" in self.shown, f"there is nothing to send: {self.words}"
        left, values = dict(answers), {}
        for block in self.shown["blocks"]:
            if block["type"] == "input":
                element, key = block["element"], block["block_id"].partition(":")[2]
                values[block["block_id"]] = {element["action_id"]: _filled(element, left.pop(key, None))}
        assert not left, f"the form does not ask for {sorted(left)}"
        view = {**self.shown, "id": self.view_id, "state": {"values": values}}
        return {"type": "view_submission", **self._who(), "view": view}

    def _see(self, answer: TestResponse) -> TestResponse:
        said = answer.get_json(silent=True) or {}
        if said.get("response_type") == "ephemeral":
            self.shown = said
        elif self.slack.calls and self.slack.calls[-1].method in ("views.open", "views.update"):
            call = self.slack.calls[-1]
            shown = call.arguments.get("view_id") or next(reversed(self.slack.views), "")
            if shown in self.slack.views:
                self._look(self.slack.views[shown], shown)
        return answer

    def _look(self, view: Mapping[str, Any], view_id: str) -> None:
        check_view(view)
        self.slack.views[view_id] = view
        self.shown, self.view_id = view, view_id


def _filled(element: Mapping[str, Any], answer: str | Sequence[str] | None) -> dict[str, Any]:
    """A control as it is when the form is sent; one that was not touched keeps what it began with."""
    options = {option["value"]: option for option in element.get("options", ())}
    match element["type"]:
        case "plain_text_input":
            return {"type": element["type"], "value": answer if answer is not None else element.get("initial_value")}
        case "radio_buttons" | "static_select":
            chosen = options[str(answer)] if answer is not None else element.get("initial_option")
            return {"type": element["type"], "selected_option": chosen}
    several = [answer] if isinstance(answer, str) else answer
    chosen = [options[one] for one in several] if several is not None else element.get("initial_options", [])
    return {"type": element["type"], "selected_options": chosen}


def _buttons(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [element for block in shown.get("blocks", ()) for element in block.get("elements", ())]


def _words(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        if value.get("type") == "plain_text":
            return [value["text"]]
        return [word for part in value.values() for word in _words(part)]
    return [word for part in value for word in _words(part)] if isinstance(value, list | tuple) else []


def _menu(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ways on, where a form asks for one of them."""
    asking = [block for block in shown.get("blocks", ()) if block.get("block_id", "").endswith(f":{MENU}")]
    return [option for block in asking for option in block["element"]["options"]]
