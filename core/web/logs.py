"""One JSON line a request: its id, what it was and how long it took; no address, no person, no answer."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from core.settings import Settings

REQUEST_ID = "X-Request-ID"

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """A log record as one line of JSON; an exception gives its type and place, not its text, which may quote input."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if has_request_context() and "request_id" in g:
            line["request_id"] = g.request_id
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(trace: object) -> list[str]:
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code  # type: ignore[attr-defined]
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    return places[-12:]


def init_logs(app: Flask, settings: Settings) -> None:
    """Send the logs of all rooms to standard error and give every request an id."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        root.addHandler(handler)
    for room in ("core", "surveys", "dialog", "goals", "integrations"):
        logging.getLogger(room).setLevel(settings.log_level)
    app.logger.handlers[:] = []

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)
        g.begun = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if "request_id" in g:
            response.headers[REQUEST_ID] = g.request_id
            if request.endpoint != "static":
                log.info(
                    "request",
                    extra={
                        "facts": {
                            "method": request.method,
                            # The rule, not the path: a path can hold a personal code.
                            "rule": request.url_rule.rule if request.url_rule else None,
                            "status": response.status_code,
                            "ms": round((time.perf_counter() - g.begun) * 1000, 1),
                        }
                    },
                )
        return response
