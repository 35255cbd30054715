"""What somebody ought to read as a concern stands nowhere else: no page, no file, no log, no other table."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.routing import AnyConverter, BaseConverter, UUIDConverter
from werkzeug.routing.converters import NumberConverter

from core.chat import ChatChannel, ChatUse, Heard
from core.concerns.models import Concern, Raiser
from core.db import Base
from core.people.roles import Role
from core.web.inputs import IdConverter
from dialog import concerns as safety
from dialog.meetings.models import StepKind
from dialog.models import Dialogue, Source, Statement, StatementOriginal
from integrations.conversations import sending
from integrations.conversations.addresses import Address
from integrations.conversations.arrival import Surface
from tests.browsing import Browser
from tests.builders import drain, on_sqlite, open_round, run, signed_in, small_survey
from tests.dialogues import add_inspel, close_dialogue, more_votes, open_dialogue
from tests.ground import NOON, working
from tests.integrations.persons import Person
from tests.meetings import open_meeting

pytestmark = on_sqlite

MARK = "kvastfening"
# Where the words may stand: with the concern, and in the answer they were part of, which no page reads them from.
PLACES = {"concern", "comment", "response"}
# Where links are followed; of the rest of the house every address is opened once.
ROOMS = ("/dialog", "/enkat", "/personal/dialoger", "/personal/enkater/prov", "/personal/oro")
MOST_PAGES = 1_000


@pytest.fixture
def planted(app: Flask) -> Flask:
    """A dialogue with a flagged inspel, what was masked in it and what its reporter said; a worrying comment."""
    dialogue = open_dialogue(app, "Sista bussen går för tidigt")
    with working(app) as session:
        masked = add_inspel(session, dialogue.id, f"Det händer [struket], {MARK}", source=Source.WEB)
        session.add(StatementOriginal(statement_id=masked.id, words=f"Det händer hos mig, {MARK}"))
        reported = add_inspel(session, dialogue.id, f"Ingen vet, {MARK}", source=Source.WEB).number
    # Votes and an analysis come before the worry does.
    more_votes(app, "hem", 8)
    drain(app)
    browser = Browser(app)
    page = browser.open(f"/dialog/hem/oro/{reported}")
    browser.send(page, {"orsak": "other", "ord": f"Jag vet vem det är, {MARK}"})
    browser.send(browser.open("/dialog/hem/skriv"), {"text": f"Jag orkar inte leva längre, {MARK}"})
    with working(app) as session:
        row = session.scalars(select(Statement).where(Statement.text.contains("struket"))).one()
        safety.raise_for(session, row, "other", Raiser.STAFF, NOON, note=f"Läs genast, {MARK}")
    in_chats(app, dialogue.id)
    open_round(app, small_survey(layout="one_page"))
    for words in (f"Jag orkar inte leva längre, {MARK}", "Kön var för lång"):
        answering = Browser(app)
        answering.send(answering.open("/enkat/prov"), {"roll": "boende", "nojd": "1", "varfor": words})
    return app


def in_chats(app: Flask, dialogue_id: int) -> None:
    """Somebody in Slack writes it in messages, somebody in Teams in a meeting, and both are shown where help is."""
    with working(app) as session:
        session.execute(update(Dialogue).values(slack=ChatUse.FULL, teams=ChatUse.FULL))
    open_meeting(app, "hem", "KKKKK2", StepKind.WRITING)
    words = f"Jag orkar inte leva längre, {MARK}"
    slack, teams = Person(app, "anna"), Person(app, "bo", ChatChannel.TEAMS)
    slack.say(words)
    assert "116 111" in " ".join(slack.screen.paragraphs)
    slack.say("hej")
    for pressed in ("här, en fråga", "Delta:", "örja", "Skriv ett eget"):
        slack.surface = Surface.MESSAGE
        slack.press(pressed)
    slack.say(f"{words} alls")
    teams.hear(Heard("mote.visa", {"k": "KKKKK2"}))
    teams.send(namn="")
    teams.send(text=f"{words} nu")
    for person in (slack, teams):
        assert "116 111" in " ".join(person.screen.paragraphs), person.screen
        with working(app) as session:
            to = Address(person.channel, person.tenant, person.account, {"conversation": "x"})
            sending.tell(session, to, person.screen)


def addresses(app: Flask) -> Iterator[str]:
    """Every page of the app that can be opened, about the dialogue and the survey where it is about something."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        for slug in ("hem", "prov"):
            for number in (1, 2, 3):
                given = {
                    name: slug if name == "slug" else _value(rule._converters[name], number) for name in rule.arguments
                }
                yield str(adapter.build(rule.endpoint, given, method="GET"))


def _value(part: BaseConverter, number: int) -> str | int | uuid.UUID:
    """Something that may stand at a place of an address."""
    if isinstance(part, AnyConverter):
        return min(part.items)
    if isinstance(part, UUIDConverter):
        return uuid.UUID(int=number)
    return number if isinstance(part, IdConverter | NumberConverter) else "finns-inte"


def leaking(browser: Browser, starts: Iterable[str]) -> list[str]:
    """The addresses where the mark stands, among some and all in the rooms that links lead to from them."""
    found: list[str] = []
    seen: set[str] = set()
    waiting = list(starts)
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        page = browser.open(address)
        assert page.status < 500, address
        if MARK in readable(page.body):
            found.append(address)
        waiting += [link for link in page.links if link.startswith(ROOMS) and "sprak=" not in link]
    assert not waiting, "a part of the rooms was not looked at"
    return found


def readable(body: bytes) -> str:
    """What a file says, also when it is packed."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_what_worries_stands_on_no_page_and_in_no_file_or_log(
    planted: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with working(planted) as session:
        assert sum(MARK in row.words for row in session.scalars(select(Concern))) == 5
    # Each role sees something of its own; together they see all that is not for the trygghetsansvarig.
    stranger, staff = Browser(planted), signed_in(planted, *(role for role in Role if role is not Role.SAFEGUARDING))
    starts = set(addresses(planted))
    inner = {address for address in starts if address.startswith("/personal")}

    assert leaking(staff, ("/personal/enkater/prov/kommentarer", "/personal/dialoger/hem/inspel")) == []
    assert files_with_the_mark(planted, tmp_path) == []
    drain(planted)
    close_dialogue(planted)
    drain(planted)

    assert leaking(stranger, starts - inner) == []
    assert leaking(staff, inner) == []
    assert leaking(signed_in(planted, Role.SAFEGUARDING), ("/personal", "/personal/oro", "/personal/oro/1")) == []
    assert files_with_the_mark(planted, tmp_path) == []
    assert tables_with_the_mark(planted) == PLACES
    assert MARK not in caplog.text


def files_with_the_mark(app: Flask, folder: Path) -> list[str]:
    """The files of the command line that say it; one that is not handed out says nothing."""
    found = []
    for command in (("surveys", "export-responses", "prov"), ("dialog", "export", "hem")):
        file = folder / command[0]
        result = run(app, *command, str(file))
        told = result.output + (readable(file.read_bytes()) if file.exists() else "")
        found += [command[0]] if MARK in told else []
    return found


def tables_with_the_mark(app: Flask) -> set[str]:
    """The tables where the mark stands: outbox, audit log, findings and all others are among those looked in."""
    with working(app) as session:
        return {
            table.name
            for table in Base.metadata.sorted_tables
            if MARK
            in json.dumps([list(row) for row in session.execute(select(table))], default=str, ensure_ascii=False)
        }
