"""A tiny room with one desk, and an app with nothing but that room, which a process of its own can build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from core import outbox
from core.chat import Button, ChatChannel, Desk, Heard, Keep, Offer, Screen, Speaker
from core.db import init_db
from core.errors import PersonMet
from core.house import move_in
from core.i18n import init_i18n
from core.prompts import Choice, Control, Prompt, Refused
from core.room import House, Room
from core.settings import ROOT, Settings
from integrations.conversations import receiving
from integrations.conversations.arrival import Arrival, Surface
from tests.ground import working

SECRET = "a secret for tests of 32 characters or more"
EFFECT = "tests.effect"
UNTIL = date(2026, 6, 1)
COLOUR = Prompt(
    "farg", Control.PICK_ONE, "Vilken färg?", choices=(Choice("r", "Röd"), Choice("b", "Blå")), required=True
)
FRUIT = Prompt(
    "frukt",
    Control.PICK_MANY,
    "Vilken frukt?",
    choices=(Choice("a", "Äpple"), Choice("p", "Päron"), Choice("k", "Kiwi")),
)
STEPS = tuple(Choice(str(step), str(step)) for step in range(1, 11))
GRADE = Prompt("betyg", Control.PICK_ONE, "Vilket betyg?", choices=STEPS, low="Dåligt", high="Bra")
WORDS = Prompt("ord", Control.LONG_TEXT, "Vad tänker du?")
READ = Prompt("info", None, "Läs det här först.")
FORM = Screen(
    "Fyra frågor", prompts=(READ, COLOUR, FRUIT, GRADE, WORDS), send=Button("prov.skicka", "Skicka", {"nr": "1"})
)


class Shut(PersonMet):
    """The counter is shut."""

    title = "Luckan är stängd"
    message = "Det du skrev är inte sparat."
    advice = "Kom tillbaka i morgon."


class Bug(Exception):
    """A fault of ours."""


def effect(session: Session, **payload: Any) -> None:
    """Something that can be counted."""
    outbox.post(session, EFFECT, **payload)


def hear(session: Session, speaker: Speaker, heard: Heard) -> Screen:
    """Do one thing."""
    match heard.do.partition(".")[2]:
        case "form":
            return FORM
        case "skicka":
            if "fel" in heard.value("ord"):
                return Screen("Fyra frågor", prompts=FORM.prompts, errors={"ord": "Skriv något annat."}, send=FORM.send)
            effect(session, values={key: list(given) for key, given in heard.values.items()}, **heard.data)
            return Screen("Tack", ("Vi läser allt.",), is_last=True)
        case "ja":
            effect(session, identity=speaker.identity)
            return Screen("Gjort", keep=Keep("prov:1", UNTIL, "1"), buttons=(Button("prov.glom", "Glöm mig"),))
        case "glom":
            return Screen("Glömt", forget=("prov:1",))
        case "stangd":
            effect(session)
            raise Shut
        case "nej":
            effect(session)
            raise Refused("Välj ett av alternativen.")
        case "skriv":
            effect(session, text=heard.value("text"), **heard.data)
            return Screen("Hörde")
    effect(session)
    raise Bug


def offers(session: Session, speaker: Speaker, today: date) -> Sequence[Offer]:
    """Always the same."""
    return (Offer("Fyra frågor", "Tar en minut.", Button("prov.form", "Svara")),)


def erase(session: Session, speaker: Speaker) -> int:
    """Say that it was done."""
    effect(session, erased=speaker.identity)
    return 1


DESK = Desk("prov", offers, hear, erase, words=("prov", "lucka"))
HOUSE = House((Room("prov", desks=(DESK,)),))


def arrival(
    delivery: str, do: str = "", typed: str = "", *, person: str = "U1", tenant: str = "T1",
    surface: Surface = Surface.MESSAGE, place: str = "", language: str = "sv", **more: str
) -> Arrival:  # fmt: skip
    """Something from Slack."""
    heard = Heard(do, more) if do else None
    return Arrival(
        ChatChannel.SLACK,
        tenant,
        person,
        delivery,
        surface,
        heard,
        typed,
        language,
        {"c": "D1"},
        place,
        "https://x.se/",
    )


def build(url: str) -> Flask:
    """An app with nothing but the tiny room."""
    app = Flask("chat", static_folder=None)
    app.config["TRANSLATIONS"] = ROOT / "translations"
    settings = Settings(database_url=url, secret_key=SECRET).completed()
    move_in(app, HOUSE, settings)
    init_db(app, settings)
    init_i18n(app)
    return app


def deliver_again_and_again(url: str, times: int, together: Barrier, new: SimpleQueue[int]) -> None:
    """One process that gets the same delivery many times; tells how often it was new."""
    app = build(url)
    together.wait(30)
    count = 0
    for _ in range(times):
        with working(app) as session:
            count += not receiving.receive(session, arrival("Ev1", "prov.ja")).is_repeat
    new.put(count)
