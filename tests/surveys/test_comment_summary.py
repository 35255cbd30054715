"""A summary of comments: what it tells, that every number and word of it is somebody's, and what goes to the report."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from core.audit import AuditEntry
from core.i18n import in_language
from core.language.analysing import analyse
from core.people.roles import Role
from core.statistics.suppression import REPORT_MIN
from core.summaries.checks import Check, findings
from core.summaries.sentences import SLOT
from goals.indicators import REGISTER
from surveys.comments import marks, quoting, reporting, results, telling
from surveys.comments.models import CommentMark, CommentThemes
from surveys.comments.results import CommentView, Overview, Summary, Theme, Tones
from surveys.comments.telling import Telling
from surveys.measures import FACTORS
from surveys.models import Comment, Response
from surveys.rounds import Round
from tests.browsing import Browser, Page
from tests.builders import drain, on_sqlite, open_round, signed_in, small_survey, store
from tests.ground import NOON, StandingClock, working

pytestmark = on_sqlite
SLUG = "myndighetsservice-foretag"
PAGE = f"/personal/enkater/{SLUG}/kommentarer/varfor"
SUMMARY = "Gjord av maskinen ur kommentarerna"
WAITING, FRIENDLY = "Väntetiden var alldeles för lång, linje {}", "Mycket trevligt och vänligt bemötande, tack till {}"
ODD = "Lägg en bänk vid dammen"
_NO_TONES = Tones(0, 0, 50, None)


def commented(app: Flask, *words: str, slug: str = SLUG) -> Round:
    round_ = open_round(app, small_survey(slug, layout="one_page"))
    store(app, round_, *({"roll": "boende", "nojd": "1", "varfor": text} for text in words))
    drain(app)
    return round_


def overview_of(
    words: Sequence[str], themes: Mapping[str, Sequence[int]], factors: Mapping[str, Sequence[int]], name: str = "buss"
) -> tuple[Overview, dict[str, CommentView]]:
    """What the worker would have stored, without a database."""
    chosen = quoting.choose(words, themes, factors)
    summary = None
    quoted: dict[str, CommentView] = {}
    if chosen is not None:
        summary = Summary(chosen.themes, chosen.factors, chosen.alike, chosen.told, chosen.repeated)
        read = analyse(list(words), "sv")
        quoted = {
            ref: CommentView(uuid.UUID(int=i), "varfor", 1, read[i], "", None) for ref, i in chosen.quotes.items()
        }
    told = tuple(Theme(key, (key,), name + key, (key,), len(those), _NO_TONES) for key, those in themes.items())
    counted = tuple((factor, len(those), ()) for factor, those in factors.items())
    overview = Overview("varfor", len(words), _NO_TONES, counted, (), told, 0, None, "", "", NOON, summary)
    return overview, quoted


def absolute(told: Telling) -> list[tuple[str, str]]:
    """What no summary may have: a sentence without a ground, or a number or a quotation that is nobody's."""
    wrong = {Check.CITATION, Check.NUMBER, Check.QUOTE}
    return [
        (one.words, found.detail)
        for one in told.sentences
        for found in findings(one.sentence, told.sources)
        if found.check in wrong
    ]


WORDS = st.lists(
    st.lists(
        st.sampled_from(
            ["bussen", "vägen", "17", "procent", "3", "av", "10", "svar", "{k1}", "”nej”", "många", "inga"]
        ),
        min_size=1,
        max_size=8,
    ).map(" ".join),
    max_size=24,
)


@settings(max_examples=60, deadline=None)
@given(WORDS, st.data())
def test_every_sentence_has_its_ground_and_every_number_is_that_of_what_it_cites(
    words: list[str], data: st.DataObject
) -> None:
    picked = st.sets(st.integers(0, max(0, len(words) - 1)), max_size=len(words)) if words else st.just(set())
    themes = {f"t{i}": sorted(data.draw(picked)) for i in range(3)}
    factors = {factor: sorted(data.draw(picked)) for factor in FACTORS[:3]}
    name = data.draw(st.sampled_from(["buss ", "3 av 4 ", "{k9} ", "17 % nej "]))
    overview, quoted = overview_of(words, themes, factors, name)

    with in_language(data.draw(st.sampled_from(["sv", "en"]))):
        told = telling.tell(overview, quoted, is_closed=True)

    assert told is not None
    assert absolute(told) == []
    refs = [ref for one in told.sentences for ref in SLOT.findall(one.sentence.text)]
    assert len(refs) == len(set(refs))
    assert all(one.n >= REPORT_MIN for one in told.sentences if one.theme or one.factor)
    if len(words) < REPORT_MIN:
        assert len(told.sentences) == 1
        assert telling.tell(overview, quoted, is_closed=False) is None


@settings(max_examples=25, deadline=None)
@given(WORDS, st.randoms(use_true_random=False))
def test_the_same_comments_give_the_same_quotes_whatever_order_they_came_in(words: list[str], random: object) -> None:
    order = list(range(len(words)))
    random.shuffle(order)  # type: ignore[attr-defined]
    place = {old: new for new, old in enumerate(order)}
    half = range(len(words) // 2 + 1 if words else 0)

    first = quoting.choose(words, {"t": list(half)}, {})
    again = quoting.choose([words[i] for i in order], {"t": sorted(place[i] for i in half)}, {})

    said = [words[i] for i in first.quotes.values()] if first else []
    assert said == ([words[order[i]] for i in again.quotes.values()] if again else [])


def test_no_two_quotes_say_nearly_the_same_and_how_many_do_is_told() -> None:
    words = [*(WAITING.format(f"i kön {'till' * (i % 2)}") for i in range(9)), *[ODD] * 8]

    chosen = quoting.choose(words, {"a": range(9), "b": range(9, 17)}, {"information": range(9)})

    assert chosen is not None
    assert [words[i] for i in chosen.quotes.values()] == [words[0], ODD]
    assert chosen.themes == {"a": ("k1",), "b": ("k2",)}
    assert chosen.factors == {"information": ()}
    assert chosen.alike == {"k1": 8, "k2": 7}
    assert (chosen.told, chosen.repeated) == (17, 15)


def test_a_summary_stands_above_the_themes_and_leads_to_the_comments_of_each_sentence(app: Flask) -> None:
    round_ = commented(
        app,
        *(WAITING.format(i) for i in range(12)),
        *(FRIENDLY.format(name) for name in ("Lisa Ek", "Kalle", "Eva", "Nils", "Anna", "Olle", "Karin", "Bo")),
        ODD,
    )
    staff = signed_in(app, Role.MODERATOR)

    page = staff.open(PAGE)

    assert SUMMARY in page.text
    assert page.text.index("Sammanfattning") < page.text.index("Vad de handlar om")
    assert "21 kommentarer är lästa." in page.text
    assert "8 av 21 kommentarer nämner bemötande (38 %, 90 % intervall 23–56 %)." in page.text
    assert "Läs de 8 kommentarerna" in page.text
    assert "Lisa" not in page.text
    with working(app) as session:
        overview = results.overview(session, round_.collection_id, "varfor")
        assert overview is not None
        quoted = results.quoted(session, round_.collection_id, overview)
        told = telling.tell(overview, quoted, is_closed=False)
        assert told is not None
        assert absolute(told) == []
        gone = next(iter(quoted.values()))
        session.execute(delete(Response).where(Response.id == gone.response_id))
    # The words of a comment live with the comment alone.
    assert gone.findings.redacted not in staff.open(PAGE).text.split("Vad de handlar om")[0]


def test_under_seven_comments_nothing_is_summed_up_and_after_the_close_the_page_says_why(
    app: Flask, time: StandingClock
) -> None:
    commented(app, *(WAITING.format(i) for i in range(6)))
    staff = signed_in(app, Role.MODERATOR)
    assert "är för få för att säga något." not in staff.open(PAGE).text

    with working(app) as session:
        document = session.scalars(select(CommentThemes.document)).one()
        assert document["summary"] is None
    time.forward(days=40)

    page = signed_in(app, Role.COMMUNICATOR).open(PAGE)
    assert "6 kommentarer är för få för att säga något." in page.text


def rows_in_report(app: Flask) -> int:
    with working(app) as session:
        return session.scalar(select(func.count()).where(CommentMark.mark == marks.REPORT)) or 0


def choose(staff: Browser, page: Page, response_id: uuid.UUID, do: str = "in") -> Page:
    return staff.post(f"{PAGE}/{response_id}/rapport", {"csrf_token": page.value("csrf_token")[0], "do": do})


def test_staff_choose_at_most_three_comments_for_the_report_and_take_them_back(app: Flask) -> None:
    round_ = commented(app, *(WAITING.format(i) for i in range(8)))
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(PAGE)
    with working(app) as session:
        ids = session.scalars(select(Comment.response_id).order_by(Comment.response_id)).all()

    for response_id in (*ids[:3], ids[0]):
        assert choose(staff, page, response_id).status in (200, 303)
    fourth = choose(staff, page, ids[3])
    assert fourth.status == 409
    assert "Tre kommentarer är redan valda" in fourth.text
    assert rows_in_report(app) == reporting.MOST_QUOTES
    assert staff.open(PAGE).text.count("med i delårsrapporten") >= 3

    # What the worker makes anew leaves what staff have chosen.
    store(app, round_, {"roll": "boende", "nojd": "1", "varfor": ODD})
    drain(app)
    assert rows_in_report(app) == 3
    choose(staff, page, ids[0], "out")
    choose(staff, page, ids[0], "out")
    assert rows_in_report(app) == 2
    with working(app) as session:
        deeds = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("comment.%"))).all()
        entries = session.scalars(select(AuditEntry)).all()
        assert not any(str(ids[0]) in str(entry.details) for entry in entries)
    assert sorted(deeds) == ["comment.let_into_report"] * 3 + ["comment.taken_from_report"]
    assert choose(staff, page, uuid.uuid4()).status == 404


def test_the_surveys_a_report_may_quote_are_those_its_figures_come_from(app: Flask) -> None:
    assert {figure.survey for figure in REGISTER} == reporting.REPORTED
    commented(app, *(WAITING.format(i) for i in range(8)), slug="annan")
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(PAGE.replace(SLUG, "annan"))
    assert "8 kommentarer är lästa." in page.text
    assert "delårsrapporten" not in page.text
    assert choose(staff, page, uuid.uuid4()).status == 404


def test_each_factor_is_told_of_over_all_questions_of_a_round() -> None:
    one = overview_of([ODD] * 8, {}, {"information": range(5), "bemotande": range(3)})[0]
    other = overview_of([ODD] * 6, {}, {"information": range(4)})[0]

    with in_language("sv"):
        told = telling.by_factor([one, other])

    assert told is not None
    assert [sentence.words for sentence in told.sentences] == [
        "9 av 14 kommentarer nämner information (64\u00a0%, 90\u00a0% intervall 43–81\u00a0%).",
        "För få har skrivit om bemötande för att säga något.",
    ]
    assert absolute(told) == []
    assert telling.by_factor([one]) is None
    assert telling.by_factor([other, overview_of([], {}, {})[0]]) is None


@pytest.mark.parametrize("n", [1, 6])
def test_where_few_have_written_nobody_is_quoted(app: Flask, n: int) -> None:
    commented(app, *(WAITING.format(i) for i in range(n)))
    staff = signed_in(app, Role.COMMUNICATOR)
    page = staff.open(PAGE)
    with working(app) as session:
        response_id = session.scalars(select(Comment.response_id).limit(1)).one()

    refused = choose(staff, page, response_id)

    assert refused.status == 409
    assert "Färre än sju har skrivit" in refused.text
    assert rows_in_report(app) == 0
