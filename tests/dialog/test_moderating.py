from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from threading import Barrier, Thread

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Actor
from core.concerns.models import Concern
from core.db import begin_reading, begin_writing, db
from core.outbox.models import OutboxMessage
from core.people import accounts
from core.people.roles import Role
from dialog import voting
from dialog.errors import StatementLeft
from dialog.models import (
    Channel,
    Choice,
    Participant,
    Source,
    Statement,
    StatementKind,
    StatementOriginal,
    StatementState,
    Vote,
)
from dialog.moderating import appeals, deciding, log, masking, queue, suggestions
from dialog.moderating.errors import (
    AlreadyAppealed,
    AlreadyVotedOn,
    AppealDecided,
    CannotMergeInto,
    DecidedMeanwhile,
    NotPossibleNow,
    NotRefused,
    SomebodyElseDecides,
)
from dialog.moderating.models import Action, Appeal, AppealOutcome, Moderation, Reason
from dialog.moderating.queue import View
from dialog.moderating.reasons import NAMES, TO_AUTHORS
from dialog.results import DialogueView
from dialog.topics import STATEMENT_DECIDED
from tests.builders import TODAY, on_sqlite
from tests.dialogues import add_inspel, open_dialogue
from tests.ground import NOON, hire, working

ANNA, BO = Actor(1, "Anna Ek"), Actor(2, "Bo Ås")
S = StatementState


def said(
    session: Session, dialogue: DialogueView, text: str = "Fler bussar på kvällen", **changes: object
) -> Statement:
    given = {"source": Source.WEB, "state": S.SUBMITTED} | changes
    return add_inspel(session, dialogue.id, text, **given)


def people(session: Session, dialogue: DialogueView, count: int) -> list[Participant]:
    found = [Participant(dialogue_id=dialogue.id, channel=Channel.WEB, joined_on=TODAY) for _ in range(count)]
    session.add_all(found)
    session.flush()
    return found


def agree(session: Session, dialogue: DialogueView, who: Participant, about: Statement) -> None:
    voting.vote(session, dialogue, who, about.id, Choice.AGREE, False, TODAY)


def state_of(statement: Statement) -> StatementState:
    return statement.state


def recount(session: Session, statement: Statement) -> tuple[int, ...]:
    votes = session.scalars(select(Vote).where(Vote.statement_id == statement.id)).all()
    return (*(sum(vote.choice is choice for vote in votes) for choice in Choice), sum(v.is_important for v in votes))


def counters(session: Session, statement: Statement) -> tuple[int, ...]:
    session.refresh(statement)
    return statement.n_agree, statement.n_disagree, statement.n_pass, statement.n_important


Deed = Callable[[Session, Statement], object]
DEEDS: dict[str, Deed] = {
    "approve": lambda session, one: deciding.approve(session, one, ANNA, NOON),
    "hold": lambda session, one: deciding.hold(session, one, ANNA, NOON),
    "reject": lambda session, one: deciding.reject(session, one, Reason.UNCLEAR, ANNA, NOON),
    "hide": lambda session, one: deciding.hide(session, one, Reason.HATE, ANNA, NOON),
    "restore": lambda session, one: deciding.restore(session, one, ANNA, NOON),
    "flag": lambda session, one: deciding.flag(session, one, "threat", ANNA, NOON),
}
# What each deed leads to, and from where it may be done at all.
LEADS = {
    "approve": (S.PUBLISHED, {S.SUBMITTED, S.HELD, S.PUBLISHED}),
    "hold": (S.HELD, {S.SUBMITTED, S.HELD}),
    "reject": (S.REJECTED, {S.SUBMITTED, S.HELD}),
    "hide": (S.HIDDEN, {S.PUBLISHED}),
    "restore": (S.PUBLISHED, {S.REJECTED, S.HIDDEN}),
    "flag": (S.FLAGGED, {S.SUBMITTED, S.HELD, S.PUBLISHED, S.REJECTED, S.HIDDEN}),
}


@on_sqlite
def test_each_decision_is_possible_from_some_states_alone_and_leaves_a_trace(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        for (name, (to, possible)), state in product(LEADS.items(), set(S) - {S.MERGED}):
            empty = state in (S.WITHDRAWN, S.FLAGGED)
            statement = said(session, dialogue, "" if empty else "Fler bussar", state=state)
            if state not in possible:
                with pytest.raises(NotPossibleNow):
                    DEEDS[name](session, statement)
                assert statement.state is state
                continue

            DEEDS[name](session, statement)

            assert statement.state is to
            made = session.scalars(select(Moderation).where(Moderation.statement_id == statement.id)).one()
            assert (made.action.value, made.actor_name, made.decided_at) == (name, "Anna Ek", NOON)
            last = audit.entries(session, limit=1)[0]
            assert (last.action, last.object_id) == (f"statement.{name}", str(statement.id))
            assert "Fler bussar" not in str(last.details)


@on_sqlite
def test_the_author_is_told_at_once_except_in_chat_where_a_message_is_on_its_way(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        for source in Source:
            statement = said(session, dialogue, source=source)

            deciding.reject(session, statement, Reason.OTHER, ANNA, NOON, note="Vi hör av oss.")

            made = session.scalars(select(Moderation).where(Moderation.statement_id == statement.id)).one()
            in_chat = source in (Source.SLACK, Source.TEAMS)
            assert (made.told_at, made.note) == (None if in_chat else NOON, "Vi hör av oss.")
        posted = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == STATEMENT_DECIDED)).all()
        assert [set(message.payload) for message in posted] == [{"dialogue_id", "statement_id"}] * len(Source)


@on_sqlite
def test_every_reason_has_words_for_staff_and_for_authors() -> None:
    assert set(NAMES) == set(TO_AUTHORS) == set(Reason)


@on_sqlite
def test_personal_data_are_struck_out_before_the_first_vote_and_never_after(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement = said(session, dialogue, "Ring mig på 070-123 45 67 om bussen")

        deciding.approve(session, statement, ANNA, NOON, masked="Ring mig på [telefonnummer] om bussen")

        assert statement.text == "Ring mig på [telefonnummer] om bussen"
        assert session.get_one(StatementOriginal, statement.id).words == "Ring mig på 070-123 45 67 om bussen"
        assert [made.action for made in queue.decisions(session, statement.id)] == [Action.APPROVE, Action.MASK]
        agree(session, dialogue, people(session, dialogue, 1)[0], statement)
        with pytest.raises(AlreadyVotedOn):
            deciding.approve(session, statement, ANNA, NOON, masked="Ring mig [telefonnummer]")
        assert statement.text == "Ring mig på [telefonnummer] om bussen"


@pytest.mark.parametrize(
    ("masked", "is_fine"),
    [
        ("Min granne Kim kör för fort", True),
        ("Min granne [namn] kör för fort", True),
        ("[någon] Kim kör för fort", True),
        ("Min granne Kim [...]", True),
        ("[a] granne [b] kör [c]", True),
        ("[a][b]", True),
        ("Min granne [namn] kör jättefort", False),
        ("Din granne [namn] kör för fort", False),
        ("Min granne [namn] kör för fort!", False),
        ("Min [namn] granne kör för fort", False),
        ("Min granne Kim kör för", False),
    ],
)
def test_staff_strike_out_and_never_rewrite(masked: str, is_fine: bool) -> None:
    assert masking.only_strikes_out("Min granne Kim kör för fort", masked) is is_fine


@on_sqlite
def test_a_decision_on_what_somebody_else_has_decided_meanwhile_changes_nothing(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement = said(session, dialogue)
        before = deciding.latest_decision(session, statement)
        deciding.reject(session, statement, Reason.OFF_TOPIC, ANNA, NOON, seen=before)

        with pytest.raises(DecidedMeanwhile, match="hann före"):
            deciding.approve(session, statement, BO, NOON, seen=before)

        assert state_of(statement) is S.REJECTED
        deciding.restore(session, statement, BO, NOON, seen=deciding.latest_decision(session, statement))
        assert state_of(statement) is S.PUBLISHED


@on_sqlite
def test_a_worrying_text_leaves_with_its_words_and_the_log_says_nothing_of_them(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement = said(session, dialogue, "Han slår mig när bussen är sen")

        deciding.flag(session, statement, "harmed_by_others", ANNA, NOON)

        assert (statement.state, statement.text) == (S.FLAGGED, "")
        assert session.scalars(select(Concern)).one().words == "Han slår mig när bussen är sen"
        assert queue.entry(session, dialogue.id, statement.number) is None
        assert "slår" not in str(list(log.rows(session, dialogue.id)))
        assert sum(queue.counts(session, dialogue.id).values()) == 0


# --- Merging --------------------------------------------------------------------------------------------------------

CHOICES = st.sampled_from([None, *Choice])


@dataclass
class Ballot:
    first: Choice | None
    second: Choice | None
    third: Choice | None
    important: bool


BALLOTS = st.lists(st.builds(Ballot, CHOICES, CHOICES, CHOICES, st.booleans()), max_size=7)


@on_sqlite
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ballots=BALLOTS)
def test_merging_carries_votes_over_and_the_counts_stay_those_of_the_votes(app: Flask, ballots: list[Ballot]) -> None:
    if not getattr(app, "dialogue", None):
        app.dialogue = open_dialogue(app)  # type: ignore[attr-defined]
    dialogue: DialogueView = app.dialogue  # type: ignore[attr-defined]
    with working(app) as session:
        first, second, third = (said(session, dialogue, state=S.PUBLISHED) for _ in range(3))
        for who, ballot in zip(people(session, dialogue, len(ballots)), ballots, strict=True):
            for about, choice in ((first, ballot.first), (second, ballot.second), (third, ballot.third)):
                if choice is not None:
                    voting.vote(session, dialogue, who, about.id, choice, ballot.important, TODAY)

        deciding.merge(session, first, second, ANNA, NOON)
        deciding.merge(session, second, third, ANNA, NOON)

        # Each counts with the vote nearest to where the inspel ended up.
        expected = [b.third or b.second or b.first for b in ballots]
        assert counters(session, third)[:3] == tuple(expected.count(choice) for choice in Choice)
        for statement in (first, second, third):
            assert counters(session, statement) == recount(session, statement)
            assert all(count <= len(ballots) for count in counters(session, statement))
        assert first.merged_into_id == second.merged_into_id == third.id

        deciding.restore(session, first, ANNA, NOON)
        assert state_of(first) is S.PUBLISHED
        assert counters(session, first)[:3] == tuple([b.first for b in ballots].count(choice) for choice in Choice)


@on_sqlite
def test_an_inspel_is_merged_only_with_one_people_can_vote_on_in_the_same_dialogue(app: Flask) -> None:
    dialogue, other = open_dialogue(app), open_dialogue(app, slug="annan")
    with working(app) as session:
        statement = said(session, dialogue, state=S.PUBLISHED)
        bad = [
            statement,
            said(session, dialogue),
            said(session, dialogue, state=S.HIDDEN),
            said(session, dialogue, state=S.PUBLISHED, kind=StatementKind.ABOUT_SELF),
            said(session, other, state=S.PUBLISHED),
        ]
        for into in bad:
            with pytest.raises(CannotMergeInto):
                deciding.merge(session, statement, into, ANNA, NOON)
        assert statement.state is S.PUBLISHED

        # One that is merged already stands for the one it is merged into.
        last, middle = said(session, dialogue, state=S.PUBLISHED), said(session, dialogue, state=S.PUBLISHED)
        deciding.merge(session, middle, last, ANNA, NOON)
        assert deciding.merge(session, statement, middle, ANNA, NOON).id == last.id


# --- Objections -----------------------------------------------------------------------------------------------------


@on_sqlite
def test_an_objection_is_heard_once_by_somebody_else_than_the_one_who_refused(app: Flask) -> None:
    dialogue = open_dialogue(app)
    anna = Actor(hire(app, Role.MODERATOR, email="anna@example.se"), "Anna Ek")
    bo = Actor(hire(app, Role.COMMUNICATOR, email="bo@example.se"), "Bo Ås")
    with working(app) as session:
        statement = said(session, dialogue)
        with pytest.raises(NotRefused):
            appeals.appeal(session, statement, "Fel", NOON)
        with pytest.raises(AppealDecided):
            appeals.decide(session, statement, AppealOutcome.CHANGED, bo, NOON)
        deciding.reject(session, statement, Reason.OFF_TOPIC, anna, NOON)
        appeals.appeal(session, statement, "Det handlar visst om bussen.", NOON)
        with pytest.raises(AlreadyAppealed):
            appeals.appeal(session, statement, "En gång till", NOON)
        assert queue.counts(session, dialogue.id)[View.APPEALS] == 1

        with pytest.raises(SomebodyElseDecides):
            appeals.decide(session, statement, AppealOutcome.UPHELD, anna, NOON)
        appeals.decide(session, statement, AppealOutcome.UPHELD, bo, NOON, note="Det handlar om tåget.")

        heard = session.get_one(Appeal, statement.id)
        assert (heard.outcome, heard.note, heard.decided_by) == (AppealOutcome.UPHELD, "Det handlar om tåget.", "Bo Ås")
        assert (statement.state, queue.counts(session, dialogue.id)[View.APPEALS]) == (S.REJECTED, 0)
        with pytest.raises(AppealDecided):
            appeals.decide(session, statement, AppealOutcome.CHANGED, bo, NOON)


@on_sqlite
def test_the_only_moderator_there_is_hears_objections_to_their_own_decisions(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        only = dialogue.moderator_id
        assert only is not None
        statement = said(session, dialogue)
        deciding.reject(session, statement, Reason.OFF_TOPIC, Actor(only, "Kerstin Ek"), NOON)
        appeals.appeal(session, statement, "Det handlar visst om bussen.", NOON)
        gone = accounts.add_staff(session, "slutat@example.se", "Siv", "ett långt lösenord", [Role.MODERATOR])
        accounts.disable(session, accounts.staff_with(session, "slutat@example.se"))
        assert gone != only

        appeals.decide(session, statement, AppealOutcome.CHANGED, Actor(only, "Kerstin Ek"), NOON, note="Du har rätt.")

        assert statement.state is S.PUBLISHED
        heard = session.get_one(Appeal, statement.id)
        assert (heard.outcome, heard.note) == (AppealOutcome.CHANGED, "Du har rätt.")


@on_sqlite
def test_an_objection_is_met_when_the_inspel_is_published_again_by_other_means(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement = said(session, dialogue, state=S.PUBLISHED)
        deciding.hide(session, statement, Reason.HATE, ANNA, NOON)
        appeals.appeal(session, statement, "Det var inte så jag menade.", NOON)

        deciding.restore(session, statement, BO, NOON)

        assert session.get_one(Appeal, statement.id).outcome is AppealOutcome.CHANGED


# --- The queue ------------------------------------------------------------------------------------------------------


@on_sqlite
def test_the_queue_shows_each_inspel_in_one_part_the_oldest_first(app: Flask) -> None:
    dialogue = open_dialogue(app, "Ett startinspel")
    with working(app) as session:
        for _ in range(queue.A_PAGE + 3):
            said(session, dialogue)
        set_aside = said(session, dialogue, state=S.HELD)
        on_hold, unread, read = said(session, dialogue), said(session, dialogue), said(session, dialogue)
        deciding.hold(session, on_hold, ANNA, NOON)
        deciding.approve(session, read, ANNA, NOON)
        unread.state = S.PUBLISHED
        session.flush()

        first = queue.page(session, dialogue.id, View.TO_READ)
        second = queue.page(session, dialogue.id, View.TO_READ, first.after or 0)

        numbers = [entry.number for entry in (*first.entries, *second.entries)]
        assert numbers == [*range(2, 2 + queue.A_PAGE + 3), set_aside.number]
        assert (len(first.entries), second.after) == (queue.A_PAGE, None)
        counts = queue.counts(session, dialogue.id)
        assert {view.value: n for view, n in counts.items() if n} == {
            "att-lasa": queue.A_PAGE + 4,
            "olasta": 1,
            "vantar": 1,
            "publicerade": 3,
        }
        for view, n in counts.items():
            assert len(queue.page(session, dialogue.id, view).entries) == min(n, queue.A_PAGE)


@on_sqlite
def test_what_to_look_at_is_pointed_out(app: Flask) -> None:
    dialogue = open_dialogue(app, "Kör fler bussar på kvällen")
    with working(app) as session:
        said(session, dialogue, "Ring mig på 070-123 45 67")
        said(session, dialogue, "Ni borde köra fler bussar på kvällen!")
        said(session, dialogue, "Jag orkar inte leva längre")
        said(session, dialogue, "Bygg en ny bro. Dessutom borde skolan målas om.")
        said(session, dialogue, "Hållplatsen behöver tak")
        entries = queue.page(session, dialogue.id, View.TO_READ).entries

        phone, bus, worry, several, plain = suggestions.find(session, dialogue, entries).values()

        assert phone.masked == "Ring mig på [telefonnummer]"
        assert [other.number for other in bus.alike] == [1]
        assert worry.worries
        assert "several_thoughts" in several.hints
        assert [found.is_plain for found in (phone, bus, worry, several, plain)] == [False] * 4 + [True]


@on_sqlite
def test_the_log_has_a_row_for_each_decision_and_objection_and_no_words_of_anybody_but_staff(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement = said(session, dialogue, "Hemliga ord")
        deciding.reject(session, statement, Reason.OFF_TOPIC, ANNA, NOON, note="=SUMMA(A1)")
        appeals.appeal(session, statement, "Mina ord", NOON)
        appeals.decide(session, statement, AppealOutcome.CHANGED, BO, NOON + timedelta(hours=1))

        rows = list(log.rows(session, dialogue.id))

        at, later = "2026-03-02 13:00", "2026-03-02 14:00"
        assert rows == [
            [1, "reject", "off_topic", "=SUMMA(A1)", "Anna Ek", at, at],
            [1, "restore", "", "", "Bo Ås", later, later],
            [1, "objection_changed", "", "", "Bo Ås", later, later],
        ]
        assert {len(row) for row in rows} == {len(log.HEADER)}


def test_of_two_who_decide_at_once_one_is_told_what_the_other_did(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement_id = said(session, dialogue).id
    both_have_read = Barrier(2)
    met: list[str] = []

    def decide(deed: Callable[[Session, Statement, int], None]) -> None:
        with app.app_context():
            begin_reading()
            seen = deciding.latest_decision(db.session(), db.session().get_one(Statement, statement_id))
            db.session.rollback()
            both_have_read.wait(10)
            begin_writing()
            try:
                deed(db.session(), db.session().get_one(Statement, statement_id), seen)
                db.session.commit()
            except DecidedMeanwhile:
                db.session.rollback()
                met.append("DecidedMeanwhile")

    def approve(session: Session, one: Statement, seen: int) -> None:
        deciding.approve(session, one, ANNA, NOON, seen=seen)

    def reject(session: Session, one: Statement, seen: int) -> None:
        deciding.reject(session, one, Reason.HATE, BO, NOON, seen=seen)

    threads = [Thread(target=decide, args=[deed]) for deed in (approve, reject)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert met == ["DecidedMeanwhile"]
    with working(app) as session:
        assert session.scalar(select(func.count()).select_from(Moderation)) == 1


@on_sqlite
def test_a_decision_about_an_inspel_whose_author_left_meanwhile_is_refused_in_words(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        statement = said(session, dialogue)
        session.execute(delete(Statement).execution_options(synchronize_session=False))

        with pytest.raises(NotPossibleNow):
            deciding.approve(session, statement, ANNA, NOON, seen=0)
        session.expunge(statement)


def test_votes_that_come_while_inspel_are_merged_are_neither_lost_nor_doubled(app: Flask) -> None:
    dialogue = open_dialogue(app)
    with working(app) as session:
        first, second = (said(session, dialogue, state=S.PUBLISHED) for _ in range(2))
        crowd = people(session, dialogue, 8)
        for who in crowd[:4]:
            agree(session, dialogue, who, first)
        ids, who_ids = (first.id, second.id), [who.id for who in crowd]
    refused: list[int] = []
    begin = Barrier(len(crowd) + 1)

    def vote(n: int) -> None:
        with app.app_context():
            begin_writing()
            begin.wait(10)
            session = db.session()
            try:
                who = session.get_one(Participant, who_ids[n])
                voting.vote(session, dialogue, who, ids[n % 2], Choice.DISAGREE, True, TODAY)
                session.commit()
            except StatementLeft:
                session.rollback()
                refused.append(n)

    def merge() -> None:
        with app.app_context():
            begin_writing()
            begin.wait(10)
            session = db.session()
            deciding.merge(session, session.get_one(Statement, ids[0]), session.get_one(Statement, ids[1]), ANNA, NOON)
            session.commit()

    threads = [Thread(target=vote, args=[n]) for n in range(len(crowd))] + [Thread(target=merge)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    with working(app) as session:
        statements = [session.get_one(Statement, statement_id) for statement_id in ids]
        assert statements[0].state is S.MERGED
        for statement in statements:
            assert counters(session, statement) == recount(session, statement)
        # Everybody who was not refused is heard where the two live on, and those who voted before as well.
        heard = set(session.scalars(select(Vote.participant_id).where(Vote.statement_id == ids[1])))
        assert heard == {who for n, who in enumerate(who_ids) if n < 4 or n not in refused}
