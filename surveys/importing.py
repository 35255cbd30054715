"""Responses that were collected elsewhere: a CSV with one row each, stored whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.periods import is_period
from core.prompts import Refused
from core.tables import BadTable, Problem, read_rows
from surveys import answering, authoring, flow, rounds, storing
from surveys.customers import customer_fingerprint
from surveys.models import Access, Channel, Collection, Response, SurveyVersion
from surveys.questions import KINDS, Value
from surveys.rounds import Round
from surveys.storing import Submitted

CHUNK = 1000
# Columns beside the questions' own; an export has them all, only the period must be there.
ID, PERIOD, LANGUAGE, CHANNEL, SUBMITTED_ON = "id", "period", "language", "channel", "submitted_on"
OWN_COLUMNS = (ID, PERIOD, LANGUAGE, CHANNEL, SUBMITTED_ON)
# Which customer answered, in whatever way the file names customers; it never leaves again.
CUSTOMER = "customer"
LONGEST_CUSTOMER = 200
MANY = "|"


@dataclass(slots=True)
class Imported:
    """How it went."""

    stored: int = 0
    skipped: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    external_id: str | None
    period: str
    language: str
    submitted_on: date
    answers: dict[str, Value]
    cluster: str | None


def import_responses(
    session: Session,
    version: SurveyVersion,
    path: Path,
    terms: authoring.Terms,
    now: datetime,
    secret: str,
    *,
    skip_bad: bool = False,
    without_ids: bool = False,
) -> Imported:
    """Store a file's rows as submitted responses, one round for each period.

    ``id`` is an external id, unique within its round; ``without_ids`` accepts rows that have none. An empty cell is no
    answer. Several choices are separated by ``|``. ``customer`` becomes a fingerprint keyed with ``secret``: all it
    tells is which answers of this survey come from the same customer. Raises BadTable listing every bad row unless
    ``skip_bad``; the caller rolls back then, so nothing is stored.
    """
    importer = _Importer(session, version, terms, now, secret, without_ids)
    chunk: list[_Row] = []
    for row in importer.rows(path):
        chunk.append(row)
        if len(chunk) == CHUNK:
            importer.store(chunk)
            chunk = []
    importer.store(chunk)
    problems = sorted(importer.result.skipped, key=lambda problem: problem.line)
    if problems and not skip_bad:
        raise BadTable(path.name, problems)
    importer.tell()
    return importer.result


class _Importer:
    """Carries what the rows have in common through the file."""

    def __init__(
        self,
        session: Session,
        version: SurveyVersion,
        terms: authoring.Terms,
        now: datetime,
        secret: str,
        without_ids: bool,
    ) -> None:
        self.session, self.version, self.terms, self.now = session, version, terms, now
        self.secret, self.without_ids = secret, without_ids
        self.result = Imported()
        self.rounds: dict[str, Round] = {}
        self.questionnaire = rounds.questionnaire_of(version)
        self.seen: set[tuple[str, str]] = set()

    def rows(self, path: Path) -> Iterator[_Row]:
        known = {question.key for question in self.questionnaire.questions}
        checked = False
        for row in read_rows(path, needed=(PERIOD,)):
            if row.wrong:
                self.result.skipped.append(Problem(row.line, row.wrong))
                continue
            if not checked:
                strange = [column for column in row.cells if column not in {*known, *OWN_COLUMNS, CUSTOMER}]
                if strange:
                    raise BadTable(
                        path.name,
                        [Problem(1, f"the column {column} is no question of the survey") for column in strange],
                    )
                checked = True
            try:
                yield self._row(row.line, row.cells)
            except ValueError as error:
                self.result.skipped.append(Problem(row.line, str(error)))

    def _row(self, line: int, cells: Mapping[str, str]) -> _Row:
        period, external_id = cells[PERIOD], cells.get(ID) or None
        if not is_period(period):
            raise ValueError(f"period should be like 2025 or 2025-K3, not {period[:20]!r}")
        if external_id is None and not self.without_ids:
            raise ValueError("id is missing, so the same file could be stored twice; --without-ids takes the risk")
        if external_id is not None:
            if len(external_id) > 64:
                raise ValueError("id is longer than 64 characters")
            if (period, external_id) in self.seen:
                raise ValueError(f"id {external_id} stands on an earlier line too")
            self.seen.add((period, external_id))
        answers: dict[str, Value] = {}
        for question in self.questionnaire.questions:
            cell = cells.get(question.key, "")
            try:
                value = KINDS[question.kind].parse(
                    question, cell.split(MANY) if question.kind == "many_choices" else [cell]
                )
            except Refused as refused:
                words = refused.message % refused.values if refused.values else refused.message
                raise ValueError(f"{question.key}: {cell[:40]!r}: {words}") from refused
            if value is not None:
                answers[question.key] = value
        language = cells.get(LANGUAGE) or self.questionnaire.languages[0]
        if language not in self.questionnaire.languages:
            raise ValueError(f"language: {language[:20]!r} is not one of {', '.join(self.questionnaire.languages)}")
        return _Row(
            line,
            external_id,
            period,
            language,
            _day(cells.get(SUBMITTED_ON, ""), clock.today()),
            flow.reachable(self.questionnaire, answers),
            self._cluster(cells.get(CUSTOMER, "")),
        )

    def _cluster(self, customer: str) -> str | None:
        if len(customer) > LONGEST_CUSTOMER:
            raise ValueError(f"customer is longer than {LONGEST_CUSTOMER} characters")
        return customer_fingerprint(self.secret, self.version.survey_id, customer)

    def store(self, chunk: list[_Row]) -> None:
        """Store a chunk, leaving out (and naming) rows whose id the round already has."""
        by_period: dict[str, list[_Row]] = {}
        for row in chunk:
            by_period.setdefault(row.period, []).append(row)
        for period, rows in by_period.items():
            self._store_period(self._round(period), rows)

    def _store_period(self, round_: Round, rows: list[_Row]) -> None:
        wanted = [row.external_id for row in rows if row.external_id is not None]
        taken = set(
            self.session.scalars(
                select(Response.external_id).where(
                    Response.collection_id == round_.collection_id, Response.external_id.in_(wanted)
                )
            )
        )
        new = []
        for row in rows:
            if row.external_id is not None and row.external_id in taken:
                self.result.skipped.append(Problem(row.line, f"id {row.external_id} has been imported before"))
            else:
                new.append(
                    Submitted(row.answers, row.submitted_on, row.language, Channel.IMPORT, row.external_id, row.cluster)
                )
        storing.store(self.session, round_, new, is_anonymous=False)
        self.result.stored += len(new)

    def _round(self, period: str) -> Round:
        """The round of this version and period whose answers are not anonymous; made, and closed at once, if none."""
        if period not in self.rounds:
            collection = self.session.scalar(
                select(Collection)
                .where(
                    Collection.survey_id == self.version.survey_id,
                    Collection.version_id == self.version.id,
                    Collection.period == period,
                    Collection.is_anonymous.is_(False),
                    Collection.is_cut_at_close.is_(False),
                )
                .order_by(Collection.id.desc())
                .limit(1)
            )
            if collection is None:
                collection = Collection(
                    survey_id=self.version.survey_id,
                    version_id=self.version.id,
                    period=period,
                    access=Access.CODE,
                    is_anonymous=False,
                    is_demo=self.terms.is_demo,
                    closed_at=self.now,
                    controller=self.terms.controller,
                    legal_basis=self.terms.legal_basis,
                    contact=self.terms.contact,
                    erase_on=self.terms.erase_on,
                    erase_decision=self.terms.erase_decision,
                )
                self.session.add(collection)
                self.session.flush()
            self.rounds[period] = rounds.by_id(self.session, collection.id)
        return self.rounds[period]

    def tell(self) -> None:
        """Post the news once for each round."""
        for round_ in self.rounds.values():
            answering.tell(self.session, round_)


def _day(cell: str, today: date) -> date:
    try:
        day = date.fromisoformat(cell) if cell else today
    except ValueError as error:
        raise ValueError(f"submitted_on: {cell[:20]!r} is no date; write it as 2025-12-31") from error
    if day > today:
        raise ValueError(f"submitted_on: {cell} has not come yet")
    return day
