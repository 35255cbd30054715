"""How often the gate opens for votes that do not go together, and how often for two groups that differ.

Votes are invented. Those that do not go together have every column in an order of its own, in three kinds of dialogue:
a council where all have voted on all, one in which people have seen two statements of five, and one where most agree.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dialog.analysis import opinions
from dialog.analysis.gate import Gate
from dialog.analysis.votes import Table, Votes

DRAWS, QUICK = 200, 20
MOST_WITHOUT_GROUPS, LEAST_WITH_GROUPS = 0.08, 0.9
SEED = 41
DIFFER, GROUP, STATEMENTS = 0.4, 40, 30

Draw = Callable[[np.random.Generator], Table]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dialogue, and whether there are groups in it to be found."""

    name: str
    draw: Draw
    has_groups: bool

    def is_met(self, share: float) -> bool:
        """Whether the gate opened seldom enough, or often enough."""
        return share >= LEAST_WITH_GROUPS if self.has_groups else share <= MOST_WITHOUT_GROUPS


def council(random: np.random.Generator) -> Table:
    """Forty people who have voted on all of thirty statements."""
    return apart(votes(random, random.uniform(0.2, 0.8, (1, 30)), 40), random)


def sparse(random: np.random.Generator) -> Table:
    """A hundred and fifty people, sixty statements, two votes of five cast."""
    table = votes(random, random.uniform(0.2, 0.8, (1, 60)), 150, passes=0.15)
    table[random.random(table.shape) > 0.4] = np.nan
    return apart(table, random)


def agreeing(random: np.random.Generator) -> Table:
    """Eighty people who agree with most of forty statements."""
    return apart(votes(random, random.uniform(0.75, 0.97, (1, 40)), 80, passes=0.08), random)


def two_groups_evenly(random: np.random.Generator) -> Table:
    """Two groups that differ on a third of the statements, where all the others split everybody in halves."""
    return two_groups(random, np.full(STATEMENTS, 0.5))


def two_groups_unevenly(random: np.random.Generator) -> Table:
    """Two groups that differ on a third of the statements, where the others are agreed with by 20 to 80 %."""
    return two_groups(random, random.uniform(0.2, 0.8, STATEMENTS))


def two_groups(random: np.random.Generator, likely: Table) -> Table:
    """Everybody has voted on everything; the share who agree differs by 0.4 on the first third of the statements."""
    shares = np.repeat(likely[None], 2 * GROUP, axis=0)
    apart_on = STATEMENTS // 3
    half = DIFFER / 2 * random.choice([-1, 1], apart_on)
    shares[:GROUP, :apart_on] = 0.5 + half
    shares[GROUP:, :apart_on] = 0.5 - half
    return votes(random, shares, 2 * GROUP)


def votes(random: np.random.Generator, shares: Table, people: int, passes: float = 0.0) -> Table:
    """A vote on every statement by everybody: who passes is drawn by ``passes``, who agrees by ``shares``."""
    size = (people, shares.shape[1])
    table = np.where(random.random(size) < shares, 1.0, -1.0)
    table[random.random(size) < passes] = 0.0
    return table


def apart(table: Table, random: np.random.Generator) -> Table:
    """The same columns, each in an order of its own."""
    return random.permuted(table, axis=0)


KINDS = (
    Kind("a small council, 40 x 30, all seen", council, False),
    Kind("sparse, 150 x 60, 40 % seen", sparse, False),
    Kind("most agree, 80 x 40", agreeing, False),
    Kind("two groups of 40, the rest in halves", two_groups_evenly, True),
    Kind("two groups of 40, the rest uneven", two_groups_unevenly, True),
)


def decided(table: Table) -> Gate:
    """What the gate says of a table of votes."""
    found = opinions.analyse(Votes.of(range(len(table)), range(table.shape[1]), table)).gate
    assert found is not None
    return found


def measure(kind: Kind, draws: int) -> bool:
    """Ask the gate about so many draws of a kind, print how often it opened and why not, and tell if that is good."""
    begun = time.perf_counter()
    gates = [decided(kind.draw(np.random.default_rng((SEED, KINDS.index(kind), i)))) for i in range(draws)]
    share = sum(gate.is_open for gate in gates) / draws
    closed = Counter(gate.reason.value for gate in gates if gate.reason)
    why = ", ".join(f"{reason} {count}" for reason, count in closed.most_common()) or "-"
    seconds = time.perf_counter() - begun
    goal = f"{'>=' if kind.has_groups else '<='} {LEAST_WITH_GROUPS if kind.has_groups else MOST_WITHOUT_GROUPS:.0%}"
    print(f"{kind.name:<38} {draws:>5} {share:>8.1%} {goal:>8} {seconds:>7.0f} s  {why}", flush=True)
    return kind.is_met(share)


def main(arguments: Sequence[str] | None = None) -> int:
    """Study every kind; 1 when the gate opens too often or too seldom for one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=DRAWS, help="tables of each kind (%(default)s)")
    parser.add_argument("--quick", action="store_true", help=f"only {QUICK} of each, which can miss by chance")
    given = parser.parse_args(arguments)
    print(f"{'kind':<38} {'draws':>5} {'opened':>8} {'goal':>8} {'took':>9}  why it stayed closed")
    met = [measure(kind, QUICK if given.quick else given.draws) for kind in KINDS]
    print("\nThe goals are met." if all(met) else "\nA goal is missed.")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
