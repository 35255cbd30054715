import pytest
from hypothesis import given
from hypothesis import strategies as st
from textblob import TextBlob  # type: ignore[import-untyped]

from core.language import lexicon
from core.language.factors import tags
from core.language.phrases import Phrases, lines
from core.language.sentiment import LABELS, NEGATIVE, NEUTRAL, POSITIVE, UNSURE, judge, judge_many
from tests.core.language.comments import PARTS, comments, figure, macro_f1, part, row_of, surest_half

FEW = ("inte", "bra", "dålig", "men", "snabbt", "!", "?", ".", "aldrig", "trots", "😊", "varken", "[namn]", ":)")
WORDS = st.lists(st.sampled_from(FEW))


def label(text: str) -> str | None:
    return judge(text, "sv").label


def plain(text: str) -> str:
    polarity = TextBlob(text).polarity
    return POSITIVE if polarity >= 0.1 else NEGATIVE if polarity <= -0.1 else NEUTRAL


@pytest.mark.parametrize("name", PARTS)
def test_the_rules_are_as_good_as_the_documentation_says(name: str) -> None:
    some = part(name)
    right = [one.sentiment for one in some]

    said = judge_many([one.text for one in some])

    ours = macro_f1(right, [one.label for one in said])
    surest = surest_half(right, [one.leaning for one in said], [one.confidence for one in said])
    theirs = macro_f1(right, [plain(one.text) for one in some])
    unsure = str(sum(one.label == UNSURE for one in said))
    assert ours >= 0.60
    assert surest >= 0.85
    assert row_of("Sentiment", name) == [name, str(len(some)), figure(ours), figure(surest), unsure, figure(theirs)]


def test_there_are_comments_enough_of_every_kind() -> None:
    kinds = [one.sentiment for one in comments()]

    assert len(kinds) >= 240
    assert len({one.text for one in comments()}) == len(kinds)
    assert set(kinds) == set(LABELS)
    assert min(kinds.count(kind) for kind in LABELS) >= 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Negation turns what it reaches, forwards and back over a verb, and stops at "men".
        ("Det var bra", POSITIVE),
        ("Det var inte bra", NEGATIVE),
        ("Vi trivs inte", NEGATIVE),
        ("Inte dålig men väldigt trevlig", POSITIVE),
        ("De var varken trevliga eller kunniga", NEGATIVE),
        ("Inga problem", POSITIVE),
        ("Har aldrig haft så bra kontakt", POSITIVE),
        ("Bussen kommer aldrig i tid", NEGATIVE),
        # What comes after "men" is what the writer leaves us with, and what is only admitted weighs little.
        ("Trevlig personal men usel handläggning", NEGATIVE),
        ("Usel start men sedan fantastiskt trevlig personal", POSITIVE),
        ("Bra hjälp trots att jag var arg och sur", POSITIVE),
        # Facts, questions and wishes are no judgement.
        ("Jag ansökte om bygglov i mars", NEUTRAL),
        ("När öppnar biblioteket?", NEUTRAL),
        ("Det vore bra med en bänk vid hållplatsen", NEUTRAL),
        ("Det borde gå snabbare", NEGATIVE),
        ("", NEUTRAL),
        # People write as they speak.
        ("jättedålig plogning", NEGATIVE),
        ("braaaaa", POSITIVE),
        ("dalig service", NEGATIVE),
        ("👍", POSITIVE),
        ("tack :)", POSITIVE),
        ("Fint bad och trevlig strand", POSITIVE),
        ("Ringde runt i två timmar, ingen svarar", NEGATIVE),
        # What redaction leaves is no word, and "fall" in it would have been one.
        ("[fall] [namn]", NEUTRAL),
    ],
)
def test_a_comment_is_read_as_a_swedish_reader_would(text: str, expected: str) -> None:
    assert label(text) == expected


def test_a_judgement_shows_the_words_it_rests_on_with_their_sign() -> None:
    found = judge("Trevligt bemötande, men ingen svarar i telefon.", "sv")

    assert [(word.text, word.weight > 0) for word in found.words] == [
        ("Trevligt bemötande", True),
        ("ingen svarar", False),
    ]
    assert (found.analyser, found.version) == ("samspel-lexikon", "1")


def test_a_stronger_word_before_and_an_exclamation_weigh_more() -> None:
    mild, strong, loud = (judge(text, "sv").polarity for text in ("ganska dåligt", "mycket dåligt", "mycket dåligt!"))

    assert 0 > mild > strong > loud


def test_english_is_judged_by_the_weaker_analyser_and_other_languages_not_at_all() -> None:
    english, finnish = judge("Very happy with the quick answer", "en"), judge("Hyvä palvelu", "fi")

    assert (english.label, english.is_weaker) == (POSITIVE, True)
    assert english.confidence <= 0.6
    assert [word.text for word in english.words] == ["very happy", "quick"]
    assert (finnish.label, finnish.leaning, finnish.confidence, finnish.words) == (None, None, 0.0, ())


def test_many_are_judged_as_one_each() -> None:
    texts, languages = ["Bra", "Bad", "Hyvä"], ["sv", "en", "fi"]

    assert judge_many(texts, languages) == [judge(*pair) for pair in zip(texts, languages, strict=True)]


@given(WORDS.map(" ".join) | st.text(max_size=200))
def test_anything_can_be_judged_and_the_figures_stay_within_their_limits(text: str) -> None:
    found = judge(text, "sv")

    assert found == judge(text, "sv")
    assert found.label in (*LABELS, UNSURE)
    assert 1 / 3 <= found.confidence <= 1
    assert -1 <= found.polarity <= 1


def test_no_phrase_stands_twice_in_the_list_of_our_own() -> None:
    phrases = [phrase for _, row in lines("civic.tsv") for phrase in row.split("; ")]

    assert sorted({phrase for phrase in phrases if phrases.count(phrase) > 1}) == []


@pytest.mark.parametrize("phrase", ["", "~ bra", "bra ~", "tog * tid", "a//b"])
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(ValueError, match="phrase"):
        Phrases([(phrase, 1.0)])


def test_a_gap_in_a_phrase_passes_over_three_words_and_no_mark() -> None:
    phrases = Phrases([("tog ~ tid", 1.0)])

    assert [(match.start, match.end) for match in phrases.find(["det", "tog", "så", "lång", "tid"], [True] * 5)] == [
        (1, 5)
    ]
    assert not list(phrases.find(["tog", "a", "b", "c", "d", "tid"], [True] * 6))
    assert not list(phrases.find(["tog", ",", "tid"], [True, False, True]))


def test_a_relative_of_a_listed_word_counts_and_a_word_that_only_looks_alike_does_not() -> None:
    assert lexicon.valence("vänligast") > 0 > lexicon.valence("missnöjdes")
    assert lexicon.valence("jobbar") == lexicon.valence("skickade") == lexicon.valence("spåren") == 0


ENDLESS = ("a", "a.", "a@", "bra. ", "inte ", "trots bra ", "vänta ", "[a", "(", "1.", "😊", ":)", "\n", "ä" * 99 + " ")


@pytest.mark.parametrize("part", ENDLESS, ids=range(len(ENDLESS)))
def test_a_text_without_end_is_read_in_one_go(part: str) -> None:
    text = part * (20_000 // len(part))

    assert judge(text, "sv").label in (*LABELS, UNSURE)
    assert all(tag.words for tag in tags(text))
