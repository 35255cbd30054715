"""Kolada's figures in our database: whole or not at all, our own arithmetic marked, staff's corrections kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask

from core.db import begin_writing, db
from core.house import house_of, move_in, settings_of
from core.outbox import depth
from core.outside import OutsideCallInTransaction
from core.people.roles import Role
from core.settings import Settings
from goals import comparisons, official, sources
from goals.models import OfficialValue, Origin
from goals.official import Statement
from integrations.fetching import Fetcher, Patience
from integrations.kolada.sync import KOLADA, Fetched
from tests.builders import drain, on_sqlite, run, signed_in
from tests.fakes.kolada import GROUP, NATION, OWN, PEERS, FakeKolada
from tests.fakes.serving import FakeSource, busy, fails
from tests.ground import NOON, StandingClock, working

NEW, OLD, MET_WELL = "U07453", "U07451", "N00640"


@pytest.fixture
def with_kolada(pointed: Callable[[FakeSource], Flask], kolada: FakeKolada) -> Flask:
    """The app pointed to a Kolada that knows a little."""
    kolada.know(NEW, OWN, 2024, 76.0)
    kolada.know(OLD, OWN, 2023, 74.0)
    kolada.know(NEW, NATION, 2024, 75.0)
    kolada.know(MET_WELL, OWN, 2025, 81.0)
    kolada.know(MET_WELL, OWN, 2025, 83.0, "K")
    for place, value in zip(PEERS, (70.0, 72.0, 77.5, None), strict=True):
        kolada.know(NEW, place, 2024, value)
    kolada.know(NEW, PEERS[0], 2023, 60.0)
    return pointed(kolada)


def sync(app: Flask, *flags: str) -> dict[str, object]:
    result = run(app, "goals", "sync-kolada", "--json", *flags)
    assert result.exit_code == 0, result.stderr
    found: dict[str, object] = json.loads(result.stdout)
    return found


def stated(app: Flask, figure: str, place: str) -> dict[tuple[str, str], float]:
    with working(app) as session:
        return {(point.period, point.definition): point.value for point in official.points(session, figure, place)}


def rows(app: Flask) -> int:
    with working(app) as session:
        return session.query(OfficialValue).count()


def report(app: Flask) -> sources.SourceReport:
    with working(app) as session:
        return sources.reports(session)[0]


def test_what_kolada_says_is_stored_once_and_only_changes_after_that(
    with_kolada: Flask, kolada: FakeKolada, time: StandingClock
) -> None:
    first = sync(with_kolada)
    again = sync(with_kolada)
    kolada.know(NEW, OWN, 2024, 77.0)
    time.forward(days=7)
    third = sync(with_kolada)

    assert first == {"source": "kolada", "dry_run": False, "values": 6, "added": 6, "changed": 0, "taken_back": 0}
    assert (again["added"], again["changed"]) == (0, 0)
    assert (third["added"], third["changed"]) == (0, 1)
    assert rows(with_kolada) == 7
    assert stated(with_kolada, "nki-insikt", OWN) == {("2023", "old"): 74.0, ("2024", "new"): 77.0}
    assert report(with_kolada) == sources.SourceReport("kolada", time(), time(), 1, "")


@on_sqlite
def test_the_group_is_a_mean_of_ours_unless_kolada_has_one_of_its_own(with_kolada: Flask, kolada: FakeKolada) -> None:
    sync(with_kolada)
    with working(with_kolada) as session:
        (mean,) = official.points(session, "nki-insikt", GROUP)
        (own,) = [point for point in official.points(session, "nki-insikt", OWN) if point.period == "2024"]
    kolada.know(NEW, GROUP, 2024, 73.0)
    sync(with_kolada)
    with working(with_kolada) as session:
        (theirs,) = official.points(session, "nki-insikt", GROUP)

    assert mean.value == pytest.approx(73.166667)
    assert (mean.is_derived, mean.note) == (True, "Medel av 3 av gruppens 4 andra kommuner")
    assert mean.citation == "Beräknat av Samspel på uppgifter från Kolada"
    assert (own.is_derived, own.citation, own.origin) == (False, "Källa: Kolada", Origin.KOLADA)
    assert own.source_url.endswith("/v3/data/kpi/U07453/municipality/2023")
    assert (theirs.value, theirs.is_derived) == (73.0, False)


@on_sqlite
def test_a_group_that_kolada_does_not_take_for_a_place_is_a_mean(with_kolada: Flask, kolada: FakeKolada) -> None:
    # Two questions for titles, one for members and two for values come before the two for the group.
    kolada.faults = [None] * 5 + [fails(404)]

    assert sync(with_kolada)["added"] == 6


@on_sqlite
def test_what_stands_beside_a_figure_is_found_with_it(with_kolada: Flask) -> None:
    sync(with_kolada)

    with working(with_kolada) as session:
        (part,) = official.parts(session, "bemotande", (OWN, NATION, GROUP))

    assert part.kpi.name["sv"].startswith("Bra bemött")
    assert {place: [value.value for value in values] for place, values in part.values.items()} == {OWN: [81.0]}


@on_sqlite
def test_the_nations_nki_stands_over_what_came_with_samspel(with_kolada: Flask) -> None:
    with working(with_kolada) as session:
        before = comparisons.national_nkis(session)
    sync(with_kolada)
    with working(with_kolada) as session:
        after = comparisons.national_nkis(session)

    assert ("2024", "new") not in before
    assert (after["2024", "new"].value, after["2024", "new"].basis) == (75.0, "Källa: Kolada")
    assert after["2023", "old"] == before["2023", "old"]


@on_sqlite
@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Företagsklimat Insikt - Totalt, Index", "heter ”Företagsklimat Insikt - Totalt, Index” i Kolada nu"),
        (None, "finns inte längre i Kolada"),
    ],
)
def test_a_series_that_has_changed_stops_everything(
    with_kolada: Flask, kolada: FakeKolada, title: str | None, words: str
) -> None:
    del kolada.titles[NEW]
    if title:
        kolada.titles[NEW] = title

    result = run(with_kolada, "goals", "sync-kolada", "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert NEW in result.stderr
    assert "Företagsklimat Insikt - Totalt, Index, ny definition" in result.stderr
    assert not any("/data/" in address for address in kolada.asked)
    assert rows(with_kolada) == 0
    assert words in report(with_kolada).error
    assert report(with_kolada).done_at is None


def test_nothing_is_stored_when_a_later_part_fails(with_kolada: Flask, kolada: FakeKolada) -> None:
    sync(with_kolada)
    kolada.know(NEW, OWN, 2024, 99.0)
    kolada.faults = [None] * 4 + [fails(400)]

    result = run(with_kolada, "goals", "sync-kolada")

    assert result.exit_code == 1
    assert "400" in result.stderr
    assert rows(with_kolada) == 6
    assert report(with_kolada).error == "Kolada svarade 400 på frågan. Inget har ändrats."
    assert report(with_kolada).done_at == NOON


@on_sqlite
def test_a_try_without_trace_tells_what_would_change(with_kolada: Flask) -> None:
    assert sync(with_kolada, "--dry-run")["added"] == 6
    assert rows(with_kolada) == 0
    assert report(with_kolada).tried_at is None


def test_what_kolada_removes_is_taken_back(with_kolada: Flask, kolada: FakeKolada) -> None:
    sync(with_kolada)
    kolada.know(NEW, NATION, 2024, None)
    del kolada.values[OLD, OWN, 2023]

    assert sync(with_kolada)["taken_back"] == 2
    assert stated(with_kolada, "nki-insikt", OWN) == {("2024", "new"): 76.0}
    assert stated(with_kolada, "nki-insikt", NATION) == {}


@on_sqlite
@pytest.mark.parametrize(("left", "words"), [(0, "inte ett enda värde"), (1, "saknar 5 av de 6 värden")])
def test_an_answer_where_most_is_gone_is_not_believed(
    with_kolada: Flask, kolada: FakeKolada, left: int, words: str
) -> None:
    sync(with_kolada)
    kolada.values = {(NEW, OWN, 2024): kolada.values[NEW, OWN, 2024]} if left else {}

    assert run(with_kolada, "goals", "sync-kolada").exit_code == 1
    assert rows(with_kolada) == 6
    assert words in report(with_kolada).error


def test_what_staff_have_corrected_stands_until_kolada_says_something_new(
    with_kolada: Flask, kolada: FakeKolada
) -> None:
    sync(with_kolada)
    with working(with_kolada) as session:
        corrected = [Statement(NEW, OWN, "2024", 75.0, "SKR"), Statement(NEW, NATION, "2024", None, "SKR")]
        official.state(session, corrected, origin=Origin.FORM, by="Kerstin Ek", now=NOON)

    sync(with_kolada)
    kept = stated(with_kolada, "nki-insikt", OWN)
    kolada.know(NEW, OWN, 2024, 78.0)
    sync(with_kolada)

    assert kept["2024", "new"] == 75.0
    assert stated(with_kolada, "nki-insikt", OWN)["2024", "new"] == 78.0
    assert stated(with_kolada, "nki-insikt", NATION) == {}


@on_sqlite
def test_by_the_clock_a_server_asks_once_a_week_and_a_machine_of_ones_own_never(
    with_kolada: Flask, kolada: FakeKolada, time: StandingClock
) -> None:
    drain(with_kolada)
    assert kolada.asked == []

    server = replace(settings_of(with_kolada), base_url="https://samspel.example", scb_url="http://127.0.0.1:1")
    move_in(with_kolada, house_of(with_kolada), server)
    time.forward(days=7)
    drain(with_kolada)

    assert rows(with_kolada) == 6
    assert report(with_kolada).done_at == time()


@on_sqlite
def test_a_source_that_is_busy_is_asked_again_when_it_wished_and_one_that_is_gone_by_and_by(
    with_kolada: Flask, kolada: FakeKolada, time: StandingClock
) -> None:
    with working(with_kolada) as session:
        sources.ask_for(session, sources.KOLADA)
        sources.ask_for(session, sources.KOLADA)
    kolada.faults = [busy("3600")]
    drain(with_kolada)
    waits = report(with_kolada).error
    kolada.faults = [fails(400)]
    time.forward(seconds=3599)
    drain(with_kolada)
    asked = len(kolada.asked)
    time.forward(seconds=1)
    drain(with_kolada)

    assert "vänta 3600 sekunder" in waits
    assert asked == 1
    assert "svarade 400" in report(with_kolada).error
    with working(with_kolada) as session:
        assert depth(session, time()).dead == 0
        assert depth(session, time()).due == 0


@on_sqlite
def test_of_two_fetches_at_once_one_stores_and_the_other_finds_it_stored(with_kolada: Flask) -> None:
    both = threading.Barrier(2)

    def fetch_together(fetcher: Fetcher, settings: Settings) -> Fetched:
        found = KOLADA.fetch(fetcher, settings)
        both.wait(20)
        return found

    def one(_number: int) -> int:
        with with_kolada.app_context():
            begin_writing()
            source = replace(KOLADA, fetch=fetch_together)
            return source.sync(db.session(), settings_of(with_kolada), Patience(20)).total

    with ThreadPoolExecutor(2) as pool:
        changed = sorted(pool.map(one, range(2)))

    assert changed == [0, rows(with_kolada)]


def test_nobody_is_asked_while_something_is_being_written(with_kolada: Flask, kolada: FakeKolada) -> None:
    with working(with_kolada) as session:
        sources.done(session, sources.SCB, NOON, 0)
        with pytest.raises(OutsideCallInTransaction):
            KOLADA.sync(session, settings_of(with_kolada), Patience(5))
        session.rollback()

    assert kolada.asked == []


@on_sqlite
def test_staff_who_may_ask_for_a_fetch_see_how_it_went(with_kolada: Flask, kolada: FakeKolada) -> None:
    browser = signed_in(with_kolada, Role.STRATEGIST)
    page = browser.open("/personal/kallor")
    assert "Inte hämtad ännu" in page.text

    page = browser.send(page, to="/hamta/kolada")
    assert "beställd" in page.text
    drain(with_kolada)
    assert "6 värden" in browser.open("/personal/kallor").text

    del kolada.titles[NEW]
    browser.send(browser.open("/personal/kallor"), to="/hamta/kolada")
    drain(with_kolada)
    assert "finns inte längre i Kolada" in browser.open("/personal/kallor").text
    assert "Uppgifter kunde inte hämtas från Kolada" in browser.open("/personal").text
