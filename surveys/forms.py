"""Prompts as WTForms fields: one field type carries every kind of question, and the kind itself reads the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from core.forms import SentForm
from core.i18n import gettext as _
from core.i18n import say
from core.prompts import Prompt, Refused
from core.web.typed import name_fields
from surveys.questions import KINDS, Condition, Question, Value


class PromptField(Field):
    """A question on a page: keeps what was typed, word for word, and asks its kind what it means."""

    def __init__(self, question: Question, prompt: Prompt, **kwargs: Any) -> None:
        """``question`` parses, ``prompt`` is what the template draws."""
        super().__init__(label=prompt.label, **kwargs)
        self.question = question
        self.prompt = prompt
        self.typed: list[str] = []
        self.data: Value | None = None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was sent; with nothing sent, the answer given before."""
        self.process_errors: list[str] = []
        if formdata:
            self.typed = formdata.getlist(self.name)
        elif isinstance(data, (str, int, float, list)):
            self.typed = [str(value) for value in data] if isinstance(data, list) else [str(data)]

    def pre_validate(self, form: BaseForm) -> None:
        """Let the kind read the answer; its words are the error."""
        try:
            self.data = KINDS[self.question.kind].parse(self.question, self.typed)
        except Refused as refused:
            raise ValidationError(say(refused)) from refused


@dataclass(frozen=True, slots=True)
class PageForm:
    """A form made for some questions in one language."""

    form: SentForm
    fields: tuple[PromptField, ...]

    @property
    def values(self) -> dict[str, Value | None]:
        """What was understood, by question; None is no answer."""
        return {field.question.key: field.data for field in self.fields}

    @property
    def errors(self) -> list[tuple[str, str]]:
        """For the error summary: the address of each field and what to do about it."""
        return [
            (f"#{first_input(field.prompt)}", f"{field.prompt.label} – {field.errors[0]}")
            for field in self.fields
            if field.errors
        ]

    def ask_for(self, questions: Sequence[Question], words: str = "") -> None:
        """Mark questions that still need an answer, saying why."""
        wanted = {question.key for question in questions}
        for field in self.fields:
            if field.question.key in wanted:
                field.errors = [words or _("Besvara frågan för att gå vidare.")]


def first_input(prompt: Prompt) -> str:
    """The id of the first thing a person can fill in."""
    return f"{prompt.key}-{prompt.choices[0].key}" if prompt.choices else prompt.key


def page_form(questions: Sequence[Question], language: str, data: Mapping[str, Value] | None = None) -> PageForm:
    """A form that asks these questions, filled in with what was sent or else with ``data``."""
    form_class = _form_class(tuple(questions), language)
    form = form_class(data=dict(data or {}))
    fields = tuple(field for field in form if isinstance(field, PromptField))
    # Should this request end on an error page, what was typed is shown in the questions' own words.
    prompts = {field.name: field.prompt for field in fields}
    name_fields({name: prompt.label for name, prompt in prompts.items()}, partial(_chosen, prompts))
    return PageForm(form, fields)


def _chosen(prompts: Mapping[str, Prompt], name: str, value: str) -> str:
    choices = prompts[name].choices if name in prompts else ()
    return next((choice.label for choice in choices if choice.key == value), value)


def _form_class(questions: tuple[Question, ...], language: str) -> type[SentForm]:
    # Building a class costs more than filling it in; questions are frozen, so the class for them can be kept.
    key = (tuple(id(question) for question in questions), language)
    known = _CLASSES.get(key)
    if known is None:
        fields = {
            question.key: PromptField(question, KINDS[question.kind].prompt(question, language))
            for question in questions
        }
        known = type("QuestionsForm", (SentForm,), fields), questions
        _CLASSES[key] = known
    return known[0]


# The questions stand beside the class so that their ids stay theirs.
_CLASSES: dict[tuple[tuple[int, ...], str], tuple[type[SentForm], tuple[Question, ...]]] = {}


def condition_data(condition: Condition) -> dict[str, object]:
    """A condition as the page's script reads it."""
    data: dict[str, object] = {"question": condition.question}
    if condition.among:
        data["is"] = list(condition.among)
    if condition.at_least is not None:
        data["at_least"] = condition.at_least
    if condition.at_most is not None:
        data["at_most"] = condition.at_most
    return data
