"""The database goes away: people are told to wait a little, and keep what they had written."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from core.db import db
from core.settings import Settings
from core.web.errors import RETRY_AFTER
from tests.browsing import Browser
from tests.builders import open_round, small_survey
from tests.databases import SECRET
from tests.ground import working
from wsgi import create_app

ANSWERS = {"roll": "boende", "nojd": "1", "varfor": "Tre sidor som inte får försvinna."}


def take_away(app: Flask) -> None:
    """Close every connection and let no new one open."""
    with app.app_context():
        url = db.engine.url
        db.engine.dispose()
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        path.rename(path.with_suffix(".away"))
        # A folder in its place cannot be opened, as a disk that is gone cannot.
        path.mkdir()
    else:
        rename(url.render_as_string(hide_password=False), str(url.database), f"{url.database}_away")


def give_back(app: Flask) -> None:
    with app.app_context():
        url = db.engine.url
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        path.rmdir()
        path.with_suffix(".away").rename(path)
    else:
        rename(url.render_as_string(hide_password=False), f"{url.database}_away", str(url.database))


def rename(url: str, before: str, after: str) -> None:
    server = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{before}" RENAME TO "{after}"')
    server.dispose()


def test_what_was_typed_is_kept_while_the_database_is_gone_and_sent_when_it_is_back(
    app: Flask, browser: Browser
) -> None:
    open_round(app, small_survey(layout="one_page"))
    page = browser.open("/enkat/prov")

    take_away(app)
    try:
        gone = browser.send(page, ANSWERS)
    finally:
        give_back(app)

    assert gone.status == 503
    assert gone.headers["Retry-After"] == str(RETRY_AFTER)
    assert gone.title.startswith("Fel: ")
    assert "Tre sidor som inte får försvinna." in gone.text
    assert browser.send(gone).path == "/enkat/prov/tack"
    with working(app) as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM response").scalar() == 1


@pytest.mark.parametrize("address", ["/", "/malbild", "/malbild/nki", "/enkat/prov", "/readyz"])
def test_every_page_that_needs_the_database_says_to_come_back(app: Flask, browser: Browser, address: str) -> None:
    take_away(app)
    try:
        page = browser.open(address)
        alive = browser.open("/healthz").status
    finally:
        give_back(app)

    assert page.status == 503
    assert page.headers["Retry-After"] == str(RETRY_AFTER)
    assert alive == 200


@pytest.mark.postgres
def test_a_server_that_nobody_can_reach_is_a_clear_503(tmp_path: Path) -> None:
    settings = Settings(
        database_url="postgresql://samspel@127.0.0.1:1/samspel", secret_key=SECRET, data_dir=tmp_path, log_level="ERROR"
    )

    page = Browser(create_app(settings.completed())).open("/malbild")

    assert page.status == 503
    assert page.headers["Retry-After"] == str(RETRY_AFTER)


def test_a_reader_in_the_middle_of_a_lost_connection_is_told_too(app: Flask, browser: Browser) -> None:
    browser.open("/malbild")
    take_away(app)
    give_back(app)

    assert browser.open("/malbild").status == 200
