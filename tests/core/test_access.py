"""The gate: a page is closed until it says who it is for, and a closed account is out at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from core import clock
from core.db import db
from core.people import accounts, present, sessions, signin
from core.people.access import PERMISSIONS, PUBLIC, Access, Permission, Role, declared_access, public, staff_only
from core.people.models import Staff, StaffRole, StaffSession
from core.people.present import COOKIE_KEY, current_staff
from core.people.retention import RULES
from tests.core.people_app import let_in, opened
from tests.ground import NOON, PASSWORD, hire, statements, working

READER_PAGE = "/personal/resultat"
STRATEGIST_PAGE = "/personal/malbild"
FORM = "/personal/spara"


class Clock:
    """The time the app is told; a test moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    told = Clock()
    monkeypatch.setattr(clock, "now", told.now)
    return told


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, tmp_path: Path, time: Clock) -> Iterator[Flask]:
    with opened(tmp_path, request.param) as app:
        app.add_url_rule("/", "home", public(who_is_here))
        app.add_url_rule("/personal/glomd", "forgotten", lambda: "secret")
        app.add_url_rule(READER_PAGE, "results", staff_only(Permission.SEE_RESULTS)(lambda: who_is_here()))
        app.add_url_rule(STRATEGIST_PAGE, "malbild", staff_only(Permission.EDIT_MALBILD)(lambda: who_is_here()))
        app.add_url_rule(FORM, "save", staff_only(Permission.ENTER)(save), methods=["POST"])
        yield app


def who_is_here() -> str:
    staff = current_staff()
    return staff.name if staff else "nobody"


def save() -> str:
    db.session.commit()
    return who_is_here()


def browser(app: Flask, token: object) -> FlaskClient:
    """A browser with this token in its cookie."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[COOKIE_KEY] = token
    return client


def is_sent_to_sign_in(response: TestResponse) -> bool:
    return response.status_code == 303 and urlsplit(response.location).path == "/personal/logga-in"


def next_of(response: TestResponse) -> list[str]:
    return parse_qs(urlsplit(response.location).query).get("next", [])


def last_seen(app: Flask) -> datetime:
    with working(app) as session:
        return session.scalars(select(StaffSession.last_seen_at)).one()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_page_without_a_declaration_is_closed_to_everybody(app: Flask, method: str) -> None:
    hire(app, *Role)
    administrator = browser(app, let_in(app))

    assert app.test_client().open("/personal/glomd", method=method).status_code == 403
    assert administrator.open("/personal/glomd", method=method).status_code == 403


def test_an_address_that_leads_nowhere_is_not_found(app: Flask) -> None:
    assert app.test_client().get("/finns-inte").status_code == 404
    assert app.test_client().get(FORM).status_code == 405


def test_a_public_page_asks_nothing_about_its_visitor(app: Flask) -> None:
    hire(app, *Role)
    client = browser(app, let_in(app))

    with statements(app) as sent:
        response = client.get("/")

    assert sent == []
    assert response.text == "nobody"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert "Set-Cookie" not in response.headers


def test_a_stranger_is_sent_to_sign_in_and_back_again(app: Flask) -> None:
    response = app.test_client().get(f"{READER_PAGE}?period=2025&n%C3%A4mnd=milj%C3%B6")

    assert is_sent_to_sign_in(response)
    assert next_of(response) == [f"{READER_PAGE}?period=2025&n%C3%A4mnd=milj%C3%B6"]


def test_the_way_back_is_never_an_address_that_cannot_be_opened(app: Flask) -> None:
    response = app.test_client().post(FORM)

    assert is_sent_to_sign_in(response)
    assert next_of(response) == []


def test_the_way_back_never_leads_away(app: Flask) -> None:
    app.add_url_rule("/<path:anything>", "anything", staff_only(Permission.ENTER)(lambda anything: anything))
    app.url_map.merge_slashes = False

    response = app.test_client().get("/", environ_overrides={"PATH_INFO": "//evil.example/personal"})

    assert is_sent_to_sign_in(response)
    assert next_of(response) == ["/evil.example/personal"]


def test_staff_meet_the_pages_their_roles_open(app: Flask) -> None:
    hire(app, Role.READER)
    client = browser(app, let_in(app))

    assert client.get(READER_PAGE).text == "Kerstin Ek"
    assert client.get(STRATEGIST_PAGE).status_code == 403


def test_staff_without_a_role_meet_no_page(app: Flask) -> None:
    hire(app, Role.READER)
    client = browser(app, let_in(app))
    with working(app) as session:
        session.execute(delete(StaffRole))

    assert client.get(READER_PAGE).status_code == 403


def test_a_staff_page_asks_for_its_visitor_once(app: Flask) -> None:
    hire(app, *Role)
    client = browser(app, let_in(app))

    with statements(app) as sent:
        client.get(READER_PAGE)

    assert len([statement for statement in sent if statement.startswith("SELECT")]) == 1


def test_new_roles_hold_from_the_next_request(app: Flask) -> None:
    staff_id = hire(app, Role.STRATEGIST)
    client = browser(app, let_in(app))
    assert client.get(STRATEGIST_PAGE).status_code == 200

    with working(app) as session:
        accounts.set_roles(session, staff_id, [Role.READER])

    assert client.get(STRATEGIST_PAGE).status_code == 403


def test_a_disabled_account_is_out_at_once(app: Flask) -> None:
    staff_id = hire(app)
    client = browser(app, let_in(app))
    assert client.get(READER_PAGE).status_code == 200

    with working(app) as session:
        accounts.disable(session, staff_id)

    assert is_sent_to_sign_in(client.get(READER_PAGE))


def test_an_account_that_is_only_switched_off_is_out_too(app: Flask) -> None:
    staff_id = hire(app)
    client = browser(app, let_in(app))

    with working(app) as session:
        row = session.get(Staff, staff_id)
        assert row is not None
        row.is_active = False

    assert is_sent_to_sign_in(client.get(READER_PAGE))


def test_an_account_that_is_opened_again_does_not_revive_its_sessions(app: Flask) -> None:
    staff_id = hire(app)
    client = browser(app, let_in(app))

    with working(app) as session:
        accounts.disable(session, staff_id)
        accounts.enable(session, staff_id)

    assert is_sent_to_sign_in(client.get(READER_PAGE))
    assert browser(app, let_in(app)).get(READER_PAGE).status_code == 200


def test_a_new_password_signs_out_everywhere(app: Flask) -> None:
    staff_id = hire(app)
    clients = [browser(app, let_in(app)) for _ in range(2)]

    with working(app) as session:
        accounts.set_password(session, staff_id, "ett helt annat lösenord")

    assert all(is_sent_to_sign_in(client.get(READER_PAGE)) for client in clients)


def test_a_cookie_copied_before_signing_out_opens_nothing_afterwards(app: Flask) -> None:
    hire(app)
    token = let_in(app)
    thief, colleague = browser(app, token), browser(app, let_in(app))

    with working(app) as session:
        signin.sign_out(session, token)
        signin.sign_out(session, token)

    assert is_sent_to_sign_in(thief.get(READER_PAGE))
    assert colleague.get(READER_PAGE).status_code == 200


@pytest.mark.parametrize("token", ["", "made-up", "\x00", 7, ["a"], None])
def test_a_token_that_was_never_given_out_is_a_stranger(app: Flask, token: object) -> None:
    hire(app)

    assert is_sent_to_sign_in(browser(app, token).get(READER_PAGE))


def test_what_the_database_holds_is_not_a_token(app: Flask) -> None:
    hire(app)
    token = let_in(app)
    with working(app) as session:
        stored = session.scalars(select(StaffSession.token_hash)).one()

    assert token not in stored
    assert is_sent_to_sign_in(browser(app, stored).get(READER_PAGE))


def test_a_cookie_signed_with_another_secret_is_a_stranger(app: Flask) -> None:
    hire(app)
    token, secret = let_in(app), app.secret_key
    app.secret_key = "the secret of somebody else altogether"
    client = browser(app, token)
    app.secret_key = secret

    assert is_sent_to_sign_in(client.get(READER_PAGE))


def test_an_idle_session_ends_after_eight_hours(app: Flask, time: Clock) -> None:
    hire(app)
    client = browser(app, let_in(app))

    time.at = NOON + timedelta(hours=8) - timedelta(seconds=1)
    assert client.get(READER_PAGE).status_code == 200
    time.at = NOON + timedelta(hours=8)
    assert is_sent_to_sign_in(client.get(READER_PAGE))


def test_no_session_lasts_beyond_twelve_hours(app: Flask, time: Clock) -> None:
    hire(app)
    client = browser(app, let_in(app))

    time.at = NOON + timedelta(hours=7)
    assert client.post(FORM).status_code == 200
    time.at = NOON + timedelta(hours=12) - timedelta(seconds=1)
    assert client.post(FORM).status_code == 200
    time.at = NOON + timedelta(hours=12)
    assert is_sent_to_sign_in(client.post(FORM))


def test_looking_at_a_page_stores_nothing(app: Flask, time: Clock) -> None:
    hire(app)
    client = browser(app, let_in(app))

    time.at = NOON + timedelta(hours=1)
    assert client.get(READER_PAGE).status_code == 200

    assert last_seen(app) == NOON


def test_work_keeps_a_session_awake_with_a_write_every_five_minutes(app: Flask, time: Clock) -> None:
    hire(app)
    client = browser(app, let_in(app))

    time.at = NOON + timedelta(minutes=4)
    client.post(FORM)
    assert last_seen(app) == NOON
    time.at = NOON + timedelta(minutes=5)
    client.post(FORM)
    assert last_seen(app) == NOON + timedelta(minutes=5)


def test_ended_sessions_are_purged_and_live_ones_stay(app: Flask, time: Clock) -> None:
    hire(app)
    let_in(app, now=NOON - timedelta(hours=13))
    let_in(app, now=NOON - timedelta(hours=8))
    client = browser(app, let_in(app, now=NOON - timedelta(hours=7)))
    (purge,) = (rule.purge for rule in RULES if rule.purge)

    with working(app) as session:
        assert purge(session, NOON) == 2

    assert client.get(READER_PAGE).status_code == 200


def test_every_endpoint_is_listed_with_what_it_declares(app: Flask) -> None:
    assert declared_access(app) == {
        "staff.sign_in": PUBLIC,
        "home": PUBLIC,
        "forgotten": None,
        "results": Access(Permission.SEE_RESULTS),
        "malbild": Access(Permission.EDIT_MALBILD),
        "save": Access(Permission.ENTER),
    }


def test_files_of_the_page_itself_are_public(tmp_path: Path) -> None:
    app = Flask("with files", static_folder=str(tmp_path))

    assert declared_access(app) == {"static": PUBLIC}
    assert PUBLIC.is_public
    assert not Access(Permission.ENTER).is_public


def test_a_view_cannot_be_for_everybody_and_for_staff() -> None:
    with pytest.raises(TypeError, match="for others"):
        public(staff_only(Permission.SEE_LOG)(lambda: "log"))


def test_every_permission_has_its_row_and_every_role_enters() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(PERMISSIONS.values())
    assert PERMISSIONS[Permission.ENTER] == set(Role)
    assert all(role.label for role in Role)


def test_who_runs_the_system_does_not_thereby_read_what_people_in_distress_wrote() -> None:
    administrator = sessions.CurrentStaff(1, "Admin", "admin@example.se", frozenset({Role.ADMINISTRATOR}))

    assert administrator.may(Permission.MANAGE_STAFF)
    assert not administrator.may(Permission.HANDLE_CONCERNS)
    assert PERMISSIONS[Permission.HANDLE_CONCERNS] == {Role.SAFEGUARDING}


def test_signing_in_leaves_only_the_language_of_the_cookie_from_before(app: Flask) -> None:
    hire(app)

    @public
    def submit() -> str:
        present.remember(signin.sign_in(db.session(), "kerstin@example.se", PASSWORD, clock.now()))
        db.session.commit()
        return "in"

    @public
    def leave() -> str:
        signin.sign_out(db.session(), present.token() or "")
        db.session.commit()
        present.forget()
        return "out"

    app.add_url_rule("/in", "in", submit, methods=["POST"])
    app.add_url_rule("/out", "out", leave, methods=["POST"])
    victim = browser(app, "planted")
    with victim.session_transaction() as cookie:
        cookie["csrf_token"] = "planted"
        cookie["language"] = "en"

    victim.post("/in")

    with victim.session_transaction() as cookie:
        assert set(cookie) == {COOKIE_KEY, "language"}
        token = cookie[COOKIE_KEY]
    assert token != "planted"
    assert is_sent_to_sign_in(browser(app, "planted").get(READER_PAGE))
    assert victim.get(READER_PAGE).status_code == 200

    victim.post("/out")

    assert is_sent_to_sign_in(victim.get(READER_PAGE))
    assert is_sent_to_sign_in(browser(app, token).get(READER_PAGE))
