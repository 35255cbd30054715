"""The people of a measurement: a ready questionnaire and what each of them will fill in, without any app."""

from __future__ import annotations

import random
from typing import Any

from core.prompts import Control
from surveys import toml_files
from surveys.questionnaire import Questionnaire
from surveys.questions import KINDS, Question

WORDS = "Handläggaren var tydlig och ringde tillbaka samma dag. Blanketten var svår att hitta på webbplatsen."


def questionnaire(slug: str, layout: str = "") -> tuple[Questionnaire, dict[str, Any]]:
    """A ready questionnaire and its plain data; another ``layout`` than its own if one is given."""
    own, data = toml_files.read(toml_files.library_file(slug))
    if not layout:
        return own, data
    data = data | {"layout": layout}
    return Questionnaire.from_data(data), data


def answers(asked: Questionnaire, people: int, seed: int = 1) -> list[list[tuple[str, str]]]:
    """What some people will fill in, as the pairs a browser sends; the same every time."""
    draw = random.Random(seed)
    return [
        [(question.key, value) for question in asked.questions for value in _filled_in(question, draw)]
        for _ in range(people)
    ]


def _filled_in(question: Question, draw: random.Random) -> list[str]:
    prompt = KINDS[question.kind].prompt(question, "sv")
    if prompt.control is None:
        return []
    if prompt.control is Control.PICK_MANY:
        return [choice.key for choice in draw.sample(prompt.choices, min(question.at_most or 2, 2))]
    if prompt.choices:
        return [draw.choice(prompt.choices).key]
    if question.kind == "number":
        return [str(round(draw.uniform(question.lowest or 0, min(question.highest or 20, 20))))]
    return [WORDS[: question.max_length]] if draw.random() < 0.3 else [""]
