"""Values somebody else states: said anew when they change, read as they stand, entered by form and by file."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core import audit, population
from core.people.roles import Role
from core.prompts import Refused
from core.spreadsheets import BadSheet, Sheet, SheetRow
from goals import comparisons, kpis, malbild, official, stating
from goals.models import OfficialValue, Origin
from goals.official import NATION, Statement
from tests.browsing import Browser, Page
from tests.builders import on_sqlite, run, signed_in
from tests.ground import NOON, StandingClock, working

OWN, GROUP = "2023", "G37460"
INSIKT, NEW = "nki-insikt", "U07453"
ADDRESS = "/personal/kallor"
RANK = Statement("ranking", OWN, "2024", 120.0, "Svenskt Näringsliv")
KNOWN = stating.offered(malbild.load(), OWN, GROUP, NOON.date())


def say(app: Flask, *statements: Statement, origin: Origin = Origin.FORM) -> int:
    with working(app) as session:
        return len(official.state(session, statements, origin=origin, by="Kerstin Ek", now=NOON))


def values(app: Flask, figure: str, place: str = OWN) -> list[tuple[str, float]]:
    with working(app) as session:
        return [(point.period, point.value) for point in official.points(session, figure, place)]


def test_a_value_is_added_when_it_says_something_new_and_the_last_one_counts(app: Flask) -> None:
    assert say(app, RANK) == 1
    assert say(app, RANK) == 0
    assert say(app, replace(RANK, value=98.0)) == 1
    assert say(app, replace(RANK, value=98.0, source="Företagsklimat.se")) == 1
    assert say(app, replace(RANK, period="2023", value=150.0)) == 1

    assert values(app, "ranking") == [("2023", 150.0), ("2024", 98.0)]
    with working(app) as session:
        (_, last) = official.points(session, "ranking", OWN)
        assert (last.source, last.stated_by, last.origin) == ("Företagsklimat.se", "Kerstin Ek", Origin.FORM)
        assert last.citation == "Källa: Företagsklimat.se"
        assert len(official.entries(session)) == 4


def test_a_value_is_taken_back_and_what_was_said_is_kept(app: Flask) -> None:
    taken_back = replace(RANK, value=None)
    assert say(app, taken_back) == 0
    say(app, RANK)

    assert say(app, taken_back) == 1
    assert say(app, taken_back) == 0

    assert values(app, "ranking") == []
    with working(app) as session:
        assert official.latest(session, ["ranking"], [OWN]) == {}
        assert [row.value for row in official.entries(session)] == [None, 120.0]
        assert official.is_standing(session, official.entries(session)) == frozenset()


def test_a_figure_is_what_staff_state_or_what_kolada_does_whoever_spoke_last(app: Flask) -> None:
    say(app, Statement(NEW, OWN, "2024", 76.0, "Kolada"), Statement("U07451", OWN, "2023", 74.0, "Kolada"))
    say(app, Statement(INSIKT, OWN, "2024", 77.0, "SKR"), Statement(INSIKT, OWN, "2022", 73.0, "SKR"))
    say(app, Statement(NEW, OWN, "2025", 78.0, "Kolada"), Statement(NEW, OWN, "2023", 70.0, "Kolada"))

    with working(app) as session:
        found = official.points(session, INSIKT, OWN)

    assert [(point.period, point.definition, point.value) for point in found] == [
        ("2022", "old", 73.0),
        ("2023", "new", 70.0),
        ("2023", "old", 74.0),
        ("2024", "new", 77.0),
        ("2025", "new", 78.0),
    ]


def test_women_and_men_and_other_places_are_told_apart(app: Flask) -> None:
    all_, women = (
        Statement("N00640", OWN, "2025", 80.0, "Kolada"),
        Statement("N00640", OWN, "2025", 83.0, "Kolada", gender="K"),
    )
    say(app, all_, women, replace(all_, place=NATION, value=78.0), origin=Origin.KOLADA)

    with working(app) as session:
        found = official.latest(session, ["N00640"], [OWN, NATION])
        assert {pair: [value.value for value in rows] for pair, rows in found.items()} == {
            ("N00640", OWN): [80.0],
            ("N00640", NATION): [78.0],
        }
        assert official.latest(session, ["N00640"], [OWN], "K")["N00640", OWN][0].value == 83.0
        assert official.latest(session, [], [OWN]) == {}


def test_the_nations_nki_is_the_stated_one_else_the_one_that_came_with_samspel(app: Flask) -> None:
    say(app, Statement(INSIKT, NATION, "2024", 75.0, "SKR", "https://skr.example/insikt"))
    say(app, Statement(INSIKT, NATION, "2022", 76.0, "SKR"))

    with working(app) as session:
        found = comparisons.national_nkis(session)

    assert {key: found[key].value for key in [("2022", "old"), ("2023", "old"), ("2024", "new")]} == {
        ("2022", "old"): 76.0,
        ("2023", "old"): 75.0,
        ("2024", "new"): 75.0,
    }
    assert (found["2024", "new"].basis, found["2024", "new"].source) == ("Källa: SKR", "https://skr.example/insikt")


def test_every_series_we_follow_says_something_of_a_figure_and_has_names_of_our_own() -> None:
    figures = malbild.load().figures
    for kpi in kpis.followed().values():
        assert kpi.figure in figures
        assert set(kpi.name) == {"sv", "en"}
        assert all(kpi.name.values())
        assert kpi.unit in ("index", "%")
    assert [kpi.definition for kpi in kpis.values_of(INSIKT)] == ["old", "new"]


@given(st.floats(0, 100, allow_nan=False).map(lambda value: round(value, 4)), st.sampled_from(["{}", " {} ", "+{}"]))
def test_a_number_is_read_as_it_is_written(value: float, pattern: str) -> None:
    for text in (f"{value:.4f}", f"{value:.4f}".replace(".", ",")):
        assert stating.number(pattern.format(text), "index") == value


@given(st.text(max_size=20), st.sampled_from(["index", "%", "antal", "rang", "ja/nej", "dagar"]))
def test_any_text_is_a_number_or_is_refused_in_words(text: str, unit: str) -> None:
    try:
        found = stating.number(text, unit)
    except Refused as refused:
        words = refused.message % refused.values
    else:
        words = str(found)

    assert words not in ("", "inf", "nan")


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("series", "nki", "finns inte bland dem"),
        ("series", "N99999", "finns inte bland dem"),
        ("place", "2021", "Platsen ska vara 2023"),
        ("period", "25", "Skriv ett år"),
        ("period", "2025-K1", "Skriv ett år"),
        ("period", "2099", "mellan 1990 och 2026"),
        ("period", "1066", "mellan 1990 och 2026"),
        ("value", "", "Skriv ett värde"),
        ("value", "76 %", "som ett tal"),
        ("value", "101", "mellan 0 och 100"),
        ("value", "1e3", "som ett tal"),
        ("source", "", "Inget visas utan källa"),
        ("source", "x" * 201, "högst 200"),
        ("source_url", "skr.se", "börja med https"),
        ("source_url", "javascript:alert(1)", "börja med https"),
        ("source_url", "https://[", "börja med https"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_reason(column: str, text: str, words: str) -> None:
    row = dict(zip(stating.COLUMNS, (INSIKT, OWN, "2025", "76", "SKR", ""), strict=True)) | {column: text}

    judged = stating.read(Sheet(stating.COLUMNS, (SheetRow(2, tuple(row.values())),)), KNOWN)

    assert judged.good == ()
    (bad,) = judged.bad
    assert words in bad.reason.message % bad.reason.values


@pytest.mark.parametrize("text", ["2025-02", "2025-K5", "2025-HEJ", "2025-M13", "2025-"])
def test_a_part_of_a_year_that_nobody_knows_is_no_period(text: str) -> None:
    with pytest.raises(Refused):
        stating.period(text, KNOWN.series["internationella-besokare"], 2026)

    assert stating.period("2025-t2", KNOWN.series["internationella-besokare"], 2026) == "2025-T2"


def test_a_file_is_read_however_its_columns_and_places_are_called() -> None:
    columns = ("Plats", "Serie", "Period", "Värde", "Källa", "Anteckning")
    rows = [
        ("kommunen", "u07453", "2025", "76,5", "Kolada", ""),
        ("0", "ranking", "2025-k1", "98", "Svenskt Näringsliv", "plats 98"),
        ("Jämförbara", "mark-och-planberedskap", "2025", "Nej", "Kommunen", ""),
        (OWN, NEW, "2025", "77", "Kolada", ""),
    ]

    judged = stating.read(Sheet(columns, tuple(SheetRow(at, row) for at, row in enumerate(rows, 2))), KNOWN)

    assert judged.good == (
        Statement(NEW, OWN, "2025", 76.5, "Kolada"),
        Statement("ranking", NATION, "2025-K1", 98.0, "Svenskt Näringsliv", note="plats 98"),
        Statement("mark-och-planberedskap", GROUP, "2025", 0.0, "Kommunen"),
    )
    assert [(bad.number, bad.reason.values) for bad in judged.bad] == [(5, {"row": 2})]
    with pytest.raises(BadSheet) as refused:
        stating.read(Sheet(("series", "value"), (SheetRow(2, ("x", "1")),)), KNOWN)
    assert refused.value.values == {"names": "place, period, source"}


def form(**changed: str) -> dict[str, str]:
    answers = {"series": INSIKT, "place": OWN, "period": "2025", "value": "76", "source": "SKR", "source_url": ""}
    return answers | changed


def test_staff_state_a_value_with_its_source_and_take_it_back(app: Flask, time: StandingClock) -> None:
    browser = signed_in(app, Role.STRATEGIST)
    assert "Inga värden är inlästa för hand" in browser.open(ADDRESS).text

    page = browser.send(browser.open(f"{ADDRESS}/varde"), form(value="76,5", source_url="https://skr.example/"))
    assert page.path == ADDRESS
    assert "Värdet är inläst." in page.text
    assert values(app, INSIKT) == [("2025", 76.5)]
    assert "76,5" in page.text
    assert "Kerstin Ek" in page.text

    again = browser.send(browser.open(f"{ADDRESS}/varde"), form(value="76,5", source_url="https://skr.example/"))
    assert "redan inläst" in again.text

    page = browser.send(page, to="/ta-tillbaka/1")
    assert "Taget tillbaka" in page.text
    assert "gäller inte längre" in page.text
    assert values(app, INSIKT) == []
    browser.post(f"{ADDRESS}/ta-tillbaka/1", {"csrf_token": page.value("csrf_token")[0]})
    with working(app) as session:
        assert len(official.entries(session)) == 2
        deeds = [(entry.action, entry.object_id) for entry in audit.entries(session)]
    assert deeds[:2] == [("official.taken_back", INSIKT), ("official.stated", INSIKT)]


@on_sqlite
def test_a_value_that_cannot_be_used_is_told_and_nothing_typed_is_lost(app: Flask) -> None:
    browser = signed_in(app, Role.STRATEGIST)

    page = browser.send(
        browser.open(f"{ADDRESS}/varde"),
        form(period="2025-K1", value="många", source="  ", source_url="skr", note="Ring Eva" * 100),
    )

    assert page.status == 422
    for words in ("Skriv ett år", "som ett tal", "Inget visas utan källa", "börja med https", "högst 500"):
        assert words in page.text
    assert page.value("value") == ["många"]
    assert page.value("note") == ["Ring Eva" * 100]
    browser.lose_cookies()
    stranger = browser.post(f"{ADDRESS}/varde", form())
    assert stranger.path == "/personal/logga-in"
    with working(app) as session:
        assert session.query(OfficialValue).count() == 0


@on_sqlite
def test_a_form_that_has_been_open_too_long_comes_back_filled_in(app: Flask) -> None:
    browser = signed_in(app, Role.STRATEGIST)

    page = browser.post(f"{ADDRESS}/varde", form(csrf_token="old", note="kvar"))

    assert "öppen för länge" in page.text
    assert page.value("note") == ["kvar"]
    assert browser.send(page, {}, to="/varde").path == ADDRESS
    assert values(app, INSIKT) == [("2025", 76.0)]


def send_file(browser: Browser, name: str, data: bytes) -> Page:
    token = browser.open(f"{ADDRESS}/fil").value("csrf_token")[0]
    sent = {"csrf_token": token, "fil": (io.BytesIO(data), name)}
    return Page(
        browser.client.post(f"{ADDRESS}/fil", data=sent, content_type="multipart/form-data", follow_redirects=True)
    )


def test_a_file_is_read_whole_or_not_at_all(app: Flask) -> None:
    browser = signed_in(app, Role.STRATEGIST)
    good = "series;place;period;value;source;source_url\r\nranking;2023;2024;98;Svenskt Näringsliv;\r\n"
    bad = good + "nki-insikt;2023;2024;760;SKR;\r\nokänt;2023;2024;1;SKR;\r\n"

    page = send_file(browser, "värden.csv", bad.encode("cp1252"))
    assert page.status == 422
    assert "2 rader behöver rättas" in page.text
    assert "Värdet ska ligga mellan 0 och 100." in page.text
    assert "”okänt” finns inte" in page.text
    assert values(app, "ranking") == []

    assert "Ett värde är inläst." in send_file(browser, "värden.csv", good.encode("cp1252")).text
    assert values(app, "ranking") == [("2024", 98.0)]
    assert "redan inlästa" in send_file(browser, "värden.csv", good.encode("utf-8-sig")).text
    with working(app) as session:
        assert official.entries(session)[0].origin is Origin.FILE


@on_sqlite
def test_a_workbook_is_a_file_too_and_what_is_none_is_told(app: Flask) -> None:
    browser = signed_in(app, Role.STRATEGIST)
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(list(stating.COLUMNS))
    book.active.append(["U07453", 2023, 2024, 76.5, "Kolada", "https://kolada.example/"])
    book.active.append(["U07453", 0, 2024, 75, "Kolada", None])
    book.save(file)

    assert "2 värden är inlästa." in send_file(browser, "nki.xlsx", file.getvalue()).text
    assert values(app, INSIKT, NATION) == [("2024", 75.0)]
    for name, data, words in (
        ("tom.csv", b"", "är tom"),
        ("bild.csv", b"\x89PNG\r\n\x1a\n\0\0", "varken en Excelfil eller"),
        ("annat.csv", b"a;b\r\n1;2\r\n", "kolumnerna saknas: series, place, period, value, source"),
        ("mall.csv", browser.open(f"{ADDRESS}/mall.csv").body, "inga rader"),
        ("", b"", "Välj en fil"),
    ):
        page = send_file(browser, name, data)
        assert (page.status, words in page.text) == (422, True), (name, page.text)


@on_sqlite
def test_the_list_is_paged_and_shows_what_was_fetched_when_asked(app: Flask) -> None:
    say(app, *(Statement("ranking", OWN, f"{year}", 100.0, "Svenskt Näringsliv") for year in range(1990, 2025)))
    say(app, Statement("N00640", OWN, "2025", 81.0, "Kolada", gender="K", is_derived=True), origin=Origin.KOLADA)
    browser = signed_in(app, Role.STRATEGIST)

    first = browser.open(ADDRESS)
    older = next(link for link in first.links if "fore=" in link)
    assert "2024" in first.text
    assert "1990" not in first.text
    assert "1990" in browser.open(older).text
    assert "Kolada" not in browser.open(older).text.split("Inlästa värden")[1]
    everything = browser.open(f"{ADDRESS}?visa=alla").text
    assert "kvinnor" in everything
    assert "Beräknat av Samspel på uppgifter från Kolada" in everything
    assert "inga äldre värden" in browser.open(f"{ADDRESS}?fore=1").text
    assert browser.open(f"{ADDRESS}?fore=99999999999").status == 200


@on_sqlite
def test_counts_of_any_dimension_come_from_a_file(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "folk.csv"
    file.write_text("period;dimension;cell;N\n2025;sex;kvinna;4000\n2025;sex;man;4100\n2025;age_group;65+;2500\n")

    result = run(app, "goals", "population", "import", str(file))

    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 counts stored" in result.stderr
    with working(app) as session:
        assert population.counts(session, "2025", "sex") == {"kvinna": 4000, "man": 4100}
        assert population.counts(session, "2025") == {}
    file.write_text("period,dimension,cell,N\n2025,,x,1\n2025,sex,,1\n2025,sex,x,1\n2025,sex,x,2\n2025,age,x,2\n")
    refused = run(app, "goals", "population", "import", str(file))
    assert refused.exit_code == 1
    assert [line.split(":")[1] for line in refused.stderr.splitlines()] == ["2", "3", "5"]


def test_values_come_from_the_command_line_too(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "varden.csv"
    file.write_text("series,place,period,value,source\nranking,2023,2024,98,Svenskt Näringsliv\n", "utf-8")

    assert "1 values stored" in run(app, "goals", "official", "import", str(file)).stderr
    assert values(app, "ranking") == [("2024", 98.0)]
    file.write_text("series,place,period,value,source\nranking,2023,2024,0,Svenskt Näringsliv\n", "utf-8")
    refused = run(app, "goals", "official", "import", str(file))
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "varden.csv:2:" in refused.stderr
    missing = run(app, "goals", "official", "import", str(tmp_path / "finns-inte.csv"))
    assert missing.exit_code == 1
