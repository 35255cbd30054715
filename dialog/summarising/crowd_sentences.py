"""Sentences about who was heard and what was not taken in: counts of people and inspel, and nobody's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.i18n import gettext as _
from core.i18n import ngettext, number, write_date
from core.summaries.sentences import Section, Sentence, typed
from dialog.analysing.results import Theme
from dialog.meetings.holding import day_of
from dialog.meetings.results import Record
from dialog.moderating.models import Reason
from dialog.moderating.reasons import NAMES
from dialog.summarising import counts
from dialog.summarising.material import Material
from dialog.summarising.sources import DIALOGUE, MEETING

_HEARD, _LEFT_OUT = Section.HEARD, Section.LEFT_OUT


def heard(material: Material, facts: Mapping[str, Any], topics: Mapping[str, Theme]) -> Iterator[Sentence]:
    """How many took part, voted and wrote, how, of what age, in which meetings, and what they wrote about."""
    own = facts[DIALOGUE]
    if counts.is_too_few(material):
        yield _of_dialogue("heard", _HEARD, _("Färre än fem deltog. Då visar vi inget av det som de har sagt."))
        return
    yield _of_dialogue("heard", _HEARD, _heard(own))
    if own["inspel"]:
        yield _of_dialogue("inspel", _HEARD, _inspel(own))
    if ways := counts.ways(material):
        told = ", ".join(f"{counts.way_called(name)} {number(n)}" for name, n in ways.items())
        yield _of_dialogue("channels", _HEARD, _("Så deltog de: %(list)s.", list=told))
    if ages := counts.ages(material):
        told = ", ".join(f"{counts.age_listed(name)}: {number(n)}" for name, n in ages.items())
        yield _of_dialogue("ages", _HEARD, _("Så gamla är de: %(list)s.", list=told))
    for record in material.meetings:
        if f"{MEETING}{record.id}" in facts:
            yield _met(record)
    if topics:
        told = "; ".join(f"{name} ({number(len(theme.statements))})" for name, theme in topics.items())
        yield _of_dialogue("topics", _HEARD, _("Det här handlar flest inspel om: %(list)s.", list=told))


def left_out(material: Material, facts: Mapping[str, Any]) -> Iterator[Sentence]:
    """What cannot be read in the summary, and why."""
    own = facts[DIALOGUE]
    if counts.is_too_few(material):
        return
    if n := own["inspel_rest"]:
        words = ngettext(
            "%(num)s inspel till har fått röster, men ryms inte här.",
            "%(num)s inspel till har fått röster, men ryms inte här.",
            n,
        )
        yield _of_dialogue("left-rest", _LEFT_OUT, words)
    if n := own["inspel_merged"]:
        words = ngettext(
            "%(num)s inspel är hopslaget med ett annat som säger samma sak.",
            "%(num)s inspel är hopslagna med andra som säger samma sak.",
            n,
        )
        yield _of_dialogue("left-merged", _LEFT_OUT, words)
    if n := own["inspel_refused"]:
        words = ngettext("%(num)s inspel publicerades inte.", "%(num)s inspel publicerades inte.", n)
        yield _of_dialogue("left-refused", _LEFT_OUT, words + _reasons(material))
    if n := own["inspel_about_self"]:
        words = ngettext(
            "%(num)s inspel handlar om den som skrev det, och räknas inte med.",
            "%(num)s inspel handlar om dem som skrev dem, och räknas inte med.",
            n,
        )
        yield _of_dialogue("left-about-self", _LEFT_OUT, words)
    if n := own["inspel_others"]:
        words = ngettext(
            "%(num)s inspel till är inte med: det väntar på att läsas eller är tillbakataget.",
            "%(num)s inspel till är inte med: de väntar på att läsas eller är tillbakatagna.",
            n,
        )
        yield _of_dialogue("left-others", _LEFT_OUT, words)


def _heard(own: Mapping[str, Any]) -> str:
    people = number(own["participants"])
    if "voters" not in own:
        return str(_("%(people)s personer deltog, men för få röstade för att visa hur.", people=people))
    voters, votes = number(own["voters"]), number(own["votes"])
    return str(
        _(
            "%(people)s personer deltog. %(voters)s av dem röstade, sammanlagt %(votes)s röster.",
            people=people,
            voters=voters,
            votes=votes,
        )
    )


def _inspel(own: Mapping[str, Any]) -> str:
    written, seeds = number(own["inspel_own"]), number(own["inspel_seed"])
    if not own["inspel_seed"]:
        return str(ngettext("Deltagarna skrev %(num)s inspel.", "Deltagarna skrev %(num)s inspel.", own["inspel_own"]))
    if not own["inspel_own"]:
        return str(
            ngettext(
                "Kommunen skrev %(num)s inspel att rösta på.",
                "Kommunen skrev %(num)s inspel att rösta på.",
                own["inspel_seed"],
            )
        )
    return str(
        _("Deltagarna skrev %(own)s inspel. Kommunen skrev %(seeds)s inspel att börja med.", own=written, seeds=seeds)
    )


def _met(record: Record) -> Sentence:
    day = record.closed_at or record.starts_at
    values = {"people": number(record.n_seats), "title": record.title, "day": write_date(day_of(day)) if day else ""}
    if day:
        words = _("%(people)s deltog i mötet ”%(title)s” den %(day)s.", **values)
    else:
        words = _("%(people)s deltog i mötet ”%(title)s”.", **values)
    ref = f"{MEETING}{record.id}"
    return Sentence(ref, _HEARD, typed(words), (ref,))


def _reasons(material: Material) -> str:
    found = counts.reasons(material)
    if not found:
        return ""
    told = ", ".join(f"{_reason(name)} {number(n)}" for name, n in found.items())
    return " " + str(_("Skälen är: %(list)s.", list=told))


def _reason(name: str) -> str:
    words = str(_("andra skäl") if name == counts.OTHERS else _(NAMES[Reason(name)]))
    return words[:1].lower() + words[1:]


def _of_dialogue(key: str, section: Section, words: str) -> Sentence:
    return Sentence(key, section, typed(str(words)), (DIALOGUE,))
