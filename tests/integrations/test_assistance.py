"""Help with words, with a service on loopback that does all that services do: the draft stands, and all is logged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.audit import Actor
from core.db import begin_writing, db
from core.house import house_of, move_in, settings_of
from core.outside import OutsideCallInTransaction
from core.people.roles import Role
from core.summaries.sentences import Section
from dialog.models import Audience, Dialogue, Statement, StatementKind, StatementState
from dialog.moderating import deciding
from dialog.moderating.models import Reason
from dialog.summarising import assisting, drafting, results, wording
from dialog.summarising.models import AssistanceCall, SentenceState, Summary, SummarySentence
from integrations.assistance import client
from tests import summaries
from tests.browsing import Browser, Page
from tests.builders import drain, on_sqlite, signed_in
from tests.dialogues import close_dialogue, more_votes, open_dialogue
from tests.fakes.language_service import (
    BROKEN,
    FAULTY,
    KEY,
    MISSHAPEN,
    MODEL,
    LanguageService,
    each_faulty,
    in_chunks,
    misshapen,
    serving_language,
    told_of,
    well,
)
from tests.ground import NOON, working
from tests.summaries import HEARD, claim, sentence

RANGE = " (91\u00a0%, 90\u00a0% intervall 69–98\u00a0%)"
PAGE = "/personal/dialoger/hem/hjalp"
WORDS = ("Sista bussen mellan Malung och Sälen går före träningen slutar", "Ring Lisa Andersson på 070-174 06 05")
BY = Actor(None, "Kerstin")


@pytest.fixture
def service() -> Iterator[LanguageService]:
    """A service that answers well until it is told otherwise."""
    with serving_language(LanguageService()) as serving:
        yield serving


@pytest.fixture
def helped(app: Flask, service: LanguageService) -> Flask:
    """The app with the service set up, and half a minute's patience for slow machines."""
    settings = replace(settings_of(app), llm_url=service.url, llm_model=MODEL, llm_key=KEY)
    move_in(app, house_of(app), settings)
    return app


def as_drafted(number: int) -> str:
    return f"10 av 11 håller med om {{i{number}}}{RANGE}."


def as_worded(number: int) -> str:
    return f"De flesta, 10 av 11, håller med om {{i{number}}}{RANGE}."


def draft(app: Flask, *words: str, audience: Audience = Audience.MEDBORGARE, slug: str = "hem") -> int:
    """A closed dialogue that may be helped; gives the id of its draft: of each inspel a sentence, and who was heard."""
    dialogue = open_dialogue(app, *(words or WORDS), audience=audience, slug=slug)
    close_dialogue(app, slug)
    told = [agreed(number) for number in range(1, len(words or WORDS) + 1)]
    with working(app) as session:
        session.get_one(Dialogue, dialogue.id).is_assisted = True
        return summaries.draft(session, dialogue.id, *told, HEARD).id


def agreed(number: int) -> dict[str, Any]:
    """A sentence as a draft has it: 10 of 11 agree with an inspel."""
    claims = {f"c{number}": claim(10, 1, low=0.69, high=0.98)}
    cites = (f"i{number}", f"c{number}")
    return sentence(f"i{number}", Section.UNITES, as_drafted(number), cites, claims)


def have_worded(app: Flask, summary_id: int) -> bool:
    """Ask for wordings, and let the worker fetch them."""
    with working(app) as session:
        is_asked = wording.ask_for(session, session.get_one(Summary, summary_id))
    drain(app)
    return is_asked


def texts(app: Flask, summary_id: int) -> list[tuple[str, bool]]:
    """The sentences as they stand, and whether their words came from outside."""
    with working(app) as session:
        rows = session.scalars(select(SummarySentence).where(SummarySentence.summary_id == summary_id))
        return [(row.text, row.is_assisted) for row in sorted(rows, key=lambda row: row.position)]


def calls(app: Flask) -> list[AssistanceCall]:
    with working(app) as session:
        found = list(session.scalars(select(AssistanceCall).order_by(AssistanceCall.id)))
        session.expunge_all()
        return found


def press(staff: Browser, page: Page, do: str, **filled: str) -> Page:
    """Press the button of the form that does this."""
    form = next(form for form in page.forms if ("do", do) in form.kept)
    return staff.post(form.action or page.path, form.filled(filled))


def inspel_of(app: Flask, number: int) -> int:
    with working(app) as session:
        return session.scalars(select(Statement.id).where(Statement.number == number)).one()


def test_a_draft_is_worded_and_all_that_left_the_house_is_written_down(helped: Flask, service: LanguageService) -> None:
    summary_id = draft(helped)

    assert have_worded(helped, summary_id)

    assert texts(helped, summary_id) == [
        (as_worded(1), True),
        (as_worded(2), True),
        (HEARD["text"], False),
    ]
    (call,) = calls(helped)
    assert [call.sent] == service.bodies
    assert (call.outcome, call.model, call.host) == ("used", MODEL, settings_of(helped).llm_host)
    assert json.loads(call.received)["choices"][0]["message"]["content"] == well(told_of(call.sent))
    with working(helped) as session:
        shown = results.view(session, session.get_one(Summary, summary_id))
    assert shown.revision == 1
    assert [one.draft for one in shown.sentences if one.is_assisted] == [as_drafted(1), as_drafted(2)]
    # Nobody's name, and nothing of how many were heard; the key only where it belongs.
    assert told_of(call.sent)["inspel"]["i2"] == "Ring [namn] på [telefonnummer]"
    assert "participants" not in call.sent
    assert HEARD["text"] not in call.sent
    assert service.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert KEY not in call.sent + call.received + repr(settings_of(helped))


@on_sqlite
def test_what_the_worker_drafts_when_a_dialogue_closes_is_worded_and_stands_until_the_figures_change(
    helped: Flask, service: LanguageService
) -> None:
    dialogue = open_dialogue(helped, *WORDS)
    with working(helped) as session:
        session.get_one(Dialogue, dialogue.id).is_assisted = True
    more_votes(helped, "hem", 11)
    close_dialogue(helped)
    drain(helped)

    with working(helped) as session:
        summary = results.latest(session, dialogue.id)
        assert summary is not None
        first = [(row.key, row.text) for row in results.view(session, summary).sentences if row.is_assisted]
        assert [key for key, text in first] == ["i1", "i2"]
        drafting.ask_for(session, dialogue.id)
    drain(helped)
    with working(helped) as session:
        shown = results.view(session, session.scalars(select(Summary)).one())
    assert [(row.key, row.text) for row in shown.sentences if row.is_assisted] == first
    assert (shown.revision, len(service.bodies)) == (1, 1)


@on_sqlite
def test_whatever_the_service_says_the_draft_stands_as_it_was(helped: Flask, service: LanguageService) -> None:
    names, most = list(FAULTY), assisting.MOST_SENTENCES
    for start in range(0, len(names), most):
        some = names[start : start + most]
        service.says = each_faulty(some)
        summary_id = draft(helped, *[WORDS[0]] * len(some), slug=f"hem-{start}")
        before = texts(helped, summary_id)

        have_worded(helped, summary_id)

        call = calls(helped)[-1]
        assert texts(helped, summary_id) == before
        assert call.outcome == "not_used"
        assert len({*call.findings["doubted"]} - {""}) == len(some)
    for shape in ("a fence around it", "a name given twice", "nested without end", "only spaces"):
        service.says = misshapen(MISSHAPEN[shape])
        have_worded(helped, summary_id)
        assert calls(helped)[-1].outcome in ("not_used", "unreadable")
        assert texts(helped, summary_id) == before


@on_sqlite
def test_a_service_that_breaks_stalls_or_floods_is_left_in_time(helped: Flask, service: LanguageService) -> None:
    patient = settings_of(helped)
    hurried = replace(patient, llm_timeout=0.4)  # type: ignore[arg-type]
    body = json.dumps({"messages": [{"content": json.dumps({"sentences": []})}]})

    for name, (serves, outcome) in BROKEN.items():
        service.serves = serves
        begun = monotonic()
        reply = client.ask(hurried if outcome == "no_answer" else patient, body)

        assert (reply.outcome.value, reply.content) == (outcome, ""), name
        assert monotonic() - begun < 5, name
        assert KEY not in reply.text
        assert len(reply.text) <= client.MOST_BYTES
    assert len(service.bodies) == len(BROKEN)
    assert "GET" not in service.bodies

    service.serves = in_chunks
    assert client.ask(patient, body).content == well({"sentences": []})


@on_sqlite
def test_a_call_that_fails_is_written_down_and_not_made_again(helped: Flask, service: LanguageService) -> None:
    service.serves = BROKEN["401 with the key"][0]
    summary_id = draft(helped)

    have_worded(helped, summary_id)
    drain(helped)

    (call,) = calls(helped)
    assert (call.outcome, call.findings) == ("refused", {"status": 401})
    assert call.received == "Wrong key: [nyckel]"
    assert texts(helped, summary_id)[0] == (as_drafted(1), False)


@on_sqlite
def test_nothing_is_asked_for_where_help_is_off_or_the_draft_has_gone_on(app: Flask, service: LanguageService) -> None:
    summary_id = draft(app)
    assert not have_worded(app, summary_id)

    move_in(app, house_of(app), replace(settings_of(app), llm_url=service.url, llm_model=MODEL))
    with working(app) as session:
        session.get_one(Dialogue, session.get_one(Summary, summary_id).dialogue_id).is_assisted = False
    assert not have_worded(app, summary_id)

    with working(app) as session:
        summary = session.get_one(Summary, summary_id)
        session.get_one(Dialogue, summary.dialogue_id).is_assisted = True
        assert wording.ask_for(session, summary)
        summary.revision += 1
    drain(app)

    assert service.bodies == []
    assert calls(app) == []


@on_sqlite
@pytest.mark.parametrize("meanwhile", ["somebody keeps a sentence", "help is switched off", "an inspel is hidden"])
def test_what_comes_too_late_is_not_taken_in(helped: Flask, service: LanguageService, meanwhile: str) -> None:
    summary_id = draft(helped)

    def say(told: Any) -> str:
        # Nobody waits for the service: the database can be written to while it thinks.
        with working(helped) as session:
            summary = session.get_one(Summary, summary_id)
            if meanwhile == "help is switched off":
                wording.switch(session, summary.dialogue_id, is_on=False)
            elif meanwhile == "an inspel is hidden":
                session.scalars(select(Statement).where(Statement.number == 1)).one().state = StatementState.HIDDEN
            else:
                summary.revision += 1
        return well(told)

    service.says = say
    have_worded(helped, summary_id)

    (call,) = calls(helped)
    assert call.outcome == "overtaken"
    assert (WORDS[0] in call.sent) == (meanwhile != "an inspel is hidden") == (call.received != wording.TAKEN_BACK)
    assert texts(helped, summary_id)[0] == (as_drafted(1), False)


@on_sqlite
def test_only_published_inspel_of_untouched_sentences_leave_the_house(helped: Flask, service: LanguageService) -> None:
    states = (StatementState.HIDDEN, StatementState.HELD, StatementState.REJECTED, StatementState.SUBMITTED)
    summary_id = draft(helped, *(f"Tanke nummer {word}" for word in "abcdefghijk"))
    with working(helped) as session:
        rows = {row.number: row for row in session.scalars(select(Statement))}
        for number, state in enumerate(states, 1):
            rows[number].state = state
        rows[5].kind = StatementKind.ABOUT_SELF
        rows[6].state, rows[6].text = StatementState.FLAGGED, ""
        told = {row.position: row for row in session.scalars(select(SummarySentence))}
        told[6].state = SentenceState.KEPT
        told[7].text = "10 av 11 håller helt med om {i8}."
        told[8].section = Section.PRIORITISED
        told[9].claims = {"c10": claim(2, 1) | {"kind": "too_few", "share": None, "low": None, "high": None}}

    have_worded(helped, summary_id)

    (body,) = service.bodies
    assert told_of(body)["inspel"] == {"i11": "Tanke nummer k"}
    assert set(told_of(body)["claims"]) == {"c11"}
    assert "nummer a" not in body


@on_sqlite
def test_words_that_are_taken_back_leave_the_log_and_what_was_worded_after_them(
    helped: Flask, service: LanguageService
) -> None:
    summary_id = draft(helped)
    have_worded(helped, summary_id)
    statement_id = inspel_of(helped, 1)

    with working(helped) as session:
        deciding.hide(session, session.get_one(Statement, statement_id), Reason.PERSONAL_DATA, BY, NOON)
    drain(helped)

    (call,) = calls(helped)
    assert told_of(call.sent)["inspel"]["i1"] == wording.TAKEN_BACK
    assert WORDS[0] not in call.sent + call.received
    assert texts(helped, summary_id)[:2] == [("", False), (as_worded(2), True)]


@on_sqlite
def test_staff_switch_help_on_see_what_would_leave_and_all_that_has_left(
    helped: Flask, service: LanguageService
) -> None:
    summary_id = draft(helped, *WORDS, *[WORDS[0]] * 45, audience=Audience.UNGDOMAR)
    with working(helped) as session:
        session.get_one(Dialogue, session.get_one(Summary, summary_id).dialogue_id).is_assisted = False
    staff = signed_in(helped, Role.COMMUNICATOR)

    page = staff.open(PAGE)
    assert "Unga deltar i dialogen" in page.text
    refused = press(staff, page, "pa")
    assert refused.status == 422
    assert "Kryssa i rutan om det är bestämt" in refused.text
    on = press(staff, refused, "pa", sure="1")
    assert "Hjälpen är på" in on.text
    assert "40 meningar skickas. 7 får inte plats" in on.text
    assert len(on.body) < 60_000
    assert "Ring [namn] på [telefonnummer]" in on.text
    press(staff, on, "fraga")
    drain(helped)

    assert "Besvarat, formuleringar togs emot" in staff.open(PAGE).text
    (call,) = calls(helped)
    one = staff.open(f"{PAGE}/{call.id}")
    assert "40 av 40 meningar" in one.text
    assert len(one.body) < 60_000
    assert staff.open(f"{PAGE}/{call.id}/skickat").body.decode() == service.bodies[0] == call.sent
    assert staff.open(f"{PAGE}/{call.id}/svar").body.decode() == call.received
    assert staff.open(f"{PAGE}/{call.id + 1}").status == 404
    assert "Hjälpen är av" in press(staff, staff.open(PAGE), "av").text
    assert len(service.bodies) == 1

    undone = press(staff, staff.open(PAGE), "tillbaka")
    assert "40 meningar står som programmet skrev dem" in undone.text
    assert not any(is_assisted for _text, is_assisted in texts(helped, summary_id))
    assert [form for form in undone.forms if ("do", "tillbaka") in form.kept] == []


@on_sqlite
def test_help_cannot_be_switched_on_without_a_service(app: Flask) -> None:
    draft(app)
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(PAGE)

    assert "Ingen tjänst är inställd, så inget lämnar huset" in page.text
    off = press(staff, page, "av")
    assert "Hjälpen är av" in off.text
    assert [form for form in off.forms if ("do", "pa") in form.kept] == []
    on = staff.post(PAGE, {"csrf_token": page.value("csrf_token")[0], "do": "pa"})
    assert (on.status, "Ingen språktjänst är inställd" in on.text) == (409, True)
    asked = staff.post(PAGE, {"csrf_token": page.value("csrf_token")[0], "do": "fraga"})
    assert "Det finns inget att fråga om just nu" in asked.text


@on_sqlite
def test_the_service_is_never_asked_with_a_transaction_open(helped: Flask, service: LanguageService) -> None:
    with helped.app_context():
        begin_writing()
        db.session().execute(select(1))
        with pytest.raises(OutsideCallInTransaction):
            client.ask(settings_of(helped), "{}")
        db.session.rollback()
    assert service.bodies == []
