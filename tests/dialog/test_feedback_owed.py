from __future__ import annotations

from datetime import timedelta
from itertools import cycle

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.audit import Actor
from core.summaries.sentences import Section
from dialog.feedback import answering, owed, results
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.feedback.results import Answered
from dialog.models import Statement
from dialog.moderating import deciding
from dialog.moderating.models import Reason
from dialog.summarising import results as summaries
from dialog.summarising.models import SentenceState, Summary, SummarySentence, SummaryState
from tests.builders import TODAY, on_sqlite
from tests.dialogues import PLAN, close_dialogue, open_dialogue
from tests.ground import NOON, working
from tests.published import over, published

ANNA = Actor(1, "Anna Ek")
SECTIONS = st.sampled_from([Section.UNITES, Section.DIVIDES, Section.PRIORITISED, Section.QUOTES, Section.HEARD])
NUMBERS = st.lists(st.integers(1, 7), max_size=3)
SENTENCES = st.lists(st.tuples(SECTIONS, NUMBERS, NUMBERS, st.sampled_from(SentenceState)), max_size=8)


def inspel(session: Session, dialogue_id: int) -> dict[int, Statement]:
    rows = session.scalars(select(Statement).where(Statement.dialogue_id == dialogue_id))
    return {row.number: row for row in rows}


def sentence(
    summary_id: int, place: int, section: Section, cited: list[int], quoted: list[int], state: SentenceState
) -> SummarySentence:
    return SummarySentence(
        summary_id=summary_id,
        key=f"m{place}",
        position=place,
        section=section,
        text=" ".join(["Så är det.", *(f"{{i{number}}}" for number in quoted)]),
        cites=[f"{kind}{number}" for kind, number in zip(cycle("ic"), cited, strict=False)],
        state=state,
    )


def answer(session: Session, statement: Statement, day: int, reference: str = "") -> None:
    said = Written("Vi gör det.", "KS", Decision.WILL_DO, reference=reference)
    on = TODAY + timedelta(days=day)
    answering.save(session, statement, AnswerKind.ANSWER, said, "Anna Ek", on, publish=True)


@on_sqlite
def test_what_is_owed_is_what_the_published_summary_highlights(app: Flask) -> None:
    dialogue = open_dialogue(app, *(f"Inspel {n}" for n in range(1, 7)))
    close_dialogue(app)
    with working(app) as session:
        deciding.hide(session, inspel(session, dialogue.id)[6], Reason.HATE, ANNA, NOON)
        row = Summary(
            dialogue_id=dialogue.id, version=1, state=SummaryState.PUBLISHED, drafted_at=NOON, published_on=TODAY
        )
        session.add(row)
        session.flush()

        @settings(max_examples=40, deadline=None)
        @given(sentences=SENTENCES)
        def check(sentences: list[tuple[Section, list[int], list[int], SentenceState]]) -> None:
            session.execute(delete(SummarySentence))
            session.add_all(sentence(row.id, place, *one) for place, one in enumerate(sentences))
            session.flush()

            found = owed.of_dialogues(session, [dialogue.id])

            assert found.of(dialogue.id) == summaries.view(session, row).highlighted

        check()


def test_a_timeline_says_when_each_answer_came_and_when_all_that_is_owed_had_one(app: Flask) -> None:
    over(app, slug="tyst")
    over(app)
    published(app)
    with working(app) as session:
        mine = session.scalars(select(Summary.dialogue_id)).one()
        rows = inspel(session, mine)
        answer(session, rows[4], 5, "KS 2026-7")
        answer(session, rows[1], 9)
        line = results.timeline(session, [mine])[mine]
        assert (line.closed_on, line.due_on, line.highlighted) == (TODAY, PLAN.feedback_due_on, (1, 2))
        assert (line.first_on, line.last_on, line.all_on) == (
            TODAY + timedelta(days=5),
            TODAY + timedelta(days=9),
            None,
        )
        assert line.answered == Answered(1, 2, is_highlighted=True)
        assert (line.inspel_answered, line.inspel, line.references) == (2, 4, ("KS 2026-7",))

        no = Written("Nej.", "KS", Decision.NO)
        answering.save_together(session, [rows[3], rows[2]], no, "Anna Ek", TODAY, publish=False)
        seen = answering.mark_of_all(answering.drafts(session, mine))
        answering.publish_drafts(session, mine, TODAY + timedelta(days=12), seen=seen)
        # Answered once more after a merger: what counts is the first day that somebody could read an answer.
        deciding.merge(session, rows[4], rows[1], ANNA, NOON)

        lines = results.timeline(session, [mine, *session.scalars(select(Statement.dialogue_id)).all()])
        assert lines[mine].all_on == TODAY + timedelta(days=12)
        assert lines[mine].answered == Answered(2, 2, is_highlighted=True)
        other = next(one for key, one in lines.items() if key != mine)
        assert (other.first_on, other.all_on, other.answered, other.references) == (None, None, Answered(0, 4), ())
        assert results.timeline(session, []) == {}
        assert results.decided(session, [mine]) == {mine: {Decision.WILL_DO: 1, Decision.NO: 2}}
