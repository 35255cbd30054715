"""Somebody who comes to a meeting through the web, Slack or Teams, and does there what all the others do as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from flask import Flask

from dialog.models import Choice
from tests.browsing import Browser, Page
from tests.fakes.bot_connector import FakeTeams, actions_of, activity, faults_of_card, pressed, words_of
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_person import SlackPerson

Vote = Callable[[str], Choice]
VOTES = {Choice.AGREE: "Håller med", Choice.DISAGREE: "Håller inte med", Choice.PASS: "Vet inte"}
JUDGEMENTS = {"stammer": "Stämmer", "stammer_inte": "Stämmer inte", "saknas": "Något saknas"}


class Guest(Protocol):
    """What anybody can do in a meeting, whichever door they came through; each thing is a request or more."""

    def come(self, slug: str, code: str) -> None:
        """Go in."""

    def write(self, text: str) -> None:
        """Send an inspel."""

    def vote(self, texts: Sequence[str], choose: Vote) -> None:
        """Vote on every card that comes."""

    def place(self, numbers: Sequence[int]) -> None:
        """Place the dots."""

    def judge(self, judgements: Sequence[str]) -> None:
        """Say of each line in turn whether it is right."""

    def tap(self, taps: Mapping[str, str]) -> None:
        """Tap from one to five."""


class OnWeb:
    """In a browser without JavaScript; who is quick sends their votes without waiting for the page between them."""

    def __init__(self, app: Flask, *, is_quick: bool = False) -> None:
        """Not there yet."""
        self.browser = Browser(app)
        self.room = ""
        self.is_quick = is_quick

    def come(self, slug: str, code: str) -> None:
        """Through the väntrum."""
        self.room = f"/dialog/{slug}/samtal/{code}"
        answer = self.browser.send(self.browser.open(self.room), {"namn": ""}, to="/in", follow=False)
        assert answer.headers.get("Location") == self.room, answer.text

    def write(self, text: str) -> None:
        """In the form of the step."""
        page = self.browser.send(self._look(), {"text": text}, to="/skriv")
        assert "Ditt inspel är skickat" in page.text, page.text

    def vote(self, texts: Sequence[str], choose: Vote) -> None:
        """The next card comes in the answer to the vote."""
        page = self._look()
        if self.is_quick:
            self._vote_quickly(page, texts, choose)
            return
        while _has(page, "/rosta"):
            page = self.browser.send(page, button=("rost", choose(_shown(texts, page.text))), to="/rosta")

    def place(self, numbers: Sequence[int]) -> None:
        """One question for each inspel."""
        dots = {f"prick-{number}": str(numbers.count(number)) for number in numbers}
        assert "dina prickar är sparade" in self.browser.send(self._look(), dots, to="/prickar").text

    def judge(self, judgements: Sequence[str]) -> None:
        """The next line comes in the answer."""
        page = self._look()
        for judgement in judgements:
            page = self.browser.send(page, button=("svar", judgement), to="/rad")
        assert not _has(page, "/rad")

    def tap(self, taps: Mapping[str, str]) -> None:
        """All questions stand on one page."""
        assert "ditt svar är sparat" in self.browser.send(self._look(), taps, to="/tryck").text

    def _vote_quickly(self, page: Page, texts: Sequence[str], choose: Vote) -> None:
        form = next(form for form in page.forms if form.action.endswith("/rosta"))
        for number, text in enumerate(texts, 1):
            sent = form.filled({}, ("rost", choose(text)))
            sent["inspel"] = str(number)
            answer = self.browser.post(form.action, sent, follow=False)
            assert answer.headers.get("Location") == self.room, answer.text

    def _look(self) -> Page:
        return self.browser.open(self.room)


class _InChat:
    """What is the same in both chats, where a screen has words, buttons and a form."""

    @property
    def words(self) -> str:
        """What they read."""
        raise NotImplementedError

    def press(self, label: str) -> None:
        """Press a button."""
        raise NotImplementedError

    def send(self, filled: Mapping[str, str]) -> None:
        """Send the form."""
        raise NotImplementedError

    def write(self, text: str) -> None:
        """In the form of the step."""
        self.press("Uppdatera")
        self.send({"text": text})
        assert "Ditt inspel är skickat" in self.words, self.words

    def vote(self, texts: Sequence[str], choose: Vote) -> None:
        """The next card is the answer to the vote."""
        self.press("Uppdatera")
        while "Du är klar" not in self.words:
            self.press(VOTES[choose(_shown(texts, self.words))])

    def place(self, numbers: Sequence[int]) -> None:
        """One question for each dot."""
        self.press("Uppdatera")
        self.send({f"prick{n}": str(number) for n, number in enumerate(numbers, 1)})
        assert "dina prickar är sparade" in self.words, self.words

    def judge(self, judgements: Sequence[str]) -> None:
        """The next line is the answer."""
        self.press("Uppdatera")
        for judgement in judgements:
            self.press(JUDGEMENTS[judgement])
        assert "Du är klar" in self.words, self.words

    def tap(self, taps: Mapping[str, str]) -> None:
        """All questions stand in one form."""
        self.press("Uppdatera")
        self.send(taps)
        assert "ditt svar är sparat" in self.words, self.words


class InSlack(_InChat):
    """In a modal that the command opened."""

    def __init__(self, app: Flask, slack: FakeSlack, user: str) -> None:
        """Not there yet."""
        self.person = SlackPerson(app, slack, user)

    @property
    def words(self) -> str:
        """What they read."""
        return self.person.words

    def come(self, slug: str, code: str) -> None:
        """By the code on the wall."""
        self.person.command(f"möte {code.lower()}")
        self.press("Gå med i mötet")
        # Slack's terms ask for sixteen years.
        assert self.person.shown["submit"]["text"] == "Jag är minst 16, gå in"
        self.send({})

    def press(self, label: str) -> None:
        """Press a button in the modal."""
        assert self.person.press(label).status_code == 200

    def send(self, filled: Mapping[str, str]) -> None:
        """Send the modal."""
        assert self.person.send(filled).status_code == 200
        assert not self.person.errors, self.person.errors


class InTeams(_InChat):
    """In a card that is replaced by the next."""

    def __init__(self, app: Flask, teams: FakeTeams, name: str) -> None:
        """Not there yet."""
        self.client, self.teams = app.test_client(), teams
        self.who = {
            "from": {"id": f"29:{name}", "aadObjectId": f"cccccccc-0000-0000-0000-{name:0>12}", "name": name},
            "conversation": {**activity()["conversation"], "id": f"a:{name}"},
        }
        self.card: Mapping[str, Any] = {"body": []}

    @property
    def words(self) -> str:
        """What they read."""
        return words_of(self.card)

    def come(self, slug: str, code: str) -> None:
        """By the button of an earlier card."""
        data = {"samspel.do": "mote.visa", "samspel.data": {"k": code}}
        self._act({"type": "Action.Execute", "verb": "mote.visa", "data": data})
        self.send({})

    def press(self, label: str) -> None:
        """Press a button of the card."""
        self._act(self._action(label))

    def send(self, filled: Mapping[str, str]) -> None:
        """Press the button that takes the inputs along."""
        send = next(one for one in actions_of(self.card).values() if one.get("associatedInputs") != "none")
        self._act(send, {f"en.{key}": value for key, value in filled.items()})

    def _action(self, label: str) -> Mapping[str, Any]:
        actions = actions_of(self.card)
        assert label in actions, (label, list(actions), self.words)
        return actions[label]

    def _act(self, action: Mapping[str, Any], filled: Mapping[str, str] | None = None) -> None:
        what = pressed(action, filled, **self.who)
        answer = self.client.post("/api/messages", json=what, headers=self.teams.header(what))
        assert answer.status_code == 200, answer.text
        self.card = answer.get_json()["value"]
        assert faults_of_card(self.card) == ""


def _has(page: Page, do: str) -> bool:
    return any(form.action.endswith(do) for form in page.forms)


def _shown(texts: Sequence[str], words: str) -> str:
    found = [text for text in texts if text in words]
    assert len(found) == 1, (found, words)
    return found[0]
