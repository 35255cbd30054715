"""Whoever has the whole database, the secret key and a list of accounts, and wants to know who voted what.

The adversary succeeds while the dialogue is open, which shows that they look in the right places; after the close they
do no better than somebody who guesses.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import DateTime, select, text, update
from sqlalchemy.orm import Session

from core.audit import Actor
from core.chat import ChatChannel, ChatUse, Heard
from core.db import Base, db
from core.house import settings_of
from core.ids import fingerprint, normal_code
from core.outbox import MessageState, OutboxMessage
from dialog.meetings.models import StepKind
from dialog.models import Choice, Door, Participant, Statement, StatementState
from dialog.moderating import deciding
from dialog.results import DialogueView
from integrations.conversations import directory, sending
from integrations.conversations.addresses import Address
from integrations.conversations.arrival import Surface
from integrations.models import ChatAddress, ChatInterview
from surveys import answering, authoring
from surveys.models import Collection
from tests.builders import drain, open_round, small_survey
from tests.dialog.taking_part import cast, voice
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import NOON, StandingClock, working
from tests.integrations.persons import TENANTS, Person
from tests.meetings import open_meeting

SEEDS = tuple(f"{what} vid {where}" for what in ("Bänkar", "Lampor") for where in ("torget", "skolan", "ån"))
THOUGHTS = (
    "Bygg en bro över ån",
    "Ljus längs stigen hem",
    "Simhallen öppnar för sent på lördagar",
    "Parken behöver soptunnor",
    "Låt biblioteket ha kvällsöppet",
    "Snöröjningen tar för lång tid",
)
ACCOUNTS = {
    **{f"U0{nth}SLACK{nth * 37}": ChatChannel.SLACK for nth in range(6)},
    **{f"0{nth}c2a7e4-aad-{nth * 41}": ChatChannel.TEAMS for nth in range(6)},
}
# Of twelve who are matched at random within their own chat two are right on the average, and seven once in two hundred
# times. An order that has leaked gives all of them; that all are right by chance happens once in half a million.
FAR_ABOVE_CHANCE = 11
# What belongs to a voice in the dialogue.
OF_A_VOICE = ("participant", "door", "vote", "statement", "statement_original", "moderation", "appeal")

COULD_BE_A_KEY = re.compile(r"[0-9A-Za-z_-]{16,128}")

CODE, NAME = "K7M2PQ", "Kajsa Warg"

Row = Mapping[str, Any]
Dump = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Crowd:
    """The truth: which voice each account is, known to the test alone."""

    dialogue: DialogueView
    voices: Mapping[str, str]


def crowd(app: Flask, time: StandingClock) -> Crowd:
    """Twelve accounts and some on the web take part one after the other, in an order of their own; all are told later.

    Half write as well, some of them in messages; one goes away in the middle of a question, one message is given up.
    """
    dialogue = open_dialogue(app, *SEEDS, slack=ChatUse.FULL, teams=ChatUse.FULL)
    open_meeting(app, dialogue.slug, CODE, StepKind.CHECK_IN)
    order = list(ACCOUNTS)
    random.Random(5).shuffle(order)
    for nth, account in enumerate(order):
        time.forward(minutes=3)
        person = Person(app, account, ACCOUNTS[account])
        person.open(dialogue.id)
        for number in range(1, 4 + nth % 3):
            person.hear(Heard("dialog.kort", {**person.button("Klar för nu").data, "n": str(number)}))
            person.press(("Håller med", "Håller inte med", "Vet inte")[(nth + number) % 3])
        if nth % 2:
            person.press("Skriv ett eget inspel")
            person.send(text=THOUGHTS[nth // 2])
        else:
            person.press("Klar för nu")
        person.press("Säg till mig")
        person.press("Ja, säg till mig")
        if nth % 3 == 0:
            in_the_meeting(app, person)
    person.say("hej")
    person.say("Svara här, en fråga i taget")
    for nth in range(5):
        with working(app) as session:
            cast(session, dialogue, voice(session, dialogue, f"web pass {nth}"), 1, Choice.AGREE)
    with working(app) as session:
        for statement in session.scalars(select(Statement).where(Statement.state == StatementState.SUBMITTED)):
            deciding.approve(session, statement, Actor(None, "Kerstin Ek"), NOON)
    drain(app)
    with working(app) as session:
        chats = OutboxMessage.topic.in_(("slack.message_due", "teams.message_due"))
        dead = {"state": MessageState.DEAD, "dead_at": time(), "last_error": "not connected", "claimed_by": None}
        session.execute(update(OutboxMessage).where(chats).values(attempts=8, **dead))
        known = {}
        for account, channel in ACCOUNTS.items():
            door = select(Door).where(Door.handle == keyed(app, session, dialogue, channel, account))
            known[account] = session.scalars(door).one().participant_id.hex
    return Crowd(dialogue, known)


def in_the_meeting(app: Flask, person: Person) -> None:
    """Sits down under a name, taps, and goes before the answer to that has been sent."""
    person.hear(Heard("mote.visa", {"k": CODE}))
    person.send(namn=NAME)
    person.send(**{person.screen.prompts[0].key: "3"})
    with working(app) as session:
        reference = {"conversation": f"conversation of {person.account}"}
        to = Address(person.channel, person.tenant, person.account, reference)
        sending.tell(session, to, person.screen)


def keyed(app: Flask, session: Session, dialogue: DialogueView, channel: ChatChannel, account: str) -> str:
    key = session.scalar(text("SELECT key FROM dialogue_key WHERE dialogue_id = :id").bindparams(id=dialogue.id))
    identity = directory.identity(channel, TENANTS[channel], account)
    return hmac.digest(str(key).encode(), identity.encode(), "sha256").hex()


def dump(app: Flask) -> Dump:
    """Every column of every row of every table in the order it lies there, with what the database itself has noted."""
    found: dict[str, Sequence[Row]] = {}
    with app.app_context():
        is_postgresql = db.engine.dialect.name == "postgresql"
        with db.engine.connect() as connection:
            for name, table in Base.metadata.tables.items():
                with_rowid = table.dialect_options["sqlite"]["with_rowid"]
                extra = "xmin::text AS _xmin, ctid::text AS _ctid" if is_postgresql else "rowid AS _rowid"
                extra = extra if is_postgresql or with_rowid else "0 AS _rowid"
                rows = connection.execute(text(f'SELECT {extra}, t.* FROM "{name}" AS t')).mappings().all()
                found[name] = [dict(row) for row in rows]
    assert {"participant", "chat_address", "outbox_message", "audit_entry"} <= found.keys()
    return found


class Adversary:
    """Has the dump, the secret key and the accounts, and guesses which voice is whose."""

    def __init__(self, app: Flask, found: Dump) -> None:
        """Everything is at hand."""
        self.found = found
        with app.app_context():
            self.secret = settings_of(app).secret_key
        words = {value for row in self._rows() for value in row.values() if isinstance(value, str)}
        self.keys = {word for word in words if COULD_BE_A_KEY.fullmatch(word)}
        self.cells: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for table, rows in found.items():
            for place, row in enumerate(rows):
                for value in row.values():
                    self.cells[_plain(value)].add((table, place))

    def by_keys(self) -> dict[str, set[str]]:
        """The tables where something can be worked out from an account with any key there is."""
        hits: dict[str, set[str]] = defaultdict(set)
        for account, channel in ACCOUNTS.items():
            parts = [channel.value, TENANTS[channel], account]
            seeds = {account, json.dumps(parts), json.dumps(["interview", *parts]), "".join(parts), ":".join(parts)}
            ours = {_keyed(self.secret, seed) for seed in seeds}
            by_any = {_keyed(key, seed) for key in self.keys for seed in seeds | ours}
            plain = {hashlib.sha256(one.encode()).hexdigest() for one in seeds | ours}
            of_surveys = {one for key in self.keys for one in _of_survey(key, self.secret, ours)}
            for made in ours | by_any | plain | of_surveys:
                hits[account] |= {table for table, _place in self.cells.get(made, ())}
        return hits

    def by_leftovers(self) -> set[str]:
        """The tables that name an account anywhere, besides the one that is there to."""
        return {
            table
            for table, rows in self.found.items()
            for row, account in itertools.product(rows, ACCOUNTS)
            if account in " ".join(map(str, row.values()))
        } - {"chat_address"}

    def places_of(self, words: str) -> set[str]:
        """The tables where some words stand."""
        return {table for table, rows in self.found.items() if any(words in str(row) for row in rows)}

    def by_transaction(self) -> set[str]:
        """The tables of a voice that have a row written by the transaction that also wrote one person's address.

        The transaction that wrote all addresses tells nothing of any of them.
        """
        wrote: dict[Any, set[str]] = defaultdict(set)
        for row in self.found["chat_address"]:
            wrote[row.get("_xmin")].add(row["person"])
        telling = {xmin for xmin, people in wrote.items() if xmin and len(people) < len(ACCOUNTS)}
        return {table for table in OF_A_VOICE for row in self.found[table] if row.get("_xmin") in telling}

    def by_order(self) -> Iterator[dict[str, str]]:
        """Guesses by laying every order of the addresses beside every order of the voices, within each chat."""
        told = {_plain(row["id"]): row for row in self.found["participant"]}
        for of_accounts, of_voices in itertools.product(self._orders_of_accounts(), self._orders_of_voices()):
            guess: dict[str, str] = {}
            for chat in ChatChannel:
                accounts = [account for account in of_accounts if ACCOUNTS[account] is chat]
                voices = [one for one in of_voices if told[one]["channel"] in (chat, None)]
                guess |= dict(zip(accounts, voices, strict=False))
            yield guess

    def _orders_of_accounts(self) -> list[list[str]]:
        rows = self.found["chat_address"]
        return [[row["person"] for row in _sorted(rows, by)] for by in ("_xmin", "_ctid", "_rowid", "expires_on")]

    def _orders_of_voices(self) -> list[list[str]]:
        named = (("participant", "id"), ("door", "participant_id"), ("vote", "participant_id"))
        orders = [
            list(dict.fromkeys(_plain(row[column]) for row in _sorted(self.found[table], by)))
            for (table, column), by in itertools.product(named, ("_xmin", "_ctid", "_rowid"))
        ]
        numbered = [row for row in _sorted(self.found["statement"], "number") if row["author_id"] is not None]
        orders.append(list(dict.fromkeys(_plain(row["author_id"]) for row in numbered)))
        return [order for order in orders if order]

    def _rows(self) -> Iterable[Row]:
        return itertools.chain.from_iterable(self.found.values())


def _keyed(key: str, seed: str) -> str:
    return hmac.digest(key.encode(), seed.encode(), "sha256").hex()


def _of_survey(key: str, secret: str, identities: set[str]) -> Iterator[str]:
    """What a draft and an answer would be known by, if the key were that of a round."""
    if re.fullmatch(r"[0-9a-f]{64}", key):
        for identity in identities:
            token = hmac.digest(bytes.fromhex(key), identity.encode(), "sha256").hex()
            yield fingerprint(token)
            yield fingerprint(normal_code(answering.receipt_code(secret, token)))


def _plain(value: Any) -> str:
    return str(getattr(value, "hex", value)).replace("-", "") if not isinstance(value, float) else str(value)


def _sorted(rows: Sequence[Row], by: str) -> list[Row]:
    """In the order of something the database has noted; as they lie there where it has noted nothing."""

    def place(row: Row) -> tuple[int, ...]:
        return tuple(int(part) for part in str(row[by]).strip("()").replace("-", ",").split(","))

    return sorted(rows, key=place) if rows and by in rows[0] else list(rows)


def right(guess: Mapping[str, str], truth: Crowd) -> int:
    return sum(guess.get(account) == voice for account, voice in truth.voices.items())


@pytest.fixture(autouse=True)
def _chance_that_is_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The order the addresses are written in is by chance, and one in a thousand such orders would be the true one."""
    monkeypatch.setattr("integrations.conversations.addresses.secrets.SystemRandom", lambda: random.Random(11))


def test_nobody_with_the_whole_database_ties_an_account_to_a_voice_once_the_dialogue_has_closed(
    app: Flask, time: StandingClock
) -> None:
    truth = crowd(app, time)
    open_ = Adversary(app, dump(app))
    assert all("door" in tables for tables in open_.by_keys().values())
    assert {"outbox_message"} <= open_.by_leftovers()
    assert open_.places_of(NAME) == {"meeting_seat"}
    if "_xmin" in open_.found["chat_address"][0]:
        assert max(right(guess, truth) for guess in open_.by_order()) == len(ACCOUNTS)

    time.forward(hours=2)
    close_dialogue(app)
    drain(app)

    closed = Adversary(app, dump(app))
    assert {row["person"] for row in closed.found["chat_address"]} == ACCOUNTS.keys()
    assert set().union(*closed.by_keys().values()) == set()
    assert closed.by_leftovers() == set()
    assert closed.places_of(NAME) == set()
    assert {table: len(closed.found[table]) for table in ("meeting_seat", "meeting_input")} == dict.fromkeys(
        ("meeting_seat", "meeting_input"), 0
    )
    assert closed.by_transaction() == set()
    assert max(right(guess, truth) for guess in closed.by_order()) < FAR_ABOVE_CHANCE
    assert not {row["channel"] for row in closed.found["door"]} & {"slack", "teams"}
    # Nothing that tells one address from another is left, and no moment at which anybody did anything.
    for same in ("expires_on", "consent", "subject_ref", "language"):
        assert len({row[same] for row in closed.found["chat_address"]}) == 1
    kinds: Sequence[type[Base]] = (Participant, Door, ChatAddress, ChatInterview)
    moments = [column for kind in kinds for column in kind.__table__.c if isinstance(column.type, DateTime)]
    values = [row[column.name] for column in moments for row in closed.found[column.table.name]]
    assert [value for value in values if isinstance(value, datetime | str)] == []


def test_nobody_with_the_whole_database_ties_an_account_to_an_answer_once_the_survey_has_closed(
    app: Flask, time: StandingClock
) -> None:
    open_round(app, small_survey(), slack=ChatUse.FULL, teams=ChatUse.FULL)
    for account in ("U00SLACK0", "U01SLACK37", "00c2a7e4-aad-0"):
        time.forward(minutes=3)
        person = Person(app, account, ACCOUNTS[account])
        person.hear(Heard("enkat.borja", {"enkat": "prov", "alder": "16"}))
        person.send(roll="boende")
        person.send(nojd="2", igen="ja")
        person.send(varfor="Kön var lång")
        person.press("Skicka svaren")
        with working(app) as session:
            reference = {"conversation": f"conversation of {account}"}
            sending.tell(session, Address(person.channel, person.tenant, account, reference), person.screen)
    away = Person(app, "U02SLACK74")
    away.surface = Surface.MESSAGE
    away.say("hej")
    for pressed in ("här, en fråga", "Svara:", "börja"):
        away.press(pressed)
    open_ = Adversary(app, dump(app))
    assert {"chat_interview", "response"} <= set().union(*open_.by_keys().values())
    assert open_.by_leftovers() == {"outbox_message"}

    with working(app) as session:
        authoring.close(session, session.scalars(select(Collection)).one(), time())
    with working(app) as session:
        # The messages never arrived, so they are not among what is done now.
        chats = OutboxMessage.topic.in_(("slack.message_due", "teams.message_due"))
        session.execute(update(OutboxMessage).where(chats).values(due_at=time() + timedelta(days=3)))
    drain(app)

    closed = Adversary(app, dump(app))
    assert set().union(*closed.by_keys().values()) == set()
    assert closed.by_leftovers() == set()
    assert {name: len(closed.found[name]) for name in ("collection_key", "chat_interview", "chat_address")} == {
        "collection_key": 0,
        "chat_interview": 0,
        "chat_address": 0,
    }
    assert len(closed.found["response"]) == 4
    assert {row["channel"] for row in closed.found["response"]} == {None}
