import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language.likeness import LEAST, Like, like, near_duplicates

LABELLED = Path(__file__).parent / "labelled"
DOCS = Path(__file__).parents[3] / "docs" / "text.md"


def pairs(name: str) -> list[tuple[bool, str, str]]:
    lines = (LABELLED / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(kind == "same", one, other) for kind, one, other in (line.split("\t") for line in lines)]


def are_alike(one: str, other: str) -> bool:
    return bool(like(one, [(1, other)]))


@pytest.mark.parametrize(("name", "least"), [("likeness", 0.9), ("likeness_held", 0.8)])
def test_most_of_the_same_thoughts_are_found_and_no_other_is(name: str, least: float) -> None:
    labelled = pairs(name)

    found = [are_alike(one, other) for _, one, other in labelled]

    hits = sum(is_found for is_found, (is_same, _, _) in zip(found, labelled, strict=True) if is_same)
    recall = hits / sum(is_same for is_same, _, _ in labelled)
    assert recall >= least
    assert hits == sum(found)
    assert f"| {name}.tsv | {len(labelled)} | {recall:.2f} | 1.00 |" in DOCS.read_text("utf-8")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Öppna fritidsgården", "Stäng fritidsgården"),
        ("Mer buss till byarna", "Mindre buss till byarna"),
        ("Läxor är bra för oss", "Läxor är inte bra för oss"),
        ("Tre bussar om dagen", "Två bussar om dagen"),
        ("Öppet till 22 på fredagar", "Öppet på fredagar"),
        ("Badhuset är nära", "Badhuset är fullt"),
    ],
)
def test_what_turns_a_thought_around_makes_it_another(one: str, other: str) -> None:
    assert not are_alike(one, other)
    assert not near_duplicates([one, other])


def test_the_most_alike_come_first_with_their_keys() -> None:
    others = [
        (7, "Mer belysning längs skolvägen!"),
        (3, "Skolvägen behöver mer belysning nu i höst"),
        (5, "Bättre mat"),
    ]

    found = like("Mer belysning längs skolvägen", others)

    assert found[0] == Like(7, 1.0)
    assert [one.key for one in found] == [7, 3]
    assert LEAST <= found[1].score < 1


def test_near_duplicates_are_grouped_once_in_whatever_order_they_come() -> None:
    texts = [
        "Fler soptunnor i spåret",
        "fler soptunnor i spåret!!",
        "Soptunnor i spåret, fler",
        "Bygg en simhall",
        "👍",
        "👍",
        "",
    ]

    groups = near_duplicates(texts)

    assert [sorted(group) for group in groups] == [[0, 1, 2], [4, 5]]
    dice = random.Random(3)
    for _ in range(5):
        order = dice.sample(range(len(texts)), len(texts))
        again = near_duplicates([texts[i] for i in order])
        assert [[texts[order[i]] for i in group] for group in again] == [[texts[i] for i in group] for group in groups]


@pytest.mark.parametrize(
    "find", [lambda: like("Bussen", []), lambda: near_duplicates([]), lambda: near_duplicates(["a"])]
)
def test_nothing_is_like_nothing(find: Callable[[], object]) -> None:
    assert find() == ()


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_text_is_like_itself_and_likeness_goes_both_ways(one: str, other: str) -> None:
    assert like(one, [(1, one)]) == (Like(1, 1.0),)
    assert [found.score for found in like(one, [(1, other)])] == [found.score for found in like(other, [(1, one)])]
