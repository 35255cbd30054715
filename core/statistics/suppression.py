"""Hides results of small groups, in the one place where that is decided.

What counts is the base: how many took part in a cell and could have answered, not how many gave one certain answer.
"""

from __future__ import annotations

from collections.abc import Mapping

FLOOR_NEVER = 5  # Fewer than this is never shown, whatever floor a page asks for.
REPORT_MIN = 7  # A report of its own.
COMPARE_MIN = 10  # An area set beside others.
TOTAL_MIN = 20  # A total over areas.
MICRO_MIN = 30  # The 1-5 micro-survey after a contact.


def hidden_cells(cells: Mapping[str, int], *, floor: int, total_shown: bool) -> frozenset[str]:
    """The keys of the cells that must not be shown, given the base of each.

    Primary: a base below ``floor``, and below five whatever the floor. Secondary, when a total is shown beside the
    cells: the total less the shown cells is a figure for the hidden ones together, so these must be at least two
    with people in them, and at least five people. Until they are, the smallest cell still shown is hidden too (the
    first key where sizes tie). A cell with nobody in it is hidden but shelters no other: it adds nothing to the sum.

    When the cells run out the total itself gives the hidden ones away: ask ``total_is_hidden``. One table at a time:
    two tables over the same answers in different divisions can still be set against each other.
    """
    least = max(floor, FLOOR_NEVER)
    for key, base in cells.items():
        if base < 0:
            raise ValueError(f"the base of {key!r} is negative")
    hidden = {key for key, base in cells.items() if base < least}
    if not total_shown or not any(cells[key] for key in hidden):
        return frozenset(hidden)
    left = sorted((key for key in cells if key not in hidden), key=lambda key: (cells[key], key))
    for key in left:
        if _is_sheltered(cells, hidden):
            break
        hidden.add(key)
    return frozenset(hidden)


def total_is_hidden(cells: Mapping[str, int], *, floor: int) -> bool:
    """Whether the total of the cells must be hidden as well: it is too small, or is a hidden cell under another name.

    Too small is below the same floor. The second happens when no other cell with people in it is left to hide.
    """
    if sum(cells.values()) < max(floor, FLOOR_NEVER):
        return True
    hidden = hidden_cells(cells, floor=floor, total_shown=True)
    return any(cells[key] for key in hidden) and not _is_sheltered(cells, hidden)


def _is_sheltered(cells: Mapping[str, int], hidden: set[str] | frozenset[str]) -> bool:
    peopled = [cells[key] for key in hidden if cells[key]]
    return len(peopled) >= 2 and sum(peopled) >= FLOOR_NEVER
