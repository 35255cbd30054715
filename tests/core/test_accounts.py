"""Accounts of staff: opened with care, unique however the address is typed, and every change in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

from core import audit, limits
from core.db import db
from core.people import accounts, retention
from core.people.accounts import Account, BadAccount, EmailTaken, NoSuchStaff, add_staff
from core.people.emails import normal_email
from core.people.roles import Role
from core.people.signin import SignInRefused
from tests.core.people_app import let_in, opened
from tests.ground import EMAIL, PASSWORD, hire, working

CHIEF = audit.Actor(1, "Chefen")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with opened(tmp_path, request.param) as app:
        yield app


@pytest.mark.parametrize("typed", [EMAIL, "KERSTIN@EXAMPLE.SE", " kerstin@example.se "])
def test_one_address_has_one_account_however_it_is_typed(app: Flask, typed: str) -> None:
    hire(app)

    with working(app) as session, pytest.raises(EmailTaken):
        add_staff(session, typed, "Kerstin Ek", PASSWORD, [Role.READER])


@pytest.mark.parametrize(
    ("email", "name", "roles"),
    [
        ("", "Kerstin Ek", [Role.READER]),
        ("kerstin", "Kerstin Ek", [Role.READER]),
        ("kerstin@@example.se", "Kerstin Ek", [Role.READER]),
        ("ker stin@example.se", "Kerstin Ek", [Role.READER]),
        ("kerstin\x00@example.se", "Kerstin Ek", [Role.READER]),
        ("k" * 250 + "@example.se", "Kerstin Ek", [Role.READER]),
        (EMAIL, "", [Role.READER]),
        (EMAIL, " \n ", [Role.READER]),
        (EMAIL, "K" * 121, [Role.READER]),
        (EMAIL, "Kerstin\x00Ek", [Role.READER]),
        (EMAIL, "Kerstin\ud800", [Role.READER]),
        (EMAIL, "Kerstin Ek", []),
    ],
)
def test_an_account_needs_an_address_a_name_and_a_role(app: Flask, email: str, name: str, roles: list[Role]) -> None:
    with working(app) as session, pytest.raises(BadAccount):
        add_staff(session, email, name, PASSWORD, roles)


def test_accounts_are_listed_by_name_with_their_roles_in_order(app: Flask) -> None:
    kerstin = hire(app, Role.READER, Role.STRATEGIST)
    with working(app) as session:
        bo = add_staff(session, "bo@example.se", "  Bo\tAlm ", PASSWORD, {Role.MODERATOR})
        accounts.disable(session, bo)

    with working(app) as session:
        listed = accounts.accounts(session)

    assert [(account.id, account.name, account.is_active) for account in listed] == [
        (bo, "Bo Alm", False),
        (kerstin, "Kerstin Ek", True),
    ]
    assert listed[1].roles == (Role.STRATEGIST, Role.READER)
    assert isinstance(listed[0], Account)


def test_every_change_is_in_the_log_without_the_address(app: Flask) -> None:
    staff_id = hire(app, Role.READER)
    with working(app) as session:
        accounts.set_roles(session, staff_id, [Role.READER, Role.SAFEGUARDING], actor=CHIEF)
        accounts.set_password(session, staff_id, "ett helt annat lösenord", actor=CHIEF)
        accounts.disable(session, staff_id, actor=CHIEF)
        accounts.enable(session, staff_id, actor=CHIEF)

    with working(app) as session:
        lines = list(reversed(audit.entries(session)))
        assert audit.verify(session) is None

    assert [line.action for line in lines] == [
        "staff.added",
        "staff.roles_set",
        "staff.password_set",
        "staff.disabled",
        "staff.enabled",
    ]
    assert lines[1].details == {"roles": "safeguarding, reader"}
    assert [line.actor_name for line in lines] == ["Samspel"] + ["Chefen"] * 4
    assert {line.object_id for line in lines} == {str(staff_id)}
    assert not any("@" in str(line) or "lösenord" in str(line) for line in lines)


def test_a_new_password_replaces_the_old_one(app: Flask) -> None:
    staff_id = hire(app)
    with working(app) as session:
        accounts.set_password(session, staff_id, "ett helt annat lösenord")

    assert let_in(app, password="ett helt annat lösenord")
    with pytest.raises(SignInRefused):
        let_in(app)


def test_an_account_keeps_at_least_one_role(app: Flask) -> None:
    staff_id = hire(app)
    with working(app) as session, pytest.raises(BadAccount):
        accounts.set_roles(session, staff_id, [])


def test_an_account_that_does_not_exist_cannot_be_changed(app: Flask) -> None:
    with working(app) as session:
        with pytest.raises(NoSuchStaff):
            accounts.disable(session, 99)
        with pytest.raises(NoSuchStaff):
            accounts.staff_with(session, "ingen@example.se")
        with pytest.raises(NoSuchStaff):
            accounts.staff_with(session, "")


def test_every_table_has_a_rule_for_how_long_it_is_kept(app: Flask) -> None:
    ruled = {rule.table for rules in (retention.RULES, audit.RULES, limits.RULES) for rule in rules}
    with app.app_context():
        there = set(inspect(db.engine).get_table_names())

    assert ruled == there
    assert {rule.table for rule in retention.RULES if rule.purge} == {"staff_session"}


def test_an_address_is_folded_once_and_for_all() -> None:
    assert normal_email("  Åsa.STRAß@Example.SE ") == "åsa.strass@example.se"
    assert normal_email(normal_email("ÅSA@example.se")) == normal_email("ÅSA@example.se")
