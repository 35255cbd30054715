"""Tables of votes for tests: drawn ones of any shape, and invented dialogues with and without groups."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from dialog.analysis.votes import Table, Votes


@st.composite
def tables(draw: st.DrawFn, most_voters: int = 12, most_statements: int = 6) -> Table:
    """Votes by anything from nobody to a dozen people, with much or nothing missing."""
    n, m = draw(st.integers(0, most_voters)), draw(st.integers(0, most_statements))
    votes = draw(st.lists(st.sampled_from((1.0, -1.0, 0.0, np.nan)), min_size=n * m, max_size=n * m))
    return np.array(votes, dtype=float).reshape(n, m)


def votes_of(table: Table) -> Votes:
    """Voters and statements numbered as they stand."""
    return Votes.of(range(len(table)), range(table.shape[1]), table)


def camps(*sizes: int, statements: int = 12, seed: int = 5) -> Table:
    """Groups that each agree with nine tenths of their own part of the statements and with a tenth of the others'."""
    random = np.random.default_rng(seed)
    own = np.repeat(np.arange(len(sizes)), sizes)[:, None] == np.arange(statements) * len(sizes) // statements
    return np.where(random.random(own.shape) < np.where(own, 0.9, 0.1), 1.0, -1.0)
