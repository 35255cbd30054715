"""Any screen can be asked one question at a time, and sends what a form would have sent."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.chat import Button, Screen
from core.house import move_in, settings_of
from core.outbox import OutboxMessage
from core.prompts import Choice, Control, Prompt, Refused, is_numbered, read
from integrations.conversations import interviewing, packing, receiving
from integrations.conversations.arrival import Surface
from integrations.conversations.interviewing import Interview
from integrations.models import ChatInterview
from tests.builders import on_sqlite
from tests.ground import working
from tests.integrations.conversations.counter import COLOUR, EFFECT, FORM, FRUIT, GRADE, HOUSE, WORDS, arrival

pytestmark = on_sqlite
_LABELS = st.lists(st.from_regex(r"[A-Za-zåäö]{3,9}", fullmatch=True), min_size=1, max_size=12, unique_by=str.casefold)


class Talk:
    """Somebody's private conversation with the bot."""

    def __init__(self, app: Flask) -> None:
        """Nothing has been said."""
        self.app, self.count = app, 0
        self.screen = Screen("")

    def _say(self, **what: object) -> Screen:
        self.count += 1
        with working(self.app) as session:
            self.screen = receiving.receive(session, arrival(str(self.count), **what)).screen  # type: ignore[arg-type]
        return self.screen

    def type(self, words: str) -> str:
        """Write something; gives the whole answer in words."""
        return _words(self._say(typed=words))

    def press(self, label: str) -> str:
        """Press a button of the latest answer."""
        return self.press_old(next(button for button in self.screen.buttons if button.label == label))

    def press_old(self, button: Button) -> str:
        """Press a button of whichever answer."""
        return _words(self._say(do=button.do, **button.data))

    @property
    def sent(self) -> list[dict[str, object]]:
        """What has been sent to the desk."""
        with working(self.app) as session:
            rows = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == EFFECT))
            return [dict(row.payload) for row in rows]

    @property
    def is_asked(self) -> bool:
        """Whether a question waits."""
        with working(self.app) as session:
            return bool(session.scalar(select(func.count()).select_from(ChatInterview)))


@pytest.fixture
def talk(app: Flask) -> Talk:
    """A conversation in an app with nothing but the tiny room."""
    move_in(app, HOUSE, settings_of(app))
    return Talk(app)


def _words(screen: Screen) -> str:
    return "\n".join((screen.title, screen.notice, *screen.paragraphs))


def test_all_is_answered_by_words_numbers_and_presses_and_sent_as_a_form_would(talk: Talk) -> None:
    talk.type("hej")
    assert "Fyra frågor" in talk.press("Svara här, en fråga i taget")
    first = talk.type("1")
    assert ("Läs det här först." in first, "Fråga 1 av 4" in first, "1. Röd\n2. Blå" in first) == (True, True, True)
    assert "Välj ett av alternativen." in talk.type("grön")
    assert "Besvara frågan för att gå vidare." in talk.type("hoppa över")
    assert "Vilken frukt?" in talk.press("Blå")
    assert "Välj bland alternativen." in talk.type("1, 7")
    grade = talk.type("1 och kiwi.")
    assert "1 = Dåligt … 10 = Bra" in grade
    assert "Välj en siffra på skalan." in talk.type("11")
    assert "Vad tänker du?" in talk.type("10")
    thanks = talk.type("Bussen går för tidigt.")

    assert "Tack" in thanks
    values = {"farg": ["b"], "frukt": ["a", "k"], "betyg": ["10"], "ord": ["Bussen går för tidigt."]}
    assert talk.sent == [{"values": values, "nr": "1"}]
    assert not talk.is_asked
    assert "Bussen" not in thanks


def test_only_what_is_to_be_mended_is_asked_again(talk: Talk) -> None:
    talk._say(do="chatt.har", _do="prov.form")
    for words in ("röd", "nästa", "-"):
        talk.type(words)
    mended = talk.type("fel ord")

    assert ("Skriv något annat." in mended, "Vad tänker du?" in mended) == (True, True)
    assert "Tack" in talk.press("Hoppa över")
    assert talk.sent == [{"values": {"farg": ["r"]}, "nr": "1"}]


def test_a_press_on_an_old_question_is_answered_with_the_one_that_is_open(talk: Talk) -> None:
    talk._say(do="chatt.har", _do="prov.form")
    old = talk.screen.buttons[0]
    talk.press("Röd")

    again = talk.press_old(old)

    assert ("Den frågan har du redan lämnat." in again, "Vilken frukt?" in again) == (True, True)
    assert "Vi slutar här." in talk.press("Avbryt")
    assert not talk.is_asked


def test_words_of_our_own_work_in_the_middle_and_the_question_waits(talk: Talk) -> None:
    talk._say(do="chatt.har", _do="prov.form")
    assert "Skriv radera" in talk.type("help")
    assert "Vilken frukt?" in talk.type("Röd")
    talk.type("hej")
    assert not talk.is_asked


def test_a_form_in_a_modal_leaves_the_question_in_messages_alone(talk: Talk) -> None:
    talk._say(do="chatt.har", _do="prov.form")
    assert talk._say(do="prov.form", surface=Surface.MODAL).prompts == FORM.prompts
    assert "Vilken frukt?" in talk.type("2")


def test_an_error_ends_the_conversation_with_a_way_on(talk: Talk) -> None:
    met = talk._say(do="chatt.har", _do="prov.stangd")

    assert (met.title, [button.label for button in met.buttons]) == ("Luckan är stängd", ["Visa vad som är öppet"])
    assert "Fyra frågor" in talk.type("1")


@pytest.mark.parametrize("prompt", [COLOUR, FRUIT, GRADE, WORDS], ids=lambda prompt: prompt.key)
def test_a_screen_is_the_same_when_it_has_been_kept(prompt: Prompt) -> None:
    screen = Screen("Titel", ("Ord",), "Obs", (prompt,), errors={prompt.key: "Nej"}, send=FORM.send, is_last=True)

    assert packing.unpacked(packing.packed(screen)) == screen
    assert "hemligt" not in str(packing.packed(Screen("T", filled={"ord": ("hemligt",)})))


@given(labels=_LABELS, data=st.data())
def test_a_choice_is_known_by_its_words_and_its_number_and_nothing_else(labels: list[str], data: st.DataObject) -> None:
    choices = tuple(Choice(f"nyckel{at}", label) for at, label in enumerate(labels))
    one = Prompt("p", Control.PICK_ONE, "?", choices=choices)
    at = data.draw(st.integers(0, len(labels) - 1))

    for typed in (labels[at].upper(), f" {labels[at]}. ", str(at + 1), f"NYCKEL{at}"):
        assert read(one, typed) == (f"nyckel{at}",)
    for typed in ("0", str(len(labels) + 1), "²", "hm hm", "1,2"):
        with pytest.raises(Refused):
            read(one, typed)
    many = Prompt("p", Control.PICK_MANY, "?", choices=choices)
    picked = data.draw(st.lists(st.integers(0, len(labels) - 1), min_size=1, unique=True))
    expected = tuple(f"nyckel{at}" for at in picked)
    assert read(many, ", ".join(str(at + 1) for at in picked)) == expected
    assert read(many, " och ".join(labels[at] for at in picked)) == expected
    assert read(one, "  ") == read(many, "") == ()


def test_on_a_scale_a_number_is_the_step_and_not_its_place() -> None:
    steps = tuple(Choice(str(step), str(step)) for step in range(6))
    prompt = Prompt("p", Control.PICK_ONE, "?", choices=(*steps, Choice("vet_ej", "Vet ej")), low="a", high="b")

    assert (read(prompt, "0"), read(prompt, "vet ej"), is_numbered(prompt)) == (("0",), ("vet_ej",), False)
    with pytest.raises(Refused):
        read(prompt, "7")


@given(st.lists(st.sampled_from([None, *Control]), max_size=6), st.data())
def test_every_question_is_asked_once_and_all_are_sent(controls: list[Control | None], data: st.DataObject) -> None:
    choices = (Choice("x", "Ex"), Choice("y", "Y"))
    prompts = tuple(Prompt(f"p{at}", control, f"Fråga {at}", choices=choices) for at, control in enumerate(controls))
    interview = interviewing.begin(Screen("T", prompts=prompts, send=Button("prov.skicka", "Skicka")))
    asked = []

    while interview.asked is not None:
        asked.append(interview.asked.key)
        answer = interviewing.typed(interview, data.draw(st.sampled_from(["ex", "1", "hoppa över"])))
        assert isinstance(answer, Interview)
        interview = answer

    assert asked == [prompt.key for prompt in prompts if prompt.control is not None]
    assert (interview.sent is not None) == bool(asked)
