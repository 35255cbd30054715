"""The pages of what came back: one dialogue's answers and everybody's, and where staff answer what they owe."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from dialog import hosting
from dialog.feedback import answering
from dialog.feedback.answering import Written
from dialog.feedback.models import AnswerKind, Decision
from dialog.models import Statement
from tests.browser.states.state import State, fill, press, save_in_another_tab, steps
from tests.builders import TODAY
from tests.ground import working
from tests.published import over, published

_DIALOGUES = "/personal/dialoger"
_HERE = f"{_DIALOGUES}/besvarad/svar"
_POINT = f"{_HERE}/punkter/m2"


def prepare(app: Flask) -> None:
    """One with every kind of answer but to one point, one where all is answered, and one that is answered and done."""
    no = Written("Vägen är statlig.", "Trafikverket", Decision.NO, TODAY, "TRV 2026/7")
    late = Written("Vi räknar på det.", "Kommunstyrelsen", Decision.INVESTIGATING, TODAY - timedelta(days=3))
    for slug in ("besvarad", "fardig", "klarmarkerad"):
        over(app, slug=slug, feedback_due_on=TODAY + timedelta(days=40))
        published(app, slug=slug)
        with working(app) as session:
            dialogue = hosting.find(session, slug)
            inspel = session.scalars(
                select(Statement).where(Statement.dialogue_id == dialogue.id).order_by(Statement.number)
            ).all()
            for row in inspel[:1] if slug == "besvarad" else inspel[:2]:
                answering.save(session, row, AnswerKind.ANSWER, no, "Bo Ås", TODAY, publish=True)
            if slug == "besvarad":
                answering.save(session, inspel[1], AnswerKind.ANSWER, no, "Bo Ås", TODAY, publish=False)
                answering.save(session, inspel[3], AnswerKind.ANSWER, late, "Bo Ås", TODAY, publish=True)
            if slug == "klarmarkerad":
                hosting.mark_answered(session, dialogue, TODAY, unanswered=0)


PUBLIC = (
    State("what came of all dialogues", "/sa-blev-det"),
    State("what came of all dialogues in English", "/sa-blev-det?sprak=en"),
    State("what came of all dialogues, no more", "/sa-blev-det?sida=99"),
    State("what came of a dialogue with a summary", "/dialog/besvarad/svar"),
    State("what came of a dialogue with a long summary", "/dialog/lang/svar"),
    State("what came of a dialogue that is withdrawn", "/dialog/aterkallad/svar"),
)

STAFF = (
    State("what is owed", "/personal/aterkoppling"),
    State("points to answer", _HERE),
    State("points to answer, many", f"{_DIALOGUES}/lang/svar"),
    State("points to answer, none", f"{_DIALOGUES}/stangd/svar?visa=lyfts-fram"),
    State("all is answered", f"{_DIALOGUES}/fardig/svar"),
    State("answers of a dialogue that is done", f"{_DIALOGUES}/klarmarkerad/svar"),
    State("drafts of answers", f"{_HERE}/utkast"),
    State("drafts of answers, none", f"{_DIALOGUES}/fardig/svar/utkast"),
    State("answer to a point", _POINT),
    State("answer to a point seen first", _POINT, press("Förhandsgranska")),
    State("answer to a point with errors", _POINT, steps(fill("words", ""), press("Uppdatera svaret")), is_error=True),
    State(
        "answer to a point written meanwhile",
        _POINT,
        steps(save_in_another_tab("words", "Uppdatera svaret"), fill("words", "Mitt"), press("Uppdatera svaret")),
        is_error=True,
    ),
    State("error 404 of a point", f"{_HERE}/punkter/finns-inte", is_error=True),
)

EMPTY_PUBLIC = (State("what came of nothing", "/sa-blev-det"),)

EMPTY_STAFF = (State("nothing that is owed", "/personal/aterkoppling"),)
