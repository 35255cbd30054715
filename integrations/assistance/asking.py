"""Has the sentences of a new draft worded by the language service, where staff have allowed it: the worker's part."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import current_app

from core.db import db, reading
from core.house import settings_of
from core.room import Note
from dialog.summarising import wording
from integrations.assistance import client


def send(news: Mapping[str, Any]) -> Note | None:
    """Ask for wordings of a draft, once; gives what takes in those that hold, or nothing where nothing is asked.

    What leaves the house is written down and committed before it leaves. Whatever the service does, the draft stands.
    """
    settings, session = settings_of(current_app), db.session()
    if not settings.has_llm:
        return None
    with reading():
        try:
            question = wording.prepare(session, int(news["summary_id"]), int(news["revision"]), settings.llm_model)
        finally:
            session.rollback()
    if question is None:
        return None
    call_id = wording.begin(session, question, settings.llm_host)
    session.commit()
    reply = client.ask(settings, question.body)
    return partial(wording.take_in, question=question, call_id=call_id, reply=reply)
