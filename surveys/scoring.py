"""From answers to index values 0-100, once, when a response is submitted (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from core.prompts import DONT_KNOW
from surveys.measures import AREA, CUSTOMER_TYPE, FACTORS, MEASURES, SERVICE
from surveys.questionnaire import Questionnaire
from surveys.questions import Value
from surveys.statistics import index, methods


def background(questionnaire: Questionnaire, answers: Mapping[str, Value], measure: str) -> str | None:
    """The answer to the question that gives the area or the customer type, or None."""
    for question in questionnaire.measuring(measure):
        answer = answers.get(question.key)
        if isinstance(answer, str) and answer != DONT_KNOW:
            return answer
    return None


def area_of(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> str | None:
    """Which area the case belonged to."""
    return background(questionnaire, answers, AREA)


def customer_type_of(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> str | None:
    """Which type of customer answered."""
    return background(questionnaire, answers, CUSTOMER_TYPE)


def scores(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> dict[str, float]:
    """Index values by measure; a measure with too few answered items has none (see docs/formulas.md)."""
    found: dict[str, float] = {}
    for measure in MEASURES.values():
        questions = questionnaire.measuring(measure.key)
        if measure.scale is None or not questions:
            continue
        items = [_step(answers.get(question.key)) for question in questions]
        least = methods.CURRENT.least_answered(measure.key, len(items))
        value = index.score(items, *measure.scale, least)
        if value is not None:
            found[measure.key] = value
    service = index.service({factor: found.get(factor) for factor in FACTORS})
    if service is not None:
        found[SERVICE] = service
    return found


def _step(answer: Value | None) -> float | None:
    return float(answer) if isinstance(answer, (int, float)) else None
