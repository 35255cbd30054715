"""Slack's Web API on loopback: it knows its methods, token, scopes and limits, and does wrong when it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from tests.fakes.block_kit import NotTaken, check_blocks, check_view
from tests.fakes.serving import Answer, Fault

TEAM, BOT = "T0TEAM", "U0BOT"
TOKEN, APP_TOKEN, SECRET = "xoxb-a-token-for-tests", "xapp-a-token-for-tests", "a signing secret for tests"
SCOPES = frozenset({"chat:write", "commands", "im:history", "im:write", "app_mentions:read"})
_NEEDED = {
    "auth.test": (),
    "apps.connections.open": (),
    "chat.postMessage": ("channel", "text"),
    "views.open": ("trigger_id", "view"),
    "views.update": ("view_id", "view"),
    "views.publish": ("user_id", "view"),
}
_SCOPE = {"chat.postMessage": "chat:write"}


@dataclass(frozen=True)
class Call:
    """A method that was called."""

    method: str
    arguments: Mapping[str, Any]


@dataclass
class FakeSlack:
    """A workspace, as our app can see it: the calls that were made and what they left behind.

    The next of ``faults`` for a method is done to its answer. ``view_ids`` are the modals that are open, by id.
    """

    token: str = TOKEN
    scopes: frozenset[str] = SCOPES
    calls: list[Call] = field(default_factory=list)
    faults: dict[str, list[Fault | None]] = field(default_factory=dict)
    views: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    homes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    socket_url: str = ""
    root: str = ""
    closing: threading.Event = field(default_factory=threading.Event)
    _used: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"{self.root}/api"

    def called(self, method: str) -> list[Mapping[str, Any]]:
        """The arguments of each call of a method."""
        return [call.arguments for call in self.calls if call.method == method]

    def to(self, place: str) -> list[Mapping[str, Any]]:
        """The messages in a place, or to a person."""
        return [message for message in self.messages if message["channel"] == place]

    def answer(self, method: str, bearer: str, arguments: Mapping[str, Any]) -> Answer:
        """What is said to a call."""
        with self._lock:
            self.calls.append(Call(method, arguments))
            waiting = self.faults.get(method)
            fault = waiting.pop(0) if waiting else None
            # A server that is to fail has not done it either.
            found = _said({"ok": True}) if fault else self._done(method, bearer, arguments)
        return fault(found) if fault else found

    def _done(self, method: str, bearer: str, arguments: Mapping[str, Any]) -> Answer:
        if method not in _NEEDED:
            return _no("unknown_method")
        if bearer != (APP_TOKEN if method == "apps.connections.open" else self.token):
            return _no("invalid_auth")
        if _SCOPE.get(method, "chat:write") not in self.scopes:
            return _no("missing_scope")
        if not all(arguments.get(name) for name in _NEEDED[method]):
            return _no("invalid_arguments")
        try:
            return _said({"ok": True, **self._do(method, arguments)})
        except NotTaken as error:
            return _no("invalid_blocks", why=str(error))
        except LookupError as error:
            return _no(str(error.args[0]))

    def _do(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "team": "Malung-Sälen", "user_id": BOT, "bot_id": "B0BOT"}
            case "apps.connections.open":
                return {"url": self.socket_url}
            case "views.open":
                if arguments["trigger_id"] in self._used:
                    raise LookupError("exchanged_trigger_id")
                self._used.add(arguments["trigger_id"])
                return self._show(f"V{len(self.views)}", arguments["view"])
            case "views.update":
                if arguments["view_id"] not in self.views:
                    raise LookupError("not_found")
                return self._show(arguments["view_id"], arguments["view"])
            case "views.publish":
                check_view(arguments["view"])
                self.homes[arguments["user_id"]] = arguments["view"]
                return {"view": arguments["view"]}
        if arguments["channel"][0] not in "CDGU":
            raise LookupError("channel_not_found")
        check_blocks(arguments.get("blocks", ()))
        self.messages.append(arguments)
        return {"ts": f"{len(self.messages)}.0001", "channel": arguments["channel"]}

    def _show(self, view_id: str, view: Mapping[str, Any]) -> dict[str, Any]:
        check_view(view)
        self.views[view_id] = view
        return {"view": {**view, "id": view_id}}


def refuses(code: str) -> Fault:
    """Says no, with a word for why."""
    return lambda _answer: _no(code)


def busy_for(seconds: int) -> Fault:
    """Too many calls: come back later."""
    return lambda _answer: replace(_no("ratelimited"), status=429, headers={"Retry-After": str(seconds)})


@contextmanager
def slack_server() -> Iterator[FakeSlack]:
    """A workspace on a free port."""
    fake = FakeSlack()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    server.daemon_threads = True
    fake.root = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        fake.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _said(value: Mapping[str, Any]) -> Answer:
    return Answer(200, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8"})


def _no(error: str, **more: str) -> Answer:
    return _said({"ok": False, "error": error, **more})


class _Handler(BaseHTTPRequestHandler):
    fake: FakeSlack
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        arguments = json.loads(body or "{}") if is_json else dict(parse_qsl(body))
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        found = self.fake.answer(self.path.removeprefix("/api/"), bearer, arguments)
        if found.hangs:
            self.fake.closing.wait()
            self.close_connection = True
            return
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(found.body) + 100 * found.drips))
        self.end_headers()
        with suppress(OSError):
            while found.drips and not self.fake.closing.wait(0.05):
                self.wfile.write(b" ")
            self.wfile.write(found.body)

    def log_message(self, *_args: object) -> None:
        pass
