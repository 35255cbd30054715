import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from core.language.extracts import pick

TOPICS = Path(__file__).parent / "labelled" / "topics.tsv"
ROWS = [line.split("\t") for line in TOPICS.read_text("utf-8").splitlines()]
TEXTS = [text for _, text in ROWS]


def test_a_few_extracts_touch_every_subject_people_wrote_about() -> None:
    themes = [[i for i, (topic, _) in enumerate(ROWS) if topic == name] for name in dict(ROWS)]

    assert len({ROWS[i][0] for i in pick(TEXTS, 16)}) >= 7
    assert {ROWS[i][0] for i in pick(TEXTS, 8, themes)} == set(dict(ROWS))


def test_the_middle_text_of_the_largest_theme_comes_first() -> None:
    texts = ["Bussen är sen igen", "Bussen är sen", "Bussen är röd", "Maten är kall", "Maten är kall idag igen"]

    assert pick(texts, 2, [[3, 4], [0, 1, 2], []])[0] == 1


def test_the_same_texts_in_another_order_give_the_same_extracts() -> None:
    expected = [TEXTS[i] for i in pick(TEXTS, 10)]

    order = random.Random(5).sample(range(len(TEXTS)), len(TEXTS))

    assert [TEXTS[order[i]] for i in pick([TEXTS[i] for i in order], 10)] == expected


def test_the_same_words_are_never_picked_twice_and_empty_words_never() -> None:
    texts = ["Fler bussar till Lima", "fler BUSSAR till Lima!", "Bra!", "", "👍", "Bättre mat i skolan"]

    assert sorted(pick(texts, 6)) in ([0, 5], [1, 5])


@settings(max_examples=40)
@given(st.lists(st.text(max_size=30), max_size=12), st.integers(0, 5))
def test_whatever_people_write_at_most_so_many_are_picked_each_once(texts: list[str], n: int) -> None:
    picked = pick(texts, n, [range(len(texts))])

    assert len(picked) == len(set(picked)) <= n
    assert set(picked) <= set(range(len(texts)))
