"""What every answer carries: headers, one cookie, a request id, and a log line that names nobody."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from core.people.access import public
from core.settings import Settings
from tests.browsing import Browser
from tests.builders import on_sqlite
from tests.databases import SECRET
from wsgi import create_app

pytestmark = on_sqlite


class Kept(logging.Handler):
    """Keeps every record in a list."""

    def __init__(self, lines: list[logging.LogRecord]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record)


def server(folder: Path, **changed: object) -> Flask:
    """The app as it stands on a municipality's server."""
    settings = Settings(
        base_url="https://samspel.example.se",
        database_url=f"sqlite:///{folder / 'samspel.db'}",
        secret_key=SECRET,
        data_dir=folder,
        log_level="ERROR",
        **changed,  # type: ignore[arg-type]
    )
    return create_app(settings.completed())


def test_over_tls_the_cookie_is_bound_to_this_host_and_the_browser_is_told_to_stay(tmp_path: Path) -> None:
    answer = server(tmp_path).test_client().get("/personal/logga-in", base_url="https://samspel.example.se")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-samspel=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_on_ones_own_machine_the_cookie_has_a_plain_name(client: FlaskClient) -> None:
    answer = client.get("/personal/logga-in")

    assert answer.headers["Set-Cookie"].startswith("samspel=")
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize("address", ["/", "/finns-inte", "/personal", "/static/css/samspel.css", "/malbild/nki.csv"])
def test_every_answer_carries_the_security_headers(app: Flask, address: str) -> None:
    answer = app.test_client().get(address)
    answer.get_data()
    answer.close()

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "X-Request-ID" in answer.headers


def test_a_nonce_is_used_once(client: FlaskClient) -> None:
    policies = {client.get("/om").headers["Content-Security-Policy"] for _ in range(3)}

    assert len(policies) == 3


def test_styles_may_be_kept_public_pages_asked_about_again_and_staff_pages_never(app: Flask) -> None:
    style = app.test_client().get("/static/css/samspel.css")
    style.get_data()
    style.close()

    assert "max-age" in style.headers["Cache-Control"]
    assert app.test_client().get("/").headers["Cache-Control"] == "private, no-cache"
    assert app.test_client().get("/personal").headers["Cache-Control"] == "no-store"


def test_a_log_line_tells_the_rule_and_not_the_address(app: Flask) -> None:
    lines: list[logging.LogRecord] = []
    handler = Kept(lines)
    logger = logging.getLogger("samspel")
    loggers = [logger, *(logging.getLogger(name) for name in ("core.web.logs", "samspel.web"))]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel("INFO")
    try:
        app.test_client().get("/i/HEML-IGTT-KODE?hemlig=1", environ_overrides={"REMOTE_ADDR": "192.0.2.77"})
    finally:
        for one in loggers:
            one.removeHandler(handler)
            one.setLevel("ERROR")

    requests = [record for record in lines if record.getMessage() == "request"]
    assert requests
    told = json.dumps([getattr(record, "facts", {}) for record in requests])
    assert "/i/<code>" in told
    assert "HEML" not in told
    assert "hemlig" not in told
    assert "192.0.2" not in told


@pytest.mark.parametrize(("hops", "address"), [(0, "10.0.0.1"), (1, "192.0.2.2"), (2, "192.0.2.1")])
def test_only_as_many_proxies_are_believed_as_there_are(tmp_path: Path, hops: int, address: str) -> None:
    app = server(tmp_path, proxy_hops=hops)
    app.add_url_rule("/vem", "vem", public(lambda: request.remote_addr or ""))
    headers = {"X-Forwarded-For": "192.0.2.1, 192.0.2.2"}

    answer = app.test_client().get("/vem", headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.1"})

    assert answer.text == address


def test_the_process_and_its_database_can_be_asked_how_they_are(client: FlaskClient) -> None:
    for address in ("/healthz", "/readyz"):
        answer = client.get(address)
        assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_a_method_a_page_does_not_have_is_refused(app: Flask) -> None:
    page = Browser(app).client.delete("/malbild")

    assert page.status_code == 405
