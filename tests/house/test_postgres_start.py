"""The throw-away server must come up in every way it can be had, and never outlive the run that asked for it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.postgres import (
    NoPostgres,
    bundled_binaries,
    fresh_database,
    installed_binaries,
    postgres_server,
)

pytestmark = pytest.mark.postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_given_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMSPEL_TEST_PG_URL", raising=False)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SAMSPEL_TEST_PG_URL", raising=False)
        with postgres_server(binaries=bundled_binaries()) as url:
            yield url


def test_the_bundled_server_speaks_utf8_and_lets_a_hundred_in(server: str) -> None:
    assert shown(server, "server_encoding") == "UTF8"
    assert shown(server, "max_connections") == "100"
    assert shown(server, "fsync") == "off"


def test_a_fresh_database_is_gone_afterwards_even_when_someone_is_still_connected(server: str) -> None:
    with fresh_database(server) as url:
        idle = create_engine(url)
        held = idle.connect()
        assert held.scalar(text("SELECT 'åäö'")) == "åäö"
    held.invalidate()
    held.close()
    idle.dispose()

    assert make_url(url).database not in databases(server)


def test_a_given_address_is_used_and_left_running(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSPEL_TEST_PG_URL", server.replace("postgresql+psycopg://", "postgresql://"))

    with postgres_server(binaries=[]) as url:
        assert make_url(url) == make_url(server)

    assert shown(server, "server_encoding") == "UTF8"


def test_a_given_address_that_does_not_answer_is_an_error_and_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSPEL_TEST_PG_URL", "postgresql://nobody@127.0.0.1:1/none")

    with pytest.raises(NoPostgres, match="SAMSPEL_TEST_PG_URL does not answer"), postgres_server():
        pytest.fail("a server was used that nobody named")


def test_a_server_on_the_path_is_tried_before_the_bundled_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "initdb", "exit 0")
    program(tmp_path / "postgres", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    tried = list(installed_binaries())

    assert tried[0] == tmp_path
    assert tried[-1:] == bundled_binaries()


def test_an_installation_that_does_not_work_gives_way_to_the_next(tmp_path: Path) -> None:
    program(tmp_path / "initdb", "echo 'no such locale' >&2; exit 1")
    program(tmp_path / "postgres", "exit 0")

    with postgres_server(binaries=[tmp_path, *bundled_binaries()]) as url:
        assert shown(url, "server_encoding") == "UTF8"


def test_a_server_that_gives_up_is_reported_with_its_own_words(tmp_path: Path) -> None:
    folder = tmp_path / "postgresql" / "bin"
    folder.mkdir(parents=True)
    program(folder / "initdb", "exit 0")
    program(folder / "postgres", "echo 'out of shared memory' >&2; [ $1 = --version ]")

    with pytest.raises(NoPostgres, match="out of shared memory"), postgres_server(binaries=[folder]):
        pytest.fail("this server cannot have started")


def test_no_installation_at_all_is_explained() -> None:
    with pytest.raises(NoPostgres, match="SAMSPEL_TEST_PG_URL"), postgres_server(binaries=[]):
        pytest.fail("there was nothing to start")


def test_binaries_only_their_owner_can_reach_still_start_a_server(tmp_path: Path) -> None:
    (bundled,) = bundled_binaries()
    package = bundled.parent.parent
    for part in (package, package.with_name(package.name + ".libs")):
        shutil.copytree(part, tmp_path / part.name, ignore=shutil.ignore_patterns("include", "*.a", "__pycache__"))
    tmp_path.chmod(0o700)

    with postgres_server(binaries=[tmp_path / package.name / "pginstall" / "bin"]) as url:
        assert shown(url, "server_encoding") == "UTF8"


def test_a_durable_server_writes_through_and_is_gone_after_an_error() -> None:
    met: dict[str, str] = {}

    with pytest.raises(ZeroDivisionError):
        look_and_fail(met)

    assert (met["fsync"], met["synchronous_commit"]) == ("on", "on")
    assert not home_of(met["url"]).exists()


def test_a_killed_run_takes_its_server_with_it() -> None:
    program_text = (
        "import time; from tests.postgres import *\n"
        "with postgres_server(binaries=bundled_binaries()) as url:\n"
        "    print(url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program_text], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        url = run.stdout.readline().strip()
        assert home_of(url).exists()
        run.send_signal(signal.SIGKILL)

    assert soon_gone(home_of(url))


def program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def look_and_fail(met: dict[str, str]) -> None:
    with postgres_server(durable=True, binaries=bundled_binaries()) as url:
        met["url"] = url
        met["fsync"] = shown(url, "fsync")
        met["synchronous_commit"] = shown(url, "synchronous_commit")
        raise ZeroDivisionError


def shown(url: str, setting: str) -> str:
    return str(asked(url, f"SHOW {setting}")[0])


def databases(url: str) -> list[str]:
    return asked(url, "SELECT datname FROM pg_database")


def asked(url: str, question: str) -> list[str]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        return [row[0] for row in connection.execute(question.encode()).fetchall()]


def home_of(url: str) -> Path:
    return Path(str(make_url(url).query["host"]))


def soon_gone(folder: Path) -> bool:
    until = time.monotonic() + 10
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not folder.exists()
