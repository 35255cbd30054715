from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language.detection import LANGUAGES, detect, detect_many
from core.settings import ROOT
from tests.core.language.comments import row_of
from tests.core.language.labelled_texts import labelled

TEXTS = labelled("detection")


@pytest.mark.parametrize("text", ["Bra", "ja!", "Ok", "👍👍", "10", "", "  \n", "https://example.org/hello-there"])
@pytest.mark.parametrize("leaning", ["sv", "en", "fi", "es"])
def test_a_very_short_answer_takes_the_language_the_person_chose(text: str, leaning: str) -> None:
    found = detect(text, leaning)

    assert found.language == leaning
    assert found.confidence < 0.5


def test_short_swedish_comments_are_not_taken_for_norwegian_or_danish() -> None:
    swedish = [text for language, text in TEXTS if language == "sv"]

    assert [text for text, found in zip(swedish, detect_many(swedish), strict=True) if found.language != "sv"] == []


def test_a_short_word_in_another_script_is_not_taken_for_swedish() -> None:
    assert detect("شكرا").language in ("ar", "fa")
    assert detect("Дякую").language == "uk"


def test_who_chose_another_language_is_still_read_as_swedish_when_the_words_are() -> None:
    assert detect("Jag fick inte något svar och måste ringa igen", "en").language == "sv"


def test_languages_are_told_apart_as_often_as_the_manual_says() -> None:
    found = detect_many([text for _, text in TEXTS])
    right = sum(one.language == language for one, (language, _) in zip(found, TEXTS, strict=True))

    assert row_of("Language", "all")[1:] == [str(len(TEXTS)), str(right)]
    assert right / len(TEXTS) >= 0.97


@settings(max_examples=40)
@given(st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_every_text_has_a_language_we_know_and_the_same_one_each_time(text: str, leaning: str) -> None:
    found = detect(text, leaning)

    assert found == detect(text, leaning)
    assert found.language in LANGUAGES
    assert 0 < found.confidence <= 1


def test_threads_share_one_model() -> None:
    texts = [text for _, text in TEXTS]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(detect, texts))

    assert tuple(found) == detect_many(texts)


def test_what_web_requests_use_loads_neither_the_model_nor_anything_as_heavy() -> None:
    program = (
        "import sys, core.language.detection, core.language.personal_data, core.language.screening;"
        "sys.exit(bool({'numpy', 'sklearn', 'nltk', 'py3langid'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False).returncode == 0
