"""Publishing a summary: what was approved and nothing else, once, and every version keeps its place."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import PersonMet
from core.outbox.models import OutboxMessage
from core.summaries.sentences import Section
from dialog import hosting
from dialog import results as dialogues
from dialog.errors import WrongStep
from dialog.models import DialogueState, Statement, StatementState
from dialog.summarising import publishing, results, short_texts, shown_summary, versions
from dialog.summarising.errors import ReasonMissing, SealBroken, SummaryChangedMeanwhile, WrongSummaryStep
from dialog.summarising.models import Summary, SummarySentence, SummaryState
from dialog.topics import SUMMARY_DECIDED, SUMMARY_PUBLISHED, SUMMARY_WITHDRAWN
from tests.browsing import Browser
from tests.builders import TODAY, on_sqlite
from tests.ground import working
from tests.published import AGREED, LINES, Line, approved, over, published

_S = SummaryState


def publish(session: Session, version: int = 1, reason: str = "", seen: int | None = None) -> None:
    dialogue = hosting.find(session, "hem")
    summary = results.version(session, dialogue.id, version)
    revision = summary.revision if seen is None else seen
    publishing.publish(session, dialogue, summary, "Kerstin Ek", TODAY, seen=revision, reason=reason)


def withdraw(session: Session, version: int, reason: str) -> None:
    dialogue = hosting.find(session, "hem")
    summary = results.version(session, dialogue.id, version)
    publishing.withdraw(session, dialogue, summary, "Kerstin Ek", reason, TODAY, seen=summary.revision)


def state_of(app: Flask, version: int = 1) -> SummaryState:
    with working(app) as session:
        return results.version(session, hosting.find(session, "hem").id, version).state


def posted(app: Flask, topic: str) -> list[int]:
    with working(app) as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == topic).order_by(OutboxMessage.id))
        return [row.payload["summary_id"] for row in rows]


def test_an_approved_summary_is_published_and_the_dialogue_with_it(app: Flask) -> None:
    over(app)
    approved(app)

    with working(app) as session:
        publish(session)

    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        summary = results.published(session, dialogue.id)
        assert summary is not None
        assert (summary.published_by, summary.published_on) == ("Kerstin Ek", TODAY)
        assert dialogue.state is DialogueState.PUBLISHED
    assert len(posted(app, SUMMARY_PUBLISHED)) == 1


@on_sqlite
@pytest.mark.parametrize("state", [_S.DRAFT, _S.IN_REVIEW, _S.CHANGES_REQUESTED])
def test_what_nobody_has_approved_is_not_published(app: Flask, state: SummaryState) -> None:
    over(app)
    approved(app, state=state)

    with pytest.raises(WrongSummaryStep), working(app) as session:
        publish(session)

    assert state_of(app) is state
    assert posted(app, SUMMARY_PUBLISHED) == []


@on_sqlite
def test_a_version_changed_since_the_page_was_opened_is_not_published(app: Flask) -> None:
    over(app)
    approved(app)

    with pytest.raises(SummaryChangedMeanwhile), working(app) as session:
        publish(session, seen=2)

    assert state_of(app) is _S.APPROVED


def _change_words(session: Session) -> None:
    sentence = session.scalars(select(SummarySentence).where(SummarySentence.section == Section.UNITES)).one()
    sentence.text = "Alla håller med om {i1}."


def _take_words_back(session: Session) -> None:
    statement = session.scalars(select(Statement).where(Statement.number == 1)).one()
    statement.state, statement.text = StatementState.WITHDRAWN, ""


def _write_short(session: Session) -> None:
    session.scalars(select(Summary)).one().short = "Något annat."


@on_sqlite
@pytest.mark.parametrize("deed", [_change_words, _take_words_back, _write_short])
def test_what_is_not_what_was_approved_is_not_published_but_reviewed_again(
    app: Flask, deed: Callable[[Session], None]
) -> None:
    over(app)
    approved(app)
    with working(app) as session:
        deed(session)

    with pytest.raises(SealBroken), working(app) as session:
        publish(session)
    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        publishing.send_back(session, dialogue, results.version(session, dialogue.id, 1))

    with working(app) as session:
        summary = results.version(session, hosting.find(session, "hem").id, 1)
        assert summary.state is _S.CHANGES_REQUESTED
        assert (summary.approved_by_id, summary.approved_by, summary.content_hash) == (None, "", "")
        assert "har tagits bort" in summary.review_note
    assert len(posted(app, SUMMARY_DECIDED)) == 1


@on_sqlite
def test_a_newer_version_takes_the_place_of_the_earlier_and_says_why(app: Flask) -> None:
    over(app)
    published(app)
    approved(app, version=2)

    with pytest.raises(ReasonMissing), working(app) as session:
        publish(session, 2, " ")
    assert (state_of(app, 1), state_of(app, 2)) == (_S.PUBLISHED, _S.APPROVED)
    with working(app) as session:
        publish(session, 2, " Ett antal var fel. ")

    with working(app) as session:
        known = versions.seen(session, hosting.find(session, "hem").id)
        assert [(one.number, one.state, one.ended_reason) for one in known.all] == [
            (2, _S.PUBLISHED, None),
            (1, _S.SUPERSEDED, "Ett antal var fel."),
        ]
        assert known.that_counts == known.to_show == known.numbered(2)
    assert len(posted(app, SUMMARY_PUBLISHED)) == 2


@on_sqlite
def test_a_version_that_is_withdrawn_says_why_and_none_counts_then(app: Flask) -> None:
    over(app)
    published(app)

    with pytest.raises(ReasonMissing), working(app) as session:
        withdraw(session, 1, "\n")
    with working(app) as session:
        withdraw(session, 1, "Ett namn stod i den.")
    with pytest.raises(WrongSummaryStep), working(app) as session:
        withdraw(session, 1, "En gång till.")

    with working(app) as session:
        known = versions.seen(session, hosting.find(session, "hem").id)
        assert known.that_counts is None
        assert (known.to_show or known.all[0]).ended_reason == "Ett namn stod i den."
    assert len(posted(app, SUMMARY_WITHDRAWN)) == 1
    published(app, version=2)
    assert (state_of(app, 1), state_of(app, 2)) == (_S.WITHDRAWN, _S.PUBLISHED)


@on_sqlite
@pytest.mark.parametrize("state", [DialogueState.OPEN, DialogueState.PAUSED, DialogueState.ARCHIVED])
def test_a_dialogue_that_goes_on_or_is_put_aside_gets_no_summary(app: Flask, state: DialogueState) -> None:
    over(app)
    approved(app)
    with working(app) as session:
        hosting.find(session, "hem").state = state

    with pytest.raises(WrongStep), working(app) as session:
        publish(session)


def test_of_two_who_press_publish_one_publishes(app: Flask) -> None:
    over(app)
    approved(app)
    begin, met = Barrier(2), list[type[Exception]]()

    def press() -> None:
        begin.wait()
        try:
            with working(app) as session:
                publish(session, seen=3)
        except PersonMet as error:
            met.append(type(error))

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert met == [WrongSummaryStep]
    assert len(posted(app, SUMMARY_PUBLISHED)) == 1


@on_sqlite
def test_words_taken_back_after_publishing_are_on_no_page_and_in_no_text(app: Flask) -> None:
    over(app)
    published(app, short="Läs om {i1} och om {i2}.")
    with working(app) as session:
        _take_words_back(session)

    with working(app) as session:
        dialogue = dialogues.find(session, "hem", TODAY)
        found = results.published(session, dialogue.id)
        assert found is not None
        view = results.view(session, found)
    with app.test_request_context("/"):
        texts = short_texts.of(dialogue, view)

    assert shown_summary.gone(view) == 1
    assert "Sista bussen" not in str(shown_summary.whole(view))
    assert texts.card == "Läs om (borttaget) och om ”Öppna fritidsgården på fredagar”."


@on_sqlite
def test_a_short_text_is_the_ingress_and_the_two_clearest_sentences_unless_staff_wrote_one(app: Flask) -> None:
    weaker = AGREED | {"low": 0.51}
    extra: Line = (Section.PRIORITISED, "Flest prickar fick {i3}.", ("i3", "c3"), {"c3": weaker})
    over(app)
    published(app, (*LINES[:4], extra))
    with working(app) as session:
        dialogue = dialogues.find(session, "hem", TODAY)
        found = results.published(session, dialogue.id)
        assert found is not None
        view = results.view(session, found)

    with app.test_request_context("/"):
        texts = short_texts.of(dialogue, view)

    assert texts.lines == (
        "De flesta vill kunna åka hem efter träningen.",
        "10 av 11 håller med om ”Sista bussen går före träningen slutar”.",
        "Flest prickar fick ”Fler hållplatser med väderskydd”.",
        "Senast 1 maj 2026 får du veta vad det ledde till.",
    )
    assert texts.slack.paragraphs == texts.lines
    assert texts.slack.links[0].url.endswith("/dialog/hem/sammanfattning")


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("aå. !?ö\n"), max_size=120), st.integers(5, 60))
def test_a_text_that_is_cut_keeps_its_beginning_and_the_limit(text: str, longest: int) -> None:
    found = short_texts.cut(text, longest)

    assert len(found) <= longest
    assert text.startswith(found.removesuffix("…"))
    assert found == text or len(text) > longest


def _line(number: int, section: Section, cites: int) -> Line:
    refs = tuple(f"i{n}" for n in range(number, number + cites))
    return section, f"En mening om {{i{number}}}.", refs, {f"c{number}": AGREED}


@on_sqlite
def test_a_long_summary_shows_the_first_of_each_part_and_leads_to_the_rest(app: Flask) -> None:
    over(app, *(f"Ett eget inspel nummer {n}" for n in range(1, 61)))
    lines = [_line(n, Section.UNITES if n < 30 else Section.UNSURE, 1) for n in range(1, 46)]
    published(app, [*lines, (Section.LEFT_OUT, "Resten är inte med.", tuple(f"i{n}" for n in range(1, 61)), {})])
    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        view = results.view(session, results.version(session, dialogue.id, 1))

    first = {part.section: part for part in shown_summary.first_page(view, {})}
    second = shown_summary.page(view, Section.UNITES, 2, {})
    sources = [shown_summary.sentence(view, "m45", n, {}) for n in (1, 3, 4)]

    assert [(len(part.sentences), part.total) for part in first.values()] == [(4, 29), (4, 16), (1, 1)]
    assert [told.key for told in second.sentences] == [f"m{n}" for n in range(20, 29)]
    assert [len(told.cited) for told in sources if told] == [20, 20, 0]
    assert sum(len(part.sentences) for part in shown_summary.whole(view)) == 46
    assert shown_summary.sentence(view, "finns-inte", 1, {}) is None


@on_sqlite
def test_a_source_tells_how_groups_differ_and_nothing_where_fewer_than_five_voted(app: Flask) -> None:
    group = {"label": "13–15 år", "agree": 7, "n": 8, "rest_agree": 1, "rest_n": 7}
    apart = AGREED | {"contrasts": [group]}
    few = dict.fromkeys(AGREED) | {"kind": "too_few", "contrasts": []}
    told = (Section.DIVIDES, "De yngre håller med om {i1} oftare.", ("i1", "c1"), {"c1": apart})
    untold = (Section.TOO_FEW, "Bara några har röstat om {i2}.", ("i2", "c2"), {"c2": few})
    over(app)
    published(app, [LINES[0], told, untold])

    page = " ".join(Browser(app).open("/dialog/hem/sammanfattning").text.split())

    assert "13–15 år: 7 av 8 håller med. Övriga: 1 av 7." in page
    assert page.count("håller inte med") == 1
    assert "Nr 2" in page
