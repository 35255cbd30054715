"""Reading cases in: what would become of each row, and then making it so in one transaction."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from core import population
from core.db import table_of
from core.population import AREA, Count, PopulationCount
from core.prompts import Refused
from core.spreadsheets import Sheet, SheetRow
from surveys import answering, measures
from surveys.cases import judging
from surveys.cases.judging import BadRow, CaseRow
from surveys.cases.meanings import Columns
from surveys.cases.models import Case, CaseOutcome, Contact
from surveys.customers import address_fingerprint, customer_fingerprint
from surveys.models import Collection, Invitation, SurveyVersion
from surveys.rounds import Round, questionnaire_of

# A statement has room for so many values on both databases.
AT_A_TIME = 500
LONGEST_DIMENSION = 20
# Whoever is in Insikt is asked there.
_ASKED = (CaseOutcome.INVITED, CaseOutcome.IN_INSIKT)


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A row that can be read in, with what it is recognised by."""

    line: SheetRow
    row: CaseRow
    case_hash: str
    customer_hash: str | None


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as far as it can be understood without the database."""

    cases: tuple[ReadCase, ...]
    bad: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case as it will be stored."""

    row: CaseRow
    case_hash: str
    customer_hash: str | None
    outcome: CaseOutcome


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading a list in will do. ``known``: how many of the bad rows are cases that were read in before."""

    cases: tuple[PlannedCase, ...]
    bad: tuple[BadRow, ...]
    known: int
    by_area: Mapping[str, int]
    by_outcome: Mapping[CaseOutcome, int]

    @property
    def rows(self) -> int:
        """How many rows the list has."""
        return len(self.cases) + len(self.bad)


def read_list(round_: Round, sheet: Sheet, columns: Columns, secret: str) -> ReadList:
    """The part of planning that takes time and needs no database: a transaction need not be open meanwhile."""
    judged = judging.judge(sheet.rows, columns, round_.questionnaire, round_.period)
    cases = tuple(
        ReadCase(line, row, _case_hash(secret, round_.survey_id, row), _customer_hash(secret, round_.survey_id, row))
        for line, row in judged.good
    )
    return ReadList(cases, judged.bad)


def plan(session: Session, round_: Round, sheet: Sheet, columns: Columns, secret: str) -> Plan:
    """What would become of every row of a list, see ``plan_of``."""
    return plan_of(session, round_, read_list(round_, sheet, columns, secret))


def plan_of(session: Session, round_: Round, read: ReadList) -> Plan:
    """What would become of every row of a list that has been read. Changes nothing.

    Of a customer's cases one is asked about in a survey and period: the first in the list that can be, unless the
    customer is asked already, by an earlier list or in Insikt. The others count in N all the same.
    """
    known = _known(session, round_, Case.case_hash, [case.case_hash for case in read.cases])
    new = [case for case in read.cases if case.case_hash not in known]
    again = [
        BadRow(case.line.number, case.line.cells, (Refused("Ärendet är redan inläst."),))
        for case in read.cases
        if case.case_hash in known
    ]
    customers = [case.customer_hash for case in new if case.customer_hash]
    asked = _known(session, round_, Case.customer_hash, customers, _was_asked(round_))
    asked |= {case.customer_hash for case in new if case.customer_hash and case.row.is_in_insikt}
    cases = []
    for case in new:
        outcome = _outcome(case.row, case.customer_hash, asked)
        if case.customer_hash and outcome in _ASKED:
            asked.add(case.customer_hash)
        cases.append(PlannedCase(case.row, case.case_hash, case.customer_hash, outcome))
    return Plan(
        tuple(cases),
        tuple(sorted((*read.bad, *again), key=lambda row: row.number)),
        len(again),
        Counter(case.row.area for case in cases),
        Counter(case.outcome for case in cases),
    )


def admit(session: Session, round_: Round, planned: Plan, secret: str) -> None:
    """Store the cases of a plan, invite those who are to be asked, and count the cases of the period anew.

    The caller has held the survey since before it planned (``results.one_at_a_time``), so that two lists take turns.
    Thousands of rows go in a handful of statements, since others wait to write meanwhile.
    """
    if planned.cases:
        session.execute(
            insert(table_of(Case)),
            [
                {
                    "survey_id": round_.survey_id,
                    "collection_id": round_.collection_id,
                    "period": round_.period,
                    "case_hash": case.case_hash,
                    "customer_hash": case.customer_hash,
                    "area": case.row.area,
                    "customer_type": case.row.customer_type,
                    "outcome": case.outcome,
                }
                for case in planned.cases
            ],
        )
    invited = [case for case in planned.cases if case.outcome is CaseOutcome.INVITED]
    for start in range(0, len(invited), AT_A_TIME):
        _invite(session, round_, invited[start : start + AT_A_TIME], secret)
    _count_anew(session, round_)


def _invite(session: Session, round_: Round, cases: Sequence[PlannedCase], secret: str) -> None:
    """Invitations, and then how their people are reached, by the keys that the database gave."""
    rows: list[dict[str, object]] = [
        {
            "collection_id": round_.collection_id,
            "area": case.row.area,
            "customer_type": case.row.customer_type,
            "customer_hash": case.customer_hash,
            **answering.seeded(secret),
        }
        for case in cases
    ]
    session.execute(insert(table_of(Invitation)), rows)
    found = session.execute(
        select(Invitation.code_hash, Invitation.id).where(Invitation.code_hash.in_([row["code_hash"] for row in rows]))
    )
    ids: dict[object, int] = dict(found.tuples().all())
    session.execute(
        insert(table_of(Contact)),
        [
            {
                "invitation_id": ids[row["code_hash"]],
                "name": case.row.name,
                "email": case.row.email,
                "phone": case.row.phone,
                "case_ref": case.row.case_ref,
            }
            for row, case in zip(rows, cases, strict=True)
        ],
    )


def gives_population(session: Session, round_: Round) -> bool:
    """Whether the closed cases of a survey are the ones its period is weighted by.

    There is one N for an area and period. It comes from a survey that measures NKI, as the one the board draws on does,
    and of these from the first one whose cases were read in for the period: no other survey's cases overwrite it.
    """
    if not round_.questionnaire.measuring(measures.NKI):
        return False
    versions = session.scalars(
        select(SurveyVersion)
        .join(Collection, Collection.version_id == SurveyVersion.id)
        .where(Collection.period == round_.period)
    )
    measuring = {version.survey_id for version in versions if questionnaire_of(version).measuring(measures.NKI)}
    first = session.scalar(
        select(Case.survey_id)
        .where(Case.survey_id.in_(measuring), Case.period == round_.period)
        .group_by(Case.survey_id)
        .order_by(func.min(Case.id))
        .limit(1)
    )
    return first in (None, round_.survey_id)


def replaced(session: Session, round_: Round, planned: Plan) -> dict[str, int]:
    """By area, what N is today where it has come from elsewhere, such as a file, and the cases will take its place."""
    if not planned.cases or not gives_population(session, round_):
        return {}
    cases = Counter(
        dict(
            session.execute(
                select(Case.area, func.count())
                .where(Case.survey_id == round_.survey_id, Case.period == round_.period)
                .group_by(Case.area)
            )
            .tuples()
            .all()
        )
    )
    known = population.counts(session, round_.period)
    counted_anew = {*cases, *planned.by_area}
    return {area: n for area, n in known.items() if area in counted_anew and n != cases[area]}


def _case_hash(secret: str, survey_id: int, case: CaseRow) -> str:
    """What is stored instead of a case number, to recognise it by in the same survey."""
    words = f"case\0{survey_id}\0{judging.plain_case(case.case_ref)}"
    return hmac.new(secret.encode(), words.encode(), "sha256").hexdigest()


def _customer_hash(secret: str, survey_id: int, case: CaseRow) -> str | None:
    """The customer's number where the list has one, else the address."""
    return customer_fingerprint(secret, survey_id, case.customer) or address_fingerprint(
        secret, survey_id, case.email or ""
    )


def _outcome(case: CaseRow, customer: str | None, asked: set[str]) -> CaseOutcome:
    if case.is_in_insikt:
        return CaseOutcome.IN_INSIKT
    if customer in asked:
        return CaseOutcome.SAME_CUSTOMER
    return CaseOutcome.INVITED if case.can_be_reached else CaseOutcome.NO_ADDRESS


def _was_asked(round_: Round) -> ColumnElement[bool]:
    return (Case.period == round_.period) & Case.outcome.in_(_ASKED)


def _known(
    session: Session, round_: Round, column: object, hashes: Iterable[str], *conditions: ColumnElement[bool]
) -> set[str]:
    """Those of some fingerprints that the survey has."""
    wanted, found = list(hashes), set[str]()
    for start in range(0, len(wanted), AT_A_TIME):
        among = column.in_(wanted[start : start + AT_A_TIME])  # type: ignore[attr-defined]
        found.update(session.scalars(select(column).where(Case.survey_id == round_.survey_id, among, *conditions)))  # type: ignore[call-overload]
    return found


def _count_anew(session: Session, round_: Round) -> None:
    """N per area from all cases of the survey and period; per customer type too, where every case has one."""
    if not gives_population(session, round_):
        return
    total: Counter[str] = Counter()
    by_type: dict[str, Counter[str]] = {}
    counted = (
        select(Case.area, Case.customer_type, func.count())
        .where(Case.survey_id == round_.survey_id, Case.period == round_.period)
        .group_by(Case.area, Case.customer_type)
    )
    for area, customer_type, n in session.execute(counted):
        total[area] += n
        by_type.setdefault(customer_type or "", Counter())[area] += n
    population.store(session, [Count(round_.period, area, n) for area, n in total.items()])
    # A type's cases say nothing as long as any case could be of any type: what an earlier list gave is then removed.
    session.execute(
        delete(PopulationCount).where(
            PopulationCount.period == round_.period, PopulationCount.dimension.startswith(f"{AREA}:", autoescape=True)
        )
    )
    for customer_type, counts in by_type.items() if "" not in by_type else ():
        dimension = f"{AREA}:{customer_type}"
        # A key too long for its column goes without: the total is then what answers are weighted by.
        if len(dimension) <= LONGEST_DIMENSION:
            population.store(session, [Count(round_.period, area, n) for area, n in counts.items()], dimension)
