"""How long what chats and mail leave behind is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_
from sqlalchemy.orm import Session

from core import clock
from core.errors import N_
from core.room import RetentionRule
from integrations import told
from integrations.following import following
from integrations.models import ChatAddress, ChatDelivery, ChatInterview, MailFollower

# Slack tries for an hour and Teams for less; the rest is room for a server that has been away.
DELIVERIES_ARE_KNOWN = timedelta(days=2)
INTERVIEWS_WAIT = timedelta(days=1)
# A summary that is taken back later than this is said on its page and in no message.
TOLD_IS_KNOWN = timedelta(days=365)


def purge_deliveries(session: Session, now: datetime) -> int:
    """Forget what was received more than two days ago; gives how many."""
    before = clock.today() - DELIVERIES_ARE_KNOWN
    gone = delete(ChatDelivery).where(ChatDelivery.received_on < before).returning(ChatDelivery.key_hash)
    return len(session.execute(gone).all())


def purge_interviews(session: Session, now: datetime) -> int:
    """Forget what was asked more than a day ago and never answered; gives how many."""
    gone = delete(ChatInterview).where(ChatInterview.asked_at < now - INTERVIEWS_WAIT)
    return len(session.execute(gone.returning(ChatInterview.person_hash)).all())


def purge_addresses(session: Session, now: datetime) -> int:
    """Forget whom there is nothing more to tell; gives how many."""
    gone = delete(ChatAddress).where(ChatAddress.expires_on < clock.today()).returning(ChatAddress.id)
    return len(session.execute(gone).all())


def purge_followers(session: Session, now: datetime) -> int:
    """Forget whom there is nothing more to write to, and who never confirmed; gives how many.

    The promise may have been moved since they asked, and their last day moves with it.
    """
    today = clock.today()
    following.keep_pace(session, today)
    never = and_(MailFollower.confirmed_on.is_(None), MailFollower.asked_on < today - following.CONFIRMED_WITHIN)
    gone = delete(MailFollower).where(or_(MailFollower.expires_on < today, never)).returning(MailFollower.id)
    return len(session.execute(gone).all())


def purge_told(session: Session, now: datetime) -> int:
    """Forget who was told what more than a year ago; gives how many."""
    return told.purge(session, clock.today() - TOLD_IS_KNOWN)


RULES = (
    RetentionRule("chat_connection", N_("Så länge anslutningen finns.")),
    RetentionRule("connection_check", N_("Så länge anslutningen finns. Inga personuppgifter.")),
    RetentionRule("chat_delivery", N_("Två dygn, som fingeravtryck."), purge_deliveries),
    RetentionRule("chat_interview", N_("Ett dygn, eller tills frågan är besvarad."), purge_interviews),
    RetentionRule(
        "mail_follower",
        N_("Tills du har fått veta vad det ledde till, eller tills du avbryter. En vecka om du inte bekräftar."),
        purge_followers,
    ),
    RetentionRule("news_told", N_("Ett år, som slumptal utan adress."), purge_told),
    RetentionRule(
        "chat_address", N_("Tills du har fått veta vad det ledde till, eller tills du raderar."), purge_addresses
    ),
)
