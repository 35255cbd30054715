"""What everybody reads when a dialogue is over: nothing before, words and counts first, and nobody's own votes."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid

from flask import Flask
from sqlalchemy import select

from dialog import hosting
from dialog.models import AgeBand, Channel, Choice, Participant, Statement, StatementState, Vote
from tests.browsing import Browser
from tests.builders import TODAY, drain, on_sqlite
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import working

OVER, GROUPED = "/dialog/hur-kommer-vi-hem/resultat", "/dialog/trygg-vag-till-ungarde/resultat"
WAYS = {"j": Choice.AGREE, "n": Choice.DISAGREE, "v": Choice.PASS}


def votes(app: Flask, slug: str, *people: str, age: AgeBand | None = None) -> None:
    """Somebody for each word: its letters are how they vote on the first inspel, the second and so on; - is not."""
    with working(app) as session:
        dialogue_id = hosting.find(session, slug).id
        asked = select(Statement.id).where(Statement.dialogue_id == dialogue_id).order_by(Statement.number)
        inspel = session.scalars(asked).all()
        for ways in people:
            known = {"dialogue_id": dialogue_id, "channel": Channel.WEB, "age_band": age, "joined_on": TODAY}
            voter = Participant(id=uuid.uuid4(), **known)
            session.add(voter)
            session.flush()
            session.add_all(
                Vote(participant_id=voter.id, statement_id=one, choice=WAYS[way], voted_on=TODAY)
                for one, way in zip(inspel, ways, strict=True)
                if way != "-"
            )


def text_of(page: str) -> str:
    """What is read, with ordinary spaces."""
    return re.sub(r"\s+", " ", page)


def table_of(browser: Browser, address: str) -> dict[str, dict[str, str]]:
    """The file with the figures, by the number of the inspel."""
    read = csv.DictReader(io.StringIO(browser.client.get(address).get_data().decode("utf-8-sig")))
    return {row["number"]: row for row in read}


@on_sqlite
def test_a_council_of_eleven_reads_how_it_voted_in_counts(demo_app: Flask) -> None:
    browser = Browser(demo_app)

    page = text_of(browser.open(OVER).text)

    assert page.index("11 deltog") < page.index("Det här förenar") < page.index("Här går åsikterna isär")
    assert "10 av 11 håller med" in page
    assert "8 håller med 2 håller inte med 1 vet inte" in page
    assert "Färre än 30 personer röstade" in page
    assert "13–15 år" not in page
    assert table_of(browser, OVER + ".csv")["2"]["agree"] == "8"
    said = json.loads(browser.client.get(OVER + ".json").get_data())
    assert (said["voters"], said["groups"], len(said["statements"])) == (11, [], 12)


@on_sqlite
def test_groups_are_told_in_counts_and_drawn_without_anybody_in_particular(demo_app: Flask) -> None:
    page = Browser(demo_app).open(GROUPED)

    sizes = [int(size) for size in re.findall(r"Grupp [A-E] (\d+) personer", text_of(page.text))]
    assert len(sizes) >= 2
    assert min(sizes) >= 5
    bases = re.findall(r"\d+ av (\d+) håller (?:inte )?med\. Övriga: \d+ av (\d+)", text_of(page.text))
    assert bases
    assert all(int(n) >= 5 for pair in bases for n in pair)


@on_sqlite
def test_a_part_is_read_whole_a_page_at_a_time(demo_app: Flask) -> None:
    browser = Browser(demo_app)
    link = next(one for one in browser.open(GROUPED).links if "visa=forenar" in one)

    page = browser.open(link)

    total = int(re.findall(r"Här finns (\d+) inspel", page.text)[0])
    assert total > 5
    # Each stands once among the inspel and once in the table of figures.
    assert len(re.findall(r"Nr \d+", page.text)) == 2 * total
    assert "Det finns inga inspel här" in browser.open(link + "&sida=1000").text
    assert browser.open(GROUPED + "?visa=annat").status == 404


def test_nothing_is_said_while_a_dialogue_is_open_or_before_its_votes_are_counted(app: Flask) -> None:
    open_dialogue(app, "Fler bussar", slug="hem")
    votes(app, "hem", *["j"] * 8)
    drain(app)
    browser = Browser(app)

    page = browser.open("/dialog/hem/resultat")
    assert "Resultatet kommer när dialogen har stängt" in page.text
    assert not re.findall(r"\d+ av \d+|håller med", page.text)
    assert browser.client.get("/dialog/hem/resultat.csv").status_code == 404

    close_dialogue(app)
    drain(app)

    page = browser.open("/dialog/hem/resultat")
    assert "8 av 8 håller med" in page.text
    assert "Fler bussar" in page.text


@on_sqlite
def test_what_fewer_than_five_have_said_is_in_no_page_and_no_file(app: Flask) -> None:
    open_dialogue(app, "=Fler bussar", "Fler cyklar", "Fler bilar", slug="hem")
    votes(app, "hem", *["jn-"] * 4, *["j--"] * 5)
    close_dialogue(app)
    browser = Browser(app)
    assert "Resultatet räknas fram" in browser.open("/dialog/hem/resultat").text
    drain(app)

    page = text_of(browser.open("/dialog/hem/resultat").text)
    figures = table_of(browser, "/dialog/hem/resultat.csv")

    assert "9 av 9 håller med" in page
    assert "4 håller inte med" not in page
    assert page.count("Färre än fem har röstat") >= 2
    assert figures["1"]["text"] == "'=Fler bussar"
    assert {figures["2"][name] for name in ("votes", "agree", "disagree", "pass", "share")} == {""}

    with working(app) as session:
        session.scalars(select(Statement).where(Statement.number == 1)).one().state = StatementState.HIDDEN
    assert "Fler bussar" not in browser.open("/dialog/hem/resultat").text
    assert "1" not in table_of(browser, "/dialog/hem/resultat.csv")


@on_sqlite
def test_four_who_took_part_are_told_nothing_of(app: Flask) -> None:
    open_dialogue(app, "Fler bussar", slug="hem")
    votes(app, "hem", *["j"] * 4)
    close_dialogue(app)
    drain(app)

    page = Browser(app).open("/dialog/hem/resultat")

    assert "För få deltog för att visa ett resultat" in page.text
    assert not re.findall(r"\d+ av \d+|håller med", page.text)
    assert Browser(app).client.get("/dialog/hem/resultat.json").status_code == 404


@on_sqlite
def test_an_age_that_thinks_otherwise_is_told_of_when_five_are_on_either_side(app: Flask) -> None:
    open_dialogue(app, "Fler bussar", slug="hem")
    votes(app, "hem", *["j"] * 10, age=AgeBand.FROM_13)
    votes(app, "hem", *["j"] * 6, *["n"] * 8, *["v"] * 6, age=AgeBand.FROM_65)
    close_dialogue(app)
    drain(app)

    page = text_of(Browser(app).open("/dialog/hem/resultat").text)

    assert page.index("Här går åsikterna isär") < page.index("16 av 30 håller med")
    assert "13–15 år: 10 av 10 håller med. Övriga: 6 av 20." in page
