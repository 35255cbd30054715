"""The målbild in versions: the shipped one reads, each decision is in force from its day, and drafts lose nothing."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from goals import drafting, drafts, malbild, versions
from goals.differences import How, difference
from goals.draft_checks import remarks
from goals.draft_forms import read_target, write_target
from goals.drafting import Kind
from goals.malbild import BadMalbild, Malbild
from goals.models import DecisionIsImmutable, MalbildVersion, OfficialValue, Origin
from tests.ground import NOON

TODAY = NOON.date()
NIGHT = timedelta(days=1)
BOARD = "Kommunstyrelsen"


def document() -> dict[str, Any]:
    return copy.deepcopy(dict(malbild.shipped()))


def with_title(title: str) -> dict[str, Any]:
    return document() | {"title": title}


def decided(session: Session, title: str, valid_from: date) -> MalbildVersion:
    return versions.decide(session, with_title(title), "KF", "§ 1", valid_from, "Kerstin Ek", NOON)


# Reading


def test_the_shipped_malbild_reads_and_names_nobody_in_charge() -> None:
    found = malbild.load()

    assert [len(area.indicators) for area in found.areas] == [5, 3, 2]
    assert "Ungdoms- och demokratiberedningen" in found.boards
    assert {indicator.owner for indicator in found.indicators} == {""}
    assert found.figures["ranking"].target == 100
    assert found.version is None


def test_a_figure_is_owned_by_whoever_owns_the_indicator_it_answers() -> None:
    new = drafting.changed(document(), Kind.INDICATOR, "arbetskraft", {"owner": BOARD})

    assert Malbild.from_data(new).figures["arbetskraft"].owner == BOARD


@pytest.mark.parametrize(
    ("kind", "key", "values", "place"),
    [
        (Kind.INDICATOR, "forum", {"owner": "Okända nämnden"}, "area 3, indicator 1, owner"),
        (Kind.INDICATOR, "forum", {"figures": ["finns-inte"]}, "area 3, indicator 1, figures"),
        (Kind.INDICATOR, "forum", {"key": "motesplatser"}, "indicator"),
        (Kind.STRATEGY, "aktiv-dialog", {"text": " "}, "area 3, strategy 1, text"),
        (Kind.STRATEGY, "aktiv-dialog", {"key": "Å"}, "area 3, strategy 1, key"),
        (Kind.FIGURE, "nki", {"unit": "meter"}, "figure 1, unit"),
        (Kind.FIGURE, "nki", {"better": "sideways"}, "figure 1, better"),
        (Kind.FIGURE, "nki", {"target": float("nan")}, "figure 1, target"),
        (Kind.FIGURE, "nki", {"target": True}, "figure 1, target"),
        (Kind.FIGURE, "nki", {"title": "NKI"}, "figure 1, title"),
        (Kind.FIGURE, "nki", {"derived": "yes"}, "figure 1, derived"),
        (Kind.FIGURE, "nki", {"key": "service"}, "figure"),
        (Kind.AREA, "2", {"text": "x" * 6000}, "area 2, text"),
        (Kind.AREA, "2", {"indicator": "none"}, "area 2, indicator"),
        (Kind.TEXTS, "", {"title": None}, "title"),
        (Kind.TEXTS, "", {"vision": ["samma", "samma"]}, "vision"),
        (Kind.TEXTS, "", {"boards": [BOARD] * 101}, "boards"),
    ],
)
def test_a_document_that_is_no_malbild_is_refused_with_its_place(
    kind: Kind, key: str, values: dict[str, Any], place: str
) -> None:
    with pytest.raises(BadMalbild) as refused:
        Malbild.from_data(drafting.changed(document(), kind, key, values))

    assert str(refused.value).startswith(f"{place}: ")


@pytest.mark.parametrize("nonsense", [[], "målbild", {"area": [[]], "title": "x", "municipality": "y"}])
def test_what_is_no_table_is_refused(nonsense: Any) -> None:
    with pytest.raises(BadMalbild):
        Malbild.from_data(nonsense)


# Versions


def test_a_version_is_in_force_from_its_day_and_of_two_from_one_day_the_last_decided(session: Session) -> None:
    decided(session, "Första", TODAY)
    decided(session, "Andra", TODAY + NIGHT)
    decided(session, "Tredje", TODAY + NIGHT)

    assert versions.current(session, TODAY - NIGHT) == malbild.load()
    assert versions.current(session, TODAY).title == "Första"
    found = versions.current(session, TODAY + NIGHT)
    assert found.title == versions.newest(session).title == "Tredje"
    assert found.version is not None
    assert (found.version.number, found.version.paragraph, found.version.valid_from) == (3, "§ 1", TODAY + NIGHT)
    assert [row.decided.number for row in versions.listed(session)] == [3, 2, 1]
    assert versions.by_number(session, 0) == malbild.load()
    assert versions.by_number(session, 2).title == "Andra"


@pytest.mark.parametrize("number", [-1, 7, 2**31, 2**70])
def test_a_version_that_is_not_there_is_not_found(session: Session, number: int) -> None:
    with pytest.raises(versions.NoSuchVersion):
        versions.by_number(session, number)


def test_a_decision_is_never_changed_nor_put_before_the_last_one(session: Session) -> None:
    version = decided(session, "Första", TODAY)

    with pytest.raises(versions.DecidedOutOfOrder):
        decided(session, "Andra", TODAY - NIGHT)
    with pytest.raises(BadMalbild):
        versions.decide(session, {}, "KF", "§ 2", TODAY, "Kerstin Ek", NOON)
    version.decision = "Någon annan"
    with pytest.raises(DecisionIsImmutable):
        session.flush()


def test_of_two_who_decide_at_once_the_database_lets_one_through(session: Session) -> None:
    decided(session, "Första", TODAY)
    session.add(
        MalbildVersion(
            number=1,
            decision="KF",
            paragraph="§ 1",
            valid_from=TODAY,
            document=document(),
            created_at=NOON,
            created_by="Kerstin Ek",
        )
    )

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_an_indicator_that_is_gone_is_found_in_the_version_that_last_had_it(session: Session) -> None:
    new = drafting.added(document(), Kind.INDICATOR, 1, {"key": "ny", "text": "Ny", "figures": []})
    versions.decide(session, new, "KF", "§ 1", TODAY, "Kerstin Ek", NOON)
    versions.decide(session, document(), "KF", "§ 2", TODAY, "Kerstin Ek", NOON)

    found = versions.last_with(session, "ny")

    assert found is not None
    assert versions.number_of(found) == 1
    assert versions.last_with(session, "forum") is not None
    assert versions.last_with(session, "aldrig-funnits") is None


def test_a_version_that_was_never_kept_is_not_remembered(session: Session) -> None:
    decided(session, "Ångrad", TODAY)
    assert versions.current(session, TODAY).title == "Ångrad"
    session.rollback()
    decided(session, "Beslutad", TODAY)

    assert versions.current(session, TODAY).title == "Beslutad"
    assert versions.current(session, TODAY) is versions.current(session, TODAY)


# Drafts


def test_a_draft_is_begun_once_from_the_newest_version_and_gone_when_it_is_decided(session: Session) -> None:
    decided(session, "Kommande", TODAY + 30 * NIGHT)
    assert drafts.begin(session, "Kerstin Ek", NOON)
    assert not drafts.begin(session, "Olle Berg", NOON)
    draft = drafts.get(session)
    assert (draft.malbild.title, draft.based_on, draft.changed_by) == ("Kommande", 1, "Kerstin Ek")

    seen = drafting.fingerprint(drafting.own(draft.part(Kind.AREA, "1")))
    drafts.change(session, Kind.AREA, "1", {"text": "Nytt mål"}, seen, "Olle Berg", NOON)
    version = drafts.decide(session, "KF", "§ 2", TODAY + 30 * NIGHT, "Olle Berg", NOON)

    assert version.number == 2
    assert versions.newest(session).areas[0].text == "Nytt mål"
    assert drafts.find(session) is None
    with pytest.raises(drafts.NoDraft):
        drafts.get(session)


def test_two_who_change_the_same_part_meet_and_two_who_change_different_parts_do_not(session: Session) -> None:
    drafts.begin(session, "Kerstin Ek", NOON)
    seen = {
        key: drafting.fingerprint(drafts.get(session).part(Kind.INDICATOR, key)) for key in ("forum", "arbetskraft")
    }

    drafts.change(session, Kind.INDICATOR, "forum", {"owner": BOARD}, seen["forum"], "Kerstin Ek", NOON)
    drafts.change(session, Kind.INDICATOR, "arbetskraft", {"owner": BOARD}, seen["arbetskraft"], "Olle Berg", NOON)
    with pytest.raises(drafts.ChangedMeanwhile) as met:
        drafts.change(session, Kind.INDICATOR, "forum", {"text": "Mitt"}, seen["forum"], "Olle Berg", NOON)
    with pytest.raises(drafts.ChangedMeanwhile):
        drafts.remove(session, Kind.INDICATOR, "forum", seen["forum"], "Olle Berg", NOON)

    assert met.value.theirs["owner"] == BOARD
    assert {row.key for row in drafts.get(session).malbild.indicators if row.owner == BOARD} == {"forum", "arbetskraft"}


def test_a_key_that_any_version_has_had_is_not_given_to_something_else(session: Session) -> None:
    without = drafting.removed(document(), Kind.INDICATOR, "arbetskraft")
    versions.decide(session, without, "KF", "§ 1", TODAY, "Kerstin Ek", NOON)
    drafts.begin(session, "Kerstin Ek", NOON)

    values = {"text": "Arbetskraft!", "figures": []}
    keys = [drafts.add(session, Kind.INDICATOR, 1, values, "Arbetskraft!", "Kerstin Ek", NOON) for _ in range(2)]

    assert keys == ["arbetskraft-2", "arbetskraft-3"]


def test_what_should_be_looked_at_before_a_decision_is_said(session: Session) -> None:
    before = malbild.load()
    session.add(
        OfficialValue(
            series="motesplatser",
            place="2023",
            period="2025",
            value=3,
            origin=Origin.FORM,
            source="Skolan",
            stated_at=NOON,
            stated_by="Kerstin Ek",
        )
    )
    session.flush()
    new = document()
    for figure in ("motesplatser", "nki", "arbetskraft"):
        new = drafting.removed(new, Kind.FIGURE, figure)
    new = drafting.changed(new, Kind.INDICATOR, "forum", {"figures": ["service"]})

    found = remarks(session, before, Malbild.from_data(new))

    stopping = [remark.words for remark in found if remark.stops]
    assert len(stopping) == 2
    assert all("har inget mått" in words for words in stopping)
    rest = " ".join(remark.words for remark in found if not remark.stops)
    assert "Mötesplatser mellan skola och arbetsmarknad” har inlästa värden" in rest
    assert "NKI enligt SKL-modellen” räknar Samspel fram" in rest
    assert "Genomförda strukturerade dialoger” hör inte till någon indikator" in rest
    assert "10 av 10 indikatorer saknar ansvarig" in rest
    assert "Arbetskraft med rätt kompetens" not in rest


# Editing, as pure functions

MOVES = st.tuples(
    st.sampled_from([*(row.key for row in malbild.load().indicators)]), st.integers(min_value=-20, max_value=20)
)


@given(st.lists(MOVES, max_size=8))
def test_moving_loses_nothing_and_leaves_the_original_alone(moves: list[tuple[str, int]]) -> None:
    start = document()
    end = start
    for key, step in moves:
        end = drafting.moved(end, Kind.INDICATOR, key, step)

    assert start == document()
    before, after = Malbild.from_data(start), Malbild.from_data(end)
    for old, new in zip(before.areas, after.areas, strict=True):
        assert sorted(row.key for row in old.indicators) == sorted(row.key for row in new.indicators)
    assert all("Ordningen" in change.what for change in difference(before, after))


@given(st.text(max_size=80), st.sets(st.text("abc-2", min_size=1, max_size=5), max_size=20))
def test_a_new_key_can_stand_in_an_address_and_is_nobody_elses(words: str, taken: set[str]) -> None:
    key = drafting.new_key(words, taken | {"del"})

    assert malbild.KEY.fullmatch(key)
    assert key not in taken | {"del"}


def test_a_part_is_not_called_what_the_addresses_call_something_else() -> None:
    assert drafting.new_key("Ny", ()) == "ny-2"
    assert drafting.new_key("Så räknar vi", {"sa-raknar-vi-2"}) == "sa-raknar-vi-3"


@pytest.mark.parametrize("kind", [Kind.STRATEGY, Kind.INDICATOR, Kind.FIGURE, Kind.AREA])
@pytest.mark.parametrize("key", ["finns-inte", "0", "99", "99999", "", "-1"])
def test_a_part_that_is_not_there_is_said_to_be_missing(kind: Kind, key: str) -> None:
    for edit in (drafting.part, drafting.removed):
        with pytest.raises(drafting.NoSuchPart):
            edit(document(), kind, key)


def test_a_figure_that_is_removed_is_named_nowhere() -> None:
    new = drafting.removed(document(), Kind.FIGURE, "service")

    assert Malbild.from_data(new).asked_by("service") is None
    assert all("service" not in row.followed_by for area in Malbild.from_data(new).areas for row in area.strategies)


def test_a_goal_area_that_is_removed_takes_what_it_holds_and_the_rest_are_numbered_anew() -> None:
    new = Malbild.from_data(drafting.removed(document(), Kind.AREA, "1"))

    assert [area.number for area in new.areas] == [1, 2]
    assert new.indicator("ranking-och-nki") is None
    assert new.indicator("forum") is not None


# What tells two versions apart


def test_a_version_does_not_differ_from_itself() -> None:
    assert difference(malbild.load(), Malbild.from_data(document())) == ()


def test_every_kind_of_change_is_told_once_in_words() -> None:
    new = document()
    for kind, key, values in (
        (Kind.TEXTS, "", {"title": "Ny titel", "boards": [BOARD]}),
        (Kind.AREA, "1", {"text": "Nytt mål"}),
        (Kind.STRATEGY, "aktiv-dialog", {"followed_by": ["forum-f1"]}),
        (Kind.INDICATOR, "forum", {"owner": BOARD, "target": "Tre om året"}),
        (Kind.FIGURE, "arbetskraft", {"target": 75, "better": "down", "source": "Enkät"}),
    ):
        new = drafting.changed(new, kind, key, values)
    new = drafting.removed(new, Kind.INDICATOR, "motesplatser")
    new = drafting.added(new, Kind.INDICATOR, 2, {"key": "ny", "text": "En ny", "figures": ["motesplatser"]})

    found = difference(malbild.load(), Malbild.from_data(new))

    told = {change.what: (change.how, change.before, change.after) for change in found}
    assert len(found) == 11
    assert told["Titel"] == (How.CHANGED, "Målbild Malung-Sälens kommun 2023", "Ny titel")
    assert told["Målområde 1"][2] == "Nytt mål"
    assert told["Strategi: Vi för en aktiv dialog med medborgare, ungdomar och näringsliv. – följs med"] == (
        How.ADDED,
        "",
        "Genomförda strukturerade dialoger",
    )
    forum = "Indikator: Forum för strukturerade dialoger med medborgare, ungdomar och näringsliv."
    assert told[f"{forum} – ansvarig"] == (How.CHANGED, "ej utsedd", BOARD)
    assert told[f"{forum} – mål"] == (How.ADDED, "", "Tre om året")
    assert told["Mått: Arbetskraft med rätt kompetens – målvärde"] == (How.ADDED, "", "75 %")
    assert told["Mått: Arbetskraft med rätt kompetens – bättre när det"] == (How.CHANGED, "ökar", "minskar")
    assert {(change.how, change.after) for change in found if change.what == "Indikator"} == {
        (How.ADDED, "En ny"),
        (How.REMOVED, ""),
    }


# Targets as people write them


@pytest.mark.parametrize(
    ("words", "unit", "value"),
    [("", "antal", None), ("75", "index", 75), ("99,5 %", "%", 99.5), ("1 000", "antal", 1000), ("ja", "ja/nej", 1)],
)
def test_a_target_is_read_as_people_write_it(words: str, unit: str, value: float | None) -> None:
    assert read_target(words, unit) == value


@given(
    st.integers(min_value=-(10**8), max_value=10**8),
    st.sampled_from([unit for unit in malbild.UNITS if unit != "index"]),
)
def test_a_target_written_in_its_field_is_read_as_what_it_was(hundredths: int, unit: str) -> None:
    value = {"rang": float(abs(hundredths) + 1), "ja/nej": float(hundredths % 2)}.get(unit, hundredths / 100)

    assert read_target(write_target(value, unit), unit) == value


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("många", "antal"),
        ("101", "index"),
        ("0", "rang"),
        ("1,5", "rang"),
        ("75", "ja/nej"),
        ("1e9", "%"),
        ("1,000", "antal"),
    ],
)
def test_a_target_that_is_none_is_refused(words: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"[a-zåäö]"):
        read_target(words, unit)
