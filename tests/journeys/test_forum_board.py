"""The forum for structured dialogues on the board, from dialogues that are held, summed up and answered."""

from __future__ import annotations

import csv
import io
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from core import outbox
from dialog import hosting
from dialog.feedback import answering
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.models import AgeBand, Audience, Channel, Participant, Sex, SizeClass, Statement
from dialog.summarising.models import Summary, SummaryState
from dialog.topics import DIALOGUE_CHECKED_OUT, SUMMARY_PUBLISHED
from goals import jobs
from goals.after_dialogues import subject_of
from goals.models import Reading
from surveys import subjects
from tests.browsing import Browser
from tests.builders import TODAY, drain, on_sqlite, run
from tests.dialogues import close_dialogue, open_dialogue
from tests.ground import NOON, StandingClock, working

GROUPS = {"boende": Audience.MEDBORGARE, "unga": Audience.UNGDOMAR, "foretag": Audience.NARINGSLIV}
HEARD = {"utrymme": 5, "rost": 4, "lyssnare": 4, "inflytande": 3}
YEAR = str(TODAY.year)


def hold(app: Flask, slug: str, audience: Audience, *people: dict[str, Any], summed_up: bool = True) -> None:
    """A dialogue that has ended, with those who took part, and with its summary published."""
    dialogue = open_dialogue(app, "Fler turer på kvällen", slug=slug, audience=audience)
    with working(app) as session:
        session.add_all(
            Participant(id=uuid.uuid4(), dialogue_id=dialogue.id, channel=Channel.WEB, joined_on=TODAY, **one)
            for one in people
        )
    close_dialogue(app, slug)
    if summed_up:
        with working(app) as session:
            summary = Summary(
                dialogue_id=dialogue.id,
                version=1,
                state=SummaryState.PUBLISHED,
                facts={},
                coverage={},
                drafted_at=NOON,
                published_on=TODAY,
            )
            session.add(summary)
            session.flush()
            outbox.post(session, SUMMARY_PUBLISHED, summary_id=summary.id, dialogue_id=dialogue.id)
    drain(app)


def answer(app: Flask, slug: str) -> None:
    """Everything that is owed gets its answer, with the number of the matter in which it was decided."""
    said = Written("Vi gör det.", "Kommunstyrelsen", Decision.WILL_DO, reference="KS 2026/7")
    with working(app) as session:
        dialogue = hosting.find(session, slug)
        for statement in session.scalars(select(Statement).where(Statement.dialogue_id == dialogue.id)):
            answering.save(session, statement, AnswerKind.ANSWER, said, "Bo Ås", TODAY, publish=True)
    drain(app)


def check_out(app: Flask, slug: str, n: int) -> None:
    """So many tap, when a meeting ends, how it was."""
    with working(app) as session:
        dialogue = hosting.find(session, slug)
        outbox.post(session, DIALOGUE_CHECKED_OUT, dialogue_id=dialogue.id, answers=[HEARD] * n)
    drain(app)


def nights(app: Flask, time: StandingClock, days: int) -> None:
    """Days pass, and the nightly job has its turn; a worker that has stood still for months is another matter."""
    while days:
        passed = min(days, 80)
        time.forward(days=passed)
        drain(app)
        days -= passed


def figure(app: Flask, number: int) -> dict[str, Any]:
    """The latest reading of a figure as the public gets it."""
    document = json.loads(Browser(app).open(f"/malbild/forum-f{number}.json").body)
    found: dict[str, Any] = document["readings"][-1]
    return found


def groups(app: Flask, number: int) -> dict[str, Any]:
    """Its values by group."""
    return {row["group"]: row["value"] for row in figure(app, number)["groups"]}


def test_dialogues_that_are_held_and_answered_in_time_are_told_group_by_group(app: Flask, time: StandingClock) -> None:
    for slug, audience in GROUPS.items():
        hold(app, slug, audience, summed_up=slug != "foretag")
        answer(app, slug)
    nights(app, time, 61)

    assert figure(app, 1)["value"] == 2
    assert groups(app, 1) == {"medborgare": 1, "ungdomar": 1, "naringsliv": 0}
    assert groups(app, 2) == {"medborgare": 100, "ungdomar": 100, "naringsliv": 83.3}
    assert [figure(app, number)["value"] for number in (3, 6, 7, 8, 9)] == [50, 100, 0, 100, 100]
    board = Browser(app).open("/malbild").text
    assert f"{YEAR} har ännu ingen strukturerad dialog avslutats med näringsliv." in board
    first_screen = ("Genomförda strukturerade dialoger", "Återkoppling i tid", "Upplevd delaktighet")
    assert all(title in board for title in first_screen)
    assert "Avtryck i beslut" not in board
    page = Browser(app).open("/malbild/forum").text
    assert f"Grupp för grupp {YEAR}" in page
    assert all(title in page for title in ("Avtryck i beslut", "Visas inte: för få", "83,3"))


def test_a_promise_that_is_broken_is_a_no_the_night_after(app: Flask, time: StandingClock) -> None:
    for slug, audience in GROUPS.items():
        hold(app, slug, audience)
    nights(app, time, 60)
    assert "har ännu ingen dag för återkoppling passerat" in Browser(app).open("/malbild/forum").text

    nights(app, time, 1)

    assert figure(app, 6)["value"] == 0
    said = f"{YEAR} kom återkopplingen i tid efter 0 av 3 dialoger, men målet är minst 100 procent."
    assert said in Browser(app).open("/malbild/forum").text
    assert figure(app, 7)["why"] == "not_reached"


@on_sqlite
def test_a_year_stands_when_the_year_after_it_has_ended(app: Flask, time: StandingClock) -> None:
    hold(app, "boende", Audience.MEDBORGARE)
    nights(app, time, 400)
    answer(app, "boende")
    assert [row["value"] for row in readings(app, 8)] == [100, None]

    nights(app, time, 365)
    with working(app) as session:
        hosting.withdraw(session, hosting.find(session, "boende"), "Fel fråga.", TODAY)
    nights(app, time, 1)

    assert readings(app, 8)[0]["value"] == 100
    history = Browser(app).open("/malbild/forum").text
    assert f"{YEAR} avslutades ingen strukturerad dialog med ungdomar eller näringsliv." in history


def readings(app: Flask, number: int) -> list[dict[str, Any]]:
    """Every reading of a figure, the earliest year first."""
    found: list[dict[str, Any]] = json.loads(Browser(app).open(f"/malbild/forum-f{number}.json").body)["readings"]
    return found


@on_sqlite
def test_how_it_was_moves_five_at_a_time_and_is_compared_with_the_year_before(app: Flask, time: StandingClock) -> None:
    hold(app, "boende", Audience.MEDBORGARE)
    check_out(app, "boende", 6)
    assert figure(app, 11)["value"] is None
    check_out(app, "boende", 5)
    first = figure(app, 11)
    assert (first["value"], first["n"], first["compared"]) == (75, 11, None)

    check_out(app, "boende", 4)
    assert figure(app, 11) == first
    check_out(app, "boende", 10)
    assert figure(app, 11)["n"] == 25

    # A year later another dialogue is asked about, and few feel heard.
    nights(app, time, 365)
    later = open_dialogue(
        app,
        "Laga vägen",
        slug="nasta",
        feedback_due_on=TODAY + timedelta(days=460),
        closes_on=TODAY + timedelta(days=380),
    )
    with working(app) as session:
        low = dict.fromkeys(HEARD, 1) | {"rost": 2}
        outbox.post(session, DIALOGUE_CHECKED_OUT, dialogue_id=later.id, answers=[low] * 20 + [HEARD] * 3)
    drain(app)
    with working(app) as session:
        hosting.close(session, hosting.find(session, "nasta"), TODAY + timedelta(days=366))
    nights(app, time, 1)

    assert figure(app, 11)["compared"]["verdict"] == "forsamrad"
    assert "kunde göra sig hörda i mindre grad" in Browser(app).open("/malbild/forum").text


@on_sqlite
def test_those_who_took_part_are_set_beside_the_population_and_few_are_never_told(app: Flask, tmp_path: Path) -> None:
    told = [{"age_band": AgeBand.FROM_30, "sex": sex} for sex in (Sex.WOMAN, Sex.MAN) for _ in range(20)]
    hold(app, "boende", Audience.MEDBORGARE, *told, *[{}] * 10)
    hold(app, "unga", Audience.UNGDOMAR, *[{"age_band": AgeBand.FROM_13, "sex": Sex.WOMAN}] * 3)
    hold(app, "foretag", Audience.NARINGSLIV, *[{"size_class": SizeClass.ALONE}] * 8)
    counts = tmp_path / "folk.csv"
    cells = [("sex_age", "kvinna:30-49", 500), ("sex_age", "man:30-49", 500), ("sex_age", "man:65+", 1000)]
    cells += [("young", "kvinna:13-15", 100), ("company_size", "0", 400)]
    rows = [f"{TODAY.year - 1},{dimension},{cell},{n}" for dimension, cell, n in cells]
    counts.write_text("\n".join(["period,dimension,cell,N", *rows]), encoding="utf-8")

    assert run(app, "goals", "population", "import", str(counts)).exit_code == 0

    # Three young took part: they are in no figure until there are five, and so the total does not give them away.
    assert groups(app, 4) == {"medborgare": 25, "ungdomar": None, "naringsliv": 20}
    assert (figure(app, 4)["value"], figure(app, 4)["n"]) == (27.6, 58)
    assert groups(app, 5) == {"medborgare": 50, "ungdomar": None, "naringsliv": None}
    with working(app) as session:
        session.add(
            Participant(
                id=uuid.uuid4(),
                dialogue_id=hosting.find(session, "boende").id,
                channel=Channel.WEB,
                joined_on=TODAY,
                sex=Sex.MAN,
                age_band=AgeBand.FROM_65,
            )
        )
        jobs.ask_for_forum(session)
    seen = Browser(app).open("/malbild/forum-f4.csv").body
    drain(app)
    assert Browser(app).open("/malbild/forum-f4.csv").body == seen
    by_area = {row["area"]: row for row in csv.DictReader(io.StringIO(seen.decode("utf-8-sig")))}
    assert (by_area["medborgare"]["n"], by_area["ungdomar"]["n"], by_area["ungdomar"]["value"]) == ("50", "0", "")
    for page in ("forum-f4", "forum-f5"):
        text = Browser(app).open(f"/malbild/{page}").text
        assert "Visas inte: för få" in text
    measured = json.loads(run(app, "goals", "measure", "--period", YEAR, "--survey", "efter", "--json").stdout or "{}")
    assert measured == {}


@on_sqlite
def test_the_command_prints_the_forum_beside_the_survey_and_hides_it_unless_asked(demo_app: Flask) -> None:
    by_year = {
        period: json.loads(run(demo_app, "goals", "measure", "--period", period, "--json").stdout)
        for period in ("2025", YEAR)
    }

    assert set(by_year["2025"]["figures"]) == {"nki", "service", "tillganglighet", "bemotande"}
    assert by_year["2025"]["forum"] == {}
    found = by_year[YEAR]["forum"]
    assert found["forum-f4"]["part"] == 75
    assert [row["part"] for row in found["forum-f11"]["group"]] == [0, 10, 0]
    with working(demo_app) as session:
        taken = session.scalars(select(Reading.figure).where(Reading.figure.startswith("forum-")))
        assert set(taken) == set(found)


@on_sqlite
def test_scores_by_subject_are_those_of_each_subject(demo_app: Flask) -> None:
    with working(demo_app) as session:
        ref = subject_of(hosting.find(session, "hur-kommer-vi-hem").id)
        found = subjects.of_subjects(session, [ref, "dialog:0"], "delaktighet")

        assert found == {ref: subjects.of_subject(session, ref, "delaktighet")}
        assert subjects.of_subjects(session, [], "delaktighet") == {}
