"""How long a summary of five hundred inspel and two hundred voters takes to draft, and whether every sentence holds.

Beside it: the same inspel and votes read with two plain statements and counted in a loop, which nobody could do
without. A draft that follows the analysis at the close reads what is stored; one that comes before it makes it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks import town
from benchmarks.comments import written
from core import clock
from core.db import begin_writing, db
from core.summaries.checks import findings
from dialog.analysing import keeping, making
from dialog.hosting import Plan, plan
from dialog.models import (
    LONGEST_STATEMENT,
    Channel,
    Choice,
    DialogueState,
    Participant,
    Source,
    Statement,
    StatementState,
    Vote,
)
from dialog.summarising import drafting, results, sources
from dialog.summarising.models import Summary

INSPEL, PEOPLE, SEEN = 500, 200, 0.3
SECONDS = 5.0
SEED = 11


def fill(session: Session, inspel: int, people: int) -> int:
    """A closed dialogue with invented inspel, three in ten of them seen by each voter; gives its id."""
    dice, today = random.Random(SEED), clock.today()
    due_on = today + timedelta(days=30)
    wanted = Plan(
        "Vad ska bli bättre?", question="Vad ska bli bättre?", receiver="Kommunstyrelsen", feedback_due_on=due_on
    )
    dialogue = plan(session, wanted, clock.now())
    dialogue.state = DialogueState.CLOSED
    voters = [uuid.UUID(int=dice.getrandbits(128)) for _ in range(people)]
    session.execute(
        insert(Participant),
        [{"id": one, "dialogue_id": dialogue.id, "channel": Channel.WEB, "joined_on": today} for one in voters],
    )
    texts = [one.text[:LONGEST_STATEMENT] for one in written(inspel, SEED)]
    said = [
        Statement(
            dialogue_id=dialogue.id,
            number=number,
            text=text,
            source=Source.WEB,
            author_id=dice.choice(voters),
            state=StatementState.PUBLISHED,
            said_on=today,
        )
        for number, text in enumerate(texts, 1)
    ]
    session.add_all(said)
    session.flush()
    shares = {one.id: dice.choice((0.1, 0.3, 0.5, 0.5, 0.7, 0.8, 0.9)) for one in said}
    votes = [
        {
            "participant_id": voter,
            "statement_id": key,
            "choice": _choice(dice, share),
            "voted_on": today,
            "is_important": False,
        }
        for voter in voters
        for key, share in shares.items()
        if dice.random() < SEEN
    ]
    session.execute(insert(Vote), votes)
    session.commit()
    return dialogue.id


def _choice(dice: random.Random, share: float) -> Choice:
    if dice.random() < 0.1:
        return Choice.PASS
    return Choice.AGREE if dice.random() < share else Choice.DISAGREE


def plainly(session: Session, dialogue_id: int) -> int:
    """The same inspel and votes, read and counted as an afternoon's program would."""
    texts = session.execute(select(Statement.id, Statement.text).where(Statement.dialogue_id == dialogue_id)).all()
    cast = select(Vote.statement_id, Vote.choice).join(Statement, Statement.id == Vote.statement_id)
    counted = Counter(tuple(row) for row in session.execute(cast.where(Statement.dialogue_id == dialogue_id)))
    return len(texts) + len(counted)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def measure(session: Session, inspel: int, people: int) -> bool:
    """Draft before the analysis is stored and twice after; whether all goals are met."""
    dialogue_id = fill(session, inspel, people)
    baseline = min(timed(lambda: plainly(session, dialogue_id))[0] for _ in range(3))
    drafting.draft(session, dialogue_id)  # Libraries are loaded once in the life of a worker.
    fresh, _ = timed(lambda: drafting.draft(session, dialogue_id))
    made = making.make(session, dialogue_id)
    assert made is not None
    keeping.keep(session, made, clock.now())
    session.commit()
    stored, draft = timed(lambda: drafting.draft(session, dialogue_id))
    again = drafting.draft(session, dialogue_id)
    assert draft is not None
    assert again is not None
    begun = clock.now()
    kept, _ = timed(lambda: drafting.keep(session, dialogue_id, draft, begun))
    session.commit()
    shown = results.view(session, session.scalars(select(Summary)).one())
    known = sources.of_summary(shown)
    checked, found = timed(lambda: [finding for one in shown.sentences for finding in findings(one.sentence, known)])
    alike = drafting.input_hash(draft) == drafting.input_hash(again)

    n_votes = sum(claim["n"] or 0 for claim in draft.claims.values())
    print(f"{inspel} inspel, {people} voters, at least {n_votes} votes, {len(draft.sentences)} sentences")
    print(f"read and counted plainly {baseline:>7.2f} s")
    for what, took in (("with a new analysis", fresh), ("with the stored one", stored), ("kept", kept)):
        print(f"{what:24} {took:>7.2f} s  {took / baseline:>6.1f} times  (goal {SECONDS} s)")
    print(f"every sentence checked   {checked:>7.2f} s, {len(found)} findings")
    print("twice the same draft" if alike else "TWO DIFFERENT DRAFTS")
    return alike and not found and max(fresh, stored) + kept <= SECONDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what it took; 1 when it takes too long, a sentence does not hold or the second draft is another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inspel", type=int, default=INSPEL, help="how many inspel (%(default)s)")
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many vote (%(default)s)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="samspel-summaries-") as name:
        folder = Path(name)
        with (
            town.database_server("sqlite") as server,
            town.empty_database(server, folder) as url,
            town.built(url, folder),
        ):
            begin_writing()
            return 0 if measure(db.session(), given.inspel, given.people) else 1


if __name__ == "__main__":
    sys.exit(main())
