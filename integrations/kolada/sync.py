"""What is fetched from Kolada and how it is stored: all of it or nothing, our own arithmetic marked as ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core import clock
from core.settings import Settings
from goals import kpis, official, sources
from goals.models import Origin
from goals.official import NATION, Slot, Statement
from integrations.fetching import Fetcher, Refused, SourceFailed
from integrations.kolada.client import NAME, Client, Value
from integrations.syncing import Changes, Source

FIRST_YEAR = 2010
# A mean of fewer would say more of those few than of the group.
LEAST_MEMBERS = 3
# Where Kolada lacks more than this share of what it has given before, something is wrong with the answer.
MOST_TAKEN_BACK = 0.5
# A group that Kolada has no values for may be an unknown place to it.
UNKNOWN_PLACE = (400, 404, 422)


class KoladaChanged(SourceFailed):
    """A series is not called what it was when it was chosen: it may measure something else now."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Everything Kolada said, ready to be stored; ``periods`` are those that were asked for."""

    statements: tuple[Statement, ...]
    places: tuple[str, ...]
    periods: frozenset[str]


def fetch(fetcher: Fetcher, settings: Settings) -> Fetched:
    """Ask for everything; no transaction that writes is open. Raises SourceFailed."""
    client, this_year = Client(settings.kolada_url, fetcher), clock.today().year
    check_titles(client)
    ids, years = list(kpis.followed()), list(range(FIRST_YEAR, this_year + 1))
    own, group = settings.municipality_code, settings.peer_group
    peers = [member for member in client.members(group) if member != own]
    values = client.data(ids, [own, NATION, *peers], years)
    try:
        of_group = client.data(ids, [group], years)
    except Refused as error:
        if error.status not in UNKNOWN_PLACE:
            raise
        of_group = []
    raw = [value for value in values if value.place in (own, NATION)] + of_group
    if all(value.value is None for value in raw):
        raise SourceFailed(
            "Kolada gave no values at all. Nothing was changed.",
            "Kolada gav inte ett enda värde. Inget har ändrats.",
            True,
        )
    said = [_as_said(value, settings.kolada_url) for value in raw if value.value is not None]
    given = {statement.slot for statement in said}
    said += [mean for mean in means(values, peers, group) if mean.slot not in given]
    return Fetched(tuple(said), (own, NATION, group), frozenset(map(str, years)))


def check_titles(client: Client) -> None:
    """Raise KoladaChanged if a series has another title than when it was chosen, or is gone: ids are used again."""
    followed = kpis.followed()
    found = client.titles(list(followed))
    wrong = [kpi for kpi in followed.values() if _plain(found.get(kpi.id, "")) != _plain(kpi.title)]
    if not wrong:
        return
    first, more = wrong[0], len(wrong) - 1
    values = {"id": first.id, "expected": first.title, "found": found.get(first.id, "")}
    also = (f" {more} more differ.", f" {more} till avviker.") if more else ("", "")
    if first.id not in found:
        raise KoladaChanged(
            f"The series %(id)s (%(expected)s) is gone from Kolada.{also[0]} Nothing was changed.",
            f"Nyckeltalet %(id)s (%(expected)s) finns inte längre i Kolada.{also[1]} Inget har ändrats.",
            **values,
        )
    raise KoladaChanged(
        "The series %(id)s was called %(expected)r when it was chosen and is called %(found)r in Kolada now."
        f"{also[0]} Nothing was changed.",
        "Nyckeltalet %(id)s hette ”%(expected)s” när det valdes men heter ”%(found)s” i Kolada nu."
        f"{also[1]} Inget har ändrats.",
        **values,
    )


def means(values: Sequence[Value], peers: Sequence[str], group: str) -> list[Statement]:
    """The plain mean of the group's members by series, year and gender, where at least three of them have a value."""
    members: dict[Slot, dict[str, float]] = {}
    for value in values:
        if value.place in peers and value.value is not None:
            members.setdefault((value.kpi, group, value.period, value.gender), {})[value.place] = value.value
    return [
        Statement(
            series=kpi,
            place=place,
            period=period,
            gender=gender,
            # A sum of many decimals ends in noise, which would look like a change at the next fetch.
            value=round(sum(found.values()) / len(found), 6),
            source=NAME,
            note=f"Medel av {len(found)} av gruppens {len(peers)} andra kommuner",
            is_derived=True,
        )
        for (kpi, place, period, gender), found in members.items()
        if len(found) >= LEAST_MEMBERS
    ]


def store(session: Session, fetched: Fetched, now: datetime) -> Changes:
    """Say what is new and take back what Kolada has removed; the caller commits.

    Raises SourceFailed where so much is gone that the answer cannot be right.
    """
    standing = official.standing_from(session, Origin.KOLADA, fetched.places)
    known = {slot: value for slot, value in standing.items() if slot[2] in fetched.periods}
    given = {row.slot for row in fetched.statements}
    gone = sorted(set(known) - given)
    if known and len(gone) > MOST_TAKEN_BACK * len(known):
        raise SourceFailed(
            "Kolada lacks %(gone)d of the %(known)d values it has given before. Nothing was changed.",
            "Kolada saknar %(gone)d av de %(known)d värden det har gett tidigare. Inget har ändrats.",
            gone=len(gone),
            known=len(known),
        )
    withdrawn = [Statement(*slot[:3], None, NAME, gender=slot[3]) for slot in gone]
    said = official.state(
        session,
        [*fetched.statements, *withdrawn],
        origin=Origin.KOLADA,
        by=NAME,
        now=now,
    )
    new = [row for row in said if row.value is not None]
    added = sum(row.slot not in known for row in new)
    return Changes(len(given), added, len(new) - added, len(said) - len(new))


def _as_said(value: Value, base_url: str) -> Statement:
    return Statement(
        series=value.kpi,
        place=value.place,
        period=value.period,
        gender=value.gender,
        value=value.value,
        source=NAME,
        source_url=f"{base_url}/data/kpi/{value.kpi}/municipality/{value.place}",
    )


def _plain(title: str) -> str:
    """Titles are compared without regard to how their spaces are set."""
    return " ".join(title.split())


KOLADA = Source(sources.KOLADA, NAME, fetch, store)
