"""Open data as anybody can fetch it: the files say what the pages say, at the same moment, and nothing more."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from flask import Flask

from goals import follow_ups, official
from goals.follow_ups import Said
from goals.models import Fulfilment, Origin
from goals.official import Statement
from surveys import rounds
from tests.browsing import Browser
from tests.builders import OWN, TODAY, drain, on_sqlite, store
from tests.ground import NOON, working

pytestmark = on_sqlite

HOME = "/oppna-data"
FILES = ("malbild", "indikatorer", "matt", "uppfoljning")
HIDDEN = ("serveringstillstand", "miljo_halsoskydd")
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"


def sheet(app: Flask, address: str) -> list[dict[str, str]]:
    """A CSV file's rows."""
    page = Browser(app).open(address)
    assert page.status == 200, address
    return list(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig"), newline="")))


def document(app: Flask, key: str) -> dict[str, Any]:
    """A JSON file."""
    found: dict[str, Any] = json.loads(Browser(app).open(f"{HOME}/{key}.json").body)
    return found


def every_face(app: Flask) -> list[bytes]:
    """All the files, and both forms of the metadata."""
    addresses = [f"{HOME}/{key}.{ending}" for key in FILES for ending in ("csv", "json")]
    return [Browser(app).open(address).body for address in (*addresses, f"{HOME}/dcat.rdf", f"{HOME}/dcat.ttl")]


def as_text(value: object) -> str:
    """What a value is in a CSV file."""
    return "" if value is None else str(value)


def test_the_readings_are_those_of_the_figures_own_files(demo_app: Flask) -> None:
    rows, objects = sheet(demo_app, f"{HOME}/malbild.csv"), document(demo_app, "malbild")["rows"]

    figures = list(dict.fromkeys(row["figure"] for row in rows))
    assert {"nki", "bemotande", "service", "tillganglighet", "nki-insikt", "ranking"} <= set(figures)
    for key in figures:
        assert [row for row in rows if row["figure"] == key] == sheet(demo_app, f"/malbild/{key}.csv"), key
    assert [{name: as_text(value) for name, value in one.items()} for one in objects] == rows
    hidden = [row for row in rows if row["period"] == "2025" and row["area"] in HIDDEN]
    assert len(hidden) == 4 * len(HIDDEN)
    assert {(row["value"], row["low"], row["is_demo"]) for row in hidden} == {("", "", "True")}


def test_four_new_answers_are_in_no_file_and_five_are(demo_app: Flask) -> None:
    with working(demo_app) as session:
        round_ = rounds.current(session, OWN, TODAY)
    answers: dict[str, str | int] = {"omrade": "livsmedelskontroll", "kundtyp": "foretag"}
    answers |= {
        question.key: 10
        for question in round_.questionnaire.questions
        if question.kind == "scale" and question.measures
    }
    seen = every_face(demo_app)

    store(demo_app, round_, *[answers] * 4)
    drain(demo_app)
    assert every_face(demo_app) == seen

    store(demo_app, round_, answers)
    drain(demo_app)
    assert every_face(demo_app) != seen


def test_each_indicator_has_its_answer_and_its_reason(demo_app: Flask) -> None:
    rows = {row["indicator"]: row for row in sheet(demo_app, f"{HOME}/indikatorer.csv")}
    objects = {row["indicator"]: row for row in document(demo_app, "indikatorer")["rows"]}
    improved, waiting = rows["service-tillganglighet-bemotande"], rows["ranking-och-nki"]

    assert len(rows) == 10
    assert improved["text"] == "Förbättrad service, tillgänglighet och bemötande."
    assert (improved["area"], bool(improved["area_text"])) == ("3", True)
    assert (improved["owner"], improved["answer"]) == ("Miljö- och stadsbyggnadsnämnden", "yes")
    assert (improved["period"], improved["is_demo"], improved["fulfilment"]) == ("2025", "True", "met")
    assert improved["comment"].startswith("Påhittat exempel: Företagen har lättare")
    assert (waiting["answer"], waiting["reason"]) == ("unknown", "official_missing")
    assert improved["because"] in Browser(demo_app).open("/malbild").text
    assert rows["forum"]["is_demo"] == "True"
    assert {key: {name: as_text(value) for name, value in row.items()} for key, row in objects.items()} == rows


def test_a_judgement_is_published_when_it_is_done_and_taken_back_when_it_is_not(demo_app: Flask) -> None:
    key = "ranking-och-nki"

    def say(is_done: bool) -> None:
        with working(demo_app) as session:
            said = Said(Fulfilment.PARTLY, '=cmd|" \u2013 rad ett\nrad två', "Hemlig åtgärd", "Kim Ek", is_done=is_done)
            seen = follow_ups.of_indicator(session, key, "2025")
            follow_ups.save(session, key, "2025", said, "kim@example.se", NOON, seen.id if seen else None)

    def published() -> list[dict[str, str]]:
        return [row for row in sheet(demo_app, f"{HOME}/uppfoljning.csv") if row["indicator"] == key]

    assert published() == []
    say(is_done=True)
    (row,) = published()
    everything = b"".join(every_face(demo_app)).decode()
    say(is_done=False)

    # A spreadsheet would run what begins with an equals sign.
    assert (row["period"], row["fulfilment"], row["comment"]) == ("2025", "partly", "'=cmd|\" \u2013 rad ett\nrad två")
    assert not any(hidden in everything for hidden in ("Hemlig åtgärd", "Kim Ek", "kim@example.se", "Demo Strateg"))
    assert published() == []
    assert "rad ett" not in b"".join(every_face(demo_app)).decode()


def test_values_of_others_have_their_source_on_the_row(demo_app: Flask) -> None:
    told = [
        Statement("internationella-besokare", place, "2025", value, "Kolada", "https://www.kolada.se/")
        for place, value in (("2023", 42_500.0), ("0000", 51_000.0))
    ]
    with working(demo_app) as session:
        official.state(session, told, origin=Origin.KOLADA, by="Kolada", now=NOON)

    (row,) = [row for row in sheet(demo_app, f"{HOME}/malbild.csv") if row["figure"] == "internationella-besokare"]

    assert (row["value"], row["citation"], row["is_demo"]) == ("42500.0", "Källa: Kolada", "False")
    assert (row["nation"], row["nation_source"]) == ("51000.0", "Källa: Kolada")


def test_the_page_leads_to_every_file_and_says_the_terms(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    assert HOME in browser.open("/").links

    page = browser.open(HOME)

    here = [link for link in page.links if link.startswith((f"{HOME}/", "/malbild/"))]
    assert {f"{HOME}/{key}.{ending}" for key in FILES for ending in ("csv", "json")} <= set(here)
    assert {f"{HOME}/dcat.rdf", f"{HOME}/dcat.ttl", "/malbild/nki.csv", "/malbild/nki.json"} <= set(here)
    assert {browser.open(link).status for link in here} == {200}
    assert CC0 in page.links
    assert "Påhittade data" in page.text
    for key in FILES:
        for column in document(demo_app, key)["rows"][0]:
            assert f"<code>{column}</code>" in page.html, (key, column)


def test_who_has_a_file_already_gets_nothing_and_the_host_asked_for_changes_nothing(demo_app: Flask) -> None:
    client = demo_app.test_client()
    for address in (f"{HOME}/malbild.csv", f"{HOME}/malbild.json", f"{HOME}/dcat.rdf"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        elsewhere = client.get(address, headers={"Host": "elsewhere.example"})

        assert (first.status_code, again.status_code, again.get_data()) == (200, 304, b"")
        assert b"elsewhere.example" not in elsewhere.get_data()
        assert "Access-Control-Allow-Credentials" not in first.headers
