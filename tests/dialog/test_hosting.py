"""Where a dialogue may go from where it stands, what it needs to get there, and what stays as it was promised."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.outbox.models import OutboxMessage
from dialog import hosting, jobs, numbering, results, seeding, states
from dialog.errors import (
    AddressTaken,
    AlreadyPromised,
    AnswersMissing,
    NoSuchDialogue,
    NotReady,
    SummaryMissing,
    WrongStep,
)
from dialog.hosting import Plan
from dialog.models import (
    Audience,
    Channel,
    Choice,
    Dialogue,
    DialogueKey,
    DialogueState,
    Door,
    Participant,
    Statement,
    Vote,
)
from dialog.states import Lacks, OutOfTime
from dialog.topics import DIALOGUE_CLOSED
from tests.builders import TODAY, on_sqlite
from tests.dialogues import PLAN, close_dialogue, open_dialogue, plan_dialogue
from tests.ground import NOON, StandingClock, working

_S = DialogueState

# Every step a person or the worker can take, with what its guard asks for already seen to.
VERBS: dict[DialogueState, Callable[[Session, Dialogue], None]] = {
    _S.OPEN: lambda s, d: hosting.resume(s, d, TODAY) if d.state is _S.PAUSED else hosting.open_(s, d, TODAY),
    _S.PAUSED: lambda s, d: hosting.pause(s, d, TODAY),
    _S.CLOSED: lambda s, d: hosting.close(s, d, TODAY),
    _S.PUBLISHED: lambda s, d: hosting.publish(s, d, TODAY, has_approved_summary=True),
    _S.ANSWERED: lambda s, d: hosting.mark_answered(s, d, TODAY, unanswered=0),
    _S.ARCHIVED: lambda s, d: hosting.archive(s, d, TODAY),
    _S.WITHDRAWN: lambda s, d: hosting.withdraw(s, d, "Frågan avgjordes på annat håll.", TODAY),
}
SETTLED: dict[str, Any] = {field: getattr(PLAN, field) for field in PLAN.__dataclass_fields__} | {"moderator_id": 1}

EMPTY = {field.name: field.default for field in fields(Plan)}


def put(session: Session, dialogue_id: int, state: DialogueState) -> Dialogue:
    """The dialogue, put where a test begins whatever way leads there."""
    dialogue = session.get_one(Dialogue, dialogue_id)
    dialogue.state, dialogue.withdrawn_reason = state, "Så blev det." if state is _S.WITHDRAWN else None
    dialogue.opened_on = None if state is _S.DRAFT else TODAY
    session.flush()
    return dialogue


def vote_once(session: Session, dialogue_id: int) -> Participant:
    """Somebody who takes part for a company, from two devices, and has voted on the first inspel."""
    voter = Participant(
        dialogue_id=dialogue_id, channel=Channel.WEB, joined_on=TODAY, organisation_hash="f" * 64, link_hash="a" * 64
    )
    session.add(voter)
    session.flush()
    inspel = session.scalars(select(Statement.id).where(Statement.dialogue_id == dialogue_id)).first()
    session.add_all(
        [
            Door(dialogue_id=dialogue_id, handle="b" * 64, channel=Channel.WEB, participant_id=voter.id),
            Vote(participant_id=voter.id, statement_id=inspel, choice=Choice.AGREE, voted_on=TODAY),
        ]
    )
    session.flush()
    return voter


@on_sqlite
def test_a_dialogue_takes_the_steps_of_the_table_and_no_others(app: Flask) -> None:
    dialogue_id = plan_dialogue(app)
    taken = set()

    for before, after in itertools.product(_S, VERBS):
        with working(app) as session:
            dialogue = put(session, dialogue_id, before)
            try:
                VERBS[after](session, dialogue)
            except WrongStep:
                assert dialogue.state is before
            else:
                assert dialogue.state is after
                taken.add((before, after))
            session.rollback()

    assert taken == {(before, after) for before, steps in states.STEPS.items() for after in steps}


class TestWhatAPlanNeeds:
    @given(st.sets(st.sampled_from(Lacks)), st.sampled_from(Audience))
    def test_exactly_what_is_missing_is_said_and_the_young_need_more(self, gone: set[Lacks], whom: Audience) -> None:
        settled = SETTLED | {"state": _S.DRAFT, "audience": whom, "safeguarding_lead_id": 2, "min_age": 13}
        plan = type("Planned", (), settled | {lack.value: EMPTY[lack.value] for lack in gone})()
        for_the_young = {Lacks.SAFEGUARDING_LEAD, Lacks.MIN_AGE}

        assert set(states.lacking(plan)) == (gone if whom is Audience.UNGDOMAR else gone - for_the_young)
        assert list(states.lacking(plan)) == [lack for lack in Lacks if lack in states.lacking(plan)]
        assert all(lack.words for lack in gone)

    @given(*[st.integers(-3, 3) | st.none()] * 3)
    def test_the_days_follow_each_other(self, closes: int | None, tells: int | None, erases: int | None) -> None:
        def day(offset: int | None) -> date | None:
            return None if offset is None else TODAY + timedelta(days=offset)

        days = {"closes_on": day(closes), "feedback_due_on": day(tells), "erase_on": day(erases)}
        found = states.out_of_time(type("Planned", (), SETTLED | days)(), TODAY)

        assert (OutOfTime.CLOSES_ON in found) == (closes is not None and closes < 0)
        if not found and None not in (closes, tells, erases):
            assert 0 <= closes < tells < erases  # type: ignore[operator]  # none of them is None
        assert all(one.words for one in found)

    @on_sqlite
    def test_a_dialogue_does_not_open_without_any_of_it(self, app: Flask) -> None:
        dialogue_id = plan_dialogue(app, audience=Audience.UNGDOMAR)

        for lack in Lacks:
            with working(app) as session:
                dialogue = session.get_one(Dialogue, dialogue_id)
                setattr(dialogue, lack.value, EMPTY[lack.value])
                assert states.lacking(dialogue) == (lack,)
                with pytest.raises(NotReady):
                    hosting.open_(session, dialogue, TODAY)
                assert session.scalar(select(func.count()).select_from(DialogueKey)) == 0
                session.rollback()


class TestTheAddress:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("Trygg väg till Ungärde skola", "trygg-vag-till-ungarde-skola"),
            ("  Återvinning & ÖVERSKOTT?! ", "atervinning-overskott"),
            ("日本", "dialog"),
            ("x" * 100, "x" * 60),
        ],
    )
    def test_it_is_made_of_the_title(self, title: str, slug: str) -> None:
        assert hosting.slug_from(title) == slug

    @on_sqlite
    def test_it_is_unique_and_may_be_changed_until_the_dialogue_opens(self, app: Flask) -> None:
        with working(app) as session:
            made = [hosting.plan(session, Plan(title=title), NOON).slug for title in ("Ny", "Ny", "Bad", "Bad", "Bad")]
            other = hosting.plan(session, Plan(title="Sim"), NOON)

            assert made == ["ny-2", "ny-3", "bad", "bad-2", "bad-3"]
            with pytest.raises(AddressTaken):
                hosting.plan(session, Plan(title="Sim"), NOON, slug="bad")
            for taken in ("bad", "ny"):
                with pytest.raises(AddressTaken):
                    hosting.move(session, other, taken)
            hosting.move(session, other, "simning")
            assert hosting.find(session, "simning") is other
            with pytest.raises(WrongStep):
                hosting.move(session, put(session, other.id, _S.OPEN), "annat")


class TestWhatIsPromised:
    def test_everything_may_change_until_somebody_takes_part_and_then_little(self, app: Flask) -> None:
        view = open_dialogue(app, "Sista bussen går för tidigt")

        with working(app) as session:
            dialogue = session.get_one(Dialogue, view.id)
            hosting.change(session, dialogue, {"question": "Hur kommer du hem?", "min_age": 12}, TODAY)
            with pytest.raises(NotReady):
                hosting.change(session, dialogue, {"purpose": ""}, TODAY)
            session.rollback()
        with working(app) as session:
            dialogue = session.get_one(Dialogue, view.id)
            vote_once(session, view.id)
            for promised in ({"question": "?"}, {"audience": Audience.NARINGSLIV}, {"min_age": 1}, {"erase_on": None}):
                with pytest.raises(AlreadyPromised):
                    hosting.change(session, dialogue, promised, TODAY)
            hosting.change(session, dialogue, {"contact": "ny@example.se", "question": dialogue.question}, TODAY)
            later = TODAY + timedelta(days=40)
            hosting.change(session, dialogue, {"closes_on": later, "receiver": "Annan nämnd"}, TODAY)
            with pytest.raises(NotReady):
                hosting.change(session, dialogue, {"closes_on": TODAY - timedelta(days=1)}, TODAY)
            session.refresh(dialogue)

            assert (dialogue.contact, dialogue.receiver, dialogue.closes_on) == ("ny@example.se", "Annan nämnd", later)
            hosting.close(session, dialogue, TODAY)
            with pytest.raises(WrongStep):
                hosting.change(session, dialogue, {"closes_on": None}, TODAY)

    @on_sqlite
    def test_the_day_may_be_moved_with_a_reason_and_the_first_one_stays_in_sight(self, app: Flask) -> None:
        view = open_dialogue(app)
        promised, later, latest = (TODAY + timedelta(days=days) for days in (60, 70, 80))

        with working(app) as session:
            dialogue = session.get_one(Dialogue, view.id)
            hosting.move_feedback(session, dialogue, later, "Nämnden möts senare.", TODAY)
            hosting.move_feedback(session, dialogue, latest, " Mötet ställdes in. ", TODAY)
            for too_early in (TODAY - timedelta(days=1), TODAY + timedelta(days=30), date(2028, 1, 1)):
                with pytest.raises(NotReady):
                    hosting.move_feedback(session, dialogue, too_early, "För tidigt.", TODAY)
            for wrong_day, reason in ((latest, "Samma dag."), (later, " ")):
                with pytest.raises(WrongStep):
                    hosting.move_feedback(session, dialogue, wrong_day, reason, TODAY)
            moved = results.by_id(session, view.id, TODAY)

        assert (moved.feedback_first_due_on, moved.feedback_due_on) == (promised, latest)
        assert moved.feedback_moved_reason == "Mötet ställdes in."

    @on_sqlite
    def test_nothing_is_published_without_a_summary_nor_called_answered_before_it_is(self, app: Flask) -> None:
        dialogue_id = plan_dialogue(app)

        with working(app) as session:
            with pytest.raises(SummaryMissing):
                hosting.publish(session, put(session, dialogue_id, _S.CLOSED), TODAY, has_approved_summary=False)
            with pytest.raises(AnswersMissing):
                hosting.mark_answered(session, put(session, dialogue_id, _S.PUBLISHED), TODAY, unanswered=2)


class TestTheEnd:
    def test_closing_destroys_the_key_and_all_that_was_made_with_it(self, app: Flask) -> None:
        view = open_dialogue(app, "Ett inspel", audience=Audience.NARINGSLIV)
        with working(app) as session:
            key = session.get_one(DialogueKey, view.id).key
            vote_once(session, view.id)

        closed = close_dialogue(app)

        assert len(key) == 64
        with working(app) as session:
            voter = session.scalars(select(Participant)).one()
            assert session.get(DialogueKey, view.id) is None
            assert (voter.organisation_hash, voter.link_hash, voter.link_until) == (None, None, None)
            assert session.scalar(select(func.count()).select_from(Vote)) == 1
            assert session.scalar(select(func.count()).select_from(Door)) == 1
            posted = {row.topic: row.payload for row in session.scalars(select(OutboxMessage))}
        assert posted[DIALOGUE_CLOSED] == {"dialogue_id": view.id}
        assert (closed.is_over, closed.closed_on) == (True, TODAY)

    def test_the_worker_closes_what_is_past_its_last_day_and_it_counts_as_closed_before_that(
        self, app: Flask, time: StandingClock
    ) -> None:
        last_day = TODAY + timedelta(days=30)
        view = open_dialogue(app)
        open_dialogue(app, slug="utan-slut", closes_on=None)

        time.forward(days=30)
        with working(app) as session:
            jobs.close_due(session, time())
            assert results.by_id(session, view.id, last_day).is_open
        time.forward(days=2)
        with working(app) as session:
            today = last_day + timedelta(days=2)
            assert results.by_id(session, view.id, today).is_over
            assert session.get(DialogueKey, view.id) is not None
            jobs.close_due(session, time())
            jobs.close_due(session, time())
            closed = results.by_id(session, view.id, today)

            assert (closed.state, closed.closed_on) == (_S.CLOSED, last_day)
            assert session.get(DialogueKey, view.id) is None
            assert results.find(session, "utan-slut", today).is_open

    @on_sqlite
    def test_one_that_is_withdrawn_says_why_unless_nobody_ever_saw_it(self, app: Flask) -> None:
        view = open_dialogue(app)
        plan_dialogue(app, slug="aldrig")

        with working(app) as session:
            for slug in ("hem", "aldrig"):
                with pytest.raises(WrongStep):
                    hosting.withdraw(session, hosting.find(session, slug), "  ", TODAY)
                hosting.withdraw(session, hosting.find(session, slug), " Regionen tar över. ", TODAY)

            assert results.find(session, "hem", TODAY).withdrawn_reason == "Regionen tar över."
            assert not results.by_id(session, view.id, TODAY).is_over
            assert session.get(DialogueKey, view.id) is None
            with pytest.raises(NoSuchDialogue):
                results.find(session, "aldrig", TODAY)


class TestTheInspelItBeginsWith:
    @on_sqlite
    def test_they_are_added_once_and_changed_or_removed_until_somebody_votes(self, app: Flask) -> None:
        view = open_dialogue(app, "Fler turer på fredagar", "Hållplats vid hallen")

        with working(app) as session:
            assert seeding.add(session, view, ["Ny tanke", "Ny tanke", "Fler turer på fredagar"], TODAY) == 1
            seeding.change(session, view, 3, "En annan tanke")
            assert [one.text for one in seeding.seeds(session, view.id)][2] == "En annan tanke"
            seeding.remove(session, view, 3)
            vote_once(session, view.id)
            with pytest.raises(AlreadyPromised):
                seeding.change(session, view, 1, "Annat")
            with pytest.raises(AlreadyPromised):
                seeding.remove(session, view, 1)
            seeding.change(session, view, 2, "Hållplats vid ishallen")
            with pytest.raises(WrongStep):
                seeding.add(session, view, [f"Tanke nummer {n}" for n in range(seeding.MOST_ALLOWED)], TODAY)

            assert [one.number for one in seeding.seeds(session, view.id)] == [1, 2]
            # Somebody may have the third before them, and votes by its number.
            assert numbering.next_number(session, view.id) == 4
        over = close_dialogue(app)
        with working(app) as session, pytest.raises(WrongStep):
            seeding.add(session, over, ["För sent"], TODAY)


@pytest.mark.parametrize(("n", "said"), [(0, None), (4, None), (5, 5), (9, 5), (14, 10)])
@on_sqlite
def test_how_many_take_part_is_said_in_fives_while_it_is_open_and_never_under_five(
    app: Flask, n: int, said: int | None
) -> None:
    view = open_dialogue(app)
    with working(app) as session:
        session.add_all(Participant(dialogue_id=view.id, channel=Channel.WEB, joined_on=TODAY) for _ in range(n))

    with working(app) as session:
        crowd = results.crowd(session, view)
        over = results.crowd(session, replace(view, state=_S.CLOSED))

    assert (crowd.n if crowd else None) == said
    assert (over.n if over else None) == (n if n >= 5 else None)
