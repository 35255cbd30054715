"""Which steps a version of a summary may take from where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dialog.summarising.models import SummaryState

_S = SummaryState

STEPS: Mapping[SummaryState, frozenset[SummaryState]] = MappingProxyType(
    {
        _S.DRAFT: frozenset({_S.IN_REVIEW}),
        _S.IN_REVIEW: frozenset({_S.CHANGES_REQUESTED, _S.APPROVED, _S.DRAFT}),
        _S.CHANGES_REQUESTED: frozenset({_S.IN_REVIEW}),
        _S.APPROVED: frozenset({_S.PUBLISHED, _S.CHANGES_REQUESTED}),
        _S.PUBLISHED: frozenset({_S.SUPERSEDED, _S.WITHDRAWN}),
        _S.SUPERSEDED: frozenset({_S.WITHDRAWN}),
        _S.WITHDRAWN: frozenset(),
    }
)

# Where sentences may still be changed.
EDITED = frozenset({_S.DRAFT, _S.CHANGES_REQUESTED})
# What is being worked on: a dialogue has at most one such version.
UNDER_WAY = EDITED | {_S.IN_REVIEW, _S.APPROVED}
# What everybody may know that it was published once.
SEEN = frozenset({_S.PUBLISHED, _S.SUPERSEDED, _S.WITHDRAWN})
