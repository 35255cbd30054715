"""Becoming one voice in a dialogue: through one door or more, with nothing kept that says who somebody is."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.chat import YOUNGEST_IN_SLACK
from core.ids import fingerprint
from dialog.errors import (
    AgeNeeded,
    BadOrganisationNumber,
    DialogueClosed,
    HasLeft,
    NotThatAge,
    OrganisationHasVoice,
    OrganisationNeeded,
)
from dialog.models import AgeBand, Audience, Channel, DialogueKey, Door, Participant
from dialog.results import DialogueView

_DIGITS = 10
# A personnummer may be written with its century; what comes after is the same ten digits.
_CENTURY = re.compile(r"(?:16|19|20)(?=\d{10}$)")

# The youngest and the oldest age of each band; the bands above these are not young people.
YOUNG = {AgeBand.UNDER_13: (0, 12), AgeBand.FROM_13: (13, 15), AgeBand.FROM_16: (16, 19), AgeBand.FROM_20: (20, 29)}


@dataclass(frozen=True, slots=True)
class Entry:
    """Through which door somebody comes, and what was asked of them before they began.

    ``handle`` is what the door is known by: ``web_handle`` of the pass in the cookie, or ``keyed`` of a chat account.
    ``consent`` is the version of the terms that somebody in a chat said yes to.
    """

    channel: Channel
    handle: str
    age_band: AgeBand | None = None
    organisation_number: str = ""
    consent: str = ""


def web_handle(web_pass: str) -> str:
    """What a web pass is known by; not keyed, as the pass is random, so that it leads back after the close too."""
    return fingerprint(web_pass)


def keyed(session: Session, dialogue_id: int, identity: str) -> str:
    """The fingerprint of an account or a number under the dialogue's own key; raises DialogueClosed once it is gone."""
    return keyed_all(session, dialogue_id, [identity])[identity]


def keyed_all(session: Session, dialogue_id: int, identities: Iterable[str]) -> Mapping[str, str]:
    """The same for many, by identity."""
    key = session.scalar(select(DialogueKey.key).where(DialogueKey.dialogue_id == dialogue_id))
    if key is None:
        raise DialogueClosed
    return {one: hmac.digest(key.encode(), one.encode(), "sha256").hex() for one in identities}


def youngest(dialogue: DialogueView, channel: Channel) -> int:
    """From what age one can take part through a door: that of the dialogue, and in Slack what its terms ask for."""
    return max(dialogue.min_age or 0, YOUNGEST_IN_SLACK if channel is Channel.SLACK else 0)


def asks_first(dialogue: DialogueView) -> bool:
    """Whether something must be said before taking part: the young say how old they are, companies which they are."""
    return dialogue.audience is not Audience.MEDBORGARE


def find(session: Session, dialogue_id: int, handle: str) -> Participant | None:
    """Whoever a door leads to."""
    return session.scalar(
        select(Participant)
        .join(Door, Door.participant_id == Participant.id)
        .where(Door.dialogue_id == dialogue_id, Door.handle == handle)
    )


def locked(session: Session, participant: Participant) -> Participant:
    """The participant as they stand now, kept until the commit so that two tabs take turns; raises HasLeft.

    Those who only refer to the participant need not wait.
    """
    found = session.scalar(
        select(Participant)
        .where(Participant.id == participant.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise HasLeft
    return found


def join(session: Session, dialogue: DialogueView, entry: Entry, today: date) -> Participant:
    """The voice that the door leads to, made now if it is new.

    Raises DialogueClosed and DialoguePaused; of somebody new also AgeNeeded, NotThatAge, OrganisationNeeded,
    BadOrganisationNumber and OrganisationHasVoice. Two who come through the same door at once become one.
    """
    dialogue.must_be_open()
    known = find(session, dialogue.id, entry.handle)
    if known is not None:
        return known
    _check_age(dialogue, entry)
    newcomer = Participant(
        dialogue_id=dialogue.id,
        channel=entry.channel,
        consent=entry.consent or None,
        age_band=entry.age_band if dialogue.audience is Audience.UNGDOMAR else None,
        organisation_hash=_organisation(session, dialogue, entry.organisation_number),
        joined_on=today,
    )
    try:
        with session.begin_nested():
            session.add(newcomer)
            session.flush()
            session.add(
                Door(dialogue_id=dialogue.id, handle=entry.handle, channel=entry.channel, participant_id=newcomer.id)
            )
    except IntegrityError as error:
        met = find(session, dialogue.id, entry.handle)
        if met is None:
            raise OrganisationHasVoice from error
        return met
    return newcomer


def organisation_number(typed: str) -> str:
    """The ten digits of what was typed; raises BadOrganisationNumber.

    The last digit is checked with Luhn's formula, which organisation numbers and personal numbers share: a sole trader
    has the latter.
    """
    digits = _CENTURY.sub("", re.sub(r"[\s–-]", "", typed))
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()) or _luhn(digits) % 10:
        raise BadOrganisationNumber
    return digits


def _luhn(digits: str) -> int:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return sum(value - 9 if value > 9 else value for value in doubled)


def _check_age(dialogue: DialogueView, entry: Entry) -> None:
    if dialogue.audience is not Audience.UNGDOMAR:
        return
    if entry.age_band is None:
        raise AgeNeeded
    ages = YOUNG.get(entry.age_band)
    if ages is None or ages[1] < youngest(dialogue, entry.channel):
        raise NotThatAge


def _organisation(session: Session, dialogue: DialogueView, typed: str) -> str | None:
    if dialogue.audience is not Audience.NARINGSLIV:
        return None
    if not typed.strip():
        raise OrganisationNeeded
    return keyed(session, dialogue.id, f"organisation {organisation_number(typed)}")
