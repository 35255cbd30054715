"""A dialogue as sentences that cite: the same material gives the same draft, letter for letter.

Every sentence says counts first and has the words of inspel in slots. What is clearest stands first in its part, and
what finds no room is counted among what was left out. The text is in the language of the dialogue if pages are, or else
in Swedish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from core.i18n import LANGUAGES, SOURCE, in_language, ngettext, number, write_date
from core.i18n import gettext as _
from core.language.personal_data import redact
from core.summaries.sentences import Section, Sentence, typed
from dialog.analysing.results import Telling, Theme
from dialog.analysis.claims import Claim
from dialog.claim_words import PARTS, Part
from dialog.meetings.models import StepKind
from dialog.summarising import claim_sentences, counts, crowd_sentences
from dialog.summarising.claim_sentences import listed, slot
from dialog.summarising.folding import folded
from dialog.summarising.material import Draft, Drafted, Material
from dialog.summarising.results import INSPEL
from dialog.summarising.sources import CLAIM, DIALOGUE, MEETING, kept

# Goes up whenever the same material would be told otherwise.
METHOD = "summary-1"
LONGEST_TOPIC = 120
# What nobody has given a name goes by so many of its words.
WORDS_OF_A_TOPIC = 3
# So many sentences of a part can be read; the clearest are taken.
MOST: Mapping[Section, int] = MappingProxyType(
    {Section.UNITES: 20, Section.DIVIDES: 12, Section.UNSURE: 8, Section.UNCLEAR: 8}
)
_SECTIONS: Mapping[Section, Part] = MappingProxyType(
    {
        Section.UNITES: Part.UNITES,
        Section.DIVIDES: Part.DIVIDES,
        Section.UNSURE: Part.UNSURE,
        Section.UNCLEAR: Part.UNCLEAR,
    }
)
MOST_TELLINGS = 3
MOST_DOTS = 3
MOST_QUOTES = 6
MOST_TOO_FEW, TOO_FEW_A_SENTENCE = 24, 4


def compose(material: Material) -> Draft:
    """The draft. Under five taking part it says that, and nothing of what they said."""
    language = material.language if material.language in dict(LANGUAGES) else SOURCE
    with in_language(language):
        return _Composer(material, language).draft()


class _Composer:
    """What several parts of a draft need to know of each other: what has been told, and under which topic."""

    def __init__(self, material: Material, language: str) -> None:
        self._material, self._language = material, language
        found = material.found if not counts.is_too_few(material) else None
        self._found = found if found is not None and not found.is_too_few else None
        self._topics = _topics(material) if not counts.is_too_few(material) else {}
        claims = self._found.claims if self._found else ()
        readable = [claim for claim in claims if claim.statement in material.inspel]
        self._tellings = self._told_of_groups()
        names = claim_sentences.called(readable)
        self._names = names
        self._kept = {one.statement: kept(one, names, self._tellings.get(one.statement, ())) for one in readable}
        self._parts = {section: self._of_part(part) for section, part in _SECTIONS.items()}
        self._too_few = self._of_part(Part.TOO_FEW)
        rest = sum(len(group) for section, groups in self._parts.items() for group in groups[MOST[section] :])
        rest += max(0, sum(map(len, self._too_few)) - MOST_TOO_FEW)
        self._facts = {DIALOGUE: counts.of_dialogue(material, self._topics, rest)}
        if not counts.is_too_few(material):
            met = {f"{MEETING}{record.id}": counts.of_meeting(record) for record in material.meetings}
            self._facts |= {ref: counted for ref, counted in met.items() if counted is not None}

    def draft(self) -> Draft:
        """All parts in the order they are read."""
        parts = [
            *self._own(Section.INGRESS, {"ingress": self._ingress()}),
            *self._own(Section.BACKGROUND, {"purpose": self._material.purpose, "influence": self._material.influence}),
            *map(Drafted, crowd_sentences.heard(self._material, self._facts, self._topics)),
            *(one for section in MOST for one in self._of_section(section)),
            *self._prioritised(),
            *self._quotes(),
            *self._for_too_few(),
            *map(Drafted, crowd_sentences.left_out(self._material, self._facts)),
            *self._own(Section.THANKS, {"thanks": self._thanks()}),
        ]
        claims = {f"{CLAIM}{statement}": claim for statement, claim in self._kept.items()}
        return Draft(self._language, tuple(parts), self._facts, claims)

    def _own(self, section: Section, words: Mapping[str, str]) -> Iterator[Drafted]:
        """What the municipality says itself; words that somebody typed keep no braces, which are the programme's."""
        for key, text in words.items():
            if plain := typed(text):
                yield Drafted(Sentence(key, section, plain))

    def _ingress(self) -> str:
        if counts.is_too_few(self._material):
            return str(_("För få deltog i dialogen för att vi ska kunna säga vad de tycker."))
        people = number(self._material.heard.participants)
        question = (self._material.question or self._material.title).strip()
        words = str(_("Så här svarade %(people)s personer på frågan ”%(question)s”", people=people, question=question))
        return words + ("" if question.endswith(("?", "!", ".")) else ".")

    def _thanks(self) -> str:
        day = self._material.feedback_due_on
        if day is None or not self._material.receiver:
            return str(_("Tack till alla som deltog!"))
        values = {"receiver": self._material.receiver, "day": write_date(day)}
        return str(_("Tack till alla som deltog! %(receiver)s svarar senast den %(day)s.", **values))

    def _of_part(self, part: Part) -> tuple[tuple[Claim, ...], ...]:
        """The claims of a part, the clearest first, with those that say the same together."""
        found = self._found.of_kind(*PARTS[part]) if self._found else ()
        return folded(found, self._material.inspel)

    def _of_section(self, section: Section) -> Iterator[Drafted]:
        groups = self._parts[section][: MOST[section]]
        told = [self._claimed(section, group) for group in groups]
        if section is Section.DIVIDES:
            told += self._camps()
        yield from _by_topic(told)

    def _claimed(self, section: Section, group: Sequence[Claim]) -> Drafted:
        words = claim_sentences.sentence(group[0], self._names)
        return self._citing(f"i{group[0].statement}", section, words, [claim.statement for claim in group])

    def _citing(self, key: str, section: Section, words: str, statements: Sequence[int], *more: str) -> Drafted:
        """A sentence that cites inspel, the claims about them, and perhaps sets of counts."""
        claims = {f"{CLAIM}{one}": self._kept[one] for one in statements if one in self._kept}
        refs = [ref for one in statements for ref in (f"{INSPEL}{one}", f"{CLAIM}{one}")]
        cites = tuple(ref for ref in refs if ref[0] == INSPEL or ref in claims)
        topic = self._topic_of(statements[0])
        sentence = Sentence(key, section, words, (*cites, *more), topic)
        return Drafted(sentence, claims, self._read_back(section, statements))

    def _camps(self) -> Iterator[Drafted]:
        """Groups of those who vote alike, where there are any that may be shown."""
        groups = self._found.groups if self._found else ()
        if not groups:
            return
        sizes = [f"{number(one.size)} {claim_sentences.group_called(one)}" for one in groups]
        words = ngettext(
            "De som röstade liknande är %(num)s grupp: %(list)s.",
            "De som röstade går att dela in i %(num)s grupper som röstar olika: %(list)s.",
            len(groups),
            list=listed(sizes),
        )
        yield Drafted(Sentence("groups", Section.DIVIDES, str(words), (DIALOGUE,)))
        for group in groups:
            readable = (one for one in group.tellings if one.statement in self._kept)
            for one in islice(readable, MOST_TELLINGS):
                words = claim_sentences.telling(group, one)
                yield self._citing(f"g{group.number}-i{one.statement}", Section.DIVIDES, words, [one.statement])

    def _told_of_groups(self) -> Mapping[int, list[tuple[str, Telling]]]:
        found: dict[int, list[tuple[str, Telling]]] = {}
        for group in self._found.groups if self._found else ():
            for one in group.tellings:
                found.setdefault(one.statement, []).append((claim_sentences.group_called(group), one))
        return found

    def _prioritised(self) -> Iterator[Drafted]:
        """What got the most dots in each meeting."""
        for record in self._material.meetings:
            ref = f"{MEETING}{record.id}"
            if ref not in self._facts:
                continue
            for step in record.steps:
                if step.kind is not StepKind.PRIORITISE or step.answered is None:
                    continue
                readable = (one for one in step.dots if one.dots and one.number in self._material.inspel)
                for one in islice(readable, MOST_DOTS):
                    words = ngettext(
                        "%(inspel)s fick %(num)s prick i mötet, där %(people)s personer la ut sina prickar.",
                        "%(inspel)s fick %(num)s prickar i mötet, där %(people)s personer la ut sina prickar.",
                        one.dots,
                        inspel=slot(one.number),
                        people=number(step.answered),
                    )
                    key = f"dots-{ref}-i{one.number}"
                    yield self._citing(key, Section.PRIORITISED, str(words), [one.number], ref)

    def _quotes(self) -> Iterator[Drafted]:
        """A few inspel by those who took part, word for word, that no sentence has told of yet."""
        # It takes a second to load what chooses them, and only the worker drafts.
        from core.language import extracts

        if counts.is_too_few(self._material):
            return
        told = {
            claim.statement
            for section, groups in self._parts.items()
            for group in groups[: MOST[section]]
            for claim in group
        }
        left = [
            one
            for one in self._material.inspel.values()
            if not one.is_seed and one.number not in told and redact(one.text).text == one.text
        ]
        place = {one.number: i for i, one in enumerate(left)}
        members = [[place[n] for n in theme.statements if n in place] for theme in self._topics.values()]
        for i in extracts.pick([one.text for one in left], MOST_QUOTES, members):
            statement = left[i].number
            refs = (f"{INSPEL}{statement}",)
            sentence = Sentence(f"quote-i{statement}", Section.QUOTES, slot(statement), refs, self._topic_of(statement))
            yield Drafted(sentence)

    def _for_too_few(self) -> Iterator[Drafted]:
        """Inspel on which too few have voted, some to a sentence: named, so that nobody has been heard for nothing."""
        told = list(islice((claim.statement for group in self._too_few for claim in group), MOST_TOO_FEW))
        under: dict[str, list[int]] = {}
        for statement in told:
            under.setdefault(self._topic_of(statement), []).append(statement)
        for several in under.values():
            for start in range(0, len(several), TOO_FEW_A_SENTENCE):
                some = several[start : start + TOO_FEW_A_SENTENCE]
                words = _("För få har röstat för att säga något om %(list)s.", list=listed([slot(one) for one in some]))
                yield self._citing(f"few-i{some[0]}", Section.TOO_FEW, str(words), some)

    def _topic_of(self, statement: int) -> str:
        return next((name for name, theme in self._topics.items() if statement in theme.statements), "")

    def _read_back(self, section: Section, statements: Sequence[int]) -> dict[str, int]:
        """What those in meetings answered when a line about the same inspel was read to them."""
        said: dict[str, int] = {}
        for record in self._material.meetings:
            for line in record.lines:
                if line.number in statements and (line.kind == "dots") is (section is Section.PRIORITISED):
                    for answer, n in line.judged.items():
                        said[answer] = said.get(answer, 0) + n
        return said


def _topics(material: Material) -> dict[str, Theme]:
    """The subjects of at least two inspel by their names: staff's own first, then the largest."""
    themes = material.found.themes.themes if material.found else ()
    told: dict[str, Theme] = {}
    for theme in sorted(themes, key=lambda one: one.label is None):
        name = typed(theme.label or ", ".join(theme.words[:WORDS_OF_A_TOPIC]))[:LONGEST_TOPIC]
        if len(theme.statements) > 1 and name:
            told.setdefault(name, theme)
    return dict(islice(told.items(), counts.MOST_TOPICS))


def _by_topic(told: Sequence[Drafted]) -> Iterator[Drafted]:
    """Sentences of one topic together, the topics in the order they first came, those without one last."""
    under: dict[str, list[Drafted]] = {}
    for one in told:
        under.setdefault(one.sentence.topic, []).append(one)
    for topic in sorted(under, key=lambda name: not name):
        yield from under[topic]
