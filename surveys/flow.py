"""Which questions a person meets, given what they have answered so far (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.questionnaire import Questionnaire, Section
from surveys.questions import Question, Value


def sections_for(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> tuple[Section, ...]:
    """The sections whose condition holds, counting only answers that are themselves on the way."""
    kept = reachable(questionnaire, answers)
    return tuple(
        section
        for section in questionnaire.sections
        if (section.show_if is None or section.show_if.holds(kept)) and questions_in(section, kept)
    )


def questions_in(section: Section, answers: Mapping[str, Value]) -> tuple[Question, ...]:
    """The questions of a section whose condition holds, or may come to hold while the page is filled in."""
    here = {question.key for question in section.questions}
    return tuple(
        question
        for question in section.questions
        if question.show_if is None or question.show_if.question in here or question.show_if.holds(dict(answers))
    )


def reachable(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers to questions that are shown; an answer whose condition no longer holds is left out."""
    kept: dict[str, Value] = {}
    for section in questionnaire.sections:
        if section.show_if is not None and not section.show_if.holds(kept):
            continue
        for question in section.questions:
            if question.key in answers and (question.show_if is None or question.show_if.holds(kept)):
                kept[question.key] = answers[question.key]
    return kept


def missing(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> tuple[Question, ...]:
    """The required questions that are shown and have no answer."""
    kept = reachable(questionnaire, answers)
    return tuple(
        question
        for section in questionnaire.sections
        if section.show_if is None or section.show_if.holds(kept)
        for question in section.questions
        if question.required and question.key not in kept and (question.show_if is None or question.show_if.holds(kept))
    )
