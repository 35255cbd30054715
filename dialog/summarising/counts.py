"""The counts that sentences of a summary may cite, as a version keeps them: of the dialogue itself, and of meetings.

What could be reckoned back to a handful of people is not among them. The first part of a name says what is counted
(``core.summaries.figures``): ``inspel``, ``votes`` and ``dots``; all other names count people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.i18n import gettext as _
from core.i18n import write_date
from core.statistics.suppression import hidden_cells, total_is_hidden
from core.summaries.sentences import typed
from dialog.analysing.results import Theme
from dialog.data_card import CHANNELS
from dialog.meetings.holding import day_of
from dialog.meetings.models import StepKind
from dialog.meetings.results import Record
from dialog.models import AgeBand, Channel
from dialog.results import FEWEST
from dialog.summarising.claim_sentences import age_called, group_called
from dialog.summarising.material import Material
from dialog.summarising.sources import LABELS
from dialog.words import AGE_BANDS

OTHERS = "others"
MOST_TOPICS = 6


def of_dialogue(material: Material, topics: Mapping[str, Theme], rest: int) -> dict[str, Any]:
    """The dialogue's own: how many took part, how much they said, what is not in the summary and why.

    Under five taking part nothing is counted but that. ``rest`` is how many inspel found no room. Its labels are what
    the dialogue says of itself, so that a sentence may say it too.
    """
    labels = [material.title, material.question, material.purpose, material.influence, material.receiver]
    labels += [write_date(material.feedback_due_on)]
    if is_too_few(material):
        return {"fewest": FEWEST, LABELS: _once(labels)}
    heard, left = material.heard, material.left_out
    counted: dict[str, Any] = {
        "participants": heard.participants,
        "inspel": len(material.inspel),
        "inspel_own": sum(not one.is_seed for one in material.inspel.values()),
        "inspel_seed": sum(one.is_seed for one in material.inspel.values()),
        "inspel_merged": left.merged,
        "inspel_refused": sum(left.refused.values()),
        "inspel_about_self": left.about_self,
        "inspel_others": left.others,
        "inspel_rest": rest,
    }
    if heard.voters >= FEWEST:
        counted |= {"voters": heard.voters, "votes": heard.votes}
    counted |= {f"channel_{name}": n for name, n in ways(material).items()}
    counted |= {f"age_{name}": n for name, n in ages(material).items()}
    counted |= {f"inspel_refused_{name}": n for name, n in reasons(material).items()}
    counted |= {f"inspel_topic_{place}": len(one.statements) for place, one in enumerate(topics.values(), 1)}
    labels += [*topics, *(str(_(AGE_BANDS[AgeBand(age)])) for age in ages(material) if age != OTHERS)]
    if material.found is not None and material.found.groups:
        groups = material.found.groups
        counted |= {"groups": len(groups)} | {f"group_{one.number}": one.size for one in groups}
        labels += [group_called(one) for one in groups]
    return counted | {LABELS: _once(labels)}


def of_meeting(record: Record) -> dict[str, Any] | None:
    """What is left of a meeting; None where fewer than five took part. Votes that the room saw are by inspel."""
    if record.n_seats < FEWEST:
        return None
    counted: dict[str, Any] = {"participants": record.n_seats}
    for step in record.steps:
        if step.kind is StepKind.PRIORITISE and step.answered is not None:
            counted |= {"placed": step.answered} | {f"dots_i{one.number}": one.dots for one in step.dots}
        for top in step.top:
            if top.n >= FEWEST:
                sides = {"agree": top.agree, "disagree": top.disagree, "passes": top.passed, "n": top.n}
                counted |= {f"i{top.number}_{name}": k for name, k in sides.items()}
    day = record.closed_at or record.starts_at
    return counted | {LABELS: _once([record.title, write_date(day_of(day)) if day else ""])}


def ways(material: Material) -> dict[str, int]:
    """How many took part through each channel, those that may not be told put together; nothing if it is forgotten."""
    found = material.heard.ways
    if None in found:
        return {}
    told = _told({channel.value: found[channel] for channel in Channel if found.get(channel)})
    return told if len(told) > 1 else {}


def ages(material: Material) -> dict[str, int]:
    """How many of each age have told it; those that may not be told, and those who have not told, put together."""
    found = material.heard.ages
    if not any(age is not None for age in found):
        return {}
    told: dict[str, int] = {age.value: found[age] for age in AgeBand if found.get(age)}
    return _told(told | ({OTHERS: found[None]} if found.get(None) else {}))


def reasons(material: Material) -> dict[str, int]:
    """How many inspel were refused for each reason, the rare ones put together."""
    return _told({reason.value if reason else OTHERS: n for reason, n in material.left_out.refused.items() if n})


def way_called(name: str) -> str:
    """A channel as a list names it."""
    return str(_("övriga") if name == OTHERS else _(CHANNELS[Channel(name)]))


def age_listed(name: str) -> str:
    """An age as a list names it."""
    return str(_("övriga eller inte sagt")) if name == OTHERS else age_called(AgeBand(name))


def is_too_few(material: Material) -> bool:
    """Whether so few took part that nothing of what they said may be told."""
    return material.heard.participants < FEWEST


def _told(cells: Mapping[str, int]) -> dict[str, int]:
    """The cells that may be shown beside their total, and the rest as one that nobody can look into."""
    if not cells or total_is_hidden(cells, floor=FEWEST):
        return {}
    hidden = hidden_cells(cells, floor=FEWEST, total_shown=True)
    left = sum(cells[name] for name in hidden) + (cells.get(OTHERS, 0) if OTHERS not in hidden else 0)
    shown = {name: n for name, n in cells.items() if name not in hidden and name != OTHERS}
    return shown | ({OTHERS: left} if left else {}) if shown else {}


def _once(labels: list[str]) -> list[str]:
    return [label for label in dict.fromkeys(map(typed, labels)) if label]
