"""The whole app on a loopback port of its own, in threads of the test's process, so that a test can see behind it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Site:
    """A running app and where it answers."""

    app: Flask
    url: str


class _Silent(WSGIRequestHandler):
    """The app keeps its own log."""

    def log(self, type: str, message: str, *arguments: object) -> None:  # noqa: A002  Its parent names it so.
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[Site]:
    """Serve an app on a free port, each request in a thread, until the end; every request begun is then finished."""
    server = make_server(HOST, 0, app, threaded=True, request_handler=_Silent)
    server.daemon_threads = False  # type: ignore[attr-defined]  # A threaded server has it; the common parent does not.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Site(app, f"http://{HOST}:{server.port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
