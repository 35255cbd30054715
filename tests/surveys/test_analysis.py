"""From stored answers to estimates: the oracle's numbers through the commands, and small groups never stored."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import population
from core.people.roles import Role
from core.population import Count
from goals.indicators import REGISTER
from surveys import analysis, models, results, scoring
from surveys.analysis import findings, weighing
from surveys.analysis.answers import Plan, Sums
from surveys.analysis.findings import Analysis
from surveys.measures import AGE_GROUPS, MEASURES, SERVICE, SEXES
from surveys.questionnaire import Questionnaire
from surveys.questions import Value
from surveys.rounds import Round
from surveys.staff_analysis import NAMES
from surveys.statistics.calibration import NOT_TOLD
from surveys.statistics.clusters import ClusterSums
from surveys.statistics.sample import Cell, estimate, srs
from tests.builders import drain, on_sqlite, open_round, run, signed_in, small_survey, store
from tests.ground import NOON, StandingClock, working

ORACLE = Path(__file__).parents[1] / "oracle"
SLUG = "oracle-insikt"
FACTORS = ("information", "tillganglighet", "bemotande", "kompetens", "rattssakerhet", "effektivitet")
CLOSE = 1e-9


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ORACLE / name).read_text("utf-8"))
    return found


def oracle_rows(name: str = "insikt_svar.csv") -> list[dict[str, str]]:
    with (ORACLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def imported(app: Flask, folder: Path, rows: list[dict[str, str]], slug: str = SLUG) -> None:
    """Bring rows in as a municipality would, and let the worker do what follows."""
    file = folder / "svar.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    result = run(app, "surveys", "import-responses", slug, str(file))
    assert result.exit_code == 0, result.stderr
    drain(app)


def analysed(app: Flask, period: str, slug: str = SLUG) -> Analysis:
    with working(app) as session:
        survey_id = results.survey_id(session, slug)
        assert survey_id is not None
        found = analysis.stored(session, survey_id, period)
    assert found is not None
    return found


def counted(app: Flask) -> None:
    assert run(app, "goals", "population", "import", str(ORACLE / "insikt_population.csv")).exit_code == 0


def asking(**measured: tuple[str, int]) -> dict[str, Any]:
    """A questionnaire of scale questions: key=(measure, highest step), and of sex and age."""

    def said(words: str) -> dict[str, str]:
        return {"sv": words, "en": words}

    def choice(*keys: str) -> list[dict[str, Any]]:
        return [{"key": key, "text": said(key)} for key in keys]

    scales = {
        f"till_{highest}": {"from": 1, "to": highest, "low": said("låg"), "high": said("hög")} for highest in (5, 10)
    }
    questions: list[dict[str, Any]] = [
        {"key": "kon", "kind": "one_choice", "measures": "sex", "choice": choice(*SEXES, "annat")},
        {"key": "alder", "kind": "one_choice", "measures": "age_group", "choice": choice(*AGE_GROUPS)},
        *(
            {"key": key, "kind": "scale", "scale": f"till_{highest}"} | ({"measures": measure} if measure else {})
            for key, (measure, highest) in measured.items()
        ),
    ]
    section = {
        "key": "allt",
        "title": said("Allt"),
        "question": [{**one, "text": said(one["key"])} for one in questions],
    }
    return small_survey("medborgare", "one_page") | {"scales": scales, "section": [section]}


@pytest.mark.parametrize("period", ["2024", "2025"])
def test_the_oracles_answers_give_the_oracles_numbers(app: Flask, tmp_path: Path, period: str) -> None:
    counted(app)
    imported(app, tmp_path, oracle_rows())

    found, wanted = analysed(app, period), expected("insikt_expected.json")[f"period_{period}"]

    nki, factor = found.index("nki"), found.index("bemotande")
    assert nki is not None
    assert factor is not None
    assert nki.estimate == pytest.approx(wanted["stratified_fpc_t"]["estimate"], abs=CLOSE)
    assert [nki.low, nki.high] == pytest.approx(wanted["stratified_fpc_t"]["ci95"], abs=CLOSE)
    assert (found.base, nki.n, factor.n) == (wanted["n_rows"], wanted["n_scored"], wanted["factor_bem"]["n"])
    assert found.earlier == ("2024" if period == "2025" else "")
    assert [share.diff is not None for share in found.shares] == [period == "2025"] * 11


@on_sqlite
def test_alpha_and_explained_variance_are_the_oracles(app: Flask, tmp_path: Path) -> None:
    # R took both periods together.
    imported(app, tmp_path, [row | {"period": "2024"} for row in oracle_rows()])

    found, wanted = analysed(app, "2024"), expected("insikt_expected.json")

    for measure, alpha in wanted["cronbach_complete_cases_both_periods"].items():
        index = found.index(measure)
        assert index is not None
        assert index.alpha == pytest.approx(alpha["raw_alpha"], abs=CLOSE)
        assert (index.alpha_n, index.is_alpha_low) == (alpha["n"], measure == "tillganglighet")
    assert found.effects is not None
    assert found.effects.r2 == pytest.approx(wanted["effect_ols"]["r2"], abs=CLOSE)
    assert found.effects.n == wanted["effect_ols"]["n"]
    # The relation in which service people are met explains most; with two factors the lines part them.
    assert [index.measure for index in found.matrix] == ["bemotande", "tillganglighet"]
    assert sum(index.effect or 0.0 for index in found.matrix) == pytest.approx(1)


@on_sqlite
def test_answers_weighted_to_the_population_are_the_oracles(app: Flask) -> None:
    names = {"K": "kvinna", "M": "man"}
    rows, wanted = oracle_rows("medborgare_svar.csv"), expected("medborgare_expected.json")
    margins: dict[str, dict[str, int]] = {"sex": {}, "age_group": {}}
    for row in oracle_rows("befolkning.csv"):
        for dimension, cell in (("sex", names[row["kon"]]), ("age_group", row["alder"])):
            margins[dimension][cell] = margins[dimension].get(cell, 0) + int(row["N"])
    with working(app) as session:
        for dimension, cells in margins.items():
            population.store(session, [Count("2024", cell, n) for cell, n in cells.items()], dimension)
    round_ = open_round(app, asking(betyg=("mikro_hjalp", 5)))
    people: list[dict[str, Value]] = [
        {"kon": names[row["kon"]], "alder": row["alder"], "betyg": int(row["betyg5"]) if row["betyg5"] else "vet_ej"}
        for row in rows
    ]
    silent: list[dict[str, Value]] = [{"betyg": 1}, {"kon": "annat", "alder": "65+", "betyg": 5}]

    store(app, round_, *people, *silent * 4)
    drain(app)

    found = analysed(app, "2026", "medborgare")
    assert found.weighting is not None
    assert (found.weighting.n, found.weighting.left_out, found.weighting.year) == (88, 8, "2024")
    assert found.weighting.n_eff == pytest.approx(wanted["kish_raked"]["n_eff"], abs=1e-6)
    assert found.weighting.most_relative == pytest.approx(wanted["kish_raked"]["max_rel"], abs=1e-6)
    index, share = found.weighted
    raked = wanted["index5"]["raked"]
    assert (index.key, index.n) == ("mikro_hjalp", raked["n"])
    assert index.estimate == pytest.approx(raked["estimate"], abs=1e-6)
    assert [index.low, index.high] == pytest.approx(raked["ci95"], abs=1e-6)
    assert index.unweighted == pytest.approx(wanted["index5"]["unweighted"]["estimate"], abs=CLOSE)
    assert (share.key, share.is_share, share.n) == ("betyg", True, raked["n"])


@on_sqlite
@pytest.mark.parametrize(("silent", "is_told"), [(0, True), (1, False), (6, False), (7, True)])
def test_what_the_few_who_keep_sex_or_age_to_themselves_answered_cannot_be_worked_out(
    silent: int, is_told: bool
) -> None:
    plan, sums = Plan.of(QUESTIONNAIRE), Sums()
    cells = [{"kon": sex, "alder": age} for sex in SEXES for age in AGE_GROUPS]
    people: list[dict[str, Any]] = [cell | {"nki0": 5 + i % 3, "nki1": 7} for cell in cells for i in range(8)]
    sums.add(plan, people + [{"nki0": 1, "nki1": 1}] * silent, to_weigh=True)

    margins = {"sex": dict.fromkeys(SEXES, 50), "age_group": dict.fromkeys(AGE_GROUPS, 25)}
    weighting, (index, share) = weighing.weighed(sums, "2026", margins, ["nki"], plan.items[:1])

    assert (weighting.left_out, index.n, share.n) == (silent, 64, 64)
    assert index.estimate is not None
    assert [index.unweighted is not None, share.unweighted is not None] == [is_told, is_told]


@on_sqlite
def test_the_page_has_a_dash_for_what_would_tell_of_one_person(app: Flask) -> None:
    with working(app) as session:
        population.store(session, [Count("2026", sex, 100) for sex in SEXES], "sex")
        population.store(session, [Count("2026", age, 50) for age in AGE_GROUPS], "age_group")
    cells: list[dict[str, Value]] = [{"kon": sex, "alder": age} for sex in SEXES for age in AGE_GROUPS]
    round_ = open_round(app, asking(betyg=("mikro_hjalp", 5)))
    store(app, round_, *[cell | {"betyg": 1 + i % 5} for cell in cells for i in range(10)], {"betyg": 1})
    drain(app)

    page = signed_in(app, Role.READER).open("/personal/enkater/medborgare/analys")

    assert [one.unweighted for one in analysed(app, "2026", "medborgare").weighted] == [None, None]
    assert "Ett streck i kolumnen Ovägt betyder" in page.text
    assert "80 svar är med" in page.text


@on_sqlite
def test_without_a_population_or_with_few_answers_the_reason_is_stored_and_no_weights(app: Flask) -> None:
    round_ = open_round(app, asking(betyg=("", 10)))
    man: dict[str, Value] = {"kon": "man", "alder": "65+", "betyg": 9}
    store(app, round_, *[man] * 10)
    drain(app)
    unknown = analysed(app, "2026", "medborgare").weighting
    with working(app) as session:
        population.store(session, [Count("2026", sex, 100) for sex in SEXES], "sex")
        population.store(session, [Count("2026", age, 50) for age in AGE_GROUPS], "age_group")
        again = analysis.make(session, round_.survey_id, "2026", NOON)

    assert unknown is not None
    assert (unknown.refusal, unknown.n) == ("okand_befolkning", 10)
    assert again is not None
    assert again.weighting is not None
    assert again.weighting.refusal == "for_fa_svar"
    assert again.weighted == ()


@on_sqlite
def test_several_answers_of_a_customer_change_the_error_and_not_the_mean(app: Flask, tmp_path: Path) -> None:
    # Every third answer is of the same builder's as the two before it; two write the number in different ways.
    rows = oracle_rows()
    customers = [f"55667{i // 3:03}-88 99" if i % 3 else f"55667{i // 3:03}8899" for i in range(len(rows))]
    customers[-1] = "-"
    counted(app)
    imported(app, tmp_path, [row | {"customer": customer} for row, customer in zip(rows, customers, strict=True)])

    with working(app) as session:
        survey_id = results.survey_id(session, SLUG)
        assert survey_id is not None
        stored = session.execute(
            select(models.Response.external_id, models.Response.cluster, models.Score.area, models.Score.value)
            .join(models.Score, models.Score.response_id == models.Response.id)
            .where(models.Score.measure == "nki", models.Score.period == "2025")
        ).all()
        score_clusters = set(session.scalars(select(models.Score.cluster)))
        cells = results.cells(session, survey_id, "2025", "nki")
        both = results.cells_over(session, survey_id, ["2024", "2025"], "nki")
    known = population_of("2025")
    by_area: dict[str, list[tuple[str | None, float]]] = {}
    for _, cluster, area, value in stored:
        by_area.setdefault(area, []).append((cluster, value))
    wanted = [ClusterSums.of(area, pairs, known[area]).cell() for area, pairs in sorted(by_area.items())]
    plain = [Cell.of(area, [value for _, value in pairs], known[area]) for area, pairs in sorted(by_area.items())]

    alone = next(row.cluster for row in stored if row.external_id == rows[-1]["id"])
    assert alone is None
    assert all(len(cluster) == 64 for cluster in score_clusters if cluster)
    for cell, want in zip(cells, wanted, strict=True):
        assert (cell.key, cell.n, cell.units, cell.population) == (want.key, want.n, want.units, want.population)
        assert srs(cell).se == pytest.approx(srs(want).se, abs=CLOSE)
    clustered, alike = estimate(cells), estimate(plain)
    assert clustered.estimate == pytest.approx(alike.estimate, abs=CLOSE)
    assert clustered.se != pytest.approx(alike.se, abs=1e-3)
    assert (clustered.df or 0) < (alike.df or 0)
    assert sum(cell.n for cell in both) == 118

    measured = run(app, "goals", "measure", "--period", "2025", "--survey", SLUG, "--json", "--unsuppressed")
    assert json.loads(measured.stdout)["figures"]["nki"]["se"] == pytest.approx(clustered.se, abs=CLOSE)
    exported = run(app, "surveys", "export-responses", SLUG, "-", "--plain")
    assert "customer" not in exported.stdout
    assert not any(cluster in exported.stdout for cluster in score_clusters if cluster)


def population_of(period: str) -> dict[str, int]:
    return {row["area"]: int(row["N"]) for row in oracle_rows("insikt_population.csv") if row["period"] == period}


@on_sqlite
def test_over_several_periods_a_customer_is_one(app: Flask, tmp_path: Path) -> None:
    rows = [row | {"customer": f"kund {i % 10}", "area": "bygglov"} for i, row in enumerate(oracle_rows())]
    imported(app, tmp_path, rows)

    with working(app) as session:
        survey_id = results.survey_id(session, SLUG) or 0
        (both,) = results.cells_over(session, survey_id, ["2024", "2025"], "nki")
        (one,) = results.cells(session, survey_id, "2025", "nki")

    assert (one.units, both.units, both.n) == (10, 10, 118)


@on_sqlite
def test_a_customer_that_no_one_could_write_is_told_and_nothing_is_stored(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "svar.csv"
    file.write_text(f"id,period,customer,q1\n1,2024,{'x' * 201},5\n", "utf-8")

    result = run(app, "surveys", "import-responses", SLUG, str(file))

    assert result.exit_code == 1
    assert "customer is longer than 200 characters" in result.stderr
    assert "nothing was stored" in result.stderr


@on_sqlite
def test_a_figure_for_companies_counts_the_companies_cases_where_they_are_known(app: Flask, tmp_path: Path) -> None:
    nki, service, *_ = REGISTER
    counted(app)
    imported(app, tmp_path, oracle_rows())

    with working(app) as session:
        survey_id = results.survey_id(session, SLUG) or 0
        before = nki.take(session, "2025", survey_id)
        population.store(
            session, [Count("2025", area, n - 1) for area, n in population_of("2025").items()], "area:foretag"
        )
        after, others = nki.take(session, "2025", survey_id), service.take(session, "2025", survey_id)

    assert before is not None
    assert after is not None
    assert others is not None
    assert (before.counted, before.population) == ("area", 154)
    assert (after.counted, after.population) == ("area:foretag", 150)
    assert (others.counted, others.population) == ("area", 154)


@pytest.mark.parametrize("n", [4, 6])
@on_sqlite
def test_nothing_is_stored_of_a_group_too_small_to_be_shown(app: Flask, n: int) -> None:
    round_ = open_round(app, SLUG)
    answers: dict[str, Value] = {"q1": 9, "q2": 8, "q3": 7, "area": "bygglov"}
    store(app, round_, *[answers] * n)
    drain(app)

    with working(app) as session:
        document = session.scalars(select(models.Analysis.document)).one()

    nothing = {name: value for name, value in document.items() if value not in (None, [], "")}
    assert nothing == {"shape": findings.SHAPE, "period": "2026", "base": n, "is_too_few": True, "method": "nki-1"}


@on_sqlite
def test_a_question_few_answered_and_a_period_before_with_few_are_left_without_numbers(app: Flask) -> None:
    first = open_round(app, SLUG, period="2025")
    store(app, first, *[{"q1": 9}] * 6, *[{"q2": 5}] * 20)
    close(app, first)
    second = open_round(app, SLUG, period="2026")
    store(app, second, *[{"q1": 9}] * 30, *[{"q3": 5}] * 6)
    drain(app)

    q1, q2, q3, *_ = analysed(app, "2026").shares

    assert (q1.n, q1.share, q1.diff) == (30, 1.0, None)
    assert (q2.n, q2.share) == (0, None)
    assert (q3.n, q3.share, q3.low) == (6, None, None)
    nki = analysed(app, "2026").index("nki")
    assert nki is not None
    assert (nki.n, nki.estimate) == (0, None)


@on_sqlite
def test_a_change_is_judged_between_the_periods_and_stands_out_only_beyond_chance(app: Flask) -> None:
    for period, good in (("2025", 10), ("2026", 40)):
        round_ = open_round(app, asking(a=("", 10), b=("", 5)), period=period)
        store(app, round_, *[{"a": 10 if i < good else 2, "b": 5 if i % 2 else 1} for i in range(60)])
        close(app, round_)
    drain(app)

    a, b = analysed(app, "2026", "medborgare").shares

    assert a.diff == pytest.approx(0.5)
    assert (a.is_certain, a.stands_out, a.p) == (True, True, None)
    assert b.diff == 0
    assert (b.is_certain, b.stands_out) == (False, False)


def close(app: Flask, round_: Round) -> None:
    with working(app) as session:
        session.get_one(models.Collection, round_.collection_id).closed_at = NOON


@on_sqlite
@pytest.mark.parametrize(("sizes", "is_shown"), [((3, 20, 20, 20), False), ((3, 4, 20, 20), True)])
def test_twelve_months_are_not_shown_where_they_would_tell_what_a_quarter_hides(
    app: Flask, sizes: tuple[int, ...], is_shown: bool
) -> None:
    for quarter, n in enumerate(sizes, 1):
        round_ = open_round(app, SLUG, period=f"2025-K{quarter}")
        store(app, round_, *[{"q1": 7, "q2": 5 + i % 2, "q3": 6} for i in range(n)])
        close(app, round_)
    drain(app)

    (rolled,) = analysed(app, "2025-K4").rolling

    assert rolled.n == sum(sizes)
    assert [number is not None for number in (rolled.estimate, rolled.low, rolled.high)] == [is_shown] * 3


@on_sqlite
def test_quarters_give_the_last_twelve_months_and_a_trend(app: Flask) -> None:
    quarters = ("2025-K1", "2025-K2", "2025-K3", "2025-K4", "2026-K1")
    for level, quarter in enumerate(quarters, 3):
        round_ = open_round(app, SLUG, period=quarter)
        store(app, round_, *[{"q1": level + i % 3, "q2": level + i % 2, "q3": level} for i in range(20)])
        close(app, round_)
    drain(app)

    found, without = analysed(app, "2026-K1"), analysed(app, "2025-K3")

    (rolled,) = found.rolling
    assert (rolled.measure, rolled.first, rolled.n) == ("nki", "2025-K2", 80)
    assert (rolled.low or 0) < (rolled.estimate or 0) < (rolled.high or 0)
    (trend,) = found.trends
    assert (trend.direction, trend.periods, trend.first) == ("upp", 5, "2025-K1")
    # One step of nine a quarter is four ninths of the scale a year.
    assert trend.per_year == pytest.approx(400 / 9)
    assert (without.rolling, without.trends) == ((), ())


@on_sqlite
def test_answers_that_stream_in_are_analysed_at_most_once_a_minute(app: Flask, time: StandingClock) -> None:
    round_ = open_round(app, SLUG)
    made = []
    for minutes in (0, 0, 0, 1, 0):
        time.forward(minutes=minutes)
        store(app, round_, *[{"q1": 9, "q2": 8, "q3": 7}] * 10)
        drain(app)
        made.append(analysed(app, "2026").base)
    time.forward(minutes=1)
    drain(app)

    assert made == [10, 10, 10, 40, 40]
    assert analysed(app, "2026").base == 50


@on_sqlite
def test_answers_to_another_wording_count_where_the_questions_are_the_same(app: Flask) -> None:
    old = open_round(app, asking(n1=("nki", 10), n2=("nki", 10), b1=("bemotande", 10), b2=("bemotande", 10)))
    store(app, old, *[{"n1": 1 + i % 9, "n2": 1 + i % 8, "b1": 9, "b2": 1 + i % 5} for i in range(40)])
    close(app, old)
    new = open_round(app, asking(n1=("nki", 10), n2=("nki", 10), b1=("bemotande", 10), b3=("bemotande", 10)))
    store(app, new, *[{"n1": 1 + i % 9, "n2": 1 + i % 7, "b1": 9, "b3": 1 + i % 5} for i in range(35)])
    drain(app)

    found = analysed(app, "2026", "medborgare")

    assert {index.measure: index.alpha_n for index in found.indices} == {"nki": 75, "bemotande": 35}


def test_a_document_is_read_back_as_it_was_and_one_of_another_shape_is_none(demo_app: Flask) -> None:
    with working(demo_app) as session:
        document = session.scalars(select(models.Analysis.document).where(models.Analysis.period == "2025")).one()
    found = findings.from_document(document, NOON)

    assert found is not None
    assert json.loads(json.dumps(findings.as_document(found))) == document
    assert findings.from_document(document | {"shape": 0}, NOON) is None
    assert {index.field for index in found.matrix} <= {
        "bevara",
        "forbattra_om_mojligt",
        "lagre_prioritet",
        "prioritera",
    }


@on_sqlite
def test_every_index_has_a_name() -> None:
    assert {measure.key for measure in MEASURES.values() if measure.scale} | {SERVICE} <= set(NAMES)


ITEMS = {f"{measure[:4]}{i}": (measure, 10) for measure in ("nki", *FACTORS) for i in range(2)} | {
    "m": ("mikro_hjalp", 5)
}
QUESTIONNAIRE = Questionnaire.from_data(asking(**ITEMS))
SAID = st.fixed_dictionaries(
    {},
    optional={key: st.one_of(st.integers(1, highest), st.just("vet_ej")) for key, (_, highest) in ITEMS.items()}
    | {"kon": st.sampled_from((*SEXES, "annat")), "alder": st.sampled_from(AGE_GROUPS)},
)


@on_sqlite
@settings(max_examples=40, deadline=None)
@given(people=st.lists(SAID, max_size=12), cuts=st.lists(st.integers(0, 12), max_size=3))
def test_sums_are_those_of_the_scores_however_the_answers_come(people: list[dict[str, Any]], cuts: list[int]) -> None:
    plan, sums = Plan.of(QUESTIONNAIRE), Sums()

    for start, end in pairwise([0, *sorted(cuts), 12]):
        sums.add(plan, people[start:end], to_weigh=True)

    scored = [scoring.scores(QUESTIONNAIRE, given) for given in people]
    for measure in ("nki", SERVICE, *FACTORS, "mikro_hjalp"):
        values = [scores[measure] - 50 for scores in scored if measure in scores]
        cells = sums.scores(measure)
        assert sum(cell.n for cell in cells) == len(values)
        assert sum(cell.total for cell in cells) == pytest.approx(sum(values))
        assert sum(cell.total_of_squares for cell in cells) == pytest.approx(sum(value**2 for value in values))
    for factor in plan.factors:
        whole = [
            [given[item.key] for item in factor.items]
            for given in people
            if all(isinstance(given.get(item.key), int) for item in factor.items)
        ]
        found = sums.items(factor)
        middle = (factor.items[0].lowest + factor.items[0].highest) / 2
        assert found.n == len(whole)
        assert found.products[0][-1] == pytest.approx(sum((row[0] - middle) * (row[-1] - middle) for row in whole))
    told = [given for given in people if given.get("kon") in SEXES and given.get("alder") in AGE_GROUPS]
    assert sum(cell.n for cell in sums.people() if NOT_TOLD not in cell.labels) == len(told)
    top = sums.shares(plan.items[0])
    assert sum(cell.total for cell in top) == sum(given.get(plan.items[0].key) in (9, 10) for given in people)
