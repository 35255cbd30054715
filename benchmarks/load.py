"""People who answer a survey at the same time: read as JSON from standard input, told as JSON on standard output.

It runs as a process of its own (``python -m benchmarks.load``), so that a server is never measured by a thread of its.
"""

from __future__ import annotations

import http.client
import itertools
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from benchmarks.serving import ROOT

# A connection serves this many people before a new one is opened, so that both server processes get their share.
PEOPLE_A_CONNECTION = 10
PATIENCE = 60
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HIDDEN = re.compile(r"<input\b[^>]*\btype=\"hidden\"[^>]*>")
ATTRIBUTE = re.compile(r"\b(name|value)=\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many ``clients`` answer until ``flows`` are done or ``seconds`` are over; each begun flow is finished."""

    port: int
    path: str
    thanks: str
    clients: int
    flows: int
    seconds: float
    answers: list[list[tuple[str, str]]]


@dataclass(slots=True)
class Told:
    """What the crowd met: flows that ended with thanks, what else happened, and times in milliseconds.

    ``cpu_seconds`` is what the server needed for it; whoever sent the crowd fills it in.
    """

    done: int = 0
    seconds: float = 0.0
    get_ms: list[float] = field(default_factory=list)
    post_ms: list[float] = field(default_factory=list)
    page_bytes: int = 0
    cpu_seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def flows_a_second(self) -> float:
        """How many people could answer each second."""
        return self.done / self.seconds if self.seconds else 0.0


def send(crowd: Crowd) -> Told:
    """Let a crowd loose in a process of its own and wait for what it has to tell."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        cwd=ROOT,
        input=json.dumps(asdict(crowd)),
        capture_output=True,
        text=True,
        timeout=crowd.seconds + 2 * PATIENCE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Told(**json.loads(done.stdout))


def answer(crowd: Crowd) -> Told:
    """The crowd's whole visit, with a thread for each client."""
    told = [Told() for _ in range(crowd.clients)]
    turns = iter(range(crowd.flows))
    begun = time.perf_counter()
    end = begun + crowd.seconds
    with ThreadPoolExecutor(crowd.clients) as threads:
        for client in [threads.submit(_client, crowd, mine, turns, end) for mine in told]:
            client.result()
    seconds = time.perf_counter() - begun
    return Told(
        done=sum(mine.done for mine in told),
        seconds=seconds,
        get_ms=list(itertools.chain.from_iterable(mine.get_ms for mine in told)),
        post_ms=list(itertools.chain.from_iterable(mine.post_ms for mine in told)),
        page_bytes=max(mine.page_bytes for mine in told),
        wrong=list(itertools.chain.from_iterable(mine.wrong for mine in told))[:20],
    )


def _client(crowd: Crowd, told: Told, turns: Iterator[int], end: float) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", crowd.port, timeout=PATIENCE)
    for person in turns:
        if time.perf_counter() >= end:
            break
        if person % PEOPLE_A_CONNECTION == 0:
            connection.close()
        try:
            _flow(crowd, crowd.answers[person % len(crowd.answers)], connection, told)
        except (OSError, http.client.HTTPException) as error:
            told.wrong.append(repr(error))
            connection.close()
    connection.close()


def _flow(crowd: Crowd, given: list[tuple[str, str]], connection: http.client.HTTPConnection, told: Told) -> None:
    """One new person: reads the form, fills it in, sends it, and must be thanked."""
    begun = time.perf_counter()
    connection.request("GET", crowd.path)
    response = connection.getresponse()
    page = response.read()
    told.get_ms.append((time.perf_counter() - begun) * 1000)
    told.page_bytes = max(told.page_bytes, len(page))
    cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
    if response.status != 200:
        told.wrong.append(f"{response.status} for the form")
        return
    hidden = [dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(page.decode())]
    body = urlencode([*((tag["name"], tag["value"]) for tag in hidden), *((key, value) for key, value in given)])
    begun = time.perf_counter()
    connection.request("POST", crowd.path, body, FORM | ({"Cookie": cookie} if cookie else {}))
    response = connection.getresponse()
    response.read()
    told.post_ms.append((time.perf_counter() - begun) * 1000)
    where = response.getheader("Location") or ""
    if response.status in (302, 303) and where.endswith(crowd.thanks):
        told.done += 1
    else:
        told.wrong.append(f"{response.status} {where}")


if __name__ == "__main__":
    json.dump(asdict(answer(Crowd(**json.load(sys.stdin)))), sys.stdout)
