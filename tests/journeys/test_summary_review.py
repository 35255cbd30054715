"""A summary from draft to approval: gone through by one, approved by another, with nothing lost on the way."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from core.outbox.models import OutboxMessage
from core.people.roles import Role
from core.staff_mail import STAFF_MAIL_DUE
from core.summaries.sentences import Section
from dialog.models import Statement, StatementState
from dialog.summarising import notifying
from dialog.summarising.models import Summary, SummarySentence, SummaryState
from dialog.topics import SUMMARY_COVERAGE_DUE, SUMMARY_DECIDED, SUMMARY_DUE, SUMMARY_SENT
from tests.browsing import Browser, Page
from tests.builders import on_sqlite, signed_in
from tests.dialogues import open_dialogue
from tests.ground import statements, working
from tests.summaries import HEARD, INGRESS, TEXTS, THANKS, about, claim, draft, over_with_draft, sentence

HERE = "/personal/dialoger/hem/sammanfattning"
ALL = ("do", "alla")


@pytest.fixture
def writer(app: Flask) -> Browser:
    return signed_in(app, Role.COMMUNICATOR)


@pytest.fixture
def chief(app: Flask) -> Browser:
    """Somebody who approves, and may do nothing else but read."""
    return signed_in(app, Role.MANAGER)


def review(browser: Browser, section: str = "forenar") -> Page:
    return browser.open(f"{HERE}?del={section}")


def decide(browser: Browser, page: Page, value: str) -> Page:
    """Press a button of the list of sentences."""
    form = next(form for form in page.forms if ("do", value) in form.buttons)
    return browser.post(form.action or page.url, form.filled({}, ("do", value)))


def keep_everything(browser: Browser) -> Page:
    page = browser.open(HERE)
    while ALL in [button for form in page.forms for button in form.buttons]:
        page = decide(browser, page, "alla")
    return page


def send(browser: Browser) -> Page:
    return browser.send(browser.open(f"{HERE}/skicka"), {"approver": chosen(browser)})


def chosen(browser: Browser) -> str:
    """The one who may approve."""
    return next(iter(browser.open(f"{HERE}/skicka").form("approver").choices["approver"] - {""}))


def mails(app: Flask) -> list[dict[str, object]]:
    """What is to be sent to staff."""
    with working(app) as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == STAFF_MAIL_DUE))
        return [dict(row.payload) for row in rows.all()]


def stored(app: Flask, key: str) -> SummarySentence:
    with working(app) as session:
        found = session.scalars(select(SummarySentence).where(SummarySentence.key == key)).one()
        session.expunge(found)
        return found


def test_a_summary_is_gone_through_sent_returned_and_approved_by_another(
    app: Flask, writer: Browser, chief: Browser
) -> None:
    over_with_draft(app)
    assert "En sammanfattning väntar, lovad 1 maj 2026" in writer.open("/personal").text
    assert "0 av 6 granskade" in writer.open(HERE).text

    page = keep_everything(writer)

    assert page.path == f"{HERE}/kontroller"
    assert "Allt är granskat och förklarat" in page.text
    sent = send(writer)
    assert "Den väntar på godkännande" in sent.text
    assert ("do", "stryk-unites-1") not in [button for form in review(writer).forms for button in form.buttons]
    tell_staff(app)
    link = f"{HERE}/godkann/1"
    assert [(mail["path"], str(mail["subject"])[:8]) for mail in mails(app)] == [(link, "Godkänn ")]
    assert "Godkänn sammanfattningen av" in chief.open("/personal").text

    page = chief.open(link)
    assert all(words in page.text for words in (*TEXTS, "Alla kontroller är gröna", "kommunens egna ord"))
    empty = chief.send(page, {"note": " "}, button=("do", "andra"))
    assert (empty.status, "Skriv vad som behöver ändras." in empty.text) == (422, True)
    back = chief.send(empty, {"note": "Säg vilka bussar."}, button=("do", "andra"))
    assert "En ändring är begärd" in back.text
    assert "Säg vilka bussar." in writer.open(HERE).text
    writer.send(writer.open(f"{HERE}/meningar/ingress"), {"text": "Kvällsbussarna."}, button=("do", "spara"))
    send(writer)

    page = chief.open(link)
    assert "Sedan du läste den senast: 0 nya, 1 ändrade, 0 flyttade och 0 borttagna" in page.text
    done = decide(chief, page, "godkann")

    assert "Sammanfattningen är godkänd." in done.text
    assert "Publicera sammanfattningen av" in writer.open("/personal").text
    with working(app) as session:
        summary = session.scalars(select(Summary)).one()
        assert summary.state is SummaryState.APPROVED
        assert summary.content_hash
    again = chief.post(link, {"csrf_token": page.value("csrf_token")[0], "do": "godkann", "seen": "0"})
    assert again.status == 409
    tell_staff(app)
    assert {str(mail["path"]) for mail in mails(app)} == {link, HERE}


def tell_staff(app: Flask) -> None:
    """Let the worker do what this room has to do; nobody above is there to send the mails."""
    handlers = {SUMMARY_SENT: notifying.on_sent, SUMMARY_DECIDED: notifying.on_decided}
    with working(app) as session:
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.topic.in_(handlers))).all():
            handlers[row.topic](session, row.payload)
            session.delete(row)


def test_a_sentence_is_changed_with_its_sources_and_a_number_nobody_gave_is_refused(
    app: Flask, writer: Browser
) -> None:
    over_with_draft(app)
    page = writer.open(f"{HERE}/meningar/unites-2")
    wrong = f"7 av 10 vill ha ”{TEXTS[1]}”, och ”{TEXTS[2]}”."

    refused = writer.send(page, {"text": wrong, "more": "3"}, button=("do", "spara"))

    assert refused.status == 422
    assert "7 av 10 finns inte i det som meningen bygger på." in refused.text
    assert "8, 9, 10" in refused.text or "8, 9," in refused.text
    assert refused.value("text") == [wrong]
    assert refused.title.startswith("Fel")
    unknown = writer.send(refused, {"more": "99"}, button=("do", "spara"))
    assert "Nr 99 finns inte" in unknown.text
    braces = writer.send(refused, {"text": "{i1}"}, button=("do", "spara"))
    assert "utan klamrar" in braces.text
    found = writer.send(refused, {"sok": "sms-anmälan"}, button=("do", "sok"))
    assert "Nr 3: Sms-anmälan" in found.text
    assert found.value("text") == [wrong]

    saved = writer.send(refused, {"text": wrong.replace("7 av", "8 av"), "more": "3"}, button=("do", "spara"))

    assert "Meningen är sparad." in saved.text
    row = stored(app, "unites-2")
    assert (row.text, row.cites) == ("8 av 10 vill ha {i2}, och {i3}.", ["i2", "c2", "i3", "c3"])
    assert "Ändrad av" in review(writer).text


@on_sqlite
def test_what_somebody_else_did_meanwhile_is_shown_and_nothing_typed_is_lost(app: Flask, writer: Browser) -> None:
    over_with_draft(app)
    listed, opened = review(writer), writer.open(f"{HERE}/meningar/unites-1")
    decide(writer, listed, "stryk-unites-3")

    late = decide(writer, listed, "behall-unites-2")
    typed = writer.send(opened, {"text": "Alla vill ha bussen."}, button=("do", "spara"))

    for page in (late, typed):
        assert page.status == 409
        assert "Någon annan har ändrat sammanfattningen" in page.text
    assert typed.value("text") == ["Alla vill ha bussen."]
    assert "10 av 11 håller med" in typed.text
    assert "Meningen är sparad." in writer.send(typed, {"text": "Bussen går för tidigt."}, button=("do", "spara")).text
    assert "struken" in decide(writer, review(writer), "behall-unites-2").text
    assert "struken" not in decide(writer, review(writer), "angra-unites-3").text


@on_sqlite
def test_a_sentence_of_ones_own_rests_on_what_is_chosen_and_can_be_taken_away(app: Flask, writer: Browser) -> None:
    over_with_draft(app)
    page = writer.open(f"{HERE}/ny?inspel=2")

    none = writer.send(page, {"text": "Fritidsgården saknas.", "sources": []}, button=("do", "spara"))
    assert "Välj minst ett inspel" in none.text
    nothing = writer.send(page, {"sok": "badhus"}, button=("do", "sok"))
    assert "Inget inspel har de orden." in nothing.text
    added = writer.send(page, {"text": "Fritidsgården i Lima saknas på fredagar."}, button=("do", "spara"))

    assert "Tillagd av" in added.text
    key = next(link for link in added.links if "/meningar/own-" in link).rpartition("/")[2]
    assert stored(app, key).cites == ["i2", "c2"]
    gone = decide(writer, writer.open(f"{HERE}/meningar/{key}"), "kasta")
    assert "Meningen är borttagen." in gone.text
    assert writer.open(f"{HERE}/meningar/{key}").status == 404


@on_sqlite
def test_a_remark_keeps_a_sentence_from_being_kept_with_the_others_until_it_is_explained(
    app: Flask, writer: Browser, chief: Browser
) -> None:
    doubted = about(1, read_back={"stammer": 3, "stammer_inte": 4, "saknas": 1})
    over_with_draft(app, INGRESS, doubted, about(2, 8, 2), THANKS)
    coverage = {"revision": 0, "cited": 2, "inspel": 3, "voices": 4, "participants": 11, "uncovered": [3]}
    with working(app) as session:
        session.scalars(select(Summary)).one().coverage = coverage | {"minority": None}

    page = decide(writer, review(writer), "alla")

    assert "I mötet: 3 stämmer, 4 stämmer inte, 1 något saknas." in page.text
    assert "Färre än hälften i mötet sa att det stämmer." in page.text
    decide(writer, review(writer), "behall-unites-1")
    keep_everything(writer)
    page = writer.open(f"{HERE}/kontroller")
    assert "2 kontroller är varken gröna eller förklarade." in page.text
    assert TEXTS[2] in page.text
    explain = writer.open(f"{HERE}/meningar/unites-1/skal/read_back")
    assert writer.send(explain, {"reason": ""}).status == 422
    assert "Skälet är sparat." in writer.send(explain, {"reason": "Rösterna är fler än i rummet."}).text
    page = writer.send(writer.open(f"{HERE}/kontroller"), {"reason": "Vi ringer dem."}, button=("do", "skal"))
    assert "Allt är granskat och förklarat" in page.text
    page = writer.send(page, {"short": "Bussarna."}, button=("do", "kort"))
    assert page.value("short") == ["Bussarna."]
    assert writer.open(f"{HERE}/meningar/unites-2/skal/read_back").status == 404
    send(writer)
    page = chief.open(f"{HERE}/godkann/1")
    assert "Rösterna är fler än i rummet." in page.text
    assert "Vi ringer dem." in page.text


@on_sqlite
def test_words_that_are_taken_back_are_shown_to_nobody(app: Flask, writer: Browser, chief: Browser) -> None:
    over_with_draft(app)
    keep_everything(writer)
    send(writer)
    with working(app) as session:
        session.scalars(select(Statement).where(Statement.number == 1)).one().state = StatementState.HIDDEN

    pages = [review(writer), writer.open(f"{HERE}/kontroller"), chief.open(f"{HERE}/godkann/1")]

    assert not any(TEXTS[0] in page.text for page in pages)
    assert "En mening är borta" in pages[0].text
    assert writer.open(f"{HERE}/meningar/unites-1").status == 404


@on_sqlite
def test_versions_are_compared_and_a_dialogue_without_one_says_so(app: Flask, writer: Browser) -> None:
    dialogue = open_dialogue(app, *TEXTS)
    assert "Ett utkast görs när ett möte är slut" in writer.open(HERE).text
    asked = writer.send(writer.open(HERE), to="utkast")
    assert "Utkastet görs nu." in asked.text
    with working(app) as session:
        assert session.scalar(select(OutboxMessage.id).where(OutboxMessage.topic == SUMMARY_DUE)) is not None
        earlier = draft(session, dialogue.id, INGRESS, about(1), about(2), HEARD)
        earlier.state, earlier.published_on = SummaryState.PUBLISHED, dialogue.opened_on
    assert "Version 1 är publicerad" in writer.open(HERE).text
    other = sentence("unites-1", Section.UNITES, "Nästan alla: {i1}", ("i1", "c1"), {"c1": claim(10, 1)})
    with working(app) as session:
        draft(session, dialogue.id, INGRESS, HEARD, other, about(3), version=2)

    page = writer.open(f"{HERE}/andringar/2")

    for heading in ("Nya meningar", "Ändrade meningar", "Flyttade meningar", "Borttagna meningar"):
        assert heading in page.text
    assert "Nästan alla" in page.text
    assert "10 av 11 håller med om ”Sista bussen" in page.text
    assert writer.open(f"{HERE}/andringar/9").status == 404
    assert writer.open(f"{HERE}/skicka").text.count("Dialogen pågår.") == 1
    assert "Dialogen pågår" in writer.open("/personal/sammanfattningar").text


@on_sqlite
def test_a_press_costs_few_statements_and_asks_once_for_the_voices_to_be_counted(app: Flask, writer: Browser) -> None:
    over_with_draft(app)
    page = review(writer)
    with statements(app) as seen:
        decide(writer, page, "behall-unites-1")
    decide(writer, review(writer), "behall-unites-2")

    assert len([one for one in seen if not one.startswith(("PRAGMA", "BEGIN"))]) < 40
    with working(app) as session:
        assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.topic == SUMMARY_COVERAGE_DUE)).all()) == 1
