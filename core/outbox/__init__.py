"""News and errands written down in the same transaction as their cause, and carried out afterwards by a worker.

Post last in a verb, with ids and never with anybody's words::

    outbox.post(session, RESPONSE_SUBMITTED, key=f"{collection.id}", collection_id=collection.id)

Whoever cares registers a ``Handler`` for the topic in its room. Work inside the database (``handle``) happens exactly
once; a call to the outside (``send``) at least once, so what is posted for sending carries an idempotency key of its
own. The order in which messages are carried out is not promised.
"""

from __future__ import annotations

from core.outbox.claiming import Claimed, anything_due, claim
from core.outbox.delivering import NotDelivered, Outcome, RetryLater, deliver
from core.outbox.models import MessageState, OutboxMessage
from core.outbox.posting import post
from core.outbox.topics import LEASE_OUTWARD, BadTopic, Lane, check_topics, lanes
from core.outbox.watching import RULES, DeadLetter, Depth, count_dead, dead_letters, depth, retry

__all__ = [
    "LEASE_OUTWARD",
    "RULES",
    "BadTopic",
    "Claimed",
    "DeadLetter",
    "Depth",
    "Lane",
    "MessageState",
    "NotDelivered",
    "OutboxMessage",
    "Outcome",
    "RetryLater",
    "anything_due",
    "check_topics",
    "claim",
    "count_dead",
    "dead_letters",
    "deliver",
    "depth",
    "lanes",
    "post",
    "retry",
]
