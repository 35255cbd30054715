from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.concerns.plain_words import plain_words
from core.language.screening import KINDS, Concern, concerns
from tests.core.language.comments import figure, row_of
from tests.core.language.labelled_texts import NOTHING, is_held, labelled, screening_scores

TEXTS = labelled("screening")


def test_a_concern_says_its_kind_and_the_words_it_rests_on() -> None:
    assert concerns("Bra skola, men jag vill bara DÖÖÖ.") == (Concern("self_harm", "vill bara DÖÖÖ"),)
    assert concerns("pappa slår oss") == (Concern("harmed_by_others", "pappa slår oss"),)


@pytest.mark.parametrize(
    "text",
    [
        "ja vill bara dööö",
        "jag vill do",
        "jag v1ll dö",
        "JAG VILL DÖ",
        "vill\u200b d\u200bö",
        "jag  vill\u00a0dö",
        "Jag vill do\u0308",
        "bra buss. vill dö",
    ],
)
def test_spelling_and_keyboard_make_no_difference(text: str) -> None:
    assert [concern.kind for concern in concerns(text)] == ["self_harm"]


@pytest.mark.parametrize(
    "text",
    [
        "Jag vill inte dö i den korsningen",
        "Jag har aldrig tänkt på självmord",
        "Ingen slår mig",
        "Pappa slår mig inte",
        "Jag är inte mobbad",
        "Filmen ”Jag ska döda dig” ska inte visas",
        'Boken "Vill inte leva" är slut',
    ],
)
def test_a_negation_or_a_title_is_no_concern(text: str) -> None:
    assert concerns(text) == ()


@pytest.mark.parametrize("text", ["Han sa ”jag ska döda dig” till mig", "Orkar inte leva", "Ingen skulle sakna mig"])
def test_what_is_only_quoted_and_what_needs_its_negation_is_a_concern(text: str) -> None:
    assert concerns(text)


@pytest.mark.parametrize(
    "text",
    [
        "Skatten dödar näringslivet",
        "Kommunen skjuter upp beslutet",
        "Jag höll på att dö av skratt",
        "En livsfarlig väg",
        "jag dör av tristess",
        "Slå ihop skolorna",
        "Personalen slår larm",
        "Ni skär ner på bussar",
        "Det kommer att spränga budgeten",
        "Skydda hotade arter",
        "Självmordsprevention behövs",
    ],
)
def test_an_idiom_raises_no_alarm(text: str) -> None:
    assert concerns(text) == ()


def test_one_text_can_be_of_several_concerns_and_each_is_told_once() -> None:
    found = concerns("jag vill dö, vill dö. Han slår mig och slår mig. jag ska döda dig")

    assert [concern.kind for concern in found] == list(KINDS)


def test_concerns_are_found_and_idioms_left_as_often_as_promised() -> None:
    alarming = [text for label, text in TEXTS if label != NOTHING]
    harmless = [text for label, text in TEXTS if label == NOTHING]

    assert (len(alarming) >= 120, len(harmless) >= 200) == (True, True)
    assert sum(bool(concerns(text)) for text in alarming) / len(alarming) >= 0.95
    assert sum(bool(concerns(text)) for text in harmless) / len(harmless) <= 0.02


@pytest.mark.parametrize("kind", [*KINDS, NOTHING])
def test_the_manual_tells_how_often_each_kind_is_found(kind: str) -> None:
    there, found = screening_scores(TEXTS)[kind]
    held_there, held_found = screening_scores((label, text) for label, text in TEXTS if is_held(text))[kind]

    row = row_of("Oro och trygghet (screening)", kind)
    assert row[1:] == [str(there), figure(found / there), figure(held_found / held_there)]


@given(st.text(max_size=200))
def test_any_text_can_be_screened_and_the_evidence_is_found_in_it(text: str) -> None:
    written = plain_words(text).written

    assert all(concern.words and concern.words in written for concern in concerns(text))


@pytest.mark.parametrize(
    "piece",
    [
        "jag ",
        "vill ",
        "jag vill ",
        "inte ",
        "ska skjuta ",
        "dö",
        "”",
        "han slår ",
        "a",
        ". ",
        "de som ",
        "jag vet var ",
    ],
)
def test_a_hostile_text_of_twenty_thousand_characters_is_screened(piece: str) -> None:
    """No time is measured: a pattern that tried every way to divide these would not come back while anybody waits."""
    concerns((piece * 20_000)[:20_000])
