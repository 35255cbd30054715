"""Requests no browser would send, to every route and form: whatever comes in, nothing may answer that it failed.

``python -m benchmarks.malformed_requests`` sends 20 000 to the app on each database, prints how many were answered with
which status, and ends with 1 if any was answered with 500 or more. The same seed sends the same requests.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from core import clock
from core.db import begin_writing, db
from core.people import accounts, sessions
from core.people.present import COOKIE_KEY
from core.people.roles import Role
from surveys import answering, rounds
from surveys.questions import KINDS
from tests.browsing import Page
from tests.builders import OWN, load_demo
from tests.databases import opened
from tests.ground import ENGINES
from tests.postgres import fresh_database, postgres_server

REQUESTS = 20_000
ONE_PAGE = "receptionen"
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "SPANA")
# A visitor begins anew after so many requests: a cookie that has been through much is as likely as a fresh one.
REQUESTS_A_VISIT = 25

TEXTS = (
    "", " ", "0", "-1", "1", "2", "10", "11", "99999999999999999999", str(2**31 - 1), str(2**31), str(2**63), "1e400",
    "NaN", "Infinity", "-0", "1,5", "1 234,5", "٣", "²", "½", "true", "null", "None", "[]", "{}", '{"a": [1]}',
    "[" * 600, "../../etc/passwd", "..%2f..", "%s%n%(x)s", "%", "{{ 7*7 }}", "{% if %}", "<script>alert(1)</script>",
    "' OR 1=1 --", "\"><img src=x onerror=alert(1)>", "=1+1", "åäö", "😀" * 50, "\u202eabc", "\0", "a\0b",
    "\x1b[31m", "\r\nSet-Cookie: a=b", "\t\r\n", "\u2028", "\ufeff", "\ufffe", "A" * 5_000, "å" * 20_001,
    "vet_ej", "ja", "foretag", "bygglov", "2026", "2026-03-02", "2026-02-30", "0000-00-00", "9999-12-31",
    "99999-01-01", "save", "y", "on", "code",
    "00000000-0000-0000-0000-000000000000", "battre/00000000-0000-0000-0000-000000000000", "battre/x", "/", "//a.b/c",
    "ABCD-EFGH-JKMN", "a" * 32 + ".0", "a" * 32 + ".x", "." * 40, "sv", "en", "xx", "kerstin@example.se", "a@b@c",
)  # fmt: skip
# Bytes that are no text: half a character, a lone surrogate, and what only looks like UTF-8.
RAW = (b"\xff\xfe", b"\xed\xa0\x80", b"a\xc3", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\x00\x00")
VALUES = tuple(text.encode("utf-8", "surrogatepass") for text in TEXTS) + RAW
QUERY_NAMES = ("omgang", "efter", "fore", "next", "sprak", "granska", "utkast", "", "a" * 101, "\0")
MACHINERY = ("utkast", "avsnitt", "nyckel", "kod", "do", "csrf_token")
OWN_NAMES = (
    "sparkod", "inbjudan", "email", "password", "period", "opens_on", "closes_on", "access", "is_anonymous",
    "controller", "legal_basis", "contact", "erase_on", "erase_decision", "how_many", "area", "number",
)  # fmt: skip
BODIES = (b"", b"{", b"[" * 60_000, b"--grans\r\n", b"\xff" * 100, b"a=1&" * 2_000, b"%" * 999)
TYPES = ("application/x-www-form-urlencoded",) * 8 + (
    "multipart/form-data; boundary=grans", "multipart/form-data", "application/json", "text/plain",
    "application/x-www-form-urlencoded; charset=utf-7", "", "a/b; c=\"",
)  # fmt: skip
HEADERS = (
    ("HTTP_COOKIE", "samspel=" + "A" * 3_000), ("HTTP_COOKIE", "samspel=eyJhIjoxfQ.x.y; =; ;;"),
    ("HTTP_COOKIE", "\xff=\xfe"),
    ("HTTP_ACCEPT_LANGUAGE", "x" * 2_000), ("HTTP_HOST", "a b"), ("HTTP_HOST", "[::1"), ("HTTP_REFERER", "\xff"),
    ("CONTENT_LENGTH", "-1"), ("CONTENT_LENGTH", "många"), ("CONTENT_LENGTH", "999999999999"),
    ("HTTP_RANGE", "bytes=9-1"),
    ("HTTP_IF_MODIFIED_SINCE", "i går"), ("HTTP_X_FORWARDED_FOR", "a, b"), ("HTTP_AUTHORIZATION", "Basic \xff"),
)  # fmt: skip


@dataclass(slots=True)
class Answered:
    """How it went: answers by status, and what led to each failure."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


class Visitor:
    """Sends requests drawn from a seed, now as a stranger and now as staff with every role."""

    def __init__(self, app: Flask, seed: int) -> None:
        """``app`` holds the demo."""
        self._app = app
        self._draw = random.Random(seed)
        self._rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
        self._staff = self._hire(seed)
        self._names, self._draft = self._survey()
        self._client: FlaskClient = app.test_client()
        self._token = ""

    def send(self, times: int) -> Answered:
        """Send so many requests, one after the other."""
        answered = Answered()
        for number in range(times):
            if number % REQUESTS_A_VISIT == 0:
                self._arrive()
            rule = self._draw.choice(self._rules)
            environ, body = self._request(rule)
            method = environ["REQUEST_METHOD"]
            response = self._client.open("/", method=method, environ_overrides=environ, data=body, buffered=True)
            answered.statuses[response.status_code] += 1
            if response.status_code >= 500:
                answered.failures.append(f"{response.status_code} {method} {rule.rule} {environ!r} {body[:500]!r}")
            response.close()
        return answered

    def _hire(self, seed: int) -> int:
        with self._app.app_context():
            begin_writing()
            staff = accounts.add_staff(
                db.session(), f"spanare{seed}@example.se", "Spanare", "sju sorters kakor", list(Role)
            )
            db.session.commit()
        return staff

    def _survey(self) -> tuple[list[str], str]:
        """The names of every question of two surveys, and a draft that can be answered."""
        with self._app.app_context():
            begin_writing()
            session = db.session()
            own = rounds.current(session, OWN, clock.today())
            short = rounds.current(session, ONE_PAGE, clock.today())
            draft = answering.begin(session, own, answering.Door("sv"), clock.today(), clock.now())
            session.commit()
        asked = [question for round_ in (own, short) for question in round_.questionnaire.questions]
        assert all(question.kind in KINDS for question in asked)
        return sorted({question.key for question in asked}), draft

    def _arrive(self) -> None:
        """A new browser with a good form token, half of the time of somebody who is signed in."""
        self._client = self._app.test_client()
        self._token = Page(self._client.get("/personal/logga-in")).value("csrf_token")[0]
        if self._draw.random() < 0.5:
            with self._app.app_context():
                begin_writing()
                token = sessions.begin(db.session(), self._staff, clock.now())
                db.session.commit()
            with self._client.session_transaction() as cookie:
                cookie[COOKIE_KEY] = token

    def _request(self, rule: Rule) -> tuple[dict[str, Any], bytes]:
        allowed = sorted(rule.methods or {"GET"})
        method = self._draw.choice(allowed) if self._draw.random() < 0.9 else self._draw.choice(METHODS)
        body = self._body() if method in ("POST", "PUT", "PATCH") else b""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": self._path(rule).decode("latin-1"),
            "QUERY_STRING": self._query(),
            "REMOTE_ADDR": f"192.0.2.{self._draw.randrange(256)}" if self._draw.random() < 0.9 else "fe80::1%eth0",
            "CONTENT_TYPE": self._draw.choice(TYPES),
        }
        if self._draw.random() < 0.1:
            environ |= [self._draw.choice(HEADERS)]
        return environ, body

    def _path(self, rule: Rule) -> bytes:
        likely = {"slug": (OWN, ONE_PAGE), "number": ("1", "2", "9"), "collection_id": ("1", "4")}
        likely |= {"indicator": ("nki", "ranking", "forum"), "filename": ("css/samspel.css",)}
        path = rule.rule.encode()
        for part in rule.rule.split("<")[1:]:
            name = part.split(">")[0].split(":")[-1]
            value = self._value()
            if name in likely and self._draw.random() < 0.75:
                value = self._draw.choice(likely[name]).encode()
            path = path.replace(f"<{part.split('>')[0]}>".encode(), value)
        return path + (self._value() if self._draw.random() < 0.03 else b"")

    def _query(self) -> str:
        if self._draw.random() < 0.6:
            return ""
        return self._pairs(self._some(QUERY_NAMES, 3)) + self._draw.choice(("", "", "&", "%", "&&=", "%zz"))

    def _body(self) -> bytes:
        dice = self._draw.random()
        if dice < 0.05:
            return self._draw.choice(BODIES)
        if dice < 0.1:
            return self._multipart()
        names = self._some(self._names, 6) + self._some(OWN_NAMES, 4) + self._some(MACHINERY, 3)
        body = self._pairs(names)
        if self._draw.random() < 0.85:
            body += f"&csrf_token={self._token}"
        if self._draw.random() < 0.5:
            body += f"&utkast={self._draft}"
        if self._draw.random() < 0.5:
            body += f"&nyckel={self._draw.getrandbits(128):032x}.0"
        return body.encode()

    def _multipart(self) -> bytes:
        lines = []
        for name in (*self._some(self._names, 3), "csrf_token"):
            file = b'; filename="a"' if self._draw.random() < 0.3 else b""
            head = b'Content-Disposition: form-data; name="' + name.encode() + b'"' + file
            value = self._token.encode() if name == "csrf_token" else self._value()
            lines += [b"--grans", head, b"", value]
        return b"\r\n".join([*lines, b"--grans--" if self._draw.random() < 0.7 else b"--gr"])

    def _pairs(self, names: Sequence[str]) -> str:
        return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(self._value())}" for name in names)

    def _some(self, names: Sequence[str], most: int) -> list[str]:
        return [self._draw.choice(names) for _ in range(self._draw.randint(0, most))]

    def _value(self) -> bytes:
        return self._draw.choice(VALUES)


def main() -> int:
    """Run on both databases; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    wanted = parser.parse_args()
    failed = 0
    for engine in wanted.engine or ENGINES:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            if engine == "postgresql":
                url = stack.enter_context(fresh_database(stack.enter_context(postgres_server())))
            else:
                url = f"sqlite:///{folder / 'samspel.db'}"
            app = stack.enter_context(opened(folder, url))
            load_demo(app)
            answered = Visitor(app, wanted.seed).send(wanted.requests)
        told = ", ".join(f"{status}: {count}" for status, count in sorted(answered.statuses.items()))
        print(f"{engine}: {wanted.requests} requests, answered with {told}")
        for failure in answered.failures[:20]:
            print(f"  {failure}", file=sys.stderr)
        failed += len(answered.failures)
    print(f"{failed} answered with 500 or more")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
