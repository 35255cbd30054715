"""An analysis as plain JSON, with names a reader of the file understands: what is stored, and what a command prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dialog.analysis.claims import Claim, Contrast
from dialog.analysis.gate import FEWEST, KEPT, SMALLEST_GROUP, STABLE, Gate
from dialog.analysis.opinions import METHOD, Groups, Opinions

# Machines and libraries may differ in the last binary digits of a float, and never in this many decimal ones.
DIGITS = 12


def document(opinions: Opinions, *, floats_in_full: bool = False, with_voters: bool = False) -> dict[str, Any]:
    """Everything of an analysis. Floats have 12 significant digits unless asked for in full.

    Without ``with_voters`` nobody is named: ``projections`` and ``labels`` are lists in the canonical order of the
    rows, and left out (None) unless there are groups that may be shown. With them they are keyed by voter.
    """
    found = {
        "method": METHOD,
        "convention": opinions.convention.value,
        "statements": list(opinions.statements),
        "participants": list(opinions.voters) if with_voters else len(opinions.voters),
        "clusterable_participants": list(opinions.groupable) if with_voters else len(opinions.groupable),
        "counts": [asdict(count) | {"n": count.n} for count in opinions.counts],
        "center": list(opinions.centre),
        "components": [list(component) for component in opinions.components],
        "explained_variance_ratio": list(opinions.ratio),
        "projections": _projections(opinions, with_voters),
        "extremity": _keyed(opinions, opinions.extremity),
        "priority": _keyed(opinions, opinions.priority),
        "consensus": {
            "agree": [asdict(one) for one in opinions.agreed],
            "disagree": [asdict(one) for one in opinions.rejected],
        },
        "groups": _groups(opinions.groups, with_voters) if opinions.groups is not None else None,
        "gate": _gate(opinions.gate) if opinions.gate is not None else None,
        "claims": [_claim(claim) for claim in opinions.claims],
    }
    plain: dict[str, Any] = _plain(found, None if floats_in_full else DIGITS)
    return plain


def _projections(opinions: Opinions, with_voters: bool) -> Any:
    points = [list(point) for point in opinions.projections]
    if with_voters:
        return {str(voter): point for voter, point in zip(opinions.voters, points, strict=True)}
    return points if opinions.groups is not None and not opinions.groups.is_given else None


def _groups(groups: Groups, with_voters: bool) -> dict[str, Any]:
    named = {str(voter): group for voter, group in groups.labels}
    found: dict[str, Any] = {
        "given": groups.is_given,
        "sizes": {str(group): size for group, size in groups.sizes.items()},
        "labels": named if with_voters else [group for _, group in groups.labels] if not groups.is_given else None,
        "statistics": {},
        "group_aware_consensus": {
            "agree": {str(one.statement): one.agree for one in groups.group_aware},
            "disagree": {str(one.statement): one.disagree for one in groups.group_aware},
        },
        "representative": {
            str(group): [_without(asdict(one), "group") for one in several]
            for group, several in groups.representative.items()
        },
    }
    for one in groups.figures:
        figures = found["statistics"].setdefault(str(one.group), {})
        figures[str(one.statement)] = _without(asdict(one), "group", "statement")
    return found


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "open": gate.is_open,
        "reason": gate.reason,
        "conditions": {condition.value: met for condition, met in gate.met.items()},
        "participants": {"n": gate.people, "least": FEWEST, "sampled": gate.sampled},
        "groups": {"sizes": list(gate.sizes), "least": SMALLEST_GROUP},
        "silhouette": {
            "value": gate.silhouette,
            "threshold": gate.threshold,
            "permutations": gate.shuffles,
            "as_high": gate.as_clear,
        },
        "stability": {"median_ari": gate.stability, "least": STABLE, "resamples": gate.resamples, "kept": KEPT},
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "kind": claim.kind,
        "statements": [claim.statement],
        **_without(asdict(claim), "kind", "statement", "contrasts"),
        "contrasts": [_contrast(contrast) for contrast in claim.contrasts],
    }


def _contrast(contrast: Contrast) -> dict[str, Any]:
    return {
        **asdict(contrast),
        "share": contrast.agree / contrast.n,
        "rest_share": contrast.rest_agree / contrast.rest_n,
    }


def _keyed(opinions: Opinions, values: tuple[float, ...]) -> dict[str, float]:
    return {str(statement): value for statement, value in zip(opinions.statements, values, strict=True)}


def _without(found: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in keys}


def _plain(value: Any, digits: int | None) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one, digits) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one, digits) for one in value]
    if isinstance(value, float):
        # Adding 0 takes the sign from a zero, which would be written as -0.0.
        return (value if digits is None else float(f"{value:.{digits}g}")) + 0.0
    return str(value) if isinstance(value, str) else value
