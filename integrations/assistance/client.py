"""One question to a language service that speaks like OpenAI's: in a time that holds, and no more than we can hold."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from core.outside import outside_call
from core.settings import Settings
from dialog.summarising.assisting import Outcome, Reply

PATH = "/chat/completions"
MOST_BYTES = 200_000
CHUNK = 16 * 1024
HIDDEN = "[nyckel]"
_PLAIN = ("", "identity")
_FAILED = (requests.RequestException, urllib3.exceptions.HTTPError, OSError)


class _Unusable(Exception):
    """What comes is not to be read on; ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def ask(settings: Settings, body: str) -> Reply:
    """Send ``body`` as it is, once; no transaction that writes is open.

    Never raises for what the outside does: the reply says what came of it, after ``llm_timeout`` seconds at the latest.
    Redirects are not followed, and what is packed is not unpacked. The key goes nowhere but in the call's own header,
    and is struck out of what came back.
    """
    begun = time.monotonic()
    with outside_call() as allowed:
        status, outcome, raw = _call(settings, body, begun + min(allowed, settings.llm_timeout))
    text = raw.decode("utf-8", "replace")
    if settings.llm_key:
        text = text.replace(settings.llm_key, HIDDEN)
    milliseconds = round(1000 * (time.monotonic() - begun))
    if outcome is not Outcome.ANSWERED:
        return Reply(outcome, status, text, "", milliseconds)
    content = _content(text)
    return Reply(Outcome.UNREADABLE if content is None else outcome, status, text, content or "", milliseconds)


def _call(settings: Settings, body: str, ends: float) -> tuple[int, Outcome, bytes]:
    """The status (0 without an answer), what came of it, and what was received until then."""
    status, parts = 0, bytearray()
    try:
        with _until(ends) as http, _posted(http, settings, body, ends) as answer:
            status = answer.status_code
            _receive(answer, parts, ends)
    except _Unusable as error:
        return status, error.outcome, bytes(parts)
    except _FAILED:
        return status, Outcome.NO_ANSWER, bytes(parts)
    if status == requests.codes.too_many_requests:
        return status, Outcome.BUSY, bytes(parts)
    return status, Outcome.ANSWERED if status == requests.codes.ok else Outcome.REFUSED, bytes(parts)


def _posted(http: requests.Session, settings: Settings, body: str, ends: float) -> requests.Response:
    left = ends - time.monotonic()
    if left <= 0:
        raise requests.Timeout
    headers = {"Content-Type": "application/json; charset=utf-8", "Accept-Encoding": "identity"}
    headers |= {"User-Agent": "Samspel", "Accept": "application/json"}

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        # Given as a function so that no password file of the machine's is asked for another.
        if settings.llm_key:
            request.headers["Authorization"] = f"Bearer {settings.llm_key}"
        return request

    return http.post(
        settings.llm_url + PATH,
        data=body.encode(),
        headers=headers,
        auth=sign,
        timeout=left,
        stream=True,
        allow_redirects=False,
    )


def _receive(answer: requests.Response, parts: bytearray, ends: float) -> None:
    """Take what comes as it comes; raises _Unusable for what is packed or too large, requests.Timeout."""
    if answer.headers.get("Content-Encoding", "").strip().lower() not in _PLAIN:
        raise _Unusable(Outcome.UNREADABLE)
    while part := answer.raw.read1(CHUNK, decode_content=False):
        if len(parts) + len(part) > MOST_BYTES:
            raise _Unusable(Outcome.TOO_LARGE)
        parts += part
        if time.monotonic() > ends:
            break
    # A line that was cut ends like one that is done.
    if time.monotonic() > ends:
        raise requests.Timeout
    if (length := answer.headers.get("Content-Length", "")).isdecimal() and len(parts) < int(length):
        raise requests.ConnectionError


def _content(text: str) -> str | None:
    """What the model says, out of the service's own wrapping; None if it is another, or the model was cut short."""
    try:
        envelope = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    choices = envelope.get("choices") if isinstance(envelope, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict) or first.get("finish_reason") not in (None, "stop"):
        return None
    content = message.get("content")
    return content if isinstance(content, str) and not re.fullmatch(r"\s*", content) else None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


class _Watch:
    """Cuts the lines of one call when its time is out.

    A timeout of the library's is for each wait, and somebody who sends a byte of a header now and then keeps it waiting
    for hours.
    """

    def __init__(self) -> None:
        self._lines: list[socket.socket] = []
        self._lock, self._is_over = threading.Lock(), False

    def over(self, line: socket.socket) -> socket.socket:
        """Watch over a line that has just been opened. A copy of it is kept, which TLS does not take over."""
        with self._lock:
            self._lines.append(line.dup())
            if self._is_over:
                self._cut()
        return line

    def end(self) -> None:
        """Cut what is open, and what is opened from now on."""
        with self._lock:
            self._is_over = True
            self._cut()

    def close(self) -> None:
        """Let go of the copies."""
        with self._lock:
            self._is_over = True
            while self._lines:
                self._lines.pop().close()

    def _cut(self) -> None:
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Opens lines that a watch knows of."""

    def __init__(self, watch: _Watch) -> None:
        self._pools = _watched_pools(watch)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **named)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _watched_pools(watch: _Watch) -> dict[str, type[HTTPConnectionPool]]:
    class Line(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return watch.over(super()._new_conn())

    class SecureLine(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return watch.over(super()._new_conn())

    class Pool(HTTPConnectionPool):
        ConnectionCls = Line

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = SecureLine

    return {"http": Pool, "https": SecurePool}


@contextmanager
def _until(ends: float) -> Iterator[requests.Session]:
    """A session whose lines are all cut at a moment of the monotonic clock."""
    watch = _Watch()
    timer = threading.Timer(max(ends - time.monotonic(), 0), watch.end)
    timer.daemon = True
    timer.start()
    with requests.Session() as http:
        adapter = _Adapter(watch)
        http.mount("https://", adapter)
        http.mount("http://", adapter)
        try:
            yield http
        finally:
            timer.cancel()
            watch.close()
