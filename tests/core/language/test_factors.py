import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.factors import FACTORS, Tag, tag_many, tags
from core.language.phrases import lines
from surveys import measures
from tests.core.language.comments import PARTS, comments, figure, micro_f1, part, row_of


def test_the_factors_are_those_that_surveys_measure() -> None:
    assert FACTORS == measures.FACTORS
    assert {factor for factor, _ in lines("factors.tsv")} == {*FACTORS, "-"}


@pytest.mark.parametrize("name", PARTS)
def test_the_words_find_factors_as_well_as_the_documentation_says(name: str) -> None:
    some = part(name)

    found = micro_f1(some)

    assert found >= 0.75
    assert row_of("Factors", name) == [name, str(sum(len(one.factors) for one in some)), figure(found)]


def test_there_are_comments_enough_of_every_factor() -> None:
    assert len([one for one in comments() if one.factors]) >= 200
    assert min(sum(factor in one.factors for one in comments()) for factor in FACTORS) >= 25


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trevligt bemötande men lång handläggningstid", {"bemotande", "effektivitet"}),
        ("Ingen svarar i telefon", {"tillganglighet"}),
        ("Handläggaren var kunnig", {"kompetens"}),
        ("Olika besked från olika handläggare", {"rattssakerhet"}),
        ("Hemsidan är svår att förstå", {"information"}),
        ("The officer was friendly", {"bemotande"}),
        ("Bygg en cykelväg till Lima", set()),
        # A phrase that holds the word of a factor and is about something else.
        ("Jag har inte råd med hyran", set()),
        ("Bussen kommer aldrig i tid", set()),
        ("", set()),
    ],
)
def test_a_comment_is_about_what_its_words_say(text: str, expected: set[str]) -> None:
    assert {tag.factor for tag in tags(text)} == expected


def test_a_tag_shows_the_longest_words_it_was_found_by_as_they_were_written() -> None:
    assert tags("Svårt att förstå. Mejlade men INGEN SVARAR!") == (
        Tag("information", ("Svårt att förstå",)),
        Tag("tillganglighet", ("Mejlade", "INGEN SVARAR")),
    )


@given(st.text(max_size=200))
def test_any_text_can_be_tagged_and_every_word_shown_stands_in_it(text: str) -> None:
    (found,) = tag_many([text])

    assert [tag.factor for tag in found] == [factor for factor in FACTORS if factor in {tag.factor for tag in found}]
    assert all(piece in text for tag in found for words in tag.words for piece in words.split(" "))
