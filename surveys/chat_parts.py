"""A questionnaire in the parts a chat asks it in: what an answer decides is asked after it (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from surveys import flow
from surveys.questionnaire import Questionnaire, Section
from surveys.questions import Question, Value, is_asked

# Longer than this and a form in a chat is tiring, and near what some chats can draw.
MOST_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Part:
    """Questions that are asked together: ``section`` holds these alone, ``number`` counts the parts of a section."""

    section: Section
    number: int


def parts_of(questionnaire: Questionnaire) -> tuple[Part, ...]:
    """Every part in the order they are asked.

    A question whose condition is about another one of its section stands in a part after that one's: a chat cannot
    show and hide while somebody answers.
    """
    return tuple(part for section in questionnaire.sections for part in _parts(section))


def _parts(section: Section) -> Iterator[Part]:
    depths: dict[str, int] = {}
    for question in section.questions:
        decided_by = question.show_if.question if question.show_if else ""
        depths[question.key] = depths[decided_by] + 1 if decided_by in depths else 0
    number = 0
    for depth in range(max(depths.values(), default=0) + 1):
        alike = tuple(one for one in section.questions if depths[one.key] == depth)
        for start in range(0, len(alike), MOST_AT_ONCE):
            yield Part(replace(section, questions=alike[start : start + MOST_AT_ONCE]), number)
            number += 1


def shown_in(part: Part, questionnaire: Questionnaire, answers: Mapping[str, Value]) -> tuple[Question, ...]:
    """The questions of a part that are asked given what has been answered; none when it is passed over."""
    kept = flow.reachable(questionnaire, answers)
    if part.section.show_if is not None and not part.section.show_if.holds(kept):
        return ()
    return tuple(one for one in part.section.questions if one.show_if is None or one.show_if.holds(kept))


def find(questionnaire: Questionnaire, section_key: str, number: str) -> Part | None:
    """The part a button leads to, if the questionnaire has it."""
    wanted = section_key, number
    return next((one for one in parts_of(questionnaire) if (one.section.key, str(one.number)) == wanted), None)


def after(questionnaire: Questionnaire, answers: Mapping[str, Value], part: Part | None) -> Part | None:
    """The part that is asked after one, or first of all; None when there are no more."""
    return next((one for one in _following(questionnaire, part) if shown_in(one, questionnaire, answers)), None)


def after_a_change(questionnaire: Questionnaire, answers: Mapping[str, Value], part: Part) -> Part | None:
    """What must be asked after one because an answer was changed: questions with a condition that have no answer."""
    for one in _following(questionnaire, part):
        asked = [question for question in shown_in(one, questionnaire, answers) if is_asked(question)]
        if any((question.show_if or one.section.show_if) and question.key not in answers for question in asked):
            return one
    return None


def unfinished(questionnaire: Questionnaire, answers: Mapping[str, Value]) -> Part | None:
    """Where somebody who comes back goes on: the first part that asks something and in which nothing is answered."""
    for one in parts_of(questionnaire):
        asked = [question.key for question in shown_in(one, questionnaire, answers) if is_asked(question)]
        if asked and not any(key in answers for key in asked):
            return one
    return None


def _following(questionnaire: Questionnaire, part: Part | None) -> tuple[Part, ...]:
    every = parts_of(questionnaire)
    return every[every.index(part) + 1 :] if part else every
