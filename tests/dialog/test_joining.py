from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dialog import jobs, joining, linking
from dialog.errors import (
    AgeNeeded,
    BadOrganisationNumber,
    DialogueClosed,
    NotThatAge,
    OrganisationHasVoice,
    OrganisationNeeded,
    WrongLinkCode,
)
from dialog.joining import Entry
from dialog.models import AgeBand, Audience, Channel, Choice, DialogueKey, Door, Participant, Statement, Vote
from tests.builders import TODAY, on_sqlite
from tests.dialog.taking_part import cast, counters, numbered, recount, voice
from tests.dialogues import add_inspel, close_dialogue, open_dialogue
from tests.ground import NOON

A_COMPANY, ANOTHER_COMPANY, A_TRADER = "556000-0001", "212000-2205", "19121212-1212"


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_whoever_comes_back_through_the_same_door_is_the_same_voice(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app)

    first, again = voice(session, dialogue, "anna"), voice(session, dialogue, "anna")

    assert first is again
    assert voice(session, dialogue, "bo") is not first
    assert joining.find(session, dialogue.id, joining.web_handle("anna")) is first
    assert joining.find(session, dialogue.id, joining.web_handle("cia")) is None


@on_sqlite
def test_the_young_say_how_old_they_are_and_nothing_is_kept_of_who_is_of_another_age(
    app: Flask, session: Session
) -> None:
    dialogue = open_dialogue(app, audience=Audience.UNGDOMAR)

    with pytest.raises(AgeNeeded):
        voice(session, dialogue)
    for band in (AgeBand.UNDER_13, AgeBand.FROM_30, AgeBand.FROM_65):
        with pytest.raises(NotThatAge):
            voice(session, dialogue, age_band=band)
    assert count(session, Participant) == 0

    assert voice(session, dialogue, age_band=AgeBand.FROM_13).age_band is AgeBand.FROM_13


@on_sqlite
def test_nothing_is_asked_of_citizens_and_nothing_kept_that_was_not_asked(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app)

    participant = voice(session, dialogue, age_band=AgeBand.FROM_20, organisation_number=A_COMPANY)

    assert (participant.age_band, participant.organisation_hash) == (None, None)
    assert participant.joined_on == TODAY


def test_a_company_has_one_voice_and_its_number_is_nowhere(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, audience=Audience.NARINGSLIV)
    with pytest.raises(OrganisationNeeded):
        voice(session, dialogue)
    with pytest.raises(BadOrganisationNumber):
        voice(session, dialogue, organisation_number="556000-0002")

    first = voice(session, dialogue, "anna", organisation_number=A_COMPANY)

    with pytest.raises(OrganisationHasVoice):
        voice(session, dialogue, "bo", organisation_number="556000 0001")
    assert voice(session, dialogue, "cia", organisation_number=ANOTHER_COMPANY) is not first
    assert voice(session, dialogue, "dag", organisation_number=A_TRADER) is not first
    key = session.get_one(DialogueKey, dialogue.id).key
    kept = str(session.scalars(select(Participant.organisation_hash)).all())
    assert "5560000001" not in kept
    assert joining.web_handle(f"organisation 5560000001{key}") not in kept
    assert count(session, Participant) == count(session, Door) == 3


@on_sqlite
def test_nobody_joins_a_dialogue_that_is_over(app: Flask, session: Session) -> None:
    open_dialogue(app)
    session.rollback()
    over = close_dialogue(app)

    with pytest.raises(DialogueClosed):
        voice(session, over)
    with pytest.raises(DialogueClosed):
        joining.keyed(session, over.id, "slack T1 U1")


@given(st.integers(0, 999_999_999))
def test_a_number_with_its_check_digit_is_read_however_it_is_written_and_with_another_digit_refused(nine: int) -> None:
    # Luhn by another road than the code's: add up the digits of each product, and what lacks to a whole ten.
    written = f"{nine:09}"
    total = sum(sum(map(int, str(int(digit) * (2, 1)[place % 2]))) for place, digit in enumerate(written))
    right = -total % 10

    number = f"{written}{right}"

    assert joining.organisation_number(f" {number[:6]}-{number[6:]} ") == number
    assert joining.organisation_number(f"20{number}") == number
    with pytest.raises(BadOrganisationNumber):
        joining.organisation_number(f"{written}{(right + 1) % 10}")


@pytest.mark.parametrize("typed", ["", "12345", "abcdefghij", "५५६०००००० १", "55600000011", "556000-000¹"])
def test_what_is_no_organisation_number_is_refused(typed: str) -> None:
    with pytest.raises(BadOrganisationNumber):
        joining.organisation_number(typed)


def test_a_code_joins_a_second_door_once_and_what_was_done_there_comes_along(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, "Fler turer", "Billigare kort", "Varmare hallar", "Fler bänkar")
    first, second = voice(session, dialogue, "telefon"), voice(session, dialogue, "dator")
    yesterday = TODAY - timedelta(days=1)
    # Only here, on the same day in both, later here, and later there.
    cast(session, dialogue, first, 1, Choice.AGREE)
    cast(session, dialogue, first, 2, Choice.AGREE, today=yesterday)
    cast(session, dialogue, first, 3, Choice.AGREE)
    cast(session, dialogue, second, 1, Choice.DISAGREE)
    cast(session, dialogue, second, 2, Choice.PASS, important=True)
    cast(session, dialogue, second, 3, Choice.DISAGREE, today=yesterday)
    cast(session, dialogue, second, 4, Choice.DISAGREE)
    own = add_inspel(session, dialogue.id, "Mitt eget", author_id=second.id)
    code = linking.link_code(session, dialogue, first, NOON)

    joined = linking.link(session, dialogue, Entry(Channel.WEB, joining.web_handle("dator")), code.lower(), NOON)

    session.expire_all()
    assert joined is first
    assert joining.find(session, dialogue.id, joining.web_handle("dator")) is first
    assert session.get_one(Statement, own.id).author_id == first.id
    choices = {numbered(session, dialogue, n).id: n for n in range(1, 5)}
    votes = {choices[vote.statement_id]: (vote.choice, vote.is_important) for vote in session.scalars(select(Vote))}
    assert votes == {
        1: (Choice.AGREE, False),
        2: (Choice.PASS, True),
        3: (Choice.AGREE, False),
        4: (Choice.DISAGREE, False),
    }
    assert counters(session, dialogue) == recount(session, dialogue)
    assert count(session, Participant) == 1
    with pytest.raises(WrongLinkCode):
        linking.link(session, dialogue, Entry(Channel.WEB, joining.web_handle("platta")), code, NOON)


@on_sqlite
def test_a_code_leads_a_door_that_has_done_nothing_in_and_lasts_ten_minutes(app: Flask, session: Session) -> None:
    dialogue = open_dialogue(app, audience=Audience.NARINGSLIV)
    other = open_dialogue(app, slug="annan", audience=Audience.NARINGSLIV)
    first = voice(session, dialogue, "anna", organisation_number=A_COMPANY)
    bo = Entry(Channel.SLACK, "0" * 64)
    late = NOON + timedelta(minutes=10, seconds=1)

    unused = linking.link_code(session, dialogue, first, NOON)
    code = linking.link_code(session, dialogue, first, NOON)
    for wrong in (unused, "", "ABCD-EFGH-JKMN"):
        with pytest.raises(WrongLinkCode):
            linking.link(session, dialogue, bo, wrong, NOON)
    with pytest.raises(WrongLinkCode):
        linking.link(session, other, bo, code, NOON)

    assert linking.link(session, dialogue, bo, code, NOON) is first
    assert linking.link(session, dialogue, bo, linking.link_code(session, dialogue, first, NOON), NOON) is first
    linking.link_code(session, dialogue, first, NOON)
    session.flush()
    jobs.forget_codes(session, late)
    session.refresh(first)
    assert (first.link_hash, first.link_until) == (None, None)
    code = linking.link_code(session, dialogue, first, NOON)
    with pytest.raises(WrongLinkCode):
        linking.link(session, dialogue, Entry(Channel.WEB, "1" * 64), code, late)
    assert first.link_hash is None
