"""The register of question kinds: one file and one entry each."""

from __future__ import annotations

from surveys.questions.definition import Condition, Option, Question, Scale, Text, Value
from surveys.questions.information import InformationKind
from surveys.questions.kind import Kind
from surveys.questions.long_text import LongTextKind
from surveys.questions.many_choices import ManyChoicesKind
from surveys.questions.number import NumberKind
from surveys.questions.one_choice import OneChoiceKind
from surveys.questions.scale import ScaleKind
from surveys.questions.short_text import ShortTextKind
from surveys.questions.yes_no import YesNoKind

REGISTER: tuple[Kind, ...] = (
    ScaleKind(),
    OneChoiceKind(),
    ManyChoicesKind(),
    YesNoKind(),
    NumberKind(),
    ShortTextKind(),
    LongTextKind(),
    InformationKind(),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in REGISTER}


def is_asked(question: Question) -> bool:
    """Whether a question can be answered; information is only read."""
    return KINDS[question.kind].prompt(question, "sv").control is not None


__all__ = ["KINDS", "REGISTER", "Condition", "Kind", "Option", "Question", "Scale", "Text", "Value", "is_asked"]
