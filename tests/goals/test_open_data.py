"""Open data: the same figures as the pages', in files whose addresses stay, told of as portals want it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from typing import Any, Literal

import pytest
from flask import Flask
from rdflib import DCAT, DCTERMS, FOAF, RDF, BNode, Graph, Namespace, URIRef
from rdflib import Literal as Text
from sqlalchemy import update

from core.settings import BadSetting, Settings
from goals import follow_ups
from goals.follow_ups import Said
from goals.models import Fulfilment, Reading
from goals.open_data import dcat
from goals.open_data.datasets import REGISTER
from goals.open_data.dcat import Catalogue
from tests.browsing import Browser
from tests.builders import on_sqlite
from tests.ground import NOON, statements, working

pytestmark = on_sqlite

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
CC0 = URIRef("http://creativecommons.org/publicdomain/zero/1.0/")
CATALOGUE = Catalogue(
    "https://samspel.example.se",
    "Malung-Sälens kommun",
    "oppnadata@example.se",
    "",
    (("malbild", date(2026, 3, 2)), ("indikatorer", None), ("matt", None), ("uppfoljning", None)),
)


def as_rows(app: Flask, dataset: str) -> list[dict[str, str]]:
    page = Browser(app).open(f"/oppna-data/{dataset}.csv")
    assert page.status == 200
    return list(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig"))))


def as_document(app: Flask, address: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Browser(app).open(address).body)
    return found


def graph(catalogue: Catalogue, syntax: Literal["xml", "turtle"] = "xml") -> Graph:
    return Graph().parse(data=dcat.serialised(catalogue, syntax), format=syntax)


def test_the_readings_are_those_of_the_figures_own_files(demo_app: Flask) -> None:
    found = as_rows(demo_app, "malbild")

    for key in ("nki", "tillganglighet", "nki-insikt"):
        own = Browser(demo_app).open(f"/malbild/{key}.csv").body.decode("utf-8-sig")
        assert [row for row in found if row["figure"] == key] == list(csv.DictReader(io.StringIO(own)))
    in_json = as_document(demo_app, "/oppna-data/malbild.json")
    assert [row["value"] for row in in_json["rows"]] == [float(row["value"]) if row["value"] else None for row in found]
    assert in_json["licence"] == str(CC0)


def test_what_is_hidden_on_the_pages_is_hidden_in_the_files(demo_app: Flask) -> None:
    areas = {
        row["area"]: row["value"]
        for row in as_rows(demo_app, "malbild")
        if (row["figure"], row["period"]) == ("nki", "2025")
    }

    assert areas["bygglov"]
    assert (areas["serveringstillstand"], areas["miljo_halsoskydd"]) == ("", "")


def test_indicators_have_their_answers_and_figures_are_described(demo_app: Flask) -> None:
    indicators = {row["indicator"]: row for row in as_rows(demo_app, "indikatorer")}
    figures = {row["figure"]: row for row in as_rows(demo_app, "matt")}

    service = indicators["service-tillganglighet-bemotande"]
    assert (service["answer"], service["reason"], service["period"], service["before"]) == (
        "yes",
        "improved",
        "2025",
        "2024",
    )
    assert service["because"] == "Förbättrat 2025 jämfört med 2024: tillgänglighet; inget har försämrats."
    assert service["owner"] == "Miljö- och stadsbyggnadsnämnden"
    assert figures["bemotande"]["title_en"] == "Treatment"
    assert figures["bemotande"]["indicators"] == "service-tillganglighet-bemotande"


def test_a_judgement_is_published_once_it_is_done_and_never_who_wrote_it(demo_app: Flask) -> None:
    with working(demo_app) as session:
        unfinished = Said(Fulfilment.NOT_MET, "Bara ett utkast.")
        done = Said(Fulfilment.PARTLY, "Nästan framme.", "Hemlig åtgärd.", "Olle Berg", is_done=True)
        follow_ups.save(session, "forum", "2025", unfinished, "Kerstin Ek", NOON, None)
        follow_ups.save(session, "arbetskraft", "2024", done, "Kerstin Ek", NOON, None)

    found = {(row["indicator"], row["period"]): row for row in as_rows(demo_app, "uppfoljning")}

    assert set(found) == {("service-tillganglighet-bemotande", "2025"), ("arbetskraft", "2024")}
    assert found["arbetskraft", "2024"]["fulfilment"] == "partly"
    body = Browser(demo_app).open("/oppna-data/uppfoljning.json").body.decode()
    assert all(name not in body for name in ("Kerstin", "Olle", "Hemlig", "utkast"))


def test_the_page_lists_every_file_and_each_can_be_read_by_any_site(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    page = browser.open("/oppna-data")

    for dataset in REGISTER:
        for ending in ("csv", "json"):
            address = f"/oppna-data/{dataset.key}.{ending}"
            assert address in page.links
            file = browser.open(address)
            assert file.status == 200
            assert file.headers["Access-Control-Allow-Origin"] == "*"
    assert "Påhittade data" in page.text
    assert "/oppna-data" in browser.open("/").links
    assert browser.cookie() == ""


@pytest.mark.parametrize("address", ["/oppna-data/finns-inte.csv", "/oppna-data/finns-inte.json"])
def test_a_file_that_is_not_there_is_not_found(app: Flask, address: str) -> None:
    page = Browser(app).open(address)

    assert page.status == 404
    assert "Filen finns inte" in page.text


def test_every_file_is_there_before_anything_is_measured(app: Flask) -> None:
    for dataset in REGISTER:
        assert Browser(app).open(f"/oppna-data/{dataset.key}.csv").body.startswith(b"\xef\xbb\xbf")
        assert as_document(app, f"/oppna-data/{dataset.key}.json")["modified"] is None
    assert "Inget inläst ännu" in Browser(app).open("/oppna-data").text
    assert Browser(app).open("/oppna-data/dcat.rdf").status == 200


def test_a_file_takes_as_few_statements_however_much_it_holds(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    for address in ("/oppna-data", "/oppna-data/malbild.csv", "/oppna-data/malbild.json", "/oppna-data/dcat.rdf"):
        with statements(demo_app) as seen:
            browser.open(address)
        assert len(seen) <= 14, (address, len(seen))


@pytest.mark.parametrize("syntax", ["xml", "turtle"])
def test_the_metadata_has_what_dcat_ap_se_asks_of_each_thing(syntax: Literal["xml", "turtle"]) -> None:
    found = graph(CATALOGUE, syntax)

    (root,) = found.subjects(RDF.type, DCAT.Catalog)
    for asked in (
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.publisher,
        DCTERMS.license,
        DCTERMS.language,
        FOAF.homepage,
    ):
        assert found.value(root, asked, any=True), asked
    datasets = set(found.objects(root, DCAT.dataset))
    assert datasets == set(found.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == len(REGISTER)
    publisher, contact = found.value(root, DCTERMS.publisher), URIRef("https://samspel.example.se/oppna-data#kontakt")
    for dataset in datasets:
        for told in (DCTERMS.title, DCTERMS.description, DCAT.keyword):
            assert {text.language for text in found.objects(dataset, told) if isinstance(text, Text)} == {"sv", "en"}
        assert found.value(dataset, DCTERMS.publisher) == publisher
        assert found.value(dataset, DCAT.contactPoint) == contact
        for asked in (
            DCAT.theme,
            DCTERMS.accrualPeriodicity,
            DCTERMS.accessRights,
            DCTERMS.conformsTo,
            DCAT.landingPage,
        ):
            assert found.value(dataset, asked), asked
        files = list(found.objects(dataset, DCAT.distribution))
        assert len(files) == 2
        for file in files:
            assert (file, RDF.type, DCAT.Distribution) in found
            assert found.value(file, DCTERMS.license) == CC0
            for asked in (DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType, DCTERMS["format"], DCTERMS.title):
                assert found.value(file, asked, any=True), asked
    assert (publisher, RDF.type, FOAF.Agent) in found
    assert found.value(publisher, FOAF.name) == Text("Malung-Sälens kommun")
    assert found.value(publisher, DCTERMS.type)
    assert (contact, RDF.type, VCARD.Organization) in found
    assert found.value(contact, VCARD.hasEmail) == URIRef("mailto:oppnadata@example.se")
    assert found.value(contact, VCARD.fn)
    assert publisher != contact


def test_the_harvester_meets_no_nameless_thing_and_no_address_but_the_configured_one() -> None:
    found = graph(CATALOGUE)

    things = {thing for triple in found for thing in triple}
    assert not any(isinstance(thing, BNode) for thing in things)
    assert all(isinstance(subject, URIRef) and ":" in subject for subject in found.subjects())
    assert not any("127.0.0.1" in str(thing) or "localhost" in str(thing) for thing in things)


def test_the_addresses_in_the_metadata_are_where_the_files_are(demo_app: Flask) -> None:
    page = Browser(demo_app).open("/oppna-data/dcat.rdf")
    found = Graph().parse(data=page.body, format="xml")

    assert page.headers["Content-Type"] == "application/rdf+xml"
    for file in found.objects(None, DCAT.downloadURL):
        assert Browser(demo_app).open("/oppna-data" + str(file).split("/oppna-data")[1]).status == 200
    assert {str(day) for day in found.objects(None, DCTERMS.modified)} == {"2026-03-02"}
    turtle = Graph().parse(data=Browser(demo_app).open("/oppna-data/dcat.ttl").body, format="turtle")
    assert set(turtle) == set(found)


def test_the_metadata_changes_when_the_figures_do(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    before = browser.open("/oppna-data/dcat.rdf").body
    assert browser.open("/oppna-data/dcat.rdf").body == before

    with working(demo_app) as session:
        session.execute(update(Reading).values(taken_at=NOON.replace(year=2027)))

    assert b"2027-03-02" in browser.open("/oppna-data/dcat.rdf").body


def test_a_publisher_with_an_organisation_number_goes_by_it() -> None:
    found = graph(replace(CATALOGUE, organisation_number="2120001234"))

    (agent,) = found.subjects(RDF.type, FOAF.Agent)
    assert str(agent) == "http://dataportal.se/organisation/SE2120001234"


@pytest.mark.parametrize("number", ["212000-1234", "21200012", "21200012345", "abcdefghij"])
def test_an_organisation_number_that_is_none_stops_the_start(number: str) -> None:
    with pytest.raises(BadSetting, match="ORGANISATION_NUMBER"):
        Settings.from_environment({"SAMSPEL_ORGANISATION_NUMBER": number})
