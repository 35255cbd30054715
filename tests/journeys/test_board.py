"""What the council and everybody else sees: figures change five people at a time, and small groups stay hidden."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.house import house_of, move_in, settings_of
from core.people.roles import Role
from core.statistics import suppression
from goals import follow_ups, malbild, official, versions
from goals.follow_ups import Said
from goals.models import Fulfilment, Origin, Reading
from goals.official import NATION, Statement
from surveys import rounds
from surveys.questions import Value
from surveys.rounds import Round
from surveys.statistics.methods import CURRENT
from tests.browsing import Browser, Page
from tests.builders import OWN, TODAY, drain, on_sqlite, open_round, run, signed_in, store
from tests.ground import NOON, StandingClock, statements, working

FLOOR = CURRENT.report_min


def own_round(app: Flask) -> Round:
    """The round of the own measurement that is open in the demo."""
    with working(app) as session:
        return rounds.current(session, OWN, TODAY)


def company(round_: Round, area: str, step: int = 10) -> dict[str, Value]:
    """A company's answers, every step the same."""
    answers: dict[str, Value] = {"omrade": area, "kundtyp": "foretag"}
    return answers | {
        question.key: step
        for question in round_.questionnaire.questions
        if question.kind == "scale" and question.measures
    }


def figure(app: Flask, key: str = "nki") -> dict[str, Any]:
    """The latest reading as the public gets it."""
    document = json.loads(Browser(app).open(f"/malbild/{key}.json").body)
    found: dict[str, Any] = document["readings"][-1]
    return found


def every_face(app: Flask) -> list[bytes]:
    """The board, a figure's page, and both files."""
    browser = Browser(app)
    addresses = ("/malbild", "/malbild/nki", "/malbild/nki.csv", "/malbild/nki.json", "/malbild/bemotande")
    return [without_nonce(browser.open(address).body) for address in addresses]


def without_nonce(body: bytes) -> bytes:
    return re.sub(rb'nonce="[^"]+"', b"", body)


@on_sqlite
def test_the_board_changes_after_five_new_answers_and_not_after_four(demo_app: Flask) -> None:
    round_ = own_round(demo_app)
    before, seen = figure(demo_app), every_face(demo_app)

    for _ in range(4):
        store(demo_app, round_, company(round_, "livsmedelskontroll"))
        drain(demo_app)
        assert every_face(demo_app) == seen

    store(demo_app, round_, company(round_, "livsmedelskontroll"))
    drain(demo_app)

    after = figure(demo_app)
    assert (before["n"], after["n"]) == (75, 80)
    assert after["value"] > before["value"]
    assert every_face(demo_app) != seen


def test_answers_given_through_the_web_reach_the_board_five_at_a_time(demo_app: Flask) -> None:
    before = figure(demo_app)

    for _ in range(5):
        browser = Browser(demo_app)
        page = browser.send(browser.open(f"/enkat/{OWN}"))
        while page.path != f"/enkat/{OWN}/granska":
            asked = page.form().choices
            first = {"omrade": "bygglov", "kundtyp": "foretag"} if "omrade" in asked else {}
            scales = {name: "9" for name, steps in asked.items() if "9" in steps}
            page = browser.send(page, first | scales)
        assert browser.send(page).path == f"/enkat/{OWN}/tack"
        drain(demo_app)

    assert figure(demo_app)["n"] == before["n"] + 5


def test_the_demo_tells_its_story(demo_app: Flask) -> None:
    figures = {key: figure(demo_app, key) for key in ("nki", "tillganglighet", "bemotande", "service")}

    assert {key: found["published"] for key, found in figures.items()} == {
        "nki": 73,
        "tillganglighet": 71,
        "bemotande": 79,
        "service": 70,
    }
    assert figures["nki"]["compared"]["verdict"] == "oforandrad"
    assert figures["tillganglighet"]["compared"]["verdict"] == "forbattrad"
    assert (figures["nki"]["n"], figures["nki"]["N"]) == (75, 154)
    assert all(found["is_demo"] for found in figures.values())
    assert "påhittade data" in Browser(demo_app).open("/malbild").text


def test_small_areas_are_hidden_on_the_page_and_in_both_files(demo_app: Flask) -> None:
    hidden = {"serveringstillstand", "miljo_halsoskydd"}

    for key in ("nki", "tillganglighet", "bemotande", "service"):
        by_json = {row["area"]: row for row in figure(demo_app, key)["areas"]}
        rows = csv.DictReader(io.StringIO(Browser(demo_app).open(f"/malbild/{key}.csv").body.decode("utf-8-sig")))
        by_csv = {row["area"]: row for row in rows if row["period"] == "2025" and row["area"]}
        assert {area for area, row in by_json.items() if row["is_hidden"]} == hidden
        for area in hidden:
            assert by_json[area]["mean"] is None
            assert not {"se_fpc", "sd", "n"} & set(by_json[area])
            assert by_csv[area]["value"] == ""
        assert all(by_csv[area]["value"] for area in set(by_csv) - hidden)


def test_what_is_hidden_cannot_be_worked_out_from_what_is_shown(demo_app: Flask) -> None:
    """With one area hidden its mean would be the total less the rest: so two are, or the total is."""
    for reading in json.loads(Browser(demo_app).open("/malbild/nki.json").body)["readings"]:
        areas = [row for row in reading["areas"] if row["in_total"]]
        small = {row["area"] for row in areas if row["base"] and row["base"] < FLOOR}
        hidden = {row["area"] for row in areas if row["is_hidden"] and row["base"]}

        assert small <= hidden
        assert not small or len(hidden) >= 2 or reading["value"] is None
        bases = {row["area"]: row["base"] for row in areas}
        assert hidden == {
            area for area in suppression.hidden_cells(bases, floor=FLOOR, total_shown=True) if bases[area]
        }


@on_sqlite
def test_an_area_that_grows_past_the_floor_one_by_one_shows_nobody_alone(demo_app: Flask) -> None:
    """Every two looks at an area's row differ by nobody, or by five people or more."""
    round_ = own_round(demo_app)
    looks: list[Mapping[str, int]] = [bases(demo_app)]

    for number in range(12):
        area = "serveringstillstand" if number % 2 else "bygglov"
        store(demo_app, round_, company(round_, area, step=1 + number % 10))
        drain(demo_app)
        looks.append(bases(demo_app))

    for earlier, later in pairwise(looks):
        for area in earlier:
            step = later[area] - earlier[area]
            assert step == 0 or step >= 5
    assert looks[0] != looks[-1]


def bases(app: Flask) -> dict[str, int]:
    return {row["area"]: row["base"] for row in figure(app)["areas"] if not row["is_hidden"]} | {
        "": figure(app)["n"],
        **{row["area"]: 0 for row in figure(app)["areas"] if row["is_hidden"]},
    }


@on_sqlite
def test_a_first_figure_is_shown_when_enough_have_answered(app: Flask) -> None:
    round_ = open_round(app, OWN, period="2026")

    store(app, round_, *(company(round_, "bygglov") for _ in range(CURRENT.total_min - 1)))
    drain(app)
    with working(app) as session:
        assert set(session.scalars(select(Reading.value))) == {None}

    store(app, round_, *(company(round_, "bygglov") for _ in range(5)))
    drain(app)

    assert figure(app)["value"] == 100.0


@on_sqlite
def test_an_empty_board_says_that_nothing_has_been_measured(app: Flask) -> None:
    page = Browser(app).open("/malbild")

    assert page.status == 200
    assert "inte mätt ännu" in page.text.lower()
    assert "100" not in page.text.split("Topp 100", 1)[0]


@on_sqlite
def test_figures_that_do_not_exist_are_not_found(app: Flask) -> None:
    browser = Browser(app)

    for address in ("/malbild/finns-inte", "/malbild/finns-inte.csv", "/malbild/finns-inte.json"):
        assert browser.open(address).status == 404


OWN_PLACE, PEERS = "2023", "G37460"
RANKING_AND_NKI = "/malbild/ranking-och-nki"


def state(app: Flask, *rows: tuple[str, str, str, float], origin: Origin = Origin.FORM, derived: bool = False) -> None:
    """Enter values of others: series, place, period and value."""
    statements = [
        Statement(series, place, period, value, "Kolada", "https://www.kolada.se/", is_derived=derived)
        for series, place, period, value in rows
    ]
    with working(app) as session:
        official.state(session, statements, origin=origin, by="kerstin@example.se", now=NOON)


def cells(page: Page, heading: str) -> list[str]:
    """A row of a table, by its heading."""
    row = page.html.split(f'<th scope="row">{heading}</th>', 1)[1].split("</tr>", 1)[0]
    return [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]


def decide(app: Flask, valid_from: date = TODAY, **owners: str) -> None:
    """Decide a målbild in which nämnder are in charge of indicators."""
    data = deepcopy(dict(malbild.shipped()))
    for area in data["area"]:
        for indicator in area["indicator"]:
            indicator["owner"] = owners.get(indicator["key"].replace("-", "_"), "")
    with working(app) as session:
        versions.decide(session, data, "Kommunfullmäktige 2026-02-09", "§ 12", valid_from, "kerstin@example.se", NOON)


@on_sqlite
def test_the_nki_is_answered_two_ways_and_the_official_one_decides(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    before = browser.open(RANKING_AND_NKI).text
    assert "NKI enligt Insikt för 2025 är inte inläst, så vi kan inte säga om det är högre än rikets." in before

    state(demo_app, ("nki-insikt", OWN_PLACE, "2025", 76.0))
    assert "Riksvärdet för 2025 är inte inläst" in browser.open(RANKING_AND_NKI).text

    state(demo_app, ("U07453", NATION, "2025", 75.0), ("U07451", NATION, "2024", 74.0))
    without_rank = browser.open(RANKING_AND_NKI).text
    assert "Kommunens NKI 76 är högre än rikets 75 för 2025, men platsen i rankingen är inte inläst." in without_rank
    assert "Vår egen mätning 2025 är 73, inom felmarginalen från rikets." in without_rank
    assert "frågorna har andra ordalydelser än i Insikt" in without_rank

    state(demo_app, ("ranking", OWN_PLACE, "2025", 88.0))
    said = "2025 var kommunens NKI 76 högre än rikets 75, och plats 88 i rankingen är bland de 100 främsta."
    assert said in browser.open(RANKING_AND_NKI).text
    assert said in browser.open("/malbild").text

    state(demo_app, ("nki-insikt", OWN_PLACE, "2025", 75.4))
    assert "2025 var kommunens NKI 75 inte högre än rikets 75." in browser.open(RANKING_AND_NKI).text
    own, their = (browser.open(f"/malbild/{key}").text for key in ("nki", "nki-insikt"))
    assert "73 är inte högre än rikets 75." in own
    assert "75 är inte högre än rikets 75." in their


@on_sqlite
def test_nothing_is_compared_across_the_change_of_areas(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    state(
        demo_app,
        *(("nki-insikt", OWN_PLACE, "2024", 76.0), ("U07451", NATION, "2024", 70.0), ("ranking", OWN_PLACE, "2024", 9)),
    )

    year = browser.open("/malbild?ar=2024").text
    history = browser.open("/malbild/service-tillganglighet-bemotande").text

    assert "Ej jämförbar: kommunens och rikets NKI för 2024 räknas på olika områden." in year
    assert "måttet räknas på andra områden 2024 än 2023, så de två kan inte jämföras." in year
    assert "måttet räknas på andra områden 2024 än 2023" in history
    assert "Det finns ingen tidigare mätning att jämföra 2022 med." in history


@on_sqlite
def test_an_earlier_year_is_shown_as_it_stood_and_the_last_answer_is_remembered(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    state(demo_app, ("nki-insikt", OWN_PLACE, "2023", 74.0), ("ranking", OWN_PLACE, "2023", 60.0))

    now, then = browser.open("/malbild"), browser.open("/malbild?ar=2023")

    assert "Senast det gick att säga, 2023, var svaret nej." in now.text
    assert "2023 var kommunens NKI 74 inte högre än rikets 75." in then.text
    assert "Så var det 2023" in then.text
    assert "2025" not in then.text.split("Så var det 2023")[1].split("Om målbilden")[0]
    unknown = browser.open("/malbild?ar=1066&namnd=Hovet")
    assert unknown.status == 200
    assert "Det valet finns inte" in unknown.text
    assert "Förbättrat 2025" in unknown.text


@on_sqlite
def test_what_a_namnd_is_in_charge_of_can_be_read_by_itself(demo_app: Flask) -> None:
    browser = Browser(demo_app)

    decide(demo_app, service_tillganglighet_bemotande="Miljö- och stadsbyggnadsnämnden", forum="Kommunstyrelsen")
    whole = browser.open("/malbild")
    part = browser.open("/malbild?namnd=Miljö-+och+stadsbyggnadsnämnden")

    assert "Beslutad: Kommunfullmäktige 2026-02-09, § 12. Gäller från 2 mars 2026." in whole.text
    assert "Ansvarig: Miljö- och stadsbyggnadsnämnden" in whole.text
    assert "Förbättrad service, tillgänglighet och bemötande." in part.text
    assert "Målområde 3" in part.text
    assert "Målområde 1" not in part.text
    assert "Forum för strukturerade dialoger" not in part.text.split("strategier")[0]
    assert "1 Ja0 Nej" in part.text


@on_sqlite
def test_a_decision_is_on_the_board_from_the_day_it_is_in_force(app: Flask, time: StandingClock) -> None:
    browser = Browser(app)

    decide(app, TODAY + timedelta(days=1), forum="Kommunstyrelsen")
    before = browser.open("/malbild").text
    time.forward(days=1)

    assert "Ansvarig nämnd" not in before
    assert "Ansvarig nämnd" in browser.open("/malbild").text


@on_sqlite
def test_what_staff_say_is_public_when_they_have_finished_it(demo_app: Flask) -> None:
    key, browser = "ranking-och-nki", Browser(demo_app)
    comment = "Telefontiden är längre än förut.\nNästa steg är mötesbokning."
    pages = ("/malbild", f"/malbild/{key}")

    def say(is_done: bool, seen: int | None) -> int:
        said = Said(Fulfilment.PARTLY, comment, "Öva telefon", "Kerstin Ek", is_done=is_done)
        with working(demo_app) as session:
            return follow_ups.save(session, key, "2025", said, "kerstin@example.se", NOON, seen).id

    with working(demo_app) as session:
        seen = follow_ups.latest(session, "2025")[key].id
    draft = say(False, seen)
    assert not any("Telefontiden" in browser.open(page).text for page in pages)

    finished = say(True, draft)
    for page in pages:
        text = browser.open(page).text
        assert "Kommunens egen bedömning för 2025: Delvis uppfylltTelefontiden är längre än förut." in text
        assert "Öva telefon" not in text
        assert "kerstin@example.se" not in text
    assert "Telefontiden" not in browser.open("/malbild?ar=2024").text

    say(False, finished)
    assert not any("Telefontiden" in browser.open(page).text for page in pages)


@on_sqlite
def test_others_stand_beside_a_figure_each_with_its_source(demo_app: Flask) -> None:
    state(
        demo_app,
        *(("U07510", OWN_PLACE, "2024", 78.0), ("U07510", NATION, "2024", 80.5), ("N15508", OWN_PLACE, "2025", 74.6)),
        origin=Origin.KOLADA,
    )
    state(demo_app, ("U07510", PEERS, "2024", 77.25), origin=Origin.KOLADA, derived=True)
    browser = Browser(demo_app)

    page, school = browser.open("/malbild/bemotande"), browser.open("/malbild/betyg-och-vidare-studier")

    state(demo_app, ("U07453", OWN_PLACE, "2024", 76.0), origin=Origin.KOLADA)
    state(demo_app, ("U07453", PEERS, "2024", 73.25), origin=Origin.KOLADA, derived=True)
    told = figure(demo_app, "nki-insikt")
    assert (told["citation"], told["nation_source"]) == ("Källa: Kolada", "")
    assert (told["peers"], told["peers_source"]) == (73.25, "Beräknat av Samspel på uppgifter från Kolada")
    row = browser.open("/malbild/nki-insikt.csv").body.decode("utf-8-sig").splitlines()[-1]
    assert row.endswith(",73.25,,Källa: Kolada,Beräknat av Samspel på uppgifter från Kolada,")
    assert cells(page, "Bemötande enligt Insikt") == ["2024", "78", "77,3", "80,5"]
    assert "Jämförbara kommuner – Beräknat av Samspel på uppgifter från Kolada" in page.text
    assert "Riket – Källa: Kolada" in page.text
    assert cells(school, "Godkänt i alla ämnen i årskurs 9") == ["2025", "74,6\N{NO-BREAK SPACE}%", "–", "–"]


@on_sqlite
def test_a_figure_that_is_entered_is_held_against_its_target_or_the_year_before(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    state(demo_app, ("internationella-besokare", OWN_PLACE, "2024", 41_000.0))
    assert "Det finns ingen tidigare mätning att jämföra 2024 med." in browser.open("/malbild").text

    state(
        demo_app,
        *(("internationella-besokare", OWN_PLACE, "2025", 42_500.0), ("mark-och-planberedskap", OWN_PLACE, "2025", 0)),
    )
    board, page = browser.open("/malbild").text, browser.open("/malbild/internationella-besokare").text

    assert "Bättre 2025 än 2024: internationella besökare." in board
    assert "Målet är inte nått 2025: mark- och planberedskap." in board
    assert "Svaret år för år" in page
    assert "42" in page
    row = csv.DictReader(io.StringIO(browser.open("/malbild/internationella-besokare.csv").body.decode("utf-8-sig")))
    assert [(found["value"], found["citation"]) for found in row] == [
        ("41000.0", "Källa: Kolada"),
        ("42500.0", "Källa: Kolada"),
    ]


def quarter(app: Flask, period: str, areas: Mapping[str, int], step: int = 7) -> Round:
    """A closed quarter in which some companies answered in each area."""
    closed = date(int(period[:4]), 3 * int(period[-1]), 28)
    round_ = open_round(app, OWN, period=period, opens_on=closed - timedelta(days=60), closes_on=closed)
    store(app, round_, *(company(round_, area, step) for area, n in areas.items() for _ in range(n)))
    drain(app)
    return round_


QUARTERS = ("2024-K3", "2024-K4", "2025-K1", "2025-K2")


def years(app: Flask) -> dict[str, Any]:
    """The twelve months that are public, by the period that ends them."""
    readings = json.loads(Browser(app).open("/malbild/nki.json").body)["readings"]
    return {found["period"]: found["rolling"] for found in readings if found["rolling"]}


@on_sqlite
def test_twelve_months_are_shown_when_each_quarter_alone_has_too_few_answers(app: Flask) -> None:
    for number, period in enumerate(QUARTERS):
        quarter(app, period, {"bygglov": 4 + number, "livsmedelskontroll": 3}, step=number + 6)

    found = years(app)
    page = Browser(app).open("/malbild/nki").text

    assert set(found) == {"2025-K2"}
    assert found["2025-K2"] | {"low": 0, "high": 0} == {
        "first": "2024-K3",
        "value": 74.0,
        "low": 0,
        "high": 0,
        "n": 34,
        "population": None,
    }
    assert "För få svar" in page
    assert "De senaste tolv månaderna, 2024-K3 till 2025-K2, är värdet 74" in page


@on_sqlite
def test_twelve_months_wait_for_a_quarter_that_hides_an_area_or_has_too_few_in_it(app: Flask) -> None:
    for period, areas in zip(
        ("2022-K1", "2022-K2", "2022-K3", "2022-K4"),
        ({"bygglov": 20}, {"bygglov": 20}, {"bygglov": 20}, {"bygglov": 4}),
        strict=True,
    ):
        quarter(app, period, areas)
    for period, areas in zip(QUARTERS, ({"bygglov": 20, "livsmedelskontroll": 3}, *[{"bygglov": 9}] * 3), strict=True):
        quarter(app, period, areas)

    assert years(app) == {}


@on_sqlite
def test_twelve_months_that_have_been_seen_do_not_move_with_one_person(app: Flask) -> None:
    rounds_ = [quarter(app, period, {"bygglov": 9}, step=6) for period in QUARTERS]
    seen = years(app)["2025-K2"]

    store(app, rounds_[2], company(rounds_[2], "bygglov", 10))
    drain(app)
    assert years(app)["2025-K2"] == seen

    store(app, rounds_[2], *(company(rounds_[2], "bygglov", 10) for _ in range(4)))
    drain(app)
    assert years(app)["2025-K2"]["n"] == seen["n"] + 5


def test_an_area_of_a_closed_round_moves_five_at_a_time_too(app: Flask) -> None:
    round_ = quarter(app, "2025-K1", {"bygglov": 15, "livsmedelskontroll": 15})
    seen = figure(app)

    store(app, round_, company(round_, "bygglov", 1), *(company(round_, "livsmedelskontroll", 10) for _ in range(5)))
    drain(app)

    later = figure(app)
    assert (seen["n"], later["n"]) == (30, 36)
    assert later["areas"] == seen["areas"]


@on_sqlite
def test_a_late_answer_does_not_show_in_the_change_to_the_period_after(app: Flask) -> None:
    first = quarter(app, "2025-K1", {"bygglov": 30}, step=6)
    second = quarter(app, "2025-K2", {"bygglov": 30}, step=7)
    seen = figure(app)
    assert seen["compared"]["diff"] == 11.1

    store(app, first, company(first, "bygglov", 1))
    drain(app)
    assert figure(app) == seen

    store(app, second, *(company(second, "bygglov", 7) for _ in range(5)))
    drain(app)
    assert figure(app)["n"] == 35
    assert figure(app)["compared"] | {"left_out": []} == {
        "period": "2025-K1",
        "verdict": "forbattrad",
        "diff": None,
        "low": None,
        "high": None,
        "left_out": [],
    }

    store(app, first, *(company(first, "bygglov", 6) for _ in range(4)))
    drain(app)
    assert figure(app)["compared"]["diff"] == 12.7


@on_sqlite
def test_a_round_nobody_answered_is_no_period_before(app: Flask) -> None:
    quarter(app, "2025-K1", {"bygglov": 30}, step=6)
    quarter(app, "2025-K2", {})
    quarter(app, "2025-K3", {"bygglov": 30}, step=7)

    assert figure(app)["compared"]["period"] == "2025-K1"


@on_sqlite
def test_closed_cases_counted_after_a_round_has_closed_reach_the_board_where_nobody_is_hidden(
    app: Flask, tmp_path: Path
) -> None:
    quarter(app, "2025-K1", {"bygglov": 30, "livsmedelskontroll": 20})
    quarter(app, "2025-K2", {"bygglov": 30, "livsmedelskontroll": 20, "serveringstillstand": 3})
    file = tmp_path / "arenden.csv"

    def count(**cases: int) -> list[int | None]:
        rows = [f"2025-K{number},{area},{n}" for number in (1, 2) for area, n in cases.items()]
        file.write_text("\n".join(["period,area,N", *rows]), "utf-8")
        assert run(app, "goals", "population", "import", str(file)).exit_code == 0
        return [found["N"] for found in json.loads(Browser(app).open("/malbild/nki.json").body)["readings"]]

    assert count(bygglov=60, livsmedelskontroll=40, serveringstillstand=9) == [109, None]
    assert count(bygglov=60, livsmedelskontroll=50, serveringstillstand=9) == [119, None]


@on_sqlite
def test_a_page_asks_the_database_as_much_however_much_is_known(demo_app: Flask) -> None:
    staff = signed_in(demo_app, Role.STRATEGIST)
    follow_up = "/personal/malbild/uppfoljning"
    addresses = ["/malbild", "/malbild?ar=2023", "/malbild/nki", RANKING_AND_NKI, follow_up, f"{follow_up}/finns-inte"]
    addresses += [f"{follow_up}/forum", "/personal/kallor"]

    def asked() -> list[int]:
        found = []
        for address in addresses:
            with statements(demo_app) as seen:
                staff.open(address)
            found.append(sum(statement.startswith("SELECT") for statement in seen))
        return found

    before = asked()
    with working(demo_app) as session:
        for number, indicator in enumerate(malbild.load().indicators):
            follow_ups.save(session, indicator.key, str(2010 + number), Said(comment="Ord"), "Kerstin Ek", NOON, None)
            for figure_key in indicator.figures:
                rows = [Statement(figure_key, OWN_PLACE, str(2010 + number), 1.0, "SKR")]
                official.state(session, rows, origin=Origin.FORM, by="Kerstin Ek", now=NOON)
        for _ in range(5):
            versions.decide(session, malbild.shipped(), "KF", "§ 1", TODAY, "Kerstin Ek", NOON)

    assert asked() == before
    assert max(before) < 15


@on_sqlite
def test_another_municipality_is_not_told_our_figures_as_its_own(app: Flask) -> None:
    ours = Browser(app).open("/malbild/nki-insikt.json").body
    move_in(app, house_of(app), replace(settings_of(app), municipality_code="1737"))

    theirs = Browser(app).open("/malbild/nki-insikt.json").body

    assert [found["period"] for found in json.loads(ours)["readings"]] == ["2012", "2014"]
    assert json.loads(theirs)["readings"] == []


@on_sqlite
def test_four_years_alike_have_a_trend_in_words(app: Flask) -> None:
    for year in range(2018, 2022):
        closed = date(year, 12, 31)
        round_ = open_round(app, OWN, period=str(year), opens_on=closed - timedelta(days=90), closes_on=closed)
        answers = [company(round_, "bygglov", step + year - 2018) for step in (3, 4, 5, 6) for _ in range(8)]
        store(app, round_, *answers)
        drain(app)

    assert "Över 4 perioder har siffran stigit med omkring 11,1 om året" in Browser(app).open("/malbild/nki").text
