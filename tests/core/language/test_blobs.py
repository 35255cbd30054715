import nltk  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textblob import TextBlob  # type: ignore[import-untyped]
from textblob.sentiments import PatternAnalyzer  # type: ignore[import-untyped]

from core.language.abbreviations import LEADING, TRAILING
from core.language.blobs import NoScore, NoSubjectivity, SwedishAnalyzer, SwedishBlob, blob_for
from core.language.tokens import SwedishTokenizer, sentences


@pytest.fixture(autouse=True)
def without_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nltk fetches from elsewhere is nowhere to be found."""
    monkeypatch.setattr(nltk.data, "path", [])


def test_swedish_is_judged_by_our_own_analyser_where_textblob_itself_is_wrong() -> None:
    blob = blob_for("Fint bad och trevlig strand", "sv")

    assert isinstance(blob, TextBlob)
    assert isinstance(blob.analyzer, SwedishAnalyzer)
    assert blob.sentiment.label == "positive"
    assert blob.polarity == blob.sentiment.polarity > 0 > TextBlob("Fint bad och trevlig strand").polarity


def test_no_figure_of_the_english_analyser_leaks_into_swedish() -> None:
    with pytest.raises(NoSubjectivity):
        _ = blob_for("Mycket bra", "sv").subjectivity


def test_slices_sums_and_changes_of_case_stay_swedish() -> None:
    blob = blob_for("Trevligt. Uselt.", "sv")

    kept = [blob[:8], blob + " Dåligt.", blob.upper(), blob.strip()]

    assert all(type(one) is SwedishBlob and isinstance(one.analyzer, SwedishAnalyzer) for one in kept)
    assert kept[0].polarity > 0


def test_sentences_words_and_tokens_are_cut_as_swedish_is_written() -> None:
    blob = blob_for("Vi kom kl. 8, bl.a. från Sälen. Det var halt! Tack :)", "sv")

    assert [(one.raw, blob.raw[one.start : one.end]) for one in blob.sentences] == [
        (text, text) for text in ("Vi kom kl. 8, bl.a. från Sälen.", "Det var halt!", "Tack :)")
    ]
    assert blob.sentences[1].polarity < 0 < blob.sentences[2].polarity
    assert list(blob.words[:6]) == ["Vi", "kom", "kl", "8", "bl.a.", "från"]
    assert "," in blob.tokens
    assert "," not in blob.words


def test_an_abbreviation_ends_a_sentence_only_before_a_capital() -> None:
    assert len(sentences("Smör, bröd m.m. finns i Lima.")) == 1
    assert [one.text for one in sentences("Det kostade 500 kr. Det var dyrt.")] == [
        "Det kostade 500 kr.",
        "Det var dyrt.",
    ]
    assert len({*LEADING, *TRAILING}) >= 45


def test_english_is_judged_by_textblob_and_its_sentences_need_no_data() -> None:
    blob = blob_for("I am happy. It was bad.", "en")

    assert isinstance(blob.analyzer, PatternAnalyzer)
    assert [one.polarity > 0 for one in blob.sentences] == [True, False]
    assert blob.subjectivity == TextBlob("I am happy. It was bad.").subjectivity


def test_a_language_nobody_here_can_judge_has_words_and_no_score() -> None:
    blob = blob_for("Hyvä palvelu. Kiitos!", "fi")

    assert [str(one) for one in blob.sentences] == ["Hyvä palvelu.", "Kiitos!"]
    with pytest.raises(NoScore):
        _ = blob.sentiment
    with pytest.raises(NoScore):
        _ = blob.polarity


@given(st.text(max_size=120))
def test_every_word_and_sentence_stands_in_the_text(text: str) -> None:
    assert all(one.text == text[one.start : one.end] for one in sentences(text))
    at = 0
    for token in SwedishTokenizer().tokenize(text):
        at = text.index(token, at) + len(token)
