"""Whoever writes a questionnaire is told every mistake at once: the file, the line, the key and what it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from surveys import toml_files
from surveys.questionnaire import BadQuestionnaire, Problem, Questionnaire
from tests.builders import small_survey

RIGHT = """slug = "prov"
languages = ["sv"]
layout = "one_page"
minutes = 2
title = "Prov"
purpose = "Prova."
who_sees = "Vi."
thanks = "Tack."

[scales.fem]
from = 1
to = 5
low = "Dåligt"
high = "Bra"

[[section]]
key = "ett"
title = "Ett"

[[section.question]]
key = "a"
kind = "scale"
scale = "fem"
text = "Hur?"

[[section]]
key = "tva"
title = "Två"

[[section.question]]
key = "b"
kind = "long_text"
text = "Varför?"
show_if = { question = "a", at_most = 2 }

[[section.question]]
key = "c"
kind = "one_choice"
text = "Vem?"
choice = [
  { key = "x", text = "X" },
  { key = "y", text = "Y" },
]
"""


def mistakes(folder: Path, text: str) -> list[str]:
    path = folder / "prov.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(toml_files.BadFile) as refused:
        toml_files.read(path)
    return refused.value.lines


def test_a_right_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "prov.toml"
    path.write_text(RIGHT, "utf-8-sig")

    questionnaire, data = toml_files.read(path)

    assert [question.key for question in questionnaire.questions] == ["a", "b", "c"]
    assert data["slug"] == "prov"


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ('slug = "prov"', 'slug = "PROV"', 1, "slug: should be"),
        ('languages = ["sv"]', "languages = []", 2, "languages: should name"),
        ('layout = "one_page"', 'layout = "affisch"', 3, "layout: should be one of"),
        ("minutes = 2", "minutes = 0", 4, "minutes: should lie between 1 and 60"),
        ("minutes = 2", "minutes = true", 4, "minutes: should be a whole number"),
        ('title = "Prov"', "title = 3", 5, "title: should be a text"),
        ("to = 5", "to = 99", 12, "scales, fem, to: should lie between"),
        ('kind = "scale"', 'kind = "skala"', 22, "section 1, question 1, kind: should be one of"),
        ('scale = "fem"', 'scale = "sju"', 23, "section 1, question 1, scale: there is no [scales.sju]"),
        ('key = "b"', 'key = "a"', 31, "'a' is used twice"),
        ('key = "b"', 'key = "B b"', 31, "section 2, question 1, key: should be"),
        ('text = "Varför?"', 'txt = "Varför?"', 33, "section 2, question 1, txt: is not a key that is known"),
        ('question = "a"', 'question = "z"', 34, "'z' is not an earlier question"),
        ("at_most = 2", "kanske = 2", 34, "show_if"),
        ('{ key = "y", text = "Y" }', '{ key = "x", text = "Y" }', 40, "'x' is used twice or reserved"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(tmp_path: Path, right: str, wrong: str, line: int, words: str) -> None:
    assert right in RIGHT

    found = mistakes(tmp_path, RIGHT.replace(right, wrong, 1))

    assert any(one.startswith(f"prov.toml:{line}:") and words in one for one in found), found


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    found = mistakes(tmp_path, RIGHT.replace("minutes = 2", "minutes = 0").replace('"scale"', '"skala"'))

    assert len([one for one in found if "minutes" in one or "kind" in one]) == 2


def test_what_is_not_toml_or_not_text_is_told_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in mistakes(tmp_path, 'slug = "prov"\nminutes = = 2\n')[0]
    path = tmp_path / "latin.toml"
    path.write_bytes('slug = "prov"\ntitle = "Åh"\n'.encode("latin-1"))
    with pytest.raises(toml_files.BadFile, match=r"latin\.toml:2: is not UTF-8"):
        toml_files.read(path)


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path) -> None:
    assert "larger than" in mistakes(tmp_path, "#" * (toml_files.MOST_BYTES + 1))[0]
    with pytest.raises(toml_files.BadFile, match="finns-inte"):
        toml_files.read(tmp_path / "finns-inte.toml")


def test_a_bomb_of_brackets_is_refused(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "a = " + "[" * 60_000)


def problems(data: dict[str, Any]) -> tuple[Problem, ...]:
    """What is wrong with it; anything but a BadQuestionnaire is a fault of ours."""
    try:
        Questionnaire.from_data(data)
    except BadQuestionnaire as refused:
        return refused.problems
    return ()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(small_survey())), values)
def test_whatever_stands_under_a_key_is_read_or_refused_in_words(key: str, value: object) -> None:
    assert all(problem.message and problem.where for problem in problems(small_survey() | {key: value}))


@given(st.integers(0, 2), st.sampled_from(["kind", "key", "text", "show_if", "choice", "scale", "min", "max"]), values)
def test_whatever_stands_in_a_question_is_read_or_refused_in_words(section: int, key: str, value: object) -> None:
    data = small_survey()
    data["section"][section]["question"][0][key] = value

    assert all(problem.message and problem.where for problem in problems(data))


def test_a_questionnaire_written_and_read_again_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "prov.toml"
    path.write_text(tomli_w.dumps(small_survey()), "utf-8")

    assert toml_files.read(path)[0] == Questionnaire.from_data(small_survey())
