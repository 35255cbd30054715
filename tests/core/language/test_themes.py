import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.comments import written
from core.language.factorising import assigned, factorise
from core.language.term_weights import weigh
from core.language.theme_decisions import Decision
from core.language.themes import NoThemes, Theme, Themes, find

ROOT = Path(__file__).parents[3]
ROWS = [
    line.split("\t") for line in (Path(__file__).parent / "labelled" / "topics.tsv").read_text("utf-8").splitlines()
]
TEXTS = [text for _, text in ROWS]
BUS = ["Bussen till byn", "Fler bussar till byn", "Bussarna är sena", "Kvällsbussen är sen", "Bussen är för dyr"]
FOOD = ["Skolmaten är kall", "Maten smakar inget", "Kall mat igen", "Mer mat till alla", "Maten i skolan är kall"]
LIGHT = ["Belysningen är trasig", "Trasig belysning i parken", "Lampan är trasig", "Mörkt i parken", "Parken är mörk"]


@pytest.fixture(scope="module")
def by_hand() -> Themes:
    return find(TEXTS)


def agreement(known: Sequence[tuple[str, str]], k: int, *, divided: bool) -> float:
    """Normalised mutual information of ``k`` subjects with the known ones of (text, subject); "" is none known."""
    from sklearn.metrics import normalized_mutual_info_score  # type: ignore[import-untyped]

    in_order = sorted(known)
    rows = weigh([text for text, _ in in_order], divided=divided).narrowed(range(len(known)), 2, 0.4).rows
    topics = np.array([topic for _, topic in in_order])
    return float(normalized_mutual_info_score(topics[topics != ""], assigned(factorise(rows, k).texts)[topics != ""]))


def test_known_subjects_are_found_and_found_better_when_compounds_are_divided() -> None:
    made = [[(one.text, one.topic) for one in written(1_000, seed)] for seed in range(1, 5)]

    generated = [mean(agreement(one, 12, divided=divided) for one in made) for divided in (True, False)]
    by_hand = [agreement([(text, topic) for topic, text in ROWS], 8, divided=divided) for divided in (True, False)]

    assert generated[0] >= 0.6
    assert by_hand[0] >= 0.4
    assert generated[0] - generated[1] >= 0.03
    assert by_hand[0] - by_hand[1] >= 0.05
    docs = (ROOT / "docs" / "text.md").read_text("utf-8")
    assert f"| generated, 4 times 1 000 comments | 12 | {generated[0]:.2f} | {generated[1]:.2f} |" in docs
    assert f"| topics.tsv, {len(TEXTS)} sentences | 8 | {by_hand[0]:.2f} | {by_hand[1]:.2f} |" in docs


def test_a_theme_has_a_label_in_peoples_own_words_and_its_members_by_weight(by_hand: Themes) -> None:
    forms = set(" ".join(TEXTS).casefold().replace(",", " ").replace("-", " ").split())

    assert 2 <= by_hand.k <= len(TEXTS) // 15
    for theme in by_hand.themes:
        assert theme.words
        assert forms.issuperset(theme.words)
        assert [weight for _, weight in theme.members] == sorted((weight for _, weight in theme.members), reverse=True)
        assert all(0 < weight <= 1 for _, weight in theme.members)
    members = {i for theme in by_hand.themes for i, _ in theme.members}
    assert members.isdisjoint(by_hand.rest)
    assert members | set(by_hand.rest) == set(range(len(TEXTS)))


def test_the_same_texts_in_another_order_give_the_same_themes(by_hand: Themes) -> None:
    order = random.Random(8).sample(range(len(TEXTS)), len(TEXTS))

    again = find([TEXTS[i] for i in order])

    assert [(one.key, one.words, weighed(one, TEXTS)) for one in by_hand.themes] == [
        (one.key, one.words, weighed(one, [TEXTS[i] for i in order])) for one in again.themes
    ]
    assert sorted(TEXTS[i] for i in by_hand.rest) == sorted(TEXTS[order[i]] for i in again.rest)


def weighed(theme: Theme, texts: Sequence[str]) -> list[tuple[str, float]]:
    return [(texts[i], weight) for i, weight in theme.members]


@pytest.mark.parametrize(
    ("texts", "missing"),
    [
        ([], NoThemes.FEW_TEXTS),
        (["Bättre mat i skolan"], NoThemes.FEW_TEXTS),
        (BUS + FOOD, NoThemes.FEW_TEXTS),
        (["", "  ", "👍", "12"] * 5, NoThemes.FEW_WORDS),
        (["Bra"] * 20, NoThemes.FEW_WORDS),
        (["[namn] [adress]"] * 20, NoThemes.FEW_WORDS),
    ],
    ids=str,
)
def test_where_there_are_no_themes_it_is_said_why(texts: list[str], missing: NoThemes) -> None:
    found = find(texts)

    assert (found.themes, found.k, found.missing) == ((), 0, missing)
    assert sorted(found.rest) == list(range(len(texts)))


@pytest.mark.parametrize("text", ["Bättre mat i skolan", "bussen", "図書館が好き", "مرحبا بكم في المدينة"])
def test_when_all_say_the_same_that_is_what_they_are_about(text: str) -> None:
    (theme,) = find([text] * 40).themes

    assert len(theme.members) == 40


@settings(max_examples=15)
@given(st.lists(st.text(max_size=25) | st.sampled_from([*BUS, *FOOD, "Ok", "the bus is late"]), max_size=45))
def test_whatever_people_write_every_text_is_in_a_theme_or_among_the_rest(texts: list[str]) -> None:
    found = find(texts, languages=["sv", "en", "so"] * 15 if len(texts) == 45 else None)

    members = {i for theme in found.themes for i, _ in theme.members}
    assert members | set(found.rest) == set(range(len(texts)))
    assert members.isdisjoint(found.rest)


def test_languages_must_be_as_many_as_the_texts() -> None:
    with pytest.raises(ValueError, match="one language"):
        find(["Hej"], languages=[])


def test_staffs_own_subjects_come_first_also_inside_compounds_and_need_no_number_of_texts() -> None:
    texts = [
        "Skolbussarna är sena",
        "Vi vill ha bättre tider",
        "Ingen svarar när man ringer runt",
        "Ring mig",
        "Maten är kall",
    ]

    found = find(
        texts, vocabulary={"Buss": ["buss"], "Svårt att nå": ["ringer runt"], "Tider": ["tid"], "Bad": ["bada"]}
    )

    assert {theme.label: [i for i, _ in theme.members] for theme in found.themes} == {
        "Buss": [0],
        "Svårt att nå": [2],
        "Tider": [1],
    }
    assert sorted(found.rest) == [3, 4]
    assert (found.k, found.missing) == (0, NoThemes.FEW_TEXTS)


def test_older_texts_tell_how_the_compounds_of_a_few_are_divided() -> None:
    texts = ["Gatubelysning saknas"] * 15 + ["Parkbelysning saknas"] * 15

    alone, with_archive = find(texts), find(texts, background=["Belysning i parken", "En gata"])

    assert sorted(theme.words for theme in alone.themes) == [("gatubelysning",), ("parkbelysning",)]
    assert any("belys" in theme.anchor for theme in with_archive.themes)


def test_what_staff_have_named_and_merged_is_replayed_on_more_texts() -> None:
    first = find((BUS + FOOD + LIGHT) * 3)
    assert first.k == 3
    bus, food, light = (about(first, word) for word in ("bussen", "kall", "trasig"))
    gone = Decision(("finns", "inte"), "Borta")
    decisions = [
        Decision(bus.anchor, "Buss"),
        Decision(bus.anchor, "Kollektivtrafik"),
        Decision(light.anchor, merged_into=food.anchor),
        gone,
    ]

    texts = (BUS + FOOD + LIGHT) * 4 + ["Bussen kom aldrig fram till byn"] * 3
    again = find(texts, decisions=decisions)

    assert light.key not in {theme.key for theme in again.themes}
    named, merged = about(again, "bussen"), about(again, "kall")
    assert (named.label, named.key) == ("Kollektivtrafik", bus.key)
    assert (merged.key, merged.label) == (food.key, None)
    assert {texts[i] for i, _ in merged.members} >= {LIGHT[0], FOOD[0]}
    assert again.lost == (gone,)


def about(themes: Themes, word: str) -> Theme:
    return next(theme for theme in themes.themes if word in theme.words)


def test_mergers_in_a_ring_merge_nothing() -> None:
    texts = (BUS + FOOD + LIGHT) * 3
    one, other, _ = find(texts).themes

    found = find(texts, decisions=[Decision(one.anchor, None, other.anchor), Decision(other.anchor, None, one.anchor)])

    assert {theme.key for theme in found.themes} >= {one.key, other.key}


def test_what_a_web_request_may_use_loads_no_heavy_library() -> None:
    light = "core.language.likeness, core.language.personal_data, core.language.screening"
    program = f"import sys, {light}; print(sys.modules.keys() & {{'sklearn', 'nltk', 'textblob', 'scipy'}})"

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.stdout.strip(), done.stderr.strip()) == ("set()", "")


def test_the_worker_loads_scikit_learn_when_it_is_needed_and_not_before() -> None:
    program = "import sys, core.language.themes, core.language.extracts; sys.exit('sklearn' in sys.modules)"

    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
