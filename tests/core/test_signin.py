"""Signing in tells nobody which accounts there are, costs the same whoever is asked for, and leads only home."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.ids import fingerprint
from core.limits import TooMany
from core.people import accounts, passwords, sessions, signin
from core.people.models import Staff, StaffSession
from core.people.roles import Role
from core.people.signin import SignInRefused, admit, check, enter, safe_next, sign_in
from tests.core.people_app import let_in, opened
from tests.ground import EMAIL, NOON, PASSWORD, hire, working
from tests.less_work import HOUSE_HASHER

WRONG = "fel fel fel fel"
LATER = NOON + timedelta(minutes=1)


class Counting:
    """The real hasher, counting what it is asked to do."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self.hasher = hasher
        self.verified = 0
        self.hashed = 0

    def verify(self, password_hash: str, password: bytes) -> bool:
        self.verified += 1
        return self.hasher.verify(password_hash, password)

    def hash(self, password: bytes) -> str:
        self.hashed += 1
        return self.hasher.hash(password)

    def check_needs_rehash(self, password_hash: str) -> bool:
        return self.hasher.check_needs_rehash(password_hash)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    with opened(tmp_path, request.param) as app:
        yield app


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """What is asked of the hasher, once nobody's hash has been made."""
    passwords.nobodys_hash()
    counting = Counting(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", counting)
    return counting


def refused(session: Session, email: str, password: str) -> bool:
    try:
        sign_in(session, email, password, NOON)
    except SignInRefused as refusal:
        return refusal.args == ()
    return False


def test_the_right_password_opens_a_session(app: Flask) -> None:
    staff_id = hire(app, Role.STRATEGIST, Role.READER)
    token = let_in(app)

    with working(app) as session:
        staff = sessions.resolve(session, token, LATER)

    assert staff == sessions.CurrentStaff(staff_id, "Kerstin Ek", EMAIL, frozenset({Role.STRATEGIST, Role.READER}))


def test_only_the_fingerprint_of_a_token_is_stored(app: Flask) -> None:
    hire(app)
    token = let_in(app)

    with working(app) as session:
        row = session.scalars(select(StaffSession)).one()
        assert row.token_hash == fingerprint(token)
        assert row.expires_at - row.created_at == timedelta(hours=12)


def test_every_sign_in_gives_a_new_token(app: Flask) -> None:
    hire(app)

    assert len({let_in(app) for _ in range(3)}) == 3


@pytest.mark.parametrize("typed", ["KERSTIN@example.se", "  Kerstin@Example.SE\n"])
def test_an_address_is_the_same_however_it_is_typed(app: Flask, typed: str) -> None:
    hire(app)

    assert let_in(app, email=typed)


def test_a_password_is_the_same_on_every_keyboard(app: Flask) -> None:
    composed = unicodedata.normalize("NFC", "räksmörgås på ö")
    with working(app) as session:
        accounts.add_staff(session, EMAIL, "Kerstin Ek", composed, [Role.READER])

    assert let_in(app, password=unicodedata.normalize("NFD", composed))


def test_a_refusal_is_the_same_and_costs_the_same_whatever_was_wrong(app: Flask, work: Counting) -> None:
    hire(app)
    disabled_id = hire(app, email="bo@example.se")
    with working(app) as session:
        accounts.disable(session, disabled_id)
    work.verified = work.hashed = 0

    with working(app) as session:
        attempts = [
            (EMAIL, WRONG),
            (EMAIL, ""),
            ("bo@example.se", PASSWORD),
            ("ingen@example.se", PASSWORD),
            ("not an address", PASSWORD),
            ("", PASSWORD),
            ("\x00@example.se", PASSWORD),
            ("\ud800@example.se", PASSWORD),
            ("a" * 10_000_000, PASSWORD),
            (EMAIL, "\x00\ud800" * 6),
        ]
        for number, (email, password) in enumerate(attempts, start=1):
            assert refused(session, email, password)
            assert (work.verified, work.hashed) == (number, 0)


def test_a_right_password_costs_what_a_wrong_one_does(app: Flask, work: Counting) -> None:
    hire(app)
    work.verified = work.hashed = 0

    let_in(app)

    assert (work.verified, work.hashed) == (1, 0)


@pytest.mark.parametrize("email", [EMAIL, "ingen@example.se"])
def test_a_password_of_ten_megabytes_is_refused_without_hashing(app: Flask, work: Counting, email: str) -> None:
    hire(app)
    work.verified = work.hashed = 0

    with working(app) as session:
        assert refused(session, email, "å" * 10_000_000)
        assert refused(session, email, "a" * (passwords.LONGEST + 1))

    assert (work.verified, work.hashed) == (0, 0)


def test_the_first_refusal_of_a_process_costs_what_the_others_do(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hire(app)
    counting = Counting(passwords._hasher)
    monkeypatch.setattr(passwords, "_hasher", counting)
    costs = []
    for email in (EMAIL, "ingen@example.se"):
        passwords.nobodys_hash.cache_clear()
        counting.verified = counting.hashed = 0
        with working(app) as session:
            assert refused(session, email, WRONG)
        costs.append((counting.verified, counting.hashed))

    assert costs == [(1, 1), (1, 1)]


@pytest.mark.parametrize("length", [12, 200])
def test_a_password_of_a_good_length_can_be_used(app: Flask, length: int) -> None:
    with working(app) as session:
        accounts.add_staff(session, EMAIL, "Kerstin Ek", "x" * length, [Role.READER])

    assert let_in(app, password="x" * length)


@pytest.mark.parametrize("length", [0, 11, 201, 10_000_000])
def test_a_password_is_from_12_to_200_characters(app: Flask, work: Counting, length: int) -> None:
    with working(app) as session, pytest.raises(passwords.BadPassword):
        accounts.add_staff(session, EMAIL, "Kerstin Ek", "x" * length, [Role.READER])

    assert work.hashed == 0


def test_a_hash_with_old_parameters_is_renewed_at_the_next_sign_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", HOUSE_HASHER)
    staff_id = hire(app)
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with working(app) as session:
        staff = session.get(Staff, staff_id)
        assert staff is not None
        staff.password_hash = old

    let_in(app)

    with working(app) as session:
        stored = session.scalars(select(Staff.password_hash)).one()
        assert "m=19456,t=2,p=1" in stored
        assert refused(session, EMAIL, WRONG)
    assert let_in(app)


def test_a_damaged_hash_opens_nothing(app: Flask) -> None:
    staff_id = hire(app)
    with working(app) as session:
        staff = session.get(Staff, staff_id)
        assert staff is not None
        staff.password_hash = "damaged"

    with working(app) as session:
        assert refused(session, EMAIL, PASSWORD)
        assert refused(session, EMAIL, "damaged")


def test_the_right_password_of_a_disabled_account_proves_nothing(app: Flask) -> None:
    staff_id = hire(app)
    with working(app) as session:
        accounts.disable(session, staff_id)

    with working(app) as session, pytest.raises(SignInRefused):
        check(session, EMAIL, PASSWORD)


def test_an_account_disabled_while_its_password_was_checked_is_refused(app: Flask) -> None:
    staff_id = hire(app)
    with working(app) as session:
        proven = check(session, EMAIL, PASSWORD)
    with working(app) as session:
        accounts.disable(session, staff_id)

    with working(app) as session, pytest.raises(SignInRefused):
        enter(session, proven, NOON)


def test_a_password_changed_while_the_old_one_was_checked_is_refused(app: Flask) -> None:
    staff_id = hire(app)
    with working(app) as session:
        proven = check(session, EMAIL, PASSWORD)
    with working(app) as session:
        accounts.set_password(session, staff_id, "ett helt annat lösenord")

    with working(app) as session, pytest.raises(SignInRefused):
        enter(session, proven, NOON)


def test_what_proves_a_password_does_not_show_its_hash(app: Flask) -> None:
    hire(app)
    with working(app) as session:
        assert "argon2" not in repr(check(session, EMAIL, PASSWORD))


def attempt(app: Flask, email: str = EMAIL, address: str = "192.0.2.1", password: str = WRONG) -> str:
    """One visit to the sign-in page, as its edge is written."""
    with working(app) as session:
        try:
            admit(session, email, address, NOON)
            session.commit()
            sign_in(session, email, password, NOON)
        except TooMany:
            return "too many"
        except SignInRefused:
            return "refused"
        return "in"


@pytest.mark.parametrize("email", [EMAIL, "ingen@example.se"])
def test_guessing_at_an_account_ends_after_ten_from_wherever_it_comes(app: Flask, email: str) -> None:
    hire(app)
    outcomes = [attempt(app, email, address=f"192.0.2.{number}") for number in range(11)]

    assert outcomes == ["refused"] * 10 + ["too many"]
    assert attempt(app, email.upper(), password=PASSWORD) == "too many"


def test_guessing_at_many_accounts_from_one_network_ends(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signin, "ATTEMPTS_FROM_A_NETWORK", 5)
    hire(app)
    outcomes = [attempt(app, f"n{number}@example.se", address=f"2001:db8::{number}") for number in range(6)]

    assert outcomes == ["refused"] * 5 + ["too many"]
    assert attempt(app, address="2001:db8:0:1::1", password=PASSWORD) == "in"


def test_a_network_that_is_shut_out_no_longer_counts_against_the_account(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin, "ATTEMPTS_FROM_A_NETWORK", 5)
    hire(app)
    for _ in range(20):
        attempt(app, address="192.0.2.1")

    assert attempt(app, address="192.0.2.2", password=PASSWORD) == "in"


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "personal",
        "https://evil.example/",
        "http:evil.example",
        "javascript:alert(1)",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/personal\r\nSet-Cookie: a=b",
        "/\x00personal",
        "/\x7f",
        "/\u2028personal",
        "/\u200f/personal",
        "/.//evil.example",
        "/personal//evil.example",
        "/personal?to=\\evil",
        "/\ud800",
        "/" + "a" * 2000,
        "http://[",
        "//[",
    ],
)
def test_a_target_that_could_lead_anywhere_else_is_not_followed(target: str | None) -> None:
    assert safe_next(target) == "/personal"
    assert safe_next(target, default="") == ""


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/personal/enkater",
        "/personal/enkater?sida=2&sok=bygg%20lov",
        "/personal?from=https://example.se//a",
        "/dialog/hur-kommer-vi-hem#svar",
        "/enkat/bemötande",
    ],
)
def test_a_local_target_is_followed(target: str) -> None:
    assert safe_next(target) == target


@given(st.text(alphabet="/\\.:?#@%[]\t\n\r\x00 aehpst25f", max_size=12))
def test_a_browser_that_follows_a_target_stays_with_us(typed: str) -> None:
    """By the URL standard a browser strips and drops first, and then takes a second slash of either kind for a host."""
    for target in (typed, f"/{typed}", f"//{typed}", f"/{typed}/evil.example"):
        followed = re.sub(r"[\t\n\r]", "", safe_next(target).strip("".join(map(chr, range(33)))))

        assert re.match(r"/(?![/\\])", followed)
        assert "//" not in re.split(r"[?#]", followed)[0]
