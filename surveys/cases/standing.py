"""How it goes for the cases of a round: how many there are, were invited and have answered, and who has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, exists, func, select
from sqlalchemy.orm import Session

from surveys import answering
from surveys.cases.models import Case, CaseOutcome, Contact
from surveys.measures import AREA
from surveys.models import Access, Collection, Invitation, Receipt
from surveys.rounds import Round

PEOPLE_A_PAGE = 50
CONTACTS_ARE_KEPT = timedelta(days=30)
Rows = TypeVar("Rows", bound=tuple[Any, ...])


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """One area of a round; ``answered`` counts receipts, which say nothing of what was answered."""

    label: str
    cases: int
    invited: int
    answered: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A whole round. ``by_phone`` and ``by_email``: how many of the invited can be reached so."""

    areas: tuple[AreaStanding, ...]
    outcomes: Mapping[CaseOutcome, int]
    by_phone: int
    by_email: int

    @property
    def cases(self) -> int:
        """N, the closed cases that have been read in."""
        return sum(area.cases for area in self.areas)

    @property
    def invited(self) -> int:
        """How many have an invitation of their own."""
        return sum(area.invited for area in self.areas)

    @property
    def answered(self) -> int:
        """How many of them have answered."""
        return sum(area.answered for area in self.areas)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who was invited, and how they are reached; never what they answered."""

    invitation_id: int
    name: str
    case_ref: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class People:
    """Fifty people; ``after`` leads to the next page."""

    rows: tuple[Person, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """What a sender of text messages needs of one person."""

    name: str
    phone: str
    code: str


def is_for_cases(round_: Round) -> bool:
    """Whether cases can be read into a round: it is answered with codes and asks which area the case belonged to."""
    return round_.access is Access.CODE and bool(round_.questionnaire.measuring(AREA))


def area_labels(round_: Round, language: str) -> dict[str, str]:
    """What the areas of a survey are called, in its own order."""
    questions = round_.questionnaire.measuring(AREA)
    return {option.key: option.text.into(language) for question in questions for option in question.options}


def standing(session: Session, round_: Round, language: str) -> Standing:
    """Three queries, each over one round's cases or invitations by an index."""
    cases: Counter[str] = Counter()
    outcomes: Counter[CaseOutcome] = Counter()
    of_round = Case.collection_id == round_.collection_id
    counted = select(Case.area, Case.outcome, func.count()).where(of_round).group_by(Case.area, Case.outcome)
    for area, outcome, n in session.execute(counted):
        cases[area] += n
        outcomes[outcome] += n
    answered = {
        area or "": (int(invited), int(receipts))
        for area, invited, receipts in session.execute(
            select(Invitation.area, func.count(), func.count(Receipt.invitation_id))
            .outerjoin(Receipt, Receipt.invitation_id == Invitation.id)
            .where(*_invited_by_list(round_.collection_id))
            .group_by(Invitation.area)
        )
    }
    by_email, by_phone = session.execute(
        select(func.count(Contact.email), func.count(Contact.phone))
        .join(Invitation, Invitation.id == Contact.invitation_id)
        .where(Invitation.collection_id == round_.collection_id)
    ).one()
    labels = area_labels(round_, language)
    seen = [*(area for area in labels if cases[area]), *sorted(area for area in cases if area not in labels)]
    areas = tuple(AreaStanding(labels.get(area, area), cases[area], *answered.get(area, (0, 0))) for area in seen)
    return Standing(areas, outcomes, int(by_phone), int(by_email))


def not_answered(session: Session, collection_id: int, after: int = 0) -> People:
    """Those who have an invitation and have not used it, in the order they were invited, fifty at a time."""
    rows = session.execute(
        _silent(select(Contact, Invitation.id), collection_id)
        .where(Invitation.id > after)
        .order_by(Invitation.id)
        .limit(PEOPLE_A_PAGE + 1)
    ).all()
    shown = tuple(
        Person(invitation_id, contact.name, contact.case_ref, contact.email or "", contact.phone or "")
        for contact, invitation_id in rows[:PEOPLE_A_PAGE]
    )
    return People(shown, shown[-1].invitation_id if len(rows) > PEOPLE_A_PAGE else None)


def phone_lines(session: Session, collection_id: int, secret: str, *, only_silent: bool) -> Sequence[PhoneLine]:
    """Name, number and code of everybody with a phone, or of those who have not answered."""
    chosen = select(Contact.name, Contact.phone, Invitation)
    statement = _silent(chosen, collection_id) if only_silent else _reached(chosen, collection_id)
    rows = session.execute(statement.where(Contact.phone.is_not(None)).order_by(Invitation.id))
    return [PhoneLine(name, phone, answering.code_of(secret, invitation) or "") for name, phone, invitation in rows]


def waiting_for_cases(session: Session, collection_ids: Sequence[int]) -> set[int]:
    """The rounds that nobody has been invited to yet, neither by a list of cases nor with codes on paper."""
    if not collection_ids:
        return set()
    waiting = select(Collection.id).where(
        Collection.id.in_(collection_ids),
        ~exists().where(Case.collection_id == Collection.id),
        ~exists().where(Invitation.collection_id == Collection.id),
    )
    return set(session.scalars(waiting))


def purge_contacts(session: Session, now: datetime) -> int:
    """Forget how people were reached once their round has been closed for thirty days."""
    closed = (
        select(Invitation.id)
        .join(Collection, Collection.id == Invitation.collection_id)
        .where(Collection.closed_at < now - CONTACTS_ARE_KEPT)
    )
    result = session.execute(
        delete(Contact).where(Contact.invitation_id.in_(closed)).execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def _invited_by_list(collection_id: int) -> tuple[ColumnElement[bool], ...]:
    """Codes on paper have no seed: who has them is not known, so they are not waited for."""
    return Invitation.collection_id == collection_id, Invitation.seed.is_not(None)


def _reached(chosen: Select[Rows], collection_id: int) -> Select[Rows]:
    joined = chosen.select_from(Contact).join(Invitation, Invitation.id == Contact.invitation_id)
    return joined.where(Invitation.collection_id == collection_id)


def _silent(chosen: Select[Rows], collection_id: int) -> Select[Rows]:
    return (
        _reached(chosen, collection_id)
        .outerjoin(Receipt, Receipt.invitation_id == Invitation.id)
        .where(Receipt.invitation_id.is_(None))
    )
