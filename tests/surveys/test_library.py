"""The questionnaires that come with Samspel: each loads, in both languages, and asks what it says it measures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from surveys import toml_files
from surveys.measures import AGE_GROUP, AGE_GROUPS, DELAKTIGHET, FACTORS, MEASURES, MICRO, NKI, SEX, SEXES
from surveys.questionnaire import Questionnaire
from surveys.questions import KINDS, Text

LIBRARY = toml_files.library_slugs()
each = pytest.mark.parametrize("slug", LIBRARY)
# The control is never sent to anybody, so its words are those of the file it checks.
SENT = [slug for slug in LIBRARY if slug != "oracle-insikt"]
each_sent = pytest.mark.parametrize("slug", SENT)
MOST_WORDS_IN_A_QUESTION, MOST_WORDS_IN_A_SENTENCE, HARDEST_LIX, LONG_WORD = 16, 25, 30, 6
# Cheap, and enough for the short questions here: one that rates or affirms two things joins them with a word for and.
JOINS = {"sv": " och ", "en": " and "}
PERSONAL = {
    "sv": r"\bheter|\bnamn|personnummer|\badress|telefonnummer|e-postadress|född|fastighetsbeteckning",
    "en": r"your name|\bname\b|identity number|address|phone number|birth|born",
}


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


def test_the_citizens_measurement_has_the_nki_the_factors_and_what_it_is_weighted_by() -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file("service-medborgare"))

    assert len(questionnaire.measuring(NKI)) == 3
    assert all(len(questionnaire.measuring(factor)) == 3 for factor in FACTORS)
    for measure, known in ((SEX, SEXES), (AGE_GROUP, AGE_GROUPS)):
        (asked,) = questionnaire.measuring(measure)
        assert set(known) < {option.key for option in asked.options}
        assert asked.option("vill_inte")
        assert not asked.required
    assert not questionnaire.measuring("area")


def test_young_people_are_asked_for_the_micro_survey_and_not_for_their_age() -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file("ungdomar"))

    assert all(len(questionnaire.measuring(measure)) == 1 for measure in MICRO)
    assert not questionnaire.measuring(AGE_GROUP)
    assert "13" in questionnaire.purpose.into("sv")
    assert "116 111" in questionnaire.questions[-1].help.into("sv")


def test_a_dialogue_is_followed_by_four_items_on_one_page() -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file("efter-dialogen"))

    assert [question.key for question in questionnaire.measuring(DELAKTIGHET)] == [
        "utrymme",
        "rost",
        "lyssnare",
        "inflytande",
    ]
    assert (questionnaire.layout, questionnaire.minutes, questionnaire.anonymous) == ("one_page", 1, True)


@each_sent
def test_a_question_is_short_and_asks_one_thing(slug: str) -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file(slug))

    for question in questionnaire.questions:
        for language, join in JOINS.items():
            text = question.text.into(language)
            assert len(text.split()) <= MOST_WORDS_IN_A_QUESTION, text
            assert question.kind not in ("scale", "yes_no") or join not in text, text


@each_sent
def test_nobody_is_asked_who_they_are(slug: str) -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file(slug))

    assert questionnaire.anonymous
    for question in questionnaire.questions:
        for language, pattern in PERSONAL.items():
            assert not re.search(pattern, question.text.into(language), re.IGNORECASE), question.text
        # An exact age or wage is a number; in bands it points nobody out.
        assert question.kind != "number" or question.unit.into("sv") in ("nätter", "veckor", "månader", "personer")


@each_sent
def test_its_swedish_is_easy_to_read(slug: str) -> None:
    questionnaire, _ = toml_files.read(toml_files.library_file(slug))

    sentences = [words for text in running_text(questionnaire) for words in sentences_of(text)]
    words = [word for sentence in sentences for word in sentence]
    # LIX, Björnsson 1968: words in a sentence, and long words in a hundred. Below 30 is as easy as a children's book.
    lix = len(words) / len(sentences) + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)

    assert max(map(len, sentences)) <= MOST_WORDS_IN_A_SENTENCE
    assert lix <= HARDEST_LIX


def running_text(questionnaire: Questionnaire) -> Iterator[str]:
    yield from (text.into("sv") for text in (questionnaire.purpose, questionnaire.who_sees, questionnaire.thanks))
    for section in questionnaire.sections:
        yield section.intro.into("sv")
        for question in section.questions:
            yield from (question.text.into("sv"), question.help.into("sv"))


def sentences_of(text: str) -> Iterator[list[str]]:
    for sentence in re.split(r"[.!?:]\s|\n", text + "\n"):
        words = re.findall(r"\w+", sentence)
        if words:
            yield words


def test_every_ready_questionnaire_stands_in_the_manual() -> None:
    manual = Path(__file__).parents[2] / "docs" / "questionnaires.md"

    named = re.findall(r"^\| `([a-z0-9-]+)` \|.*\| (\d+) \|", manual.read_text("utf-8"), re.MULTILINE)

    minutes = {slug: toml_files.read(toml_files.library_file(slug))[0].minutes for slug in LIBRARY}
    assert {slug: int(said) for slug, said in named} == minutes
    assert len(named) == len(LIBRARY)


@each
def test_the_file_itself_is_plain_toml(slug: str) -> None:
    data = tomllib.loads(toml_files.library_file(slug).read_text("utf-8"))

    assert Questionnaire.from_data(data).slug == slug
