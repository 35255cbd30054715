"""A member of staff reads what the answers say together, and what they are too few to say."""

from __future__ import annotations

import random

from flask import Flask

from core.people.roles import Role
from surveys.questions import Value
from surveys.rounds import Round
from tests.builders import OWN, drain, on_sqlite, open_round, signed_in, store
from tests.ground import StandingClock, statements

PAGE = f"/personal/enkater/{OWN}/analys"


def companies(round_: Round, n: int) -> list[dict[str, Value]]:
    """Companies with moods of their own; how they are met matters most to them, and gets the lowest grades."""
    draw = random.Random(7)
    found: list[dict[str, Value]] = []
    for _ in range(n):
        mood, met = draw.gauss(0, 0.7), draw.gauss(0, 2)
        levels = {"bemotande": 4 + met, "nki": 6 + 0.8 * met}
        found.append(
            {
                question.key: max(1, min(10, round(levels.get(question.measures, 7.0) + mood + draw.gauss(0, 1))))
                for question in round_.questionnaire.questions
                if question.kind == "scale"
            }
        )
    return found


def test_staff_read_what_to_begin_with_and_how_sure_it_is(app: Flask) -> None:
    round_ = open_round(app, OWN)
    store(app, round_, *companies(round_, 80))
    browser = signed_in(app, Role.READER)

    early = browser.open(PAGE)
    drain(app)
    survey = browser.open(f"/personal/enkater/{OWN}")
    page = browser.open(next(link for link in survey.links if "/analys" in link))

    assert "Analysen är inte gjord ännu" in early.text
    assert page.status == 200
    assert "Börja med: Bemötande." in page.text
    assert "Det är samvariation, inte orsak" in page.text
    assert "R² är 0," in page.text
    assert "80 har svarat på alla faktorer" in page.text
    assert page.html.count('class="dot"') == 6
    for field in ("Bevara", "Förbättra om möjligt", "Lägre prioritet", "Prioritera!"):
        assert field in page.text
    assert "1. Bemötande" in page.text
    assert "En trend kräver minst fyra perioder" in page.text


def test_few_answers_are_told_in_sentences_and_never_shown(app: Flask, time: StandingClock) -> None:
    round_ = open_round(app, OWN)
    some = companies(round_, 40)
    browser = signed_in(app, Role.READER)

    store(app, round_, *some[:6])
    drain(app)
    few = browser.open(PAGE)
    time.forward(minutes=2)
    store(app, round_, *some[6:])
    drain(app)
    more = browser.open(PAGE)

    assert "Den görs när minst sju personer har svarat" in few.text
    assert "Index" not in few.text
    assert "För få svar för effektanalys. 40 har svarat på alla faktorer och på NKI, och det behövs 60." in more.text
    assert 'class="dot"' not in more.html
    assert "Nöjd kund-index (NKI)" in more.text


@on_sqlite
def test_a_period_nobody_was_asked_in_is_not_found(demo_app: Flask) -> None:
    browser = signed_in(demo_app, Role.READER)

    assert browser.open(f"{PAGE}?period=2023").status == 200
    assert browser.open(f"{PAGE}?period=1999").status == 404
    assert browser.open("/personal/enkater/finns-inte/analys").status == 404


def test_the_page_asks_the_same_few_things_however_many_have_answered(app: Flask, time: StandingClock) -> None:
    round_ = open_round(app, OWN)
    many = companies(round_, 200)
    browser = signed_in(app, Role.READER)
    asked = []
    for answers in (many[:20], many[20:]):
        store(app, round_, *answers)
        drain(app)
        time.forward(minutes=2)
        browser.open(PAGE)
        with statements(app) as sent:
            page = browser.open(PAGE)
        asked.append(sent)
        assert not any("FROM response" in statement or "FROM score" in statement for statement in sent)

    assert "200 svar" in page.text
    assert len(asked[0]) == len(asked[1]) <= 12
