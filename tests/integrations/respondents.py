"""Somebody who answers a whole survey through one door, from the same raw answers whichever it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from flask import Flask

from core.chat import ChatChannel
from integrations.conversations.arrival import Surface
from tests.browsing import Browser, Page
from tests.fakes.bot_connector import FakeTeams, actions_of
from tests.fakes.slack import FakeSlack
from tests.integrations.meeting_guests import InSlack, InTeams
from tests.integrations.persons import Person

Raw = Mapping[str, str | list[str]]


class Respondent(Protocol):
    """What anybody can do, whichever door they came through."""

    def begin(self) -> None:
        """Past the terms, to the first question."""

    def answer(self, raw: Raw) -> None:
        """Answer what is asked, one screen after another, until something is wrong or there are no more."""

    def send(self) -> None:
        """Send it all in."""

    @property
    def words(self) -> str:
        """What they read."""


class OnWeb:
    """In a browser without JavaScript."""

    def __init__(self, app: Flask, slug: str) -> None:
        """Not there yet."""
        self.browser, self.slug = Browser(app), slug
        self.page: Page

    @property
    def words(self) -> str:
        """What they read."""
        return self.page.text

    def begin(self) -> None:
        """The button of the first page."""
        self.page = self.browser.send(self.browser.open(f"/enkat/{self.slug}"))

    def answer(self, raw: Raw) -> None:
        """A page at a time; what a script would hide is left alone."""
        while not self.page.title.startswith("Fel") and not self.page.path.endswith("/granska"):
            asked = self.page.form().names()
            self.page = self.browser.send(self.page, {key: value for key, value in raw.items() if key in asked})

    def send(self) -> None:
        """From the page with all the answers."""
        self.page = self.browser.send(self.page, to="/skicka")


class InSlackModal(InSlack):
    """In a modal, through the signed door."""

    def __init__(self, app: Flask, slack: FakeSlack, user: str, title: str) -> None:
        """Not there yet."""
        super().__init__(app, slack, user)
        self.title = title

    def begin(self) -> None:
        """By the command."""
        self.person.command()
        self.press(f"Svara: {self.title}")
        self.press("Jag har fyllt 16, börja")

    def answer(self, raw: Raw) -> None:
        """A form at a time."""
        while inputs := [one for one in self.person.shown["blocks"] if one["type"] == "input"]:
            keys = [one["block_id"].partition(":")[2] for one in inputs]
            answer = self.person.send({key: raw[key] for key in keys if key in raw})
            assert answer.status_code == 200
            if self.person.errors:
                return

    @property
    def words(self) -> str:
        """What they read, also beside the questions."""
        return " ".join((self.person.words, *self.person.errors.values()))

    def send(self, filled: Any = None) -> None:
        """The button at the end."""
        self.press("Skicka svaren")


class InTeamsCard(InTeams):
    """In a card, through the door that checks tokens."""

    def __init__(self, app: Flask, teams: FakeTeams, name: str, slug: str) -> None:
        """Not there yet."""
        super().__init__(app, teams, name)
        self.slug = slug

    def begin(self) -> None:
        """By the button of an earlier card."""
        data = {"samspel.do": "enkat.visa", "samspel.data": {"enkat": self.slug}}
        self._act({"type": "Action.Execute", "verb": "enkat.visa", "data": data})
        self.press("Börja")

    def answer(self, raw: Raw) -> None:
        """A card at a time."""
        while inputs := [one for one in _elements(self.card) if one["type"].startswith("Input.")]:
            filled = {}
            for one in inputs:
                _kind, _dot, key = one["id"].partition(".")
                if key in raw:
                    value = raw[key]
                    filled[one["id"]] = value if isinstance(value, str) else ",".join(quote(v, safe="") for v in value)
            button = next(one for one in actions_of(self.card).values() if one.get("associatedInputs") != "none")
            self._act(button, filled)
            if "Fel:" in self.words:
                return

    def send(self, filled: Any = None) -> None:
        """The button at the end."""
        self.press("Skicka svaren")


class OneAtATime:
    """In private messages, one question at a time, with typed answers."""

    def __init__(self, app: Flask, account: str, title: str, typed: Mapping[str, str]) -> None:
        """``typed`` is what is written to each question, by its words; anything else is passed over."""
        self.person = Person(app, account, ChatChannel.TEAMS)
        self.person.surface = Surface.MESSAGE
        self.title, self.typed = title, typed

    @property
    def words(self) -> str:
        """What they read."""
        screen = self.person.screen
        return " ".join((screen.title, screen.notice, *screen.paragraphs))

    def begin(self) -> None:
        """From the greeting."""
        self.person.say("hej")
        self.person.press("Svara här, en fråga i taget")
        self.person.press(f"Svara: {self.title}")
        self.person.press("Börja")

    def answer(self, raw: Raw) -> None:
        """A message at a time, until the end or a refusal."""
        before = ""
        while "Du har kommit till slutet" not in self.words and self.words != before:
            before, asked = self.words, [one for one in self.typed if one in self.person.screen.paragraphs]
            self.person.say(self.typed[asked[0]] if asked else "hoppa över")
            if self.person.screen.notice:
                return

    def send(self) -> None:
        """By its words."""
        self.person.say("skicka svaren")


def _elements(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for one in card.get("body", ()):
        yield one
        yield from _elements({"body": one.get("items", ())})
