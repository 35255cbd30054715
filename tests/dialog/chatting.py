"""Somebody in a chat, as tests need them: presses what is on the screen they see, and nothing else."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.chat import Button, ChatChannel, Heard, Screen, Speaker
from core.ids import fingerprint
from dialog.chat.desk import DESK
from dialog.results import DialogueView


class Chatter:
    """An account in a chat, at the dialogues' desk, with the latest screen before them."""

    def __init__(self, session: Session, name: str = "anna", channel: ChatChannel = ChatChannel.SLACK) -> None:
        """Nothing has been said."""
        self.session = session
        self.speaker = Speaker(channel, fingerprint(name))
        self.screen = Screen("")

    def open(self, dialogue: DialogueView) -> Screen:
        """The dialogue from the first screen of the chat."""
        return self.hear(Heard("dialog.visa", {"d": str(dialogue.id)}))

    def begin(self, dialogue: DialogueView) -> Screen:
        """Past the terms."""
        self.open(dialogue)
        return self.press("örja")

    def press(self, label: str) -> Screen:
        """Press the button with these words on it; AssertionError when there is no such button or several."""
        return self.hear(Heard(self.button(label).do, self.button(label).data))

    def send(self, **values: str) -> Screen:
        """Send the form on the screen."""
        assert self.screen.send is not None, self.screen
        given = {key: (value,) for key, value in values.items()}
        return self.hear(Heard(self.screen.send.do, self.screen.send.data, given))

    def hear(self, heard: Heard) -> Screen:
        """Do whatever, also what no screen offers."""
        self.screen = DESK.hear(self.session, self.speaker, heard)
        self.session.flush()
        return self.screen

    def button(self, label: str) -> Button:
        """The one button with these words."""
        found = [button for button in self.screen.buttons if label in button.label]
        assert len(found) == 1, (label, [button.label for button in self.screen.buttons])
        return found[0]

    @property
    def text(self) -> str:
        """Everything the screen says, buttons and links too."""
        screen = self.screen
        words = [screen.title, screen.notice, *screen.paragraphs, *screen.errors.values()]
        words += [part for prompt in screen.prompts for part in (prompt.label, prompt.help)]
        words += [choice.label for prompt in screen.prompts for choice in prompt.choices]
        words += [button.label for button in (*screen.buttons, *([screen.send] if screen.send else []))]
        return "\n".join((*words, *(f"{link.label} {link.url}" for link in screen.links)))
