import subprocess
import sys
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import ROOT
from dialog.analysis import priority

NUMBERS = st.integers(0, 500)


def test_the_weight_is_the_formula_worked_by_hand() -> None:
    # Nobody yet: (1 - 1/2) * 1 * 1/2 = 1/4, nine times that, squared.
    # Ten of whom six agreed and one passed, extremity 1: (1 - 2/12) * 2 * 7/12 = 35/36, times 1 + 8/4.
    found = priority.weights([0, 6], [0, 3], [0, 1], [0.0, 1.0])

    assert found == pytest.approx([5.0625, (35 / 36 * 3) ** 2])


@given(NUMBERS, NUMBERS, NUMBERS, st.floats(0, 20), st.floats(0, 5))
def test_every_statement_can_be_drawn_and_the_extreme_sooner(a: int, d: int, p: int, e: float, more: float) -> None:
    lower, higher = priority.weights([a, a], [d, d], [p, p], [e, e + more])

    assert 0 < lower <= higher


def test_a_draw_is_in_proportion() -> None:
    random = Random(11)

    drawn = Counter(priority.draw([1.0, 3.0, 6.0], random) for _ in range(4000))

    assert [drawn[i] / 4000 for i in range(3)] == pytest.approx([0.1, 0.3, 0.6], abs=0.03)
    with pytest.raises(ValueError, match="nothing to draw"):
        priority.draw([], random)


def test_the_next_card_needs_no_heavy_library() -> None:
    asked = "import sys, dialog.analysis.priority; print({'numpy', 'scipy', 'sklearn'} & set(sys.modules))"

    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True, capture_output=True, text=True)

    assert told.stdout.strip() == "set()"
