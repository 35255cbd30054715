"""The demo: loaded once, the same every time, labelled as invented, and never on a municipality's own server."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.commands import DEMO_EMAIL, DEMO_PASSWORD
from core.db import Base
from core.settings import Settings
from surveys.models import Collection
from tests.browsing import Browser
from tests.builders import on_sqlite, run
from tests.databases import SECRET
from tests.ground import working
from wsgi import create_app


def sizes(app: Flask) -> dict[str, int]:
    with working(app) as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in ("job_lease", "rate_count")
        }


@on_sqlite
def test_loading_it_again_changes_nothing_and_tells_where_to_look(demo_app: Flask) -> None:
    before = sizes(demo_app)

    result = run(demo_app, "demo")

    assert result.exit_code == 0
    assert sizes(demo_app) == before
    assert f"{DEMO_EMAIL} / {DEMO_PASSWORD}" in result.stderr
    assert "/malbild" in result.stderr


@on_sqlite
def test_the_sign_in_it_prints_works(demo_app: Flask) -> None:
    browser = Browser(demo_app)

    page = browser.send(browser.open("/personal/logga-in"), {"email": DEMO_EMAIL, "password": DEMO_PASSWORD})

    assert page.path == "/personal"


@on_sqlite
def test_everything_in_it_is_marked_as_invented(demo_app: Flask) -> None:
    with working(demo_app) as session:
        assert set(session.scalars(select(Collection.is_demo))) == {True}
    for address in ("/malbild", "/malbild/nki", "/enkat/receptionen", "/enkat/bygglov-kontakt"):
        assert "påhittade data" in Browser(demo_app).open(address).text.lower()


@on_sqlite
def test_nothing_is_left_for_the_worker(demo_app: Flask) -> None:
    assert sizes(demo_app)["outbox_message"] == 0


def test_it_is_refused_on_a_server_of_a_municipality(tmp_path: Path) -> None:
    settings = Settings(
        base_url="https://samspel.example.se",
        database_url=f"sqlite:///{tmp_path / 'samspel.db'}",
        secret_key=SECRET,
        data_dir=tmp_path,
        log_level="ERROR",
    )

    result = run(create_app(settings.completed()), "demo")

    assert result.exit_code == 1
    assert "known password" in result.stderr


@pytest.mark.parametrize("address", ["/", "/malbild"])
@on_sqlite
def test_the_first_pages_of_the_demo_have_something_to_show(demo_app: Flask, address: str) -> None:
    page = Browser(demo_app).open(address)

    assert page.status == 200
    assert "receptionen" in page.html or "73" in page.text
