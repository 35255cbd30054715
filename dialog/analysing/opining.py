"""What the votes of a dialogue say, as the plain document that is stored: no person, no point, no small group."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from dialog.analysing import disclosure
from dialog.analysing.reading import Cast
from dialog.analysis.document import DIGITS, document
from dialog.analysis.opinions import GROUPS, METHOD, SEED, Groups, Opinions, analyse
from dialog.analysis.representative import GroupStatement, Representative, Side
from dialog.analysis.votes import Votes
from dialog.results import FEWEST

# Goes up whenever the same analysis would be stored otherwise.
SHAPE = "1"


def fingerprint(cast: Cast) -> str:
    """A SHA-256 in hex of all the analysis of votes rests on, the same whatever the people and rows are called."""
    votes, ages = cast.votes.without(cast.hidden), _ages(cast)
    rows = sorted([np.nan_to_num(row, nan=2.0).tolist(), ages.get(voter, "")] for voter, row in _rows(votes))
    return hash_of([METHOD, SHAPE, SEED, FEWEST, votes.fingerprint(), rows])


def hash_of(value: Any) -> str:
    """The SHA-256 in hex of plain JSON."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def opine(cast: Cast) -> dict[str, Any]:
    """The analysis of votes as ``dialog.analysis.document`` puts it, with ``voters`` and ``map`` beside.

    ``map`` has a group's size, middle and spread and what sets it apart, and nobody's point. Figures of groups with
    fewer than five voters are left out.
    """
    votes, ages = cast.votes.without(cast.hidden), _ages(cast)
    opinions = analyse(votes, audience=ages)
    opinions, tellable = disclosure.safe(opinions, votes, ages)
    found = document(opinions)
    told = tellable[GROUPS]
    if found["groups"]:
        found["groups"] |= {"labels": None} | _only(found["groups"], told)
    return found | {
        "projections": None,
        "voters": len(votes.voters),
        "map": _map(opinions, opinions.groups, told) if opinions.groups else [],
    }


def _rows(votes: Votes) -> list[tuple[int, Any]]:
    return list(zip(votes.voters, votes.matrix, strict=True))


def _ages(cast: Cast) -> dict[int, str]:
    """Who is of which age, for those who have said so."""
    return {voter: person.age_band.value for voter, person in cast.people.items() if person.age_band is not None}


def _only(groups: Mapping[str, Any], told: frozenset[int]) -> dict[str, Any]:
    """The figures of groups on the inspel they may be told of."""
    return {
        "statistics": {
            group: {statement: one for statement, one in figures.items() if int(statement) in told}
            for group, figures in groups["statistics"].items()
        },
        "group_aware_consensus": {
            side: {statement: one for statement, one in figures.items() if int(statement) in told}
            for side, figures in groups["group_aware_consensus"].items()
        },
        "representative": {
            group: [one for one in several if one["statement"] in told]
            for group, several in groups["representative"].items()
        },
    }


def _map(opinions: Opinions, groups: Groups, told: frozenset[int]) -> list[dict[str, Any]]:
    points = dict(zip(opinions.voters, opinions.projections, strict=True))
    found = []
    for group, size in groups.sizes.items():
        inside = np.array([points[voter] for voter, other in groups.labels if other == group])
        (x, y), (spread_x, spread_y) = inside.mean(0).tolist(), inside.std(0).tolist()
        place = {"x": x, "y": y, "spread_x": spread_x, "spread_y": spread_y}
        tellings = [
            _telling(one, [figures for figures in groups.figures if figures.statement == one.statement])
            for one in groups.representative.get(group, ())
            if one.statement in told
        ]
        rounded = {name: float(f"{value:.{DIGITS}g}") + 0.0 for name, value in place.items()}
        found.append({"number": group + 1, "size": size, **rounded, "tellings": tellings})
    return found


def _telling(one: Representative, figures: list[GroupStatement]) -> dict[str, Any]:
    rest = [other for other in figures if other.group != one.group]
    return {
        "statement": one.statement,
        "side": one.side.value,
        "k": one.k,
        "n": one.n,
        "rest_k": sum(other.na if one.side is Side.AGREE else other.nd for other in rest),
        "rest_n": sum(other.ns for other in rest),
    }
