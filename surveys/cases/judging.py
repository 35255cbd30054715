"""Which rows of a list are cases that can be read in, and what is wrong with the others (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.people.emails import normal_email
from core.periods import days_of
from core.prompts import Refused
from core.spreadsheets import SheetRow
from surveys.cases.meanings import Columns, Meaning, folded
from surveys.customers import plain_customer
from surveys.measures import AREA, CUSTOMER_TYPE
from surveys.questionnaire import Questionnaire

EXAMPLES = ("Exempel 1", "Exempel 2")
"""The case numbers of the rows that show how the template is filled in."""
LONGEST_CASE, LONGEST_NAME = 80, 200
LONGEST_QUOTE = 40
_DATE = re.compile(r"([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?:[ T].*)?", re.ASCII)
# A cell that is not formatted as a date shows how many days have gone: these are from 1982 to 2064.
_EXCEL_DAY, _EXCEL_BEGINS = re.compile(r"[345][0-9]{4}", re.ASCII), date(1899, 12, 30)
_PHONE = re.compile(r"(?:\+|00)?[0-9]{6,15}", re.ASCII)
_YES, _NO = {"ja", "j", "x", "1", "sant", "true", "yes", "y"}, {"", "nej", "n", "0", "falskt", "false", "no"}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list tells it; ``area`` and ``customer_type`` are the questionnaire's own keys."""

    number: int
    case_ref: str
    area: str
    customer_type: str | None
    customer: str
    name: str
    email: str | None
    phone: str | None
    is_in_insikt: bool

    @property
    def can_be_reached(self) -> bool:
        """Whether an invitation has anywhere to go."""
        return bool(self.email or self.phone)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read in: its number in the file, its cells, and every reason, in words for a person."""

    number: int
    cells: tuple[str, ...]
    reasons: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A list taken apart, each part in the order of the file."""

    good: tuple[tuple[SheetRow, CaseRow], ...]
    bad: tuple[BadRow, ...]


def judge(rows: Iterable[SheetRow], columns: Columns, questionnaire: Questionnaire, period: str) -> Judged:
    """Read every row; each bad one comes with all that is wrong with it."""
    judge_ = _Judge(columns, questionnaire, period)
    good, bad = [], []
    for row in rows:
        case, reasons = judge_.row(row)
        if case is None:
            bad.append(BadRow(row.number, row.cells, tuple(reasons)))
        else:
            good.append((row, case))
    return Judged(tuple(good), tuple(bad))


def plain_case(case_ref: str) -> str:
    """A case number as it is recognised again: upper and lower case and spaces do not matter."""
    return "".join(case_ref.casefold().split())


def plain_phone(typed: str) -> str | None:
    """``0701234567``, or ``+4712345678`` abroad; None when it cannot be a number."""
    digits = re.sub(r"[^0-9+]", "", typed.partition("(0)")[0] + typed.partition("(0)")[2])
    if not _PHONE.fullmatch(digits):
        return None
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    if digits.startswith("+46"):
        return "0" + digits[3:].lstrip("0")
    if digits.startswith("467") and len(digits) == len("46701234567"):
        return "0" + digits[2:]
    # Excel takes a number for an amount and drops the nought in front.
    return digits if digits.startswith(("+", "0")) else "0" + digits


_EXAMPLES = tuple(map(plain_case, EXAMPLES))


def plain_date(typed: str) -> date | None:
    """2026-03-31, 20260331 or 46112, as Excel counts days; None when it is no date."""
    if found := _EXCEL_DAY.fullmatch(typed):
        return _EXCEL_BEGINS + timedelta(days=int(found[0]))
    found = _DATE.fullmatch(typed)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


class _Judge:
    """Carries what the rows have in common through the list."""

    def __init__(self, columns: Columns, questionnaire: Questionnaire, period: str) -> None:
        self.columns, self.period, self.days = columns, period, days_of(period)
        self.areas = _options(questionnaire, AREA)
        self.customer_types = _options(questionnaire, CUSTOMER_TYPE)
        self.seen: dict[str, int] = {}

    def row(self, row: SheetRow) -> tuple[CaseRow | None, list[Refused]]:
        reasons: list[Refused] = []
        cells = {meaning: self.columns.cell(row.cells, meaning) for meaning in Meaning}
        # A dash is how people write that there is nothing.
        said = {meaning: cell if folded(cell) else "" for meaning, cell in cells.items()}
        case_ref = self._case(said[Meaning.CASE], row.number, reasons)
        area = self._area(said[Meaning.AREA], reasons)
        self._closed_on(said[Meaning.CLOSED_ON], reasons)
        customer_type = self._customer_type(said[Meaning.CUSTOMER_TYPE], reasons)
        if len(said[Meaning.NAME]) > LONGEST_NAME:
            reasons.append(Refused("Namnet är längre än 200 tecken."))
        email, phone = normal_email(said[Meaning.EMAIL]) or None, plain_phone(said[Meaning.PHONE])
        if said[Meaning.EMAIL] and email is None:
            reasons.append(
                Refused("E-postadressen ’%(said)s’ är inte rätt skriven.", said=_quoted(said[Meaning.EMAIL]))
            )
        if said[Meaning.PHONE] and phone is None:
            reasons.append(Refused("Telefonnumret ’%(said)s’ är inte rätt skrivet.", said=_quoted(said[Meaning.PHONE])))
        insikt = said[Meaning.IN_INSIKT].casefold()
        if insikt not in _YES | _NO:
            reasons.append(Refused("Skriv ja eller nej i kolumnen för Insikt, inte ’%(said)s’.", said=_quoted(insikt)))
        if reasons:
            return None, reasons
        customer = plain_customer(said[Meaning.CUSTOMER])
        name, is_in_insikt = said[Meaning.NAME], insikt in _YES
        return CaseRow(row.number, case_ref, area, customer_type, customer, name, email, phone, is_in_insikt), []

    def _case(self, said: str, number: int, reasons: list[Refused]) -> str:
        if not said:
            reasons.append(Refused("Ärendenumret saknas."))
        elif plain_case(said) in _EXAMPLES:
            reasons.append(Refused("Raden är mallens exempel. Skriv era egna ärenden i stället."))
        elif len(said) > LONGEST_CASE:
            reasons.append(Refused("Ärendenumret är längre än 80 tecken."))
        else:
            first = self.seen.setdefault(plain_case(said), number)
            if first != number:
                reasons.append(Refused("Ärendet står också på rad %(row)s.", row=first))
        return said

    def _area(self, said: str, reasons: list[Refused]) -> str:
        if not said:
            reasons.append(Refused("Området saknas."))
        elif folded(said) not in self.areas:
            reasons.append(Refused("Området ’%(said)s’ finns inte i enkäten.", said=_quoted(said)))
        return self.areas.get(folded(said), "")

    def _customer_type(self, said: str, reasons: list[Refused]) -> str | None:
        # A survey that does not ask has no use for it, and what a list says then need not be understood.
        if said and self.customer_types and folded(said) not in self.customer_types:
            reasons.append(Refused("Kundtypen ’%(said)s’ finns inte i enkäten.", said=_quoted(said)))
        return self.customer_types.get(folded(said))

    def _closed_on(self, said: str, reasons: list[Refused]) -> None:
        if not said:
            return
        day = plain_date(said)
        if day is None:
            reasons.append(Refused("Skriv datumet som 2026-03-31, inte ’%(said)s’.", said=_quoted(said)))
        elif self.days and not self.days[0] <= day <= self.days[1]:
            reasons.append(
                Refused("Avslutat %(day)s, utanför perioden %(period)s.", day=day.isoformat(), period=self.period)
            )


def _options(questionnaire: Questionnaire, measure: str) -> Mapping[str, str]:
    """Every way to write an option, folded, with its key: its words in each language, and the key itself first."""
    found: dict[str, str] = {}
    options = [option for question in questionnaire.measuring(measure) for option in question.options]
    for option in options:
        found.setdefault(folded(option.key), option.key)
    for option in options:
        for _, words in option.text.words:
            found.setdefault(folded(words), option.key)
    return found


def _quoted(said: str) -> str:
    return said if len(said) <= LONGEST_QUOTE else said[: LONGEST_QUOTE - 1] + "…"
