"""The client of Kolada: the whole answer, or a sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from integrations.fetching import AskedToWait, Fetcher, Patience, Refused, SourceFailed
from integrations.kolada.client import Client, Value
from tests.fakes.kolada import GROUP, OWN, PEERS, FakeKolada
from tests.fakes.serving import Fault, altered, breaks_off, busy, drips, fails, hangs, says, unpacked
from tests.ground import NOON, StandingClock
from tests.integrations.conftest import FakeTime

KPI = "U07453"


@pytest.fixture
def client(kolada: FakeKolada, fetcher: Fetcher) -> Client:
    kolada.know(KPI, OWN, 2024, 76.0)
    return Client(kolada.url, fetcher)


def one(client: Client) -> list[Value]:
    return client.data([KPI], [OWN], [2023, 2024])


def row(**changed: Any) -> Callable[[Any], Any]:
    """An answer whose only row is changed."""
    return lambda page: page | {"values": [page["values"][0] | changed]}


def cell(**changed: Any) -> Callable[[Any], Any]:
    """An answer whose only value is changed."""
    return lambda page: row(values=[page["values"][0]["values"][0] | changed])(page)


def test_values_come_by_series_place_year_and_gender(kolada: FakeKolada, client: Client) -> None:
    kolada.know(KPI, "0000", 2023, 75.5)
    kolada.know("N00640", OWN, 2024, 81.0, "K")
    kolada.know("N00640", OWN, 2024, None, "M")

    found = client.data([KPI, "N00640"], [OWN, "0000"], [2023, 2024])

    assert set(found) == {
        Value(KPI, OWN, "2024", "T", 76.0),
        Value(KPI, "0000", "2023", "T", 75.5),
        Value("N00640", OWN, "2024", "K", 81.0),
        Value("N00640", OWN, "2024", "M", None),
    }


def test_a_municipality_whose_code_looks_like_a_year_stands_in_the_place_of_places(
    kolada: FakeKolada, client: Client
) -> None:
    one(client)

    assert kolada.asked == ["/v3/data/kpi/U07453/municipality/2023/year/2023,2024?per_page=5000"]


def test_more_than_25_of_anything_are_asked_for_in_parts(kolada: FakeKolada, client: Client) -> None:
    kpis = [f"N{number:05d}" for number in range(60)]
    places = [f"{number:04d}" for number in range(30)]
    for kpi in kpis:
        kolada.know(kpi, places[-1], 2024, 1.0)

    found = client.data(kpis, places, range(1998, 2025))

    assert {value.kpi for value in found} == set(kpis)
    assert len(kolada.asked) == 3 * 2 * 2


def test_pages_are_followed_to_the_last(kolada: FakeKolada, client: Client) -> None:
    kolada.page_size = 2
    for year in range(2010, 2015):
        kolada.know(KPI, OWN, year, float(year))

    found = client.data([KPI], [OWN], range(2010, 2025))

    assert len(found) == 6
    assert len(kolada.asked) == 3


def test_titles_leave_out_what_does_not_exist(kolada: FakeKolada, client: Client) -> None:
    assert client.titles([KPI, "N99999"]) == {KPI: "Företagsklimat Insikt - Totalt, Index, ny definition"}

    kolada.faults = [fails(404)]
    assert client.titles(["N99999"]) == {}


def test_the_members_of_a_group_are_codes(client: Client) -> None:
    assert client.members(GROUP) == (OWN, *PEERS)
    with pytest.raises(Refused, match="404"):
        client.members("G1")


@pytest.mark.parametrize("code", ["2021/../../elsewhere", "G37461", "202", ""])
def test_a_member_that_is_no_municipality_is_never_asked_about(kolada: FakeKolada, client: Client, code: str) -> None:
    kolada.groups[GROUP] = (OWN, code)

    with pytest.raises(SourceFailed, match="shape"):
        client.members(GROUP)


@pytest.mark.parametrize("fault", [fails(500), fails(503), breaks_off, unpacked])
def test_what_passes_is_tried_again(kolada: FakeKolada, client: Client, passing: FakeTime, fault: Fault) -> None:
    kolada.faults = [fault, fault]

    assert one(client)[0].value == 76.0
    assert passing.slept == [0.5, 1.0]


def test_a_source_that_says_nothing_is_left_and_asked_again(kolada: FakeKolada) -> None:
    kolada.know(KPI, OWN, 2024, 76.0)
    kolada.faults = [hangs]

    with closing(Fetcher("Kolada", Patience(60), timeout=0.3)) as fetcher:
        assert one(Client(kolada.url, fetcher))[0].value == 76.0
    assert len(kolada.asked) > 1


def test_a_source_that_gives_a_byte_at_a_time_is_given_up_in_time(kolada: FakeKolada) -> None:
    kolada.faults = [drips]
    patience = Patience(0.4)

    with closing(Fetcher("Kolada", patience, timeout=10)) as fetcher, pytest.raises(SourceFailed, match="not answer"):
        Client(kolada.url, fetcher).titles([KPI])

    assert -1 < patience.left <= 0


def test_a_source_that_never_answers_is_given_up_in_time(kolada: FakeKolada, client: Client, passing: FakeTime) -> None:
    kolada.faults = [fails(500)] * 9

    with pytest.raises(SourceFailed, match="does not answer") as failed:
        one(client)

    assert failed.value.may_pass
    assert failed.value.words == "Kolada svarar inte. Inget har ändrats."
    assert len(kolada.asked) == 4


@pytest.mark.parametrize("as_date", [False, True])
def test_a_source_that_is_busy_is_waited_for(
    kolada: FakeKolada, client: Client, passing: FakeTime, time: StandingClock, as_date: bool
) -> None:
    wish = format_datetime(NOON + timedelta(seconds=7), usegmt=True) if as_date else "7"
    kolada.faults = [busy(wish), busy("")]

    assert one(client)[0].value == 76.0
    assert passing.slept == [7.0, 10.0]


def test_but_not_longer_than_there_is_time_for(kolada: FakeKolada, client: Client, passing: FakeTime) -> None:
    kolada.faults = [busy("20"), busy("20")]

    with pytest.raises(AskedToWait) as failed:
        one(client)

    assert failed.value.seconds == 20
    assert passing.slept == [20.0]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (fails(400), "Kolada answered 400"),
        (fails(302), "Kolada answered 302"),
        (says(b'{"values": [{"kpi": "U0'), "not JSON"),
        (says(b"<html>"), "not JSON"),
        (says(b"[" * 100_000), "not JSON"),
        (says(b'{"count": 1, "next_url": null, "values": NaN}'), "not JSON"),
        (says(b"[]"), "another shape"),
        (says(b"{}"), "another shape"),
        (altered(lambda page: page | {"count": None}), "another shape"),
        (altered(lambda page: page | {"next_url": 5}), "another shape"),
        (altered(lambda page: page | {"count": 2}), "another number of rows"),
        (altered(lambda page: page | {"values": ["U07453"]}), "another shape"),
        (altered(row(kpi="U07451")), "another shape"),
        (altered(row(municipality="2024")), "another shape"),
        (altered(row(period=2019)), "another shape"),
        (altered(row(period=None)), "another shape"),
        (altered(row(values=None)), "another shape"),
        (altered(cell(value="76")), "another shape"),
        (altered(cell(value=True)), "another shape"),
        (altered(cell(value=10**30)), "another shape"),
        (altered(cell(gender=None)), "another shape"),
        (altered(lambda page: page | {"next_url": "https://kolada.example/v3/data?page=2"}), "another place"),
        (altered(lambda page: page | {"next_url": "http://127.0.0.1:1/v3/data"}), "another place"),
        (altered(lambda page: page | {"next_url": "file:///etc/passwd"}), "another place"),
        (altered(lambda page: page | {"next_url": "http://[/v3/"}), "another place"),
    ],
)
def test_an_answer_that_cannot_be_right_is_refused_whole(
    kolada: FakeKolada, client: Client, fault: Fault, words: str
) -> None:
    kolada.faults = [fault]

    with pytest.raises(SourceFailed, match=words) as failed:
        one(client)

    assert failed.value.words.endswith("Inget har ändrats.")
    assert len(kolada.asked) == 1


def test_pages_that_lead_in_a_circle_come_to_an_end(kolada: FakeKolada, client: Client) -> None:
    itself = f"{kolada.url}/data/kpi/{KPI}/municipality/{OWN}/year/2024?page=1"
    kolada.faults = [altered(lambda page: page | {"next_url": itself})] * 9

    with pytest.raises(SourceFailed, match="no end"):
        one(client)


def test_an_answer_larger_than_we_take_is_stopped_even_when_it_is_packed_small(
    kolada: FakeKolada, passing: FakeTime
) -> None:
    patience = Patience(30, sleep=passing.sleep, monotonic=passing.monotonic)
    kolada.faults = [altered(lambda page: page | {"values": [" " * 1_000_000]})]

    with (
        closing(Fetcher("Kolada", patience, timeout=10, most_bytes=100_000)) as fetcher,
        pytest.raises(SourceFailed, match="larger"),
    ):
        one(Client(kolada.url, fetcher))


def test_what_kolada_has_removed_is_no_value(kolada: FakeKolada, client: Client) -> None:
    kolada.faults = [altered(cell(isdeleted=True))]

    assert one(client) == [Value(KPI, OWN, "2024", "T", None)]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://kolada.example.se/v3/%2e%2e/admin",
        "https://kolada.example.se/v3/%2E./admin",
        "https://kolada.example.se/v4/kpi",
        "https://kolada.example.se:8443/v3/kpi",
        "https://kolada.example.se@evil.example/v3/kpi",
        "https://user@kolada.example.se/v3/kpi",
        "https://kolada.example.se.evil.example/v3/kpi",
        "//kolada.example.se/v3/kpi",
        "file:///v3/kpi",
        "https://[::1/v3/kpi",
    ],
)
def test_a_following_page_is_below_our_own_address_or_nowhere(fetcher: Fetcher, elsewhere: str) -> None:
    with pytest.raises(SourceFailed, match="another place"):
        fetcher.own_page("https://kolada.example.se/v3", elsewhere)


def test_a_page_that_calls_itself_by_another_scheme_is_asked_for_by_ours(fetcher: Fetcher) -> None:
    found = fetcher.own_page("https://api.kolada.se/v3", "http://api.kolada.se/v3/data?page=2")

    assert found == "https://api.kolada.se/v3/data?page=2"
    with pytest.raises(SourceFailed):
        fetcher.own_page("https://api.kolada.se/v3", "https://a@api.kolada.se/v3/data")
    with pytest.raises(SourceFailed):
        fetcher.own_page("https://api.kolada.se/v3", "https://api.kolada.se/v3/../admin")
