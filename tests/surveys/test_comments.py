"""What the worker reads in people's comments, and that it follows them when they are corrected, cut or taken back."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from core.corrections import calibrating, correcting, themes
from core.corrections.models import TextCorrection
from core.language.factors import FACTORS as WORDS_FOR
from core.people.roles import Role
from surveys import authoring
from surveys.comments import analysing, marks, results, summing
from surveys.comments import correcting as comment_correcting
from surveys.comments.models import CommentFinding, CommentMark, CommentThemes
from surveys.comments.results import CommentView
from surveys.measures import FACTORS
from surveys.models import Collection, Comment
from surveys.rounds import Round
from tests.browsing import Browser
from tests.builders import drain, on_sqlite, open_round, signed_in, small_survey, store
from tests.ground import NOON, StandingClock, working

BAD, GOOD = "Väntetiden var alldeles för lång och ingen svarade i telefon", "Mycket bra och snabbt bemötande av Lisa Ek"
BUS, ROAD = "Bussen till skolan går för sällan på kvällen", "Plogningen av vägen till byn är dålig"
PAGE = "/personal/enkater/prov/kommentarer/varfor"


def commented(app: Flask, *words: str, anonymous: bool = True, **changed: object) -> Round:
    round_ = open_round(app, small_survey(layout="one_page", anonymous=anonymous), is_anonymous=anonymous, **changed)
    store(app, round_, *({"roll": "boende", "nojd": "1", "varfor": text} for text in words))
    drain(app)
    return round_


def of_tone(app: Flask, round_: Round, tone: str) -> tuple[CommentView, ...]:
    with working(app) as session:
        return results.page(session, round_.collection_id, "varfor", [marks.tone(tone)]).rows


def test_the_factors_of_comments_are_the_measures_of_surveys() -> None:
    assert tuple(WORDS_FOR) == tuple(FACTORS)


def test_comments_are_read_masked_marked_and_summed_up(app: Flask) -> None:
    round_ = commented(app, BAD, GOOD)
    (bad,), (good,) = of_tone(app, round_, "negative"), of_tone(app, round_, "positive")
    with working(app) as session:
        overview = results.overview(session, round_.collection_id, "varfor")

    assert bad.findings.redacted == BAD
    assert "Lisa" not in good.findings.redacted
    assert "bemotande" in dict(good.factors)
    assert overview is not None
    assert (overview.n, overview.missing, overview.themes) == (2, "few_texts", ())
    assert overview.analyser == calibrating.ANALYSER
    # Two people are no group to say anything about.
    assert (overview.tones.n, overview.tones.shares) == (2, None)


@on_sqlite
def test_themes_are_found_and_keep_the_names_they_are_given(app: Flask) -> None:
    round_ = commented(app, *(f"{BUS}, linje {i}" for i in range(30)), *(f"{ROAD}, hus {i}" for i in range(30)))
    with working(app) as session:
        overview = results.overview(session, round_.collection_id, "varfor")
        assert overview is not None
        buses = next(theme for theme in overview.themes if "Buss" in theme.name or "buss" in theme.name)
        inside = results.page(session, round_.collection_id, "varfor", [marks.theme(buses.key)])
        assert inside.after is not None
        assert all(row.findings.redacted.startswith(BUS) for row in inside.rows)
        assert overview.tones.shares is not None
        assert sum(share for _, share, _, _ in overview.tones.shares) == pytest.approx(1)
        subject = marks.themes_of(round_.survey_id, "varfor")
        themes.rename(session, subject, buses.anchor, "Kvällsbussar", "Anna", NOON)
        summed = summing.make(session, round_.collection_id)
        summing.keep(session, round_.collection_id, calibrating.ANALYSER, summed, NOON)
        renamed = results.overview(session, round_.collection_id, "varfor")
        assert renamed is not None
        assert {theme.key: theme.name for theme in renamed.themes}[buses.key] == "Kvällsbussar"


def test_a_correction_counts_at_once_and_is_kept_when_the_comments_are_read_anew(
    app: Flask, time: StandingClock
) -> None:
    round_ = commented(app, BAD, GOOD)
    (bad,) = of_tone(app, round_, "negative")
    with working(app) as session:
        comment_correcting.correct(session, bad, "neutral", ["kompetens"], "Anna Ek", NOON)
    (now,) = of_tone(app, round_, "neutral")
    assert of_tone(app, round_, "negative") == ()
    assert (now.response_id, now.tone, now.factors) == (bad.response_id, "neutral", (("kompetens", ()),))
    assert now.said is not None
    assert now.said.by == "Anna Ek"

    with working(app) as session:
        session.execute(update(CommentFinding).values(analyser="an older one"))
        session.execute(update(CommentThemes).values(analyser="an older one"))
    time.forward(hours=2)
    drain(app)

    assert [row.response_id for row in of_tone(app, round_, "neutral")] == [bad.response_id]
    with working(app) as session:
        assert set(session.scalars(select(CommentFinding.analyser))) == {calibrating.ANALYSER}
        overview = results.overview(session, round_.collection_id, "varfor")
        assert overview is not None
        assert ("kompetens", 1, ()) in overview.factors


def test_what_was_found_and_said_follows_a_comment_when_its_round_is_cut_loose(app: Flask) -> None:
    round_ = commented(app, BAD, GOOD, anonymous=False, is_cut_at_close=True)
    (before,) = of_tone(app, round_, "negative")
    with working(app) as session:
        comment_correcting.correct(session, before, "neutral", [], "Anna Ek", NOON)
        authoring.close(session, session.get_one(Collection, round_.collection_id), NOON)
    (after,) = of_tone(app, round_, "neutral")

    assert after.findings.redacted == BAD
    assert after.said is not None
    assert after.response_id != before.response_id
    with working(app) as session:
        kept = [
            *session.scalars(select(TextCorrection.subject_ref)),
            *map(str, session.scalars(select(CommentFinding.response_id))),
            *map(str, session.scalars(select(CommentMark.response_id))),
            *map(str, session.scalars(select(CommentThemes.document))),
        ]
    assert not [one for one in kept if str(before.response_id) in one]


def test_with_a_withdrawn_response_goes_everything_made_of_it(app: Flask, time: StandingClock) -> None:
    round_ = open_round(app, small_survey(layout="one_page"))
    browser = Browser(app)
    page = browser.send(browser.open("/enkat/prov"), {"roll": "boende", "nojd": "1", "varfor": BAD})
    code = next(word for word in page.text.split() if len(word) == 14 and word.count("-") == 2)
    drain(app)
    (found,) = of_tone(app, round_, "negative")
    with working(app) as session:
        comment_correcting.correct(session, found, "neutral", [], "Anna Ek", NOON)
    browser.send(browser.open("/enkat/prov/ta-tillbaka"), {"kvittokod": code})
    time.forward(hours=2)
    drain(app)

    with working(app) as session:
        for table in (Comment, CommentFinding, CommentMark, CommentThemes, TextCorrection):
            assert session.scalar(select(func.count()).select_from(table)) == 0, table


def test_a_withheld_comment_is_neither_read_nor_shown(app: Flask, time: StandingClock) -> None:
    round_ = commented(app, BAD, GOOD)
    (bad,) = of_tone(app, round_, "negative")
    with working(app) as session:
        comment_correcting.correct(session, bad, "negative", [], "Anna Ek", NOON)
        session.execute(update(Comment).where(Comment.response_id == bad.response_id).values(is_withheld=True))
        assert results.one(session, round_.collection_id, "varfor", bad.response_id) is None
    assert of_tone(app, round_, "negative") == ()
    time.forward(hours=2)
    drain(app)
    with working(app) as session:
        assert session.get(CommentFinding, (bad.response_id, "varfor")) is None
        assert correcting.of(session, [marks.subject_of(bad.response_id, "varfor")]) == {}


def test_what_has_gone_while_the_worker_read_it_is_not_stored(app: Flask) -> None:
    round_ = commented(app, BAD, GOOD)
    with working(app) as session:
        session.execute(update(CommentFinding).values(analyser="an older one"))
        session.commit()
        batch = analysing.next_batch(session, round_.collection_id)
        summed = summing.make(session, round_.collection_id)
        assert len(batch.read) == 2
        gone = batch.read[0].response_id
        session.execute(update(Comment).where(Comment.response_id == gone).values(is_withheld=True))
        analysing.keep(session, batch)
        summing.keep(session, round_.collection_id, batch.analyser, summed, NOON)
        read = select(CommentFinding.response_id).where(CommentFinding.analyser == calibrating.ANALYSER)
        assert gone not in session.scalars(read).all()


@on_sqlite
def test_staff_read_pick_and_correct_on_pages(app: Flask) -> None:
    commented(app, BAD, GOOD)
    staff = signed_in(app, Role.STRATEGIST)

    page = staff.open(PAGE)
    assert BAD in page.text
    assert "Lisa" not in page.text
    assert "aldrig ett omdöme om en person" in page.text
    picked = staff.open(f"{PAGE}?ton=negative")
    assert BAD in picked.text
    assert "bemötande av" not in picked.text

    with working(app) as session:
        bad = session.scalar(select(Comment.response_id).where(Comment.words == BAD))
    address = f"{PAGE}/{bad}?ton=negative"
    assert f"/{bad}?" in picked.html
    form = staff.open(address)
    refused = staff.post(address, {"csrf_token": form.value("csrf_token")[0], "tone": "arg"})
    assert refused.status == 422
    told = staff.send(form, {"tone": "neutral", "factors": ["kompetens"]})
    assert told.path == PAGE
    assert "Inga kommentarer i det här urvalet" in told.text
    shown = staff.open(f"{PAGE}?faktor=kompetens")
    assert "rättad av" in shown.text
    assert staff.open(f"{PAGE}/{uuid.uuid4()}").status == 404
    assert staff.open("/personal/enkater/prov/kommentarer/finns-inte").status == 404
    assert staff.open("/personal/sprakanalys").status == 200
