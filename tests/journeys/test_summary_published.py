"""A summary from the button that publishes it to what everybody reads, prints and takes to the nämnd."""

from __future__ import annotations

import io
import re

import docx
from docx.oxml.ns import qn
from flask import Flask
from sqlalchemy import select

from core.audit import AuditEntry
from core.people.roles import Role
from core.summaries.sentences import Section
from dialog import hosting
from dialog.feedback import answering
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.models import Statement, StatementState
from dialog.summarising import results
from dialog.summarising.models import SummaryState
from tests.browsing import Browser, Page
from tests.builders import TODAY, on_sqlite, signed_in
from tests.ground import working
from tests.published import LINES, Line, approved, over, published

pytestmark = on_sqlite

HERE = "/dialog/hem/sammanfattning"
PUBLISH = "/personal/dialoger/hem/sammanfattning/publicera"


def take_back(app: Flask, number: int) -> None:
    """Whoever wrote an inspel takes it back."""
    with working(app) as session:
        statement = session.scalars(select(Statement).where(Statement.number == number)).one()
        statement.state, statement.text = StatementState.WITHDRAWN, ""


def document(page: Page) -> docx.document.Document:
    """The file that was sent, opened."""
    assert (page.status, page.headers["Content-Type"].rpartition(".")[2]) == (200, "document")
    return docx.Document(io.BytesIO(page.body))


def test_staff_see_what_each_channel_will_say_and_publish_with_one_button(app: Flask) -> None:
    over(app)
    approved(app, short="Bussen först.\n\nMer i sammanfattningen.")
    staff, anybody = signed_in(app, Role.COMMUNICATOR), Browser(app)
    assert anybody.open(HERE).status == 404
    assert "läst och godkänt den" in anybody.open(HERE).text

    page = staff.open(PUBLISH)

    assert page.text.count("Bussen först. Mer i sammanfattningen.") == 1
    assert "Senast 1 maj 2026 får du veta vad det ledde till." in page.text
    for chat in ("slack", "teams"):
        seen = staff.open(next(link for link in page.links if link.endswith(f"forhandsvisning/{chat}")))
        assert "Mer i sammanfattningen." in seen.text
        assert "Säg inte till mig" in seen.text
        assert "https://" in seen.text or "http://" in seen.text
    done = staff.send(page, to="publicera")
    assert "Sammanfattningen är publicerad" in done.text
    assert "Bussen först." in anybody.open("/dialog/hem").text
    assert anybody.open(HERE).status == 200
    with working(app) as session:
        deeds = session.scalars(select(AuditEntry.action).where(AuditEntry.object_kind == "summary")).all()
        assert deeds == ["summary.published"]


def test_everybody_reads_each_sentence_with_what_it_rests_on(app: Flask) -> None:
    over(app, case_number="KS 2026-17")
    published(app)

    page = Browser(app).open(HERE)

    told = re.sub(r"\s+", " ", page.text)
    order = ("De flesta vill kunna åka hem", "Kommunens egna ord", "Vilka som hördes", "Det här förenar", "Tack")
    assert [told.index(words) for words in order] == sorted(told.index(words) for words in order)
    assert "10 av 11 håller med om ”Sista bussen går före träningen slutar”." in told
    assert "10 håller med 1 håller inte med 0 vet inte Nr 1" in told
    assert "91 % håller med (felmarginal 69–98 %)" in told
    assert "Diarienummer KS 2026-17" in told
    assert "Bo Ås godkände sammanfattningen 2 mars 2026." in told
    assert "Meningarna bygger på 3 av 4 inspel." in told
    assert "Besvarat 0 av 2" in told
    assert 'lang="en">”Put up lights along the path”' not in page.html
    assert 'lang="sv">10 av 11' in Browser(app).open(f"{HERE}?sprak=en").html
    assert len(page.body) < 60_000
    assert Browser(app).open(f"{HERE}/1?visa=unites").text.count("10 av 11") == 1
    assert "hela dialogens" in Browser(app).open(f"{HERE}/1?mening=m1").text
    for wrong in ("?visa=annat", "?mening=annat", "/2", "/2/word"):
        assert Browser(app).open(f"{HERE}/1{wrong}" if wrong[0] == "?" else f"{HERE}{wrong}").status == 404


def test_an_answer_stands_with_the_sentence_whose_inspel_it_is_to(app: Flask) -> None:
    over(app)
    published(app)
    said = Written("Vi har frågat regionen.", "Kommunstyrelsen", Decision.INVESTIGATING)
    with working(app) as session:
        statement = session.scalars(select(Statement).where(Statement.number == 1)).one()
        answering.save(session, statement, AnswerKind.ANSWER, said, "Kerstin Ek", TODAY, publish=True)

    page = re.sub(r"\s+", " ", Browser(app).open(HERE).text)

    assert "Kommunens svar: Utreds" in page.replace("\xa0", " ")
    assert "Besvarat 1 av 2" in page


def test_a_newer_version_needs_a_reason_and_the_old_one_says_that_it_counts_no_more(app: Flask) -> None:
    over(app)
    published(app)
    approved(app, version=2)
    staff, anybody = signed_in(app, Role.COMMUNICATOR), Browser(app)

    missing = staff.send(staff.open(PUBLISH), {"reason": " "}, to="publicera")
    assert (missing.status, missing.title[:4]) == (422, "Fel:")
    done = staff.send(missing, {"reason": "Ett antal var fel."}, to="publicera")

    assert "Ersatt av en nyare" in done.text
    old, new = anybody.open(f"{HERE}/1").text, anybody.open(HERE).text
    assert old.index("En nyare version gäller") < old.index("Ett antal var fel.") < old.index("Det här förenar")
    assert "10 av 11 håller med" in old
    assert "En nyare version gäller" not in new
    assert "Ett antal var fel." in new


def test_a_version_that_is_withdrawn_shows_why_and_none_of_its_words(app: Flask) -> None:
    over(app)
    published(app)
    staff, anybody = signed_in(app, Role.COMMUNICATOR), Browser(app)
    page = staff.open("/personal/dialoger/hem/sammanfattning/1/dra-tillbaka")

    missing = staff.send(page, {"reason": ""})
    done = staff.send(missing, {"reason": "Ett namn stod i den."})

    assert missing.status == 422
    assert "Version 1 är återkallad" in done.text
    for address in (HERE, f"{HERE}/1", f"{HERE}/1?visa=unites"):
        seen = anybody.open(address)
        assert "Ett namn stod i den." in seen.text
        assert "Sista bussen" not in seen.html
    assert anybody.open(f"{HERE}/1/word").status == 404
    assert staff.open(page.url).status == 409
    assert "Läs sammanfattningen" not in anybody.open("/dialog/hem").text


def test_what_left_between_approval_and_the_button_sends_the_version_back(app: Flask) -> None:
    over(app)
    approved(app)
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(PUBLISH)
    take_back(app, 1)

    done = staff.send(page, to="publicera")

    assert done.status == 409
    assert "behöver godkännas igen" in done.text
    assert "Ändring begärd" in done.text
    with working(app) as session:
        dialogue = hosting.find(session, "hem")
        assert results.version(session, dialogue.id, 1).state is SummaryState.CHANGES_REQUESTED
    assert Browser(app).open(HERE).status == 404


def test_a_reason_is_kept_when_the_page_was_open_too_long_or_somebody_was_quicker(app: Flask) -> None:
    over(app)
    published(app)
    approved(app, version=2)
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(PUBLISH)

    stale = staff.post(PUBLISH, {"reason": "Ett antal var fel.", "seen": "3"})
    changed = staff.post(PUBLISH, {**dict(page.forms[1].kept), "reason": "Ett antal var fel.", "seen": "2"})

    assert (stale.value("reason"), changed.value("reason")) == (["Ett antal var fel."], ["Ett antal var fel."])
    assert changed.status == 409
    assert "En nyare version gäller" not in Browser(app).open(f"{HERE}/1").text


def test_words_taken_back_leave_the_page_the_document_and_the_dialogue(app: Flask) -> None:
    over(app)
    published(app)
    take_back(app, 1)
    anybody = Browser(app)

    pages = [anybody.open(HERE), anybody.open("/dialog/hem")]
    paper = document(anybody.open(f"{HERE}/1/word"))

    assert all("Sista bussen" not in page.html for page in pages)
    assert "En mening är borttagen" in pages[0].text
    words = [paragraph.text for paragraph in paper.paragraphs]
    assert not [text for text in words if "Sista bussen" in text]
    assert any(text.startswith("En mening är borttagen") for text in words)


def test_the_namnd_gets_the_same_with_votes_in_tables_and_sources_as_notes(app: Flask) -> None:
    lines: list[Line] = [*LINES, (Section.UNITES, "Också {i1} \x0b& <b>.", ("i1", "c1"), LINES[2][3])]
    over(app, case_number="KS 2026-17")
    published(app, lines)

    page = Browser(app).open(f"{HERE}/1/word?sprak=en")
    paper = document(page)

    words = [paragraph.text for paragraph in paper.paragraphs if paragraph.text]
    assert 'filename="sammanfattning-hem-1.docx"' in page.headers["Content-Disposition"]
    assert "Mottagare: Kommunstyrelsen · Diarienummer: KS 2026-17" in words
    assert "10 av 11 håller med om ”Sista bussen går före träningen slutar”. [1]" in words
    assert "Också ”Sista bussen går före träningen slutar” & <b>. [1]" in words
    assert words[-2:] == ["[2] Nr 2. ”Öppna fritidsgården på fredagar”", "[3] Nr 4. ”Put up lights along the path”"]
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows[1:]]
    assert rows[0] == ["Sista bussen går före träningen slutar [1]", "10", "1", "0", "11", "91 %", "69–98 %"]
    assert paper.core_properties.language == "sv-SE"
    assert len(list(paper.element.body.iter(qn("w:tblHeader")))) == 2


def test_a_newer_version_is_asked_for_once(app: Flask) -> None:
    over(app)
    published(app)
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(PUBLISH)

    asked = staff.send(page, to="ny-version")
    approved(app, version=2)

    assert "En ny version är på väg" in asked.text
    assert staff.send(page, to="ny-version").status == 409
    assert not [form for form in staff.open(PUBLISH).forms if form.action.endswith("ny-version")]
