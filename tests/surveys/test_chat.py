"""The surveys' desk: nothing before yes, sent once, taken back while the round is open, and tied to nobody after."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.chat import ChatChannel, ChatUse, Heard, Link, Screen, Speaker
from core.ids import fingerprint
from surveys import authoring, chat_parts
from surveys.chat import DESK
from surveys.errors import AnswerIsLoose, NoSuchSurvey, NothingToTakeBack, NotInThisChat, SurveyClosed
from surveys.models import Collection, CollectionKey, Comment, Response, ResponseState, Score, Tally
from surveys.questionnaire import Questionnaire
from tests.builders import TODAY, case_survey, code_round, drain, on_sqlite, open_round, small_survey
from tests.ground import NOON, working

FULL = {"slack": ChatUse.FULL, "teams": ChatUse.FULL}


class Chatter:
    """An account at the desk, whose every deed is committed, with the latest screen before them."""

    def __init__(self, app: Flask, name: str = "anna", channel: ChatChannel = ChatChannel.TEAMS) -> None:
        self.app, self.speaker, self.screen = app, Speaker(channel, fingerprint(name)), Screen("")

    def hear(self, do: str, data: dict[str, str] | None = None, **values: str) -> Screen:
        given = {key: (value,) for key, value in values.items()}
        with working(self.app) as session:
            self.screen = DESK.hear(session, self.speaker, Heard(do, data or {"enkat": "prov"}, given))
        return self.screen

    def press(self, label: str) -> Screen:
        found = [one for one in self.screen.buttons if label in one.label]
        assert len(found) == 1, (label, self.screen)
        return self.hear(found[0].do, dict(found[0].data))

    def send(self, **values: str) -> Screen:
        assert self.screen.send is not None, self.screen
        return self.hear(self.screen.send.do, dict(self.screen.send.data), **values)

    def begin(self) -> Screen:
        self.hear("enkat.visa")
        return self.press("örja")

    def answer(self) -> Screen:
        self.begin()
        self.send(roll="boende")
        self.send(nojd="2", igen="ja")
        self.send(varfor="Kön var lång")
        return self.press("Skicka svaren")

    def erase(self) -> int:
        with working(self.app) as session:
            return DESK.erase(session, self.speaker)

    @property
    def asked(self) -> list[str]:
        return [prompt.key for prompt in self.screen.prompts]


def count(app: Flask, *kinds: type[Any]) -> list[int]:
    with working(app) as session:
        return [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


def close(app: Flask) -> None:
    with working(app) as session:
        authoring.close(session, session.scalars(select(Collection)).one(), NOON)


def test_nothing_is_kept_before_yes_and_the_terms_say_who_sees_what_and_until_when_it_can_be_erased(app: Flask) -> None:
    open_round(app, small_survey(), **FULL)
    anna = Chatter(app)

    said = " ".join(anna.hear("enkat.visa").paragraphs)

    for words in (
        "För att prova.",
        "Tar ungefär 2 minuter. Öppen till och med 1 april 2026.",
        "Vem som ser svaren: Bara vi.",
        "en nyckel som förstörs när enkäten stänger",
        "ligger också kvar i Teams",
        "Skriv radera om du vill att vi raderar det du har svarat. Det går till och med 1 april 2026.",
        "Personuppgiftsansvarig: Kommunstyrelsen. Rättslig grund: Uppgift av allmänt intresse.",
        "Svaren sparas till 1 januari 2028.",
    ):
        assert words in said, words
    # What no screen has offered yet leads back to the terms.
    for do in ("svara", "skicka", "fortsatt", "om", "andra", "andra.del", "klar", "något annat"):
        assert anna.hear(f"enkat.{do}", roll="boende").title == "En liten enkät"
    assert count(app, Response, CollectionKey) == [0, 0]


def test_an_answer_is_sent_once_and_taken_back_with_all_that_followed_from_it(app: Flask) -> None:
    open_round(app, small_survey(), **FULL)
    anna, bo = Chatter(app), Chatter(app, "bo", ChatChannel.SLACK)
    first = anna.answer()
    assert (first.title, first.is_last) == ("Tack", True)
    bo.answer()

    # A form that is sent again, and an old message of any kind, give the same thanks.
    for do in ("visa", "borja", "skicka", "svara", "om"):
        assert anna.hear(f"enkat.{do}") == first
    drain(app)
    with working(app) as session:
        for response in session.scalars(select(Response)):
            assert response.answers == {"roll": "boende", "nojd": 2, "igen": "ja", "varfor": "Kön var lång"}
            assert (response.draft_hash, response.resume_hash, response.touched_at) == (None, None, None)
    assert count(app, Response, Comment) == [2, 2]

    anna.hear("enkat.tabort")
    assert anna.press("Ta bort mitt svar").title == "Svaret är borttaget"
    with pytest.raises(NothingToTakeBack):
        anna.hear("enkat.tabort.ja")
    assert bo.erase() == 1
    assert bo.erase() == anna.erase() == 0
    assert count(app, Response, Comment, Score) == [0, 0, 0]
    with working(app) as session:
        assert set(session.scalars(select(Tally.n))) == {0}
    assert anna.answer() == first


def test_once_closed_an_answer_is_tied_to_nobody_and_cannot_be_erased(app: Flask) -> None:
    open_round(app, small_survey(), **FULL)
    anna, bo = Chatter(app), Chatter(app, "bo")
    anna.answer()
    bo.begin()
    assert count(app, CollectionKey) == [1]

    close(app)

    assert count(app, CollectionKey) == [0]
    assert anna.erase() == bo.erase() == 0
    with pytest.raises(AnswerIsLoose):
        anna.hear("enkat.tabort.ja")
    for do in ("visa", "borja", "svara", "skicka"):
        with pytest.raises(SurveyClosed):
            bo.hear(f"enkat.{do}")
    assert count(app, Response) == [2]


def test_what_is_begun_goes_on_where_it_was_and_can_be_changed_without_being_said_again(app: Flask) -> None:
    open_round(app, small_survey(), **FULL)
    anna = Chatter(app)
    anna.begin()
    assert anna.asked == ["roll"]
    assert "Besvara frågan" in anna.send().errors["roll"]
    anna.send(roll="foretag")
    assert (anna.screen.title, anna.asked) == ("Företaget", ["antal", "kanaler"])
    assert anna.screen.paragraphs[0] == "Del 2 av 3"
    wrong = anna.send(antal="många", kanaler="besok")
    assert (wrong.filled["antal"], wrong.filled["kanaler"]) == (("många",), ("besok",))
    assert "Skriv ett tal" in wrong.errors["antal"]

    anna.hear("enkat.visa")
    anna.press("Fortsätt")
    assert (anna.asked, anna.screen.filled) == (["antal", "kanaler"], {})
    anna.send(antal="12")
    anna.send(nojd="5", ord="Snabba")
    anna.press("Ändra ett svar")
    anna.send(avsnitt="betyg")
    assert (anna.asked, anna.screen.filled) == (["nojd", "ord", "igen"], {})
    # What is left empty stands, and what the change leads to is asked.
    anna.send(nojd="1")
    assert anna.asked == ["varfor"]
    anna.send(varfor="Fel blankett")
    anna.press("Skicka svaren")

    with working(app) as session:
        kept = session.scalars(select(Response.answers)).one()
    assert kept == {"roll": "foretag", "antal": 12, "nojd": 1, "ord": "Snabba", "varfor": "Fel blankett"}


def test_a_draft_that_is_begun_anew_or_erased_holds_nothing(app: Flask) -> None:
    open_round(app, small_survey(), **FULL)
    anna = Chatter(app)
    anna.begin()
    anna.send(roll="foretag")
    anna.hear("enkat.visa")

    anna.press("Börja om")

    with working(app) as session:
        assert session.scalars(select(Response.answers)).one() == {}
    assert anna.hear("enkat.skicka").errors == {"roll": "Besvara frågan för att gå vidare."}
    assert anna.erase() == 1
    assert count(app, Response) == [0]
    # An old form says that what was begun is gone, and offers to begin.
    gone = anna.hear("enkat.svara", {"enkat": "prov", "avsnitt": "du", "del": "0"}, roll="boende")
    assert "Svaren är redan inskickade, eller så har det gått för lång tid" in gone.notice
    assert [one.label for one in gone.buttons] == ["Börja"]


@on_sqlite
def test_what_staff_have_decided_holds_at_every_door(app: Flask) -> None:
    open_round(app, small_survey(), slack=ChatUse.LINK)
    code_round(app, case_survey(), **FULL)
    slack, teams = Chatter(app, channel=ChatChannel.SLACK), Chatter(app)

    with working(app) as session:
        offered = [
            [(one.title, type(one.press)) for one in DESK.offers(session, who.speaker, TODAY)] for who in (slack, teams)
        ]
    case = ("Hur gick ditt ärende?", Link)
    assert offered == [[("En liten enkät", Link), case], [case]]
    for do in ("visa", "borja", "svara", "skicka"):
        for who, slug in ((slack, "prov"), (teams, "arenden")):
            shown = who.hear(f"enkat.{do}", {"enkat": slug, "alder": "99"})
            assert (shown.buttons, shown.send) == ((), None)
            assert [link.url for link in shown.links] == [f"http://127.0.0.1:8000/enkat/{slug}"]
        with pytest.raises(NotInThisChat):
            teams.hear(f"enkat.{do}")
    for slug in ("finns-inte", ""):
        with pytest.raises(NoSuchSurvey):
            teams.hear("enkat.visa", {"enkat": slug})
    assert count(app, Response, CollectionKey) == [0, 0]


@on_sqlite
@pytest.mark.parametrize(
    ("channel", "lowest", "button"),
    [
        (ChatChannel.SLACK, None, "Jag har fyllt 16, börja"),
        (ChatChannel.SLACK, 18, "Jag har fyllt 18, börja"),
        (ChatChannel.TEAMS, 13, "Jag har fyllt 13, börja"),
        (ChatChannel.TEAMS, None, "Börja"),
    ],
)
def test_age_is_said_with_the_button_that_begins(
    app: Flask, channel: ChatChannel, lowest: int | None, button: str
) -> None:
    open_round(app, small_survey(), chat_min_age=lowest, **FULL)
    anna = Chatter(app, channel=channel)

    assert [one.label for one in anna.hear("enkat.visa").buttons] == [button]
    for said in ({}, {"alder": "12"}, {"alder": "²"}, {"alder": "x"}):
        shown = anna.hear("enkat.borja", {"enkat": "prov", **said})
        assert bool(shown.prompts) == (button == "Börja"), said
    assert anna.begin().prompts or anna.screen.prompts


@on_sqlite
def test_an_english_speaker_is_asked_in_english_and_answers_in_it(app: Flask) -> None:
    open_round(app, small_survey(), **FULL)
    anna = Chatter(app)
    anna.speaker = Speaker(ChatChannel.TEAMS, fingerprint("anna"), "en")

    assert anna.begin().title == "About you"

    with working(app) as session:
        assert session.scalars(select(Response.language)).one() == "en"


def test_two_presses_at_once_begin_one_draft_and_two_sendings_one_answer(app: Flask) -> None:
    open_round(app, small_survey(), **FULL)
    titles: list[str] = []

    def twice(do: str) -> None:
        start = Barrier(2)

        def press() -> None:
            start.wait()
            titles.append(Chatter(app).hear(do).title)

        people = [Thread(target=press) for _ in range(2)]
        for one in people:
            one.start()
        for one in people:
            one.join()

    twice("enkat.borja")
    assert count(app, Response) == [1]
    Chatter(app).hear("enkat.svara", {"enkat": "prov", "avsnitt": "du", "del": "0"}, roll="boende")
    twice("enkat.skicka")

    assert titles == ["Om dig", "Om dig", "Tack", "Tack"]
    with working(app) as session:
        assert session.scalars(select(Response.state)).all() == [ResponseState.SUBMITTED]


@on_sqlite
@given(roll=st.sampled_from(["boende", "foretag"]), nojd=st.sampled_from([None, 1, 2, 3, "vet_ej"]))
def test_the_parts_ask_each_question_that_is_reached_once_and_after_what_decides_it(
    roll: str, nojd: int | str | None
) -> None:
    asked = Questionnaire.from_data(small_survey())
    answers: dict[str, Any] = {"roll": roll} | ({"nojd": nojd} if nojd else {})

    order: list[str] = []
    part = chat_parts.after(asked, answers, None)
    while part is not None:
        order += [question.key for question in chat_parts.shown_in(part, asked, answers)]
        part = chat_parts.after(asked, answers, part)

    wanted = {"roll", "nojd", "ord", "igen"}
    wanted |= {"antal", "kanaler"} if roll == "foretag" else set()
    wanted |= {"varfor"} if nojd in (1, 2) else set()
    assert sorted(order) == sorted(wanted)
    assert all(len(one.section.questions) <= chat_parts.MOST_AT_ONCE for one in chat_parts.parts_of(asked))
    assert "varfor" not in order or order.index("nojd") < order.index("varfor")
