from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.summaries.sentences import Section, Sentence
from dialog.summarising.material import Draft, Drafted
from dialog.summarising.merging import Row, merged, row_of
from dialog.summarising.models import SentenceState

_S = SentenceState
SECTIONS = (Section.UNITES, Section.DIVIDES)


def claim(agree: int) -> dict[str, Any]:
    return {"kind": "common_agree", "n": 11, "agree": agree}


def told(number: int, agree: int, section: Section = Section.UNITES) -> Drafted:
    cites = (f"i{number}", f"c{number}")
    sentence = Sentence(f"i{number}", section, f"{agree} av 11 håller med om {{i{number}}}.", cites)
    return Drafted(sentence, {f"c{number}": claim(agree)})


def draft_of(*sentences: Drafted) -> Draft:
    claims = {ref: one for drafted in sentences for ref, one in drafted.claims.items()}
    return Draft("sv", sentences, {}, claims)


def worded(row: Row, text: str = "Vi ses.") -> Row:
    return replace(row, text=text, state=_S.CHANGED, changed_by="Ana Ek", changed_by_id=1)


DRAFTS = st.lists(
    st.tuples(st.integers(1, 8), st.integers(6, 9), st.sampled_from(SECTIONS)), max_size=8, unique_by=lambda one: one[0]
).map(
    lambda several: draft_of(*(told(*one) for one in sorted(several, key=lambda one: (one[2] is SECTIONS[1], -one[1]))))
)


@given(
    first=DRAFTS,
    second=DRAFTS,
    marks=st.lists(st.sampled_from([*_S, "own"]), min_size=8, max_size=8),
    ordered=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_no_words_are_lost_no_figure_is_old_and_every_sentence_of_the_draft_is_there_once(
    first: Draft, second: Draft, marks: list[SentenceState | str], ordered: bool
) -> None:
    rows = [row_of(one) for one in first.sentences]
    before = [
        replace(row, state=SentenceState(mark)) if mark in set(_S) - {_S.CHANGED} else worded(row, f"Ord om {row.key}.")
        for row, mark in zip(rows, marks, strict=False)
    ]

    after = merged(before, {}, second, in_their_order=ordered)

    keys = [row.key for row in after]
    assert len(keys) == len(set(keys))
    assert {one.sentence.key for one in second.sentences} <= set(keys)
    assert {row.text for row in before if row.changed_by} <= {row.text for row in after}
    for row in after:
        assert all(second.claims.get(ref, kept) == kept for ref, kept in row.claims.items())
        if row.state in (_S.KEPT, _S.STRUCK) and row.key in {one.sentence.key for one in second.sentences}:
            assert row.draft == next(one.sentence.text for one in second.sentences if one.sentence.key == row.key)
    assert [row.section for row in after] == sorted((row.section for row in after), key=list(Section).index)
    assert merged(after, {}, second, in_their_order=True) == after


def test_what_stands_in_an_order_of_staffs_own_stays_so_and_new_sentences_go_where_the_draft_has_them() -> None:
    one, two, three, four = (row_of(told(number, 10)) for number in (1, 2, 3, 4))
    draft = draft_of(told(1, 10), told(4, 10), told(2, 10), told(3, 10))

    assert [row.key for row in merged([three, one, two], {}, draft, in_their_order=True)] == ["i3", "i1", "i4", "i2"]
    assert [row.key for row in merged([three, one, two], {}, draft, in_their_order=False)] == ["i1", "i4", "i2", "i3"]
    assert [row.key for row in merged([worded(four), two], {}, draft_of(told(2, 10)), in_their_order=False)] == [
        "i4",
        "i2",
    ]


def test_words_from_outside_stand_as_long_as_the_figures_do() -> None:
    helped = replace(row_of(told(1, 10)), text="Tio av elva vill det.", is_assisted=True)

    (same,) = merged([helped], {}, draft_of(told(1, 10)), in_their_order=False)
    (changed,) = merged([helped], {}, draft_of(told(1, 9)), in_their_order=False)

    assert same == helped
    assert (changed.text, changed.is_assisted) == ("9 av 11 håller med om {i1}.", False)
