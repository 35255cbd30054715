"""Slack's Web API: one call at a time, within a time of our own, with no transaction open that writes."""

from __future__ import annotations

import json
import logging
import re
import time
from typing import Any

import requests
import urllib3
from flask import Flask, current_app

from core.house import settings_of
from core.outside import SECONDS_IN_A_REQUEST, outside_call
from core.settings import Settings

MOST_BYTES = 1_000_000
CHUNK = 64 * 1024
# A workspace that says "too many" without saying how long is given this.
USUAL_WAIT = 30.0
# When so many calls in a row have had no answer, nobody waits for one for a while: threads are for all who visit us.
MOST_UNANSWERED, SECONDS_OF_REST = 3, 10.0
NO_ANSWER = "no_answer"
# The form that was to change has been closed meanwhile.
CLOSED = "not_found"
# Slack's own troubles, which pass without anybody doing anything.
PASSING = frozenset({NO_ANSWER, "not_json", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
RATE_LIMITED = "ratelimited"

_WEB = "samspel.slack_web"

log = logging.getLogger(__name__)


class SlackFailed(Exception):
    """Slack did not do it. ``code`` is Slack's own word for why, or ours; never anything that was said.

    ``wait`` is how many seconds Slack asks us to stay away, if it does; ``may_pass`` that trying later may help.
    """

    def __init__(self, code: str, wait: float | None = None) -> None:
        """``code`` like ``channel_not_found``."""
        super().__init__(code)
        self.code = code
        self.wait = wait
        self.may_pass = code in PASSING or code.startswith("status_5")


class Web:
    """Calls the methods of the API with the bot's token."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._base, self._token = settings.slack_api_url, settings.slack_bot_token
        self._unanswered, self._rests_until = 0, 0.0
        self._http = requests.Session()
        self._http.headers.update({"User-Agent": "Samspel"})

    def call(self, method: str, most_seconds: float = SECONDS_IN_A_REQUEST, **arguments: Any) -> dict[str, Any]:
        """The answer of a method; raises SlackFailed, after ``most_seconds`` at the latest.

        Nothing is tried again here: a person who waits presses again, and the outbox comes back by itself. While Slack
        gives no answers at all it is left alone, and this fails at once.
        """
        if time.monotonic() < self._rests_until:
            raise SlackFailed(NO_ANSWER)
        with outside_call() as allowed:
            ends = time.monotonic() + min(allowed, most_seconds)
            try:
                status, retry_after, body = self._ask(method, arguments, ends)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                self._unanswered += 1
                if self._unanswered >= MOST_UNANSWERED:
                    # After the rest one more miss is enough; an answer clears all of them.
                    self._rests_until = time.monotonic() + SECONDS_OF_REST
                raise SlackFailed(NO_ANSWER) from error
        self._unanswered = 0
        if status == requests.codes.too_many_requests:
            raise SlackFailed(RATE_LIMITED, _seconds(retry_after))
        if status != requests.codes.ok:
            raise SlackFailed(f"status_{status}")
        return _read(body)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _ask(self, method: str, arguments: dict[str, Any], ends: float) -> tuple[int, str, bytes]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json; charset=utf-8"}
        body = json.dumps(arguments).encode()
        left = max(ends - time.monotonic(), 0.01)
        with self._http.post(
            f"{self._base}/{method}", data=body, headers=headers, timeout=left, stream=True, allow_redirects=False
        ) as answer:
            parts, size = [], 0
            # Read as it comes, so that one byte now and then cannot keep us longer than we have.
            while part := answer.raw.read1(CHUNK, decode_content=True):
                size += len(part)
                if size > MOST_BYTES or time.monotonic() > ends:
                    raise requests.Timeout
                parts.append(part)
            return answer.status_code, answer.headers.get("Retry-After", ""), b"".join(parts)


def web_of(app: Flask) -> Web:
    """The process's way to Slack."""
    web: Web = app.extensions.setdefault(_WEB, Web(settings_of(app)))
    return web


def tried(method: str, **arguments: Any) -> bool:
    """Call a method for somebody who waits; whether Slack did it. Why not is logged, by Slack's word for it."""
    try:
        web_of(current_app).call(method, **arguments)
    except SlackFailed as error:
        log.warning("slack did not do %s: %s", method, error.code)
        # Whoever has closed a form does not miss what it would have shown.
        return error.code == CLOSED
    return True


def _read(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise SlackFailed("not_json") from error
    if not isinstance(answer, dict):
        raise SlackFailed("not_json")
    if answer.get("ok") is not True:
        code = str(answer.get("error", "unknown"))
        # It is written in the log and shown to staff.
        raise SlackFailed(code if re.fullmatch(r"[a-z0-9_]{1,60}", code) else "unknown")
    return answer


def _seconds(retry_after: str) -> float:
    return float(retry_after) if re.fullmatch(r"[0-9]{1,6}", retry_after.strip(), re.ASCII) else USUAL_WAIT
