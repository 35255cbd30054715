"""Each press on a sentence does what it says, to exactly what its presser had seen, and no more."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from threading import Barrier, Thread

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit import Actor
from core.db import begin_writing, db
from core.people.roles import Role
from core.summaries.checks import Check
from core.summaries.sentences import Section
from dialog.models import Statement, StatementState
from dialog.results import Inspel
from dialog.summarising import approving, reviewing, slotting
from dialog.summarising.comparing import compare
from dialog.summarising.errors import (
    ApproverIsAuthor,
    ChecksLeft,
    CitationMissing,
    NoSuchSentence,
    NotAnApprover,
    NumberNotFound,
    SummaryChangedMeanwhile,
    SummaryIsFixed,
    WrongSummaryStep,
)
from dialog.summarising.models import SentenceState, Summary, SummaryState
from dialog.summarising.results import SentenceView, view
from dialog.summarising.reviewing import Worded
from dialog.summarising.sealing import content_hash
from tests.builders import TODAY, on_sqlite
from tests.ground import hire, working
from tests.summaries import HEARD, INGRESS, TEXTS, THANKS, about, over_with_draft, sentence

KEYS = ("ingress", "heard", "unites-1", "unites-2", "unites-3", "thanks")
_S = SummaryState


@pytest.fixture
def anna(app: Flask) -> Actor:
    """Who writes."""
    return Actor(hire(app, Role.COMMUNICATOR, email="anna@example.se"), "Anna Berg")


@pytest.fixture
def chief(app: Flask) -> Actor:
    """Who approves."""
    return Actor(hire(app, Role.MANAGER, email="chef@example.se"), "Carin Dahl")


def the_summary(session: Session) -> Summary:
    return session.scalars(select(Summary)).one()


def said(session: Session, key: str) -> SentenceView:
    return next(one for one in view(session, the_summary(session)).sentences if one.key == key)


def order(session: Session) -> list[str]:
    return [one.key for one in view(session, the_summary(session)).sentences]


def test_a_sentence_is_kept_struck_put_back_and_moved(app: Flask, anna: Actor) -> None:
    over_with_draft(app)
    with working(app) as session:
        summary = the_summary(session)

        assert reviewing.keep(session, summary, ["unites-1", "unites-2"], seen=0) == 2
        assert reviewing.keep(session, summary, ["unites-1"], seen=1) == 0
        reviewing.strike(session, summary, "unites-1", seen=1)
        assert [one.key for one in view(session, summary).shown] == [key for key in KEYS if key != "unites-1"]
        reviewing.restore(session, summary, "unites-1", seen=2)
        assert said(session, "unites-1").state is SentenceState.WAITING

        reviewing.move(session, summary, "unites-3", up=True, seen=3)
        assert order(session) == ["ingress", "heard", "unites-1", "unites-3", "unites-2", "thanks"]
        reviewing.move(session, summary, "unites-1", up=True)
        reviewing.move(session, summary, "thanks", up=False)
        assert order(session) == ["ingress", "heard", "unites-1", "unites-3", "unites-2", "thanks"]
        assert summary.revision == 4


def test_nobody_changes_what_they_have_not_seen_or_what_has_been_sent(app: Flask, anna: Actor) -> None:
    over_with_draft(app)
    with working(app) as session:
        summary = the_summary(session)
        reviewing.keep(session, summary, KEYS, seen=0)

        with pytest.raises(SummaryChangedMeanwhile):
            reviewing.strike(session, summary, "thanks", seen=0)
        with pytest.raises(WrongSummaryStep):
            reviewing.restore(session, summary, "thanks")
        with pytest.raises(NoSuchSentence):
            reviewing.move(session, summary, "finns-inte", up=True)
        summary.state = _S.IN_REVIEW
        for press in (
            lambda: reviewing.keep(session, summary, KEYS),
            lambda: reviewing.change(session, summary, "thanks", Worded("Tack!"), anna),
            lambda: reviewing.add(session, summary, Section.THANKS, Worded("Tack!"), anna),
            lambda: reviewing.write_short(session, summary, "Kort"),
        ):
            with pytest.raises(SummaryIsFixed):
                press()


def test_words_of_an_inspel_become_a_slot_and_go_when_they_are_taken_back(app: Flask, anna: Actor) -> None:
    over_with_draft(app)
    with working(app) as session:
        summary = the_summary(session)
        reviewing.change(session, summary, "unites-1", Worded(f'Nästan alla: "{TEXTS[0]}".', (1,)), anna)
        changed = said(session, "unites-1")
        # Its words stay cited for as long as they stand there.
        reviewing.change(session, summary, "unites-2", Worded(f"8 av 10: ”{TEXTS[1]}”.", (), ("d",)), anna)

        assert (changed.text, changed.cites, changed.state) == (
            "Nästan alla: {i1}.",
            ("i1", "c1"),
            SentenceState.CHANGED,
        )
        assert changed.words == f"Nästan alla: ”{TEXTS[0]}”."
        assert changed.written_by_id == anna.id
        assert set(said(session, "unites-2").cites) == {"i2", "c2", "d"}
        session.scalars(select(Statement).where(Statement.number == 1)).one().state = StatementState.HIDDEN
        session.flush()
        assert said(session, "unites-1").is_gone
        with pytest.raises(NoSuchSentence):
            reviewing.change(session, summary, "unites-1", Worded("Mina ord", (2,)), anna)


@on_sqlite
def test_a_number_is_one_of_those_that_are_cited_and_a_sentence_needs_a_source(app: Flask, anna: Actor) -> None:
    over_with_draft(app)
    with working(app) as session:
        summary = the_summary(session)
        with pytest.raises(NumberNotFound) as met:
            reviewing.change(session, summary, "unites-1", Worded(f"9 av 11 håller med om ”{TEXTS[0]}”.", (1,)), anna)
        session.rollback()
        assert met.value.values["said"] == "9 av 11"
        assert {"10", "11", "91"} <= set(str(met.value.values["allowed"]).split(", "))

        with pytest.raises(CitationMissing):
            reviewing.add(session, summary, Section.UNITES, Worded("Alla vill ha bussar."), anna)
        session.rollback()
        reviewing.add(session, summary, Section.BACKGROUND, Worded("Kommunen frågade i våras."), anna)
        added = reviewing.add(session, summary, Section.UNITES, Worded("8 av 10 vill ha fredagsöppet.", (2,)), anna)

        assert order(session).index(added.key) == 1 + order(session).index("unites-3")
        assert [one.section for one in view(session, summary).sentences] == sorted(
            (one.section for one in view(session, summary).sentences), key=list(Section).index
        )
        with pytest.raises(WrongSummaryStep):
            reviewing.remove(session, summary, "unites-1")
        reviewing.remove(session, summary, added.key)
        assert added.key not in order(session)


@on_sqlite
def test_a_reason_holds_for_what_it_was_given_for_and_for_nothing_else(app: Flask, anna: Actor, chief: Actor) -> None:
    assert chief.id is not None
    doubted = about(1, read_back={"stammer": 3, "stammer_inte": 4, "saknas": 1})
    over_with_draft(app, INGRESS, doubted, about(2, 8, 2), THANKS)
    with working(app) as session:
        summary = the_summary(session)
        reviewing.keep(session, summary, KEYS)
        with pytest.raises(ChecksLeft):
            approving.submit(session, summary, chief.id, anna, TODAY)

        reviewing.give_reason(session, summary, Check.READ_BACK, "unites-1", "Rösterna är fler.", anna, TODAY, seen=1)
        approving.submit(session, summary, chief.id, anna, TODAY)
        approving.take_back(session, summary)
        reviewing.change(session, summary, "unites-1", Worded(f"10 av 11 stöder ”{TEXTS[0]}”.", (1,)), anna)
        with pytest.raises(ChecksLeft):
            approving.submit(session, summary, chief.id, anna, TODAY)

        for check, key in ((Check.NUMBER, "unites-1"), (Check.QUOTE, "unites-2"), (Check.COVERAGE, "")):
            with pytest.raises(WrongSummaryStep):
                reviewing.give_reason(session, summary, check, key, "Därför.", anna, TODAY, seen=None)


def test_what_is_approved_was_sent_by_another_and_is_sealed(app: Flask, anna: Actor, chief: Actor) -> None:
    assert anna.id is not None
    assert chief.id is not None
    over_with_draft(app)
    with working(app) as session:
        summary = the_summary(session)
        with pytest.raises(ChecksLeft):
            approving.submit(session, summary, chief.id, anna, TODAY)
        reviewing.keep(session, summary, KEYS)
        reviewing.change(session, summary, "thanks", Worded("Tack!"), chief)
        with pytest.raises(ApproverIsAuthor):
            approving.submit(session, summary, chief.id, anna, TODAY)
        assert approving.approvers(session, view(session, summary), anna) == ()
        reviewing.change(session, summary, "thanks", Worded("Tack till er!"), anna)
        for somebody in (anna.id, 10_000):
            with pytest.raises((ApproverIsAuthor, NotAnApprover)):
                approving.submit(session, summary, somebody, anna, TODAY)

        approving.submit(session, summary, chief.id, anna, TODAY, seen=summary.revision)
        with pytest.raises(ApproverIsAuthor):
            approving.approve(session, summary, anna, TODAY)
        approving.request_changes(session, summary, "Kortare ingress.")
        assert summary.review_note == "Kortare ingress."
        reviewing.change(session, summary, "ingress", Worded("Kort sagt."), anna)
        approving.submit(session, summary, chief.id, anna, TODAY)
        approving.approve(session, summary, chief, TODAY)

        assert (summary.state, summary.approved_by, summary.returned) == (_S.APPROVED, "Carin Dahl", [])
        assert summary.content_hash == content_hash(view(session, summary))
        approving.take_back(session, summary)
        assert (summary.state, summary.content_hash, summary.approved_by_id) == (_S.CHANGES_REQUESTED, "", None)
        with pytest.raises(WrongSummaryStep):
            approving.take_back(session, summary)
        with pytest.raises(WrongSummaryStep):
            approving.approve(session, summary, chief, TODAY)


def test_of_two_who_press_at_once_one_is_told_that_the_other_was_faster(app: Flask, anna: Actor) -> None:
    over_with_draft(app)
    both, met = Barrier(2, timeout=10), list[Exception]()

    def press(key: str) -> None:
        with app.app_context():
            both.wait()
            begin_writing()
            try:
                reviewing.strike(db.session(), the_summary(db.session()), key, seen=0)
                db.session.commit()
            except SummaryChangedMeanwhile as error:
                db.session.rollback()
                met.append(error)

    threads = [Thread(target=press, args=[key]) for key in ("unites-1", "unites-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with working(app) as session:
        assert len(met) == 1
        assert the_summary(session).revision == 1
        assert len(view(session, the_summary(session)).shown) == len(KEYS) - 1


@on_sqlite
def test_a_version_without_ingress_or_of_an_open_dialogue_is_not_sent(app: Flask, anna: Actor, chief: Actor) -> None:
    assert chief.id is not None
    dialogue = over_with_draft(app, HEARD, about(1), about(2, 8, 2), sentence("i", Section.INGRESS, "Kort sagt."))
    with working(app) as session:
        summary = the_summary(session)
        reviewing.keep(session, summary, (*KEYS, "i"))
        assert approving.left(session, summary, view(session, summary), TODAY).is_nothing
        reviewing.strike(session, summary, "i")
        left = approving.left(session, summary, view(session, summary), TODAY)
        assert (left.has_ingress, left.is_over, left.waiting) == (False, True, ())
        assert dialogue.is_over
        with pytest.raises(ChecksLeft):
            approving.submit(session, summary, chief.id, anna, date(2026, 3, 3))


LETTERS = st.text('abcå {}i1”"».', max_size=12)


@given(st.dictionaries(st.integers(1, 12), LETTERS.filter(str.strip), min_size=1, max_size=4), st.data())
def test_a_sentence_that_is_opened_and_saved_as_it_stands_quotes_the_same(
    texts: dict[int, str], data: st.DataObject
) -> None:
    inspel = {number: Inspel(number, text, "sv", False, TODAY) for number, text in texts.items()}
    cited = data.draw(st.lists(st.sampled_from(sorted(texts)), max_size=3))
    text = " och ".join(("Några säger", *(f"{{i{number}}}" for number in cited)))

    opened = slotting.unslotted(text, inspel)

    assert slotting.unslotted(slotting.slotted(slotting.tidy(opened), inspel.values()), inspel) == opened
    if len({slotting.tidy(one) for one in texts.values()}) == len(texts) and not _nested(texts):
        assert slotting.slotted(opened, inspel.values()) == text


def _nested(texts: dict[int, str]) -> bool:
    """Whether a text could be mistaken for the marks of another, or holds any."""
    return any(set(text) & set('{}”"»') for text in texts.values())


@given(st.permutations("abcdef").flatmap(lambda keys: st.tuples(st.just(keys), st.permutations("abcdef"))))
def test_as_few_sentences_as_possible_count_as_moved(orders: tuple[list[str], list[str]]) -> None:
    before, after = orders

    moved = compare([(key, "") for key in before], [(key, "") for key in after]).moved

    stayed = [key for key in after if key not in moved]
    assert stayed == [key for key in before if key not in moved]
    longer = combinations(before, len(stayed) + 1)
    assert not any([key for key in after if key in chosen] == list(chosen) for chosen in longer)


def test_what_was_added_taken_out_and_changed_is_told_by_key() -> None:
    changes = compare([("a", "1"), ("b", "1"), ("c", "1")], [("c", "1"), ("d", "1"), ("b", "2")])

    assert (changes.added, changes.gone, changes.changed) == (("d",), ("a",), ("b",))
    assert len(changes.moved) == 1
    assert compare([("a", "1")], [("a", "1")]).is_none
