"""Somebody with an account in a chat, whose every deed is a delivery of its own, committed before the next."""

from __future__ import annotations

import itertools

from flask import Flask

from core.chat import Button, ChatChannel, Heard, Screen
from integrations.conversations.arrival import Arrival, Surface
from integrations.conversations.receiving import receive
from tests.ground import working

TENANTS = {ChatChannel.SLACK: "T024BE7LD", ChatChannel.TEAMS: "9f1c3a52-0a67-4c0e-9d53-7c2a1d5f8e11"}
_deliveries = itertools.count(1)


class Person:
    """Presses what is on the screen they see; ``account`` is what the chat's server calls them."""

    def __init__(self, app: Flask, account: str, channel: ChatChannel = ChatChannel.SLACK) -> None:
        """Nothing has been done."""
        self.app, self.account, self.channel = app, account, channel
        self.surface = Surface.MODAL
        self.screen = Screen("")

    @property
    def tenant(self) -> str:
        """The workspace or organisation the account is in."""
        return TENANTS[self.channel]

    def open(self, dialogue_id: int) -> Screen:
        """A dialogue, past its terms."""
        self.hear(Heard("dialog.visa", {"d": str(dialogue_id)}))
        return self.press("örja")

    def press(self, label: str) -> Screen:
        """Press the one button with these words on it."""
        button = self.button(label)
        return self.hear(Heard(button.do, button.data))

    def send(self, **values: str) -> Screen:
        """Send the form on the screen."""
        assert self.screen.send is not None, self.screen
        given = {key: (value,) for key, value in values.items()}
        return self.hear(Heard(self.screen.send.do, self.screen.send.data, given))

    def say(self, words: str) -> Screen:
        """Write a private message."""
        return self._deliver(None, words, Surface.MESSAGE)

    def hear(self, heard: Heard) -> Screen:
        """Do whatever."""
        return self._deliver(heard, "", self.surface)

    def button(self, label: str) -> Button:
        """The one button with these words."""
        found = [button for button in self.screen.buttons if label in button.label]
        assert len(found) == 1, (label, [button.label for button in self.screen.buttons])
        return found[0]

    def _deliver(self, heard: Heard | None, typed: str, surface: Surface) -> Screen:
        arrival = Arrival(
            self.channel,
            self.tenant,
            self.account,
            f"delivery-{next(_deliveries)}",
            surface,
            heard,
            typed,
            reference={"conversation": f"conversation of {self.account}"},
        )
        with working(self.app) as session:
            self.screen = receive(session, arrival).screen
        return self.screen
