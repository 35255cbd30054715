"""``flask staff``: what an administrator types, and what a script relies on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask

from core import audit
from core.people import sessions, staff_cli
from core.people.roles import Role
from core.people.signin import SignInRefused
from tests.core.people_app import let_in, opened
from tests.ground import EMAIL, NOON, PASSWORD, hire, working

ADD = ["staff", "add", EMAIL, "--name", "Kerstin Ek", "--role", "strategist"]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with opened(tmp_path, "sqlite") as app:
        yield app


def run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(args=list(arguments), input=typed)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_cli, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
@pytest.mark.parametrize("flag", [[], ["--password-stdin"]])
def test_a_password_from_a_pipe_opens_an_account(app: Flask, flag: list[str], ending: str) -> None:
    result = run(app, *ADD, "--role", "reader", *flag, typed=PASSWORD + ending)

    assert (result.exit_code, result.stderr) == (0, "")
    assert PASSWORD not in result.output
    with working(app) as session:
        staff = sessions.resolve(session, let_in(app), NOON)
        assert staff is not None
        assert staff.roles == {Role.STRATEGIST, Role.READER}
        assert audit.entries(session)[0].actor_name == "Kommandoraden"


def test_a_terminal_asks_twice_and_shows_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)

    result = run(app, *ADD, typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert let_in(app)


def test_a_terminal_asks_again_when_the_two_differ(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)

    result = run(app, *ADD, typed=f"{PASSWORD}\nett skrivfel bara\n{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0
    assert let_in(app)


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (ADD, "kort", "12 to 200 characters"),
        (ADD, "", "12 to 200 characters"),
        (ADD, "x" * 10_000, "12 to 200 characters"),
        (["staff", "add", "kerstin", *ADD[3:]], PASSWORD, "name@example.se"),
        ([*ADD[:3], "--name", " ", *ADD[5:]], PASSWORD, "1 to 120 characters"),
        ([*ADD[:5]], PASSWORD, "--role"),
        ([*ADD[:5], "--role", "kung"], PASSWORD, "kung"),
        (["staff", "add"], PASSWORD, "EMAIL"),
    ],
)
def test_what_can_be_typed_better_ends_with_2(app: Flask, arguments: list[str], typed: str, said: str) -> None:
    result = run(app, *arguments, typed=typed)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    with working(app) as session:
        assert audit.entries(session) == ()


def test_an_address_that_has_an_account_ends_with_1(app: Flask) -> None:
    hire(app)

    result = run(app, *ADD, typed=PASSWORD)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "already has an account" in result.stderr


@pytest.mark.parametrize("command", ["disable", "enable", "password"])
def test_an_address_without_an_account_ends_with_1(app: Flask, command: str) -> None:
    result = run(app, "staff", command, "ingen@example.se", typed=PASSWORD)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "has no account" in result.stderr


def test_disabling_signs_out_and_enabling_lets_in_again(app: Flask) -> None:
    hire(app)
    token = let_in(app)

    assert run(app, "staff", "disable", EMAIL.upper()).exit_code == 0
    with working(app) as session:
        assert sessions.resolve(session, token, NOON) is None
    with pytest.raises(SignInRefused):
        let_in(app)

    assert run(app, "staff", "enable", EMAIL).exit_code == 0
    assert let_in(app)


def test_a_forgotten_password_can_be_replaced(app: Flask) -> None:
    hire(app)

    assert run(app, "staff", "password", EMAIL, typed="ett helt annat lösenord\n").exit_code == 0
    assert let_in(app, password="ett helt annat lösenord")


def test_the_list_has_a_line_for_everybody(app: Flask) -> None:
    hire(app, Role.READER, Role.ADMINISTRATOR)
    hire(app, email="bo@example.se")
    run(app, "staff", "disable", "bo@example.se")

    assert run(app, "staff", "list").stdout.splitlines() == [
        "kerstin@example.se\tKerstin Ek\tadministrator, reader",
        "bo@example.se\tKerstin Ek\treader\tdisabled",
    ]
