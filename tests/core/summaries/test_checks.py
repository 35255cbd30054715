from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.statistics.intervals import wilson
from core.statistics.rounding import published_integer
from core.summaries import numbers, quotes
from core.summaries.checks import Check, Finding, findings
from core.summaries.numbers import Form
from core.summaries.sentences import Section, Sentence, Source

SIDES = ("agree", "disagree", "passes")


def claim(ref: str, agree: int, disagree: int, passes: int = 0, **more: float) -> Source:
    """A claim about votes, with the share of the larger side as its own."""
    n, k = agree + disagree + passes, max(agree, disagree)
    limits = wilson(k, n, 0.9)
    figures: dict[str, float] = {
        "n": n,
        "agree": agree,
        "disagree": disagree,
        "passes": passes,
        "confidence": 90,
        **more,
    }
    whole = {"share": k / n, "low": limits.low, "high": limits.high}
    figures |= {name: published_integer(100 * value) for name, value in whole.items()}
    figures |= {f"{side}_share": published_integer(100 * figures[side] / n) for side in SIDES}
    return Source(ref, figures=figures, share=k / n, low=limits.low, high=limits.high)


SOURCES: Mapping[str, Source] = {
    "i1": Source("i1", "Sista bussen Malung-Sälen går före träningen slutar klockan 21"),
    "c1": claim("c1", 10, 1, g1_agree=5, g1_n=6, g1_rest_agree=4, g1_rest_n=5),
    "i2": Source("i2", "Stäng hållplatsen vid torget"),
    "c2": claim("c2", 6, 5),
    "i3": Source("i3", "Byt färg på alla bussar"),
    "c3": claim("c3", 1, 9, 1),
    "i4": Source("i4", "Vi vill inte betala för kvällsbussen"),
    "c4": claim("c4", 9, 1, 1),
    "i5": Source("i5", "Fler bussar på kvällen"),
    "c5": claim("c5", 11, 0),
    "c6": claim("c6", 2, 4, 5),
    "i6": Source("i6", "Måla om"),
    "c7": Source("c7"),
    "i7": Source("i7", "Öppna simhallen"),
    "i8": Source("i8"),
    "d": Source(
        "d",
        figures={"participants": 52, "voters": 40, "inspel": 12, "inspel_merged": 3, "votes": 1234},
        labels=("15 december 2026", "13–15 år", "Hur kommer vi hem?"),
    ),
    "m3": Source("m3", figures={"participants": 11, "dots_i1": 7, "placed": 9}),
}
BOTH = ("i1", "c1")
_C = Check

GOOD = [
    ("10 av 11 håller med om {i1} (91 %, 90 % intervall 68–98 %).", BOTH),
    ("Tio av elva håller med om {i1}.", BOTH),
    ("10 of 11 agree with {i1} (91%, 90% interval 68–98%).", BOTH),
    ("Ten out of eleven agree with {i1}.", BOTH),
    ("1 av 11 håller inte med om {i1}.", BOTH),
    ("5 av 6 i den ena gruppen håller med om {i1}, mot 4 av 5 i den andra.", BOTH),
    ("9 av 11 håller inte med om {i3} (82 %).", ("i3", "c3")),
    ("6 håller med och 5 håller inte med om {i2}, av 11.", ("i2", "c2")),
    ("55 procent håller med om {i2} och 45 procent håller inte med.", ("i2", "c2")),
    ("Minst 68 % håller med om {i1}.", BOTH),
    ("De flesta håller med om {i1}.", BOTH),
    ("Nästan alla håller med om {i1}.", BOTH),
    ("Alla håller med om {i5}.", ("i5", "c5")),
    ("Few agree with {i3}.", ("i3", "c3")),
    ("5 av 11 vet inte vad de tycker om {i6}.", ("i6", "c6")),
    ("Deltagarna håller inte med om {i3}.", ("i3", "c3")),
    ("Deltagarna vill ha fler bussar på kvällen.", ("i5", "c5")),
    ("Deltagarna vill inte betala för kvällsbussen.", ("i4", "c4")),
    ("Bussen går före träningen slutar klockan 21.", BOTH),
    ("Någon skriver att bussen går ”före träningen slutar”.", ("i1",)),
    ("Alla bussar ska byta färg, skriver någon.", ("i3", "c3")),
    ("För få har röstat för att säga något om {i7}.", ("i7", "c7")),
    ("52 personer deltog. 40 av dem röstade, sammanlagt 1 234 röster, om 12 inspel.", ("d",)),
    ("40 av 52 röstade.", ("d",)),
    ("De som är 13–15 år får svar den 15 december 2026.", ("d",)),
    ("{i1} fick 7 prickar av 9 personer.", ("i1", "m3")),
    ("{i1}", ("i1", "i8")),
]
BAD = [
    ("9 av 11 håller med om {i1}.", BOTH, _C.NUMBER, "9 av 11"),
    ("Nio av elva håller med om {i1}.", BOTH, _C.NUMBER, "Nio av elva"),
    ("1 av 11 håller med om {i1}.", BOTH, _C.NUMBER, "1 av 11"),
    ("10 av 10 håller med om {i1}.", BOTH, _C.NUMBER, "10 av 10"),
    ("11 håller med och 5 håller inte med om {i2}.", ("i2", "c2"), _C.NUMBER, "11"),
    ("6 håller med om {i2}, av 6.", ("i2", "c2"), _C.NUMBER, "6"),
    ("10 av 11 håller med om {i1} (90 %).", BOTH, _C.NUMBER, "90 %"),
    ("91 % håller med om {i1} (95 % intervall 68–98 %).", BOTH, _C.NUMBER, "95 % intervall"),
    ("91 % håller med om {i1} (90 % intervall 68–91 %).", BOTH, _C.NUMBER, "68–91 %"),
    ("45 % håller med om {i2}.", ("i2", "c2"), _C.NUMBER, "45 %"),
    ("2 av 11 håller med om {i6} (45 %).", ("i6", "c6"), _C.NUMBER, "45 %"),
    ("91 personer håller med om {i1}.", BOTH, _C.NUMBER, "91"),
    ("Hälften håller med om {i1}.", BOTH, _C.NUMBER, "Hälften"),
    ("Dubbelt så många håller med om {i2}.", ("i2", "c2"), _C.NUMBER, "Dubbelt"),
    ("Hundratals håller med om {i1}.", BOTH, _C.NUMBER, "Hundratals"),
    ("Bussen går före träningen slutar klockan 22.", BOTH, _C.NUMBER, "22"),
    ("12 personer deltog.", ("d",), _C.NUMBER, "12"),
    ("De som är 13–16 år får svar.", ("d",), _C.NUMBER, "13"),
    ("De får svar den 16 december 2026.", ("d",), _C.NUMBER, "16"),
    ("Någon skrev ”9 av 11 håller med”.", BOTH, _C.NUMBER, "9 av 11"),
    ("Bussen går sent.", (), _C.CITATION, ""),
    ("Bussen går sent.", ("i8",), _C.CITATION, ""),
    ("{i1} är sant.", (*BOTH, "c99"), _C.CITATION, "c99"),
    ("{i1} är sant.", ("c1",), _C.CITATION, "i1"),
    ("Bussen går ”efter träningen slutar”.", BOTH, _C.QUOTE, "efter träningen slutar"),
    ('Bussen går "rän".', BOTH, _C.QUOTE, "rän"),
    ("Alla håller med om {i1}.", BOTH, _C.QUANTIFIER, "alla"),
    ("Everyone agrees with {i1}.", BOTH, _C.QUANTIFIER, "everyone"),
    ("De flesta håller med om {i2}.", ("i2", "c2"), _C.QUANTIFIER, "de flesta"),
    ("Få håller med om {i1}.", BOTH, _C.QUANTIFIER, "få"),
    ("Många vill cykla, går {i7}.", ("i7",), _C.QUANTIFIER, "många"),
    ("Deltagarna håller med om {i3}.", ("i3", "c3"), _C.POLARITY, "deltagarna håller med om     ."),
    ("Deltagarna håller med om {i2}.", ("i2", "c2"), _C.POLARITY, "deltagarna håller med om     ."),
    ("Deltagarna vill ha färre bussar på kvällen.", ("i5", "c5"), _C.POLARITY, ""),
    ("Deltagarna vill inte ha fler bussar på kvällen.", ("i5", "c5"), _C.POLARITY, ""),
    ("Deltagarna vill betala för kvällsbussen.", ("i4", "c4"), _C.POLARITY, ""),
    ("En ny skatepark i Lima behövs.", BOTH, _C.SUPPORT, ""),
    ("Ring Anna Svensson om {i1}.", BOTH, _C.PERSONAL_DATA, "Anna Svensson"),
]


def found(text: str, cites: tuple[str, ...], section: Section = Section.UNITES) -> tuple[Finding, ...]:
    return findings(Sentence("k", section, text, cites), SOURCES)


@pytest.mark.parametrize(("text", "cites"), GOOD)
def test_what_is_said_as_its_sources_say_it_passes(text: str, cites: tuple[str, ...]) -> None:
    assert found(text, cites) == ()


@pytest.mark.parametrize(("text", "cites", "check", "detail"), BAD)
def test_what_its_sources_do_not_say_is_found(text: str, cites: tuple[str, ...], check: Check, detail: str) -> None:
    assert any(one.check is check and (not detail or one.detail == detail) for one in found(text, cites))


def test_what_staff_say_themselves_needs_no_source_and_its_numbers_are_asked_about() -> None:
    thanks = found("Tack! Ni får svar den 15 december 2026. 52 personer deltog.", (), Section.THANKS)
    wrong = found("Tack! Ni får svar den 16 december 2026.", (), Section.THANKS)

    assert thanks == ()
    assert [one.check for one in wrong] == [Check.SUPPORT, Check.SUPPORT]
    assert not any(one.check.is_absolute for one in wrong)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.data())
@settings(max_examples=150, deadline=None)
def test_a_changed_digit_is_always_found(agree: int, disagree: int, passes: int, data: st.DataObject) -> None:
    n = agree + disagree + passes
    if n < 7 or agree < disagree:
        return
    source = claim("c1", agree, disagree, passes)
    told = source.figures
    text = (
        f"{agree} av {n} håller med om {{i1}} "
        f"({told['share']:.0f} %, 90 % intervall {told['low']:.0f}–{told['high']:.0f} %)."
    )
    at = data.draw(st.sampled_from([m.start() for m in re.finditer(r"(?<![a-z{])\d", text)]))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != text[at]]))
    changed = text[:at] + digit + text[at + 1 :]
    sources = {"i1": SOURCES["i1"], "c1": source}

    kept = findings(Sentence("k", Section.UNITES, text, BOTH), sources)
    lost = findings(Sentence("k", Section.UNITES, changed, BOTH), sources)

    assert [one for one in kept if one.check is Check.NUMBER] == []
    # "07" is 7, and nothing else has been said.
    if [int(one) for one in re.findall(r"\d+", changed)] != [int(one) for one in re.findall(r"\d+", text)]:
        assert any(one.check is Check.NUMBER for one in lost), changed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 234 röster och 1,5 timmar", [(Form.COUNT, (1234.0,)), (Form.COUNT, (1.5,))]),
        ("1,234 votes", [(Form.COUNT, (1.234, 1234.0))]),
        ("tjugofem av trehundratjugo", [(Form.OF, (25.0,))]),
        ("twenty-five of a dozen", [(Form.COUNT, (25.0,)), (Form.COUNT, (12.0,))]),
        (
            "en fjärdedel, dubbelt och tusentals",
            [(Form.FRACTION, (0.25,)), (Form.TIMES, (2.0,)), (Form.ORDER, (2000.0,))],
        ),
        ("E45 klockan 18.30 {i12}", [(Form.COUNT, (45.0,)), (Form.COUNT, (18.3,))]),
        ("en av dem, one of them, sexig, tiotalet", []),
    ],
)
def test_numbers_are_read_in_digits_and_letters(text: str, said: list[tuple[Form, tuple[float, ...]]]) -> None:
    assert [(one.form, one.values) for one in numbers.said_in(text)] == said


@pytest.mark.parametrize("marks", ["””", "“”", '""', "»»", "»«", "«»", "’’", "''", "„“"])
def test_every_kind_of_quotation_marks_is_known(marks: str) -> None:
    text = f"Hon skrev {marks[0]}går före träningen.{marks[1]} och gick."

    (one,) = quotes.quoted_in(text)

    assert one.words == "går före träningen."
    assert quotes.is_exact(one.words, [SOURCES["i1"].text])
    assert quotes.outside(text).split() == ["Hon", "skrev", "och", "gick."]
    assert quotes.quoted_in("Det går inte, sa Mats' bror i 70's") == ()
