"""A worrying text: kept by itself, read by those who are named, handed over or given back, never lost on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit
from core.audit import Actor
from core.clock import STOCKHOLM
from core.concerns import exporting, handling, help_card, raising, results
from core.concerns.errors import NoSuchConcern, NotPossibleNow
from core.concerns.help_card import BadContacts, Contact
from core.concerns.models import Concern, ConcernState, Raiser
from core.concerns.results import Part
from core.concerns.topics import CONCERN_RELEASED
from core.outbox.models import OutboxMessage
from core.people import accounts
from core.people.roles import Role
from tests.builders import on_sqlite
from tests.ground import NOON, hire, working

WORDS = "Blåklocka: jag orkar inte leva"
LEAD = Actor(7, "Lena Trygg")
S = ConcernState


def raise_one(session: Session, ref: str = "prov:1", **changes: object) -> Concern:
    given = {
        "about": "Hur har du det?",
        "kind": "self_harm",
        "raiser": Raiser.SCREENING,
        "words": WORDS,
        "lead_id": None,
        "deputy_id": None,
        "now": NOON,
    }
    return raising.raise_(session, ref, **given | changes)  # type: ignore[arg-type]


def test_raised_twice_it_is_one_concern_and_no_words_are_lost(app: Flask) -> None:
    with working(app) as session:
        first = raise_one(session, unmasked="Blåklocka 1")

        again = raise_one(session, words="", kind="other", raiser=Raiser.PARTICIPANT, note="Jag känner igen det.")

        assert again is first
        assert (again.words, again.unmasked, again.notes) == (WORDS, "Blåklocka 1", "Jag känner igen det.")
        assert (again.kind, again.raised_by) == ("self_harm", Raiser.SCREENING)
        for _ in range(20):
            raise_one(session, words="", note="å" * 600)
        assert len(again.notes) == raising.LONGEST_NOTES


def test_one_that_was_closed_is_open_anew_when_it_is_raised_again(app: Flask) -> None:
    with working(app) as session:
        concern = raise_one(session)
        handling.see(session, concern, LEAD, NOON)
        handling.no_action(session, concern, LEAD, NOON)
        # It was raised again before the text had gone back, so it does not go.
        raise_one(session, words="", kind="threat", now=NOON + timedelta(hours=1))

        assert handling.give_back(session, "prov:1") is None
        assert (concern.state, concern.closed_at, concern.seen_at, concern.words) == (S.RAISED, None, None, WORDS)
        assert concern.kind == "threat"


def test_a_text_is_read_handed_over_and_erased_and_the_log_says_nothing_of_it(app: Flask) -> None:
    with working(app) as session:
        concern = raise_one(session, note="Hjälp", unmasked=f"Kim. {WORDS}")
        for too_early in (handling.hand_over, handling.no_action):
            with pytest.raises(NotPossibleNow):
                too_early(session, concern, LEAD, NOON)
        handling.see(session, concern, LEAD, NOON)
        handling.print_out(session, concern, LEAD, NOON + timedelta(hours=1))
        handling.hand_over(session, concern, LEAD, NOON)
        assert (concern.state, concern.seen_at, concern.words) == (S.HANDED_OVER, NOON, WORDS)
        with pytest.raises(NotPossibleNow):
            handling.no_action(session, concern, LEAD, NOON)

        handling.erase(session, concern, LEAD)

        assert (concern.words, concern.unmasked, concern.notes) == ("", "", "")
        assert (concern.closed_at, concern.closed_by) == (NOON, "Lena Trygg")
        assert concern.raised_at == datetime(2026, 3, 2, tzinfo=STOCKHOLM)
        with pytest.raises(NotPossibleNow):
            handling.see(session, concern, LEAD, NOON)
        with pytest.raises(NotPossibleNow):
            handling.erase(session, concern, LEAD)
        lines = audit.entries(session)
        deeds = [line.action.removeprefix("concern.") for line in reversed(lines)]
        assert deeds == ["read", "read", "printed", "handed_over", "erased"]
        assert "Blåklocka" not in str(lines)


def test_a_released_text_is_given_back_once_and_its_news_holds_no_words(app: Flask) -> None:
    with working(app) as session:
        concern = raise_one(session, unmasked="Kim. Blåklocka")
        handling.see(session, concern, LEAD, NOON)
        handling.no_action(session, concern, LEAD, NOON)

        news = session.scalars(select(OutboxMessage).where(OutboxMessage.topic == CONCERN_RELEASED)).one()
        assert news.payload == {"subject_ref": "prov:1"}
        assert handling.give_back(session, "prov:2") is None
        assert handling.give_back(session, "prov:1") == handling.GivenBack(WORDS, "Kim. Blåklocka")
        assert handling.give_back(session, "prov:1") is None
        assert (concern.words, concern.unmasked) == ("", "")


def test_what_its_author_takes_back_is_forgotten_and_waits_for_nobody(app: Flask) -> None:
    with working(app) as session:
        concern = raise_one(session)

        handling.forget(session, "prov:1", NOON)
        handling.forget(session, "prov:2", NOON)

        assert (concern.words, concern.state) == ("", S.NO_ACTION)
        assert results.standing(session, 1).n_open == 0


def test_the_two_who_are_named_read_it_and_everybody_with_the_role_when_neither_can(app: Flask) -> None:
    lead, deputy, third = (hire(app, Role.SAFEGUARDING, email=f"{name}@example.se") for name in ("lena", "dan", "tove"))
    with working(app) as session:
        named = raise_one(session, lead_id=lead, deputy_id=deputy).id
        unnamed = raise_one(session, "prov:2").id

        def read_by(staff_id: int) -> list[int]:
            return [row.id for row in results.listed(session, staff_id, Part.TO_DO)[0]]

        assert read_by(lead) == read_by(deputy) == [unnamed, named]
        assert read_by(third) == [unnamed]
        with pytest.raises(NoSuchConcern):
            results.find(session, third, named)
        assert [row[1] for row in exporting.rows(session, third)] == [unnamed]
        accounts.disable(session, lead)
        assert read_by(third) == [unnamed]
        accounts.set_roles(session, deputy, [Role.ADMINISTRATOR])
        assert read_by(third) == [unnamed, named]
        assert not results.is_read_by_nobody(session)
        accounts.disable(session, third)
        assert results.is_read_by_nobody(session)


@on_sqlite
def test_the_list_is_paged_and_what_is_done_stands_apart(app: Flask) -> None:
    reader = hire(app, Role.SAFEGUARDING)
    with working(app) as session:
        ids = [raise_one(session, f"prov:{n}", now=NOON - timedelta(days=n)).id for n in range(results.A_PAGE + 2)]
        first, following = results.listed(session, reader, Part.TO_DO)
        rest, end = results.listed(session, reader, Part.TO_DO, following)
        assert [row.id for row in (*first, *rest)] == ids[::-1]
        assert end is None

        for number, concern_id in enumerate(ids[:2]):
            concern = results.find(session, reader, concern_id)
            handling.see(session, concern, LEAD, NOON)
            handling.hand_over(session, concern, LEAD, NOON)
            if number:
                handling.erase(session, concern, LEAD)
        assert [row.id for row in results.listed(session, reader, Part.DONE)[0]] == [ids[1]]
        found = results.standing(session, reader)
        assert (found.n_open, found.n_to_erase) == (results.A_PAGE, 1)
        assert found.since == NOON - timedelta(days=results.A_PAGE + 1)


@pytest.mark.parametrize(
    "text", ["Jouren", "Jouren|ring", "|112|Nu", "Jouren|112|Nu|Alltid", ";", "A|112;" * 9, "Jouren|112|" + "å" * 161]
)
def test_contacts_that_cannot_be_called_are_refused(text: str) -> None:
    with pytest.raises(BadContacts):
        help_card.read(text)


def test_a_municipality_names_its_own_contacts() -> None:
    read = help_card.read(" Kommunens jour | 0280-181 00 | Vardagar ; SOS Alarm|+46 112; ")

    assert read == (Contact("Kommunens jour", "0280-181 00", "Vardagar"), Contact("SOS Alarm", "+46 112"))
    assert [one.href for one in read] == ["tel:028018100", "tel:+46112"]
    assert [one.number for one in help_card.read("")] == ["112", "116 111", "90101", "1177"]
