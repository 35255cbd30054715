"""Jobs by the clock: each once in its time, however many workers there are and whichever of them dies."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, insert_into, reading
from core.errors import N_
from core.failures import describe, trail
from core.one_piece import in_one_piece
from core.room import Job, RetentionRule

SOONEST_AFTER_FAILURE = timedelta(minutes=5)
LONGEST_LEFT_ALONE = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=90)

log = logging.getLogger(__name__)


class JobLease(Base):
    """When a job is next due. Whoever runs it holds the row's lock meanwhile, so a worker that dies lets go at once."""

    __tablename__ = "job_lease"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    next_due_at: Mapped[datetime] = mapped_column(index=True)
    last_run_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(300))


@dataclass(frozen=True, slots=True)
class JobReport:
    """How a job is doing; ``late`` is how long it has been due without having been run."""

    name: str
    late: timedelta
    last_run_at: datetime | None
    last_error: str | None


def run_due(session: Session, jobs: Iterable[Job], now: datetime) -> tuple[str, ...]:
    """Run the jobs whose time has come and nobody else is running; gives their names, failed ones too.

    ``session`` has no transaction open, before and after: a job and the mark that it has been run commit together. A
    job that has never been run is due at once. One that fails has its changes undone and is tried again after its
    usual time, or after five minutes if that is sooner; its error is kept for staff.
    """
    with reading(), session.begin():
        next_due = dict(session.execute(select(JobLease.name, JobLease.next_due_at)).tuples().all())
    return tuple(
        job.name
        for job in jobs
        if _is_called_for(session, job, next_due.get(job.name), now) and _run(session, job, now, job.name in next_due)
    )


def reports(session: Session, now: datetime) -> tuple[JobReport, ...]:
    """Every job that has ever been due, by name."""
    rows = session.scalars(select(JobLease).order_by(JobLease.name))
    return tuple(
        JobReport(row.name, max(now - row.next_due_at, timedelta()), row.last_run_at, row.last_error) for row in rows
    )


def _is_called_for(session: Session, job: Job, due_at: datetime | None, now: datetime) -> bool:
    """Whether the job's time has come and, for one that looks first, whether there is anything to do."""
    if due_at is not None and due_at > now:
        return False
    if job.look is None or due_at is None or due_at <= now - LONGEST_LEFT_ALONE:
        return True
    try:
        with reading(), session.begin():
            return job.look(session, now)
    except Exception as error:
        log.error("job %s cannot look: %s\n%s", job.name, describe(error), trail(error))
        # What is wrong is met again in the work itself, where it is kept for staff and stops no other job.
        return True


def _run(session: Session, job: Job, now: datetime, is_known: bool) -> bool:
    with in_one_piece(session):
        if not is_known:
            first = insert_into(session, JobLease).values(name=job.name, next_due_at=now)
            session.execute(first.on_conflict_do_nothing(index_elements=[JobLease.name]))
        lease = session.scalar(
            select(JobLease)
            .where(JobLease.name == job.name, JobLease.next_due_at <= now)
            .with_for_update(skip_locked=True)
        )
        if lease is None:
            return False
        # Written before the work: what clears away forgotten leases must not take the one it runs by.
        lease.next_due_at, lease.last_error = _next_time(lease.next_due_at, job.every, now), None
        try:
            # A savepoint, so that a failure undoes the work and not the lock: nobody else tries before it is noted.
            with session.begin_nested():
                job.run(session, now)
        except Exception as error:
            lease.last_error = describe(error)
            log.error("job %s failed: %s\n%s", job.name, lease.last_error, trail(error))
            lease.next_due_at = now + min(job.every, SOONEST_AFTER_FAILURE)
        # Written after it: a job may ask when it was last run.
        lease.last_run_at = now
    return True


def _next_time(due_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The first time after ``now`` in the same beat; times that were missed are not made up for."""
    return due_at + every * ((now - due_at) // every + 1)


def purge(session: Session, now: datetime) -> int:
    """Remove the leases of jobs that no longer exist; gives how many."""
    gone = session.execute(
        delete(JobLease)
        .where(JobLease.next_due_at <= now - FORGOTTEN_AFTER)
        .returning(JobLease.name)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


RULES = (RetentionRule("job_lease", N_("Så länge jobbet finns, och 90 dagar därefter. Inga personuppgifter."), purge),)
