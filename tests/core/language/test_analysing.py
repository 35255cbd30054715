import json

import pytest

from core.language import analysing, factors, personal_data, sentiment
from core.language.analysing import TextFindings, analyse

TEXTS = (
    "Handläggaren Anna Karlsson svarade snabbt och var trevlig, ring henne på 070-123 45 67.",
    "The bus is late every single day and the driver is rude.",
    "Kirjaston henkilökunta on ystävällistä ja auttaa aina meitä",
    "Bra!",
    "",
)


@pytest.fixture(scope="module")
def found() -> tuple[TextFindings, ...]:
    return analyse(TEXTS, "sv")


def test_personal_data_is_struck_out_before_anything_else_is_read(found: tuple[TextFindings, ...]) -> None:
    document = json.dumps(found[0].to_document(), ensure_ascii=False)

    assert found[0].personal_data == ("name", "phone")
    assert "[namn]" in found[0].redacted
    assert not any(told in document for told in ("Anna", "Karlsson", "070"))


def test_a_text_is_judged_in_its_own_language_with_the_words_it_rests_on(found: tuple[TextFindings, ...]) -> None:
    swedish, english, finnish, short, empty = found

    assert [one.language for one in found] == ["sv", "en", "fi", "sv", "sv"]
    assert (swedish.tone.label, english.tone.label, finnish.tone.label) == ("positive", "negative", None)
    assert swedish.tone.words
    assert {tag.factor for tag in swedish.factors} >= {"bemotande"}
    assert all(word.lower() in swedish.redacted.lower() for tag in swedish.factors for word in tag.words)
    assert (short.tone.label, empty.redacted, empty.factors) == ("positive", "", ())


def test_findings_are_stored_as_json_with_their_analyser_and_version(found: tuple[TextFindings, ...]) -> None:
    documents = [json.loads(json.dumps(one.to_document())) for one in found]

    assert tuple(map(TextFindings.from_document, documents)) == found
    assert {(one["analyser"], one["version"]) for one in documents} == {(analysing.ANALYSER, analysing.VERSION)}
    assert all(one["tone"]["analyser"] and one["tone"]["version"] for one in documents)
    parts = (personal_data.VERSION, sentiment.VERSION, factors.VERSION)
    assert ".".join(("1", *parts)) == analysing.VERSION
    assert len(f"{analysing.ANALYSER} {analysing.VERSION}") <= 60


def test_the_same_texts_give_the_same_findings_one_by_one_or_together(found: tuple[TextFindings, ...]) -> None:
    assert tuple(analyse([text], "sv")[0] for text in TEXTS) == found
