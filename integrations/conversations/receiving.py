"""Taking in what came from a chat: known once, done once, and answered, all in the caller's one transaction."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from core import clock
from core.chat import ChatChannel, Heard
from core.db import insert_into
from core.i18n import LANGUAGES, SOURCE, in_language
from core.limits import TooMany
from core.met import words_of
from integrations.conversations import connecting, flood, home, interviews
from integrations.conversations.arrival import Arrival, Outcome, Surface
from integrations.conversations.commands import CHOOSE, ERASE, SKIP, START
from integrations.conversations.conversing import Conversation
from integrations.conversations.directory import delivery_hash, speaker_of
from integrations.models import ChatDelivery, ConnectionState


def receive(session: Session, arrival: Arrival) -> Outcome:
    """Do what somebody did in a chat, and give the screen that answers it; the edge commits, once.

    A delivery that has been seen before changes nothing, nor does one of far too many. What a person can meet
    (PersonMet, Refused) becomes a screen; any other error is the caller's, who must roll back: the chat's server then
    delivers again and nothing is lost.
    """
    now = clock.now()
    arrival = replace(arrival, language=arrival.language if arrival.language in dict(LANGUAGES) else SOURCE)
    speaker = speaker_of(arrival)
    try:
        flood.spend(speaker.identity, now)
    except TooMany as error:
        with in_language(arrival.language):
            met = home.met(words_of(error), arrival, arrival.heard or Heard(START))
            return Outcome(met, is_repeat=True, language=arrival.language)
    if not _is_new(session, arrival):
        with in_language(arrival.language):
            return Outcome(home.repeated(), is_repeat=True, language=arrival.language)
    connecting.touch(session, arrival, now)
    kept = interviews.of(session, arrival, now) if _may_continue(arrival) else None
    if kept is not None and arrival.heard is None:
        # Words that are typed say nothing of the language somebody chose by the button before them.
        arrival = replace(arrival, language=kept.language)
    with in_language(arrival.language):
        outcome = Conversation(session, arrival, speaker, kept, now).outcome()
    return replace(outcome, language=arrival.language)


def removed(session: Session, channel: ChatChannel, tenant: str) -> None:
    """The bot was taken out of a workspace: nobody there can be reached, so what would have reached them goes.

    Whatever is heard from there later makes it connected again.
    """
    connecting.end(session, channel, tenant, ConnectionState.REMOVED)


def revoked(session: Session, channel: ChatChannel, tenant: str) -> None:
    """Our token there no longer works; as when the bot is removed."""
    connecting.end(session, channel, tenant, ConnectionState.REVOKED)


def _is_new(session: Session, arrival: Arrival) -> bool:
    """Whether this delivery has not been seen; two of the same at once wait for each other here."""
    seen = insert_into(session, ChatDelivery).values(key_hash=delivery_hash(arrival), received_on=clock.today())
    inserted = seen.on_conflict_do_nothing(index_elements=[ChatDelivery.key_hash]).returning(ChatDelivery.key_hash)
    return session.scalar(inserted) is not None


def _may_continue(arrival: Arrival) -> bool:
    """Whether this may be the answer to something that was asked before, or stand in its way."""
    if arrival.heard is not None:
        return arrival.heard.do in (CHOOSE, SKIP, ERASE, START)
    return arrival.surface is Surface.MESSAGE
