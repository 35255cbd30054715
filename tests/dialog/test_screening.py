from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog import screening
from dialog.screening import Hint

NOTHING = ()


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("Fler turer på kvällen så att vi kommer hem efter träningen", NOTHING),
        ("Sista bussen Malung–Sälen går före träningen slutar", NOTHING),
        ("Öppna fritidsgården i Lima på fredagar", NOTHING),
        # A reason is no second thought.
        ("Bygg en skatepark. Det behövs något att göra för unga.", NOTHING),
        ("Bussarna är alltid sena. Kommunen borde ställa krav på bolaget.", NOTHING),
        ("Bygg en simhall. Sänk skatten.", (Hint.SEVERAL_THOUGHTS,)),
        ("Fler turer på kvällen och dessutom billigare kort", (Hint.SEVERAL_THOUGHTS,)),
        ("Vi behöver lampor vid vägen; vi behöver också en bro", (Hint.SEVERAL_THOUGHTS,)),
        ("1. Bygg en bro 2. Laga vägen", (Hint.SEVERAL_THOUGHTS,)),
        # Who one is, and whom a matter concerns.
        ("Jag är 15 år", (Hint.ABOUT_SELF,)),
        ("Som invandrare är det svårt att få jobb", (Hint.ABOUT_SELF,)),
        ("Som 15-åring får jag inte rösta", (Hint.ABOUT_SELF,)),
        ("I'm a woman and want more light", (Hint.ABOUT_SELF,)),
        ("Som ung kommer man inte hem på kvällen", NOTHING),
        ("Gör som man gör i Mora", NOTHING),
        ("Jag är 10 minuter sen varje dag", NOTHING),
        ("Jag är för en ny simhall", NOTHING),
        ("Jag kommer från jobbet för sent", NOTHING),
        ("Ring mig på 070-174 06 05 om bussen", (Hint.PERSONAL_DATA,)),
        ("Besök vår butik på www.exempel.se nu", (Hint.ADVERTISING,)),
    ],
)
def test_each_text_gets_the_advice_it_needs(text: str, hints: tuple[Hint, ...]) -> None:
    assert screening.lint(text).hints == hints


def test_what_was_found_is_said_in_the_author_s_own_words() -> None:
    assert screening.lint("Ring 070-174 06 05, alltså 070-174 06 05").personal_data == ("070-174 06 05",)


@pytest.mark.parametrize(
    ("text", "question", "proposal"),
    [
        ("Varför plogas inte gångvägen?", True, False),
        ("Kommunen borde ploga gångvägen", False, True),
        ("Gångvägen är hal", False, False),
    ],
)
def test_questions_and_proposals_are_told_from_opinions(text: str, question: bool, proposal: bool) -> None:
    found = screening.lint(text)

    assert (found.is_question, found.is_proposal) == (question, proposal)


@given(st.text(max_size=300))
def test_a_tidy_text_shows_what_it_holds_and_stays_as_it_is(text: str) -> None:
    tidy = screening.tidy(text)

    assert screening.tidy(tidy) == tidy
    assert tidy == tidy.strip()
    assert not set(tidy) & set("\n\t\u200b\u202e\u2066")
    screening.lint(tidy)


def test_characters_are_composed_and_tricks_with_direction_are_gone() -> None:
    assert screening.tidy("  Fo\u0308r\n\nsent \u202eråkat\u200b ") == "För sent råkat"


@pytest.mark.parametrize(("text", "says"), [("Nej", False), ("!!! 123", False), ("Fler bussar", True)])
def test_it_takes_two_words_to_say_something(text: str, says: bool) -> None:
    assert screening.says_something(text) == says
