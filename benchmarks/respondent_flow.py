"""How many people can answer at once: the whole flow of one page, beside two small apps served the same way.

A flow is a new person who gets the form, sends it and is thanked. The three apps take turns in the same run, so that
whatever else the machine does meets them all; the ratios are what to compare between machines.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from benchmarks import baselines, people, town
from benchmarks.load import Crowd, Told, send
from benchmarks.serving import Server, served
from core.db import db
from surveys.models import Response, ResponseState

SHORT, LONG = "receptionen", "myndighetsservice-foretag"
SAMSPEL = "wsgi:create_app()"
BESIDE = ("bare", "small")
ANSWERING = 50
# Templates, statements and connections are all made by then, in both processes.
WARM_UP_FLOWS = 200
GOAL = 0.6
HEADING = "clients app       flows/s  GET p50     p99 POST p50     p99 CPU ms    KB to small"


@dataclass
class Contestant:
    """One app that is served, and what its crowds told."""

    name: str
    server: Server
    path: str
    thanks: str
    stored: Callable[[], int]
    sent: int = 0
    told: dict[int, list[Told]] = field(default_factory=dict)

    def measure(self, clients: int, flows: int, seconds: float, given: list[list[tuple[str, str]]]) -> Told:
        """Let a crowd loose; raises SystemExit when a flow did not end with thanks."""
        before = self.server.cpu_seconds()
        told = send(Crowd(self.server.port, self.path, self.thanks, clients, flows, seconds, given))
        if told.wrong:
            raise SystemExit(f"{self.name}: {len(told.wrong)} flows were not thanked, such as {told.wrong[0]}")
        told.cpu_seconds = self.server.cpu_seconds() - before
        self.sent += told.done
        return told


@contextmanager
def contestants(kind: str, survey: str) -> Iterator[list[Contestant]]:
    """Samspel and the two small apps, each with a database of its own, all served at once."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="samspel-flow-")))
        server = stack.enter_context(town.database_server(kind))
        yield [_samspel(stack, server, survey, folder), *(_small(stack, server, survey, name) for name in BESIDE)]


def _samspel(stack: ExitStack, server: str, survey: str, folder: Path) -> Contestant:
    url = stack.enter_context(town.empty_database(server, folder))
    with town.built(url, folder):
        town.open_survey(*people.questionnaire(survey, "one_page"), "2026")

    def stored() -> int:
        with town.built(url, folder):
            counted = select(func.count()).where(Response.state == ResponseState.SUBMITTED)
            return db.session.scalar(counted) or 0

    at = stack.enter_context(served(SAMSPEL, folder, town.environment(url, folder)))
    return Contestant("samspel", at, f"/enkat/{survey}", f"/enkat/{survey}/tack", stored)


def _small(stack: ExitStack, server: str, survey: str, name: str) -> Contestant:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"samspel-{name}-")))
    url = stack.enter_context(town.empty_database(server, folder))
    baselines.prepare(url)
    environment = {baselines.DATABASE: url, baselines.SURVEY: survey, baselines.LAYOUT: "one_page"}
    at = stack.enter_context(served(f"benchmarks.baselines:{name}()", folder, environment))
    return Contestant(name, at, baselines.PATH, baselines.THANKS, lambda: baselines.stored(url))


def measure(kind: str, survey: str, clients: Sequence[int], rounds: int, flows: int, seconds: float) -> bool:
    """Measure one questionnaire on one database and print a table; whether the goal was reached everywhere."""
    given = people.answers(people.questionnaire(survey, "one_page")[0], ANSWERING)
    print(f"\n{survey}, {kind}: the form and the answer, on one page")
    print(HEADING)
    with contestants(kind, survey) as apps:
        for app in apps:
            app.measure(8, WARM_UP_FLOWS, seconds, given)
        for n in clients:
            for turn in range(rounds):
                # Who begins changes from turn to turn, so that nobody is always measured right after the same one.
                for app in apps[turn % len(apps) :] + apps[: turn % len(apps)]:
                    app.told.setdefault(n, []).append(app.measure(n, flows, seconds, given))
            for app in apps:
                _print(n, app, apps[-1])
        for app in apps:
            if app.stored() != app.sent:
                raise SystemExit(f"{app.name}: {app.sent} flows were thanked and {app.stored()} stored")
            print(f"{app.name}: {app.sent} thanked, {app.sent} stored")
        return all(_ratio(apps[0].told[n], apps[-1].told[n]) >= GOAL for n in clients)


def _print(clients: int, app: Contestant, small: Contestant) -> None:
    told = app.told[clients]
    gets = [ms for one in told for ms in one.get_ms]
    posts = [ms for one in told for ms in one.post_ms]
    print(
        f"{clients:7} {app.name:8} {_pace(told):8.1f} {_percentile(gets, 50):8.1f} {_percentile(gets, 99):7.1f}"
        f" {_percentile(posts, 50):8.1f} {_percentile(posts, 99):7.1f} {_cpu_ms(told):6.1f}"
        f" {told[0].page_bytes / 1000:5.1f} {_ratio(told, small.told[clients]):8.2f}",
        flush=True,
    )


def _pace(told: Sequence[Told]) -> float:
    return sum(one.done for one in told) / sum(one.seconds for one in told)


def _cpu_ms(told: Sequence[Told]) -> float:
    """Processor time the server's processes needed for a flow; what a database server needs is not in it."""
    return 1000 * sum(one.cpu_seconds for one in told) / sum(one.done for one in told)


def _ratio(told: Sequence[Told], small: Sequence[Told]) -> float:
    """The median over the turns, each against its neighbour in time."""
    return statistics.median(
        mine.flows_a_second / other.flows_a_second for mine, other in zip(told, small, strict=True)
    )


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def main() -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=town.DATABASES, default=town.DATABASES)
    parser.add_argument("--surveys", nargs="+", choices=(SHORT, LONG), default=(SHORT, LONG))
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 8, 32])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--flows", type=int, default=3000, help="at most this many in each turn")
    parser.add_argument("--seconds", type=float, default=4, help="at most this long for each turn")
    given = parser.parse_args()
    is_met = [
        measure(kind, survey, given.clients, given.rounds, given.flows, given.seconds)
        for survey in given.surveys
        for kind in given.databases
    ]
    print(f"\nSamspel at {GOAL} of the small app or better: {'yes' if all(is_met) else 'no'}")
    return 0 if all(is_met) else 1


if __name__ == "__main__":
    sys.exit(main())
