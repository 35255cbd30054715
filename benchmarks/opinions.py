"""How long the statistics of opinion take for two thousand people and two hundred statements.

With and without the gate, beside what nobody could do without: the singular values of the table in plain numpy.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from dialog.analysis import opinions
from dialog.analysis.document import document
from dialog.analysis.opinions import Opinions
from dialog.analysis.votes import Ballot, Table, cast

PEOPLE, STATEMENTS = 2_000, 200
SECONDS, SECONDS_WITH_GATE = 5.0, 30.0
SEED = 7


def votes(people: int, statements: int) -> Table:
    """Invented votes of two groups that differ on a third of the statements, two of five seen."""
    random = np.random.default_rng(SEED)
    shares = np.repeat(random.uniform(0.2, 0.8, (1, statements)), people, axis=0)
    shares[: people // 2, : statements // 3] = 0.8
    shares[people // 2 :, : statements // 3] = 0.3
    table = np.where(random.random(shares.shape) < shares, 1.0, -1.0)
    table[random.random(shares.shape) < 0.12] = 0.0
    table[random.random(shares.shape) > 0.4] = np.nan
    return table


def ballots(table: Table) -> list[Ballot]:
    """The table as the log of votes it comes from."""
    rows, columns = np.nonzero(~np.isnan(table))
    return [
        Ballot(row, column, int(table[row, column]), at)
        for at, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True))
    ]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def plain(table: Table) -> Table:
    """Missing votes set to the mean, centred, and the two first singular vectors: numpy and nothing else."""
    centred = np.where(np.isnan(table), 0.0, table - np.nanmean(table, axis=0))
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    return np.asarray(left[:, :2] * values[:2])


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyse once without the gate and twice with it; 1 when it takes too long or the second is another document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many vote (%(default)s)")
    parser.add_argument("--statements", type=int, default=STATEMENTS, help="on how many (%(default)s)")
    given = parser.parse_args(arguments)
    table = votes(given.people, given.statements)
    log = ballots(table)

    def analysed(ask_gate: bool) -> Opinions:
        return opinions.analyse(cast(log), ask_gate=ask_gate)

    baseline, _ = timed(lambda: plain(table))
    read, _ = timed(lambda: cast(log))
    without, _ = timed(lambda: analysed(ask_gate=False))
    with_gate, first = timed(lambda: analysed(ask_gate=True))
    second = analysed(ask_gate=True)
    alike = json.dumps(document(first)) == json.dumps(document(second))
    assert first.gate is not None

    print(f"{given.people} people, {given.statements} statements, {len(log)} votes")
    print(f"plain numpy PCA        {baseline:>7.2f} s")
    print(f"votes into a table     {read:>7.2f} s")
    print(f"without the gate       {without:>7.2f} s  {without / baseline:>6.1f} times plain numpy  (goal {SECONDS} s)")
    print(
        f"with the gate          {with_gate:>7.2f} s  {with_gate / baseline:>6.1f} times  (goal {SECONDS_WITH_GATE} s)"
    )
    print(f"the gate is {'open' if first.gate.is_open else 'closed'}; groups of {first.gate.sizes}")
    print("twice the same document" if alike else "TWO DIFFERENT DOCUMENTS")
    return 0 if alike and without <= SECONDS and with_gate <= SECONDS_WITH_GATE else 1


if __name__ == "__main__":
    sys.exit(main())
