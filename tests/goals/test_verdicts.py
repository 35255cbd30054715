"""Whether goals are met, on plain values: each reason comes about as its sentence says, and has that one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from goals import verdicts
from goals.definitions import definition_for
from goals.malbild import Figure
from goals.points import FigureLine, Point
from goals.verdicts import Answer, Outcome, Reason
from surveys.statistics.improvement import Evidence
from tests.builders import on_sqlite

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def point(period: str, value: float | None, definition: str = "", **detail: Any) -> Point:
    """A value as it was stated or measured; with ``n`` in the detail it is the own measurement's."""
    low, high = (None, None) if value is None or "n" not in detail else (value - 4, value + 4)
    n = detail.pop("n", None)
    definition = definition or definition_for(period).key
    return Point(period, value, low, high, n, None, definition, "", "", False, detail)


def line(key: str, *points: Point, nation: tuple[Point, ...] = (), **figure: Any) -> FigureLine:
    """A figure through time."""
    known: dict[str, Any] = {"unit": "index", "better": "up", "derived": False} | figure
    return FigureLine(Figure(key, {"sv": key.capitalize()}, {"sv": ""}, **known), points, nation)


def component(key: str, verdict: str | None, value: float | None = 70.0, before: str = "2024") -> FigureLine:
    """A component in 2025, judged against the period before."""
    compared: dict[str, Any] = {"compared": {"period": before, "verdict": verdict}} if verdict else {}
    return line(key, point(before, 68.0, n=60), point("2025", value, n=60, **compared), derived=True)


def components(*found: str | None) -> tuple[FigureLine, ...]:
    return tuple(component(key, verdict) for key, verdict in zip(verdicts.COMPONENTS, found, strict=True))


def insikt(
    official: float | None = 76.0,
    national: float | None = 75.0,
    rank: float | None = 90.0,
    own: float | None = 73.0,
    nation_under: str = "new",
) -> tuple[FigureLine, ...]:
    """The indicator that asks for a place in the ranking and an NKI above the nation's, with figures of 2025."""
    nation = () if national is None else (point("2025", national, nation_under),)
    return (
        line("ranking", *[point("2025", rank)] * (rank is not None), unit="rang", better="down", target=100.0),
        line("nki-insikt", *[point("2025", official)] * (official is not None), nation=nation),
        line("nki", point("2025", own, n=75, design="stratified"), nation=nation, derived=True),
    )


def entered(*values: tuple[str, float], **figure: Any) -> tuple[FigureLine, ...]:
    return (line("arbetskraft", *(point(period, value, "-") for period, value in values), **{"unit": "%"} | figure),)


def with_target(target: float, official: float = 76.0, own: float | None = 70.0) -> tuple[FigureLine, ...]:
    """An official NKI that staff have given a target of its own, with the own measurement beside."""
    lines = insikt(official=official, own=own)[1:]
    return tuple(
        replace(one, figure=replace(one.figure, target=target if not one.figure.derived else None)) for one in lines
    )


def forum(
    *lacking: str,
    kept: tuple[int, int] = (3, 3),
    heard: str | None = "oforandrad",
    score: float | None = 70.0,
    is_final: bool = False,
    target: float | None = 100.0,
) -> tuple[FigureLine, ...]:
    """The forum for dialogues in 2026: the groups it lacks, the promises kept of those due, and how it compares."""
    groups = [{"group": one, "value": float(one not in lacking)} for one in ("medborgare", "ungdomar", "naringsliv")]
    compared = {"period": "2025", "verdict": heard} if heard else None
    of_promises: dict[str, Any] = {"part": kept[0], "of": kept[1]}
    share = 100.0 * kept[0] / kept[1] if kept[1] else None
    return (
        line("forum-f1", point("2026", 3.0 - len(lacking), groups=groups, is_final=is_final), derived=True),
        line("forum-f2", point("2026", 83.3), unit="%", derived=True),
        line("forum-f6", point("2026", share, **of_promises), unit="%", derived=True, target=target),
        line("forum-f11", point("2025", 69.0), point("2026", score, compared=compared), derived=True),
    )


CASES: tuple[tuple[str, tuple[FigureLine, ...], Answer, Reason], ...] = (
    ("better and the rest the same", components("forbattrad", "oforandrad", "oforandrad"), YES, Reason.IMPROVED),
    ("better here and worse there", components("forbattrad", "forsamrad", "oforandrad"), NO, Reason.WORSE),
    ("no certain change", components("oforandrad", "oforandrad", "for_fa_svar"), NO, Reason.UNCHANGED),
    ("too few to compare", components(*["for_fa_svar"] * 3), UNKNOWN, Reason.TOO_FEW_TO_COMPARE),
    ("other areas have answers", components(*["ej_jamforbar"] * 3), UNKNOWN, Reason.NOT_COMPARABLE),
    ("a first period", components(None, None, None), UNKNOWN, Reason.ONE_PERIOD),
    (
        "across the break of 2024",
        (
            line(
                "service",
                point("2023", 66.0),
                point("2024", 70.0, compared={"period": "2023", "verdict": "ej_jamforbar"}),
                derived=True,
            ),
        ),
        UNKNOWN,
        Reason.SERIES_BREAK,
    ),
    ("too few to show", (line("service", point("2025", None, n=9), derived=True),), UNKNOWN, Reason.TOO_FEW),
    ("nothing measured", (line("service", derived=True),), UNKNOWN, Reason.NOT_MEASURED),
    ("above and well placed", insikt(), YES, Reason.ABOVE_NATION),
    ("as high as the nation", insikt(official=75.0), NO, Reason.NOT_ABOVE_NATION),
    ("as high once rounded", insikt(official=75.4), NO, Reason.NOT_ABOVE_NATION),
    ("below, and no place is known", insikt(official=70.0, rank=None), NO, Reason.NOT_ABOVE_NATION),
    ("above and badly placed", insikt(rank=101.0), NO, Reason.RANK_TOO_LOW),
    ("badly placed and nothing else known", insikt(official=None, rank=101.0), NO, Reason.RANK_TOO_LOW),
    ("above and no place known", insikt(rank=None), UNKNOWN, Reason.RANK_MISSING),
    ("no official figure", insikt(official=None), UNKNOWN, Reason.OFFICIAL_MISSING),
    ("no national figure", insikt(national=None), UNKNOWN, Reason.NATIONAL_MISSING),
    ("the nation counted otherwise", insikt(nation_under="old"), UNKNOWN, Reason.OTHER_DEFINITION),
    ("no ranking asked for", insikt()[1:], YES, Reason.ABOVE_NATION),
    ("above, and another figure fails", (*insikt(), *entered(("2025", 1.0), target=2.0)), NO, Reason.TARGET_NOT_MET),
    ("above, and another is missing", (*insikt(), *entered(("2024", 1.0))), UNKNOWN, Reason.VALUE_MISSING),
    ("above, and another holds", (*insikt(), *entered(("2025", 2.0), target=2.0)), YES, Reason.ABOVE_NATION),
    ("below, and another holds", (*insikt(75.0), *entered(("2025", 2.0), target=2.0)), NO, Reason.NOT_ABOVE_NATION),
    ("an official figure at a target of its own", with_target(76.0), YES, Reason.TARGET_MET),
    ("an official figure under a target of its own", with_target(77.0), NO, Reason.TARGET_NOT_MET),
    ("an index that is published as its target", with_target(76.0, official=75.5), YES, Reason.TARGET_MET),
    ("at the target", entered(("2025", 40.0), target=40.0), YES, Reason.TARGET_MET),
    ("under the target", entered(("2025", 39.9), target=40.0), NO, Reason.TARGET_NOT_MET),
    ("low enough", entered(("2025", 9.0), target=10.0, better="down"), YES, Reason.TARGET_MET),
    ("a yes", entered(("2025", 1.0), unit="ja/nej"), YES, Reason.TARGET_MET),
    ("a no", entered(("2025", 0.0), unit="ja/nej"), NO, Reason.TARGET_NOT_MET),
    ("a rise", entered(("2023", 9.0), ("2025", 9.1)), YES, Reason.BETTER),
    ("a fall that is good", entered(("2024", 9.0), ("2025", 8.0), better="down"), YES, Reason.BETTER),
    ("no rise", entered(("2024", 9.0), ("2025", 9.0)), NO, Reason.NOT_BETTER),
    ("a quarter is not set against a year", entered(("2024", 9.0), ("2025-K1", 10.0)), UNKNOWN, Reason.ONE_PERIOD),
    (
        "one of two is missing",
        (*entered(("2025", 41.0), target=40.0), line("motesplatser", point("2024", 3.0), target=1.0)),
        UNKNOWN,
        Reason.VALUE_MISSING,
    ),
    (
        "one of two fails",
        (*entered(("2025", 41.0), target=40.0), line("motesplatser", point("2025", 0.0), target=1.0)),
        NO,
        Reason.TARGET_NOT_MET,
    ),
    ("dialogues held, answered and heard", forum(), YES, Reason.FORUM_MET),
    ("heard better than before", forum(heard="forbattrad"), YES, Reason.FORUM_MET),
    ("activity alone", forum(kept=(0, 0), heard=None, score=None), UNKNOWN, Reason.FORUM_NOTHING_DUE),
    ("a group still to come", forum("naringsliv"), UNKNOWN, Reason.FORUM_NOT_YET),
    ("a group that never came", forum("ungdomar", "naringsliv", is_final=True), NO, Reason.FORUM_MISSING),
    ("a promise broken, and a group still to come", forum("naringsliv", kept=(2, 3)), NO, Reason.FORUM_LATE),
    ("a promise broken among hundreds", forum(kept=(9999, 10_000)), NO, Reason.FORUM_LATE),
    ("promises kept as often as was decided", forum(kept=(9, 10), target=90.0), YES, Reason.FORUM_MET),
    ("no target decided is every promise", forum(kept=(9, 10), target=None), NO, Reason.FORUM_LATE),
    ("nobody said how it was", forum(score=None), UNKNOWN, Reason.FORUM_NOT_ASKED),
    ("a first year of answers", forum(heard=None), UNKNOWN, Reason.FORUM_ONE_YEAR),
    ("other groups answered before", forum(heard="ej_jamforbar"), UNKNOWN, Reason.FORUM_NOT_COMPARABLE),
    ("too few to compare how it was", forum(heard="for_fa_svar"), UNKNOWN, Reason.TOO_FEW_TO_COMPARE),
    ("heard less than before", forum(heard="forsamrad"), NO, Reason.FORUM_LESS_HEARD),
    ("without its deciding figures it is counted as others", forum()[1:2], UNKNOWN, Reason.ONE_PERIOD),
)


@pytest.mark.parametrize(("lines", "answer", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_situation_has_its_answer_and_its_reason(
    lines: tuple[FigureLine, ...], answer: Answer, reason: Reason
) -> None:
    found = verdicts.judge(lines)

    assert (found.answer, found.reason) == (answer, reason)


def test_every_reason_comes_about() -> None:
    assert {reason for *_, reason in CASES} == set(Reason)


@on_sqlite
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_reason_is_one_full_sentence_of_its_own(app: Flask, language: str) -> None:
    sentences: dict[str, Reason] = {}
    with app.test_request_context(f"/?sprak={language}"):
        for name, lines, _, reason in CASES:
            found = verdicts.judge(lines)
            said = sentence(found, lines)
            assert re.fullmatch(r"[A-ZÅÄÖ0-9][^.]*(\d\.\d[^.]*)?\.", said), (name, said)
            assert "None" not in said
            assert sentences.setdefault(said, reason) is reason, said

    assert set(sentences.values()) == set(Reason)


def sentence(outcome: Outcome, lines: tuple[FigureLine, ...]) -> str:
    return render_template_string(
        '{% from "goals/parts.html" import because with context %}{{ because(outcome, lines) }}',
        outcome=outcome,
        lines=lines,
    ).strip()


@pytest.mark.parametrize(
    ("own", "evidence"), [(80.0, Evidence.OVER), (73.0, Evidence.INOM), (70.0, Evidence.UNDER), (None, None)]
)
def test_the_own_measurement_says_how_sure_it_is_and_decides_nothing(
    own: float | None, evidence: Evidence | None
) -> None:
    found = verdicts.judge(insikt(own=own))

    assert found.answer is YES
    assert found.own is not None
    assert found.own.evidence is (evidence or Evidence.FOR_FA_SVAR)


def test_the_own_measurement_is_not_set_beside_a_nation_counted_on_other_areas() -> None:
    assert verdicts.judge(insikt(nation_under="old")).own is None
    assert verdicts.judge(insikt(national=None)).own is None


def test_the_year_of_the_own_measurement_is_asked_about_and_the_last_one_that_could_be_answered_is_told() -> None:
    nation = (point("2022", 75.0), point("2023", 75.0))
    lines = (
        line("nki-insikt", point("2022", 77.0), point("2023", 74.0), nation=nation),
        line("nki", point("2023", 73.0, n=70), point("2025", 73.0, n=75), derived=True),
    )

    now, earlier = verdicts.judge(lines), verdicts.history(lines)
    said = verdicts.last_said(earlier, now.period)

    assert (now.period, now.reason) == ("2025", Reason.OFFICIAL_MISSING)
    assert [(found.period, found.answer) for found in earlier] == [("2025", UNKNOWN), ("2023", NO), ("2022", YES)]
    assert said is not None
    assert said.period == "2023"


def test_a_later_official_year_is_asked_about_and_a_year_that_is_not_over_is_not() -> None:
    nation = (point("2024", 75.0), point("2025", 75.0))
    official = line("nki-insikt", point("2024", 74.0), point("2025", 76.0), nation=nation)

    behind = (official, line("nki", point("2024", 73.0, n=70), derived=True))
    quarters = (official, line("nki", point("2025-K4", 73.0, n=70), point("2026-K1", 74.0, n=70), derived=True))
    unpublished = (official, line("nki", point("2026-K4", 74.0, n=70), derived=True))

    assert (verdicts.judge(behind).period, verdicts.judge(behind).answer) == ("2025", YES)
    assert (verdicts.judge(quarters).period, verdicts.judge(quarters).answer) == ("2025", YES)
    assert (verdicts.judge(unpublished).period, verdicts.judge(unpublished).answer) == ("2026", UNKNOWN)


@on_sqlite
@pytest.mark.parametrize(
    ("value", "target", "unit", "said"),
    [
        (39.96, 40.0, "%", "Värdet för 2025 är 39,96\xa0%, men målet är minst 40\xa0%."),
        (74.6, 75.0, "index", "Värdet för 2025 är 75, och målet är minst 75."),
        (74.0, 74.5, "index", "Värdet för 2025 är 74, men målet är minst 74,5."),
    ],
)
def test_a_sentence_shows_the_numbers_it_judges_by(
    app: Flask, value: float, target: float, unit: str, said: str
) -> None:
    lines = entered(("2025", value), target=target, unit=unit)

    with app.test_request_context("/"):
        assert unescape(sentence(verdicts.judge(lines), lines)) == said


@on_sqlite
def test_an_index_is_shown_as_the_integer_that_was_published(app: Flask) -> None:
    # 74.46 is published as 74, though the public value 74.5 would round to 75.
    lines = (line("nki", point("2025", 74.5, published=74, n=60), derived=True),)

    with app.test_request_context("/"):
        shown = render_template_string(
            '{% from "goals/parts.html" import figures with context %}{{ figures(lines, {}) }}', lines=lines
        )

    assert re.findall(r'<b class="big">(\d+)</b>', shown) == ["74"]


@on_sqlite
def test_what_a_figure_is_called_is_text_and_never_markup(app: Flask) -> None:
    lines = (line("<b>å & ä", point("2025", 0.0, "-"), unit="ja/nej"),)

    with app.test_request_context("/"):
        assert sentence(verdicts.judge(lines), lines) == "Målet är inte nått 2025: &lt;b&gt;å &amp; ä."


def test_a_year_is_answered_by_its_whole_or_by_the_last_part_of_it() -> None:
    lines = entered(("2023", 1.0), ("2024", 2.0), ("2024-K4", 3.0), ("2025-K1", 4.0), ("2025-K2", 2.0))

    assert verdicts.judge(lines, "2024").period == "2024"
    assert verdicts.judge(lines, "2025").period == "2025-K2"
    assert verdicts.judge(lines, "2025").reason is Reason.NOT_BETTER
    assert verdicts.judge(lines, "2019") == Outcome(UNKNOWN, Reason.NOT_MEASURED, "2019")


VALUES = st.dictionaries(
    st.sampled_from(["2022", "2023", "2024", "2025", "2025-K1", "2025-K2"]),
    st.one_of(st.none(), st.floats(0, 100)),
    max_size=6,
)


@given(VALUES, VALUES, VALUES, st.sampled_from(["", "2024", "2025", "1999"]))
def test_no_values_are_without_an_answer_and_history_ends_where_the_answer_begins(
    own: Mapping[str, float | None],
    official: Mapping[str, float | None],
    national: Mapping[str, float | None],
    year: str,
) -> None:
    def points(values: Mapping[str, float | None], **detail: Any) -> tuple[Point, ...]:
        return tuple(point(period, values[period], **detail) for period in sorted(values))

    for lines in (
        (line("nki-insikt", *points(official), nation=points(national)), line("nki", *points(own, n=30), derived=True)),
        (line("service", *points(own, n=30), derived=True), line("bemotande", *points(official, n=30), derived=True)),
        (line("arbetskraft", *points(own)), line("motesplatser", *points(official), target=50.0)),
    ):
        found, earlier = verdicts.judge(lines, year), verdicts.history(lines)

        assert found in earlier or found.reason in (Reason.NOT_MEASURED, Reason.OFFICIAL_MISSING)
        assert not year or found.period[:4] == year
        assert [one.period for one in earlier] == sorted({one.period for one in earlier}, reverse=True)
