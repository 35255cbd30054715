"""Help with the words of a draft: asked for, written down before anything leaves, and taken in where it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.errors import N_, PersonMet
from core.house import settings_of
from dialog.analysing import results as analyses
from dialog.models import Dialogue, Statement
from dialog.summarising import assisting, sources
from dialog.summarising.assisting import Outcome, Question, Reply
from dialog.summarising.errors import SummaryIsFixed
from dialog.summarising.models import AssistanceCall, SentenceState, Summary, SummarySentence, SummaryState
from dialog.summarising.results import INSPEL, numbers_of, view
from dialog.summarising.states import EDITED, UNDER_WAY
from dialog.summarising.taking import note_change, take
from dialog.topics import SUMMARY_WORDING_DUE

LONGEST_KEPT = 20_000
LONGEST_HOST, LONGEST_MODEL = 250, 120
# What stands in the log in the place of words that somebody has taken back.
TAKEN_BACK = "[borttaget]"


class NoLanguageService(PersonMet):
    """There is no service to ask."""

    title = N_("Ingen språktjänst är inställd")
    message = N_("Hjälpen kan inte slås på, för det finns ingen tjänst att fråga. Ingenting har ändrats.")
    advice = N_("Be den som sköter servern att ställa in en tjänst.")


def is_on(session: Session, dialogue_id: int) -> bool:
    """Whether staff have let a service help with the words of this dialogue."""
    return session.get_one(Dialogue, dialogue_id).is_assisted


def switch(session: Session, dialogue_id: int, *, is_on: bool) -> bool:
    """Let a service help this dialogue, or no longer; whether that was a change. Raises NoLanguageService.

    What has been asked and not answered yet is not taken in once help is off.
    """
    dialogue = session.get_one(Dialogue, dialogue_id, with_for_update={"key_share": True}, populate_existing=True)
    if is_on and not settings_of(current_app).has_llm:
        raise NoLanguageService
    is_change = dialogue.is_assisted is not is_on
    dialogue.is_assisted = is_on
    session.flush()
    return is_change


def ask_for(session: Session, summary: Summary) -> bool:
    """Have a draft worded, if there is a service and staff have let it help this dialogue; whether it was asked for."""
    dialogue = session.get_one(Dialogue, summary.dialogue_id)
    if not (settings_of(current_app).has_llm and dialogue.is_assisted and summary.state is SummaryState.DRAFT):
        return False
    key = f"{summary.id}:{summary.revision}"
    outbox.post(session, SUMMARY_WORDING_DUE, key=key, summary_id=summary.id, revision=summary.revision)
    return True


def prepare(session: Session, summary_id: int, revision: int, model: str) -> Question | None:
    """What to ask about a draft; None if it has gone on since, help is off by now, or there is nothing to ask."""
    summary = session.get(Summary, summary_id)
    if summary is None or summary.revision != revision or summary.state is not SummaryState.DRAFT:
        return None
    if not session.get_one(Dialogue, summary.dialogue_id).is_assisted:
        return None
    return assisting.question(view(session, summary), model)


def begin(session: Session, question: Question, host: str) -> int:
    """Write down what is about to leave the house; gives the id of the line. The caller commits before it calls."""
    call = AssistanceCall(
        dialogue_id=question.dialogue_id,
        called_at=clock.now(),
        host=host[:LONGEST_HOST],
        model=question.model[:LONGEST_MODEL],
        sent=question.body,
        outcome=Outcome.ASKED.value,
        milliseconds=0,
    )
    session.add(call)
    session.flush()
    return call.id


def take_in(session: Session, question: Question, call_id: int, reply: Reply) -> None:
    """Put the wordings that hold in the places of the programme's, and write down what came back and became of it.

    A sentence that anybody has touched stays as it is, and so does the whole of a version that has changed since.
    """
    call = session.get_one(AssistanceCall, call_id)
    call.received, call.milliseconds = storable(reply.text), reply.milliseconds
    call.outcome, call.findings = reply.outcome.value, {"status": reply.status}
    gone = _left(session, question)
    for ref in gone:
        _forget(call, ref)
    if reply.outcome is not Outcome.ANSWERED:
        return
    summary = session.get_one(Summary, question.summary_id, with_for_update={"key_share": True}, populate_existing=True)
    dialogue = session.get_one(Dialogue, summary.dialogue_id, populate_existing=True)
    is_as_asked = summary.revision == question.revision and summary.state is SummaryState.DRAFT
    if gone or not is_as_asked or not dialogue.is_assisted:
        call.outcome = Outcome.OVERTAKEN.value
        return
    shown = view(session, summary)
    sections = {one.key: one.section for one in shown.sentences}
    found = assisting.read(reply.content, question.asked, sources.of_summary(shown), sections)
    accepted = _put(session, summary, question, found.accepted)
    call.outcome = (Outcome.USED if accepted else Outcome.NOT_USED).value
    noted = {"used": accepted, "doubted": assisting.noted(found.doubted), "asked": len(question.asked)}
    call.findings = {"status": reply.status} | noted
    if accepted:
        note_change(session, summary)


def undo(session: Session, summary: Summary, *, seen: int | None = None) -> int:
    """Give every sentence that was worded from outside the programme's words back; gives how many there were.

    What staff had kept waits to be looked at again. Raises SummaryIsFixed, SummaryChangedMeanwhile.
    """
    take(session, summary, seen, EDITED, SummaryIsFixed)
    worded = select(SummarySentence).where(SummarySentence.summary_id == summary.id, SummarySentence.is_assisted)
    rows = session.scalars(worded.order_by(SummarySentence.position)).all()
    for row in rows:
        row.text, row.is_assisted = row.draft, False
        row.state = SentenceState.WAITING if row.state is SentenceState.KEPT else row.state
    if rows:
        note_change(session, summary)
    return len(rows)


def on_statement_left(session: Session, news: Mapping[str, Any]) -> None:
    """Somebody has taken words back: they leave the log, and every sentence that was worded after them and is open."""
    statement = session.get(Statement, int(news["statement_id"]))
    if statement is None:
        return
    ref = f"{INSPEL}{statement.number}"
    calls = select(AssistanceCall).where(AssistanceCall.dialogue_id == statement.dialogue_id)
    for call in session.scalars(calls.order_by(AssistanceCall.id).with_for_update()):
        _forget(call, ref)
    worded = (
        select(SummarySentence, Summary)
        .join(Summary, Summary.id == SummarySentence.summary_id)
        .where(Summary.dialogue_id == statement.dialogue_id, Summary.state.in_(UNDER_WAY), SummarySentence.is_assisted)
        .order_by(Summary.id, SummarySentence.position)
        .with_for_update(of=Summary)
    )
    changed: dict[int, Summary] = {}
    for sentence, summary in session.execute(worded):
        if ref in sentence.cites:
            sentence.text, sentence.is_assisted = sentence.draft, False
            changed[summary.id] = summary
    for summary in changed.values():
        note_change(session, summary)


def storable(text: str) -> str:
    """What came back as a database takes it, and no more of it than anybody reads."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")[:LONGEST_KEPT]


def _put(session: Session, summary: Summary, question: Question, accepted: Mapping[str, str]) -> list[str]:
    """The keys of the sentences that were worded anew."""
    asked = {one.key: one for one in question.asked}
    rows = session.scalars(
        select(SummarySentence)
        .where(SummarySentence.summary_id == summary.id, SummarySentence.key.in_(accepted))
        .order_by(SummarySentence.position)
        .execution_options(populate_existing=True)
    )
    worded = []
    for row in rows:
        is_untouched = row.state is SentenceState.WAITING and row.text == row.draft == asked[row.key].template
        if is_untouched and row.changed_by_id is None and tuple(row.cites) == asked[row.key].cites:
            row.text, row.is_assisted = accepted[row.key], True
            worded.append(row.key)
    return worded


def _left(session: Session, question: Question) -> list[str]:
    """The inspel that nobody may read any more since they were sent."""
    refs = [ref for one in question.asked for ref in one.words]
    numbers = numbers_of(refs)
    readable = analyses.inspel(session, question.dialogue_id, numbers)
    return [f"{INSPEL}{number}" for number in numbers if number not in readable]


def _forget(call: AssistanceCall, ref: str) -> None:
    body = json.loads(call.sent)
    told = json.loads(body["messages"][-1]["content"])
    if ref not in told["inspel"]:
        return
    told["inspel"][ref] = TAKEN_BACK
    body["messages"][-1]["content"] = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    call.sent = json.dumps(body, ensure_ascii=False)
    # What came back may say the same in other words.
    call.received = TAKEN_BACK
