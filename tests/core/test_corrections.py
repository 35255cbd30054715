from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select

from core.corrections import calibrating, correcting
from core.corrections.models import CalibrationModel, TextCorrection
from core.language.calibration import Corrected
from core.language.sentiment import judge
from tests.builders import drain, on_sqlite
from tests.ground import NOON, working

pytestmark = on_sqlite
# Words the lexicon does not know, used here in a way that corrections can teach.
PRAISE, COMPLAINT = "Det var kalasbyxor rakt igenom", "Det var surströmming rakt igenom"


def corrected(app: Flask, start: int, end: int) -> None:
    with working(app) as session:
        for i in range(start, end):
            words, tone = (PRAISE, "positive") if i % 2 else (COMPLAINT, "negative")
            correcting.correct(session, f"test:{i}", f"{words} {i}", "sv", tone, [], "Anna Ek", NOON)


def test_a_correction_is_of_tones_and_factors_there_are_and_takes_the_place_of_the_one_before(app: Flask) -> None:
    with working(app) as session:
        correcting.correct(session, "a", "Bra", "sv", "positive", None, "Anna", NOON)
        correcting.correct(session, "a", "Bra", "sv", "neutral", ["kompetens", "information"], "Bo", NOON)
        for tone, factors in (("unsure", None), ("glad", None), (None, ["vackerhet"])):
            with pytest.raises(ValueError, match=r"tone|factors"):
                correcting.correct(session, "a", "Bra", "sv", tone, factors, "Bo", NOON)
        said = correcting.of(session, ["a", "b"])
        assert said == {"a": correcting.Correction("neutral", ("information", "kompetens"), "Bo", NOON)}

        correcting.move(session, {"a": "new", "nothing": "nowhere"})
        assert list(correcting.of(session, ["a", "new", "nowhere"])) == ["new"]
        correcting.forget(session, ["new"])
        assert correcting.of(session, ["new"]) == {}


def test_thirty_corrections_teach_and_then_ten_more(app: Flask) -> None:
    corrected(app, 0, 29)
    drain(app)
    with working(app) as session:
        assert calibrating.in_use(session) is None
        assert calibrating.standing(session).corrections == 29
    corrected(app, 29, 30)
    drain(app)
    with working(app) as session:
        learnt, standing = calibrating.in_use(session), calibrating.standing(session)
        assert learnt is not None
        assert (standing.n, standing.is_on) == (30, True)
        # A fifth held out leaves too few to learn from.
        assert standing.f1_after is None
        assert judge(COMPLAINT, "sv").label != "negative"
        assert judge(COMPLAINT, "sv", learnt).label == "negative"
        assert calibrating.analyser_of(learnt) != calibrating.analyser_of(None)
        # Numbers and nothing anybody wrote.
        assert "surströmming".encode() not in learnt.to_bytes()
    corrected(app, 30, 39)
    drain(app)
    with working(app) as session:
        assert calibrating.standing(session).n == 30
    corrected(app, 39, 40)
    drain(app)
    with working(app) as session:
        standing = calibrating.standing(session)
        assert standing.n == 40
        assert standing.f1_before == 0
        assert standing.f1_after == 1
        assert calibrating.switch(session, False)
        assert not calibrating.switch(session, False)
        assert calibrating.in_use(session) is None
    corrected(app, 40, 50)
    drain(app)
    with working(app) as session:
        # What staff have switched off is learnt anew and stays off.
        assert (calibrating.standing(session).n, calibrating.in_use(session)) == (50, None)


def test_the_same_corrections_in_any_order_teach_the_same(app: Flask) -> None:
    known = [
        Corrected(f"{words} {i}", tone)
        for i in range(20)
        for words, tone in ((PRAISE, "positive"), (COMPLAINT, "negative"))
    ]
    one, other = calibrating.learnt_from(known, 40), calibrating.learnt_from(known[::-1], 40)
    assert one is not None
    assert other is not None
    assert one.calibration.to_bytes() == other.calibration.to_bytes()
    assert (one.f1_before, one.f1_after) == (other.f1_before, other.f1_after)
    assert calibrating.learnt_from([Corrected(f"Bra {i}", "positive") for i in range(40)], 40) is None


def test_a_calibration_that_cannot_be_read_or_is_of_another_version_is_not_used(app: Flask) -> None:
    with working(app) as session:
        row = CalibrationModel(id=1, analyser=calibrating.ANALYSER, n=30, content=b"?", is_on=True, made_at=NOON)
        session.add(row)
        session.flush()
        assert calibrating.in_use(session) is None
        row.analyser = "another 1"
        session.flush()
        assert calibrating.in_use(session) is None
        assert calibrating.standing(session).n == 0
        session.execute(delete(CalibrationModel))
        assert session.scalar(select(TextCorrection.subject_ref)) is None
