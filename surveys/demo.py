"""Invented answers for the demo, drawn the same way every time and labelled as invented wherever they show."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, population
from core.chat import ChatUse
from core.population import Count
from surveys import answering, authoring, demo_words, flow, rounds, scoring, storing, toml_files
from surveys.answering import Answers
from surveys.measures import FACTORS, NKI
from surveys.models import Access, Channel, Survey
from surveys.questionnaire import Questionnaire
from surveys.questions import Question
from surveys.storing import Submitted

OWN = "myndighetsservice-foretag"
# Answers and closed cases by area; two areas left the total in 2024.
ANSWERED: dict[str, dict[str, tuple[int, int]]] = {
    "2022": {
        "bygglov": (24, 52),
        "miljo_halsoskydd": (17, 36),
        "livsmedelskontroll": (27, 55),
        "serveringstillstand": (9, 18),
        "brandskydd": (12, 24),
        "markupplatelse": (8, 17),
    },
    "2023": {
        "bygglov": (23, 50),
        "miljo_halsoskydd": (18, 34),
        "livsmedelskontroll": (29, 57),
        "serveringstillstand": (8, 16),
        "brandskydd": (11, 22),
        "markupplatelse": (9, 19),
    },
    "2024": {
        "bygglov": (21, 46),
        "miljo_halsoskydd": (15, 31),
        "livsmedelskontroll": (28, 59),
        "serveringstillstand": (8, 17),
    },
    "2025": {
        "bygglov": (22, 48),
        "miljo_halsoskydd": (16, 33),
        "livsmedelskontroll": (31, 58),
        "serveringstillstand": (6, 15),
    },
}
# The story the demo tells, in index units: access to staff got better, the rest is level within its uncertainty.
TARGETS: dict[str, dict[str, float]] = {
    "2022": {NKI: 66.2, "tillganglighet": 59.8, "bemotande": 76.4, "service": 65.6},
    "2023": {NKI: 68.3, "tillganglighet": 60.7, "bemotande": 77.2, "service": 66.9},
    "2024": {NKI: 70.0, "tillganglighet": 61.1, "bemotande": 78.0, "service": 68.0},
    "2025": {NKI: 73.0, "tillganglighet": 71.1, "bemotande": 79.1, "service": 70.0},
}
PERSON_SD, ITEM_SD = 1.5, 0.9
CLOSE_ENOUGH = 0.15


def load(session: Session, today: date) -> Sequence[str]:
    """Publish the ready questionnaires and fill them; nothing when the demo was loaded before."""
    if session.scalar(select(Survey.id).where(Survey.slug == OWN)) is not None:
        return []
    draw = random.Random(2023)  # noqa: S311  Invented data, the same every time.
    told = [_own_measurement(session, today, draw)]
    year = str(today.year)
    surveys: tuple[tuple[str, str, int, date, Answers], ...] = (
        ("bygglov-kontakt", year, 46, today + timedelta(days=45), {}),
        ("receptionen", year, 212, today + timedelta(days=90), {}),
        ("sasong-i-salen", year, 94, today + timedelta(days=30), {"roll": "anstalld"}),
        ("besokare-vecka-9", f"{year}-V09", 143, today - timedelta(days=1), {}),
    )
    for slug, period, n, closes_on, answers in surveys:
        told.append(_filled(session, slug, period, n, closes_on, today, draw, answers))
    _waiting_for_cases(session, today)
    return told


def _terms(period: str, closes_on: date, controller: str) -> authoring.Terms:
    return authoring.Terms(
        period=period,
        controller=controller,
        legal_basis="Uppgift av allmänt intresse",
        contact="Kommunens kundtjänst, 0280-181 00 (påhittat exempel)",
        opens_on=closes_on - timedelta(days=300),
        closes_on=closes_on,
        erase_on=closes_on + timedelta(days=730),
        erase_decision="KS 2025-114 (påhittat exempel)",
        access=Access.OPEN,
        is_anonymous=True,
        is_demo=True,
        slack=ChatUse.FULL,
        teams=ChatUse.FULL,
    )


def _own_measurement(session: Session, today: date, draw: random.Random) -> str:
    questionnaire, data = toml_files.read(toml_files.library_file(OWN))
    version = authoring.publish(session, questionnaire, data, clock.now())
    for period, areas in ANSWERED.items():
        is_last = period == max(ANSWERED)
        closes_on = today + timedelta(days=60) if is_last else date(int(period) + 1, 1, 31)
        terms = _terms(period, closes_on, "Miljö- och stadsbyggnadsnämnden")
        collection = authoring.open_collection(session, version, terms, today)
        population.store(session, [Count(period, area, cases) for area, (_, cases) in areas.items()])
        people = [
            _company(questionnaire, area, draw, TARGETS[period]) for area, (n, _) in areas.items() for _ in range(n)
        ]
        _steer(questionnaire, people, areas, TARGETS[period], draw)
        round_ = rounds.by_id(session, collection.id)
        day = min(closes_on, today) - timedelta(days=3)
        storing.store(
            session,
            round_,
            [_submitted(round_.questionnaire, answers, day) for answers in _with_comments(questionnaire, people, draw)],
            is_anonymous=True,
        )
        answering.tell(session, round_)
    return f"/enkat/{OWN}"


def _waiting_for_cases(session: Session, today: date) -> None:
    """A round of this quarter that is answered with codes and has no cases yet, for somebody to upload them.

    It has an address of its own: a survey has one open round at a time, and the own measurement's is filled.
    """
    _ready, data = toml_files.read(toml_files.library_file(OWN))
    data |= demo_words.INVITED
    version = authoring.publish(session, Questionnaire.from_data(data), data, clock.now())
    period = f"{today.year}-K{(today.month + 2) // 3}"
    terms = _terms(period, today + timedelta(days=45), "Miljö- och stadsbyggnadsnämnden")
    authoring.open_collection(
        session, version, replace(terms, access=Access.CODE, slack=ChatUse.OFF, teams=ChatUse.OFF), today
    )


def _company(questionnaire: Questionnaire, area: str, draw: random.Random, targets: Mapping[str, float]) -> Answers:
    """One company's answers: a mood of its own, each question around its factor's level, now and then "vet ej"."""
    mood = draw.gauss(0, PERSON_SD)
    answers: Answers = {}
    for question in questionnaire.questions:
        if question.measures == "area":
            answers[question.key] = area
        elif question.measures == "customer_type":
            answers[question.key] = "foretag"
        elif question.measures:
            level = targets.get(question.measures, targets["service"])
            value = 1 + level / 100 * 9 + mood + draw.gauss(0, ITEM_SD)
            answers[question.key] = max(1, min(10, round(value))) if draw.random() > 0.04 else "vet_ej"
        elif question.kind == "one_choice":
            answers[question.key] = draw.choice(question.options).key
    return answers


def _steer(
    questionnaire: Questionnaire,
    people: list[Answers],
    areas: Mapping[str, tuple[int, int]],
    targets: Mapping[str, float],
    draw: random.Random,
) -> None:
    """Move single answers a step until each index stands where the story wants it."""
    families: dict[str, tuple[str, ...]] = {
        NKI: (NKI,),
        "tillganglighet": ("tillganglighet",),
        "bemotande": ("bemotande",),
    }
    families["service"] = tuple(factor for factor in FACTORS if factor not in families)
    for measure, members in families.items():
        questions = [question for question in questionnaire.questions if question.measures in members]
        for _ in range(100):
            gap = targets[measure] - _weighted(questionnaire, people, areas, measure)
            if abs(gap) < CLOSE_ENOUGH:
                break
            step = 1 if gap > 0 else -1
            # One step of one answer moves the index by about 100 / 9 / answers.
            for _ in range(max(1, round(abs(gap) * 9 / 100 * len(people) * len(questions)))):
                answers, question = draw.choice(people), draw.choice(questions)
                value = answers.get(question.key)
                if isinstance(value, int) and 1 <= value + step <= 10:
                    answers[question.key] = value + step


def _weighted(
    questionnaire: Questionnaire, people: Sequence[Answers], areas: Mapping[str, tuple[int, int]], measure: str
) -> float:
    by_area: dict[str, list[float]] = {}
    for answers in people:
        score = scoring.scores(questionnaire, answers).get(measure)
        area = scoring.area_of(questionnaire, answers)
        if score is not None and area:
            by_area.setdefault(area, []).append(score)
    # Brandskydd and markupplåtelse are in the total of 2022 and 2023 only, and have answers only then.
    cases = {area: areas[area][1] for area in by_area}
    return sum(cases[area] * sum(found) / len(found) for area, found in by_area.items()) / sum(cases.values())


def _with_comments(questionnaire: Questionnaire, people: Sequence[Answers], draw: random.Random) -> Iterator[Answers]:
    texts = [question for question in questionnaire.questions if question.kind == "long_text" and not question.show_if]
    for number, answers in enumerate(people):
        if texts and number % 5 == 0:
            answers = answers | {texts[0].key: draw.choice(demo_words.COMPANY)}
        yield answers


def _filled(
    session: Session,
    slug: str,
    period: str,
    n: int,
    closes_on: date,
    today: date,
    draw: random.Random,
    first: Answers,
) -> str:
    _ready, data = toml_files.read(toml_files.library_file(slug))
    data |= demo_words.CHANGED.get(slug, {})
    questionnaire = Questionnaire.from_data(data)
    version = authoring.publish(session, questionnaire, data, clock.now())
    terms = _terms(period, closes_on, demo_words.CONTROLLERS[slug])
    round_ = rounds.by_id(session, authoring.open_collection(session, version, terms, today).id)
    people = [_anybody(questionnaire, slug, draw, dict(first)) for _ in range(n)]
    if slug == "sasong-i-salen":
        people += [_anybody(questionnaire, slug, draw, {"roll": "arbetsgivare"}) for _ in range(18)]
    day = min(closes_on, today) - timedelta(days=2)
    storing.store(session, round_, [_submitted(questionnaire, answers, day) for answers in people], is_anonymous=True)
    answering.tell(session, round_)
    return f"/enkat/{slug}"


def _anybody(questionnaire: Questionnaire, slug: str, draw: random.Random, answers: Answers) -> Answers:
    """Answers in the order of the questions, keeping to the conditions."""
    mood = draw.gauss(0, 0.15)
    for section in questionnaire.sections:
        for question in section.questions:
            if question.key in answers or question.kind == "information":
                continue
            value = _drawn(question, slug, mood, draw)
            if value is not None:
                answers[question.key] = value
    return flow.reachable(questionnaire, answers)


def _drawn(question: Question, slug: str, mood: float, draw: random.Random) -> int | str | list[str] | None:
    if question.kind == "scale" and question.scale:
        low, high = question.scale.lowest, question.scale.highest
        value = low + (high - low) * min(1.0, max(0.0, draw.gauss(0.74 + mood, 0.18)))
        return round(value) if draw.random() > 0.05 else "vet_ej"
    if question.kind == "one_choice":
        return draw.choice(question.options).key
    if question.kind == "many_choices":
        most = min(question.at_most or 3, len(question.options))
        chosen = set(draw.sample([option.key for option in question.options], draw.randint(1, most)))
        return [option.key for option in question.options if option.key in chosen]
    if question.kind == "yes_no":
        return "ja" if draw.random() < 0.62 else "nej"
    if question.kind == "number":
        lowest, highest = question.lowest or 0, min(question.highest or 20, 30)
        return round(draw.uniform(lowest, highest))
    if question.kind == "long_text" and draw.random() < 0.15:
        return draw.choice(demo_words.COMMENTS[slug])
    return None


def _submitted(questionnaire: Questionnaire, answers: Answers, day: date) -> Submitted:
    return Submitted(answers, day, questionnaire.languages[0], Channel.WEB)
