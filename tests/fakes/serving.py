"""A server on loopback that answers with JSON, and does what servers do wrong when it is told to."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Answer:
    """What is sent; ``is_short`` says a length it does not keep, ``hangs`` says nothing until the server closes.

    ``drips`` sends a byte now and then, and is never done.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_short: bool = False
    hangs: bool = False
    drips: bool = False


Fault = Callable[[Answer], Answer]


def as_json(value: Any, status: int = 200) -> Answer:
    """A value, packed as most servers pack it."""
    return Answer(status, gzip.compress(json.dumps(value).encode()), {"Content-Encoding": "gzip"})


def fails(status: int = 500) -> Fault:
    """Answers with an error instead."""
    return lambda _answer: as_json({"detail": "something went wrong"}, status)


def busy(retry_after: str = "2") -> Fault:
    """Too many calls: come back later."""
    return lambda _answer: replace(as_json({}, 429), headers={"Retry-After": retry_after} if retry_after else {})


def hangs(answer: Answer) -> Answer:
    """Takes the call and says nothing."""
    return replace(answer, hangs=True)


def drips(answer: Answer) -> Answer:
    """Sends the body so slowly that no single wait is long, and all of them are."""
    return replace(answer, headers={}, drips=True)


def breaks_off(answer: Answer) -> Answer:
    """Stops in the middle of the body."""
    return replace(answer, is_short=True)


def unpacked(answer: Answer) -> Answer:
    """Says that the body is packed, and it is not."""
    return replace(answer, body=b"{}")


def says(body: bytes) -> Fault:
    """Sends these bytes and calls them JSON."""
    return lambda _answer: Answer(200, body)


def altered(change: Callable[[Any], Any]) -> Fault:
    """Sends a changed value."""
    return lambda answer: as_json(change(json.loads(gzip.decompress(answer.body))))


class FakeSource:
    """The parent of a fake: ``answer`` says what a good server says; the next of ``faults`` is done to it."""

    base = ""

    def __init__(self) -> None:
        """Not serving yet."""
        self.asked: list[str] = []
        self.faults: list[Fault | None] = []
        self.root = ""
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        """Where it is."""
        return self.root + self.base

    def answer(self, path: str, query: Mapping[str, list[str]]) -> Answer:
        """What a good server says."""
        raise NotImplementedError

    def next_answer(self, target: str) -> Answer:
        """What this server says."""
        self.asked.append(target)
        parts = urlsplit(target)
        found = self.answer(unquote(parts.path).removeprefix(self.base), parse_qs(parts.query))
        fault = self.faults.pop(0) if self.faults else None
        return fault(found) if fault else found


class _Handler(BaseHTTPRequestHandler):
    source: FakeSource

    def do_GET(self) -> None:
        found = self.source.next_answer(self.path)
        if found.hangs:
            self.source.closing.wait()
            return
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(found.body) + 100 * found.is_short))
        self.end_headers()
        if found.drips:
            with suppress(OSError):
                while not self.source.closing.wait(0.05):
                    self.wfile.write(b" ")
                    self.wfile.flush()
            return
        self.wfile.write(found.body)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def serving(source: FakeSource) -> Iterator[FakeSource]:
    """Let it serve on a free port."""
    handler = type("Handler", (_Handler,), {"source": source})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    source.root = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield source
    finally:
        source.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
