"""The municipality's population by sex and age, fetched from SCB and kept in the groups that weights are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core import population
from core.periods import is_period, is_year
from core.population import AGE_GROUP, SEX, SEX_AGE, YOUNG, Count
from core.settings import Settings
from goals import sources
from integrations.fetching import Fetcher, SourceFailed
from integrations.scb.jsonstat import NotJsonStat, cells
from integrations.syncing import Changes, Source

NAME = "SCB"
TABLE, CONTENT = "TAB638", "BE0101N1"
SEXES = {"1": "man", "2": "kvinna"}
MOST = 100_000_000
ALL_AGES, OLDEST = "tot", "100+"
AGES = (*(str(age) for age in range(100)), OLDEST)
GROUPS = (("16-29", 16, 29), ("30-49", 30, 49), ("50-64", 50, 64), ("65+", 65, 200))
TEENS = (("13-15", 13, 15), ("16-19", 16, 19))


@dataclass(frozen=True, slots=True)
class People:
    """How many there are of each sex and age at the end of a year; ages are 0-99 and "100+"."""

    year: str
    by_sex_and_age: Mapping[tuple[str, str], int]


def fetch(fetcher: Fetcher, settings: Settings) -> People:
    """The latest year's population; no transaction that writes is open. Raises SourceFailed."""
    query = {
        "lang": "sv",
        "outputFormat": "json-stat2",
        "valueCodes[Region]": settings.municipality_code,
        "valueCodes[Alder]": "*",
        "valueCodes[Kon]": ",".join(SEXES),
        "valueCodes[ContentsCode]": CONTENT,
        "valueCodes[Tid]": "TOP(1)",
    }
    document = fetcher.json(f"{settings.scb_url}/tables/{TABLE}/data", query)
    found: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    years = set()
    try:
        for codes, value in cells(document):
            if codes.get("Region") != settings.municipality_code or codes.get("ContentsCode", CONTENT) != CONTENT:
                raise fetcher.misshapen()
            sex, age = SEXES.get(codes.get("Kon", "")), codes.get("Alder", "")
            years.add(codes.get("Tid", ""))
            if sex is None or value is None or not 0 <= value < MOST or value != int(value) or (sex, age) in found:
                raise fetcher.misshapen()
            if age == ALL_AGES:
                totals[sex] = int(value)
            else:
                found[sex, age] = int(value)
    except NotJsonStat as error:
        raise fetcher.misshapen() from error
    year = years.pop() if len(years) == 1 else ""
    if not (is_period(year) and is_year(year)) or set(found) != {(sex, age) for sex in SEXES.values() for age in AGES}:
        raise fetcher.misshapen()
    for sex, total in totals.items():
        if total != sum(n for (one, _age), n in found.items() if one == sex):
            raise SourceFailed(
                "SCB's population by age does not add up to its total. Nothing was changed.",
                "SCB:s folkmängd per ålder blir inte den summa som SCB själv anger. Inget har ändrats.",
                True,
            )
    return People(year, found)


def groups(people: People) -> dict[str, list[Count]]:
    """Counts of those who are 16 or older by sex, age group and both (``kvinna:16-29``), and of the young by both."""
    both = _by_sex_and_group(people, GROUPS)
    by_sex = {sex: sum(n for (one, _name), n in both.items() if one == sex) for sex in SEXES.values()}
    by_age = {name: sum(n for (_sex, one), n in both.items() if one == name) for name, _low, _high in GROUPS}
    return {
        SEX: [Count(people.year, sex, n) for sex, n in by_sex.items()],
        AGE_GROUP: [Count(people.year, name, n) for name, n in by_age.items()],
        SEX_AGE: [Count(people.year, f"{sex}:{name}", n) for (sex, name), n in both.items()],
        YOUNG: [Count(people.year, f"{sex}:{name}", n) for (sex, name), n in _by_sex_and_group(people, TEENS).items()],
    }


def _by_sex_and_group(people: People, groups: Sequence[tuple[str, int, int]]) -> dict[tuple[str, str], int]:
    found = {(sex, name): 0 for sex in SEXES.values() for name, _low, _high in groups}
    for (sex, age), n in people.by_sex_and_age.items():
        for name, low, high in groups:
            if low <= int(age.rstrip("+")) <= high:
                found[sex, name] += n
    return found


def store(session: Session, people: People, now: datetime) -> Changes:
    """Put the counts in place of those of the same year; the caller commits."""
    values = added = changed = 0
    for dimension, rows in groups(people).items():
        before = population.counts(session, people.year, dimension)
        values += len(rows)
        added += sum(row.cell not in before for row in rows)
        changed += sum(before.get(row.cell, row.n) != row.n for row in rows)
        population.store(session, rows, dimension)
    return Changes(values, added, changed, 0)


SCB = Source(sources.SCB, NAME, fetch, store)
