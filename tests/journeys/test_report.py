"""The delårsrapport: chosen by period and nämnd, looked at, and taken away as Word and CSV."""

from __future__ import annotations

import copy
import csv
import io
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from flask import Flask
from sqlalchemy import select

from core.documents.paper import MEDIA_TYPE
from core.people.roles import Role
from goals import follow_ups, malbild, official, versions
from goals.follow_ups import Said
from goals.models import Fulfilment, Origin
from goals.official import Statement
from surveys.models import Comment
from surveys.rounds import Round
from tests.browsing import Browser, Page
from tests.builders import drain, on_sqlite, open_round, signed_in, store
from tests.ground import NOON, statements, working
from tests.published import approved, over, published

pytestmark = on_sqlite

ADDRESS = "/personal/malbild/rapport"
BUILDING = "Miljö- och stadsbyggnadsnämnden"
SERVICE = "Förbättrad service, tillgänglighet och bemötande."
OWN = "myndighetsservice-foretag"
COMMENTS = "Det här skriver de som svarade"
FINANCES = "Kommunfullmäktiges fastställda finansiella mål."


def judge(app: Flask, said: Said, indicator: str = "finansiella-mal", period: str = "2025") -> None:
    with working(app) as session:
        follow_ups.save(session, indicator, period, said, "Kerstin Ek", NOON, None)


def document(page: Page) -> Document:
    assert page.status == 200
    assert page.headers["Content-Type"] == MEDIA_TYPE
    return docx.Document(io.BytesIO(page.body))


def everything(found: Document) -> str:
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in found.paragraphs), *cells])


def table_rows(found: Document, caption: str) -> list[list[str]]:
    for table in found.tables:
        if any(caption in told.get(qn("w:val")) for told in table._tbl.iter(qn("w:tblCaption"))):
            return [[cell.text for cell in row.cells] for row in table.rows]
    raise AssertionError(f"no table is called {caption}")


def rows(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def browser(demo_app: Flask) -> Browser:
    return signed_in(demo_app, Role.STRATEGIST)


def test_the_document_says_what_the_board_says_with_staffs_own_words_beside(demo_app: Flask, browser: Browser) -> None:
    judge(demo_app, Said(Fulfilment.PARTLY, "Två av tre mål.\n\nDet tredje väntar.", "Ny plan i höst.", "Ekonomichef"))

    page = browser.open(ADDRESS)
    found = document(browser.open(f"{ADDRESS}.docx?period=2025"))
    text = everything(found)

    assert "Delårsrapport 2025" in page.text
    headings = [(each.style.name if each.style else "", each.text) for each in found.paragraphs]
    assert headings[0] == ("Title", "Delårsrapport 2025")
    assert headings[1][1] == "Malung-Sälens kommun · Alla nämnder"
    for style, told in [
        ("Heading 1", "Målområde 3"),
        ("Heading 2", SERVICE),
        ("Heading 3", "Tillgänglighet"),
        ("Heading 1", "Så har vi räknat"),
    ]:
        assert (style, told) in headings
    assert "Ja. Förbättrat 2025 jämfört med 2024: tillgänglighet; inget har försämrats." in text
    assert "Ansvarig nämnd: Kommunstyrelsen · Måluppfyllelse: Delvis uppfyllt · Ansvarig: Ekonomichef" in text
    assert "Bedömningen är inte klar." in text
    assert {"Två av tre mål.", "Det tredje väntar.", "Ny plan i höst."} <= {told for _, told in headings}
    assert "påhittade" in text
    assert [row[1] for row in table_rows(found, "Svar på målbildens indikatorer")] == [
        "Antal indikatorer",
        "1",
        "0",
        "9",
    ]
    footer = found.sections[0].footer.paragraphs[0]
    assert "Delårsrapport 2025" in footer.text
    assert "PAGE" in footer._p.xml


def test_figures_stand_in_tables_and_charts_and_what_is_hidden_stays_hidden(browser: Browser) -> None:
    found = document(browser.open(f"{ADDRESS}.docx?period=2025"))

    periods = table_rows(found, "Tillgänglighet, alla perioder")
    assert periods[0] == ["Period", "Värde", "Troligen mellan", "Svar", "Avslutade ärenden", "Mot perioden före"]
    assert periods[1][:2] == ["2025", "71"]
    assert periods[1][3:] == ["75", "154", "Förbättrad"]
    areas = {row[0]: row[1] for row in table_rows(found, "Egen löpande mätning, NKI enligt SKL-modellen, område")}
    assert areas["Bygglov"] == "74"
    assert areas["Serveringstillstånd"] == "Visas inte: för få svar"
    assert areas["Miljö- och hälsoskydd"] == "Visas inte: då skulle ett dolt område kunna räknas ut"
    pictures = list(found.element.body.iter(qn("wp:docPr")))
    assert len(pictures) == 5
    assert all(picture.get("descr").startswith("Diagram: Från ") for picture in pictures)


def test_a_source_is_cited_for_what_it_says_itself_and_told_from_our_sums(demo_app: Flask, browser: Browser) -> None:
    asked = Statement("arbetskraft", "2023", "2025", 61.5, "Kolada", "https://example.se/a")
    with working(demo_app) as session:
        of_others = replace(asked, place="G37460", value=58.0, is_derived=True)
        official.state(session, [asked, of_others], origin=Origin.KOLADA, by="Kolada", now=NOON)

    found = document(browser.open(f"{ADDRESS}.docx?period=2025"))

    assert table_rows(found, "Arbetskraft med rätt kompetens, alla")[1] == ["2025", "61,5\xa0%", "Källa: Kolada"]
    assert table_rows(found, "Arbetskraft med rätt kompetens, jämfört") == [
        ["Period", "Kommunen", "Jämförbara kommuner"],
        ["2025", "61,5\xa0%", "58\xa0%"],
    ]
    text = everything(found)
    assert "Arbetskraft med rätt kompetens: Källa: Kolada (https://example.se/a)" in text
    assert "jämförbara kommuner: Beräknat av Samspel på uppgifter från Kolada" in text


def test_a_namnd_gets_its_own_indicators_and_a_file_under_its_own_name(browser: Browser) -> None:
    page = browser.open(f"{ADDRESS}.docx?period=2025&namnd={quote(BUILDING)}")
    text = everything(document(page))

    assert page.headers["Content-Disposition"].endswith(
        'filename="delarsrapport-2025-miljo-och-stadsbyggnadsnamnden.docx"'
    )
    assert SERVICE in text
    assert FINANCES not in text
    assert "Målområde 2" not in text
    shown = browser.open(f"{ADDRESS}?period=2025&namnd={quote(BUILDING)}")
    assert SERVICE in shown.text
    assert FINANCES not in shown.text
    (link,) = [link for link in shown.links if link.startswith(f"{ADDRESS}.csv")]
    assert {row["Nämnd"] for row in rows(browser.open(link))} == {BUILDING}


def test_an_earlier_year_is_reported_as_if_nothing_later_were_known(demo_app: Flask, browser: Browser) -> None:
    judge(demo_app, Said(Fulfilment.NOT_MET, "Skrivet om 2024."), "service-tillganglighet-bemotande", "2024")

    text = everything(document(browser.open(f"{ADDRESS}.docx?period=2024")))

    assert "Ej jämförbar: måttet räknas på andra områden 2024 än 2023" in text
    assert "Skrivet om 2024." in text
    assert "telefontiden" not in text
    assert "2025" not in text


def test_the_rows_open_in_a_swedish_spreadsheet_and_run_nothing(demo_app: Flask, browser: Browser) -> None:
    judge(demo_app, Said(Fulfilment.MET, '=HYPERLINK("http://example.se")\nÅäö; "citat"', is_done=True))

    page = browser.open(f"{ADDRESS}.csv?period=2025")

    assert page.body.startswith(b"\xef\xbb\xbf")
    found = rows(page)
    finances = next(row for row in found if row["Indikator"] == FINANCES)
    assert finances["Analyskommentar"] == '\'=HYPERLINK("http://example.se")\nÅäö; "citat"'
    assert (finances["Klar"], finances["Måluppfyllelse"], finances["Period"]) == ("Ja", "Uppfyllt", "")
    latest = next(row for row in found if (row["Mått"], row["Period"]) == ("Tillgänglighet", "2025"))
    assert float(latest["Värde"].replace(",", ".")) == pytest.approx(71, abs=0.6)
    assert (latest["Antal svar"], latest["Avslutade ärenden"], latest["Påhittade data"]) == ("75", "154", "Ja")


def test_a_comment_as_long_as_a_field_allows_is_whole_in_the_file_and_cut_short_on_the_page(
    demo_app: Flask, browser: Browser
) -> None:
    judge(demo_app, Said(Fulfilment.MET, "början " + "ä" * 19_980 + " slut"))

    page = browser.open(f"{ADDRESS}?period=2025")

    assert "början" in page.text
    assert "ä slut" not in page.text
    assert "Hela texten står i filen." in page.text
    assert "ä slut" in everything(document(browser.open(f"{ADDRESS}.docx?period=2025")))


@pytest.mark.parametrize("query", ["period=snart", "period=1999", "namnd=Finns+inte", "period=2025&namnd=%3Cb%3E"])
@pytest.mark.parametrize("ending", ["", ".docx", ".csv"])
def test_a_report_that_cannot_be_made_is_not_found(browser: Browser, query: str, ending: str) -> None:
    page = browser.open(f"{ADDRESS}{ending}?{query}")

    assert page.status == 404
    assert "Rapporten finns inte" in page.text


def test_with_nothing_measured_or_said_there_is_nothing_to_report(app: Flask) -> None:
    document = copy.deepcopy(dict(malbild.shipped()))
    for area in document["area"]:
        area["indicator"] = [each for each in area["indicator"] if each["key"] == "arbetskraft"]
    with working(app) as session:
        versions.decide(session, document, "KF", "§ 1", date(2026, 1, 1), "Kerstin Ek", NOON)
    browser = signed_in(app, Role.READER)

    page = browser.open(ADDRESS)

    assert "Det finns inget att rapportera ännu." in page.text
    assert "Ladda ner" not in page.text
    assert browser.open(f"{ADDRESS}.docx").status == 404


def test_the_report_takes_as_few_statements_however_much_is_reported(demo_app: Flask, browser: Browser) -> None:
    with statements(demo_app) as all_of_it:
        browser.open(f"{ADDRESS}.docx?period=2025")
    with statements(demo_app) as of_one:
        browser.open(f"{ADDRESS}.docx?period=2025&namnd={quote(BUILDING)}")

    assert len(all_of_it) == len(of_one)
    assert len(all_of_it) <= 30


def wrote(app: Flask, *words: str) -> Round:
    round_ = open_round(app, OWN, period="2026")
    store(app, round_, *({"battre": text} for text in words))
    drain(app)
    judge(app, Said(Fulfilment.PARTLY), period="2026")
    return round_


def test_what_those_who_answered_wrote_stands_with_the_figure_and_only_chosen_comments_are_quoted(app: Flask) -> None:
    late = [f"Väntetiden var alldeles för lång, säger Lisa Ek på ärende {place}" for place in range(8)]
    wrote(app, *late, "Bra.")
    with working(app) as session:
        ids = session.scalars(select(Comment.response_id).order_by(Comment.words)).all()
    staff = signed_in(app, Role.STRATEGIST)
    page = staff.open(f"/personal/enkater/{OWN}/kommentarer/battre")
    token = page.value("csrf_token")[0]

    before = staff.open(f"{ADDRESS}?period=2026")
    assert COMMENTS in before.text
    assert "Väntetiden var" not in before.text
    staff.post(f"{page.path}/{ids[1]}/rapport", {"csrf_token": token, "do": "in"})
    after = staff.open(f"{ADDRESS}?period=2026")
    found = document(staff.open(f"{ADDRESS}.docx?period=2026"))
    counted = rows(staff.open(f"{ADDRESS}.csv?period=2026"))

    text = everything(found)
    for told in (after.text, text):
        assert told.count(COMMENTS) == 1
        assert told.count("Väntetiden var alldeles för lång") == 1
        assert "Lisa" not in told
        assert "9 kommentarer på frågan ”Vad ska vi bli bättre på?” (2026) är lästa." in told
    factors = table_rows(found, "Servicefaktorer i kommentarerna")
    assert factors[1] == ["Effektivitet", "8", "89\u00a0%", "62–97\u00a0%"]
    csv_rows = {row["Mått"]: (row["Värde"], row["Antal svar"], row["Period"]) for row in counted if row["Mått"]}
    assert csv_rows["Kommentarer på ”Vad ska vi bli bättre på?”"] == ("9", "9", "2026")
    assert csv_rows["Kommentarer som nämner: Effektivitet"] == ("8", "9", "2026")
    assert COMMENTS not in staff.open(f"{ADDRESS}?period=2026&namnd={quote(BUILDING)}").text


def test_of_fewer_than_seven_comments_the_report_says_nothing(app: Flask) -> None:
    wrote(app, *(f"Väntetiden var alldeles för lång {place}" for place in range(6)))
    staff = signed_in(app, Role.STRATEGIST)

    assert COMMENTS not in staff.open(f"{ADDRESS}?period=2026").text
    assert "Kommentarer" not in staff.open(f"{ADDRESS}.csv?period=2026").text


def test_published_summaries_of_dialogues_are_told_of_under_their_own_area(app: Flask) -> None:
    over(app)
    published(app)
    over(app, slug="annan")
    approved(app, slug="annan")
    judge(app, Said(Fulfilment.PARTLY), period="2026")
    judge(app, Said(Fulfilment.PARTLY), period="2025")
    staff = signed_in(app, Role.STRATEGIST)

    page = staff.open(f"{ADDRESS}?period=2026")
    text = everything(document(staff.open(f"{ADDRESS}.docx?period=2026")))

    # In the document it is a heading of the contents, too.
    for told, times in ((page.text, 1), (text, 2)):
        assert told.count("Det här har sagts i dialoger") == times
        assert told.count("De flesta vill kunna åka hem efter träningen.") == 1
    assert "http://127.0.0.1:8000/dialog/hem/sammanfattning" in text
    assert page.text.index("Målområde 3") < page.text.index("Det här har sagts")
    assert "sagts i dialoger" not in staff.open(f"{ADDRESS}?period=2025").text
