"""What was tapped in a step, as counts: the only thing that is left of it when the step is over."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dialog.meetings.models import MeetingInput, MeetingStep, StepKind
from dialog.results import FEWEST

# What those who write and vote in a step have done, so that the samtalsledare sees how many are ready.
DONE = "klart"
_ASKED = frozenset({StepKind.CHECK_IN, StepKind.CHECK_OUT, StepKind.READ_BACK})

Counted = Mapping[str, Mapping[str, int]]
"""How many tapped each value, by item."""


def take(session: Session, step: MeetingStep) -> list[dict[str, str]]:
    """Count a step that ends into its ``result`` and remove what was tapped; gives each seat's taps, in random order.

    ``result`` has ``n``, on how many seats it rests, and ``items``, how many tapped each value. Fewer than five leave
    nothing behind: not in a step, and not on one of its questions.
    """
    sets: defaultdict[Any, dict[str, str]] = defaultdict(dict)
    for one in session.execute(
        select(MeetingInput.seat_id, MeetingInput.item, MeetingInput.value).where(MeetingInput.step_id == step.id)
    ):
        sets[one.seat_id][one.item] = one.value
    session.execute(
        delete(MeetingInput).where(MeetingInput.step_id == step.id).execution_options(synchronize_session=False)
    )
    step.result = _result(step.kind, list(sets.values()))
    # The order of the seats is that of their random keys, but the same in every step: it must not tie sets together.
    shuffled = sorted(sets.values(), key=lambda taps: sorted(taps.items()))
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled


def _result(kind: StepKind, sets: Collection[Mapping[str, str]]) -> dict[str, Any]:
    if len(sets) < FEWEST:
        return {}
    items: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for taps in sets:
        for item, value in taps.items():
            if item != DONE:
                items[item][value] += 1
    # A dot that is not placed is no answer that is missing, so dots rest on all who placed any.
    shown = {item for item, values in items.items() if kind not in _ASKED or values.total() >= FEWEST}
    return {"n": len(sets), "items": {item: dict(sorted(items[item].items())) for item in sorted(shown)}}
