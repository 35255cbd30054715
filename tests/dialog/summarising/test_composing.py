from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.summaries.checks import Check, findings
from core.summaries.sentences import SLOT, Section, Sentence, Source
from dialog.analysing.results import Found, Group, Language, Telling, Theme, Themes
from dialog.analysis.claims import Claim, Contrast, Kind, claims
from dialog.analysis.representative import Side
from dialog.analysis.votes import Count
from dialog.models import AgeBand, Channel
from dialog.moderating.models import Reason
from dialog.results import Inspel
from dialog.summarising import composing, drafting, sources
from dialog.summarising.folding import folded
from dialog.summarising.material import Draft, Heard, LeftOut, Material
from tests.builders import TODAY, on_sqlite
from tests.ground import NOON

pytestmark = on_sqlite

TEXTS = (
    "Sista bussen går före träningen slutar",
    "Sista bussen går innan träningen slutar klockan 21",
    "Öppna fritidsgården i Lima på fredagar",
    "Öppna fritidsgården i Lima på fredagkvällar",
    "Vi vill inte betala mer för kvällsbussen",
    "Alla bussar ska byta färg till grönt",
    "Visa vad som händer med våra förslag",
    "Sms-anmälan till kvällsbuss",
    "Lägg ner simhallen",
    "Bygg 2 nya hållplatser vid torget, säger 10 av 11 grannar",
)
COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 30))


def found_of(
    told: Sequence[Claim], voters: int, *, groups: tuple[Group, ...] = (), themes: Sequence[Theme] = ()
) -> Found:
    subjects = Themes(tuple(themes), (), len(told), None, (), "", "")
    return Found(voters, tuple(told), groups, None, subjects, Language(0, {}, {}, 0, ""), NOON, "opinions-1")


def material_of(counts: Sequence[tuple[int, int, int]], participants: int = 200, voters: int = 180) -> Material:
    """A dialogue in which inspel 1, 2, ... were voted on so; the last of them are by the municipality."""
    told = claims([Count(number, *count) for number, count in enumerate(counts, 1)])
    many = len(counts)
    inspel = {
        n: Inspel(n, TEXTS[(n - 1) % len(TEXTS)] + "!" * ((n - 1) // len(TEXTS)), "sv", n > many - 2, TODAY)
        for n in range(1, many + 1)
    }
    themes = [
        Theme("a", ("buss",), None, ("bussar", "turer", "kväll"), tuple(range(1, many + 1, 3))),
        Theme("b", ("fritid",), "Fritid {2026}", ("fritidsgård",), tuple(range(2, many + 1, 3))),
    ]
    return Material(
        title="Hur kommer vi hem?",
        question="Hur kommer vi hem efter träningen?",
        purpose="Kommunen ska besluta om {kvällsturerna} före den 1 mars.",
        influence="Tider går att påverka. Priset går inte att påverka.",
        receiver="Kommunstyrelsen",
        feedback_due_on=date(2026, 12, 15),
        language="sv",
        heard=Heard(
            participants,
            voters,
            sum(claim.n for claim in told),
            {Channel.WEB: participants - 7, Channel.SLACK: 3, Channel.TEAMS: 4} if participants > 20 else {},
            {AgeBand.FROM_13: 8, AgeBand.FROM_16: participants - 12, None: 4} if participants > 20 else {},
        ),
        found=found_of(told, voters, themes=themes),
        inspel=inspel,
        left_out=LeftOut({Reason.HATE: 6, Reason.OFF_TOPIC: 2, None: 1}, 3, 1, 2),
    )


def draft_of(app: Flask, material: Material) -> Draft:
    with app.app_context():
        return composing.compose(material)


def known_to(draft: Draft, material: Material) -> dict[str, Source]:
    known = {f"i{n}": Source(f"i{n}", one.text, one.language) for n, one in material.inspel.items()}
    known |= {ref: sources.of_claim(ref, claim) for ref, claim in draft.claims.items()}
    return known | {ref: sources.of_counts(ref, counted) for ref, counted in draft.facts.items()}


def wrong_in(draft: Draft, material: Material) -> list[tuple[str, Check, str]]:
    known = known_to(draft, material)
    found = [(one.sentence.text, findings(one.sentence, known)) for one in draft.sentences]
    return [(text, finding.check, finding.detail) for text, several in found for finding in several]


@given(
    counts=st.lists(COUNTS, max_size=14),
    people=st.sampled_from([(0, 0), (4, 4), (5, 4), (11, 11), (1234, 1200)]),
    language=st.sampled_from(["sv", "en", "fi"]),
)
@example(
    counts=[(10, 1, 0), (1, 10, 0), (6, 5, 0), (4, 3, 5), (2, 1, 0), (8, 2, 1), (2, 8, 1)],
    people=(11, 11),
    language="en",
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_drafted_sentence_holds_and_the_same_material_gives_the_same_draft(
    app: Flask, counts: list[tuple[int, int, int]], people: tuple[int, int], language: str
) -> None:
    material = replace(material_of(counts, *people), language=language)

    draft = draft_of(app, material)

    assert wrong_in(draft, material) == []
    keys = [one.sentence.key for one in draft.sentences]
    assert len(keys) == len(set(keys))
    assert max(map(len, keys)) <= 40
    again = draft_of(app, replace(material, inspel=dict(sorted(material.inspel.items(), reverse=True))))
    assert drafting.input_hash(again) == drafting.input_hash(draft)
    numbered = [one.sentence for one in draft.sentences if one.sentence.section in composing.MOST]
    for sentence in numbered[:4]:
        changed = re.sub(r"\d(?![^{]*})(?=\D|$)", lambda digit: str((int(digit[0]) + 1) % 10), sentence.text, count=1)
        found = findings(replace(sentence, text=changed), known_to(draft, material))
        assert any(one.check is Check.NUMBER for one in found), changed


def test_a_draft_reads_from_who_was_heard_to_what_was_left_out(app: Flask) -> None:
    counts = [
        (10, 1, 0),
        (1, 9, 1),
        (6, 5, 0),
        (4, 2, 5),
        (7, 3, 1),
        (2, 1, 0),
        (11, 0, 0),
        (3, 2, 0),
        (0, 0, 0),
        (9, 2, 0),
    ]
    material = material_of(counts, 64, 11)

    draft = draft_of(app, material)

    told = [(one.sentence.section, one.sentence.text.replace("\N{NO-BREAK SPACE}", " ")) for one in draft.sentences]
    assert told[0] == (Section.INGRESS, "Så här svarade 64 personer på frågan ”Hur kommer vi hem efter träningen?”")
    assert (Section.BACKGROUND, "Kommunen ska besluta om (kvällsturerna) före den 1 mars.") in told
    assert (Section.HEARD, "Så deltog de: Webben 57, övriga 7.") in told
    assert (Section.HEARD, "Så gamla är de: 16–19 år: 52, övriga eller inte sagt: 12.") in told
    assert (Section.UNITES, "10 av 11 håller med om {i1} (91 %, 90 % intervall 68–98 %).") in told
    assert (Section.UNITES, "9 av 11 håller inte med om {i2} (82 %, 90 % intervall 57–94 %).") in told
    assert any(
        section is Section.DIVIDES and "6 av 11 håller med och 5 håller inte med" in text for section, text in told
    )
    assert any(section is Section.UNSURE and text.startswith("5 av 11 vet inte") for section, text in told)
    assert any(section is Section.UNCLEAR and "men det kan vara en slump" in text for section, text in told)
    few = [text for section, text in told if section is Section.TOO_FEW]
    assert sorted(slot for text in few for slot in SLOT.findall(text)) == ["i6", "i8", "i9"]
    assert (Section.LEFT_OUT, "9 inspel publicerades inte.") in told
    assert told[-1][1] == "Tack till alla som deltog! Kommunstyrelsen svarar senast den 15 december 2026."
    sections = [list(Section).index(section) for section, _ in told]
    assert sections == sorted(sections)
    # Staff's own words for a subject stand before what the programme found.
    assert "Fritid (2026) (3); bussar, turer, kväll (4)." in next(text for _, text in told if "flest" in text)


def test_under_five_nothing_is_said_of_what_they_said(app: Flask) -> None:
    material = material_of([(3, 1, 0), (4, 0, 0)], 4, 4)

    draft = draft_of(app, material)

    assert not any(SLOT.search(one.sentence.text) or one.claims for one in draft.sentences)
    assert not re.search(
        r"\d", " ".join(one.sentence.text for one in draft.sentences if not one.sentence.is_free).replace("fem", "")
    )
    assert {one.sentence.section for one in draft.sentences} <= {
        Section.INGRESS,
        Section.BACKGROUND,
        Section.HEARD,
        Section.THANKS,
    }
    assert set(draft.facts) == {"d"}
    assert "participants" not in draft.facts["d"]


def test_groups_are_told_with_their_counts(app: Flask) -> None:
    material = material_of([(40, 35, 5), (60, 10, 2)], 90, 80)
    assert material.found is not None
    contrast = Contrast("audience", AgeBand.FROM_16.value, 30, 34, 10, 41, 0.6, 0.4, 0.8, 0.001)
    split = replace(material.found.claims[0], kind=Kind.DISTINCT, share=0.5, low=0.4, high=0.6, contrasts=(contrast,))
    groups = (
        Group(1, 50, 0, 0, 1, 1, (Telling(1, Side.AGREE, 38, 44, 2, 30),)),
        Group(2, 30, 1, 1, 1, 1, (Telling(1, Side.DISAGREE, 25, 30, 10, 44), Telling(9, Side.AGREE, 5, 6, 5, 6))),
    )
    material = replace(material, found=found_of([split, material.found.claims[1]], 80, groups=groups))

    draft = draft_of(app, material)

    told = {one.sentence.key: one.sentence.text for one in draft.sentences}
    assert wrong_in(draft, material) == []
    assert "bland dem som är 16–19 år är det 30 av 34 som håller med, mot 10 av 41 bland de andra" in told["i1"]
    assert told["groups"].endswith("2 grupper som röstar olika: 50 i grupp 1 och 30 i grupp 2.")
    assert told["g1-i1"] == "I grupp 1 är det 38 av 44 som håller med om {i1}, mot 2 av 30 bland de andra."
    assert told["g2-i1"] == "I grupp 2 är det 25 av 30 som inte håller med om {i1}, mot 10 av 44 bland de andra."
    assert "g2-i9" not in told


@given(st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 12), st.integers(0, 12)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_folding_keeps_every_inspel_once_and_only_what_was_met_alike(said: list[tuple[str, int, int]]) -> None:
    told = claims([Count(n, agree, disagree, 0) for n, (_, agree, disagree) in enumerate(said, 1)])
    inspel = {n: Inspel(n, text, "sv", False, TODAY) for n, (text, _, _) in enumerate(said, 1)}

    groups = folded(told, inspel)

    assert sorted(claim.statement for group in groups for claim in group) == sorted(inspel)
    for group in groups:
        assert len({(claim.kind, claim.agree >= claim.disagree) for claim in group}) == 1
    assert folded(told, {n: one for n, one in inspel.items() if n % 2}) == folded(
        [c for c in told if c.statement % 2], inspel
    )


def test_what_says_the_same_is_told_once_with_every_source(app: Flask) -> None:
    material = material_of([(10, 1, 0), (9, 2, 0), (11, 0, 0), (1, 10, 0)], 64, 11)
    same = {n: replace(one, text="Öppna fritidsgården på fredagar") for n, one in material.inspel.items()}

    draft = draft_of(app, replace(material, inspel=same))

    united = [one.sentence for one in draft.sentences if one.sentence.section is Section.UNITES]
    assert [(one.key, one.cites) for one in united if one.key == "i3"] == [("i3", ("i3", "c3", "i1", "c1", "i2", "c2"))]
    assert {one.key for one in united} == {"i3", "i4"}
    assert isinstance(united[0], Sentence)
