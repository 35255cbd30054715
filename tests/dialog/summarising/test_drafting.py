"""Drafting a dialogue: by itself when something closes, again without losing a word, and behind nobody's back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.audit import Actor
from core.people.roles import Role
from core.summaries.checks import findings
from core.summaries.sentences import Section
from dialog import hosting
from dialog.meetings import results as meetings
from dialog.meetings import tapping
from dialog.meetings.models import MeetingSeat, StepKind
from dialog.models import Choice, Dialogue, Participant, Source, Statement, StatementState, Vote
from dialog.summarising import drafting, jobs, results, reviewing, sources
from dialog.summarising.models import PublishedIsImmutable, SentenceState, Summary, SummarySentence, SummaryState
from dialog.summarising.results import SentenceView, SummaryView
from dialog.summarising.reviewing import Worded
from dialog.topics import STATEMENT_LEFT
from tests.builders import TODAY, drain, on_sqlite
from tests.dialogues import add_inspel, close_dialogue, more_votes, open_dialogue
from tests.ground import NOON, StandingClock, hire, working
from tests.meetings import go_to, open_meeting

A, D, P = Choice.AGREE, Choice.DISAGREE, Choice.PASS
INSPEL = ("Sista bussen går före träningen slutar", "Öppna fritidsgården i Lima på fredagar", "Måla om simhallens tak")
VOTES = ([A] * 10 + [D], [A] * 6 + [D] * 5, [A, D])
_S = SentenceState
_SEEN = {"published_on": TODAY, "published_by": "Kerstin Ek"}


def vote(session: Session, dialogue_id: int, columns: Sequence[Sequence[Choice]]) -> None:
    """Everybody's votes on the first inspel, by people with keys of their own."""
    rows = session.scalars(
        select(Statement).where(Statement.dialogue_id == dialogue_id).order_by(Statement.number)
    ).all()
    for place in range(max(map(len, columns))):
        person = Participant(id=uuid.UUID(int=place + 1), dialogue_id=dialogue_id, joined_on=TODAY)
        session.add(person)
        session.flush()
        for row, column in zip(rows, columns, strict=False):
            if place < len(column):
                session.add(Vote(participant_id=person.id, statement_id=row.id, choice=column[place], voted_on=TODAY))


def drafted(app: Flask, columns: Sequence[Sequence[Choice]] = VOTES) -> int:
    """A dialogue of eleven that has closed and been drafted; gives its id."""
    dialogue = open_dialogue(app, *INSPEL)
    with working(app) as session:
        vote(session, dialogue.id, columns)
    close_dialogue(app)
    drain(app)
    return dialogue.id


def shown(session: Session, dialogue_id: int) -> SummaryView:
    summary = results.latest(session, dialogue_id)
    assert summary is not None
    return results.view(session, summary)


def said(view: SummaryView) -> dict[str, SentenceView]:
    return {one.key: one for one in view.sentences}


def change_published(app: Flask, name: str, value: Any) -> None:
    """Change one thing in a sentence of the first version, or remove it."""
    with working(app) as session:
        row = session.scalars(
            select(SummarySentence).where(SummarySentence.key == "i2").order_by(SummarySentence.id)
        ).first()
        assert row is not None
        assert row.summary_id == 1
        if name:
            setattr(row, name, value)
        else:
            session.delete(row)


def draft_again(app: Flask, dialogue_id: int, *, by_itself: bool = False) -> None:
    with working(app) as session:
        drafting.ask_for(session, dialogue_id, by_itself=by_itself)
    drain(app)


def test_a_dialogue_that_closes_is_drafted_and_every_sentence_holds(app: Flask, time: StandingClock) -> None:
    dialogue_id = drafted(app)

    with working(app) as session:
        view = shown(session, dialogue_id)
        known = sources.of_summary(view)
        assert (view.version, view.state, view.revision, view.drafted_at) == (1, SummaryState.DRAFT, 0, NOON)
        assert [finding for one in view.sentences for finding in findings(one.sentence, known)] == []
        assert said(view)["i1"].words.startswith(f"10 av 11 håller med om ”{INSPEL[0]}”")
        assert said(view)["i2"].section is Section.DIVIDES
        assert said(view)["few-i3"].words == f"För få har röstat för att säga något om ”{INSPEL[2]}”."
        assert said(view)["few-i3"].claims["c3"]["n"] is None
        assert all(one.state is _S.WAITING for one in view.sentences)
        assert view.coverage == {
            "revision": 0,
            "cited": 3,
            "inspel": 3,
            "voices": 10,
            "participants": 11,
            "minority": None,
            "uncovered": [],
        }


def test_the_same_dialogue_is_drafted_once_however_often_it_is_asked_for(app: Flask, time: StandingClock) -> None:
    dialogue_id = drafted(app)
    time.forward(hours=1)
    made = []
    with working(app) as session:
        made = [drafting.draft(session, dialogue_id) for _ in range(2)]
        session.delete(session.scalars(select(Summary)).one())

    barrier = Barrier(2)

    def keep(number: int) -> None:
        draft = made[number]
        assert draft is not None
        barrier.wait()
        with working(app) as session:
            drafting.keep(session, dialogue_id, draft, NOON)

    workers = [Thread(target=keep, args=(number,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    draft_again(app, dialogue_id)

    with working(app) as session:
        assert [(one.version, one.revision) for one in session.scalars(select(Summary))] == [(1, 0)]
    assert drain(app) == 0


def test_what_staff_have_written_outlives_a_new_draft_and_waits_where_figures_changed(
    app: Flask, time: StandingClock
) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    with working(app) as session:
        vote(session, dialogue.id, VOTES)
    draft_again(app, dialogue.id)
    ana = Actor(hire(app, Role.MODERATOR, email="ana@example.se"), "Ana Ek")
    with working(app) as session:
        summary = session.scalars(select(Summary)).one()
        before = said(results.view(session, summary))
        reviewing.change(
            session, summary, "i1", Worded(f"Bussen går för tidigt: 10 av 11 håller med om ”{INSPEL[0]}”.", (1,)), ana
        )
        reviewing.change(session, summary, "thanks", Worded("Tack ska ni ha!"), ana)
        reviewing.keep(session, summary, ["purpose", "i2"])
        reviewing.strike(session, summary, "influence")
        own = reviewing.add(session, summary, Section.UNITES, Worded(f"”{INSPEL[2]}” är ett önskemål.", (3,)), ana).key
        revision = summary.revision
    time.forward(minutes=5)
    more_votes(app, "hem", 4)
    close_dialogue(app)
    drain(app)

    with working(app) as session:
        view = shown(session, dialogue.id)
        now = said(view)
        assert (view.version, view.revision) == (1, revision + 1)
        # Nobody's words are lost; what they rest on is what it is now.
        assert (now["i1"].text, now["i1"].state) == ("Bussen går för tidigt: 10 av 11 håller med om {i1}.", _S.WAITING)
        assert now["i1"].claims["c1"]["agree"] == 14
        assert now["i1"].draft.startswith("14 av 15 håller med")
        assert now["i1"].written_by == "Ana Ek"
        assert (now["thanks"].text, now["thanks"].state) == ("Tack ska ni ha!", _S.CHANGED)
        assert now["purpose"].state is _S.KEPT
        assert now["influence"].state is _S.STRUCK
        assert (now["i2"].state, now["i2"].text != before["i2"].text) == (_S.WAITING, True)
        assert now[own].text == "{i3} är ett önskemål."
        assert now["heard"].words.startswith("15 personer deltog.")
        assert [one.section for one in view.sentences] == sorted(
            (one.section for one in view.sentences), key=list(Section).index
        )


@pytest.mark.parametrize("state", [SummaryState.IN_REVIEW, SummaryState.APPROVED])
@on_sqlite
def test_a_version_that_another_has_before_them_is_left_alone(
    app: Flask, time: StandingClock, state: SummaryState
) -> None:
    dialogue_id = drafted(app)
    with working(app) as session:
        session.scalars(select(Summary)).one().state = state
    time.forward(minutes=5)
    more_votes(app, "hem", 4)

    draft_again(app, dialogue_id)

    with working(app) as session:
        view = shown(session, dialogue_id)
        assert (view.version, view.revision, view.state) == (1, 0, state)
        assert said(view)["i1"].claims["c1"]["n"] == 11


def test_after_a_publication_the_next_version_comes_when_asked_for_and_keeps_what_still_holds(
    app: Flask, time: StandingClock
) -> None:
    dialogue_id = drafted(app)
    ana = Actor(hire(app, Role.MODERATOR, email="ana@example.se"), "Ana Ek")
    with working(app) as session:
        summary = session.scalars(select(Summary)).one()
        reviewing.change(session, summary, "ingress", Worded("Så här blev det."), ana)
        reviewing.keep(session, summary, ["i1"])
        reviewing.strike(session, summary, "i2")
        for name, value in _SEEN.items():
            setattr(summary, name, value)
        summary.state = SummaryState.PUBLISHED
    time.forward(minutes=5)

    draft_again(app, dialogue_id, by_itself=True)
    with working(app) as session:
        assert shown(session, dialogue_id).version == 1
    draft_again(app, dialogue_id)

    with working(app) as session:
        view = shown(session, dialogue_id)
        now = said(view)
        assert (view.version, view.state, view.revision) == (2, SummaryState.DRAFT, 0)
        assert (now["ingress"].text, now["ingress"].state) == ("Så här blev det.", _S.CHANGED)
        assert (now["i1"].state, now["i2"].state, now["heard"].state) == (_S.KEPT, _S.STRUCK, _S.WAITING)


def test_words_that_are_taken_back_are_in_no_version_and_nothing_else_of_a_published_one_changes(
    app: Flask, time: StandingClock
) -> None:
    dialogue_id = drafted(app)
    ana = Actor(hire(app, Role.MODERATOR, email="ana@example.se"), "Ana Ek")
    with working(app) as session:
        summary = session.scalars(select(Summary)).one()
        reviewing.change(session, summary, "i1", Worded("Sista bussen går för tidigt, säger 10 av 11.", (1,)), ana)
        reviewing.add(session, summary, Section.UNITES, Worded("Bussen och fritidsgården hör ihop.", (1, 2)), ana)
        for name, value in _SEEN.items():
            setattr(summary, name, value)
        summary.state = SummaryState.PUBLISHED
    time.forward(minutes=5)
    draft_again(app, dialogue_id)

    with working(app) as session:
        first = session.scalars(select(Statement).where(Statement.number == 1)).one()
        first.state, first.text = StatementState.WITHDRAWN, ""
        outbox.post(session, STATEMENT_LEFT, dialogue_id=dialogue_id, statement_id=first.id)
    drain(app)

    with working(app) as session:
        rows = session.scalars(select(SummarySentence).order_by(SummarySentence.id)).all()
        assert [(row.text, row.draft) for row in rows if row.key == "i1"] == [("", "")] * 2
        assert [row.text for row in rows if row.key.startswith("own")] == ["Bussen och fritidsgården hör ihop."] * 2
        assert all("Sista bussen" not in row.text + row.draft for row in rows)
        assert {row.summary_id: row.text for row in rows if row.key == "i2"}.keys() == {1, 2}
    changes: dict[str, Any] = {"text": "Något annat", "section": Section.QUOTES, "state": _S.STRUCK}
    for name, value in changes.items():
        with pytest.raises(PublishedIsImmutable):
            change_published(app, name, value)
    with pytest.raises(PublishedIsImmutable):
        change_published(app, "", None)


@on_sqlite
def test_nothing_is_drafted_of_what_is_planned_or_withdrawn(app: Flask, time: StandingClock) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    with working(app) as session:
        vote(session, dialogue.id, VOTES)
        hosting.withdraw(session, session.get_one(Dialogue, dialogue.id), "Regionen tar över.", TODAY)

    draft_again(app, dialogue.id)

    with working(app) as session:
        assert results.latest(session, dialogue.id) is None
        assert jobs.draft({"dialogue_id": 4711}) is None
        assert jobs.cover({"summary_id": 4711}) is None


@on_sqlite
def test_coverage_counts_voices_and_those_who_think_otherwise_and_hides_the_few(
    app: Flask, time: StandingClock
) -> None:
    # Six of twenty are against most of what the others agree on, and five of those six agree with the third.
    common = [A] * 14 + [D] * 6
    dialogue_id = drafted(app, (common, common, [D] * 9 + [P] * 5 + [A] * 5 + [D]))
    with working(app) as session:
        first = shown(session, dialogue_id)
        assert first.coverage["minority"] == {"n": 6, "heard": 5}
        assert first.coverage["voices"] == 19
        summary = session.scalars(select(Summary)).one()
        struck = next(one.key for one in first.sentences if "i3" in one.cites)
        reviewing.strike(session, summary, struck)
    drain(app)

    with working(app) as session:
        second = shown(session, dialogue_id).coverage
        assert (second["cited"], second["uncovered"], second["voices"]) == (2, [3], 14)
        assert second["minority"] == {"n": 6, "heard": 0}
        assert second["revision"] == 1


def test_a_meeting_that_closes_leaves_a_draft_with_its_dots_and_what_the_room_said(
    app: Flask, time: StandingClock
) -> None:
    dialogue = open_dialogue(app, *INSPEL)
    with working(app) as session:
        vote(session, dialogue.id, VOTES)
        for row, column in zip(session.scalars(select(Statement).order_by(Statement.number)), VOTES, strict=True):
            row.n_agree, row.n_disagree = column.count(A), column.count(D)
    meeting_id = open_meeting(app, "hem", "BCDFG", StepKind.PRIORITISE)
    with working(app) as session:
        meeting = meetings.by_id(session, meeting_id)
        step = meetings.view(session, meeting, NOON).step
        assert step is not None
        for seat in session.scalars(select(MeetingSeat)).all():
            tapping.place_dots(session, meeting, step.id, seat, {2: 2, 1: 1})
    go_to(app, meeting_id, StepKind.READ_BACK)
    with working(app) as session:
        meeting = meetings.by_id(session, meeting_id)
        step = meetings.view(session, meeting, NOON).step
        assert step is not None
        line = next(one for one in step.lines if one.kind == "agree" and one.number == 1)
        for place, seat in enumerate(session.scalars(select(MeetingSeat)).all()):
            tapping.judge_line(session, meeting, step.id, seat, line.key, "stammer" if place else "stammer_inte")
    go_to(app, meeting_id)
    drain(app)

    with working(app) as session:
        view = shown(session, dialogue.id)
        now = said(view)
        known = sources.of_summary(view)
        assert view.facts[f"m{meeting_id}"]["dots_i2"] == 10
        assert now["i1"].read_back == {"stammer": 4, "stammer_inte": 1}
        assert (
            now[f"dots-m{meeting_id}-i2"].words
            == f"”{INSPEL[1]}” fick 10 prickar i mötet, där 5 personer la ut sina prickar."
        )
        assert now[f"m{meeting_id}"].words.startswith("5 deltog i mötet ”Möte BCDFG” den ")
        assert [finding for one in view.sentences for finding in findings(one.sentence, known)] == []
        assert add_inspel(session, dialogue.id, "Ett till", source=Source.WEB).number == 4
