from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor
from core.outbox.models import OutboxMessage
from dialog import hosting
from dialog.feedback import answering, listing, reading, results
from dialog.feedback.answering import Written
from dialog.feedback.errors import AnsweredMeanwhile, CannotBeAnswered, PublishedAnswerStays
from dialog.feedback.listing import Show
from dialog.feedback.models import Answer, AnswerKind, Decision
from dialog.feedback.results import Answered
from dialog.models import Dialogue, Statement, StatementKind, StatementState
from dialog.moderating import deciding
from dialog.moderating.models import Reason
from dialog.results import DialogueView
from dialog.topics import ANSWER_PUBLISHED
from tests.builders import TODAY, on_sqlite
from tests.dialogues import PLAN, add_inspel, open_dialogue
from tests.ground import NOON, working

pytestmark = on_sqlite

ANNA = Actor(1, "Anna Ek")
YES = Written("Vi gör det.", "Kommunstyrelsen", Decision.WILL_DO, TODAY + timedelta(days=90), "KS 2026-7")
ELSEWHERE = Written("Vägen är statlig.", "Trafikverket", link="https://www.trafikverket.se/")
ANSWER, REFERRAL = AnswerKind.ANSWER, AnswerKind.REFERRAL


def publish(session: Session, statement: Statement, said: Written = YES, day: int = 0) -> Answer:
    kind = REFERRAL if said.link else ANSWER
    return answering.save(session, statement, kind, said, "Anna Ek", TODAY + timedelta(days=day), publish=True)


def seeds(session: Session, dialogue: DialogueView) -> list[Statement]:
    return list(
        session.scalars(select(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number))
    )


def test_an_answer_is_seen_once_published_and_says_when_it_was_changed(app: Flask) -> None:
    dialogue = open_dialogue(app, "Sen buss hem")
    with working(app) as session:
        (statement,) = seeds(session, dialogue)
        draft = answering.save(session, statement, ANSWER, YES, "Anna Ek", TODAY, publish=False)
        assert results.of_dialogue(session, dialogue.id, 9) == ()

        publish(session, statement)
        publish(session, statement, day=1)
        (unchanged,) = results.of_dialogue(session, dialogue.id, 9)
        no = Written("Det blev för dyrt.", "Kommunstyrelsen", Decision.NO)
        answering.save(session, statement, ANSWER, no, "Bo", TODAY + timedelta(days=2), publish=False)

        (view,) = results.of_dialogue(session, dialogue.id, 9)
        assert unchanged.updated_on is None
        assert (view.id, view.decision, view.words) == (draft.id, Decision.NO, "Det blev för dyrt.")
        assert (view.published_on, view.updated_on) == (TODAY, TODAY + timedelta(days=2))
        posted = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == ANSWER_PUBLISHED)).all()
        assert [message.payload for message in posted] == [
            {"dialogue_id": dialogue.id, "statement_id": statement.id, "answer_id": draft.id}
        ]


def test_nobody_writes_over_what_somebody_else_has_written_meanwhile(app: Flask) -> None:
    dialogue = open_dialogue(app, "Sen buss hem")
    with working(app) as session:
        (statement,) = seeds(session, dialogue)
        blank = answering.mark_of(answering.find(session, statement.id, ANSWER))
        answering.save(session, statement, ANSWER, YES, "Anna Ek", TODAY, publish=False, seen=blank)

        with pytest.raises(AnsweredMeanwhile):
            answering.save(session, statement, ANSWER, ELSEWHERE, "Bo", TODAY, publish=True, seen=blank)
        with pytest.raises(AnsweredMeanwhile):
            answering.discard(session, statement, ANSWER, seen=blank)

        found = answering.find(session, statement.id, ANSWER)
        assert found is not None
        assert answering.written(found) == YES


def test_a_draft_can_be_thrown_away_and_what_is_published_cannot(app: Flask) -> None:
    dialogue = open_dialogue(app, "Sen buss hem")
    with working(app) as session:
        (statement,) = seeds(session, dialogue)
        answering.save(session, statement, ANSWER, YES, "Anna Ek", TODAY, publish=False)
        answering.discard(session, statement, ANSWER)
        answering.discard(session, statement, ANSWER)
        assert answering.find(session, statement.id, ANSWER) is None

        publish(session, statement)
        with pytest.raises(PublishedAnswerStays):
            answering.discard(session, statement, ANSWER)


def test_what_nobody_can_read_is_not_answered_and_answers_go_out_of_sight_with_their_inspel(app: Flask) -> None:
    dialogue = open_dialogue(app, "Ett", "Två", "Tre", "Fyra")
    with working(app) as session:
        one, two, three, four = seeds(session, dialogue)
        for statement in (one, two, three):
            publish(session, statement)
        publish(session, three, ELSEWHERE)
        about_self = add_inspel(session, dialogue.id, "Jag är ny här", kind=StatementKind.ABOUT_SELF)
        assert about_self.state is StatementState.PUBLISHED
        assert results.answered_of(session, dialogue.id) == Answered(3, 4)

        deciding.hide(session, one, Reason.HATE, ANNA, NOON)
        deciding.merge(session, two, four, ANNA, NOON)

        with pytest.raises(CannotBeAnswered):
            publish(session, add_inspel(session, dialogue.id, "Oläst", state=StatementState.SUBMITTED))
        # An answer would show everybody what the author says of themselves.
        with pytest.raises(CannotBeAnswered):
            publish(session, about_self)
        views = results.of_dialogue(session, dialogue.id, 9)
        # What was answered before a merger stands with the inspel it lives on in.
        assert [(view.number, view.text, view.kind) for view in views] == [
            (3, "Tre", ANSWER),
            (3, "Tre", REFERRAL),
            (4, "Fyra", ANSWER),
        ]
        assert results.answered_of(session, dialogue.id) == Answered(2, 2)
        assert [view.number for view in results.of_statements(session, [two.id])[two.id]] == [4]
        assert (results.answered_of_all(session, []), results.of_statements(session, [])) == ({}, {})


def test_how_late_an_answer_came_is_counted_from_the_day_first_promised(app: Flask) -> None:
    dialogue = open_dialogue(app, "Ett", "Två")
    due_on = PLAN.feedback_due_on
    assert due_on is not None
    with working(app) as session:
        one, two = seeds(session, dialogue)
        row = session.get_one(Dialogue, dialogue.id)
        hosting.move_feedback(session, row, due_on + timedelta(days=30), "Nämnden flyttade mötet.", TODAY)
        in_time, late = (due_on - TODAY).days, (due_on - TODAY).days + 6

        publish(session, one, day=in_time)
        publish(session, two, day=late)

        views = results.of_dialogue(session, dialogue.id, 9)
        assert [view.days_late for view in views] == [0, 6]


def test_pages_never_part_the_answers_to_one_inspel(app: Flask) -> None:
    dialogue = open_dialogue(app, *(f"Inspel {n}" for n in range(1, 35)))
    with working(app) as session:
        for statement in seeds(session, dialogue):
            publish(session, statement)
            publish(session, statement, ELSEWHERE)
        seen: list[tuple[int, AnswerKind]] = []
        number: int | None = 1
        while number is not None:
            page = reading.page(session, dialogue.id, number)
            assert all(len(told.answers) == 2 for told in page.told)
            seen += [(view.number, view.kind) for told in page.told for view in told.answers]
            number = page.next

        assert seen == [(n, kind) for n in range(1, 35) for kind in (ANSWER, REFERRAL)]


def test_the_latest_answers_are_news_but_not_of_a_dialogue_that_was_taken_back(app: Flask) -> None:
    first, second = open_dialogue(app, "Ett", slug="ett"), open_dialogue(app, "Två", slug="tva")
    with working(app) as session:
        (one,), (two,) = seeds(session, first), seeds(session, second)
        publish(session, two, day=1)
        publish(session, one)
        publish(session, one, ELSEWHERE, day=2)
        assert [view.slug for view in results.latest(session, 5)] == ["tva", "ett"]

        hosting.withdraw(session, session.get_one(Dialogue, second.id), "Fel fråga", TODAY)

        assert [view.slug for view in results.latest(session, 5)] == ["ett"]


def test_those_who_answer_find_what_has_no_answer_yet(app: Flask) -> None:
    dialogue = open_dialogue(app, *(f"Inspel {n}" for n in range(1, 29)))
    with working(app) as session:
        rows = seeds(session, dialogue)
        publish(session, rows[0])
        answering.save(session, rows[1], ANSWER, YES, "Anna Ek", TODAY, publish=False)
        deciding.merge(session, rows[0], rows[2], ANNA, NOON)

        unanswered = listing.page(session, dialogue.id, Show.UNANSWERED)
        rest = listing.page(session, dialogue.id, Show.UNANSWERED, unanswered.after or 0)

        assert [line.number for line in (*unanswered.lines, *rest.lines)] == [2, *range(4, 29)]
        assert (len(unanswered.lines), rest.after) == (listing.A_PAGE, None)
        (draft,) = listing.page(session, dialogue.id, Show.DRAFTS).lines
        assert (draft.number, draft.has(ANSWER), draft.replies[0].is_published) == (2, True, False)
        assert [line.number for line in listing.page(session, dialogue.id, Show.ALL).lines][:2] == [2, 3]
