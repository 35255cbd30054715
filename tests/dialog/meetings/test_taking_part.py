from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.audit import Actor
from dialog import joining, leaving, linking
from dialog.errors import AgeNeeded, NotThatAge
from dialog.joining import Entry
from dialog.meetings import casting, planning, reading_back, results, seating, speaking_list, tapping
from dialog.meetings.errors import (
    AdultsListen,
    BadTap,
    CardsDone,
    MeetingNotOpen,
    NotSeated,
    StepNotOpen,
    TakesPartAlready,
    TooManyDots,
    WrongAdultCode,
)
from dialog.meetings.models import MeetingInput, MeetingSeat, StepKind
from dialog.meetings.planning import Plan
from dialog.models import AgeBand, Channel, Choice, Source, Statement, StatementState
from tests.builders import on_sqlite
from tests.dialog.meetings.gathering import CONSENT, Gathering, gather, gather_the_young
from tests.dialogues import more_votes
from tests.ground import NOON, StandingClock, statements, working

_K = StepKind
YOUNG = [f"ung {n}" for n in range(8)]


def sit(meeting: Gathering, session: Session, entry: Entry, name: str = "") -> MeetingSeat:
    return seating.sit(session, meeting.row(session), meeting.dialogue(session), entry, CONSENT, name, NOON)


@on_sqlite
def test_one_voice_has_one_seat_whatever_doors_it_came_through(app: Flask, time: StandingClock) -> None:
    meeting = gather_the_young(app, time)
    web = Entry(Channel.WEB, joining.web_handle("anna"), AgeBand.FROM_16)
    with working(app) as session, pytest.raises(MeetingNotOpen):
        sit(meeting, session, web)
    meeting.press("open_lobby")

    with working(app) as session:
        for band, error in ((None, AgeNeeded), (AgeBand.FROM_50, NotThatAge)):
            with pytest.raises(error):
                sit(meeting, session, Entry(Channel.WEB, joining.web_handle("bo"), band))
        session.rollback()
        slack = Entry(Channel.SLACK, "5" * 64, AgeBand.FROM_16)
        first = sit(meeting, session, web, "  Anna\n från\x07 Lima  ")
        code = linking.link_code(session, meeting.dialogue(session), seating.voice_of(session, first), NOON)
        # The same person has come through a chat as well, with a seat and a voice of their own.
        sit(meeting, session, slack)
        linking.link(session, meeting.dialogue(session), slack, code, NOON)

        assert seating.find(session, meeting.id, slack.handle) is first
        assert sit(meeting, session, slack) is sit(meeting, session, web, "Annan") is first
        assert (first.name, first.consent, first.channel) == ("Annan", CONSENT, Channel.WEB)
        session.commit()
        assert results.view(session, meeting.row(session), NOON).n_inside == 1
        leaving.leave(session, meeting.dialogue(session), seating.voice_of(session, first))
        session.flush()
        session.expire_all()
        assert seating.find(session, meeting.id, web.handle) is None


@on_sqlite
def test_adults_come_in_with_their_code_and_only_watch(app: Flask, time: StandingClock) -> None:
    meeting = gather_the_young(app, time, "Fler turer på fredagar")
    meeting.begin("anna")
    grown, young = joining.web_handle("vuxen"), joining.web_handle("anna")

    with working(app) as session:
        row, seat = meeting.row(session), meeting.seat(session, "vuxen")
        for code in ("", row.code, "AAAAAA"):
            with pytest.raises(WrongAdultCode):
                seating.sit_as_adult(session, row, grown, Channel.WEB, code, time())
        with pytest.raises(TakesPartAlready):
            seating.sit_as_adult(session, row, young, Channel.WEB, row.adult_code, time())
        with pytest.raises(AdultsListen):
            sit(meeting, session, Entry(Channel.WEB, grown, AgeBand.FROM_16))
        with pytest.raises(AdultsListen):
            speaking_list.raise_hand(session, row, seat)
        assert seating.sit_as_adult(session, row, grown, Channel.WEB, row.adult_code, time()) is seat
    for attempt in (
        lambda: meeting.tap("vuxen", {"lage": "3"}),
        lambda: meeting.write("vuxen", "Vi vuxna tycker så här"),
    ):
        meeting.go_to(_K.CHECK_IN)
        with pytest.raises(AdultsListen):
            attempt()
    meeting.go_to(_K.VOTING)
    with pytest.raises(AdultsListen):
        meeting.vote("vuxen", 1)
    assert meeting.view().n_adults == 2

    # Somebody who only opened the page and went away is not there.
    time.forward(seconds=91)
    assert meeting.view().n_adults == 0
    with working(app) as session:
        seating.seen(session, meeting.seat(session, "vuxen"), time())
        seating.seen(session, meeting.seat(session, "anna"), time())
        assert meeting.seat(session, "anna").last_seen_at is None
    assert meeting.view().n_adults == 1


@on_sqlite
def test_only_what_there_is_to_tap_is_kept_and_only_in_its_step(app: Flask, time: StandingClock) -> None:
    seeds = [f"Tanke nummer {n} om bussen" for n in range(1, 13)]
    meeting = gather_the_young(app, time, *seeds)
    meeting.begin(*YOUNG)
    with pytest.raises(StepNotOpen):
        meeting.tap("ung 0", {"lage": "3"})

    check_in = meeting.go_to(_K.CHECK_IN)
    for bad in ({}, {"lage": "6"}, {"lage": "03"}, {"rost": "3"}, {"lage": "3", "klart": "1"}):
        with pytest.raises(BadTap):
            meeting.tap("ung 0", bad)
    meeting.tap("ung 0", {"lage": "3"})
    for name in YOUNG[1:4]:
        meeting.tap(name, {"lage": "1"})
    meeting.press("pause")
    with pytest.raises(StepNotOpen):
        meeting.tap("ung 5", {"lage": "3"})
    meeting.press("resume")
    meeting.go_to(_K.FACTS)
    # Four have answered: nothing is said, and nothing is kept.
    few = meeting.view().previous
    assert few is not None
    assert (few.answered, few.tallies) == (None, ())
    with working(app) as session, pytest.raises(StepNotOpen):
        tapping.tap(session, meeting.row(session), check_in, meeting.seat(session, "ung 0"), {"lage": "3"})

    meeting.go_to(_K.VOTING)
    for n, name in enumerate(YOUNG):
        for number in range(1, 12):
            meeting.vote(name, number, Choice.AGREE if number <= n + 3 else Choice.PASS)
    meeting.go_to(_K.PRIORITISE)
    step = meeting.view().step
    assert step is not None
    # The two that fewest are behind are not among those the room chooses between.
    assert [choice.number for choice in step.choices] == list(range(1, 11))
    too_many: list[Mapping[int, int]] = [{1: 3}, {1: 2, 2: 2}, {1: 1, 2: 1, 3: 1, 4: 1}]
    for dots in too_many:
        with pytest.raises(TooManyDots):
            meeting.dots("ung 0", dots)
    for dots in ({12: 1}, {1: -1}):
        with pytest.raises(BadTap):
            meeting.dots("ung 0", dots)
    meeting.dots("ung 0", {1: 2, 2: 1})
    meeting.dots("ung 0", {1: 0, 5: 1})
    with working(app) as session:
        assert tapping.mine(session, step.id, meeting.seat(session, "ung 0")) == {"5": "1"}
    meeting.dots("ung 0", {})
    assert meeting.view().n_done == 0
    for name in YOUNG[:6]:
        meeting.dots(name, {5: 2, 1: 1})

    meeting.go_to(_K.READ_BACK)
    placed = meeting.view().previous
    assert placed is not None
    assert [(dots.number, dots.dots) for dots in placed.dots] == [(5, 12), (1, 6)]
    for line, judgement in (("1", "kanske"), ("99", "stammer")):
        with pytest.raises(BadTap):
            meeting.judge("ung 0", line, judgement)


@on_sqlite
def test_at_most_fifteen_cards_are_voted_on_in_a_step(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time, *(f"Tanke nummer {n} om bussen" for n in range(1, 18)))
    meeting.begin("anna")
    step_id = meeting.go_to(_K.VOTING)

    def card() -> int | None:
        with working(app) as session:
            seat = meeting.seat(session, "anna")
            found = casting.next_card(session, meeting.row(session), step_id, seat, Random(1))
            return found.number if found is not None else None

    voted = []
    while (number := card()) is not None:
        meeting.vote("anna", number)
        meeting.vote("anna", number, Choice.DISAGREE)
        voted.append(number)

    left = set(range(1, 18)) - set(voted)
    assert (len(voted), len(set(voted)), meeting.view().n_done) == (15, 15, 1)
    with pytest.raises(CardsDone):
        meeting.vote("anna", left.pop())
    with working(app) as session:
        kept = session.execute(select(MeetingInput.item, MeetingInput.value)).tuples().all()
    assert kept == [("klart", "15")]


@on_sqlite
def test_what_was_written_when_the_step_ended_is_an_ordinary_inspel(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time)
    meeting.begin("anna")
    meeting.go_to(_K.WRITING)

    meeting.write("anna", "Fler turer på fredagar")
    meeting.next()
    meeting.write("anna", "Hållplats vid ishallen")
    with working(app) as session:
        seat = meeting.seat(session, "anna")
        seating.leave(session, meeting.row(session), seat)
        said = session.execute(select(Statement.text, Statement.source).order_by(Statement.number)).tuples().all()
        assert session.scalar(select(func.count()).select_from(MeetingSeat)) == 2
        with pytest.raises(NotSeated):
            seating.voice_of(session, seat)

    assert said == [("Fler turer på fredagar", Source.SESSION), ("Hållplats vid ishallen", Source.WEB)]
    assert meeting.view().n_inside == 0


@on_sqlite
def test_the_speaking_list_is_in_the_order_of_the_hands(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time)
    meeting.begin(*YOUNG)
    with pytest.raises(StepNotOpen):
        meeting.hand("ung 0")
    meeting.go_to(_K.TALK)
    for name in ("ung 3", "ung 1", "ung 3", "ung 5", "ung 7"):
        meeting.hand(name)
    meeting.hand("ung 5", "lower_hand")
    meeting.hand("ung 6", "lower_hand")
    with working(app) as session:
        seats = {meeting.seat(session, name).id: name for name in YOUNG}
    spoke = meeting.view().speaking
    assert [(one.place, seats[one.seat_id]) for one in spoke] == [(1, "ung 3"), (2, "ung 1"), (3, "ung 7")]

    for _ in range(2):
        # Pressed twice with the same speaker in sight, once it is.
        with working(app) as session:
            now = speaking_list.next_speaker(
                session, meeting.row(session), meeting.leader, time(), after=spoke[0].seat_id
            )
            assert now is not None
            assert seats[now.seat_id] == "ung 1"
    with working(app) as session:
        speaking_list.next_speaker(session, meeting.row(session), Actor(None, "Samspel"), time())
        speaking_list.next_speaker(session, meeting.row(session), meeting.leader, time())
        assert speaking_list.next_speaker(session, meeting.row(session), meeting.leader, time()) is None
    meeting.hand("ung 2")
    assert [seats[one.seat_id] for one in meeting.view().speaking] == ["ung 2"]
    meeting.next()
    with working(app) as session:
        assert speaking_list.listed(session, meeting.id) == ()


@on_sqlite
def test_two_looks_at_the_same_dialogue_do_not_reveal_what_one_person_thinks(app: Flask, time: StandingClock) -> None:
    first = gather(app, time, "Sista bussen går för tidigt")
    more_votes(app, "hem", 6)
    first.begin("anna")
    first.go_to(_K.VOTING)
    with working(app) as session:
        assert [line.count for line in reading_back.lines(session, first.row(session))] == [6]
    first.go_to(_K.TALK)
    first.press("stop")

    def agreed() -> list[int]:
        second = _another(first, app, time)
        second.press("open_lobby")
        second.press("start")
        second.go_to(_K.TALK)
        step = second.view().step
        assert step is not None
        return [top.agree for top in step.top]

    more_votes(app, "hem", 4)
    assert agreed() == [6]
    more_votes(app, "hem", 1)
    assert agreed() == [11]
    with working(app) as session:
        statement = session.scalars(select(Statement)).one()
        statement.state, statement.text = StatementState.WITHDRAWN, ""
    # Who takes an inspel back takes it out of what meetings have kept.
    with working(app) as session:
        record = results.record(session, first.id)
    assert [top.text for step in record.steps for top in step.top] == [""]


@on_sqlite
def test_whoever_asks_again_hears_that_nothing_has_changed_until_something_has(app: Flask, time: StandingClock) -> None:
    meeting = gather(app, time)
    meeting.press("open_lobby")
    seen = [results.etag(meeting.view())]

    def changed() -> bool:
        seen.append(results.etag(meeting.view()))
        return seen[-1] != seen[-2]

    meeting.come("anna")
    assert changed()
    meeting.press("start")
    assert changed()
    time.forward(seconds=20)
    assert not changed()
    meeting.press("extend")
    assert changed()
    meeting.go_to(_K.WRITING)
    assert changed()
    with_done = results.etag(meeting.view(), with_done=True)
    meeting.write("anna", "Fler turer på fredagar")
    assert not changed()
    assert results.etag(meeting.view(), with_done=True) != with_done
    meeting.go_to(_K.TALK)
    assert changed()
    meeting.hand("anna")
    assert changed()
    meeting.come(*YOUNG)
    with statements(app) as asked:
        meeting.view()
    # The meeting itself, two for how it stands, and the speaking list: as many whoever is there.
    assert len([one for one in asked if one.startswith("SELECT")]) == 4


def _another(meeting: Gathering, app: Flask, time: StandingClock) -> Gathering:
    """One more meeting in the same dialogue."""
    with working(app) as session:
        dialogue = meeting.dialogue(session)
        return Gathering(app, time, planning.plan(session, dialogue, Plan("Igen"), NOON).id, meeting.leader)
