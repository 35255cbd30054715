"""How many votes a second come in through Slack and Teams, beside the same vote on the web, and when Slack hangs.

All three are real requests to a server of two processes of eight threads with a worker beside it: signed by Slack's
rules, with a token by Microsoft's, and with a cookie and a form token. Each vote is a new card of somebody's. The doors
take turns in the same run, so that whatever else the machine does meets them all; the ratios are what to compare.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import logging
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from benchmarks import town
from benchmarks.serving import ROOT, Server, served
from core import clock
from core.chat import Button, ChatUse
from core.db import db
from core.people import accounts
from core.people.roles import Role
from dialog import hosting, results, seeding
from dialog.hosting import Plan
from dialog.models import LadderStep, Vote
from integrations.slack.pressing import packed
from tests.fakes.bot_connector import APP_ID, CERTIFICATE, TENANT, FakeTeams, pressed, serving_teams
from tests.fakes.bot_connector import SECRET as TEAMS_SECRET
from tests.fakes.slack import SECRET, TEAM, TOKEN, slack_server
from tests.fakes.slack_person import signed

SLUG, INSPEL, CLIENTS = "matning", 40, 8
PATIENCE = 30
# The platforms give up after this many seconds.
SLACK_WAITS = 3.0
GOAL = 0.5
FORM = "application/x-www-form-urlencoded"
HIDDEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# The first turn is not counted: both processes read their templates and open their connections in it.
WARM_UP_SECONDS = 2.0
HEADING = "door      votes/s     p50     p99  to web"

_deliveries = itertools.count(1)

Ask = Callable[[http.client.HTTPConnection, int, int], tuple[int, float]]
"""Let a person (a number) vote on an inspel; gives the status and the milliseconds it took."""


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one turn of a door; times in milliseconds."""

    votes: int
    seconds: float
    times: Sequence[float]

    @property
    def pace(self) -> float:
        """Votes a second."""
        return self.votes / self.seconds

    def percentile(self, percent: int) -> float:
        """The time so many percent were quicker than."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def prepare(url: str, folder: Path) -> int:
    """An open dialogue with inspel, in both chats; gives its id."""
    with town.built(url, folder):
        session, today = db.session(), clock.today()
        leader = accounts.add_staff(session, "k@example.se", "K", "sju sorters kakor", (Role.MODERATOR,))
        plan = Plan(
            title="Mätning",
            question="Vad tycker ni?",
            purpose="Mätning",
            influence="Allt",
            ladder_step=LadderStep.DIALOG,
            receiver="Kommunstyrelsen",
            feedback_due_on=today + timedelta(days=60),
            closes_on=today + timedelta(days=30),
            moderator_id=leader,
            controller="Kommunstyrelsen",
            legal_basis="Uppgift av allmänt intresse",
            contact="k@example.se",
            erase_on=today + timedelta(days=700),
            erase_decision="Mätning",
            slack=ChatUse.FULL,
            teams=ChatUse.FULL,
        )
        dialogue = hosting.plan(session, plan, clock.now(), slug=SLUG)
        texts = [f"Inspel nummer {n} handlar om något eget" for n in range(INSPEL)]
        seeding.add(session, results.view_of(dialogue, today), texts, today)
        hosting.open_(session, dialogue, today)
        session.commit()
        return dialogue.id


def on_web(port: int) -> Ask:
    """The web's own vote, answered with the next card as in the chats; the page before the first is not counted."""
    passes: dict[int, tuple[str, str]] = {}

    def ask(connection: http.client.HTTPConnection, person: int, number: int) -> tuple[int, float]:
        if person not in passes:
            connection.request("GET", f"/dialog/{SLUG}/rosta")
            page = connection.getresponse()
            token = HIDDEN.search(page.read().decode())
            assert token is not None
            passes[person] = (page.getheader("Set-Cookie") or "").partition(";")[0], token[1]
        cookie, token_value = passes[person]
        body = urlencode({"csrf_token": token_value, "inspel": number, "rost": "agree"})
        headers = {"Content-Type": FORM, "Cookie": cookie, "HX-Request": "true"}
        return _timed(connection, f"/dialog/{SLUG}/rosta", body.encode(), headers)

    return ask


def in_slack(dialogue_id: int) -> Ask:
    """A button pressed in a modal, which Slack is asked to change after the vote is kept."""

    def ask(connection: http.client.HTTPConnection, person: int, number: int) -> tuple[int, float]:
        value = packed(Button("dialog.rosta", "Håller med", _data(dialogue_id, number)), "sv")
        payload = {
            "type": "block_actions",
            "user": {"id": f"U{person}"},
            "team": {"id": TEAM},
            "trigger_id": f"{next(_deliveries)}.{dialogue_id}",
            "view": {"type": "modal", "id": f"V{person}"},
            "container": {"type": "view"},
            "actions": [{"action_id": "a", "block_id": "b", "type": "button", "value": value}],
        }
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return _timed(connection, "/slack/events", body, {"Content-Type": FORM, **signed(body)})

    return ask


def in_teams(dialogue_id: int, teams: FakeTeams) -> Ask:
    """A button pressed in a card, answered with the next card."""
    proof: dict[str, str] = {}

    def ask(connection: http.client.HTTPConnection, person: int, number: int) -> tuple[int, float]:
        data = {"samspel.do": "dialog.rosta", "samspel.data": _data(dialogue_id, number)}
        who = {"id": f"29:{person}", "aadObjectId": f"cccccccc-0000-0000-0000-{person:012}", "name": "A"}
        what = pressed({"type": "Action.Execute", "verb": "dialog.rosta", "data": data}, **{"from": who})
        proof.update(proof or teams.header(what))
        return _timed(
            connection, "/api/messages", json.dumps(what).encode(), {"Content-Type": "application/json", **proof}
        )

    return ask


def let_vote(ask: Ask, port: int, people: Iterator[int], seconds: float) -> Told:
    """Some clients at once, each somebody new for every round of the inspel; raises SystemExit if a vote is refused."""
    times: list[float] = []
    begun = time.perf_counter()

    def client() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            while time.perf_counter() < begun + seconds:
                person = next(people)
                for number in range(1, INSPEL + 1):
                    status, took = ask(connection, person, number)
                    if status != 200:
                        raise SystemExit(f"a vote was answered with {status}")
                    times.append(took)
                    if time.perf_counter() >= begun + seconds:
                        break

    with ThreadPoolExecutor(CLIENTS) as threads:
        for one in [threads.submit(client) for _ in range(CLIENTS)]:
            one.result()
    return Told(len(times), time.perf_counter() - begun, times)


def measure(kind: str, rounds: int, seconds: float) -> bool:
    """Measure all doors on one database, with Slack well and with Slack hanging; whether the goals were reached."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samspel-chat-")))
        database = stack.enter_context(town.database_server(kind))
        url = stack.enter_context(town.empty_database(database, folder))
        slack, teams = stack.enter_context(slack_server()), stack.enter_context(serving_teams())
        dialogue_id = prepare(url, folder)
        environment = town.environment(url, folder) | _chats(teams)
        people = itertools.count(1)
        print(f"\n{kind}: {CLIENTS} clients, the worker beside", flush=True)
        print(HEADING, flush=True)
        with _serving(folder, environment | {"SAMSPEL_SLACK_API_URL": slack.url}) as server:
            well, warm = _turns(server, dialogue_id, teams, people, rounds, seconds)
        print("Slack hangs", flush=True)
        with _silent() as address, _serving(folder, environment | {"SAMSPEL_SLACK_API_URL": address}) as server:
            hung, warm_again = _turns(server, dialogue_id, teams, people, 1, seconds)
        with town.opened(url, folder):
            kept = db.session.scalar(select(func.count()).select_from(Vote)) or 0
    answered = sum(one.votes for turns in (*well.values(), *hung.values()) for one in turns)
    answered += warm + warm_again
    print(f"{answered} answered, {kept} votes kept")
    slowest = max(max(one.times) for turns in hung.values() for one in turns) / 1000
    print(f"the slowest while Slack hangs: {slowest:.2f} s (Slack waits {SLACK_WAITS:g} s)")
    is_fast = all(_ratio(well[door], well["web"]) >= GOAL for door in ("slack", "teams"))
    return is_fast and slowest < SLACK_WAITS and kept == answered


def _turns(
    server: Server, dialogue_id: int, teams: FakeTeams, people: Iterator[int], rounds: int, seconds: float
) -> tuple[dict[str, list[Told]], int]:
    """What came of each door's turns, and how many votes were cast in warming up."""
    doors = {"web": on_web(server.port), "slack": in_slack(dialogue_id), "teams": in_teams(dialogue_id, teams)}
    told: dict[str, list[Told]] = {name: [] for name in doors}
    warm = sum(let_vote(ask, server.port, people, WARM_UP_SECONDS).votes for ask in doors.values())
    for _turn in range(rounds):
        for name, ask in doors.items():
            told[name].append(let_vote(ask, server.port, people, seconds))
    for name, turns in told.items():
        times = Told(sum(one.votes for one in turns), sum(one.seconds for one in turns), _all(turns))
        print(
            f"{name:8} {times.pace:8.1f} {times.percentile(50):7.1f} {times.percentile(99):7.1f}"
            f" {_ratio(turns, told['web']):7.2f}",
            flush=True,
        )
    return told, warm


def _all(turns: Sequence[Told]) -> list[float]:
    return [took for one in turns for took in one.times]


def _ratio(turns: Sequence[Told], web: Sequence[Told]) -> float:
    pace = sum(one.votes for one in turns) / sum(one.seconds for one in turns)
    return pace / (sum(one.votes for one in web) / sum(one.seconds for one in web))


def _chats(teams: FakeTeams) -> dict[str, str]:
    return {
        "SAMSPEL_BASE_URL": "http://127.0.0.1:8000",
        "SAMSPEL_SLACK_SIGNING_SECRET": SECRET,
        "SAMSPEL_SLACK_BOT_TOKEN": TOKEN,
        "SAMSPEL_TEAMS_APP_ID": APP_ID,
        "SAMSPEL_TEAMS_APP_SECRET": TEAMS_SECRET,
        "SAMSPEL_TEAMS_TENANT_ID": TENANT,
        "SAMSPEL_TEAMS_LOGIN_URL": teams.login,
        "SAMSPEL_TEAMS_OPENID_URL": teams.openid_url,
        "REQUESTS_CA_BUNDLE": str(CERTIFICATE),
    }


@contextmanager
def _serving(folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """The server, with a worker in a process of its own beside it."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "worker"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with served("wsgi:create_app()", folder, environment) as server:
            yield server
    finally:
        worker.terminate()
        worker.wait()


@contextmanager
def _silent() -> Iterator[str]:
    """An address that takes every connection and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api"


def _data(dialogue_id: int, number: int) -> dict[str, str]:
    return {"d": str(dialogue_id), "c": "dialog-1", "n": str(number), "v": "agree"}


def _timed(
    connection: http.client.HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]
) -> tuple[int, float]:
    begun = time.perf_counter()
    connection.request("POST", path, body, dict(headers))
    response = connection.getresponse()
    response.read()
    return response.status, (time.perf_counter() - begun) * 1000


def main() -> int:
    """Run the program."""
    logging.disable()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--databases", nargs="+", choices=town.DATABASES, default=town.DATABASES)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5, help="for each turn of a door")
    given = parser.parse_args()
    is_well = [measure(kind, given.rounds, given.seconds) for kind in given.databases]
    return 0 if all(is_well) else 1


if __name__ == "__main__":
    sys.exit(main())
