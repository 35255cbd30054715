"""Serving an app the way it is deployed: gunicorn, two processes of eight threads, on a free port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ("--worker-class", "gthread", "--workers", "2", "--threads", "8", "--keep-alive", "15")
QUIET = ("--log-level", "warning", "--no-control-socket")
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens and the process that minds the others."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time its processes have used so far, which other programs on the machine hardly change."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sum(_cpu_seconds(child) for child in children)


class DidNotStart(Exception):
    """The server ended or kept silent; the text is what it wrote."""


@contextmanager
def served(app: str, folder: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """Serve ``app`` (``module:factory()``) and give the server; the log lines of requests go to ``/dev/null``."""
    port = free_port()
    log = folder / f"gunicorn-{port}.log"
    command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", *SETTINGS, *QUIET]
    process = subprocess.Popen(
        [*command, "--error-logfile", str(log)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port, log)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _cpu_seconds(pid: str) -> float:
    # The name of the program may hold spaces; what follows it does not.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise DidNotStart(log.read_text() if log.exists() else "it wrote nothing")
