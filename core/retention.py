"""Nothing stays for ever by neglect: every table has a rule, and what may go by itself goes once a day."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from core import jobs, outbox
from core.room import Job, RetentionRule

EVERY = timedelta(days=1)
RULES = (*outbox.RULES, *jobs.RULES)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a table's rows are kept, in words; ``by_itself`` if the programme removes them without being told."""

    table: str
    kept: str
    by_itself: bool


def register(rules: Iterable[RetentionRule]) -> tuple[Kept, ...]:
    """Every rule as the register of processing shows it, by table."""
    kept = (Kept(rule.table, rule.kept, rule.purge is not None) for rule in rules)
    return tuple(sorted(kept, key=lambda rule: rule.table))


def sweeps(rules: Iterable[RetentionRule]) -> tuple[Job, ...]:
    """One daily job for each rule with a purge, so that one that fails is seen and stops no other."""
    return tuple(
        Job(f"retention.{rule.table}", EVERY, partial(_sweep, rule.table, rule.purge)) for rule in rules if rule.purge
    )


def _sweep(table: str, purge: Callable[[Session, datetime], int], session: Session, now: datetime) -> None:
    log.info("retention: %d rows removed from %s", purge(session, now), table)
