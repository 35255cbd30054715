"""The questionnaires that come with Samspel: each loads, in both languages, and asks what it says it measures."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import pytest

from surveys import toml_files
from surveys.measures import FACTORS, MEASURES, NKI
from surveys.questionnaire import Questionnaire
from surveys.questions import KINDS, Text

LIBRARY = toml_files.library_slugs()
each = pytest.mark.parametrize("slug", LIBRARY)


def texts(questionnaire: Questionnaire) -> Iterator[Text]:
    yield from (questionnaire.title, questionnaire.purpose, questionnaire.who_sees, questionnaire.thanks)
    for section in questionnaire.sections:
        yield from (section.title, section.intro)
        for question in section.questions:
            yield from (question.text, question.help, question.unit)
            yield from (option.text for option in question.options)
            if question.scale:
                yield from (question.scale.low, question.scale.high)


@each
def test_a_ready_questionnaire_is_complete_in_swedish_and_english(slug: str) -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file(slug))

    assert questionnaire.slug == slug
    assert questionnaire.languages == ("sv", "en")
    for text in texts(questionnaire):
        if text:
            assert text.into("sv")
            assert text.into("en")


@each
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_question_of_it_can_be_asked(slug: str, language: str) -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file(slug))

    for question in questionnaire.questions:
        prompt = KINDS[question.kind].prompt(question, language)
        assert prompt.label
        assert (prompt.control is None) == (question.kind == "information")


@each
def test_it_can_be_answered_in_the_minutes_it_promises(slug: str) -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file(slug))

    # A rating takes about seven seconds, words of one's own about forty-five when somebody writes them.
    seconds = sum(7 for question in questionnaire.questions if not KINDS[question.kind].is_text)

    assert seconds <= questionnaire.minutes * 60 + 30


@each
def test_whoever_is_asked_for_words_is_told_to_leave_people_out(slug: str) -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file(slug))

    for question in questionnaire.questions:
        if question.kind == "long_text":
            assert "inte namn" in question.help.into("sv").lower() or "person" in question.help.into("sv").lower()


def test_the_own_measurement_has_the_nki_and_all_six_factors() -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file("myndighetsservice-foretag"))

    assert len(questionnaire.measuring(NKI)) == 3
    assert all(len(questionnaire.measuring(factor)) >= 3 for factor in FACTORS)
    assert len(questionnaire.measuring("area")) == len(questionnaire.measuring("customer_type")) == 1
    assert {question.measures for question in questionnaire.questions if question.measures} <= set(MEASURES)


@each
def test_the_file_itself_is_plain_toml(slug: str) -> None:
    data = tomllib.loads(toml_files.library_file(slug).read_text("utf-8"))

    assert Questionnaire.from_data(data).slug == slug
